"""Further parts of a long inbox, by the key of its order and never by an offset, and what changed in it meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.models.inquiries import Inquiry
from app.operations.triage_inbox import InboxPage, InboxRow, counted, inbox, inbox_rows, waiting_in

ABOVE = 40
"""Rows above the one that was asked for, so that it does not stand at the very top without what comes before it."""
LATE_LAST: tuple[ColumnElement[Any], ...] = (
    Inquiry.due_at.desc().nulls_first(),
    Inquiry.received_at.desc(),
    Inquiry.id.desc(),
)


@dataclass(frozen=True, slots=True)
class InboxKey:
    """Where an inquiry stands in the order of the inbox; it stays the same whatever is decided about it."""

    due_at: datetime | None
    received_at: datetime
    id: int

    @classmethod
    def of(cls, row: InboxRow) -> "InboxKey":
        """The key of *row*."""
        return cls(row.due_at, row.received_at, row.id)

    @property
    def order(self) -> tuple[bool, datetime, datetime, int]:
        """By this rows that were loaded are put in order: those without a time come last."""
        return self.due_at is None, self.due_at or self.received_at, self.received_at, self.id


def inbox_more(
    session: Session,
    key: InboxKey,
    *,
    above: bool = False,
    segment: str = "all",
    state: str = "new",
    department_id: int | None = None,
    seller_id: int | None = None,
    limit: int = 200,
) -> InboxPage:
    """The part of the list behind *key*, or *above* it; otherwise as ``inbox``. Raises ValueError as that does."""
    waiting = [*waiting_in(session, segment, state, department_id, seller_id), _before(key) if above else _behind(key)]
    rows = inbox_rows(session, waiting, limit + 1, LATE_LAST) if above else inbox_rows(session, waiting, limit + 1)
    kept, more = rows[:limit], len(rows) > limit
    return counted(
        session,
        tuple(reversed(kept)) if above else kept,
        segment,
        state,
        department_id,
        seller_id,
        above=more if above else True,
        below=True if above else more,
    )


def inbox_around(
    session: Session,
    inquiry_id: int,
    *,
    segment: str = "all",
    state: str = "new",
    department_id: int | None = None,
    seller_id: int | None = None,
    limit: int = 200,
) -> InboxPage:
    """The part of the list in which *inquiry_id* stands; the first part, if it does not wait there (any more)."""
    found = session.execute(
        select(Inquiry.due_at, Inquiry.received_at, Inquiry.id).where(Inquiry.id == inquiry_id)
    ).one_or_none()
    waiting = waiting_in(session, segment, state, department_id, seller_id)
    if found is None or session.scalar(select(Inquiry.id).where(*waiting, Inquiry.id == inquiry_id)) is None:
        return inbox(session, segment=segment, state=state, department_id=department_id, seller_id=seller_id, limit=limit)
    key = InboxKey(*found)
    over = tuple(reversed(inbox_rows(session, [*waiting, _before(key)], ABOVE + 1, LATE_LAST)))
    from_there = inbox_rows(session, [*waiting, or_(Inquiry.id == key.id, _behind(key))], limit + 1)
    rows = (*over[-ABOVE:], *from_there[:limit])
    more = (len(over) > ABOVE, len(from_there) > limit)
    return counted(session, rows, segment, state, department_id, seller_id, above=more[0], below=more[1])


def inbox_changed(
    session: Session,
    inquiry_ids: Collection[int],
    *,
    segment: str = "all",
    state: str = "new",
    department_id: int | None = None,
    seller_id: int | None = None,
) -> InboxPage:
    """Those of *inquiry_ids* that wait in the list now, with the counts of the whole list; the others do not (any more)."""
    waiting = waiting_in(session, segment, state, department_id, seller_id)
    rows = inbox_rows(session, [*waiting, Inquiry.id.in_(inquiry_ids)], len(inquiry_ids))
    return counted(session, rows, segment, state, department_id, seller_id)


def _behind(key: InboxKey) -> ColumnElement[bool]:
    later = or_(Inquiry.received_at > key.received_at, and_(Inquiry.received_at == key.received_at, Inquiry.id > key.id))
    if key.due_at is None:
        return and_(Inquiry.due_at.is_(None), later)
    return or_(Inquiry.due_at > key.due_at, Inquiry.due_at.is_(None), and_(Inquiry.due_at == key.due_at, later))


def _before(key: InboxKey) -> ColumnElement[bool]:
    earlier = or_(Inquiry.received_at < key.received_at, and_(Inquiry.received_at == key.received_at, Inquiry.id < key.id))
    if key.due_at is None:
        return or_(Inquiry.due_at.is_not(None), earlier)
    return or_(Inquiry.due_at < key.due_at, and_(Inquiry.due_at == key.due_at, earlier))
