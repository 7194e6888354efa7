"""Holding goods for orders: the oldest batch first, never more than there is [M57, M94, C11, C14]."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.models.base import Base
from app.models.orders import WarehouseOrder, WarehouseOrderLine
from app.models.session import acting, now
from app.models.stock import Batch, Location, Reservation, StockBalance
from app.models.terms import OrderState, ReservationState, Role
from app.money import THOUSANDTH
from app.operations.actors import require
from app.operations.editing import expect
from app.operations.stock import lock, set_balances, take_turns

FIRST_TO_EXPIRE = "first_to_expire"
OLDEST = "oldest"
RECEIVED_FOR_ORDER = "received_for_order"
CHOSEN = "chosen"
"""Taken at the station instead of an older batch, with a reason."""


_line, _held, _stock, _batch, _place = (
    Base.metadata.tables[each.__tablename__] for each in (WarehouseOrderLine, Reservation, StockBalance, Batch, Location)
)
_OPEN_LINES = (
    select(_line.c.id, _line.c.product_id, _line.c.quantity, _line.c.shipped)
    .where(_line.c.warehouse_order_id == bindparam("of_order"), _line.c.quantity > _line.c.shipped)
    .order_by(_line.c.id)
    .with_for_update()
)
_HELD = (
    select(_held.c.warehouse_order_line_id, func.sum(_held.c.quantity))
    .where(
        _held.c.warehouse_order_line_id.in_(bindparam("of_lines", expanding=True)),
        _held.c.state == ReservationState.ACTIVE,
    )
    .group_by(_held.c.warehouse_order_line_id)
)


def _oldest() -> Select[tuple[Any, ...]]:
    """Free balances of :of_products, of each product only the oldest that together cover :at_most [C14]."""
    free = (_stock.c.on_hand - _stock.c.reserved).label("free")
    by_age = (_batch.c.expiry.is_(None), _batch.c.expiry, _batch.c.received_at, _batch.c.code, _stock.c.id)
    each = (
        select(
            _stock.c.id,
            _stock.c.product_id,
            _batch.c.code,
            _batch.c.expiry,
            _batch.c.received_at,
            _place.c.code.label("place"),
            free,
            func.sum(free).over(partition_by=_stock.c.product_id, order_by=by_age).label("so_far"),
        )
        .select_from(_stock.join(_batch, _batch.c.id == _stock.c.batch_id).join(_place, _place.c.id == _stock.c.location_id))
        .where(
            _stock.c.product_id.in_(bindparam("of_products", expanding=True)),
            _stock.c.on_hand > _stock.c.reserved,
            _batch.c.blocked.is_(False),
            or_(_batch.c.expiry.is_(None), _batch.c.expiry >= bindparam("on_day")),
            _place.c.pickable,
        )
        .subquery()
    )
    columns = (each.c[name] for name in ("id", "product_id", "code", "expiry", "received_at", "place", "free"))
    before = each.c.so_far - each.c.free
    return select(*columns).where(before < bindparam("at_most", type_=_stock.c.on_hand.type))


_OLDEST = _oldest()


@dataclass(frozen=True, slots=True)
class ReservedRow:
    """Goods held for an order line. why: the rule that chose this batch (``FIRST_TO_EXPIRE``, ``OLDEST`` …)."""

    reservation_id: int
    order_line_id: int
    batch: str
    expiry: date | None
    place: str
    quantity: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Free:
    """Goods of one batch at one place that nobody holds."""

    balance_id: int
    product_id: int
    batch: str
    expiry: date | None
    received_at: datetime
    place: str
    free: Decimal

    def age(self) -> tuple[date, datetime, str, int]:
        """Oldest first: by expiry (a batch without a date comes after all dated ones), receipt, batch, id [C14]."""
        return (self.expiry or date.max, self.received_at, self.batch, self.balance_id)


def today(session: Session) -> date:
    """The present day in UTC, by which a batch is still good or has expired."""
    return now(session).astimezone(UTC).date()


def reserve(session: Session, warehouse_order_id: int) -> tuple[ReservedRow, ...]:
    """Hold what the order still needs and stock has free, oldest batch first; what is lacking stays open.

    Expired and blocked batches, and goods on shelves that nothing may be picked from, are left out [M95].
    """
    session.flush()
    wanted = _still_needed(session, warehouse_order_id)
    take_turns(session, {product for product, _ in wanted.values()})
    held: list[tuple[Reservation, Free]] = []
    while wanted:
        picks = _pick(wanted, _free_stock(session, wanted))
        if not picks:
            break
        held += _hold(session, picks, wanted)
    session.flush()
    return tuple(
        ReservedRow(r.id, r.warehouse_order_line_id, f.batch, f.expiry, f.place, r.quantity, r.why) for r, f in held
    )


def _still_needed(session: Session, warehouse_order_id: int) -> dict[int, tuple[int, Decimal]]:
    """Order line → (product, quantity neither shipped nor held); locks the lines, in id order."""
    rows = session.connection().execute(_OPEN_LINES, {"of_order": warehouse_order_id}).all()
    held = held_by_line(session, [row.id for row in rows])
    open_lines = {row.id: (row.product_id, row.quantity - row.shipped - held.get(row.id, Decimal(0))) for row in rows}
    return {key: (product, quantity) for key, (product, quantity) in open_lines.items() if quantity > 0}


def held_by_line(session: Session, line_ids: Sequence[int]) -> dict[int, Decimal]:
    """Order line → quantity held for it at present."""
    rows = session.connection().execute(_HELD, {"of_lines": list(line_ids)}) if line_ids else ()
    return {row[0]: row[1] for row in rows}


def _free_stock(session: Session, wanted: Mapping[int, tuple[int, Decimal]]) -> list[Free]:
    """The oldest free batches of what is *wanted*: at least as many of each product as cover the largest need, if any."""
    needed: dict[int, Decimal] = {}
    for product_id, quantity in wanted.values():
        needed[product_id] = needed.get(product_id, Decimal(0)) + quantity
    rows = session.connection().execute(
        _OLDEST, {"of_products": list(needed), "on_day": today(session), "at_most": max(needed.values())}
    )
    return [Free(*row) for row in rows]


def oldest_free(session: Session, product_ids: Collection[int]) -> dict[int, Free]:
    """Product → the oldest batch of it that may go and has something that nobody holds."""
    if not product_ids:
        return {}
    asked = {"of_products": sorted(product_ids), "on_day": today(session), "at_most": THOUSANDTH}
    found = sorted((Free(*row) for row in session.connection().execute(_OLDEST, asked)), key=Free.age, reverse=True)
    return {free.product_id: free for free in found}


def _pick(wanted: Mapping[int, tuple[int, Decimal]], stock: Sequence[Free]) -> list[tuple[int, Free, Decimal]]:
    """(order line, batch to take from, quantity) as far as the stock that was seen reaches."""
    left = {free.balance_id: free.free for free in stock}
    picks: list[tuple[int, Free, Decimal]] = []
    by_age = sorted(stock, key=Free.age)
    for line_id, (product_id, quantity) in sorted(wanted.items()):
        for free in by_age:
            if quantity <= 0:
                break
            taken = min(quantity, left[free.balance_id])
            if free.product_id == product_id and taken > 0:
                left[free.balance_id] -= taken
                quantity -= taken
                picks.append((line_id, free, taken))
    return picks


def _hold(
    session: Session, picks: Sequence[tuple[int, Free, Decimal]], wanted: dict[int, tuple[int, Decimal]]
) -> list[tuple[Reservation, Free]]:
    """Hold what is really free now that the balances are locked; *wanted* shrinks by it.

    Somebody may have been quicker between the look and the lock: what is lacking then is looked for again.
    """
    balances = lock(session, [free.balance_id for _, free, _ in picks])
    held: list[tuple[Reservation, Free]] = []
    for line_id, free, picked in picks:
        on_hand, reserved = balances[free.balance_id]
        product_id, quantity = wanted[line_id]
        taken = min(picked, on_hand - reserved)
        if taken <= 0:
            continue
        balances[free.balance_id] = (on_hand, reserved + taken)
        wanted[line_id] = (product_id, quantity - taken)
        held.append((_reservation(session, line_id, free, taken), free))
    set_balances(session, balances)
    session.add_all(reservation for reservation, _ in held)
    for line_id in [key for key, (_, quantity) in wanted.items() if quantity <= 0]:
        del wanted[line_id]
    return held


def _reservation(session: Session, line_id: int, free: Free, quantity: Decimal) -> Reservation:
    return Reservation(
        balance_id=free.balance_id,
        warehouse_order_line_id=line_id,
        quantity=quantity,
        state=ReservationState.ACTIVE,
        reserved_at=now(session),
        employee_id=acting(session),
        why=FIRST_TO_EXPIRE if free.expiry else OLDEST,
    )


def hold_received(session: Session, line_id: int, balance_id: int, quantity: Decimal) -> None:
    """Hold goods that were received for this very order line; their balance must be locked by the caller."""
    on_hand, reserved = lock(session, [balance_id])[balance_id]
    set_balances(session, {balance_id: (on_hand, reserved + quantity)})
    session.add(
        Reservation(
            balance_id=balance_id,
            warehouse_order_line_id=line_id,
            quantity=quantity,
            state=ReservationState.ACTIVE,
            reserved_at=now(session),
            employee_id=acting(session),
            why=RECEIVED_FOR_ORDER,
        )
    )


def release(session: Session, reservation_id: int, version: int, reason: str) -> None:
    """Give held goods back to everybody. Raises UserError without a reason, Conflict if it is no longer held."""
    require(session, Role.SELLER, Role.HEAD, Role.WAREHOUSE)
    if not reason.strip():
        raise UserError("Say why the goods are released.")
    record = session.get(Reservation, reservation_id, with_for_update=True)
    if record is None:
        raise NotFound("This reservation does not exist (any more).")
    expect(record, version)
    if record.state is not ReservationState.ACTIVE:
        raise UserError("These goods are not held any more.")
    _let_go(session, [record], reason.strip())


def release_order(session: Session, warehouse_order_id: int, reason: str) -> None:
    """Give back everything that is held for an order: it was cancelled."""
    records = session.scalars(
        select(Reservation)
        .join(WarehouseOrderLine, WarehouseOrderLine.id == Reservation.warehouse_order_line_id)
        .where(WarehouseOrderLine.warehouse_order_id == warehouse_order_id, Reservation.state == ReservationState.ACTIVE)
        .order_by(Reservation.id)
    ).all()
    _let_go(session, records, reason)


def _let_go(session: Session, records: Sequence[Reservation], reason: str) -> None:
    balances = lock(session, [record.balance_id for record in records])
    for record in records:
        on_hand, reserved = balances[record.balance_id]
        balances[record.balance_id] = (on_hand, reserved - record.quantity)
        record.state = ReservationState.RELEASED
        record.released_reason = reason
    set_balances(session, balances)


def reserve_open_orders(session: Session, product_ids: set[int]) -> None:
    """Try again for every open warehouse order that lacks one of *product_ids*, the oldest order first."""
    orders = session.scalars(
        select(WarehouseOrder.id)
        .join(WarehouseOrderLine, WarehouseOrderLine.warehouse_order_id == WarehouseOrder.id)
        .where(WarehouseOrder.state == OrderState.OPEN, WarehouseOrderLine.product_id.in_(product_ids))
        .distinct()
        .order_by(WarehouseOrder.id)
    ).all()
    for order_id in orders:
        reserve(session, order_id)
