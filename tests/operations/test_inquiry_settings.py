"""Who names the sellers of a department, and when an inquiry climbs: chosen by those whose business it is."""

import pytest

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.triage_terms import Distribution
from app.operations import inquiry_settings
from app.operations.inquiry_settings import ClimbingTimes, WayRow
from tests import factories

USUAL = ClimbingTimes(120, 240)


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


def ways(store: Store) -> dict[str, WayRow]:
    return {row.name: row for row in store.read(inquiry_settings.inquiry_settings).ways}


def test_the_administrator_chooses_the_times(store: Store, people: dict[str, int]) -> None:
    store.employee_id = people["Admin"]
    found = store.read(inquiry_settings.inquiry_settings)
    assert (found.times, found.may_time) == (USUAL, True)
    wanted = ClimbingTimes(30, 60)
    assert store.write(inquiry_settings.keep_times, USUAL, wanted) == wanted
    with pytest.raises(Conflict):
        store.write(inquiry_settings.keep_times, USUAL, ClimbingTimes(1, 1))
    for nonsense in (ClimbingTimes(0, 60), ClimbingTimes(60, 8 * 24 * 60)):
        with pytest.raises(UserError, match="at the earliest"):
            store.write(inquiry_settings.keep_times, wanted, nonsense)
    store.employee_id = people["Igor"]
    with pytest.raises(NotAllowed):
        store.write(inquiry_settings.keep_times, wanted, USUAL)
    assert store.read(inquiry_settings.inquiry_settings).times == wanted


def test_a_head_chooses_for_the_own_department_only(store: Store, people: dict[str, int]) -> None:
    store.employee_id = people["Igor"]
    rows = ways(store)
    assert {name: row.mine for name, row in rows.items()} == {"Vys": False, "Prom": True, "Term": False}
    prom = rows["Prom"]
    chosen = store.write(inquiry_settings.choose_way, prom.department_id, prom.version, Distribution.ROUND_ROBIN)
    assert (chosen.way, ways(store)["Prom"].way) == (Distribution.ROUND_ROBIN, Distribution.ROUND_ROBIN)
    with pytest.raises(Conflict):
        store.write(inquiry_settings.choose_way, prom.department_id, prom.version, Distribution.BY_HEAD)
    with pytest.raises(NotAllowed, match="chosen by its head"):
        store.write(inquiry_settings.choose_way, rows["Vys"].department_id, 1, Distribution.LEAST_BUSY)


def test_refusals(store: Store, people: dict[str, int]) -> None:
    store.employee_id = people["Olga"]
    with pytest.raises(NotAllowed):
        store.read(inquiry_settings.inquiry_settings)
    store.employee_id = people["Admin"]
    with pytest.raises(NotFound):
        store.write(inquiry_settings.choose_way, 999_999, 1, Distribution.BY_HEAD)
    test = store.write(factories.department, "Test")
    with pytest.raises(UserError, match="no queue"):
        store.write(inquiry_settings.choose_way, test, 1, Distribution.BY_HEAD)
