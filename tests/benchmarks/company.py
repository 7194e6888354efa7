"""A company of some size on a real, durable PostgreSQL that the run starts and ends itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.commands.progress import Progress
from app.database.bulk import wide_open
from app.database.revisions import expected_revision
from app.database.schema import create
from app.database.store import Store
from app.models.base import Base
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.naming import folded, tail
from app.models.terms import (
    Channel,
    ContactPointKind,
    CounterpartyKind,
    Direction,
    InquiryState,
    InteractionKind,
    Source,
)
from app.opening import make_ready
from app.operations import demo
from app.operations.demo import Extent
from tests import factories
from tests.postgres_server import PostgresServer

DURABLE = {"listen_addresses": "''", "shared_buffers": "256MB", "max_connections": "120", "deadlock_timeout": "200ms"}
"""PostgreSQL's own defaults otherwise: fsync, full_page_writes and synchronous_commit are on."""
BEGUN = datetime(2020, 1, 6, 8, tzinfo=UTC)
CHUNK = 5_000
DATABASE = "bench"
KEPT = "kept"
"""The company as it was made, of which the one that is measured is a copy."""
MARK = "kontor-company"
"""File in a kept server's folder: what its company is."""
SEED = 1


@dataclass(frozen=True, slots=True)
class Company:
    """The company's database. people: first name → id (``factories.company``); demo: whether it is the demo company."""

    server: PostgresServer
    url: str
    people: dict[str, int]
    demo: bool = False

    def store(self, who: str = "") -> Store:
        """A workstation of *who*, of a service if nobody is named; close it."""
        return Store(self.url, employee_id=self.people[who] if who else None)

    def connection(self) -> psycopg.Connection[Any]:
        """A connection for SQL by hand, which prepares each statement at its first use; close it."""
        return psycopg.connect(
            host=str(self.server.folder), user="kontor", dbname=DATABASE, prepare_threshold=0, options="-c timezone=UTC"
        )


@contextmanager
def founded(counterparties: int) -> Iterator[Company]:
    """A company with *counterparties*, each with a person, a number, an address, an inquiry and a letter."""
    server = PostgresServer(DURABLE)
    server.start()
    try:
        url = server.url(DATABASE)
        create(url)
        store = Store(url)
        try:
            people = store.write(factories.company)
            for first in range(0, counterparties, CHUNK):
                store.write(_fill, range(first + 1, min(first + CHUNK, counterparties) + 1))
        finally:
            store.close()
        company = Company(server, url, people)
        with company.connection() as connection:
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE")
        connection.close()
        yield company
    finally:
        server.stop()


@contextmanager
def at_work(extent: Extent, keep: Path | None = None) -> Iterator[Company]:
    """The demo company of *extent* with orders, papers and a history of years.

    keep: a folder where it stays for the next run; what lies there is used again if it is of this size and revision.
    Measured is a copy, so that each run finds what the first one found.
    """
    server = PostgresServer(DURABLE, keep)
    server.start()
    try:
        mark = server.folder / MARK
        fits = f"{extent} {expected_revision()}"
        if not mark.exists() or mark.read_text() != fits:
            mark.unlink(missing_ok=True)
            server.execute(f"DROP DATABASE IF EXISTS {KEPT}")
            _put_to_work(server.url(KEPT), extent)
            mark.write_text(fits)
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        server.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {KEPT} STRATEGY FILE_COPY")
        url = server.url(DATABASE)
        store = Store(url)
        people = store.write(factories.company)
        store.close()
        yield Company(server, url, people, demo=True)
    finally:
        server.stop()


def _put_to_work(url: str, extent: Extent) -> None:
    make_ready(url)
    store = Store(url)
    rows = Progress()
    demo.fill(
        store,
        "large",
        SEED,
        opener=lambda session, tables: wide_open(session, tables, rows.step, lambda _done, _of: None),
        extent=extent,
    )
    rows.end()
    store.close()
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    connection.close()


def phone(number: int) -> str:
    """The number of counterparty *number*, in E.164."""
    return f"+7343{number:07d}"


def _fill(session: Session, numbers: range) -> None:
    names = {number: f"ООО «Завод {number % 977} {number}»" for number in numbers}
    parties = session.execute(
        insert(Counterparty).returning(Counterparty.id, sort_by_parameter_order=True),
        [
            {
                "kind": CounterpartyKind.LEAD if number % 3 else CounterpartyKind.CUSTOMER,
                "name": name,
                "folded": folded(name),
                "created_at": BEGUN + timedelta(minutes=number),
                "version": 1,
            }
            for number, name in names.items()
        ],
    )
    ids = dict(zip(names, parties.scalars(), strict=True))
    _reach(session, ids)
    _write_letters(session, ids)


def _reach(session: Session, ids: dict[int, int]) -> None:
    persons = session.execute(
        insert(Contact).returning(Contact.id, sort_by_parameter_order=True),
        [
            {"counterparty_id": key, "name": f"Иван Петров {number}", "folded": f"иван петров {number}", "version": 1}
            for number, key in ids.items()
        ],
    ).scalars()
    contacts = dict(zip(ids, persons, strict=True))
    points = [
        (number, key, kind, value)
        for number, key in ids.items()
        for kind, value in (
            (ContactPointKind.PHONE, phone(number)),
            (ContactPointKind.EMAIL, f"ivan@plant-{number}.example"),
        )
    ]
    session.execute(
        insert(Identity), [{"kind": kind, "value": value, "counterparty_id": key} for _, key, kind, value in points]
    )
    session.execute(
        insert(ContactPoint),
        [
            {
                "counterparty_id": key,
                "contact_id": contacts[number],
                "kind": kind,
                "value": value,
                "raw": value,
                "tail": tail(value) if kind is ContactPointKind.PHONE else "",
                "version": 1,
            }
            for number, key, kind, value in points
        ],
    )


def _write_letters(session: Session, ids: dict[int, int]) -> None:
    inquiries = session.execute(
        insert(Inquiry).returning(Inquiry.id, sort_by_parameter_order=True),
        [
            {
                "number": f"A-2020-{number:06d}",
                "received_at": BEGUN + timedelta(minutes=number),
                "channel": Channel.EMAIL,
                "source": Source.LETTER,
                "state": InquiryState.QUALIFIED if number % 50 else InquiryState.NEW,
                "counterparty_id": key,
                "subject": "Pump for alkali",
                "version": 1,
            }
            for number, key in ids.items()
        ],
    ).scalars()
    session.execute(
        insert(Interaction),
        [
            {
                "at": BEGUN + timedelta(minutes=number),
                "kind": InteractionKind.MESSAGE,
                "direction": Direction.IN,
                "counterparty_id": key,
                "inquiry_id": inquiry,
                "text": "We need a pump for alkali, 40 m3/h, two pieces. " * 4,
            }
            for (number, key), inquiry in zip(ids.items(), inquiries, strict=True)
        ],
    )


def demand_same_rows(store: Store, ours: Callable[[], object], floor: Callable[[], object]) -> None:
    """Raises AssertionError unless *ours* and *floor* add as many rows as each other, table by table."""
    before = _rows_by_table(store)
    ours()
    between = _rows_by_table(store)
    floor()
    after = _rows_by_table(store)
    differing = {
        table: (between[table] - count, after[table] - between[table])
        for table, count in before.items()
        if between[table] - count != after[table] - between[table]
    }
    assert not differing, f"the two sides did not write the same: {differing}"


def _rows_by_table(store: Store) -> dict[str, int]:
    def counted(session: Session) -> dict[str, int]:
        query = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in sorted(Base.metadata.tables))
        return {row[0]: row[1] for row in session.execute(text(query))}

    return store.read(counted)
