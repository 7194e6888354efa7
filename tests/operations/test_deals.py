"""A deal is opened through the gate, and changed only by those who answer for it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, GateClosed, NotAllowed, UserError
from app.models.counterparties import ContactPoint, LegalEntity
from app.models.deals import Deal, DealContact, Need, StageEntry
from app.models.tasks import Task
from app.models.terms import Stage
from app.operations import deals
from tests.clock import FixedClock
from tests.deal_factories import House, deal, house, opening


@pytest.fixture
def at(store: Store) -> House:
    return house(store)


def test_a_deal_opens_in_selection_with_its_first_step(at: House, clock: FixedClock) -> None:
    deal_id = at.store.write(deals.open_deal, opening(at))

    assert at.stage(deal_id) is Stage.SELECTION
    assert at.get(Deal, deal_id, "number") == "D-2026-0001"
    assert at.get(Deal, deal_id, "currency") == "EUR"
    assert at.count(select(Need).where(Need.deal_id == deal_id)) == 2
    assert at.one(select(StageEntry.stage).where(StageEntry.deal_id == deal_id)) is Stage.SELECTION
    assert at.one(select(DealContact.main).where(DealContact.deal_id == deal_id)) is True
    assert at.one(select(Task.employee_id).where(Task.deal_id == deal_id)) == at.people["Olga"]
    assert at.one(select(Task.due_at).where(Task.deal_id == deal_id)) == clock() + timedelta(days=2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"needs": (("  ", False),)}, "need"), ({"legal_entity_id": None}, "legal_entity"), ({"contacts": ()}, "contact")],
)
def test_what_the_gate_asks_for_is_named(at: House, changes: dict[str, object], code: str) -> None:
    with pytest.raises(GateClosed) as refused:
        at.store.write(deals.open_deal, opening(at, **changes))
    assert [lack.code for lack in refused.value.missing] == [code]
    assert at.count(select(Deal)) == 0


@pytest.mark.parametrize("field", ["address", "bank_account", "bank_code", "name"])
def test_each_empty_field_of_the_legal_entity_is_named(at: House, field: str) -> None:
    at.store.write(lambda session: setattr(session.get_one(LegalEntity, at.entity), field, " "))
    with pytest.raises(GateClosed) as refused:
        at.store.write(deals.open_deal, opening(at))
    assert [lack.code for lack in refused.value.missing] == ["entity_details"]


def test_a_contact_without_valid_number_cannot_be_reached(at: House) -> None:
    def spoil(session: Session) -> None:
        for point in session.scalars(select(ContactPoint)):
            point.valid = False

    at.store.write(spoil)
    with pytest.raises(GateClosed) as refused:
        at.store.write(deals.open_deal, opening(at))
    assert [lack.code for lack in refused.value.missing] == ["contact"]


def test_those_who_do_not_sell_open_no_deals(at: House) -> None:
    with at.acting("Wanda"), pytest.raises(NotAllowed):
        at.store.write(deals.open_deal, opening(at))


@pytest.mark.parametrize(
    ("name", "allowed"), [("Olga", True), ("Igor", True), ("Admin", True), ("Pavel", False), ("Anna", False)]
)
def test_only_seller_head_and_administrator_change_a_deal(at: House, name: str, allowed: bool) -> None:
    deal_id = deal(at)
    version = at.version(deal_id)
    with at.acting(name):
        if allowed:
            assert at.store.write(deals.edit, deal_id, version, {"title": "x"}, {"title": "New"}) == version + 1
        else:
            with pytest.raises(NotAllowed):
                at.store.write(deals.edit, deal_id, version, {"title": "x"}, {"title": "New"})


def test_two_who_change_the_same_field_clash(at: House) -> None:
    deal_id = deal(at)
    before = {"payment_terms": ""}
    version = at.version(deal_id)
    at.store.write(deals.edit, deal_id, version, before, {"payment_terms": "30 days"})
    with pytest.raises(Conflict) as clash:
        at.store.write(deals.edit, deal_id, version, before, {"payment_terms": "at once"})
    assert [each.field for each in clash.value.clashes] == ["payment_terms"]


def test_a_deal_keeps_a_title_and_somebody_who_can_be_reached(at: House) -> None:
    deal_id = deal(at)
    with pytest.raises(UserError, match="title"):
        at.store.write(deals.edit, deal_id, at.version(deal_id), {}, {"title": " "})
    with pytest.raises(UserError, match="Somebody"):
        at.store.write(deals.remove_person, deal_id, at.version(deal_id), at.contact)
    assert at.count(select(DealContact)) == 1


def test_a_head_hands_a_deal_over_with_its_tasks(at: House) -> None:
    deal_id = deal(at)
    with pytest.raises(NotAllowed):
        at.store.write(deals.hand_over, deal_id, at.version(deal_id), at.people["Pavel"])
    with at.acting("Igor"):
        at.store.write(deals.hand_over, deal_id, at.version(deal_id), at.people["Pavel"])
        with pytest.raises(UserError, match="sell"):
            at.store.write(deals.hand_over, deal_id, at.version(deal_id), at.people["Wanda"])
    assert at.get(Deal, deal_id, "seller_id") == at.people["Pavel"]
    assert at.one(select(Task.employee_id).where(Task.deal_id == deal_id)) == at.people["Pavel"]


def test_a_person_joins_and_becomes_the_main_one(at: House) -> None:
    deal_id = deal(at)
    version = at.version(deal_id)
    assert at.store.write(deals.set_person, deal_id, version, at.contact, "technics", True) > version
    assert at.one(select(DealContact.role)) == "technics"


def test_a_note_joins_the_history(at: House) -> None:
    deal_id = deal(at)
    assert at.store.write(deals.add_note, deal_id, " Wants a window ") > 0
    with pytest.raises(UserError, match="Write"):
        at.store.write(deals.add_note, deal_id, " ")
