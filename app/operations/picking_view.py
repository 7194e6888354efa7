"""Which orders can be shipped, the worst promise first, and how far one is picked: what to take next, and why [M94]."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.language import Phrase, phrase
from app.models.counterparties import Counterparty
from app.models.deals import Deal, DealLine
from app.models.orders import SalesOrder, SalesOrderLine, WarehouseOrder, WarehouseOrderLine
from app.models.products import Product
from app.models.stock import Batch, Reservation, ScanRecord
from app.models.terms import OrderState, ReservationState
from app.operations.picking_books import PICKED, REFUSED, ZERO, Order, Picked, held_for, open_picks, order, picked
from app.operations.picking_proposal import Left, propose
from app.operations.receiving_view import LAST_SCANS, names_of
from app.operations.shipping import SHIPPING_STAGES
from app.operations.shipping_goods import Held
from app.operations.station_rows import LastScan, StationLine, StationOrder, StationView

MOST = 300
"""How many orders the station lists; the others are found by scanning their number."""


def to_ship(session: Session) -> tuple[StationOrder, ...]:
    """Orders for which something is held and may go, the worst promise first, those without a promise last."""
    return _orders(session, _held_orders().limit(MOST))


def count_to_ship(session: Session) -> int:
    """How many orders can be shipped, whole or in part."""
    orders = _held_orders().with_only_columns(WarehouseOrder.id).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(orders)) or 0


def numbered(session: Session, number: str) -> StationOrder | None:
    """The order of this *number*, in capitals or not, if something is held for it."""
    found = _orders(session, _held_orders().where(func.upper(WarehouseOrder.number) == number.strip().upper()))
    return found[0] if found else None


def _held_orders() -> Select[int, str, str, date | None, int, Decimal]:
    wanted = SalesOrder.wanted_on
    return (
        select(
            WarehouseOrder.id,
            WarehouseOrder.number,
            Counterparty.name,
            wanted,
            func.count(WarehouseOrderLine.id.distinct()).label("lines"),
            func.sum(Reservation.quantity).label("held"),
        )
        .join(SalesOrder, SalesOrder.id == WarehouseOrder.sales_order_id)
        .join(Deal, Deal.id == SalesOrder.deal_id)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(WarehouseOrderLine, WarehouseOrderLine.warehouse_order_id == WarehouseOrder.id)
        .join(Reservation, Reservation.warehouse_order_line_id == WarehouseOrderLine.id)
        .where(
            WarehouseOrder.state == OrderState.OPEN,
            Deal.stage.in_(SHIPPING_STAGES),
            Reservation.state == ReservationState.ACTIVE,
        )
        .group_by(WarehouseOrder.id, WarehouseOrder.number, Counterparty.name, wanted)
        .order_by(wanted.is_(None), wanted, WarehouseOrder.id)
    )


def _orders(session: Session, query: Select[int, str, str, date | None, int, Decimal]) -> tuple[StationOrder, ...]:
    rows = session.execute(query).all()
    begun = open_picks(session, [row.id for row in rows])
    return tuple(
        StationOrder(
            "customer",
            row.id,
            row.number,
            row.name,
            row.lines,
            row.held,
            row.wanted_on,
            phrase("begun, {count} picked", count=begun[row.id]) if row.id in begun else None,
        )
        for row in rows
    )


def view(session: Session, order_id: int) -> StationView:
    """The order as the station shows it. Raises NotFound."""
    head = order(session, order_id)
    if head is None:
        raise NotFound("This order does not exist.")
    goods = held_for(session, order_id)
    picks = picked(session, order_id)
    left = to_take(goods, picks)
    scans = _last_scans(session, order_id)
    last_line = next((line_id for line_id, scan in scans if scan.good), None)
    lines, stays = _lines(session, head, goods, picks, left, last_line)
    ended = why_closed(head)
    if ended is None and not lines:
        ended = phrase("Nothing is held for order {number} any more.", number=head.number)
    return StationView(
        head.id,
        head.version,
        head.number,
        head.number,
        head.company,
        ended is not None,
        lines,
        sum((max(line.expected - line.counted, ZERO) for line in lines), ZERO),
        sum((line.counted for line in lines), ZERO),
        sum((line.expected for line in lines), ZERO),
        sum(line.counted < line.expected for line in lines),
        tuple(scan for _, scan in scans),
        propose(session, left, lines, last_line),
        stays,
        ended,
    )


def why_closed(head: Order) -> Phrase | None:
    """Why nothing can be picked for an order any more; None if it can."""
    if head.state is OrderState.CANCELLED:
        return phrase("Order {number} was cancelled: put the goods back.", number=head.number)
    if head.state is OrderState.DONE:
        return phrase("Order {number} is shipped completely.", number=head.number)
    if head.stage not in SHIPPING_STAGES:
        return phrase("The deal of order {number} is not in sale any more: put the goods back.", number=head.number)
    return None


def to_take(goods: Sequence[Held], picks: Sequence[Picked]) -> list[Left]:
    """What is held and not picked yet, by line, the oldest batch first."""
    done = {(pick.line_id, pick.batch_id): pick.quantity for pick in picks}
    left: list[Left] = []
    for item in goods:
        key = (item.line_id, item.batch.id)
        taken = min(done.get(key, ZERO), item.reservation.quantity)
        if taken:
            done[key] -= taken
        if item.reservation.quantity > taken:
            left.append((item, item.reservation.quantity - taken))
    return left


def _lines(
    session: Session,
    head: Order,
    goods: Sequence[Held],
    picks: Sequence[Picked],
    left: Sequence[Left],
    last_line: int | None,
) -> tuple[tuple[StationLine, ...], Decimal]:
    """The lines with something held or picked, by position; and how much of the order is not there yet."""
    held = _by_line((item.line_id, item.reservation.quantity) for item in goods)
    done = _by_line((pick.line_id, pick.quantity) for pick in picks)
    rows = session.execute(
        select(
            WarehouseOrderLine.id,
            DealLine.position,
            DealLine.product_name,
            Product.code,
            DealLine.unit,
            SalesOrderLine.quantity,
            WarehouseOrderLine.shipped,
        )
        .join(SalesOrderLine, SalesOrderLine.id == WarehouseOrderLine.sales_order_line_id)
        .join(DealLine, DealLine.id == SalesOrderLine.deal_line_id)
        .join(Product, Product.id == WarehouseOrderLine.product_id)
        .where(WarehouseOrderLine.warehouse_order_id == head.id)
        .order_by(DealLine.position)
    ).all()
    stays = sum((row.quantity - row.shipped - held.get(row.id, ZERO) for row in rows), ZERO)
    first = {item.line_id: (item, quantity) for item, quantity in reversed(left)}
    lines = [
        StationLine(
            row.id,
            row.position,
            row.product_name,
            row.code,
            row.unit,
            held.get(row.id, ZERO),
            done.get(row.id, ZERO),
            row.id == last_line,
            _take(first, row.id),
        )
        for row in rows
        if row.id in held or row.id in done
    ]
    return tuple(lines), stays


def _by_line(pairs: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = {}
    for line_id, quantity in pairs:
        sums[line_id] = sums.get(line_id, ZERO) + quantity
    return sums


def _take(first: Mapping[int, Left], line_id: int) -> Phrase | None:
    if line_id not in first:
        return None
    item, quantity = first[line_id]
    return phrase("take {quantity} of {batch} from {place}", quantity=quantity, batch=item.batch.code, place=item.place)


def _last_scans(session: Session, order_id: int) -> list[tuple[int | None, LastScan]]:
    rows = session.execute(
        select(
            ScanRecord.warehouse_order_line_id,
            ScanRecord.at,
            ScanRecord.outcome,
            ScanRecord.code,
            DealLine.product_name,
            Batch.code.label("batch"),
        )
        .outerjoin(WarehouseOrderLine, WarehouseOrderLine.id == ScanRecord.warehouse_order_line_id)
        .outerjoin(SalesOrderLine, SalesOrderLine.id == WarehouseOrderLine.sales_order_line_id)
        .outerjoin(DealLine, DealLine.id == SalesOrderLine.deal_line_id)
        .outerjoin(Batch, Batch.id == ScanRecord.batch_id)
        .where(
            ScanRecord.warehouse_order_id == order_id,
            ScanRecord.outcome.in_((PICKED, REFUSED)),
            ScanRecord.shipment_line_id.is_(None),
        )
        .order_by(ScanRecord.id.desc())
        .limit(LAST_SCANS)
    ).all()
    names = names_of(session, [row.code for row in rows if not row.product_name])
    return [
        (
            row.warehouse_order_line_id,
            LastScan(
                row.at,
                ", ".join(part for part in (row.product_name or names[row.code], row.batch) if part),
                row.outcome == PICKED,
            ),
        )
        for row in rows
    ]
