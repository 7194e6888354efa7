"""Deals: needs, lines, people, and the stages that a deal has walked through [M39-M55]."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Amount, Base, Count, LongText, Moment, Percent, Record, SortedName, Versioned, choice
from app.models.terms import RefusalReason, Stage, Supply


class Deal(Versioned):
    """One deal. net and gross: sums of its lines in *currency* (ISO 4217), kept in step by the same transaction.

    lines_agreed_at: the customer and we agree on goods, quantities, prices. service_offered_at, service_accepted: the
    talk that SERVICE asks for [M68]. installation_needed: None until somebody has said so.
    """

    number: Mapped[str] = mapped_column(String(24), unique=True)
    title: Mapped[SortedName]
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    legal_entity_id: Mapped[int | None] = mapped_column(ForeignKey("legal_entity.id"))
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    seller_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    stage: Mapped[Stage] = mapped_column(choice(Stage))
    stage_entered_at: Mapped[Moment]
    created_at: Mapped[Moment]
    closed_at: Mapped[Moment | None]
    expected_at: Mapped[Moment | None]
    currency: Mapped[str] = mapped_column(String(3))
    net: Mapped[Amount]
    gross: Mapped[Amount]
    equipment_id: Mapped[int | None] = mapped_column(ForeignKey("trait.id"))
    material_id: Mapped[int | None] = mapped_column(ForeignKey("trait.id"))
    field_id: Mapped[int | None] = mapped_column(ForeignKey("trait.id"))
    delivery_site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    payment_terms: Mapped[str] = mapped_column(default="")
    delivery_terms: Mapped[str] = mapped_column(default="")
    warranty_months: Mapped[int | None]
    lines_agreed_at: Mapped[Moment | None]
    refusal_reason: Mapped[RefusalReason | None] = mapped_column(choice(RefusalReason))
    refusal_note: Mapped[LongText] = mapped_column(default="")
    installation_needed: Mapped[bool | None]
    installation_reason: Mapped[str] = mapped_column(default="")
    service_offered_at: Mapped[Moment | None]
    service_accepted: Mapped[bool | None]
    service_declined_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        Index(None, "stage", "stage_entered_at", "id"),
        Index(None, "department_id", "stage"),
        Index(None, "seller_id", "stage"),
        Index(None, "created_at", "id"),
    )


class StageEntry(Record):
    """One stage that a deal entered, when and by whom: time in stage and the history read it [M44]."""

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    stage: Mapped[Stage] = mapped_column(choice(Stage))
    entered_at: Mapped[Moment]
    left_at: Mapped[Moment | None]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


class Need(Versioned):
    """One wish of the customer; negotiable or a must [M40, M50]."""

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    position: Mapped[int]
    text: Mapped[LongText]
    negotiable: Mapped[bool] = mapped_column(default=False)


class DealContact(Base):
    """A person who takes part in a deal; role: what for (decides, technics, invoices) [M42]."""

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    role: Mapped[str] = mapped_column(default="")
    main: Mapped[bool] = mapped_column(default=False)


class DealLine(Versioned):
    """One position of goods [M51]. price: net, of one unit; discount and tax in per cent; net and tax: of the line.

    position counts from 1. product_name is what the customer agreed to, even if the article is renamed later.
    """

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"))
    position: Mapped[int]
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    product_name: Mapped[str]
    quantity: Mapped[Count]
    unit: Mapped[str] = mapped_column(String(16))
    price: Mapped[Amount]
    discount_percent: Mapped[Percent]
    tax_percent: Mapped[Percent]
    net: Mapped[Amount]
    tax: Mapped[Amount]

    __table_args__ = (UniqueConstraint("deal_id", "position"), CheckConstraint("quantity > 0", name="positive"))


class SupplyPart(Versioned):
    """How much of a deal line is planned to come from stock, plant or supplier; orders are made from it [M57-M60].

    Where a line has no parts, the plan is made when the order is: free stock first, then plant or supplier.
    """

    deal_line_id: Mapped[int] = mapped_column(ForeignKey("deal_line.id"))
    source: Mapped[Supply] = mapped_column(choice(Supply))
    quantity: Mapped[Count]
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"))

    __table_args__ = (UniqueConstraint("deal_line_id", "source"), CheckConstraint("quantity > 0", name="positive"))
