"""Leads that were sorted to Prom: the desk of its head, and of a seller who has got two of them."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.operations import actors, triage
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
def people(url: str, clock: FixedClock) -> dict[str, int]:
    store = Store(url, clock=clock)
    made = store.write(factories.company)
    store.close()
    return made


@pytest.fixture
def leads(url: str, clock: FixedClock, people: dict[str, int]) -> Iterator[list[int]]:
    """Ids of inquiries that wait in Prom for a seller."""
    store = Store(url, clock=clock, employee_id=people["Marta"])
    prom = next(row.id for row in store.read(actors.receiving_departments) if row.code == "Prom")
    received = [receive(store, place) for place in range(len(LETTERS))]
    for inquiry_id in received:
        store.write(triage.sort_to, inquiry_id, 1, prom)
    yield received
    store.close()


@pytest.fixture
def igor(url: str, clock: FixedClock, people: dict[str, int], leads: list[int], qtbot: QtBot) -> Iterator[Workstation]:
    with workstation(url, clock, people["Igor"], qtbot) as desk:
        yield desk


@pytest.fixture
def own(url: str, clock: FixedClock, people: dict[str, int], leads: list[int]) -> list[int]:
    """Ids of inquiries that the head has given to Olga."""
    store = Store(url, clock=clock, employee_id=people["Igor"])
    for inquiry_id in leads[:2]:
        store.write(triage.assign, inquiry_id, 2, people["Olga"])
    store.close()
    return leads[:2]


@pytest.fixture
def olga(url: str, clock: FixedClock, people: dict[str, int], own: list[int], qtbot: QtBot) -> Iterator[Workstation]:
    with workstation(url, clock, people["Olga"], qtbot) as desk:
        yield desk
