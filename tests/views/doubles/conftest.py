"""A selling company on a real embedded database, and the room of its doubles in a window."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.views.desk import Desk
from app.views.doubles.room import DoublesRoom
from app.views.messages import Messages
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import House, house
from tests.views.company_desk import desk_over, show_room

Enter = Callable[..., DoublesRoom]


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
def messages() -> Messages:
    return Messages()


@pytest.fixture
def enter(at: House, desk: Desk, messages: Messages, qtbot: QtBot) -> Enter:
    """Open the room as somebody."""

    def open_room(name: str = "Marta") -> DoublesRoom:
        at.store.employee_id = at.people[name]
        room = DoublesRoom(desk, messages)
        show_room(room, qtbot)
        return room

    return open_room
