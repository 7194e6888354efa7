"""A known number in a letter from an unknown address is a question to a person, never an answer [C9]."""

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, UserError
from app.models.counterparties import ContactPoint, Counterparty, NotADouble
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.mail import LinkProposal
from app.models.terms import CloseReason, CounterpartyKind, InquiryState
from app.operations import link_proposals, triage
from app.operations.intake import Taken, take_letter
from app.operations.intake_rules import known_by
from app.operations.link_proposals import ProposalRow
from tests import factories
from tests.clock import FixedClock
from tests.operations.triage_desk import asked, lead, state, told, version

NUMBER = "+493514829917"
ADDRESS = "k.schulz@private.example"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def helios(store: Store, people: dict[str, int]) -> int:
    return store.write(
        factories.counterparty,
        "Helios Batterie GmbH",
        phones=[NUMBER],
        emails=["info@helios.example"],
        department="Prom",
        seller_id=people["Olga"],
    )


@pytest.fixture
def taken(store: Store, helios: int, people: dict[str, int]) -> Taken:
    """A letter from an unknown address with the number of Helios; Marta is at her desk."""
    taken = store.write(take_letter, factories.letter("p1", email=ADDRESS, phone=NUMBER))
    store.employee_id = people["Marta"]
    return taken


def proposal(store: Store, taken: Taken) -> ProposalRow:
    row = store.read(link_proposals.open_for, asked(taken))
    assert row is not None
    return row


def owner(store: Store, address: str = ADDRESS) -> int | None:
    known = store.read(known_by, "", address)
    return known.id if known else None


def listed(session: Session, counterparty_id: int | None) -> set[str]:
    points = select(ContactPoint.value).where(ContactPoint.counterparty_id == counterparty_id)
    return set(session.scalars(points))


def whose(session: Session, interaction_id: int | None) -> int | None:
    return session.get_one(Interaction, interaction_id).counterparty_id


def test_it_becomes_an_inquiry_as_for_a_stranger_with_a_question(store: Store, taken: Taken, helios: int) -> None:
    assert taken.outcome == "inquiry"
    assert taken.counterparty_id != helios
    row = proposal(store, taken)
    assert (row.id, row.counterparty, row.email, row.phone) == (taken.proposal_id, "Helios Batterie GmbH", ADDRESS, NUMBER)
    assert store.read(triage.card, asked(taken)).proposal == row
    assert store.read(link_proposals.open_of, helios) == (row,)
    assert owner(store) == taken.counterparty_id
    known = store.read(known_by, NUMBER, "")
    assert known is not None
    assert known.id == helios


@pytest.mark.usefixtures("helios")
@pytest.mark.parametrize("source", ["letter", "jivo_chat", "jivo_offline", "site_form"])
def test_the_number_alone_says_who_it_is(store: Store, helios: int, source: str) -> None:
    taken = store.write(take_letter, factories.letter(source=source, email="", phone=NUMBER))
    assert (taken.outcome, taken.counterparty_id, taken.proposal_id) == ("history", helios, None)


@pytest.mark.usefixtures("helios")
@pytest.mark.parametrize("source", ["letter", "jivo_chat", "jivo_offline", "site_form"])
def test_beside_an_address_it_only_proposes(store: Store, source: str) -> None:
    taken = store.write(take_letter, factories.letter(source=source, email=ADDRESS, phone=NUMBER))
    assert taken.outcome == "inquiry"
    assert taken.proposal_id is not None


def test_accepted_the_letter_and_the_address_are_theirs(
    store: Store, taken: Taken, helios: int, people: dict[str, int]
) -> None:
    row = proposal(store, taken)
    judged = store.write(link_proposals.accept, row.id, row.version, version(store, taken))
    assert judged.sentence.said("en") == f"{ADDRESS} is now an address of Helios Batterie GmbH."
    assert store.read(state, asked(taken)) is InquiryState.LINKED
    assert store.read(lead, taken.counterparty_id)[2] == helios
    assert owner(store) == helios
    assert ADDRESS in store.read(listed, helios)
    assert store.read(whose, taken.interaction_id) == helios
    assert store.read(told, people["Olga"]) == ["Helios Batterie GmbH asks: Pump for alkali"]
    assert store.read(link_proposals.open_for, asked(taken)) is None
    again = store.write(take_letter, factories.letter("p2", email=ADDRESS, phone=NUMBER))
    assert (again.outcome, again.counterparty_id) == ("history", helios)


def test_accepting_can_be_taken_back(store: Store, taken: Taken, helios: int) -> None:
    row = proposal(store, taken)
    judged = store.write(link_proposals.accept, row.id, row.version)
    store.write(link_proposals.undo, judged.proposal_id, judged.version)
    assert store.read(state, asked(taken)) is InquiryState.NEW
    assert store.read(lead, taken.counterparty_id)[2] is None
    assert owner(store) == taken.counterparty_id
    assert ADDRESS not in store.read(listed, helios)
    assert store.read(listed, taken.counterparty_id) == {ADDRESS, NUMBER}
    assert store.read(whose, taken.interaction_id) == taken.counterparty_id
    assert proposal(store, taken).id == row.id


def test_a_lead_that_is_more_than_this_letter_stays_but_gives_the_address(store: Store, taken: Taken, helios: int) -> None:
    def second(session: Session) -> None:
        first = session.get_one(Inquiry, asked(taken))
        session.add(
            Inquiry(
                number="A-X",
                received_at=first.received_at,
                channel=first.channel,
                source=first.source,
                counterparty_id=first.counterparty_id,
            )
        )

    store.write(second)
    row = proposal(store, taken)
    judged = store.write(link_proposals.accept, row.id, row.version)
    assert store.read(lead, taken.counterparty_id)[2] is None
    assert owner(store) == helios
    assert ADDRESS in store.read(listed, helios)
    store.write(link_proposals.undo, judged.proposal_id, judged.version)
    assert owner(store) == taken.counterparty_id
    assert ADDRESS not in store.read(listed, helios)


def test_declined_the_lead_stays_and_nobody_is_asked_again(store: Store, taken: Taken, helios: int) -> None:
    row = proposal(store, taken)
    judged = store.write(link_proposals.decline, row.id, row.version)
    assert judged.sentence.said("en") == f"{ADDRESS} is not an address of Helios Batterie GmbH."
    assert store.read(state, asked(taken)) is InquiryState.NEW
    card = store.read(triage.card, asked(taken))
    assert (card.proposal, card.doubles) == (None, ())
    again = store.write(take_letter, factories.letter("p2", email=ADDRESS, phone=NUMBER))
    assert (again.outcome, again.inquiry_id, again.proposal_id) == ("history", taken.inquiry_id, None)
    store.write(link_proposals.undo, judged.proposal_id, judged.version)
    assert proposal(store, taken).counterparty_id == helios
    assert store.read(lambda session: session.scalar(select(func.count(NotADouble.id)))) == 0


def test_a_second_letter_asks_no_second_time(store: Store, taken: Taken) -> None:
    again = store.write(take_letter, factories.letter("p2", email=ADDRESS, phone=NUMBER))
    assert (again.outcome, again.inquiry_id, again.proposal_id) == ("history", taken.inquiry_id, None)


def test_a_number_that_a_lead_gives_later_is_asked_about(store: Store, helios: int) -> None:
    first = store.write(take_letter, factories.letter("p1", email=ADDRESS))
    second = store.write(take_letter, factories.letter("p2", email=ADDRESS, phone=NUMBER))
    assert (second.outcome, second.inquiry_id) == ("history", first.inquiry_id)
    assert proposal(store, first).counterparty_id == helios


@pytest.mark.parametrize("same", [True, False])
def test_linking_by_hand_settles_it_and_undo_asks_again(store: Store, taken: Taken, helios: int, same: bool) -> None:
    target = helios if same else store.write(factories.counterparty, "Nordfleisch AG")
    decided = store.write(triage.link, asked(taken), version(store, taken), target)
    assert owner(store) == target
    assert store.read(link_proposals.open_of, helios) == ()
    store.write(triage.undo, decided.inquiry_id, decided.undo_version)
    assert proposal(store, taken).counterparty_id == helios
    assert owner(store) == taken.counterparty_id


def test_only_who_sorts_or_leads_decides(store: Store, taken: Taken, people: dict[str, int]) -> None:
    row = proposal(store, taken)
    for name in ("Olga", "Wanda", "Maria"):
        store.employee_id = people[name]
        for decide in (link_proposals.accept, link_proposals.decline, link_proposals.undo):
            with pytest.raises(NotAllowed):
                store.write(decide, row.id, row.version)
    store.employee_id = None
    with pytest.raises(NotAllowed):
        store.write(link_proposals.accept, row.id, row.version)


def test_what_somebody_decided_before_is_not_decided_twice(store: Store, taken: Taken, people: dict[str, int]) -> None:
    row = proposal(store, taken)
    judged = store.write(link_proposals.decline, row.id, row.version)
    with pytest.raises(Conflict):
        store.write(link_proposals.accept, row.id, row.version)
    with pytest.raises(UserError, match="already"):
        store.write(link_proposals.accept, row.id, judged.version)
    store.employee_id = people["Igor"]
    with pytest.raises(NotAllowed, match="Only whoever decided"):
        store.write(link_proposals.undo, row.id, judged.version)


def test_accepting_needs_the_inquiry_as_the_person_saw_it(store: Store, taken: Taken) -> None:
    row, seen = proposal(store, taken), version(store, taken)
    store.write(triage.close, asked(taken), seen, CloseReason.MISTAKEN)
    with pytest.raises(Conflict):
        store.write(link_proposals.accept, row.id, row.version, seen)


def test_undo_is_refused_where_the_inquiry_went_on(store: Store, taken: Taken, clock: FixedClock) -> None:
    row = proposal(store, taken)
    with pytest.raises(UserError, match="Nothing was decided"):
        store.write(link_proposals.undo, row.id, row.version)
    judged = store.write(link_proposals.accept, row.id, row.version)

    def go_on(session: Session) -> None:
        session.get_one(Inquiry, asked(taken)).close_note = "seen"

    clock.advance(minutes=1)
    store.write(go_on)
    with pytest.raises(UserError, match="went on"):
        store.write(link_proposals.undo, judged.proposal_id, judged.version)


def test_letters_at_once_from_one_new_address_ask_once(fresh_store: Store) -> None:
    fresh_store.write(factories.company)
    fresh_store.write(factories.counterparty, "Helios", phones=[NUMBER])
    results: list[Taken] = []
    barrier = threading.Barrier(5)

    def run(number: int) -> None:
        barrier.wait(10)
        results.append(fresh_store.write(take_letter, factories.letter(f"k{number}", email=ADDRESS, phone=NUMBER)))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken.outcome for taken in results) == ["history"] * 4 + ["inquiry"]

    def kept(session: Session) -> tuple[int | None, int | None]:
        leads = select(func.count(Counterparty.id)).where(Counterparty.kind == CounterpartyKind.LEAD)
        return session.scalar(leads), session.scalar(select(func.count(LinkProposal.id)))

    assert fresh_store.read(kept) == (1, 1)
