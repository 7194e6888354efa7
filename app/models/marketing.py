"""Marketing: segments, exports with their ledger, consent and blocked addresses [M84-M88]."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Moment, Record, SortedName, Versioned, choice
from app.models.terms import ConsentState, ContactPointKind


class Segment(Versioned):
    """A saved filter over counterparties; conditions: a list of {field, operator, value}."""

    name: Mapped[SortedName] = mapped_column(unique=True)
    conditions: Mapped[Any] = mapped_column(JSON, default=list)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    schedule: Mapped[str] = mapped_column(String(24), default="")


class ExportRun(Record):
    """Who took which list out of the house, when, on what legal basis; the ledger is never thinned out."""

    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id"), index=True)
    list_name: Mapped[str]
    format: Mapped[str] = mapped_column(String(16))
    at: Mapped[Moment]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    basis: Mapped[str] = mapped_column(default="")
    count: Mapped[int]


class ExportedAddress(Record):
    """One address that went out with a run, so that the next one can say what is new, changed or to be removed."""

    audited = False

    export_run_id: Mapped[int] = mapped_column(ForeignKey("export_run.id"))
    counterparty_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"), index=True)
    value: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("export_run_id", "value"), Index(None, "value"))


class Consent(Record):
    """One statement of consent for one address; the newest counts. source: where it was said."""

    kind: Mapped[ContactPointKind] = mapped_column(choice(ContactPointKind))
    value: Mapped[str]
    state: Mapped[ConsentState] = mapped_column(choice(ConsentState))
    at: Mapped[Moment]
    source: Mapped[str]
    basis: Mapped[str] = mapped_column(default="")
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))

    __table_args__ = (Index(None, "value", "at"),)


class BlockEntry(Record):
    """An address that no list may ever carry again (unsubscribed, bounced, complained) [C26]."""

    kind: Mapped[ContactPointKind] = mapped_column(choice(ContactPointKind))
    value: Mapped[str]
    reason: Mapped[str]
    at: Mapped[Moment]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))

    __table_args__ = (UniqueConstraint("kind", "value"),)
