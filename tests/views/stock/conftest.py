"""A small warehouse on a real embedded database, a desk over it, and its rooms in a window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.events import Document
from app.operations.actors import employee
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.room import Room
from app.views.stock.count_room import CountRoom
from app.views.stock.moves_room import MovesRoom
from app.views.stock.room import StockRoom
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.stock_room import Warehouse, warehouse
from tests.views.keepsakes import Choices
from tests.views.quiet import settled


class Drawer:
    """Where labels go in these tests."""

    def __init__(self) -> None:
        self.printed: list[Document] = []

    def put(self, document: Document) -> str:
        """Take a label; where it lies."""
        self.printed.append(document)
        return str(Path("labels") / document.filename)


@pytest.fixture
def at(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[Warehouse]:
    store = Store(sqlite_databases.founded(), clock=clock)
    yield warehouse(store)
    store.close()


@pytest.fixture
def desk(at: Warehouse, qtbot: QtBot) -> Iterator[Desk]:
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
def shown(desk: Desk, qtbot: QtBot) -> Callable[[Room], None]:
    """Show a room in a window and wait until it has what it asked for."""

    def show(room: Room) -> None:
        qtbot.addWidget(room)
        room.resize(1300, 820)
        room.show()
        qtbot.waitUntil(room.isActiveWindow)
        settled(desk, qtbot)

    return show


@pytest.fixture
def stock(
    at: Warehouse, desk: Desk, drawer: Drawer, choices: Choices, shown: Callable[[Room], None]
) -> Callable[..., StockRoom]:
    """Open the room "Stock" as somebody."""

    def open_room(name: str = "Wanda") -> StockRoom:
        at.store.employee_id = at.people[name]
        who = at.store.read(employee, at.people[name])
        room = StockRoom(desk, Messages(), choices, who, drawer.put)
        shown(room)
        return room

    return open_room


@pytest.fixture
def count(desk: Desk, choices: Choices, shown: Callable[[Room], None]) -> Callable[[], CountRoom]:
    """Open the room "Count"."""

    def open_room() -> CountRoom:
        room = CountRoom(desk, Messages(), choices)
        shown(room)
        return room

    return open_room


@pytest.fixture
def moves(at: Warehouse, desk: Desk, choices: Choices, shown: Callable[[Room], None]) -> Callable[[], MovesRoom]:
    """Open the room "Moves"."""

    def open_room() -> MovesRoom:
        room = MovesRoom(desk, Messages(), choices, at.store.read(employee, at.people["Wanda"]))
        shown(room)
        return room

    return open_room
