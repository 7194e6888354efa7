"""Goods that the plant makes for a deal, and Peter's workstation."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.models.terms import Stage
from app.views.desk import Desk
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import House, house, product, sold
from tests.views.production.bench import Bench


@pytest.fixture
def at(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[House]:
    store = Store(sqlite_databases.founded(), clock=clock)
    here = house(store)
    product(here, "PUMP", made=True)
    product(here, "CHAMBER", made=True)
    yield here
    store.close()


@pytest.fixture
def desk(at: House, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(at.store)
    at.store.announce = desk.hear_all
    yield desk
    assert desk.stop()


@pytest.fixture
def bench(at: House, desk: Desk, clock: FixedClock, qtbot: QtBot) -> Bench:
    return Bench(at, desk, clock, qtbot)


@pytest.fixture
def deal_id(at: House) -> int:
    return sold(at, ("PUMP", "4"), ("CHAMBER", "1"), target=Stage.PRODUCTION)
