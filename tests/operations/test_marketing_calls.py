"""Call tasks for sellers: one a customer, each to its own seller or to a chosen one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, UserError
from app.models.marketing_terms import BlockCause
from app.models.terms import TaskKind
from app.operations import marketing_calls, notices, tasks
from app.operations.marketing_calls import CallWish
from app.operations.tasks import TaskRow
from tests import factories
from tests.clock import FixedClock
from tests.operations import marketing_desk
from tests.operations.marketing_desk import CUSTOMERS


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    ids = store.write(factories.company)
    store.employee_id = ids["Maria"]
    return ids


@pytest.fixture
def wish(clock: FixedClock) -> CallWish:
    return CallWish("New pumps", clock.moment + timedelta(days=3), CUSTOMERS, note="Ask for the alkali plant")


@pytest.fixture
def customers(store: Store, people: dict[str, int]) -> dict[str, int]:
    def some(session: Session) -> dict[str, int]:
        return {
            "A": marketing_desk.known(session, "A", phones=("+493521550117",), seller_id=people["Olga"]),
            "B": marketing_desk.known(session, "B", phones=("+493521550118",), seller_id=people["Pavel"]),
            "C": marketing_desk.known(session, "C", seller_id=people["Olga"]),
            "D": marketing_desk.known(session, "D", department="Prom"),
            "E": marketing_desk.known(session, "E"),
        }

    return store.write(some)


def calls(store: Store, employee_id: int) -> list[TaskRow]:
    before, store.employee_id = store.employee_id, employee_id
    day = store.read(tasks.my_day)
    store.employee_id = before
    return [row for row in (*day.overdue, *day.today, *day.later) if row.kind is TaskKind.CALL_CUSTOMER]


def test_each_customer_goes_to_the_own_seller(
    store: Store, people: dict[str, int], customers: dict[str, int], wish: CallWish
) -> None:
    planned = store.write(marketing_calls.ask_to_call, wish)
    assert (planned.made, planned.sellers, planned.kept, planned.without_seller) == (4, 3, 0, 1)
    olga = calls(store, people["Olga"])
    assert [(row.company, row.number, row.note) for row in olga] == [
        ("A", "+493521550117", "Ask for the alkali plant"),
        ("C", "", "Ask for the alkali plant"),
    ]
    assert olga[0].title.said("en") == "Call this customer: New pumps"
    assert [row.company for row in calls(store, people["Pavel"])] == ["B"]
    assert [row.company for row in calls(store, people["Igor"])] == ["D"]
    store.employee_id = people["Olga"]
    assert [row.phrase.said("en") for row in store.read(notices.page).rows] == [
        "Maria Stein asks you to call 2 customers: New pumps"
    ]


def test_an_open_call_is_kept_and_no_second_one_made(
    store: Store, people: dict[str, int], customers: dict[str, int], wish: CallWish
) -> None:
    store.write(marketing_calls.ask_to_call, wish)
    again = store.write(marketing_calls.ask_to_call, wish)
    assert (again.made, again.kept) == (0, 4)
    (first, *_) = calls(store, people["Olga"])
    store.employee_id = people["Olga"]
    store.write(tasks.done, first.id, first.version, "spoken")
    store.employee_id = people["Maria"]
    assert store.write(marketing_calls.ask_to_call, wish).made == 1


def test_chosen_customers_go_to_a_chosen_seller(
    store: Store, people: dict[str, int], customers: dict[str, int], wish: CallWish
) -> None:
    chosen = (customers["A"], customers["E"])
    planned = store.write(
        marketing_calls.ask_to_call, replace(wish, conditions=(), counterparty_ids=chosen, seller_id=people["Boris"])
    )
    assert (planned.made, planned.sellers, planned.without_seller) == (2, 1, 0)
    assert [row.company for row in calls(store, people["Boris"])] == ["A", "E"]


def test_undo_takes_back_what_nobody_touched(
    store: Store, people: dict[str, int], customers: dict[str, int], wish: CallWish
) -> None:
    planned = store.write(marketing_calls.ask_to_call, wish)
    (first, second) = calls(store, people["Olga"])
    store.employee_id = people["Olga"]
    store.write(tasks.done, first.id, first.version, "spoken")
    store.employee_id = people["Maria"]
    assert store.write(marketing_calls.take_back, planned.task_ids) == 3
    assert second.id in planned.task_ids
    assert calls(store, people["Olga"]) == []


def test_a_blocked_number_is_not_handed_on(
    store: Store, people: dict[str, int], customers: dict[str, int], wish: CallWish
) -> None:
    store.write(marketing_desk.blocked, "+493521550117", BlockCause.BY_HAND)
    store.write(marketing_calls.ask_to_call, wish)
    assert [row.number for row in calls(store, people["Olga"])] == ["", ""]


def test_refusals(
    store: Store, people: dict[str, int], customers: dict[str, int], wish: CallWish, clock: FixedClock
) -> None:
    for wrong in (
        replace(wish, reason=" "),
        replace(wish, due_at=clock.moment),
        replace(wish, conditions=()),
        replace(wish, conditions=(), counterparty_ids=(0,)),
    ):
        with pytest.raises(UserError):
            store.write(marketing_calls.ask_to_call, wrong)
    assert {row.id for row in store.read(marketing_calls.sellers)} >= {people["Olga"], people["Igor"]}
    store.employee_id = people["Olga"]
    for refused in (
        lambda: store.write(marketing_calls.ask_to_call, wish),
        lambda: store.write(marketing_calls.take_back, (1,)),
        lambda: store.read(marketing_calls.sellers),
    ):
        with pytest.raises(NotAllowed):
            refused()
