"""A company with a past on an embedded database, a desk over it, and the overview in a window."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.operations import actors
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.overview.room import OverviewRoom
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.operations import overview_company
from tests.views.keepsakes import Choices


@pytest.fixture(scope="session")
def past(sqlite_databases: SqliteFiles) -> Path:
    """The file of the company; to be copied, not changed."""
    url = sqlite_databases.ready()
    overview_company.filled(url).close()
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def store(past: Path, tmp_path: Path) -> Iterator[Store]:
    """The company at the desk of its administrator; the clock stands still."""
    path = tmp_path / "company.sqlite"
    shutil.copyfile(past, path)
    store = Store(f"sqlite:///{path}", clock=FixedClock(overview_company.NOW))
    store.employee_id = store.read(actors.employee_by_login, "admin").id
    yield store
    store.close()


@pytest.fixture
def desk(store: Store, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(store)
    store.announce = desk.hear_all
    yield desk
    assert desk.stop()


@pytest.fixture
def choices() -> Choices:
    return Choices()


@pytest.fixture
def overview_room(store: Store, desk: Desk, choices: Choices, qtbot: QtBot) -> Callable[[str], OverviewRoom]:
    """Opens the room as *login* and waits until every chart has come."""

    def open_room(login: str = "admin") -> OverviewRoom:
        who = store.read(actors.employee_by_login, login)
        store.employee_id = who.id
        room = OverviewRoom(desk, Messages(), choices, who)
        qtbot.addWidget(room)
        room.resize(1224, 760)
        room.show()
        qtbot.waitExposed(room)
        qtbot.waitUntil(lambda: desk.under_way == 0 and all(card.plot for card in room.cards), timeout=20_000)
        return room

    return open_room
