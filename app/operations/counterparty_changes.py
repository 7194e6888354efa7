"""What was changed of a counterparty, by whom and from what to what, out of the audit trail; and what was merged into it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.language import Phrase, phrase
from app.models.audit import AuditEntry
from app.models.company import Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity, Site
from app.models.deals import Deal
from app.models.merging import Merge
from app.models.terms import KIND_WORDS, CounterpartyKind
from app.operations.change_words import Change, change_lines, told_fields
from app.operations.counterparty_history_rows import (
    CHANGE,
    JOINED,
    PARTED,
    HistoryEntry,
    HistoryFilter,
    HistoryMark,
    has_words,
    older,
    own,
    walked,
)

CHUNK = 120
"""Lines of the audit trail that are read at once."""
LINES = 3
"""Changes of one transaction that the line of the history says; all of them stand below it."""
PARTS: tuple[tuple[str, type[Contact | ContactPoint | LegalEntity | Site | Deal]], ...] = (
    ("contact", Contact),
    ("contact_point", ContactPoint),
    ("legal_entity", LegalEntity),
    ("site", Site),
    ("deal", Deal),
)
"""Tables whose changes belong to the history of the counterparty that they belong to."""

_KEPT, _MERGED = aliased(Counterparty), aliased(Counterparty)
"""Made once: it takes longer than the questions asked with them."""


@dataclass(frozen=True, slots=True)
class KindChange:
    """A counterparty became another kind. who: "" for Kontor itself, as with the first contract."""

    at: datetime
    before: Phrase
    after: Phrase
    who: str


def changes(
    session: Session, counterparty_id: int, shown: HistoryFilter, begin: HistoryMark | None
) -> Iterator[HistoryEntry]:
    """Field changes, newest first: one entry for what one person changed in one transaction."""
    if not shown.wants("changes") or shown.contact_id is not None:
        return
    rows = _rows(session, counterparty_id, shown.employee_id, begin)
    for _, lines in groupby(rows, key=lambda row: (row.at, row.employee_id)):
        entry = _entry(session, list(lines))
        if entry is not None and has_words(entry, shown.words):
            yield entry


def kind_changes(session: Session, counterparty_id: int) -> tuple[KindChange, ...]:
    """When a counterparty became a customer, partner or supplier, and who said so; newest first [M75].

    What it became while it was recorded is how it began.
    """
    rows = session.execute(
        select(AuditEntry.at, AuditEntry.action, AuditEntry.changes, Employee.name)
        .outerjoin(Employee, Employee.id == AuditEntry.employee_id)
        .where(
            AuditEntry.table_name == "counterparty",
            AuditEntry.record_id == counterparty_id,
            AuditEntry.changes["kind"].as_string().is_not(None),
        )
        .order_by(AuditEntry.id.desc())
    ).all()
    begun = {row.at for row in rows if row.action == "insert"}
    return tuple(
        KindChange(row.at, _kind_word(row.changes["kind"][0]), _kind_word(row.changes["kind"][1]), row.name or "")
        for row in rows
        if row.action == "update" and "kind" in row.changes and row.at not in begun
    )


def merges(
    session: Session, counterparty_id: int, shown: HistoryFilter, after: HistoryMark | None
) -> tuple[Iterator[HistoryEntry], ...]:
    """What was merged into it, and what was parted from it again."""
    if not shown.wants("changes") or shown.contact_id is not None:
        return ()
    return (
        _merges(session, counterparty_id, shown, after, JOINED),
        _merges(session, counterparty_id, shown, after, PARTED),
    )


def _kind_word(kept: str) -> Phrase:
    return Phrase(KIND_WORDS[CounterpartyKind(kept)])


def _merges(
    session: Session, counterparty_id: int, shown: HistoryFilter, begin: HistoryMark | None, rank: int
) -> Iterator[HistoryEntry]:
    joined = rank == JOINED
    at: InstrumentedAttribute[Any] = Merge.at if joined else Merge.undone_at
    by = Merge.employee_id if joined else Merge.undone_by_id
    query = (
        select(Merge.id, at.label("at"), Merge.kept_id, Merge.undone_at, Employee.name.label("who"))
        .add_columns(_KEPT.name.label("kept"), _MERGED.name.label("merged"))
        .join(_KEPT, _KEPT.id == Merge.kept_id)
        .join(_MERGED, _MERGED.id == Merge.merged_id)
        .outerjoin(Employee, Employee.id == by)
        .where(or_(Merge.kept_id == counterparty_id, Merge.merged_id == counterparty_id), at.is_not(None))
        .order_by(at.desc(), Merge.id.desc())
        .limit(CHUNK)
    )
    if shown.employee_id is not None:
        query = query.where(by == shown.employee_id)

    def fetch(after: HistoryMark | None) -> Sequence[HistoryEntry]:
        rows = session.execute(query.where(older(at, Merge.id, rank, after)))
        return [_merge(row, counterparty_id, rank) for row in rows]

    return walked(fetch, begin, shown, CHUNK)


def _merge(row: Row[Any], counterparty_id: int, rank: int) -> HistoryEntry:
    here = row.kept_id == counterparty_id
    if rank == PARTED:
        other = row.merged if here else row.kept
        line = phrase("Parted again from {name}: they are two", name=other)
        return own(HistoryMark(row.at, rank, row.id), "unmerge", line, who=row.who or "")
    into = phrase("Merged into {name}", name=row.kept)
    line = phrase("{name} was merged into this one", name=row.merged) if here else into
    entry = own(HistoryMark(row.at, rank, row.id), "merge", line, who=row.who or "")
    return replace(entry, merge_id=row.id if here and row.undone_at is None else None)


def _rows(session: Session, counterparty_id: int, employee_id: int | None, after: HistoryMark | None) -> Iterator[Row[Any]]:
    """Lines of the trail, newest first, by chunks as far as they are asked for.

    Which lines there are is settled before they are put in order: walking the whole trail backwards until enough of them
    were met would take the longer the more the company does elsewhere.
    """
    of_parts = (
        and_(AuditEntry.table_name == table, AuditEntry.record_id.in_(_ids(part, counterparty_id))) for table, part in PARTS
    )
    itself = and_(AuditEntry.table_name == "counterparty", AuditEntry.record_id == counterparty_id)
    wanted = select(AuditEntry.id, AuditEntry.at, AuditEntry.employee_id).where(or_(itself, *of_parts))
    if employee_id is not None:
        wanted = wanted.where(AuditEntry.employee_id == employee_id)
    found = wanted.cte("found").prefix_with("MATERIALIZED")
    query = (
        select(AuditEntry.id, AuditEntry.at, AuditEntry.employee_id, AuditEntry.action)
        .add_columns(AuditEntry.table_name, AuditEntry.record_id, AuditEntry.changes, Employee.name.label("who"))
        .join(found, found.c.id == AuditEntry.id)
        .outerjoin(Employee, Employee.id == AuditEntry.employee_id)
        .order_by(found.c.at.desc(), found.c.id.desc())
        .limit(CHUNK)
    )
    while True:
        part = query
        if after is not None:
            beyond = tuple_(found.c.at, found.c.id) < tuple_(after.at, after.id)
            part = query.where(beyond if after.rank == CHANGE else _before(found.c.at, after))
        rows = session.execute(part).all()
        yield from rows
        if len(rows) < CHUNK:
            return
        after = HistoryMark(rows[-1].at, CHANGE, rows[-1].id)


def _before(at: Any, after: HistoryMark) -> Any:
    return at <= after.at if after.rank > CHANGE else at < after.at


def _ids(part: type[Contact | ContactPoint | LegalEntity | Site | Deal], counterparty_id: int) -> Any:
    return select(part.id).where(part.counterparty_id == counterparty_id)


def _entry(session: Session, rows: Sequence[Row[Any]]) -> HistoryEntry | None:
    """One transaction as an entry; None if it changed nothing that people call by a name.

    What came with the counterparty itself is no change of it.
    """
    if any(row.table_name == "counterparty" and row.action == "insert" for row in rows):
        return None
    told = [
        Change(row.table_name, row.record_id, row.action, fields)
        for row in reversed(rows)
        if (fields := told_fields(row.table_name, row.action, row.changes)) or row.action != "update"
    ]
    lines = change_lines(session, told)
    if not lines:
        return None
    # The last row is the oldest one of the transaction: the next page goes on behind it.
    mark = HistoryMark(rows[-1].at, CHANGE, rows[-1].id)
    line = lines[0]
    for more in lines[1:LINES]:
        line = phrase("{first}; {second}", first=line, second=more)
    if len(lines) > LINES:
        line = phrase("{first}; and {count} more", first=line, count=len(lines) - LINES)
    entry = own(mark, "change", line, who=rows[-1].who or "")
    return replace(entry, details=lines if len(lines) > 1 else ())
