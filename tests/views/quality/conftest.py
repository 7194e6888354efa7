"""A department with ended deals, and Igor, its head, who asks their customers."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.models.terms import Stage
from app.views.desk import Desk
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import House, house
from tests.operations.quality_company import ended
from tests.views.company_desk import desk_over
from tests.views.production.bench import Bench


@pytest.fixture
def at(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[House]:
    store = Store(sqlite_databases.founded(), clock=clock)
    here = house(store)
    store.write(ended, here.people["Olga"], Stage.CLOSED, count=2)
    yield here
    store.close()


@pytest.fixture
def desk(at: House, qtbot: QtBot) -> Iterator[Desk]:
    with desk_over(at.store) as desk:
        yield desk


@pytest.fixture
def bench(at: House, desk: Desk, clock: FixedClock, qtbot: QtBot) -> Bench:
    return Bench(at, desk, clock, qtbot)
