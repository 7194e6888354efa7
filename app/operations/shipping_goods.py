"""Which goods go: what is held for an order, taken oldest batch first, booked out and worth its share of the line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import Phrase, phrase
from app.models.deals import DealLine
from app.models.orders import SalesOrderLine, Shipment, ShipmentLine, WarehouseOrderLine
from app.models.stock import Batch, Location, Reservation, StockBalance
from app.models.terms import MoveKind, ReservationState
from app.money import THOUSANDTH, cents
from app.operations.order_placing import said
from app.operations.shipping_rows import Scanned
from app.operations.stock import Goods, take_out

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Held:
    """Goods that are held for an order line, inside a transaction."""

    reservation: Reservation
    batch: Batch
    location_id: int
    place: str
    pickable: bool
    line: DealLine

    @property
    def line_id(self) -> int:
        """The line of the warehouse order."""
        return self.reservation.warehouse_order_line_id

    def age(self) -> tuple[date, datetime, str, int]:
        """Oldest first, as goods are reserved [C14]."""
        return (self.batch.expiry or date.max, self.batch.received_at, self.batch.code, self.reservation.id)


def held(session: Session, line_ids: Sequence[int], *, locking: bool = False) -> list[Held]:
    """What is held for the lines, the oldest batch first; locking: until the transaction ends."""
    query = (
        select(Reservation, Batch, StockBalance.location_id, Location.code, Location.pickable, DealLine)
        .join(StockBalance, StockBalance.id == Reservation.balance_id)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(Location, Location.id == StockBalance.location_id)
        .join(WarehouseOrderLine, WarehouseOrderLine.id == Reservation.warehouse_order_line_id)
        .join(SalesOrderLine, SalesOrderLine.id == WarehouseOrderLine.sales_order_line_id)
        .join(DealLine, DealLine.id == SalesOrderLine.deal_line_id)
        .where(Reservation.warehouse_order_line_id.in_(line_ids), Reservation.state == ReservationState.ACTIVE)
        .order_by(Reservation.id)
    )
    rows = session.execute(query.with_for_update(of=Reservation) if locking else query)
    return sorted((Held(*row) for row in rows), key=Held.age)


def take(
    goods: Sequence[Held], lines: Mapping[int, WarehouseOrderLine], quantities: Mapping[int, Decimal] | None
) -> list[tuple[Held, Decimal]]:
    """Which reservation gives how much."""
    if quantities is None:
        return [(item, item.reservation.quantity) for item in goods]
    taken: list[tuple[Held, Decimal]] = []
    for line_id, quantity in sorted(quantities.items()):
        theirs = [item for item in goods if item.line_id == line_id]
        there = sum((item.reservation.quantity for item in theirs), ZERO)
        if line_id not in lines or quantity < 0 or quantity != quantity.quantize(THOUSANDTH):
            raise UserError("Say how much to ship of the lines of this order.")
        if quantity > there:
            raise UserError("Only {quantity} are held for this line: no more can be shipped.", quantity=said(there))
        for item in theirs:
            part = min(quantity, item.reservation.quantity)
            if part:
                taken.append((item, part))
            quantity -= part
    return taken


def take_scanned(goods: Sequence[Held], scanned: Sequence[Scanned]) -> list[tuple[Held, Decimal]]:
    """Which reservation gives how much of exactly what was *scanned*. Raises UserError if a batch is not held any more."""
    taken: list[tuple[Held, Decimal]] = []
    for each in scanned:
        theirs = [item for item in goods if (item.line_id, item.batch.id) == (each.line_id, each.batch_id)]
        there = sum((item.reservation.quantity for item in theirs), ZERO)
        if each.quantity > there:
            raise UserError(
                "More was picked than is held for this order now: {picked} instead of {held} of one batch. Take the last "
                "scans back with F9, and scan them again.",
                picked=said(each.quantity),
                held=said(there),
            )
        quantity = each.quantity
        for item in theirs:
            part = min(quantity, item.reservation.quantity)
            if part:
                taken.append((item, part))
            quantity -= part
    return taken


def trouble(batch: Batch, place: str, pickable: bool, article: str, day: date) -> Phrase | None:
    """Why goods of a batch may not be shipped on *day*; None if they may [M95]."""
    if batch.blocked:
        return phrase(
            "Batch {batch} of {article} is blocked: release it and hold another one.", batch=batch.code, article=article
        )
    if batch.expiry is not None and batch.expiry < day:
        return phrase(
            "Batch {batch} of {article} has expired: release it and hold another one.", batch=batch.code, article=article
        )
    if not pickable:
        return phrase("Nothing is shipped from {place}: hold another batch of {article}.", place=place, article=article)
    return None


def book(
    session: Session, shipment: Shipment, taken: Sequence[tuple[Held, Decimal]], scanned: Sequence[Scanned] = ()
) -> None:
    """Shipment lines by batch, the goods out of stock, and the reservations that end with it.

    The serial numbers of what was *scanned* stand on the lines of their batch, as many on each as it has pieces.
    """
    serials = {(each.line_id, each.batch_id): list(each.serials) for each in scanned}
    rows = [
        ShipmentLine(
            shipment_id=shipment.id,
            warehouse_order_line_id=item.line_id,
            product_id=item.batch.product_id,
            batch_id=item.batch.id,
            location_id=item.location_id,
            quantity=quantity,
            serials=" ".join(_first(serials.get((item.line_id, item.batch.id), []), quantity)),
        )
        for item, quantity in taken
    ]
    session.add_all(rows)
    for item, quantity in taken:
        _end(session, item.reservation, quantity)
    session.flush()
    goods = [Goods(r.product_id, r.batch_id, r.location_id, r.quantity, shipment_line_id=r.id) for r in rows]
    take_out(session, MoveKind.SHIPMENT, goods, reserved=True, reason=shipment.number)


def _first(serials: list[str], quantity: Decimal) -> list[str]:
    """The first of *serials*, at most *quantity*; they are taken off the list."""
    count = int(quantity)
    first, serials[:] = serials[:count], serials[count:]
    return first


def _end(session: Session, reservation: Reservation, quantity: Decimal) -> None:
    """The shipped part of a reservation is SHIPPED; what is left of it goes on holding."""
    if quantity == reservation.quantity:
        reservation.state = ReservationState.SHIPPED
        return
    reservation.quantity -= quantity
    session.add(
        Reservation(
            balance_id=reservation.balance_id,
            warehouse_order_line_id=reservation.warehouse_order_line_id,
            quantity=quantity,
            state=ReservationState.SHIPPED,
            reserved_at=reservation.reserved_at,
            employee_id=reservation.employee_id,
            why=reservation.why,
        )
    )


def worth(
    session: Session, lines: Mapping[int, WarehouseOrderLine], taken: Sequence[tuple[Held, Decimal]]
) -> tuple[Decimal, Decimal]:
    """Net and tax of what is shipped now: each line's share up to now, less its share before."""
    now_shipped: dict[int, Decimal] = {}
    deal_lines: dict[int, DealLine] = {}
    for item, quantity in taken:
        now_shipped[item.line_id] = now_shipped.get(item.line_id, ZERO) + quantity
        deal_lines[item.line_id] = item.line
    net = tax = ZERO
    for line_id, quantity in now_shipped.items():
        line, before = deal_lines[line_id], lines[line_id].shipped
        net += share(line.net, before + quantity, line.quantity) - share(line.net, before, line.quantity)
        tax += share(line.tax, before + quantity, line.quantity) - share(line.tax, before, line.quantity)
    return net, tax


def share(amount: Decimal, quantity: Decimal, whole: Decimal) -> Decimal:
    """The part of *amount* that falls to *quantity* of *whole*, to the cent."""
    return cents(amount * quantity / whole)
