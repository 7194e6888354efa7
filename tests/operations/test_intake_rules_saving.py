"""Several rules at once: all or none, by the administrator only."""

from dataclasses import replace

import pytest

from app.database.store import Store
from app.errors import Conflict, NotAllowed, UserError
from app.models.terms import Told
from app.operations.intake_rules_editing import draft_of, rules
from app.operations.intake_rules_saving import save
from tests import factories


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    ids = store.write(factories.company)
    store.employee_id = ids["Admin"]
    return ids


def test_all_are_changed_in_one_go(store: Store, people: dict[str, int]) -> None:
    first, second, *_ = store.read(rules)
    changed = store.write(
        save,
        (second.id, second.version, replace(draft_of(second), tells=Told.NOBODY)),
        (first.id, first.version, replace(draft_of(first), creates_lead=False)),
    )
    assert [row.id for row in changed] == sorted((first.id, second.id))
    now = {row.id: row for row in store.read(rules)}
    assert not now[first.id].creates_lead
    assert now[second.id].tells is Told.NOBODY


def test_one_that_cannot_be_leaves_all_as_they_were(store: Store, people: dict[str, int]) -> None:
    before = store.read(rules)
    first, second, *_ = before
    good = (first.id, first.version, replace(draft_of(first), creates_lead=False))
    for version, bad in (
        (second.version + 1, draft_of(second)),
        (second.version, replace(draft_of(second), creates_lead=True)),
    ):
        with pytest.raises((Conflict, UserError)):
            store.write(save, good, (second.id, version, bad))
        assert store.read(rules) == before


def test_nobody_but_the_administrator_changes_rules(store: Store, people: dict[str, int]) -> None:
    first, *_ = store.read(rules)
    store.employee_id = people["Igor"]
    with pytest.raises(NotAllowed):
        store.write(save, (first.id, first.version, replace(draft_of(first), creates_lead=False)))
