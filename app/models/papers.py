"""Commercial papers of a deal: quotation, contract, invoice, payment, and the documents of a shipment [M46-M53, M64]."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Amount, LongText, Moment, Record, Versioned, choice
from app.models.terms import QuotationState

UNPAID = text("gross > paid")
"""A few of all invoices, and those that boards and heads ask for all day."""


class Quotation(Versioned):
    """A commercial offer with the deal's lines as they were when it was made; document_id: the PDF."""

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[QuotationState] = mapped_column(choice(QuotationState))
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    language: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    net: Mapped[Amount]
    gross: Mapped[Amount]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)
    sent_at: Mapped[Moment | None]
    answered_at: Mapped[Moment | None]
    note: Mapped[LongText] = mapped_column(default="")


class Contract(Versioned):
    """The contract of a deal; with it a lead becomes a customer."""

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    legal_entity_id: Mapped[int] = mapped_column(ForeignKey("legal_entity.id"))
    number: Mapped[str] = mapped_column(String(24), unique=True)
    concluded_on: Mapped[date]
    signed_back_at: Mapped[Moment | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)


class Invoice(Versioned):
    """A request to pay; paid: sum of its payments, kept in step. Money in *currency*."""

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[str] = mapped_column(String(24), unique=True)
    issued_on: Mapped[date]
    due_on: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    net: Mapped[Amount]
    gross: Mapped[Amount]
    paid: Mapped[Amount]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)

    __table_args__ = (Index("ix_invoice_unpaid", "due_on", postgresql_where=UNPAID, sqlite_where=UNPAID),)


class Payment(Record):
    """Money that came in for an invoice. reference: of the bank statement."""

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    received_on: Mapped[date]
    amount: Mapped[Amount]
    reference: Mapped[str] = mapped_column(default="")
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))

    __table_args__ = (CheckConstraint("amount > 0", name="positive"),)


class DeliveryNote(Versioned):
    """The paper that goes with a shipment; signed_back_at: the customer's signed copy is here [M65, M71]."""

    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), unique=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    issued_on: Mapped[date]
    signed_back_at: Mapped[Moment | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)


class TaxInvoice(Versioned):
    """The tax invoice of a shipment. Money in *currency*."""

    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), unique=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    issued_on: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    net: Mapped[Amount]
    tax: Mapped[Amount]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)
