"""What a session changes, noted while it flushes: the lines of the audit trail and the topics of the news."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.orm import InstanceState, Mapper, Session, SessionTransaction
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.base import NO_VALUE, PassiveFlag
from sqlalchemy.orm.unitofwork import UOWTransaction

from app.models.base import Base, Record
from app.models.rows import NOTED
from app.models.session import TOUCHED

LONG_BYTES = 256
"""Longer binary values are noted in the trail by size and SHA-256 only."""
_JOURNAL = "journal"
_NO_LOADING = PassiveFlag.PASSIVE_NO_INITIALIZE


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit trail to be."""

    action: str
    table: str
    record_id: int | None
    changes: dict[str, Any]


@dataclass(slots=True)
class Journal:
    """What one session flushed so far; a savepoint that is rolled back takes its part out again."""

    entries: list[Entry] = field(default_factory=list)
    touched: list[tuple[str, int | None]] = field(default_factory=list)
    marks: dict[SessionTransaction, tuple[int, int]] = field(default_factory=dict)
    inserted: set[InstanceState[Any]] = field(default_factory=set)

    def note_row(self, action: str, kind: type[Record], record_id: int, changes: dict[str, tuple[Any, Any]]) -> None:
        """Note a row that was written past the unit of work (``app.models.rows``)."""
        table = str(kind.__tablename__)
        self.touched.append((table, record_id))
        if kind.audited:
            told = {column: [plain(before), plain(after)] for column, (before, after) in changes.items()}
            self.entries.append(Entry(action, table, record_id, told))


class NotedSession(Session):
    """A session whose changes are noted; its hooks hang at the class, so that a short session costs nothing more."""


def collect(session: NotedSession) -> Journal:
    """Begin to note what *session* flushes."""
    journal = Journal()
    session.info[_JOURNAL] = journal
    session.info[TOUCHED] = journal.touched
    session.info[NOTED] = journal.note_row
    return journal


def _learn_before(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Read what a changed column held before, where it was set without having been loaded; the trail must know."""
    journal: Journal | None = session.info.get(_JOURNAL)
    if journal is None:
        return
    for instance in session.dirty:
        state = instance_state(instance)
        if not isinstance(instance, Base) or not instance.audited or state in journal.inserted:
            continue
        mapper = state.mapper
        unknown = [each for each in mapper.column_attrs if state.committed_state.get(each.key) is NO_VALUE]
        if unknown and state.identity is not None:
            keys = zip(mapper.primary_key, state.identity, strict=True)
            columns = select(*(each.columns[0] for each in unknown)).where(*(column == value for column, value in keys))
            row = session.connection().execute(columns).one_or_none()
            if row is not None:
                state.committed_state.update(zip((each.key for each in unknown), row, strict=True))


def _note_flush(session: Session, _context: UOWTransaction) -> None:
    journal: Journal = session.info[_JOURNAL]
    for action, instances in (("insert", session.new), ("update", session.dirty), ("delete", session.deleted)):
        for instance in instances:
            if isinstance(instance, Base):
                _note(journal, action, instance_state(instance))


def _note(journal: Journal, action: str, state: InstanceState[Any]) -> None:
    mapper = state.mapper
    changes = _CHANGES[action](mapper, state)
    if not changes:
        return
    if action == "insert":
        journal.inserted.add(state)
    table = mapper.local_table.name  # type: ignore[attr-defined]  # every class of ours is mapped to a plain table
    record_id = state.dict.get("id")
    journal.touched.append((table, record_id if isinstance(record_id, int) else None))
    if mapper.class_.audited:
        journal.entries.append(Entry(action, table, record_id if isinstance(record_id, int) else None, changes))


def _inserted(mapper: Mapper[Any], state: InstanceState[Any]) -> dict[str, Any]:
    values = state.dict
    return {
        prop.columns[0].name: [None, plain(values[prop.key])]
        for prop in mapper.column_attrs
        if values.get(prop.key) is not None and prop.columns[0].computed is None
    }


def _updated(mapper: Mapper[Any], state: InstanceState[Any]) -> dict[str, Any]:
    changes = {}
    changed = state.committed_state
    for prop in mapper.column_attrs:
        if prop.key in changed:
            history = state.get_history(prop.key, _NO_LOADING)
            if history.added or history.deleted:
                changes[prop.columns[0].name] = [plain(_first(history.deleted)), plain(_first(history.added))]
    if changes and "id" not in state.dict:
        # A record without a number is known by its key.
        keys = zip(mapper.primary_key, state.identity or (), strict=False)
        changes = {str(column.key): [plain(value), plain(value)] for column, value in keys} | changes
    return changes


def _deleted(mapper: Mapper[Any], state: InstanceState[Any]) -> dict[str, Any]:
    values = state.dict
    return {
        prop.columns[0].name: [plain(values[prop.key]), None]
        for prop in mapper.column_attrs
        if values.get(prop.key) is not None and prop.columns[0].computed is None
    }


_CHANGES: dict[str, Callable[[Mapper[Any], InstanceState[Any]], dict[str, Any]]] = {
    "insert": _inserted,
    "update": _updated,
    "delete": _deleted,
}


def _first(values: Sequence[Any] | None) -> Any:
    return values[0] if values else None


def plain(value: object) -> object:
    """*value* as JSON can keep it without loss: decimals and times as text, long bytes as size and SHA-256."""
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return value.value
        case str():
            return value.replace("\0", "\ufffd")
        case Decimal():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case bytes() if len(value) > LONG_BYTES:
            return {"bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}
        case bytes():
            return {"bytes": len(value), "base64": base64.b64encode(value).decode()}
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
    return str(value)


def _mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    journal: Journal | None = session.info.get(_JOURNAL)
    if transaction.nested and journal is not None:
        journal.marks[transaction] = (len(journal.entries), len(journal.touched))


def _forget_savepoint(session: Session, transaction: SessionTransaction) -> None:
    journal: Journal | None = session.info.get(_JOURNAL)
    if journal is not None and transaction in journal.marks:
        entries, touched = journal.marks.pop(transaction)
        del journal.entries[entries:]
        del journal.touched[touched:]


event.listen(NotedSession, "before_flush", _learn_before)
event.listen(NotedSession, "after_flush", _note_flush)
event.listen(NotedSession, "after_transaction_create", _mark_savepoint)
event.listen(NotedSession, "after_soft_rollback", _forget_savepoint)
