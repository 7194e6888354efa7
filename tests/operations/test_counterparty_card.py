"""A counterparty on one card: people, legal entities, deals, history by pages, and what people do with it."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from app.database.store import Store
from app.errors import Conflict, GateClosed, NotAllowed, NotFound, UserError
from app.models.counterparties import ContactPoint, Counterparty, Identity, LegalEntity
from app.models.deals import Deal
from app.models.interactions import Interaction
from app.models.marketing import BlockEntry
from app.models.tasks import Notification
from app.models.terms import AddressKind, ContactPointKind, Direction, InteractionKind
from app.operations import (
    attachments,
    counterparty_card,
    counterparty_entities,
    counterparty_history,
    counterparty_people,
    counterparty_work,
    register,
)
from app.operations.counterparties import known_by
from app.operations.counterparty_entities import SiteDraft
from app.operations.counterparty_history import EVERYTHING, HistoryFilter
from app.operations.counterparty_people import PersonDraft
from app.operations.counterparty_rows import CounterpartyCard
from app.operations.counterparty_work import DealDraft
from app.operations.lead_draft import EntityDraft
from app.operations.register_spec import Condition, Operator, Shown
from tests import factories
from tests.clock import FixedClock
from tests.deal_factories import PHONE, House, deal, house


@pytest.fixture
def at(store: Store) -> House:
    return house(store)


def card(at: House) -> CounterpartyCard:
    return at.store.read(counterparty_card.card, at.customer)


def test_the_card_says_who_it_is_and_what_it_buys(at: House, clock: FixedClock) -> None:
    deal_id = deal(at)
    at.run(insert(BlockEntry).values(kind="phone", value=PHONE, reason="asked for it", at=clock()))
    shown = card(at)
    assert (shown.name, shown.seller, shown.department) == ("Helios Batterie GmbH", "Olga Lebedewa", "Prom")
    assert [(point.value, point.contact, point.blocked) for point in shown.points] == [
        (PHONE, "Dr. Karin Meinert", "asked for it")
    ]
    assert [person.name for person in shown.people] == ["Dr. Karin Meinert"]
    assert [(entity.draft.bank_code, entity.lacks) for entity in shown.entities] == [("BYLADEM1001", ())]
    (found,) = shown.deals
    assert (found.id, found.needs, found.late) == (deal_id, ("−70 … +180 °C", "Window in the door"), False)
    assert found.step is not None
    assert (shown.may_edit, shown.may_assign, shown.may_deal) == (True, False, True)
    with at.acting("Maria"):
        assert not card(at).may_edit
    with pytest.raises(NotFound):
        at.store.read(counterparty_card.card, 999_999)


def test_the_history_comes_by_pages_without_gap_or_repeat(at: House, clock: FixedClock) -> None:
    deal(at)
    for number in range(7):
        at.store.write(counterparty_work.add_note, at.customer, f"Note {number}")
        if number % 2:
            clock.moment += timedelta(minutes=1)
    whole = at.store.read(counterparty_history.page, at.customer).entries
    assert [entry.kind for entry in whole].count("note") == 7
    assert whole[-1].kind == "recorded"
    seen: list[counterparty_history.HistoryEntry] = []
    after: counterparty_history.HistoryMark | None = None
    while True:
        part = at.store.read(counterparty_history.page, at.customer, EVERYTHING, after, 2)
        seen += part.entries
        after = part.after
        if after is None:
            break
    assert tuple(seen) == whole
    notes = at.store.read(counterparty_history.page, at.customer, HistoryFilter(frozenset({"notes"}))).entries
    assert [entry.kind for entry in notes] == ["note"] * 7
    assert at.store.read(counterparty_history.page, at.customer, HistoryFilter(frozenset({"mail"}))).entries == ()
    with pytest.raises(NotFound):
        at.store.read(counterparty_history.page, 999_999)


def test_files_stand_beside_what_they_came_with(at: House) -> None:
    note = at.store.write(counterparty_work.add_note, at.customer, "Photo of the plate")
    at.store.write(attachments.attach, "interaction", note, "plate.png", b"\x89PNG\r\n\x1a\n")
    entry = at.store.read(counterparty_history.page, at.customer).entries[0]
    assert [file.name for file in entry.files] == ["plate.png"]


def test_a_meeting_is_a_contact_and_a_note_is_none(at: House, clock: FixedClock) -> None:
    at.store.write(counterparty_work.add_note, at.customer, "Thinks about it")
    assert card(at).last_contact_at is None
    at.store.write(counterparty_work.add_note, at.customer, "Fair", InteractionKind.MEETING, clock())
    at.store.write(counterparty_work.add_note, at.customer, "Older", InteractionKind.MEETING, clock() - timedelta(days=9))
    assert card(at).last_contact_at == clock()
    assert at.get(Counterparty, at.customer, "heard_at") == clock()
    with pytest.raises(UserError, match="Write something"):
        at.store.write(counterparty_work.add_note, at.customer, " ")


def test_people_are_added_corrected_and_leave(at: House) -> None:
    draft = PersonDraft("  Jens   Weber ", "Buyer", phones=("+49 371 5512141",), emails=("J.Weber@helios.example", ""))
    person = at.store.write(counterparty_people.add_person, at.customer, draft)
    known = card(at).people[1]
    assert (known.id, known.name, known.position) == (person, "Jens Weber", "Buyer")
    assert at.store.read(known_by, "", "j.weber@helios.example") is not None
    version = at.store.write(
        counterparty_people.edit_person, person, known.version, {"position": "Buyer"}, {"position": "Head of buying"}
    )
    with pytest.raises(Conflict):
        at.store.write(counterparty_people.edit_person, person, known.version, {"position": "Buyer"}, {"position": "x"})
    at.store.write(counterparty_people.edit_person, person, version, {"active": True}, {"active": False})
    assert [each.active for each in card(at).people] == [True, False]
    with pytest.raises(UserError, match="needs a name"):
        at.store.write(counterparty_people.add_person, at.customer, PersonDraft(" "))
    with pytest.raises(ValueError, match="counterparty_id"):
        at.store.write(counterparty_people.edit_person, person, version, {}, {"counterparty_id": 1})
    with at.acting("Wanda"), pytest.raises(NotAllowed):
        at.store.write(counterparty_people.add_person, at.customer, PersonDraft("X"))


def test_a_number_that_leads_nowhere_is_recognised_no_longer_and_comes_back(at: House) -> None:
    point = card(at).points[0]
    at.store.write(counterparty_people.drop_point, point.id)
    assert at.count(select(Identity.id).where(Identity.value == PHONE)) == 0
    assert not card(at).points[0].valid
    at.store.write(counterparty_people.bring_back_point, point.id)
    assert at.count(select(Identity.id).where(Identity.value == PHONE)) == 1
    at.store.write(counterparty_people.drop_point, point.id)
    again = at.store.write(counterparty_people.reach_by, at.contact, ContactPointKind.PHONE, PHONE)
    assert again == point.id
    assert at.get(ContactPoint, again, "valid")
    with pytest.raises(UserError, match="here already"):
        at.store.write(counterparty_people.reach_by, at.contact, ContactPointKind.PHONE, PHONE)


def test_a_number_that_somebody_else_has_by_now_does_not_come_back(at: House) -> None:
    point = card(at).points[0]
    at.store.write(counterparty_people.drop_point, point.id)
    at.store.write(factories.counterparty, "Newcomer", phones=[PHONE])
    with pytest.raises(UserError, match="belongs to Newcomer"):
        at.store.write(counterparty_people.bring_back_point, point.id)


def test_a_customer_has_several_legal_entities_and_places(at: House) -> None:
    row = at.store.write(counterparty_entities.add_entity, at.customer, EntityDraft(name=" Helios Nord GmbH ", country="DE"))
    assert (row.draft.name, row.lacks) == ("Helios Nord GmbH", ("address", "bank_account", "bank_code"))
    mine = replace(row.draft, address="Kai 1, Hamburg")
    newer = at.store.write(counterparty_entities.edit_entity, row.id, row.version, row.draft, mine)
    assert newer.version == row.version + 1
    theirs = replace(row.draft, address="Kai 2, Hamburg")
    with pytest.raises(Conflict):
        at.store.write(counterparty_entities.edit_entity, row.id, row.version, row.draft, theirs)
    together = replace(row.draft, tax_id="22/815/0815")
    both = at.store.write(counterparty_entities.edit_entity, row.id, row.version, row.draft, together)
    assert (both.draft.address, both.draft.tax_id) == ("Kai 1, Hamburg", "22/815/0815")
    with pytest.raises(UserError, match="too long"):
        at.store.write(counterparty_entities.add_entity, at.customer, EntityDraft(name="x", tax_id="1" * 33))
    with pytest.raises(UserError, match="needs a name"):
        at.store.write(counterparty_entities.add_entity, at.customer, EntityDraft())
    site = at.store.write(counterparty_entities.add_site, at.customer, SiteDraft("Halle 4", AddressKind.SITE))
    at.store.write(counterparty_entities.edit_site, site, 1, {"address": "Halle 4"}, {"address": "Halle 5"})
    assert [(each.address, each.kind) for each in card(at).sites] == [("Halle 5", AddressKind.SITE)]
    with pytest.raises(UserError, match="needs an address"):
        at.store.write(counterparty_entities.edit_site, site, 2, {"address": "Halle 5"}, {"address": " "})
    with pytest.raises(UserError, match="needs an address"):
        at.store.write(counterparty_entities.add_site, at.customer, SiteDraft(" "))


def test_a_head_says_who_answers_for_a_customer(at: House) -> None:
    with pytest.raises(NotAllowed):
        at.store.write(counterparty_work.assign, at.customer, card(at).version, at.people["Pavel"])
    with at.acting("Igor"):
        version = card(at).version
        done = at.store.write(counterparty_work.assign, at.customer, version, at.people["Pavel"])
        assert (done.seller, done.before_id) == ("Pavel Gromow", at.people["Olga"])
        with pytest.raises(Conflict):
            at.store.write(counterparty_work.assign, at.customer, version, at.people["Olga"])
        with pytest.raises(UserError, match="does not sell"):
            at.store.write(counterparty_work.assign, at.customer, done.version, at.people["Wanda"])
        back = at.store.write(counterparty_work.assign, at.customer, done.version, done.before_id)
        assert at.store.write(counterparty_work.assign, at.customer, back.version, None).seller == ""
    assert at.count(select(Notification.id).where(Notification.place == "counterparties")) == 2


def test_a_new_deal_goes_through_the_gate(at: House) -> None:
    with pytest.raises(GateClosed) as refused:
        at.store.write(counterparty_work.new_deal, at.customer, DealDraft("Pump", ()))
    assert [lack.code for lack in refused.value.missing] == ["need"]
    at.run(update(LegalEntity).values(bank_code=""))
    with pytest.raises(GateClosed) as refused:
        at.store.write(counterparty_work.new_deal, at.customer, DealDraft("", (("40 m³/h", False),)))
    assert [lack.code for lack in refused.value.missing] == ["entity_details"]
    complete = EntityDraft("Helios Nord", "", "Kai 1", "", "DE02", "BYLA")
    row = at.store.write(counterparty_entities.add_entity, at.customer, complete)
    deal_id = at.store.write(counterparty_work.new_deal, at.customer, DealDraft("", (("40 m³/h", False),)))
    assert at.get(Deal, deal_id, "title") == "40 m³/h"
    assert at.get(Deal, deal_id, "legal_entity_id") == row.id
    assert at.get(Deal, deal_id, "seller_id") == at.people["Olga"]
    with at.acting("Igor"):
        theirs = at.store.write(counterparty_work.new_deal, at.customer, DealDraft("Valve", (("DN 50", True),), row.id))
    assert at.get(Deal, theirs, "seller_id") == at.people["Olga"]
    with at.acting("Maria"), pytest.raises(NotAllowed):
        at.store.write(counterparty_work.new_deal, at.customer, DealDraft("x", (("x", True),)))


def test_what_was_merged_only_forwards(at: House) -> None:
    at.run(update(Counterparty).where(Counterparty.id == at.customer).values(merged_into_id=at.supplier))
    shown = card(at)
    assert (shown.merged_into, shown.may_edit, shown.may_deal) == ("Pumpenwerk Halle", False, False)
    with pytest.raises(UserError, match="was a double"):
        at.store.write(counterparty_work.add_note, at.customer, "x")


def test_the_list_narrows_and_sorts_by_the_last_contact(at: House, clock: FixedClock) -> None:
    clock.moment += timedelta(days=1)
    at.store.write(counterparty_work.add_note, at.supplier, "Fair", InteractionKind.MEETING, clock() + timedelta(hours=1))

    def names(*conditions: Condition, text: str = "", order: str = "", down: bool = False) -> list[str]:
        shown = Shown("counterparties", conditions, text, order, down)
        return [str(row.cells["name"]) for row in at.store.read(register.rows, shown).rows]

    assert names(order="last_contact_at", down=True) == ["Pumpenwerk Halle", "Helios Batterie GmbH"]
    assert names(order="created_at") == ["Helios Batterie GmbH", "Pumpenwerk Halle"]
    yes = ("yes",)
    assert names(Condition("mine", Operator.IS, yes)) == ["Helios Batterie GmbH"]
    assert names(Condition("open_deal", Operator.IS, yes)) == []
    deal(at)
    assert names(Condition("open_deal", Operator.IS, yes)) == ["Helios Batterie GmbH"]
    assert names(Condition("kind", Operator.IS, ("SUPPLIER",))) == ["Pumpenwerk Halle"]
    assert names(text="5512140") == ["Helios Batterie GmbH"]


def test_two_at_once_note_both_contacts_and_keep_the_newest(fresh_store: Store) -> None:
    here = house(fresh_store)
    moments = [datetime(2026, 8, day, tzinfo=UTC) for day in range(1, 7)]
    threads = [
        threading.Thread(
            target=fresh_store.write,
            args=(counterparty_work.add_note, here.customer, "x", InteractionKind.MEETING, moment),
        )
        for moment in moments
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert here.get(Counterparty, here.customer, "last_contact_at") == moments[-1]
    met = select(func.count(Interaction.id)).where(Interaction.direction == Direction.OUT)
    assert fresh_store.read(lambda session: session.scalar(met)) == len(moments)
