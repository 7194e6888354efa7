"""What a transaction changed: collected while the session flushes, written as audit trail and news before the commit."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import BigInteger, Connection, DateTime, Text, bindparam, event, insert, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstanceState, Mapper, Session, SessionTransaction
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.base import PassiveFlag
from sqlalchemy.orm.unitofwork import UOWTransaction

from app.events import Change
from app.models.audit import AuditEntry, ChangeNote
from app.models.base import Base
from app.models.session import TOUCHED, acting, now, wall_clock

CHANNEL = "kontor"
PAYLOAD_BYTES = 7_900
"""NOTIFY refuses payloads of 8,000 bytes and more (PostgreSQL's manual, NOTIFY)."""
IDS_PER_TOPIC = 300
"""More records than this are announced as the whole topic: a list reloads as a whole anyway."""
LONG_BYTES = 256
"""Longer binary values are noted in the trail by size and SHA-256 only."""
_JOURNAL = "journal"
_NO_LOADING = PassiveFlag.PASSIVE_NO_INITIALIZE

_WRITE_ALL = text(
    """
    WITH written AS (
        INSERT INTO audit_entry (at, employee_id, action, table_name, record_id, changes)
        SELECT :at, :employee, entry.action, entry.table_name, entry.record_id, entry.changes::jsonb
        FROM unnest(:actions, :tables, :records, :changes) AS entry (action, table_name, record_id, changes)
    )
    SELECT pg_notify(:channel, payload) FROM unnest(:payloads) AS payload
    """
).bindparams(
    bindparam("at", type_=DateTime(timezone=True)),
    bindparam("employee", type_=BigInteger()),
    bindparam("actions", type_=ARRAY(Text())),
    bindparam("tables", type_=ARRAY(Text())),
    bindparam("records", type_=ARRAY(BigInteger())),
    bindparam("changes", type_=ARRAY(Text())),
    bindparam("payloads", type_=ARRAY(Text())),
)


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


class NotedSession(Session):
    """A session whose changes are noted; its hooks hang at the class, so that a short session costs nothing more."""


def collect(session: NotedSession) -> Journal:
    """Begin to note what *session* flushes."""
    journal = Journal()
    session.info[_JOURNAL] = journal
    session.info[TOUCHED] = journal.touched
    return journal


def publish(session: Session, journal: Journal, origin: str) -> tuple[Change, ...]:
    """Write the audit trail and the news of *journal* into the running transaction; what other processes will hear."""
    if not journal.entries and not journal.touched:
        return ()
    topics = by_topic(journal.touched)
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _publish_postgresql(session, connection, journal.entries, payloads(origin, topics))
    else:
        _publish_sqlite(session, connection, journal.entries, payloads(origin, topics), origin)
    return tuple(Change(topic, frozenset(ids), mine=True) for topic, ids in topics.items())


def by_topic(touched: Iterable[tuple[str, int | None]]) -> dict[str, list[int]]:
    """Topic → ids in order; an empty list stands for the whole topic."""
    topics: dict[str, dict[int | None, None]] = {}
    for topic, record_id in touched:
        topics.setdefault(topic, {})[record_id] = None
    whole = {topic for topic, ids in topics.items() if None in ids or len(ids) > IDS_PER_TOPIC}
    return {
        topic: [] if topic in whole else [record_id for record_id in ids if record_id is not None]
        for topic, ids in topics.items()
    }


def payloads(origin: str, topics: dict[str, list[int]]) -> list[str]:
    """The news as messages that each fit a NOTIFY; a topic that would not fit even alone becomes the whole topic."""
    messages: list[str] = []
    part: dict[str, list[int]] = {}
    for topic, ids in topics.items():
        if part and len(_message(origin, {**part, topic: ids})) > PAYLOAD_BYTES:
            messages.append(_message(origin, part))
            part = {}
        part[topic] = ids if len(_message(origin, {topic: ids})) <= PAYLOAD_BYTES else []
    return [*messages, _message(origin, part)] if part else messages


def heard(payload: str) -> tuple[str, Sequence[Change]]:
    """The origin and the changes of one message; what cannot be read means that anything may have changed."""
    try:
        message = json.loads(payload)
        changes = [Change(str(topic), frozenset(map(int, ids))) for topic, ids in message["topics"].items()]
        return str(message["origin"]), changes
    except (ValueError, TypeError, KeyError, AttributeError):
        return "", [Change("everything")]


def _message(origin: str, topics: dict[str, list[int]]) -> str:
    # ASCII only, so that characters are bytes.
    return json.dumps({"origin": origin, "topics": topics}, separators=(",", ":"))


def _publish_postgresql(session: Session, connection: Connection, entries: Sequence[Entry], messages: list[str]) -> None:
    # One round trip for the trail and the news together: half of what a short transaction costs is waiting for the wire.
    connection.execute(
        _WRITE_ALL,
        {
            "at": now(session),
            "employee": acting(session),
            "actions": [entry.action for entry in entries],
            "tables": [entry.table for entry in entries],
            "records": [entry.record_id for entry in entries],
            "changes": [json.dumps(entry.changes, ensure_ascii=False) for entry in entries],
            "channel": CHANNEL,
            "payloads": messages,
        },
    )


def _publish_sqlite(
    session: Session, connection: Connection, entries: Sequence[Entry], messages: list[str], origin: str
) -> None:
    at, employee = now(session), acting(session)
    if entries:
        connection.execute(
            insert(AuditEntry),
            [
                {
                    "at": at,
                    "employee_id": employee,
                    "action": entry.action,
                    "table_name": entry.table,
                    "record_id": entry.record_id,
                    "changes": entry.changes,
                }
                for entry in entries
            ],
        )
    if messages:
        # The wall clock, not the session's: other processes prune by it.
        connection.execute(
            insert(ChangeNote), [{"at": wall_clock(), "origin": origin, "payload": message} for message in messages]
        )


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
        if values.get(prop.key) is not None
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
        if values.get(prop.key) is not None
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


event.listen(NotedSession, "after_flush", _note_flush)
event.listen(NotedSession, "after_transaction_create", _mark_savepoint)
event.listen(NotedSession, "after_soft_rollback", _forget_savepoint)
