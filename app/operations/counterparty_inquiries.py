"""The inquiries of a counterparty in its history: came, sorted, given to a seller, closed [M72]."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.language import Phrase, phrase
from app.models.company import Department, Employee
from app.models.inquiries import Inquiry
from app.models.terms import CLOSE_REASON_WORDS
from app.operations.counterparty_history_rows import (
    ASSIGNED,
    CLOSED,
    RECEIVED,
    SORTED,
    HistoryEntry,
    HistoryFilter,
    HistoryMark,
    older,
    own,
    walked,
)

CHUNK = 60
_WHO, _SELLER = aliased(Employee), aliased(Employee)
"""Made once: it takes longer than the questions asked with them."""


def inquiry_steps(
    session: Session, counterparty_id: int, shown: HistoryFilter, after: HistoryMark | None
) -> tuple[Iterator[HistoryEntry], ...]:
    """One source for each thing that happens to an inquiry, newest first."""
    if not shown.wants("inquiries") or shown.contact_id is not None:
        return ()
    columns: tuple[tuple[int, InstrumentedAttribute[Any], InstrumentedAttribute[int | None] | None], ...] = (
        (RECEIVED, Inquiry.received_at, None),
        (SORTED, Inquiry.sorted_at, Inquiry.sorted_by_id),
        (ASSIGNED, Inquiry.assigned_at, Inquiry.assigned_by_id),
        (CLOSED, Inquiry.closed_at, None),
    )
    return tuple(
        _steps(session, counterparty_id, rank, at, by, shown, after)
        for rank, at, by in columns
        if shown.employee_id is None or by is not None
    )


def _steps(
    session: Session,
    counterparty_id: int,
    rank: int,
    at: InstrumentedAttribute[Any],
    by: InstrumentedAttribute[int | None] | None,
    shown: HistoryFilter,
    begin: HistoryMark | None,
) -> Iterator[HistoryEntry]:
    query = (
        select(Inquiry.id, Inquiry.number, Inquiry.subject, Inquiry.close_reason, Inquiry.close_note, at.label("at"))
        .add_columns(Department.name.label("department"), _SELLER.name.label("seller"), _WHO.name.label("who"))
        .outerjoin(Department, Department.id == Inquiry.department_id)
        .outerjoin(_SELLER, _SELLER.id == Inquiry.seller_id)
        .outerjoin(_WHO, _WHO.id == by if by is not None else _WHO.id.is_(None))
        .where(Inquiry.counterparty_id == counterparty_id, at.is_not(None))
        .where(by == shown.employee_id if by is not None and shown.employee_id is not None else true())
        .order_by(at.desc(), Inquiry.id.desc())
        .limit(CHUNK)
    )

    def fetch(after: HistoryMark | None) -> Sequence[HistoryEntry]:
        rows = session.execute(query.where(older(at, Inquiry.id, rank, after)))
        return [
            replace(
                own(HistoryMark(row.at, rank, row.id), "inquiry", _line(rank, row), _text(rank, row), row.who or ""),
                inquiry_id=row.id,
            )
            for row in rows
        ]

    return walked(fetch, begin, shown, CHUNK)


def _line(rank: int, row: Row[Any]) -> Phrase:
    number = row.number
    if rank == RECEIVED:
        return phrase("Inquiry {number} came", number=number)
    if rank == SORTED:
        return phrase("Inquiry {number} sorted to {department}", number=number, department=row.department or "–")
    if rank == ASSIGNED:
        return phrase("Inquiry {number} given to {seller}", number=number, seller=row.seller or "–")
    reason = row.close_reason
    if reason is None:
        return phrase("Inquiry {number} closed", number=number)
    return phrase("Inquiry {number} closed: {reason}", number=number, reason=Phrase(CLOSE_REASON_WORDS[reason]))


def _text(rank: int, row: Row[Any]) -> str:
    if rank == RECEIVED:
        return str(row.subject)
    return str(row.close_note) if rank == CLOSED else ""
