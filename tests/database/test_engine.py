"""Both databases agree: order of names, exact numbers, moments in UTC, capitals of all alphabets."""

import json
import random
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import cmp_to_key
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, bindparam, func, insert, literal, select, text
from sqlalchemy.orm import Session

from app.database.engine import open_engine, root_order, sqlite_file
from app.database.store import Store
from app.errors import UserError
from app.models.base import COLLATION, ExactDecimal, UtcDateTime
from tests.databases import PostgresDatabases

NAMES = [
    "Еремин", "Ёлкин", "Жуков", "елена", "Юрий", "Эмма", "Ягода", "Йод", "Иванов", "ООО «Вега»", "Zebra", "zebra", "Äpfel",
    "Apfel", "apfel", "Öl GmbH", "Oldenburg", "Österreich", "Straße", "Strasse", "Müller", "Mueller", "Muller", "résumé",
    "resume", "Élan", "1C", "10 Meter", "2 Meter", "№ 5", "№5", "co-op", "coop", "CO-OP", "", " leading", "a b", "ab", "ΑΒΓ",
]  # fmt: skip


def ordered(session: Session, names: list[str]) -> list[str]:
    rows = text(f'SELECT value FROM json_each(:names) ORDER BY value COLLATE "{COLLATION}"')
    if session.connection().dialect.name == "postgresql":
        rows = text(f'SELECT value FROM json_array_elements_text(:names) AS value ORDER BY value COLLATE "{COLLATION}"')
    return list(session.scalars(rows, {"names": json.dumps(names)}))


def test_names_are_sorted_alike_on_both(store: Store) -> None:
    mixed = random.Random(7).sample(NAMES, len(NAMES))
    found = store.read(ordered, mixed)
    assert found == _by_root_order(mixed)
    assert found.index("Ёлкин") < found.index("Жуков")
    assert found.index("Apfel") < found.index("Äpfel") < found.index("Oldenburg")
    assert found.index("zebra") < found.index("Zebra") < found.index("Еремин")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(
        st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"], max_codepoint=0x4FF), max_size=8), max_size=20
    )
)
def test_any_names_are_sorted_alike_on_both(store: Store, names: list[str]) -> None:
    assert store.read(ordered, names) == _by_root_order(names)


def _by_root_order(names: list[str]) -> list[str]:
    return sorted(names, key=cmp_to_key(root_order()))


def test_only_the_same_string_is_equal() -> None:
    order = root_order()
    composed, decomposed = "é", "e\u0301"
    assert order(composed, composed) == 0
    assert order(composed, decomposed) == -order(decomposed, composed) != 0


def test_capitals_of_every_alphabet_are_known(store: Store) -> None:
    def fold(session: Session) -> tuple[str, str]:
        return tuple(session.execute(select(func.lower(literal("ЁÄÉ")), func.upper(literal("ёäé")))).one())

    assert store.read(fold) == ("ёäé", "ЁÄÉ")


@given(cents=st.lists(st.integers(-(10**17), 10**17), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_money_is_exact_also_in_sums(store: Store, cents: list[int]) -> None:
    amounts = [Decimal(each).scaleb(-2) for each in cents]
    table = Table("amounts", MetaData(), Column("id", Integer, primary_key=True), Column("amount", ExactDecimal(18, 2)))

    def through_the_database(session: Session) -> tuple[list[Decimal], Decimal]:
        connection = session.connection()
        table.create(connection)
        connection.execute(insert(table), [{"amount": amount} for amount in amounts])
        stored = list(connection.scalars(select(table.c.amount).order_by(table.c.id)))
        total = connection.scalar(select(func.sum(table.c.amount)))
        table.drop(connection)
        return stored, total

    assert store.write(through_the_database) == (amounts, sum(amounts))


def test_a_moment_comes_back_in_utc(store: Store) -> None:
    moscow = datetime(2026, 8, 3, 12, 30, 15, 123456, tzinfo=timezone(timedelta(hours=3)))
    table = Table("moments", MetaData(), Column("at", UtcDateTime))

    def through_the_database(session: Session) -> tuple[datetime | None, datetime | None]:
        table.create(session.connection())
        session.execute(insert(table), [{"at": moscow}])
        earlier = bindparam("at", moscow - timedelta(microseconds=1), type_=UtcDateTime())
        return session.scalar(select(table.c.at)), session.scalar(select(table.c.at).where(table.c.at > earlier))

    stored, later = store.write(through_the_database)
    assert stored == later == moscow
    assert stored is not None
    assert stored.tzinfo is UTC


def test_postgresql_says_who_asks_and_counts_in_utc(postgresql_databases: PostgresDatabases) -> None:
    engine = open_engine(postgresql_databases.empty())
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW application_name")) == "kontor"
        assert connection.scalar(text("SHOW timezone")) == "UTC"
        assert connection.scalar(text("SHOW lock_timeout")) == "10s"
    engine.dispose()


@pytest.mark.usefixtures("synced")
def test_a_file_survives_the_loss_of_power_and_checks_its_keys(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/ü ß.sqlite")
    with engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {each}").scalar() for each in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]
    engine.dispose()


@pytest.mark.parametrize("address", ["", "nonsense", "mysql://u@h/d", "sqlite://", "sqlite:///:memory:", "oracle://x"])
def test_other_addresses_are_refused_in_a_sentence(address: str) -> None:
    with pytest.raises(UserError):
        open_engine(address)


def test_the_short_forms_of_an_address_are_understood() -> None:
    for address in ("postgresql://a:b@host/db", "postgresql+psycopg://a:b@host/db", "postgres://a:b@host/db"):
        engine = open_engine(address)
        assert engine.url.drivername == "postgresql+psycopg"
        assert sqlite_file(address) is None
    assert str(sqlite_file("sqlite:///some/file")) == "some/file"
