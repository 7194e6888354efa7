"""Two that were merged are two again: with all that was theirs, also after later work on either [C34]."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity, LegalEntity, Site
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.tasks import Task
from app.models.terms import (
    AddressKind,
    Channel,
    ContactPointKind,
    CounterpartyKind,
    Direction,
    InteractionKind,
    Source,
    TaskKind,
)
from app.operations import integrity, merging, possible_doubles, unmerging
from app.operations.counterparty_people import PersonDraft, add_person, drop_point
from app.operations.doubles import Stranger, doubles
from app.operations.intake_rules import known_by
from app.operations.unmerging import Answers, Questions
from tests import deal_factories, factories
from tests.clock import FixedClock
from tests.merge_world import Step, World

PHONE, EMAIL = "+493514829917", "info@helios.example"
SECOND = "einkauf@solar.example"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    people = store.write(factories.company)
    store.employee_id = people["Igor"]
    return people


@pytest.fixture
def pair(store: Store, people: dict[str, int]) -> tuple[int, int]:
    kept = store.write(factories.counterparty, "Helios Batterie", phones=[PHONE], emails=[EMAIL], seller_id=people["Olga"])
    other = store.write(factories.counterparty, "Helios Solar", CounterpartyKind.LEAD, emails=[SECOND])
    return kept, other


def merge(store: Store, kept: int, merged: int, **chosen: merging.Choice) -> merging.Merged:
    def decide(session: Session) -> merging.Merged:
        versions = [session.get_one(Counterparty, each).version for each in (kept, merged)]
        return merging.merge(session, kept, versions[0], merged, versions[1], chosen)

    return store.write(decide)


def part(store: Store, merge_id: int, answers: Answers | None = None) -> unmerging.Unmerged:
    asked = store.read(unmerging.questions, merge_id)
    return store.write(unmerging.unmerge, merge_id, asked.version, answers or Answers())


def field(session: Session, counterparty_id: int, name: str) -> Any:
    return getattr(session.get_one(Counterparty, counterparty_id), name)


def change(session: Session, /, counterparty_id: int, **values: Any) -> None:
    for name, value in values.items():
        setattr(session.get_one(Counterparty, counterparty_id), name, value)


def owners(session: Session, kind: type[Any], *shown: str) -> dict[Any, int]:
    columns = [getattr(kind, name) for name in shown]
    return {
        tuple(row[1:]) if len(shown) > 1 else row[1]: row[0]
        for row in session.execute(select(kind.counterparty_id, *columns))
    }


def _give(session: Session, kind: type[Any], record_id: int, counterparty_id: int) -> None:
    session.get_one(kind, record_id).counterparty_id = counterparty_id


def add(session: Session, made: type[Any], counterparty_id: int, /, **values: Any) -> int:
    record = made(counterparty_id=counterparty_id, **values)
    session.add(record)
    session.flush()
    record_id: int = record.id
    return record_id


def asked_of(asked: Questions) -> dict[str, tuple[str, str, str]]:
    def said(words: Any) -> str:
        return words if isinstance(words, str) else words.said("en")

    return {each.table: (said(each.title), each.proposed, each.why.said("en")) for each in asked.records}


def test_both_are_as_they_were(store: Store, pair: tuple[int, int]) -> None:
    kept, other = pair
    store.write(change, other, note="Met at the fair", website="solar.example")
    done = merge(store, kept, other, name="merged")
    assert store.read(field, kept, "name") == "Helios Solar"
    parted = part(store, done.merge_id)
    assert parted.sentence.said("en") == "Helios Solar and Helios Batterie are two again."
    for party, name, note, site in (
        (kept, "Helios Batterie", "", ""),
        (other, "Helios Solar", "Met at the fair", "solar.example"),
    ):
        shown = [store.read(field, party, each) for each in ("name", "note", "website", "merged_into_id")]
        assert shown == [name, note, site, None]
    assert store.read(field, kept, "folded") == "helios batterie"
    assert store.read(owners, ContactPoint, "value") == {PHONE: kept, EMAIL: kept, SECOND: other}
    assert store.read(owners, Identity, "value") == {PHONE: kept, EMAIL: kept, SECOND: other}
    assert store.read(owners, Contact, "name") == {"Helios Batterie": kept, "Helios Solar": other}


def test_what_was_worked_on_goes_back_as_it_is_now_and_what_was_removed_stays_so(
    store: Store, pair: tuple[int, int]
) -> None:
    kept, other = pair
    done = merge(store, kept, other)

    def work(session: Session) -> None:
        person = session.scalars(select(Contact).where(Contact.name == "Helios Solar")).one()
        person.position = "Buyer"
        point = session.scalars(select(ContactPoint).where(ContactPoint.value == SECOND)).one()
        drop_point(session, point.id)

    store.write(work)
    assert store.read(unmerging.questions, done.merge_id).records == ()
    part(store, done.merge_id)
    assert store.read(owners, Contact, "name", "position")[("Helios Solar", "Buyer")] == other
    assert SECOND not in store.read(owners, Identity, "value")
    assert store.read(owners, ContactPoint, "value")[SECOND] == other


def test_a_field_changed_since_is_asked_and_goes_where_it_is_said(store: Store, pair: tuple[int, int]) -> None:
    kept, other = pair
    store.write(change, kept, website="old.example")
    done = merge(store, kept, other)
    store.write(change, kept, website="new.example", language="de")
    asked = store.read(unmerging.questions, done.merge_id)
    assert [(each.name, each.before, each.now, each.proposed) for each in asked.fields] == [
        ("language", "", "de", "kept"),
        ("website", "old.example", "new.example", "kept"),
    ]
    part(store, done.merge_id, Answers(fields={"website": "merged"}))
    assert [store.read(field, each, "website") for each in pair] == ["old.example", "new.example"]
    assert [store.read(field, each, "language") for each in pair] == ["de", ""]


def test_what_came_since_is_asked_with_a_proposal_and_its_reason(store: Store, pair: tuple[int, int]) -> None:
    kept, other = pair
    done = merge(store, kept, other)
    moment = store.clock()
    inquiry = store.write(
        add, Inquiry, kept, number="A-1", received_at=moment, channel=Channel.EMAIL, source=Source.LETTER, email=SECOND
    )
    store.write(
        add,
        Interaction,
        kept,
        at=moment,
        kind=InteractionKind.NOTE,
        direction=Direction.OUT,
        inquiry_id=inquiry,
        text="Asks",
    )
    store.write(add, Task, kept, kind=TaskKind.OTHER, title="Send the list", due_at=moment, created_at=moment, number=PHONE)
    store.write(add, LegalEntity, kept, name="Helios GmbH")
    store.write(add_person, kept, PersonDraft("Erika Muster", emails=("erika@solar.example",)))
    asked = store.read(unmerging.questions, done.merge_id)
    assert asked_of(asked) == {
        "contact": ("Erika Muster", "merged", "By the mail domain solar.example"),
        "contact_point": ("erika@solar.example", "merged", "As the person that it names"),
        "inquiry": ("A-1", "merged", f"By {SECOND}"),
        "interaction": (asked_of(asked)["interaction"][0], "merged", "As its inquiry"),
        "legal_entity": ("Helios GmbH", "kept", "Nothing tells: it stays where it was recorded"),
        "task": ("Send the list", "kept", f"By {PHONE}"),
    }
    part(store, done.merge_id, Answers(records={("inquiry", inquiry): "kept"}))
    # What follows the inquiry went with the answer.
    assert store.read(owners, Inquiry, "number") == {"A-1": kept}
    assert store.read(owners, Interaction, "text") == {"Asks": kept}
    assert store.read(owners, Contact, "name")["Erika Muster"] == other
    known = store.read(known_by, "", "erika@solar.example")
    assert known is not None
    assert known.id == other


def test_an_address_that_both_have_is_known_as_before(store: Store, people: dict[str, int]) -> None:
    one = store.write(factories.counterparty, "Helios", emails=[EMAIL], seller_id=people["Olga"])
    other = store.write(factories.counterparty, "Helios Solar")

    def share(session: Session) -> None:
        session.add(ContactPoint(counterparty_id=other, kind=ContactPointKind.EMAIL, value=EMAIL))

    store.write(share)
    done = merge(store, other, one)
    part(store, done.merge_id)
    assert store.read(owners, Identity, "value") == {EMAIL: one}


def test_the_inner_one_waits_until_the_outer_two_are_parted(
    store: Store, pair: tuple[int, int], people: dict[str, int]
) -> None:
    kept, other = pair
    outer = store.write(factories.counterparty, "Helios Group", seller_id=people["Olga"])
    inner = merge(store, kept, other)
    around = merge(store, outer, kept)
    assert [store.read(field, each, "merged_into_id") for each in (kept, other)] == [outer, outer]
    for use in (
        lambda: store.read(unmerging.questions, inner.merge_id),
        lambda: store.write(unmerging.unmerge, inner.merge_id, 1),
    ):
        with pytest.raises(UserError, match="Helios Batterie went into Helios Group since: part these two first"):
            use()
    part(store, around.merge_id)
    assert [store.read(field, each, "merged_into_id") for each in (kept, other)] == [None, kept]
    # What went along for a while was the kept one's before: nobody is asked about it.
    assert store.read(unmerging.questions, inner.merge_id).records == ()
    part(store, inner.merge_id)
    assert store.read(owners, ContactPoint, "value") == {PHONE: kept, EMAIL: kept, SECOND: other}


def test_two_that_went_into_the_same_one_are_parted_in_any_order(store: Store, pair: tuple[int, int]) -> None:
    kept, other = pair
    third = store.write(factories.counterparty, "Helios Dritte", emails=["x@third.example"])
    first = merge(store, kept, other, name="merged")
    second = merge(store, kept, third, name="merged")
    part(store, first.merge_id)
    assert store.read(field, kept, "name") == "Helios Dritte"
    assert store.read(owners, ContactPoint, "value")["x@third.example"] == kept
    part(store, second.merge_id)
    assert store.read(field, kept, "name") == "Helios Batterie"
    assert store.read(owners, ContactPoint, "value") == {PHONE: kept, EMAIL: kept, SECOND: other, "x@third.example": third}


def test_twice_is_refused_and_so_is_an_old_picture_of_it(store: Store, pair: tuple[int, int]) -> None:
    done = merge(store, *pair)
    with pytest.raises(Conflict):
        store.write(unmerging.unmerge, done.merge_id, done.version + 1)
    part(store, done.merge_id)
    with pytest.raises(UserError, match="parted from Helios Batterie already"):
        store.write(unmerging.unmerge, done.merge_id, done.version)
    with pytest.raises(NotFound):
        store.write(unmerging.unmerge, 999_999, 1)
    with pytest.raises(NotFound):
        store.read(unmerging.questions, 999_999)


def test_only_those_who_merge_part(store: Store, pair: tuple[int, int], people: dict[str, int]) -> None:
    done = merge(store, *pair)
    for name in ("Pavel", "Wanda"):
        store.employee_id = people[name]
        with pytest.raises(NotAllowed):
            store.read(unmerging.questions, done.merge_id)
        with pytest.raises(NotAllowed):
            store.write(unmerging.unmerge, done.merge_id, done.version)


def test_the_history_of_merges_tells_who_and_when(store: Store, pair: tuple[int, int]) -> None:
    kept, other = pair
    first = merge(store, kept, other)
    part(store, first.merge_id)
    second = merge(store, other, kept)
    rows = store.read(unmerging.merges_of, kept)
    assert [(row.id, row.kept, row.merged, row.who, row.undone_at is None) for row in rows] == [
        (second.merge_id, "Helios Solar", "Helios Batterie", "Igor Petrow", True),
        (first.merge_id, "Helios Batterie", "Helios Solar", "Igor Petrow", False),
    ]


def test_two_that_were_parted_are_no_doubles_any_more(store: Store, pair: tuple[int, int], clock: FixedClock) -> None:
    kept, other = pair
    store.write(change, other, name="Helios Batterie", folded="helios batterie")
    store.write(possible_doubles.noted, kept)
    part(store, merge(store, kept, other).merge_id)
    # A merge that is taken back at once says nothing about the two.
    assert not store.read(possible_doubles.are_different, kept, other)
    assert store.read(possible_doubles.open_count) == 1
    done = merge(store, kept, other)
    assert store.read(possible_doubles.open_count) == 0
    clock.advance(hours=1)
    part(store, done.merge_id)
    assert store.read(possible_doubles.are_different, kept, other)
    assert store.read(possible_doubles.open_count) == 0
    assert store.read(doubles, Stranger("", "Helios Batterie", "", "", other)) == ()


def test_whoever_has_the_contract_stays_a_customer(store: Store) -> None:
    at = deal_factories.house(store)
    known = store.write(factories.counterparty, "Helios Solar", CounterpartyKind.CUSTOMER, seller_id=at.people["Olga"])
    done = merge(store, at.customer, known)
    assert store.read(field, at.customer, "kind") is CounterpartyKind.CUSTOMER
    deal_factories.product(at, "PUMP")
    deal_id = deal_factories.deal(at, ("PUMP", "1"))
    deal_factories.agreed(at, deal_id)
    asked = asked_of(store.read(unmerging.questions, done.merge_id))
    assert asked["deal"][1:] == ("kept", "As its legal entity")
    part(store, done.merge_id)
    assert [store.read(field, each, "kind") for each in (at.customer, known)] == [CounterpartyKind.CUSTOMER] * 2
    assert store.read(field, at.customer, "customer_since") is not None
    # The same after a contract of a deal that goes to a lead.
    lead = store.write(factories.counterparty, "Helios Neu", CounterpartyKind.LEAD, seller_id=at.people["Olga"])
    again = merge(store, known, lead)
    store.write(_give, Deal, deal_id, known)
    part(store, again.merge_id, Answers(records={("deal", deal_id): "merged"}))
    assert store.read(field, lead, "kind") is CounterpartyKind.CUSTOMER


def test_last_contact_is_each_ones_own(store: Store, pair: tuple[int, int], clock: FixedClock) -> None:
    kept, other = pair
    early, late = clock() - timedelta(days=9), clock() - timedelta(days=1)
    store.write(change, kept, last_contact_at=early)
    store.write(change, other, last_contact_at=late)
    done = merge(store, kept, other)
    assert store.read(field, kept, "last_contact_at") == late
    note = {"kind": InteractionKind.NOTE, "direction": Direction.OUT, "text": "Called"}
    store.write(add, Interaction, kept, at=clock(), **note)
    part(store, done.merge_id)
    assert [store.read(field, each, "last_contact_at") for each in pair] == [clock(), late]


def test_what_was_linked_to_the_kept_one_after_the_merge_is_asked_too(store: Store, pair: tuple[int, int]) -> None:
    kept, other = pair
    third = store.write(factories.counterparty, "Helios Dritte")
    site = store.write(add, Site, third, kind=AddressKind.DELIVERY, address="Werkstraße 2")
    done = merge(store, kept, other)
    store.write(_give, Site, site, kept)
    assert asked_of(store.read(unmerging.questions, done.merge_id))["site"][1] == "kept"
    part(store, done.merge_id, Answers(records={("site", site): "merged"}))
    assert store.read(owners, Site, "address") == {"Werkstraße 2": other}


def test_books_are_whole_after_it(store: Store, pair: tuple[int, int]) -> None:
    done = merge(store, *pair)
    for _, check in integrity.CHECKS:
        assert store.read(check) == []
    part(store, done.merge_id)
    for _, check in integrity.CHECKS:
        assert store.read(check) == []


STEPS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 40), st.integers(0, 40), st.integers(0, 255)), min_size=6, max_size=24
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_merged_worked_on_and_parted_the_references_are_whole(
    store: Store, people: dict[str, int], steps: list[Step]
) -> None:
    world = World(store, f"w{abs(hash(tuple(steps)))}")
    for step in steps:
        world.step(step)
    world.check()
    assert people
