"""Two counterparties that were one: what may be a double, and what a merge joined, so that it can be parted again [M36]."""

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment, Record, Versioned, choice
from app.models.triage_terms import DoubleReason


class PossibleDouble(Record):
    """Two counterparties that may be one; first_id < second_id. likeness: 0 to 100. settled_at: merged or judged different.

    Found when one of them was recorded or changed; the audit trail need not know of guesses.
    """

    audited = False

    first_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    reason: Mapped[DoubleReason] = mapped_column(choice(DoubleReason))
    likeness: Mapped[int]
    found_at: Mapped[Moment]
    settled_at: Mapped[Moment | None]

    __table_args__ = (UniqueConstraint("first_id", "second_id"), Index(None, "settled_at", "likeness", "id"))


class Merge(Versioned):
    """One counterparty (merged) that went into another (kept).

    kept_before: the fields of the kept one before the merge, as JSON; kept_after: after it; a difference to today was
    made later. undone_at: the two were parted again.
    """

    kept_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    at: Mapped[Moment]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    kept_before: Mapped[Any] = mapped_column(JSON)
    kept_after: Mapped[Any] = mapped_column(JSON)
    undone_at: Mapped[Moment | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


class MergedReference(Base):
    """One reference that a merge turned from the merged counterparty to the kept one: the column of a record."""

    audited = False

    merge_id: Mapped[int] = mapped_column(ForeignKey("merge.id"), primary_key=True, autoincrement=False)
    table_name: Mapped[str] = mapped_column(String(63), primary_key=True)
    column_name: Mapped[str] = mapped_column(String(63), primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
