"""Many rows past the unit of work: what is written is what is read, and every key and index is there afterwards."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from app.database import bulk
from app.database.store import Store
from app.errors import Conflict
from app.models.base import Base
from app.models.counterparties import Counterparty, Identity
from app.models.interactions import Message
from app.models.marketing import Segment
from app.models.products import TaxRate
from app.models.stock import Location
from app.models.terms import ContactPointKind, CounterpartyKind

WHEN = datetime(2026, 8, 3, 8, 30, 0, 123_456, tzinfo=UTC)
HARD = 'a\tb\nc\\d\\N "é" Ё; \r\N{PILE OF POO}'
TABLES = [Base.metadata.tables[kind.__tablename__] for kind in (Counterparty, Identity, TaxRate, Segment, Location)]
COUNTERPARTIES, IDENTITIES, TAX_RATES, SEGMENTS, LOCATIONS = TABLES


def nothing(*_numbers: int) -> None:
    """Hears how far it is."""


def keys_and_indexes(session: Session) -> dict[str, set[str]]:
    look = inspect(session.connection())
    return {
        table.name: {
            *(f"{each['name']} {each['column_names']}" for each in look.get_indexes(table.name)),
            *(f"{each['name']} {each['constrained_columns']}" for each in look.get_foreign_keys(table.name)),
            *(f"{each['name']} {each['column_names']}" for each in look.get_unique_constraints(table.name)),
        }
        for table in TABLES
    }


def counterparty(number: int, name: str = "Volga") -> tuple[object, ...]:
    return number, CounterpartyKind.LEAD, name, name.lower(), WHEN


COLUMNS = ("id", "kind", "name", "folded", "created_at")


def test_every_kind_of_value_comes_back_as_it_was(store: Store) -> None:
    heard: list[int] = []

    def write(session: Session) -> None:
        with bulk.wide_open(session, TABLES, heard.append, nothing) as door:
            assert door.write(COUNTERPARTIES, COLUMNS, [counterparty(9_001, HARD), counterparty(9_002)], note=HARD) == 2
            rate = ("lowest", "XX", date(2026, 1, 1), Decimal("5.125"))
            door.write(TAX_RATES, ("code", "country", "valid_from", "percent"), [rate])
            door.write(SEGMENTS, ("name", "conditions"), [("All", [{"field": HARD, "none": None}])])
            door.write(LOCATIONS, ("code", "pickable"), [("Z-1", False), ("Z-2", True)])

    store.write(write)
    assert sum(heard) == 6

    def look(session: Session) -> None:
        first = session.get_one(Counterparty, 9_001)
        assert (first.name, first.note, first.created_at, first.kind) == (HARD, HARD, WHEN, CounterpartyKind.LEAD)
        assert (first.version, first.seller_id, first.website) == (1, None, "")
        assert session.scalar(select(TaxRate.percent).where(TaxRate.country == "XX")) == Decimal("5.125")
        assert session.scalars(select(Segment.conditions)).all() == [[{"field": HARD, "none": None}]]
        places = select(Location.code, Location.pickable).where(Location.code.like("Z-%")).order_by(Location.code)
        assert [tuple(row) for row in session.execute(places)] == [("Z-1", False), ("Z-2", True)]

    store.read(look)


def test_keys_and_indexes_are_as_before_and_ids_go_on(store: Store) -> None:
    before = store.read(keys_and_indexes)
    built: list[tuple[int, int]] = []

    def write(session: Session) -> int:
        with bulk.wide_open(session, TABLES, nothing, lambda done, of: built.append((done, of))) as door:
            door.write(COUNTERPARTIES, COLUMNS, [counterparty(9_001)])
        mapped = Counterparty(kind=CounterpartyKind.LEAD, name="Later", folded="later", created_at=WHEN)
        session.add(mapped)
        session.flush()
        return mapped.id

    assert store.write(write) == 9_002
    assert store.read(keys_and_indexes) == before
    assert built[-1][0] == built[-1][1] == len(built)


def test_a_double_is_refused_and_nothing_stays(store: Store) -> None:
    before = store.read(keys_and_indexes)

    def write(session: Session) -> None:
        with bulk.wide_open(session, TABLES, nothing, nothing) as door:
            door.write(COUNTERPARTIES, COLUMNS, [counterparty(9_001)])
            columns = ("kind", "value", "counterparty_id")
            door.write(IDENTITIES, columns, [(ContactPointKind.EMAIL, "a@b.example", 9_001)] * 2)

    with pytest.raises(Conflict):
        store.write(write)
    left = select(func.count()).select_from(Counterparty).where(Counterparty.id == 9_001)
    assert store.read(lambda session: session.scalar(left)) == 0
    assert store.read(keys_and_indexes) == before


def test_a_column_without_value_or_default_is_named(store: Store) -> None:
    def write(session: Session) -> None:
        with bulk.wide_open(session, TABLES, nothing, nothing) as door:
            door.write(COUNTERPARTIES, ("id", "name"), [(9_001, "Volga")])

    with pytest.raises(ValueError, match="needs a value"):
        store.write(write)


def test_a_binary_value_comes_back(store: Store) -> None:
    messages = Base.metadata.tables[Message.__tablename__]
    raw = bytes(range(256))

    def write(session: Session) -> bytes | None:
        door = bulk.Door(session, nothing)
        events = Base.metadata.tables["interaction"]
        door.write(events, ("id", "at", "kind", "direction"), [(9_001, WHEN, "message", "in")])
        same = {"unique_key": "k", "source": "letter", "origin": "", "sender": "", "original": ""}
        door.write(messages, ("interaction_id", "raw"), [(9_001, raw)], recipients=[], references=[], **same)
        return session.scalar(select(Message.raw).where(Message.interaction_id == 9_001))

    assert store.write(write) == raw
