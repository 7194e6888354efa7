"""Reservations: the oldest batch first, never more than there is, also with many at once."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, UserError
from app.models.stock import Batch, Reservation
from app.models.terms import ReservationState
from app.operations import reservations
from app.operations.reservations import FIRST_TO_EXPIRE, OLDEST, reserve
from tests import factories, stock_factories
from tests.clock import FixedClock


def _shop(session: Session) -> tuple[dict[str, int], int]:
    people = factories.company(session)
    return people, factories.department(session, "Prom")


def _order(session: Session, number: str, lines: list[tuple[int, int]]) -> int:
    people = {"Olga": factories.employee(session, f"Seller {number}")}
    sales = stock_factories.sales_order(session, number, people["Olga"], factories.department(session, "Prom"), lines)
    return stock_factories.warehouse_order(session, sales)


def test_the_batch_that_expires_first_goes_first_and_one_without_a_date_last(store: Store, clock: FixedClock) -> None:
    def prepare(session: Session) -> int:
        _shop(session)
        goods = stock_factories.product(session, "SEAL", has_expiry=True)
        day = clock().date()
        stock_factories.batch(session, goods, "NO-DATE", 5)
        stock_factories.batch(session, goods, "LATE", 5, expiry=day + timedelta(days=300))
        stock_factories.batch(session, goods, "SOON", 2, expiry=day + timedelta(days=20))
        stock_factories.batch(session, goods, "GONE", 9, expiry=day - timedelta(days=1))
        return _order(session, "1", [(goods, 9)])

    rows = store.write(reserve, store.write(prepare))
    assert [(row.batch, row.quantity, row.why) for row in rows] == [
        ("SOON", Decimal(2), FIRST_TO_EXPIRE),
        ("LATE", Decimal(5), FIRST_TO_EXPIRE),
        ("NO-DATE", Decimal(2), OLDEST),
    ]


def test_among_batches_without_date_the_one_received_first_goes_first(store: Store, clock: FixedClock) -> None:
    def prepare(session: Session) -> int:
        _shop(session)
        goods = stock_factories.product(session, "PIPE")
        stock_factories.batch(session, goods, "A-NEW", 3, received_at=clock())
        stock_factories.batch(session, goods, "Z-OLD", 3, received_at=clock() - timedelta(days=90))
        return _order(session, "1", [(goods, 4)])

    rows = store.write(reserve, store.write(prepare))
    assert [(row.batch, row.quantity) for row in rows] == [("Z-OLD", Decimal(3)), ("A-NEW", Decimal(1))]


def test_blocked_batches_and_the_red_shelf_are_left_alone(store: Store) -> None:
    def prepare(session: Session) -> int:
        _shop(session)
        goods = stock_factories.product(session, "PUMP")
        blocked = stock_factories.batch(session, goods, "BAD", 5)
        record = session.get(Batch, blocked)
        assert record is not None
        record.blocked = True
        stock_factories.batch(session, goods, "WRONG", 5, place="RED")
        stock_factories.batch(session, goods, "GOOD", 1)
        return _order(session, "1", [(goods, 5)])

    order = store.write(prepare)
    assert [(row.batch, row.quantity) for row in store.write(reserve, order)] == [("GOOD", Decimal(1))]
    assert store.write(reserve, order) == (), "a second time finds nothing more and holds nothing twice"


def test_two_lines_of_one_article_share_its_stock(store: Store) -> None:
    def prepare(session: Session) -> tuple[int, int]:
        _shop(session)
        goods = stock_factories.product(session, "PUMP")
        stock_factories.batch(session, goods, "B1", 5)
        return _order(session, "1", [(goods, 3), (goods, 4)]), goods

    order, goods = store.write(prepare)
    assert [row.quantity for row in store.write(reserve, order)] == [Decimal(3), Decimal(2)]
    assert store.read(stock_factories.on_hand, goods) == (Decimal(5), Decimal(5))


def test_released_goods_are_free_again_and_the_reason_stays(store: Store) -> None:
    def prepare(session: Session) -> tuple[int, int, int]:
        people, _ = _shop(session)
        goods = stock_factories.product(session, "PUMP")
        stock_factories.batch(session, goods, "B1", 5)
        return _order(session, "1", [(goods, 3)]), goods, people["Igor"]

    order, goods, head = store.write(prepare)
    held = store.write(reserve, order)[0].reservation_id
    store.employee_id = head
    with pytest.raises(UserError, match="Say why"):
        store.write(reservations.release, held, 1, "  ")
    store.write(reservations.release, held, 1, "customer waits until May")
    assert store.read(stock_factories.on_hand, goods) == (Decimal(5), Decimal(0))
    with pytest.raises(Conflict):
        store.write(reservations.release, held, 1, "again")
    with pytest.raises(UserError, match="not held any more"):
        store.write(reservations.release, held, 2, "again")

    def kept(session: Session) -> tuple[ReservationState, str]:
        record = session.get_one(Reservation, held)
        return record.state, record.released_reason

    assert store.read(kept) == (ReservationState.RELEASED, "customer waits until May")


def test_a_marketer_releases_nothing(store: Store) -> None:
    def prepare(session: Session) -> tuple[int, int]:
        people, _ = _shop(session)
        goods = stock_factories.product(session, "PUMP")
        stock_factories.batch(session, goods, "B1", 5)
        return _order(session, "1", [(goods, 3)]), people["Maria"]

    order, marketer = store.write(prepare)
    held = store.write(reserve, order)[0].reservation_id
    store.employee_id = marketer
    with pytest.raises(NotAllowed):
        store.write(reservations.release, held, 1, "why not")


def test_many_at_once_never_oversell_and_none_sees_an_error(fresh_store: Store) -> None:
    def prepare(session: Session) -> tuple[list[int], int]:
        _shop(session)
        goods = stock_factories.product(session, "PUMP")
        for count in range(5):
            stock_factories.batch(session, goods, f"B{count}", 4)
        return [_order(session, str(number), [(goods, 3)]) for number in range(10)], goods

    orders, goods = fresh_store.write(prepare)
    troubles: list[Exception] = []
    start = threading.Barrier(len(orders))

    def work(order: int) -> None:
        start.wait()
        try:
            fresh_store.write(reserve, order)
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=work, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert fresh_store.read(stock_factories.on_hand, goods) == (Decimal(20), Decimal(20))


@given(
    wanted=st.lists(st.tuples(st.integers(1, 2), st.integers(1, 9)), min_size=1, max_size=5),
    stock=st.lists(st.tuples(st.integers(1, 2), st.integers(1, 9), st.integers(0, 3)), max_size=8),
)
def test_picks_take_the_oldest_and_no_more_than_is_there(
    wanted: list[tuple[int, int]], stock: list[tuple[int, int, int]]
) -> None:
    at = FixedClock()()
    free = [
        reservations.Free(
            place, product, f"B{place}", None if age == 3 else date(2027, 1 + age, 1), at, "A", Decimal(quantity)
        )
        for place, (product, quantity, age) in enumerate(stock)
    ]
    lines = {line: (product, Decimal(quantity)) for line, (product, quantity) in enumerate(wanted)}
    picks = reservations._pick(lines, free)
    taken = {each.balance_id: Decimal(0) for each in free}
    for line, (product, quantity) in lines.items():
        mine = [(each, amount) for picked, each, amount in picks if picked == line]
        assert all(each.product_id == product for each, _ in mine)
        assert sum((amount for _, amount in mine), Decimal(0)) <= quantity
        assert [each.age() for each, _ in mine] == sorted(each.age() for each, _ in mine)
        for each, amount in mine:
            taken[each.balance_id] += amount
    assert all(taken[each.balance_id] <= each.free for each in free)
    for product in (1, 2):
        needed = sum((quantity for kind, quantity in lines.values() if kind == product), Decimal(0))
        there = sum((each.free for each in free if each.product_id == product), Decimal(0))
        got = sum((amount for _, each, amount in picks if each.product_id == product), Decimal(0))
        assert got == min(needed, there)
