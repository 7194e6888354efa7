"""A desk over a founded company, for the tests of this room."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.views.desk import Desk
from tests import factories


@pytest.fixture
def desk(fresh_store: Store, qtbot: QtBot) -> Iterator[Desk]:
    fresh_store.write(factories.company)
    desk = Desk(fresh_store, retry_after=10)
    fresh_store.announce = desk.hear_all
    crashes: list[Exception] = []
    desk.crashed.connect(crashes.append)
    yield desk
    assert desk.stop()
    assert not crashes
