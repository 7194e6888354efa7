"""Deals after the shipment, and Sven's workstation."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.database.store import Store
from app.models.deals import Deal
from app.models.terms import Stage
from app.views.desk import Desk
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import House, house, product, sold, stock
from tests.views.production.bench import Bench


@pytest.fixture
def at(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[House]:
    store = Store(sqlite_databases.founded(), clock=clock)
    here = house(store)
    product(here, "CHAMBER", certified=True)
    stock(here, "CHAMBER", "9")
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


def staged(at: House, stage: Stage) -> int:
    """A deal over two chambers that stands in *stage*."""
    deal_id = sold(at, ("CHAMBER", "2"))
    at.run(update(Deal).where(Deal.id == deal_id).values(stage=stage))
    return deal_id
