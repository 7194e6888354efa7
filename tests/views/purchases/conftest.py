"""A supplier and what it delivers, and Wanda's workstation."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.models.terms import CounterpartyKind
from app.views.desk import Desk
from tests import factories
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import House, house, product
from tests.views.production.bench import Bench


@pytest.fixture
def at(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[House]:
    store = Store(sqlite_databases.founded(), clock=clock)
    here = house(store)
    product(here, "KIT", bought=True)
    product(here, "OIL", bought=True)
    store.write(factories.counterparty, "Dichtungswerk Pirna", CounterpartyKind.SUPPLIER)
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
