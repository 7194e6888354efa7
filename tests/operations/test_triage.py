"""Triage: one decision each, told to the right one, never twice, and taken back while nobody went on."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, UserError
from app.models.counterparties import Contact
from app.models.inquiries import Inquiry
from app.models.terms import CloseReason, InquiryState, Role, TaskKind
from app.operations import triage
from app.operations.intake import Taken, take_letter
from app.operations.intake_rules import known_by
from app.operations.triage import Decided
from tests import factories
from tests.clock import FixedClock
from tests.operations.triage_desk import NOON, asked, assigned_to, lead, open_tasks, sorted_to, state, told, version


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def taken(store: Store, people: dict[str, int], clock: FixedClock) -> Taken:
    """One inquiry of a stranger; Marta is at her desk."""
    clock.moment = NOON - timedelta(minutes=30)
    taken = store.write(take_letter, factories.letter())
    clock.advance(minutes=1)
    store.employee_id = people["Marta"]
    return taken


def test_sorting_tells_the_head(store: Store, taken: Taken, people: dict[str, int]) -> None:
    decided = sorted_to(store, taken)
    assert decided.sentence.said("en") == "Dmitri Sokolow sent to Prom. Igor Petrow was told."
    assert store.read(state, asked(taken)) is InquiryState.SORTED
    assert store.read(told, people["Igor"]) == ["Inquiry A-2026-0001 for Prom: Dmitri Sokolow"]
    assert store.read(lead, taken.counterparty_id)[0] is not None


def test_a_sub_department_is_no_queue_of_its_own(store: Store, taken: Taken) -> None:
    with pytest.raises(UserError, match="no queue"):
        sorted_to(store, taken, "Test")
    assert store.read(state, asked(taken)) is InquiryState.NEW


def test_naming_the_seller_makes_the_task_and_hands_the_lead_over(
    store: Store, taken: Taken, people: dict[str, int]
) -> None:
    sorted_to(store, taken)
    decided = assigned_to(store, taken, people)
    assert decided.sentence.said("en") == "Dmitri Sokolow given to Olga Lebedewa, who was told."
    assert store.read(state, asked(taken)) is InquiryState.ASSIGNED
    assert store.read(lead, taken.counterparty_id)[1] == people["Olga"]
    assert store.read(open_tasks) == [(TaskKind.QUALIFY, people["Olga"])]
    assert store.read(told, people["Olga"]) == ["Inquiry A-2026-0001 is yours: Dmitri Sokolow"]
    assigned_to(store, taken, people, "Pavel")
    assert store.read(open_tasks) == [(TaskKind.QUALIFY, people["Pavel"])]


def test_a_seller_of_the_department_below_may_be_named(store: Store, taken: Taken, people: dict[str, int]) -> None:
    sorted_to(store, taken, "Vys")
    store.employee_id = people["Anna"]
    store.write(triage.assign, asked(taken), version(store, taken), people["Boris"])
    assert store.read(open_tasks) == [(TaskKind.QUALIFY, people["Boris"])]


@pytest.mark.parametrize("seller", ["Boris", "Wanda", "Anna"])
def test_nobody_else_can_be_named(store: Store, taken: Taken, people: dict[str, int], seller: str) -> None:
    sorted_to(store, taken)
    with pytest.raises(UserError, match="does not sell in this department"):
        assigned_to(store, taken, people, seller)


def test_known_customer_takes_the_letters_and_the_address(store: Store, taken: Taken, people: dict[str, int]) -> None:
    volga = store.write(factories.counterparty, "Volga", seller_id=people["Olga"])
    decided = store.write(triage.link, asked(taken), version(store, taken), volga)
    assert decided.sentence.said("en") == "Dmitri Sokolow added to Volga."
    assert store.read(state, asked(taken)) is InquiryState.LINKED
    assert store.read(lead, taken.counterparty_id)[2] == volga
    known = store.read(known_by, "", "d.sokolow@uralchim.example")
    assert known is not None
    assert known.id == volga
    assert store.read(told, people["Olga"]) == ["Volga asks: Pump for alkali"]
    again = store.write(take_letter, factories.letter("a2"))
    assert (again.outcome, again.counterparty_id) == ("history", volga)


def test_a_lead_with_a_second_inquiry_is_not_merged_away(store: Store, taken: Taken) -> None:
    volga = store.write(factories.counterparty, "Volga")

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
    store.write(triage.link, asked(taken), version(store, taken), volga)
    assert store.read(lead, taken.counterparty_id)[2] is None
    known = store.read(known_by, "", "d.sokolow@uralchim.example")
    assert known is not None
    assert known.id == taken.counterparty_id


def test_linking_to_itself_is_refused(store: Store, taken: Taken) -> None:
    assert taken.counterparty_id is not None
    with pytest.raises(UserError, match="already"):
        store.write(triage.link, asked(taken), version(store, taken), taken.counterparty_id)


def test_closing_needs_a_reason_that_says_something(store: Store, taken: Taken) -> None:
    with pytest.raises(UserError, match="reason"):
        store.write(triage.close, asked(taken), version(store, taken), CloseReason.OTHER, "  ")
    store.write(triage.close, asked(taken), version(store, taken), CloseReason.MISTAKEN)
    card = store.read(triage.card, asked(taken))
    assert (card.state, card.close_reason) == ("closed", "mistaken")
    assert store.read(triage.inbox).rows == ()


def test_later_hides_it_until_then(store: Store, taken: Taken, clock: FixedClock) -> None:
    with pytest.raises(UserError, match="still to come"):
        store.write(triage.later, asked(taken), version(store, taken), clock.moment)
    until = clock.moment + timedelta(hours=1)
    store.write(triage.later, asked(taken), version(store, taken), until)
    assert store.read(triage.inbox).rows == ()
    assert store.read(triage.promise).left == 0
    clock.moment = until
    assert [row.id for row in store.read(triage.inbox).rows] == [taken.inquiry_id]


def decisions(store: Store, taken: Taken, people: dict[str, int]) -> dict[str, Callable[[int], Decided]]:
    inquiry_id, prom = asked(taken), store.write(factories.department, "Prom")
    volga = store.write(factories.counterparty, "Volga")
    later = store.clock() + timedelta(hours=1)
    return {
        "sort_to": lambda seen: store.write(triage.sort_to, inquiry_id, seen, prom),
        "assign": lambda seen: store.write(triage.assign, inquiry_id, seen, people["Olga"]),
        "link": lambda seen: store.write(triage.link, inquiry_id, seen, volga),
        "close": lambda seen: store.write(triage.close, inquiry_id, seen, CloseReason.SPAM),
        "later": lambda seen: store.write(triage.later, inquiry_id, seen, later),
    }


NAMES = ["sort_to", "assign", "link", "close", "later"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["Wanda", "Maria", None])
def test_others_may_not_decide(store: Store, taken: Taken, people: dict[str, int], name: str, who: str | None) -> None:
    decide, seen = decisions(store, taken, people)[name], version(store, taken)
    store.employee_id = people[who] if who else None
    with pytest.raises(NotAllowed):
        decide(seen)


@pytest.mark.parametrize("name", ["assign", "link", "close"])
def test_another_departments_head_may_not_decide(store: Store, taken: Taken, people: dict[str, int], name: str) -> None:
    sorted_to(store, taken)
    decide, seen = decisions(store, taken, people)[name], version(store, taken)
    store.employee_id = people["Viktor"]
    with pytest.raises(NotAllowed):
        decide(seen)


@pytest.mark.parametrize("name", NAMES)
def test_a_stale_version_is_a_conflict(store: Store, taken: Taken, people: dict[str, int], name: str) -> None:
    decide, seen = decisions(store, taken, people)[name], version(store, taken)
    sorted_to(store, taken)
    with pytest.raises(Conflict) as raised:
        decide(seen)
    assert raised.value.changed_by == "Marta Vogel"
    clashes = {clash.field: (clash.original, clash.theirs) for clash in raised.value.clashes}
    assert clashes["state"] == (InquiryState.NEW, InquiryState.SORTED)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_closed_stays_closed(store: Store, taken: Taken, people: dict[str, int], name: str) -> None:
    decide = decisions(store, taken, people)[name]
    store.write(triage.close, asked(taken), version(store, taken), CloseReason.SPAM)
    with pytest.raises(UserError, match="closed already"):
        decide(version(store, taken))


# ---------------------------------------------------------------- taking back


@pytest.mark.parametrize("name", ["sort_to", "link", "close", "later"])
def test_a_decision_is_taken_back_whole(
    store: Store, taken: Taken, people: dict[str, int], clock: FixedClock, name: str
) -> None:
    before = store.read(triage.inbox).rows[0]
    decided = decisions(store, taken, people)[name](before.version)
    clock.advance(seconds=8)
    back = store.write(triage.undo, asked(taken), decided.undo_version)
    assert back.sentence.said("en") == "Dmitri Sokolow is back where it was."
    card = store.read(triage.card, asked(taken))
    assert (card.state, card.department_id, card.counterparty_id) == ("new", None, taken.counterparty_id)
    assert (card.close_reason, card.snoozed_until) == ("", None)
    assert store.read(lead, taken.counterparty_id) == (None, None, None)
    known = store.read(known_by, "", "d.sokolow@uralchim.example")
    assert known is not None
    assert known.id == taken.counterparty_id
    assert store.read(told, people["Igor"]) == []
    assert len(store.read(told, people["Marta"])) == 1

    def owners(session: Session) -> set[int]:
        return set(session.scalars(select(Contact.counterparty_id).where(Contact.name == "Dmitri Sokolow")))

    assert store.read(owners) == {taken.counterparty_id}


def test_naming_the_seller_is_taken_back(store: Store, taken: Taken, people: dict[str, int], clock: FixedClock) -> None:
    sorted_to(store, taken)
    clock.advance(minutes=1)
    decided = assigned_to(store, taken, people)
    clock.advance(seconds=5)
    store.write(triage.undo, asked(taken), decided.undo_version)
    assert store.read(state, asked(taken)) is InquiryState.SORTED
    assert store.read(open_tasks) == []
    assert store.read(told, people["Olga"]) == []
    assert store.read(told, people["Igor"]) != []
    assert store.read(lead, taken.counterparty_id)[1] is None


def test_closing_by_the_seller_is_taken_back_with_its_task(
    store: Store, taken: Taken, people: dict[str, int], clock: FixedClock
) -> None:
    sorted_to(store, taken)
    assigned_to(store, taken, people)
    store.employee_id = people["Olga"]
    clock.advance(minutes=1)
    decided = store.write(triage.close, asked(taken), version(store, taken), CloseReason.NO_CONTACT)
    assert store.read(open_tasks) == []
    store.write(triage.undo, asked(taken), decided.undo_version)
    assert store.read(open_tasks) == [(TaskKind.QUALIFY, people["Olga"])]


def test_only_who_decided_takes_back_and_not_too_late(
    store: Store, taken: Taken, people: dict[str, int], clock: FixedClock
) -> None:
    with pytest.raises(UserError, match="nothing to take back"):
        store.write(triage.undo, asked(taken), version(store, taken))
    decided = sorted_to(store, taken)
    store.employee_id = people["Igor"]
    with pytest.raises(NotAllowed):
        store.write(triage.undo, asked(taken), decided.undo_version)
    store.employee_id = people["Marta"]
    clock.advance(minutes=11)
    with pytest.raises(UserError, match="too late"):
        store.write(triage.undo, asked(taken), decided.undo_version)
    with pytest.raises(Conflict):
        store.write(triage.undo, asked(taken), decided.undo_version - 1)


# ---------------------------------------------------------------- two at once


def test_two_dispatchers_never_decide_the_same_item_twice(fresh_store: Store) -> None:
    people = fresh_store.write(factories.company)
    second = fresh_store.write(factories.employee, "Nina Orlowa", Role.DISPATCHER)
    taken = fresh_store.write(take_letter, factories.letter())
    departments = [fresh_store.write(factories.department, code) for code in ("Prom", "Term")]
    seen = fresh_store.read(triage.inbox).rows[0].version
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def decide(employee_id: int, department_id: int) -> None:
        own = Store(fresh_store.engine, clock=fresh_store.clock, employee_id=employee_id)
        barrier.wait(10)
        try:
            own.write(triage.sort_to, asked(taken), seen, department_id)
            outcomes.append("decided")
        except Conflict:
            outcomes.append("conflict")

    threads = [
        threading.Thread(target=decide, args=pair) for pair in zip((people["Marta"], second), departments, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["conflict", "decided"]
