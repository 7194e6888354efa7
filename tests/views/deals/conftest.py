"""A selling company on a real embedded database, a desk over it, and the room of the deals in a window."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.operations.actors import employee
from app.views.deals.room import DealsRoom
from app.views.desk import Desk
from app.views.messages import Messages
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import House, house, product, stock
from tests.views.keepsakes import Choices, Drawer
from tests.views.quiet import settled


@pytest.fixture
def at(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[House]:
    """Pumps in stock, chambers that the plant makes, kits that a supplier sells; Olga is signed in."""
    store = Store(sqlite_databases.founded(), clock=clock)
    here = house(store)
    product(here, "PUMP", "100.00")
    product(here, "CHAMBER", "1000.00", made=True, climatic=True)
    product(here, "KIT", "10.00", bought=True)
    stock(here, "PUMP", "10")
    yield here
    store.close()


@pytest.fixture
def desk(at: House, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(at.store)
    at.store.announce = desk.hear_all
    yield desk
    assert desk.stop()


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def choices() -> Choices:
    return Choices()


@pytest.fixture
def enter(
    at: House, desk: Desk, drawer: Drawer, choices: Choices, clock: FixedClock, qtbot: QtBot
) -> Callable[..., DealsRoom]:
    """Open the room as somebody, 1440 × 850 in a window, and wait until it shows what it asked for."""

    def open_room(name: str = "Olga", width: int = 1384, height: int = 824) -> DealsRoom:
        at.store.employee_id = at.people[name]
        who = at.store.read(employee, at.people[name])
        room = DealsRoom(desk, Messages(), choices, who, drawer, now=clock)
        qtbot.addWidget(room)
        room.resize(width, height)
        room.show()
        qtbot.waitUntil(room.isActiveWindow)
        settled(desk, qtbot)
        return room

    return open_room
