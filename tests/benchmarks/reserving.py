"""Reserving an order of five lines, oldest batch first, beside SQL by hand; and many such orders at the same moment."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import UserError
from app.models.session import acting
from app.operations.reservations import reserve
from tests import factories, stock_factories
from tests.benchmarks.by_hand import Connection, Trail, adding
from tests.benchmarks.company import Company, demand_same_rows
from tests.benchmarks.measuring import MILLI, Figure, Side, against_floor, in_turns, spread

PRODUCTS, BATCHES, IN_A_BATCH = 20, 50, 8
QUANTITIES = (4, 12, 20, 7, 15)
"""Of the five lines: one to three batches each."""
AT_ONCE, WANTED_AT_ONCE = 32, (20,) * 5
"""32 × 20 of products of which there are 50 × 8: every order meets others, and the last ones get less."""
REPEATS = 5

LINES = """
    SELECT id, product_id, quantity - shipped FROM warehouse_order_line
    WHERE warehouse_order_id = %s AND quantity > shipped ORDER BY id FOR UPDATE
"""
HELD = """
    SELECT warehouse_order_line_id, sum(quantity) FROM reservation
    WHERE warehouse_order_line_id = ANY(%s) AND state = 'active' GROUP BY warehouse_order_line_id
"""
OLDEST = """
    WITH wanted AS (SELECT * FROM unnest(%s::bigint[], %s::numeric[]) AS w (product_id, quantity)),
    free AS (
        SELECT s.id, s.product_id, s.on_hand - s.reserved AS free, b.expiry, w.quantity,
            sum(s.on_hand - s.reserved) OVER (
                PARTITION BY s.product_id ORDER BY b.expiry NULLS LAST, b.received_at, b.code, s.id
            ) AS so_far
        FROM wanted w
        JOIN stock_balance s ON s.product_id = w.product_id
        JOIN batch b ON b.id = s.batch_id
        JOIN location l ON l.id = s.location_id
        WHERE s.on_hand > s.reserved AND NOT b.blocked AND (b.expiry IS NULL OR b.expiry >= %s) AND l.pickable
    )
    SELECT id, product_id, expiry FROM free WHERE so_far - free < quantity ORDER BY product_id, so_far
"""
ALONE = "SELECT id FROM product WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
LOCK = "SELECT id, on_hand - reserved FROM stock_balance WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
TAKE = "UPDATE stock_balance SET reserved = reserved + %s WHERE id = %s"
RESERVATION = (
    "balance_id", "warehouse_order_line_id", "quantity", "state", "reserved_at", "employee_id", "why", "released_reason",
    "version",
)  # fmt: skip
FREE_AGAIN = "UPDATE stock_balance SET reserved = 0 WHERE reserved > 0"
FORGET, RELEASE = "DELETE FROM reservation", "UPDATE reservation SET state = 'released'"


def figures(company: Company, rounds: int) -> list[Figure]:
    """The lines of the table. Raises AssertionError if the two sides did not write the same, or anything was oversold."""
    seller = company.store("Olga")
    me = company.people["Olga"]
    products = seller.write(_stock)
    with company.connection() as connection:
        orders = [seller.write(_order, f"T{n}", products[n * 5 : n * 5 + 5], QUANTITIES) for n in range(PRODUCTS // 5)]

        def fresh(number: int) -> int:
            _free_again(connection, FORGET)
            return orders[number % len(orders)]

        def after_ours() -> None:
            _free_again(connection, RELEASE)
            reserve_by_hand(connection, orders[0], me)

        demand_same_rows(seller, lambda: seller.write(reserve, orders[0]), after_ours)
        ours = Side(fresh, lambda order: seller.write(reserve, order))
        floor = Side(fresh, lambda order: reserve_by_hand(connection, order, me))
        spreads = in_turns(ours, floor, rounds)
        many = _many_at_once(company, seller, connection, products[:5])
    seller.close()
    connection.close()
    return [against_floor("reserving an order of 5 lines", *spreads, most=2), many]


def _stock(session: Session) -> list[int]:
    """Products with many batches each, half of them with a date, oldest not first in the table."""
    products = []
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(PRODUCTS):
        product = stock_factories.product(session, f"RES-{number:02d}")
        products.append(product)
        for batch in range(BATCHES):
            age = (batch * 37) % BATCHES
            stock_factories.batch(
                session,
                product,
                f"B{batch:02d}",
                IN_A_BATCH,
                expiry=date(2031, 1, 1) + timedelta(days=age) if age % 2 else None,
                received_at=begun + timedelta(days=age),
                place=f"R-{batch % 5}",
            )
    return products


def _order(session: Session, number: str, products: Sequence[int], quantities: Sequence[int]) -> int:
    """Id of a warehouse order for *quantities* of *products*."""
    seller = acting(session)
    assert seller is not None
    lines = list(zip(products, quantities, strict=True))
    sales = stock_factories.sales_order(session, number, seller, factories.department(session, "Prom"), lines)
    return stock_factories.warehouse_order(session, sales)


def _free_again(connection: Connection, reservations: str) -> None:
    with connection.transaction():
        connection.execute(FREE_AGAIN)
        connection.execute(reservations.encode())


def reserve_by_hand(connection: Connection, order: int, who: int) -> int:
    """What ``reserve`` does, statement by statement; returns how many reservations were made."""
    now = datetime.now(UTC)
    trail = Trail(now, who)
    made = 0
    with connection.transaction(), connection.cursor() as cursor:
        lines = cursor.execute(LINES, (order,)).fetchall()
        held = dict(cursor.execute(HELD, ([line for line, _, _ in lines],)).fetchall())
        wanted = {line: (product, open_ - held.get(line, 0)) for line, product, open_ in lines if open_ > held.get(line, 0)}
        cursor.execute(ALONE, ([product for product, _ in wanted.values()],))
        while wanted:
            asked = list(wanted.values())
            picks = cursor.execute(OLDEST, ([p for p, _ in asked], [q for _, q in asked], now.date())).fetchall()
            if not picks:
                break
            made += _hold(cursor, trail, picks, wanted, now, who)
        trail.write(cursor)
    return made


def _hold(
    cursor: psycopg.Cursor[Any],
    trail: Trail,
    picks: Sequence[tuple[int, int, date | None]],
    wanted: dict[int, tuple[int, Decimal]],
    now: datetime,
    who: int,
) -> int:
    """Hold what is free under the lock; *wanted* shrinks by it. Each product stands on one line here."""
    free = dict(cursor.execute(LOCK, ([balance for balance, _, _ in picks],)).fetchall())
    line_of = {product: line for line, (product, _) in wanted.items()}
    rows: list[tuple[Any, ...]] = []
    for balance, product, expiry in picks:
        line = line_of[product]
        if line not in wanted:
            continue
        taken = min(free[balance], wanted[line][1])
        if taken <= 0:
            continue
        wanted[line] = (product, wanted[line][1] - taken)
        if wanted[line][1] == 0:
            del wanted[line]
        why = "first_to_expire" if expiry else "oldest"
        rows.append((balance, line, taken, "active", now, who, why, "", 1))
    if not rows:
        return 0
    cursor.executemany(TAKE, [(row[2], row[0]) for row in rows])
    cursor.execute(adding("reservation", RESERVATION, len(rows)), [value for row in rows for value in row])
    for (record,), row in zip(cursor.fetchall(), rows, strict=True):
        trail.inserted("reservation", record, dict(zip(RESERVATION, row, strict=True)))
        trail.touched("stock_balance", row[0])
    return len(rows)


def _many_at_once(company: Company, seller: Store, connection: Connection, products: Sequence[int]) -> Figure:
    """As many orders at the same moment, for more than there is: nothing oversold, nothing left over, no error."""
    orders = [seller.write(_order, f"M{n}", products, WANTED_AT_ONCE) for n in range(AT_ONCE)]
    lines = [company.connection() for _ in orders]
    troubles: list[str] = []
    times: tuple[list[float], list[float]] = ([], [])
    by_line = dict(zip(orders, lines, strict=True))
    for _ in range(REPEATS):
        for kept, work in (
            (times[0], lambda order: seller.write(reserve, order)),
            (times[1], lambda order: reserve_by_hand(by_line[order], order, company.people["Olga"])),
        ):
            _free_again(connection, FORGET)
            kept.append(_together(orders, work, troubles) * MILLI)
            troubles += [f"product {each}" for each in products if not _sold_out(connection, each)]
    for line in lines:
        line.close()
    ours, floor = spread(times[0]), spread(times[1])
    return Figure(
        f"{AT_ONCE} such orders at once, for more than there is",
        f"{ours} ms",
        f"{floor} ms",
        f"{ours.middle / floor.middle:.2f}",
        "nothing oversold, no error" + (f": {', '.join(sorted(set(troubles)))}" if troubles else ""),
        not troubles,
        ours.middle,
    )


def _together(orders: Sequence[int], work: Callable[[int], object], troubles: list[str]) -> float:
    """Seconds from the start of all to the end of the last; what any of them raises joins *troubles*."""
    start = threading.Barrier(len(orders) + 1)

    def one(order: int) -> None:
        start.wait()
        try:
            work(order)
        except (UserError, SQLAlchemyError, psycopg.Error) as error:
            troubles.append(type(error).__name__)

    threads = [threading.Thread(target=one, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    start.wait()
    begun = perf_counter()
    for thread in threads:
        thread.join()
    return perf_counter() - begun


def _sold_out(connection: Connection, product: int) -> bool:
    """Whether all there is of *product* is held, by as many reservations, and no more than there is."""
    query = """
        SELECT sum(s.on_hand), sum(s.reserved), bool_and(s.reserved <= s.on_hand),
            (SELECT sum(r.quantity) FROM reservation r JOIN stock_balance b ON b.id = r.balance_id WHERE b.product_id = %s)
        FROM stock_balance s WHERE s.product_id = %s
    """
    with connection.transaction():
        row = connection.execute(query, (product, product)).fetchone()
    assert row is not None
    on_hand, reserved, within, held = row
    return bool(within) and on_hand == reserved == held
