"""Letter of a stranger → lead, inquiry and notification, beside the same rows written by hand."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg

from app.events import MailArrived
from app.operations.intake import take_letter
from tests import factories
from tests.benchmarks.by_hand import Connection, Trail, Values, adding, fetched
from tests.benchmarks.company import Company, demand_same_rows
from tests.benchmarks.measuring import Figure, Side, against_floor, in_turns

SEEN = "SELECT interaction_id FROM message WHERE unique_key = %s"
KNOWN = """
    SELECT c.id, c.kind, c.name, c.seller_id, c.department_id
    FROM counterparty c JOIN identity i ON i.counterparty_id = c.id
    WHERE (i.kind = 'email' AND i.value = %s) OR (i.kind = 'phone' AND i.value = %s)
    ORDER BY CASE WHEN c.kind = 'lead' THEN 1 ELSE 0 END, CASE WHEN i.kind = 'email' THEN 0 ELSE 1 END
    LIMIT 1
"""
RULE = """
    SELECT creates_lead, creates_inquiry, creates_call_back, tells
    FROM intake_rule WHERE event = 'mail' AND known = 'unknown'
"""
PROMISE = """
    SELECT key, value FROM setting
    WHERE owner = '' AND key IN (
        'triage.promise', 'triage.days', 'company.time_zone', 'company.working_hours', 'company.holidays', 'response.minutes'
    )
"""
NUMBER = "UPDATE number_series SET last = last + 1 WHERE kind = 'A' AND year = %s RETURNING last"
LEAD_OF = "UPDATE counterparty SET inquiry_id = %s, version = version + 1 WHERE id = %s AND version = 1"
DISPATCHERS = """
    SELECT e.id FROM employee e JOIN employee_role r ON r.employee_id = e.id
    WHERE r.role = 'dispatcher' AND e.active ORDER BY e.id
"""
IDENTITIES = adding("identity", ("kind", "value", "counterparty_id"), 2, returning=False)
POINT = (
    "counterparty_id", "contact_id", "kind", "value", "raw", "tail", "extension", "valid", "note", "version",
)  # fmt: skip
POINTS = adding("contact_point", POINT, 2)
EMPTY_NOTE: Values = {"note": "", "version": 1}

RUN = uuid4().hex[:8]
"""What tells the letters of this run from those that an earlier one left in a kept company."""


def figures(company: Company, rounds: int) -> list[Figure]:
    """The line of the table. Raises AssertionError if the two sides did not write the same."""
    store = company.store()
    with company.connection() as connection:
        ours = Side(lambda n: _letter(f"{RUN}o{n}"), lambda letter: store.write(take_letter, letter))
        floor = Side(lambda n: _letter(f"{RUN}f{n}"), lambda letter: take_by_hand(connection, letter))
        ours.timed(-2)
        demand_same_rows(store, lambda: ours.timed(-1), lambda: floor.timed(-1))
        spreads = in_turns(ours, floor, rounds)
    store.close()
    connection.close()
    return [against_floor("letter → lead", *spreads, most=2)]


def _letter(key: str) -> MailArrived:
    """From a stranger in Latvia, where nobody in the large company lives."""
    digits = int.from_bytes(key.encode(), "big") % 10_000_000
    return factories.letter(
        f"{key}@stranger.example",
        name="Dmitri Sokolow",
        company=f"Uralchim {key}",
        phone=f"+3712{digits:07d}",
        email=f"{key}@uralchim.example",
        text="We need a pump for alkali, 40 m3/h, two pieces. " * 10,
        language="ru",
    )


def take_by_hand(connection: Connection, letter: MailArrived) -> None:
    """What ``take_letter`` does for a stranger, statement by statement."""
    now = datetime.now(UTC)
    trail = Trail(now, None)
    with connection.transaction(), connection.cursor() as cursor:
        assert cursor.execute(SEEN, (letter.unique_key,)).fetchone() is None
        assert cursor.execute(KNOWN, (letter.email, letter.phone)).fetchone() is None
        assert cursor.execute(RULE).fetchone() is not None
        lead = _add_lead(cursor, trail, letter, now)
        due = _promise(cursor, now)
        inquiry, number = _add_inquiry(cursor, trail, letter, lead, now, due)
        cursor.execute(LEAD_OF, (inquiry, lead))
        assert cursor.rowcount == 1
        trail.changed("update", "counterparty", lead, {"inquiry_id": [None, inquiry], "version": [1, 2]})
        _add_letter(cursor, trail, letter, lead, inquiry)
        _tell(cursor, trail, {"number": number, "subject": letter.subject}, inquiry, now)
        trail.write(cursor)


def _add_lead(cursor: psycopg.Cursor[Any], trail: Trail, letter: MailArrived, now: datetime) -> int:
    lead: Values = {
        "kind": "lead",
        "name": letter.company,
        "folded": letter.company.lower(),
        "language": letter.language,
        "region": "",
        "website": "",
        "created_at": now,
        "last_contact_at": letter.received_at,
        **EMPTY_NOTE,
    }
    lead_id = _add(cursor, trail, "counterparty", lead)
    keys = (("email", letter.email), ("phone", letter.phone))
    cursor.execute(IDENTITIES, [part for kind, value in keys for part in (kind, value, lead_id)])
    trail.touched("identity")
    contact: Values = {
        "counterparty_id": lead_id,
        "name": letter.name,
        "folded": letter.name.lower(),
        "position": "",
        "role": "",
        "language": letter.language,
        "active": True,
        **EMPTY_NOTE,
    }
    contact_id = _add(cursor, trail, "contact", contact)
    points = [(lead_id, contact_id, kind, value, value, value[-10:], "", True, "", 1) for kind, value in keys]
    cursor.execute(POINTS, [value for point in points for value in point])
    for (point_id,), point in zip(cursor.fetchall(), points, strict=True):
        trail.inserted("contact_point", point_id, dict(zip(POINT, point, strict=True)))
    return lead_id


def _promise(cursor: psycopg.Cursor[Any], now: datetime) -> datetime:
    kept = dict(cursor.execute(PROMISE).fetchall())
    hours = [int(text[:2]) for text in kept.get("triage.promise", ["12:00", "16:00"])]
    later = [hour for hour in hours if hour > now.hour]
    day = now.replace(minute=0, second=0, microsecond=0)
    return day.replace(hour=later[0]) if later else day.replace(hour=hours[0]) + timedelta(days=1)


def _add_inquiry(
    cursor: psycopg.Cursor[Any], trail: Trail, letter: MailArrived, lead: int, now: datetime, due: datetime
) -> tuple[int, str]:
    number = f"A-{now.year}-{fetched(cursor.execute(NUMBER, (now.year,))):04d}"
    inquiry = {
        "number": number,
        "received_at": letter.received_at,
        "channel": "email",
        "source": letter.source,
        "name": letter.name,
        "company": letter.company,
        "phone": letter.phone,
        "phone_raw": letter.phone_raw,
        "email": letter.email,
        "subject": letter.subject,
        "text": letter.text,
        "language": letter.language,
        "state": "new",
        "counterparty_id": lead,
        "due_at": due,
        "respond_by": letter.received_at + timedelta(hours=4),
        "close_note": "",
        "version": 1,
    }
    return _add(cursor, trail, "inquiry", inquiry), number


def _add_letter(cursor: psycopg.Cursor[Any], trail: Trail, letter: MailArrived, lead: int, inquiry: int) -> None:
    interaction = {
        "at": letter.received_at,
        "kind": "message",
        "direction": "in",
        "automatic": False,
        "automatic_reason": "",
        "counterparty_id": lead,
        "inquiry_id": inquiry,
        "subject": letter.subject,
        "text": letter.text,
    }
    interaction_id = _add(cursor, trail, "interaction", interaction)
    message = {
        "interaction_id": interaction_id,
        "unique_key": letter.unique_key,
        "source": letter.source,
        "origin": letter.origin,
        "sender": letter.sender,
        "recipients": json.dumps(letter.recipients),
        '"references"': json.dumps(letter.references),
        "original": letter.original,
        "raw": letter.raw,
    }
    cursor.execute(adding("message", tuple(message), returning=False), tuple(message.values()))
    trail.touched("message")


def _tell(cursor: psycopg.Cursor[Any], trail: Trail, news: Values, inquiry: int, now: datetime) -> None:
    for (employee,) in cursor.execute(DISPATCHERS).fetchall():
        notice = {
            "employee_id": employee,
            "at": now,
            "sentence": "New inquiry {number}: {subject}",
            "params": json.dumps(news),
            "place": "triage",
            "record_id": inquiry,
        }
        cursor.execute(adding("notification", tuple(notice)), tuple(notice.values()))
        trail.touched("notification", fetched(cursor))


def _add(cursor: psycopg.Cursor[Any], trail: Trail, table: str, values: Values) -> int:
    cursor.execute(adding(table, tuple(values)), tuple(values.values()))
    record: int = fetched(cursor)
    trail.inserted(table, record, values)
    return record
