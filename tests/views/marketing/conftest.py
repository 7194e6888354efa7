"""Maria of marketing at her desk, over a real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database.store import Store
from app.views.desk import Desk
from tests import factories
from tests.views.marketing.office import Files


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def people(fresh_store: Store) -> dict[str, int]:
    people = fresh_store.write(factories.company)
    fresh_store.employee_id = people["Maria"]
    return people


@pytest.fixture
def desk_of_maria(fresh_store: Store, people: dict[str, int]) -> Iterator[Desk]:
    desk = Desk(fresh_store, retry_after=10)
    fresh_store.announce = desk.hear_all
    crashes: list[Exception] = []
    desk.crashed.connect(crashes.append)
    yield desk
    assert desk.stop()
    assert not crashes
