"""A selling company on a real embedded database for the sheet."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.views.desk import Desk
from app.views.messages import Messages
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.deal_factories import House, house
from tests.views.company_desk import desk_over
from tests.views.keepsakes import Choices


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
def choices() -> Choices:
    return Choices()


@pytest.fixture
def messages() -> Messages:
    return Messages()
