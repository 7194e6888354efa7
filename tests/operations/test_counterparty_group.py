"""Groups of companies, substitutes, legal forms, the next step of a counterparty, and notes on its numbers [M75-M77]."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from app.database.store import Store
from app.errors import NotFound, UserError
from app.models.company import Absence
from app.models.counterparties import Counterparty, LegalEntity
from app.models.terms import CounterpartyKind
from app.models.triage_terms import LegalForm
from app.operations import counterparties, counterparty_card, counterparty_entities, counterparty_people, tasks
from app.operations.counterparty_rows import CounterpartyCard
from app.operations.lead_draft import EntityDraft
from tests import factories
from tests.clock import FixedClock
from tests.deal_factories import House, deal, house


@pytest.fixture
def at(store: Store) -> House:
    return house(store)


def card(at: House, party: int = 0) -> CounterpartyCard:
    return at.store.read(counterparty_card.card, party or at.customer)


def change(at: House, party: int, **mine: object) -> None:
    version = at.get(Counterparty, party, "version")
    original = {name: at.get(Counterparty, party, name) for name in mine}
    at.store.write(counterparties.edit, party, version, original, mine)


def test_companies_belong_to_a_holding_and_know_each_other(at: House) -> None:
    holding = at.store.write(factories.counterparty, "Helios Holding")
    sister = at.store.write(factories.counterparty, "Helios Nord")
    for party in (at.customer, sister):
        change(at, party, group_id=holding)
    mine = card(at).group
    assert mine.holding is not None
    assert (mine.holding.name, [each.name for each in mine.beside], mine.below) == ("Helios Holding", ["Helios Nord"], ())
    theirs = card(at, holding).group
    assert (theirs.holding, [each.name for each in theirs.below]) == (None, ["Helios Batterie GmbH", "Helios Nord"])
    assert (theirs.below_count, theirs.beside_count) == (2, 0)
    change(at, at.customer, group_id=None)
    assert card(at).group.holding is None


def test_no_company_belongs_to_itself_however_far_around(at: House) -> None:
    middle = at.store.write(factories.counterparty, "Middle")
    top = at.store.write(factories.counterparty, "Top")
    change(at, at.customer, group_id=middle)
    change(at, middle, group_id=top)
    for party, group in ((at.customer, at.customer), (middle, at.customer), (top, at.customer)):
        with pytest.raises(UserError, match="belongs to this one already"):
            change(at, party, group_id=group)
    at.run(update(Counterparty).where(Counterparty.id == top).values(merged_into_id=at.supplier))
    with pytest.raises(UserError, match="is merged"):
        change(at, at.supplier, group_id=top)
    with pytest.raises(NotFound):
        change(at, at.supplier, group_id=999_999)


def test_somebody_stands_in_here_or_everywhere(at: House, clock: FixedClock) -> None:
    assert card(at).away is None
    today = clock().date()
    absent = {"employee_id": at.people["Olga"], "first_day": today, "last_day": today + timedelta(days=3)}
    at.run(insert(Absence).values(**absent, substitute_id=at.people["Igor"], note="", version=1))
    away = card(at).away
    assert away is not None
    assert (away.stand_in, away.last_day) == ("Igor Petrow", today + timedelta(days=3))
    change(at, at.customer, substitute_id=at.people["Pavel"])
    away = card(at).away
    assert away is not None
    assert (away.stand_in, card(at).substitute) == ("Pavel Gromow", "Pavel Gromow")
    with pytest.raises(UserError, match="does not sell"):
        change(at, at.customer, substitute_id=at.people["Wanda"])
    with pytest.raises(UserError, match="somebody else stands in"):
        change(at, at.customer, substitute_id=at.people["Olga"])


def test_what_a_legal_entity_is_is_kept(at: House) -> None:
    draft = EntityDraft(name="ИП Сидоров", country="RU", form=LegalForm.ENTREPRENEUR)
    row = at.store.write(counterparty_entities.add_entity, at.customer, draft)
    assert at.get(LegalEntity, row.id, "form") is LegalForm.ENTREPRENEUR
    mine = EntityDraft(name="ИП Сидоров", country="RU", form=LegalForm.INDIVIDUAL)
    at.store.write(counterparty_entities.edit_entity, row.id, row.version, row.draft, mine)
    assert [each.draft.form for each in card(at).entities] == ["organisation", "individual"]


def test_the_next_step_is_what_is_due_first_or_that_nobody_plans_one(at: House, clock: FixedClock) -> None:
    assert card(at).next_step is None
    deal(at)
    of_deal = card(at).next_step
    assert of_deal is not None
    assert of_deal.id == card(at).deals[0].step_id
    at.store.write(tasks.add, "Call at once", clock() + timedelta(minutes=5), counterparty_id=at.customer)
    first = card(at).next_step
    assert first is not None
    assert str(first.title) == "Call at once"


def test_what_it_became_stands_on_the_card(at: House, clock: FixedClock) -> None:
    clock.moment += timedelta(days=1)
    change(at, at.customer, kind=CounterpartyKind.PARTNER)
    (kind,) = card(at).kinds
    assert (str(kind.before), str(kind.after), kind.who) == ("lead", "partner", "Olga Lebedewa")


def test_a_number_keeps_a_note(at: House) -> None:
    point = card(at).points[0]
    assert at.store.write(counterparty_people.note_point, point.id, " only mornings ") == ""
    assert card(at).points[0].note == "only mornings"
    at.store.write(counterparty_people.drop_point, point.id)
    assert card(at).points[0].note == "only mornings"
    at.store.write(counterparty_people.drop_point, point.id, "left the company")
    assert (card(at).points[0].note, card(at).points[0].valid) == ("left the company", False)
