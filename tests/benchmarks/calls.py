"""Call of a stranger → lead, inquiry and notification at the ring, beside the same rows written by hand."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg

from app.events import CallEvent, CallLegFact
from app.operations.calls import take_call
from tests.benchmarks.by_hand import Connection, Trail, Values, adding, fetched
from tests.benchmarks.company import Company, demand_same_rows
from tests.benchmarks.measuring import Figure, Side, against_floor, in_turns

SEEN = "SELECT interaction_id FROM call WHERE linked_id = %s FOR UPDATE"
KNOWN = """
    SELECT c.id, c.kind, c.name, c.seller_id, c.department_id
    FROM counterparty c JOIN identity i ON i.counterparty_id = c.id
    WHERE i.kind = 'phone' AND i.value = %s
    LIMIT 1
"""
RULE = """
    SELECT creates_lead, creates_inquiry, creates_call_back, tells
    FROM intake_rule WHERE event = 'call_in' AND known = 'unknown'
"""
SETTINGS = """
    SELECT key, value FROM setting
    WHERE owner = '' AND key IN (
        'triage.promise', 'triage.days', 'company.time_zone', 'company.letterhead', 'calls.own_numbers', 'company.region',
        'company.working_hours', 'company.holidays', 'response.minutes'
    )
"""
CREW = "SELECT id, name, phone, extension FROM employee WHERE active"
DISPATCHERS = """
    SELECT e.id FROM employee e JOIN employee_role r ON r.employee_id = e.id
    WHERE r.role = 'dispatcher' AND e.active ORDER BY e.id
"""
NUMBER = "UPDATE number_series SET last = last + 1 WHERE kind = 'A' AND year = %s RETURNING last"
LEAD_OF = "UPDATE counterparty SET inquiry_id = %s, version = version + 1 WHERE id = %s AND version = 1"
IDENTITY = adding("identity", ("kind", "value", "counterparty_id"), returning=False)
EMPTY_NOTE: Values = {"note": "", "version": 1}

RUN = uuid4().hex[:8]
"""What tells the calls of this run from those that an earlier one left in a kept company."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is known before anything is written. own: numbers as they are written; due: by when it is sorted."""

    own: list[str]
    extensions: dict[str, int]
    dispatchers: list[int]
    due: datetime


def figures(company: Company, rounds: int) -> list[Figure]:
    """The line of the table. Raises AssertionError if the two sides did not write the same."""
    store = company.store()
    with company.connection() as connection:
        ours = Side(lambda n: _ring(f"{RUN}o{n}"), lambda call: store.write(take_call, None, call))
        floor = Side(lambda n: _ring(f"{RUN}f{n}"), lambda call: take_by_hand(connection, call))
        ours.timed(-2)
        demand_same_rows(store, lambda: ours.timed(-1), lambda: floor.timed(-1))
        spreads = in_turns(ours, floor, rounds)
    store.close()
    connection.close()
    return [against_floor("call → lead", *spreads, most=2)]


def _ring(key: str) -> CallEvent:
    """From a stranger in Latvia, where nobody in the large company lives."""
    number = f"+3712{int.from_bytes(key.encode(), 'big') % 10_000_000:07d}"
    at = datetime.now(UTC)
    legs = (CallLegFact("101", at), CallLegFact("102", at))
    return CallEvent(key, "in", number, number, "101", at, name="Dmitri Sokolow", line="74950001101", legs=legs)


def take_by_hand(connection: Connection, call: CallEvent) -> None:
    """What ``take_call`` does for a stranger, statement by statement."""
    now = datetime.now(UTC)
    trail = Trail(now, None)
    with connection.transaction(), connection.cursor() as cursor:
        assert cursor.execute(SEEN, (call.linked_id,)).fetchone() is None
        assert cursor.execute(KNOWN, (call.number,)).fetchone() is None
        assert cursor.execute(RULE).fetchone() is not None
        told = _told(cursor, now)
        assert call.number not in told.own
        lead = _add_lead(cursor, trail, call, now)
        inquiry, number = _add_inquiry(cursor, trail, call, lead, now, told.due)
        cursor.execute(LEAD_OF, (inquiry, lead))
        assert cursor.rowcount == 1
        trail.changed("update", "counterparty", lead, {"inquiry_id": [None, inquiry], "version": [1, 2]})
        interaction = _add_call(cursor, trail, call, lead, inquiry, told.extensions)
        for employee in told.dispatchers:
            notice = {
                "employee_id": employee,
                "at": now,
                "sentence": "New inquiry {number}: {news}",
                "params": json.dumps({"number": number, "call": interaction, "news": {"sentence": "{name} calls"}}),
                "place": "triage",
                "record_id": inquiry,
            }
            cursor.execute(adding("notification", tuple(notice)), tuple(notice.values()))
            trail.touched("notification", fetched(cursor))
        trail.write(cursor)


def _told(cursor: psycopg.Cursor[Any], now: datetime) -> Told:
    kept = dict(cursor.execute(SETTINGS).fetchall())
    hours = [int(text[:2]) for text in kept.get("triage.promise", ["12:00", "16:00"])]
    later = [hour for hour in hours if hour > now.hour]
    day = now.replace(minute=0, second=0, microsecond=0)
    due = day.replace(hour=later[0]) if later else day.replace(hour=hours[0]) + timedelta(days=1)
    people = cursor.execute(CREW).fetchall()
    dispatchers = [row[0] for row in cursor.execute(DISPATCHERS).fetchall()]
    return Told([row[2] for row in people], {row[3]: row[0] for row in people if row[3]}, dispatchers, due)


def _add_lead(cursor: psycopg.Cursor[Any], trail: Trail, call: CallEvent, now: datetime) -> int:
    lead: Values = {
        "kind": "lead",
        "name": call.name,
        "folded": call.name.lower(),
        "language": "",
        "region": "",
        "website": "",
        "created_at": now,
        "last_contact_at": call.started_at,
        **EMPTY_NOTE,
    }
    lead_id = _add(cursor, trail, "counterparty", lead)
    cursor.execute(IDENTITY, ("phone", call.number, lead_id))
    trail.touched("identity")
    contact: Values = {
        "counterparty_id": lead_id,
        "name": call.name,
        "folded": call.name.lower(),
        "position": "",
        "role": "",
        "language": "",
        "active": True,
        **EMPTY_NOTE,
    }
    contact_id = _add(cursor, trail, "contact", contact)
    point: Values = {
        "counterparty_id": lead_id,
        "contact_id": contact_id,
        "kind": "phone",
        "value": call.number,
        "raw": call.raw_number,
        "tail": call.raw_number[-10:],
        "extension": "",
        "valid": True,
        **EMPTY_NOTE,
    }
    _add(cursor, trail, "contact_point", point)
    return lead_id


def _add_inquiry(
    cursor: psycopg.Cursor[Any], trail: Trail, call: CallEvent, lead: int, now: datetime, due: datetime
) -> tuple[int, str]:
    number = f"A-{now.year}-{fetched(cursor.execute(NUMBER, (now.year,))):04d}"
    inquiry: Values = {
        "number": number,
        "received_at": call.started_at,
        "channel": "phone",
        "source": "call",
        "name": call.name,
        "company": "",
        "phone": call.number,
        "phone_raw": call.raw_number,
        "email": "",
        "subject": "",
        "text": "",
        "language": "",
        "state": "new",
        "counterparty_id": lead,
        "due_at": due,
        "respond_by": call.started_at + timedelta(hours=4),
        "close_note": "",
        "version": 1,
    }
    return _add(cursor, trail, "inquiry", inquiry), number


def _add_call(
    cursor: psycopg.Cursor[Any], trail: Trail, call: CallEvent, lead: int, inquiry: int, extensions: dict[str, int]
) -> int:
    interaction = {
        "at": call.started_at,
        "kind": "call",
        "direction": "in",
        "automatic": False,
        "automatic_reason": "",
        "counterparty_id": lead,
        "inquiry_id": inquiry,
        "subject": "",
        "text": "",
    }
    interaction_id = _add(cursor, trail, "interaction", interaction)
    row: Values = {
        "interaction_id": interaction_id,
        "linked_id": call.linked_id,
        "started_at": call.started_at,
        "direction": "in",
        "number": call.number,
        "raw_number": call.raw_number,
        "number_extension": "",
        "line": call.line,
        "caller_name": call.name,
        "extension": call.extension,
        "outcome": "going",
    }
    cursor.execute(adding("call", tuple(row), returning=False), tuple(row.values()))
    trail.touched("call", interaction_id)
    columns = ("interaction_id", "position", "extension", "employee_id", "rang_at", "outcome")
    legs = [
        (interaction_id, position, leg.extension, extensions.get(leg.extension), leg.rang_at, "ringing")
        for position, leg in enumerate(call.legs)
    ]
    cursor.execute(adding("call_leg", columns, len(legs), returning=False), [value for leg in legs for value in leg])
    trail.touched("call_leg", interaction_id)
    return interaction_id


def _add(cursor: psycopg.Cursor[Any], trail: Trail, table: str, values: Values) -> int:
    cursor.execute(adding(table, tuple(values)), tuple(values.values()))
    record: int = fetched(cursor)
    trail.inserted(table, record, values)
    return record
