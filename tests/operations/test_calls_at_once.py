"""Calls told in any order, twice, or at the same moment; and when an inquiry was answered first."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.events import CallEvent, CallLegFact
from app.models.counterparties import Counterparty, Identity
from app.models.inquiries import Inquiry
from app.models.interactions import Call
from app.models.session import is_replayable
from app.models.tasks import Task
from app.operations import leases
from app.operations.calls import TakenCall, end_unseen, take_call
from app.operations.leases import INTAKE, LeaseLost
from app.operations.registers_overview import RESPONSE
from tests import factories
from tests.factories import RECEIVED
from tests.operations.call_books import at_telephones, counted, rows_of, take, uralchim
from tests.operations.ringing import answered, hung_up, missed, ring


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    """The company of the factories, with telephones."""
    return at_telephones(store)


@pytest.fixture
def customer(store: Store, people: dict[str, int]) -> int:
    """Uralchim, a customer of Olga's."""
    return uralchim(store, people)


# ---------------------------------------------------------------- once, whoever writes


def test_only_the_holder_of_the_lease_writes(store: Store, people: dict[str, int]) -> None:
    with pytest.raises(LeaseLost):
        store.write(take_call, "me", ring())
    assert counted(store, Call) == [0]
    store.write(leases.take, INTAKE, "me")
    assert store.write(take_call, "me", ring()).first
    with pytest.raises(LeaseLost):
        store.write(end_unseen, "another", frozenset(), RECEIVED)
    assert is_replayable(take_call)
    assert is_replayable(end_unseen)


@pytest.mark.usefixtures("people")
def test_signs_that_no_database_keeps_do_no_harm(store: Store) -> None:
    nasty = "a\0b\udcff" + "x" * 5_000
    call = ring(None, nasty, raw=nasty, name=nasty, number_extension=nasty, line=nasty, extension=nasty)
    first = take(store, call)
    again = take(store, call, missed(call))
    assert again.interaction_id == first.interaction_id
    assert again.done


def transferred() -> list[CallEvent]:
    """A call that 101 answers and hands to 102, as the exchange tells of it bit by bit."""
    first = ring()
    at = RECEIVED + timedelta(seconds=40)
    talk = answered(first)
    rung = replace(talk, legs=(*talk.legs, CallLegFact("102", at)))
    over = replace(
        rung,
        extension="102",
        legs=(
            replace(rung.legs[0], ended_at=at, outcome="answered"),
            replace(rung.legs[1], answered_at=at, outcome="talking"),
        ),
    )
    return [first, talk, rung, over, hung_up(over)]


def unanswered() -> list[CallEvent]:
    first = ring()
    second = replace(first, legs=(*first.legs, CallLegFact("102", RECEIVED + timedelta(seconds=5))))
    return [first, second, missed(second, outcome="abandoned")]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_and_repetition_ends_in_the_same_rows(store: Store, people: dict[str, int], data: st.DataObject) -> None:
    told = data.draw(st.sampled_from([transferred(), unanswered()]))
    order = [*data.draw(st.lists(st.sampled_from(told), max_size=8)), told[-1]]
    later = data.draw(st.lists(st.sampled_from(told), max_size=3))

    def scenes(session: Session) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
        found = []
        for scene in (told, [*order, *later]):
            with session.begin_nested() as undone:
                for event in scene:
                    take_call(session, None, event)
                found.append(rows_of(session))
                undone.rollback()
        return found[0], found[1]

    straight, shuffled = store.write(scenes)
    assert without_ids(shuffled) == without_ids(straight)


def without_ids(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Rows that differ only in the numbers that a database gives out; they count on after a rollback."""
    return sorted((tuple("#" if str(cell).isdigit() else cell for cell in row) for row in rows), key=str)


# ---------------------------------------------------------------- at the same moment


def at_once(fresh_store: Store, *calls: CallEvent) -> list[TakenCall]:
    """What came of calls that several threads take at the same moment."""
    ready, taken = threading.Barrier(len(calls)), []

    def run(event: CallEvent) -> None:
        ready.wait(10)
        taken.append(fresh_store.write(take_call, None, event))

    threads = [threading.Thread(target=run, args=(event,)) for event in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return taken


def test_two_calls_of_one_stranger_at_the_same_moment_are_one_lead(fresh_store: Store) -> None:
    fresh_store.write(factories.company)
    taken = at_once(fresh_store, *(ring(linked_id=f"{each}") for each in range(4)))
    assert len({each.counterparty_id for each in taken}) == 1
    assert len({each.inquiry_id for each in taken}) == 1
    assert counted(fresh_store, Counterparty, Inquiry, Identity, Call) == [1, 1, 1, 4]


def test_several_ends_at_the_same_moment_are_one_task(fresh_store: Store) -> None:
    fresh_store.write(factories.company)
    calls = [ring(linked_id=f"{each}", at=RECEIVED + timedelta(seconds=each)) for each in range(4)]
    take(fresh_store, *calls)
    at_once(fresh_store, *(missed(call) for call in calls))
    assert counted(fresh_store, Task) == [1]
    assert fresh_store.read(lambda session: session.scalars(select(Task)).one().params["times"]) == 4


def test_one_call_told_twice_at_the_same_moment(fresh_store: Store) -> None:
    fresh_store.write(factories.company)
    taken = at_once(fresh_store, *[missed(ring())] * 3)
    assert sum(each.first for each in taken) == 1
    assert counted(fresh_store, Call, Inquiry, Task) == [1, 1, 1]


# ---------------------------------------------------------------- the first answer to an inquiry


def first_responses(store: Store, employee_id: int) -> list[object]:
    """When each inquiry was first answered, as the charts of the head see it."""
    mine = Store(store._bind, employee_id=employee_id, clock=store.clock)
    return [tuple(row) for row in mine.read(lambda session: session.execute(select(Inquiry.number, RESPONSE)).all())]


def test_an_answered_call_is_the_first_response(store: Store, people: dict[str, int]) -> None:
    one, other = ring(linked_id="1"), ring("+79160000009", "2")
    take(store, hung_up(answered(one)), missed(other))
    assert first_responses(store, people["Admin"]) == [
        ("A-2026-0001", RECEIVED + timedelta(seconds=4)),
        ("A-2026-0002", None),
    ]
    back = ring("+79160000009", "3", direction="out", at=RECEIVED + timedelta(minutes=9))
    take(store, missed(back))
    # To have tried is no answer.
    assert first_responses(store, people["Admin"])[1] == ("A-2026-0002", None)
    again = ring("+79160000009", "4", direction="out", at=RECEIVED + timedelta(minutes=10))
    take(store, hung_up(answered(again)))
    assert first_responses(store, people["Admin"])[1] == ("A-2026-0002", RECEIVED + timedelta(minutes=10, seconds=4))
