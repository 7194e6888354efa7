"""What a head sees beside each name: open inquiries and deals, overdue tasks, response in working time, who is away."""

from datetime import timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import TaskKind
from app.operations import lead_inbox, seller_load
from app.operations.seller_load import SellerLoad, median
from tests import factories
from tests.clock import FixedClock
from tests.operations.lead_desk import TODAY, away, given, waiting
from tests.operations.triage_desk import NOON


@pytest.fixture
def people(store: Store, clock: FixedClock) -> dict[str, int]:
    clock.moment = NOON
    return store.write(factories.company)


def loads(store: Store, people: dict[str, int]) -> dict[str, SellerLoad]:
    store.employee_id = people["Igor"]
    return {row.name.split()[0]: row for row in store.read(lead_inbox.seller_loads)}


def answer(session: Session, inquiry_id: int, responder_id: int | None) -> None:
    record = session.get_one(Inquiry, inquiry_id)
    record.first_response_at, record.first_responder_id = now(session), responder_id


def test_what_each_has_on_the_desk(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    given(store, people)
    given(store, people, place=1)
    waiting(store, people, 2)

    def late(session: Session) -> None:
        for due in (clock.moment - timedelta(minutes=1), clock.moment + timedelta(minutes=1)):
            session.add(
                Task(kind=TaskKind.OTHER, title="Call", due_at=due, created_at=clock.moment, employee_id=people["Pavel"])
            )

    store.write(late)
    olga, pavel = loads(store, people).values()
    assert (olga.name, olga.open_inquiries, olga.open_deals, olga.overdue_tasks) == ("Olga Lebedewa", 2, 0, 0)
    assert (pavel.open_inquiries, pavel.overdue_tasks, pavel.response, pavel.away) == (0, 1, None, False)


def test_the_response_is_the_median_of_working_time_since_it_was_given(
    store: Store, people: dict[str, int], clock: FixedClock
) -> None:
    inquiries = [given(store, people, place=place) for place in range(4)]
    for inquiry_id, hours, responder in (
        (inquiries[0], 1, people["Olga"]),
        (inquiries[1], 1, people["Olga"]),
        (inquiries[2], 1, people["Marta"]),
        (inquiries[3], 24, None),
    ):
        clock.advance(hours=hours)
        store.write(answer, inquiry_id, responder)
    row = loads(store, people)["Olga"]
    # Given on Monday noon: after one and two hours, Marta's does not count, and after nine (the night is none).
    assert (row.response, row.responses) == (timedelta(hours=2), 3)
    clock.advance(days=31)
    assert loads(store, people)["Olga"].response is None


def test_who_is_away_is_named_with_who_stands_in(store: Store, people: dict[str, int]) -> None:
    away(store, people, "Olga", "Pavel")
    row = loads(store, people)["Olga"]
    assert (row.away, row.substitute, row.away_until) == (True, "Pavel Gromow", TODAY + timedelta(days=6))


def test_a_department_without_sellers_has_none(store: Store, people: dict[str, int]) -> None:
    assert store.read(seller_load.loads, store.write(factories.department, "Term")) == ()


@for_all(st.lists(st.integers(0, 1000), max_size=9))
def test_the_median_lies_in_the_middle(minutes: list[int]) -> None:
    found = median([timedelta(minutes=each) for each in minutes])
    if found is None:
        assert not minutes
        return
    below = sum(timedelta(minutes=each) < found for each in minutes)
    above = sum(timedelta(minutes=each) > found for each in minutes)
    assert max(below, above) <= len(minutes) / 2
