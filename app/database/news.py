"""What a transaction changed, written into it before the commit: the audit trail, and the news for other processes."""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, insert
from sqlalchemy.orm import Session

from app.database.journal import Entry, Journal
from app.events import Change
from app.models.audit import AuditEntry, ChangeNote
from app.models.session import acting, now, wall_clock

CHANNEL = "kontor"
PAYLOAD_BYTES = 7_900
"""NOTIFY refuses payloads of 8,000 bytes and more (PostgreSQL's manual, NOTIFY)."""
IDS_PER_TOPIC = 300
"""More records than this are announced as the whole topic: a list reloads as a whole anyway."""

# One round trip for the trail and the news together, and one JSON text each: a short transaction costs mostly waiting for
# the wire and quoting of values.
_WRITE_ALL = """
    WITH written AS (
        INSERT INTO audit_entry (at, employee_id, action, table_name, record_id, changes)
        SELECT %(at)s::timestamptz, %(employee)s::bigint, line ->> 0, line ->> 1, (line ->> 2)::bigint, line -> 3
        FROM jsonb_array_elements(%(lines)s::jsonb) AS line
    )
    SELECT pg_notify(%(channel)s, payload) FROM jsonb_array_elements_text(%(payloads)s::jsonb) AS payload
"""


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
    lines = [(entry.action, entry.table, entry.record_id, entry.changes) for entry in entries]
    connection.exec_driver_sql(
        _WRITE_ALL,
        {
            "at": now(session),
            "employee": acting(session),
            "lines": json.dumps(lines, ensure_ascii=False),
            "channel": CHANNEL,
            "payloads": json.dumps(messages),
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
