"""A selling company on a real embedded database, and the room of its customers in a window."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.operations.actors import employee
from app.views.counterparties.room import CounterpartiesRoom
from app.views.desk import Desk
from app.views.messages import Messages
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import House, house
from tests.views.company_desk import desk_over
from tests.views.keepsakes import Choices, Drawer

Enter = Callable[..., CounterpartiesRoom]


@pytest.fixture
def at(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[House]:
    store = Store(sqlite_databases.founded(), clock=clock)
    yield house(store)
    store.close()


@pytest.fixture
def desk(at: House, qtbot: QtBot) -> Iterator[Desk]:
    with desk_over(at.store) as desk:
        yield desk


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def choices() -> Choices:
    return Choices()


@pytest.fixture
def messages() -> Messages:
    return Messages()


@pytest.fixture
def enter(
    at: House, desk: Desk, drawer: Drawer, choices: Choices, messages: Messages, clock: FixedClock, qtbot: QtBot
) -> Enter:
    """Open the room as somebody, and wait until it shows what it asked for."""

    def open_room(name: str = "Olga", width: int = 1384, height: int = 824) -> CounterpartiesRoom:
        at.store.employee_id = at.people[name]
        who = at.store.read(employee, at.people[name])
        room = CounterpartiesRoom(desk, messages, choices, who, drawer, now=clock)
        qtbot.addWidget(room)
        room.resize(width, height)
        room.show()
        qtbot.waitUntil(room.isActiveWindow)
        qtbot.waitUntil(lambda: room.view.model.rowCount() > 0 and desk.under_way == 0)
        return room

    return open_room
