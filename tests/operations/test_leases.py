"""Leases: one holder, renewed, lapsed, given back; who lost it writes nothing; of two that ask at once one gets it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.operations import leases
from app.operations.leases import INTAKE, LAPSE, LeaseLost
from tests.clock import FixedClock


def test_the_first_takes_it_and_the_second_hears_who_has_it(store: Store, clock: FixedClock) -> None:
    mine = store.write(leases.take, INTAKE, "first")
    assert (mine.holder, mine.until, mine.lapsed) == ("first", clock.moment + LAPSE, False)
    assert store.write(leases.take, INTAKE, "second") == mine
    assert store.read(leases.holder_of, "other work") is None


def test_renewing_keeps_it_and_the_time_since_when(store: Store, clock: FixedClock) -> None:
    begun = store.write(leases.take, INTAKE, "first").taken_at
    clock.advance(seconds=9)
    renewed = store.write(leases.take, INTAKE, "first")
    assert (renewed.taken_at, renewed.until) == (begun, begun + timedelta(seconds=9) + LAPSE)
    clock.advance(seconds=9)
    assert store.write(leases.take, INTAKE, "second").holder == "first"


def test_what_is_not_renewed_goes_to_who_asks_next(store: Store, clock: FixedClock) -> None:
    store.write(leases.take, INTAKE, "first")
    clock.advance(seconds=10)
    kept = store.read(leases.holder_of, INTAKE)
    assert kept is not None
    assert kept.lapsed
    taken = store.write(leases.take, INTAKE, "second")
    assert (taken.holder, taken.taken_at) == ("second", clock.moment)
    assert store.write(leases.take, INTAKE, "first").holder == "second"


def test_given_back_it_is_free_at_once_and_nobody_gives_back_what_is_not_theirs(store: Store) -> None:
    store.write(leases.take, INTAKE, "first")
    store.write(leases.release, INTAKE, "second")
    assert store.write(leases.take, INTAKE, "second").holder == "first"
    store.write(leases.release, INTAKE, "first")
    assert store.write(leases.take, INTAKE, "second").holder == "second"


def test_who_lost_it_is_refused(store: Store, clock: FixedClock) -> None:
    with pytest.raises(LeaseLost):
        store.write(leases.demand, INTAKE, "first")
    store.write(leases.take, INTAKE, "first")
    clock.advance(minutes=1)
    # Lapsed but nobody else took it: still the only one.
    store.write(leases.demand, INTAKE, "first")
    store.write(leases.take, INTAKE, "second")
    with pytest.raises(LeaseLost, match="Another process"):
        store.write(leases.demand, INTAKE, "first")
    store.write(leases.demand, INTAKE, "second")


def test_only_a_change_of_hands_is_news(database_url: str) -> None:
    heard: list[str] = []
    store = Store(database_url, announce=lambda changes: heard.extend(change.topic for change in changes))
    store.write(leases.take, INTAKE, "first")
    store.write(leases.take, INTAKE, "first")
    assert heard == ["lease"]
    store.close()


def test_of_many_that_ask_at_once_one_has_it(fresh_store: Store) -> None:
    gate = threading.Barrier(8)
    holders: list[str] = []

    def ask(number: int) -> None:
        gate.wait(10)
        holders.append(fresh_store.write(leases.take, INTAKE, f"process {number}").holder)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(holders) == 8
    assert len(set(holders)) == 1


def test_it_cannot_change_hands_between_the_check_and_the_commit(fresh_store: Store, clock: FixedClock) -> None:
    fresh_store.write(leases.take, INTAKE, "first")
    clock.advance(minutes=1)
    order: list[str] = []
    checked, asked = threading.Event(), threading.Event()

    def work(session: Session) -> None:
        leases.demand(session, INTAKE, "first")
        checked.set()
        asked.wait(10)
        # The other one is on its way into the database; it must wait there until this transaction ends.
        thread.join(0.2)
        order.append("written")

    def take_over() -> None:
        checked.wait(10)
        asked.set()
        fresh_store.write(leases.take, INTAKE, "second")
        order.append("taken over")

    thread = threading.Thread(target=take_over)
    thread.start()
    fresh_store.write(work)
    thread.join(30)
    assert order == ["written", "taken over"]
