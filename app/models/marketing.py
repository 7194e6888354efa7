"""Marketing: segments, exports with their ledger, consent and blocked addresses [M84-M88]."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import LongText, Moment, Record, SortedName, Versioned, choice
from app.models.marketing_terms import Basis, BlockCause, Change, ListKind, Origin
from app.models.terms import ConsentState, ContactPointKind


class Segment(Versioned):
    """A saved filter over counterparties; conditions: a list of {field, operator, values}.

    What it saves by itself: list_kind as *format* into *folder*, on *basis*, when *due_at* has come (None: never);
    schedule: a ``Schedule``. A process that takes it up puts due_at a quarter of an hour off, so that a second one leaves
    it alone and a killed one is made good. active: False once it was taken away; its runs stay.
    """

    name: Mapped[SortedName] = mapped_column(unique=True)
    conditions: Mapped[Any] = mapped_column(JSON, default=list)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    schedule: Mapped[str] = mapped_column(String(24), default="")
    list_kind: Mapped[ListKind] = mapped_column(choice(ListKind), default=ListKind.EMAIL, server_default="email")
    format: Mapped[str] = mapped_column(String(16), default="csv", server_default="csv")
    basis: Mapped[Basis] = mapped_column(choice(Basis), default=Basis.CONSENT, server_default="consent")
    folder: Mapped[LongText] = mapped_column(default="", server_default="")
    due_at: Mapped[Moment | None] = mapped_column(index=True)
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class LeftOut(Record):
    """An address that a person keeps out of one segment's lists, whatever its conditions say."""

    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"))
    value: Mapped[str]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    at: Mapped[Moment]

    __table_args__ = (UniqueConstraint("segment_id", "value"),)


class ExportRun(Record):
    """Who took which list out of the house, when, on what legal basis; the ledger is never thinned out.

    list_name: the segment's name then. count: addresses in the file; total: those of the whole list; new, changed and
    removed compare it with the run before. delivered_at: when its file stood at *file*; a run whose file was never
    written is not what the next one is compared with. problem: why the file could not be written.
    """

    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id"), index=True)
    list_name: Mapped[str]
    list_kind: Mapped[ListKind] = mapped_column(choice(ListKind), default=ListKind.EMAIL, server_default="email")
    format: Mapped[str] = mapped_column(String(16))
    origin: Mapped[Origin] = mapped_column(choice(Origin), default=Origin.PERSON, server_default="person")
    at: Mapped[Moment] = mapped_column(index=True)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    basis: Mapped[str] = mapped_column(default="")
    only_changes: Mapped[bool] = mapped_column(default=False, server_default="0")
    count: Mapped[int]
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    new: Mapped[int] = mapped_column(default=0, server_default="0")
    changed: Mapped[int] = mapped_column(default=0, server_default="0")
    removed: Mapped[int] = mapped_column(default=0, server_default="0")
    delivered_at: Mapped[Moment | None]
    file: Mapped[LongText] = mapped_column(default="", server_default="")
    problem: Mapped[LongText] = mapped_column(default="", server_default="")


class ExportedAddress(Record):
    """One address of a run's whole list, so that the next one can say what is new, changed or to be removed.

    change: whether the address was in the run before; a run "only changes" carried no unchanged ones in its file.
    """

    audited = False

    export_run_id: Mapped[int] = mapped_column(ForeignKey("export_run.id"))
    counterparty_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"), index=True)
    value: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    change: Mapped[Change] = mapped_column(choice(Change), default=Change.NEW, server_default="new")

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
    """An address that no list may ever carry again (unsubscribed, bounced, complained) [C26].

    value: as ``app.models.addresses`` compares addresses; reason: in a person's words, or the file that said so.
    """

    kind: Mapped[ContactPointKind] = mapped_column(choice(ContactPointKind))
    value: Mapped[str]
    cause: Mapped[BlockCause] = mapped_column(choice(BlockCause), default=BlockCause.BY_HAND, server_default="by_hand")
    reason: Mapped[str]
    at: Mapped[Moment]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))

    __table_args__ = (UniqueConstraint("kind", "value"), Index(None, "at", "id"))
