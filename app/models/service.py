"""After the shipment: certificates, commissioning, service contracts and visits [M66-M70]."""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Amount, LongText, Moment, Record, Versioned, choice
from app.models.terms import Periodicity


class Certificate(Versioned):
    """A certificate by an outside body for one unit of a deal line; unit counts from 1 [M66, M67]."""

    deal_line_id: Mapped[int] = mapped_column(ForeignKey("deal_line.id"))
    unit: Mapped[int]
    serial: Mapped[str] = mapped_column(String(64), default="")
    body: Mapped[str]
    number: Mapped[str] = mapped_column(String(64))
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    parameters: Mapped[LongText] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)

    __table_args__ = (UniqueConstraint("deal_line_id", "unit"),)


class Commissioning(Versioned):
    """The record that the equipment runs at the customer's site [M70]; starts the warranty."""

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    done_on: Mapped[date]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    serials: Mapped[LongText] = mapped_column(default="")
    accepted_by: Mapped[str] = mapped_column(default="")
    note: Mapped[LongText] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)


class ServiceContract(Versioned):
    """A concluded service contract [M69]; price: a year, net, in *currency*. renews_id: the contract that it follows."""

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    concluded_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    periodicity: Mapped[Periodicity] = mapped_column(choice(Periodicity))
    price: Mapped[Amount]
    currency: Mapped[str] = mapped_column(String(3))
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("service_contract.id"), unique=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)


class ServiceVisit(Record):
    """A planned or done visit of a service contract. employee_id: who goes, or went.

    first_due_on and move_reason: the day that the contract asked for, and why it was put off.
    """

    service_contract_id: Mapped[int] = mapped_column(ForeignKey("service_contract.id"), index=True)
    due_on: Mapped[date] = mapped_column(index=True)
    first_due_on: Mapped[date | None]
    move_reason: Mapped[str] = mapped_column(default="", server_default="")
    done_at: Mapped[Moment | None]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    work: Mapped[LongText] = mapped_column(default="")
