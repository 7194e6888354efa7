"""A company with four letters that wait, and the dispatcher's desk."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from tests import factories
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.views.triage.workstation import LETTERS, MORNING, Workstation, receive, workstation


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING.replace(hour=7))


@pytest.fixture
def url(sqlite_databases: SqliteFiles) -> str:
    return sqlite_databases.founded()


@pytest.fixture
def service(url: str, clock: FixedClock) -> Iterator[Store]:
    """The store of the intake, at which nobody is signed in."""
    store = Store(url, clock=clock)
    yield store
    store.close()


@pytest.fixture
def people(service: Store) -> dict[str, int]:
    return service.write(factories.company)


@pytest.fixture
def letters(service: Store, people: dict[str, int]) -> list[int]:
    return [receive(service, place) for place in range(len(LETTERS))]


@pytest.fixture
def marta(url: str, clock: FixedClock, people: dict[str, int], letters: list[int], qtbot: QtBot) -> Iterator[Workstation]:
    with workstation(url, clock, people["Marta"], qtbot) as desk:
        yield desk
