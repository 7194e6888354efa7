"""The rows behind picking: what is held for an order, what of it was scanned already, and which batches there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.orders import SalesOrder, WarehouseOrder, WarehouseOrderLine
from app.models.products import Barcode, Product
from app.models.session import touch
from app.models.stock import Batch, Location, ScanRecord, StockBalance
from app.models.terms import OrderState, Stage
from app.operations.shipping_goods import Held, held

PICKED = "picked"
REFUSED = "refused"
UNDONE = "undone"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Order:
    """The order that is picked. version: for finishing; stage: of its deal."""

    id: int
    version: int
    number: str
    state: OrderState
    stage: Stage
    company: str


@dataclass(frozen=True, slots=True)
class Article:
    """A scanned article. pack: units in what carries this code."""

    id: int
    name: str
    code: str
    unit: str
    has_expiry: bool
    pack: Decimal


@dataclass(frozen=True, slots=True)
class Picked:
    """What was scanned of one batch for one line, and has not left yet."""

    line_id: int
    batch_id: int
    quantity: Decimal
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class There:
    """Goods of one batch at one place. free: what nobody holds."""

    balance_id: int
    place: str
    pickable: bool
    on_hand: Decimal
    free: Decimal


def order(session: Session, order_id: int, *, locking: bool = False) -> Order | None:
    """The order; *locking*: one clerk after the other, until the transaction ends."""
    if locking:
        session.execute(select(WarehouseOrder.id).where(WarehouseOrder.id == order_id).with_for_update())
    row = session.execute(
        select(
            WarehouseOrder.id,
            WarehouseOrder.version,
            WarehouseOrder.number,
            WarehouseOrder.state,
            Deal.stage,
            Counterparty.name,
        )
        .join(SalesOrder, SalesOrder.id == WarehouseOrder.sales_order_id)
        .join(Deal, Deal.id == SalesOrder.deal_id)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .where(WarehouseOrder.id == order_id)
    ).one_or_none()
    return None if row is None else Order(*row)


def held_for(session: Session, order_id: int, *, locking: bool = False) -> list[Held]:
    """What is held for the order, by line, the oldest batch first."""
    lines = session.scalars(select(WarehouseOrderLine.id).where(WarehouseOrderLine.warehouse_order_id == order_id)).all()
    return held(session, lines, locking=locking)


def picked(session: Session, order_id: int) -> list[Picked]:
    """What was scanned for the order and has not left, by line and batch."""
    rows = session.execute(
        select(ScanRecord.warehouse_order_line_id, ScanRecord.batch_id, ScanRecord.quantity, ScanRecord.serial)
        .where(
            ScanRecord.warehouse_order_id == order_id,
            ScanRecord.outcome == PICKED,
            ScanRecord.shipment_line_id.is_(None),
        )
        .order_by(ScanRecord.id)
    ).all()
    quantities: dict[tuple[int, int], Decimal] = {}
    serials: dict[tuple[int, int], list[str]] = {}
    for row in rows:
        key = (row.warehouse_order_line_id, row.batch_id)
        quantities[key] = quantities.get(key, ZERO) + row.quantity
        serials.setdefault(key, []).extend([row.serial] if row.serial else [])
    return [Picked(*key, quantity, tuple(serials[key])) for key, quantity in sorted(quantities.items())]


def article(session: Session, code: str) -> Article | None:
    """The article that carries *code*."""
    row = session.execute(
        select(Product.id, Product.name, Product.code, Product.unit, Product.has_expiry, Barcode.quantity)
        .join(Barcode, Barcode.product_id == Product.id)
        .where(Barcode.code == code)
    ).first()
    return None if row is None else Article(*row)


def batch(session: Session, product_id: int, code: str) -> Batch | None:
    """The batch *code* of an article."""
    return session.scalars(select(Batch).where(Batch.product_id == product_id, Batch.code == code)).one_or_none()


def there(session: Session, batch_id: int) -> list[There]:
    """Where goods of a batch lie, and how much of them is free."""
    rows = session.execute(
        select(StockBalance.id, Location.code, Location.pickable, StockBalance.on_hand, StockBalance.reserved)
        .join(Location, Location.id == StockBalance.location_id)
        .where(StockBalance.batch_id == batch_id, StockBalance.on_hand > 0)
        .order_by(StockBalance.id)
    )
    return [There(row.id, row.code, row.pickable, row.on_hand, row.on_hand - row.reserved) for row in rows]


def has_serial(session: Session, product_id: int, serial: str) -> str | None:
    """The order for which this serial number of an article was scanned already; None if it was not."""
    return session.scalar(
        select(WarehouseOrder.number)
        .join(ScanRecord, ScanRecord.warehouse_order_id == WarehouseOrder.id)
        .join(WarehouseOrderLine, WarehouseOrderLine.id == ScanRecord.warehouse_order_line_id)
        .where(
            WarehouseOrderLine.product_id == product_id,
            ScanRecord.serial == serial,
            ScanRecord.outcome == PICKED,
        )
        .limit(1)
    )


def mark_shipped(session: Session, order_id: int, lines: Sequence[tuple[int, int, int]]) -> None:
    """Note which shipment line took what was scanned: (order line, batch, shipment line)."""
    for line_id, batch_id, shipment_line_id in lines:
        session.execute(
            update(ScanRecord)
            .where(
                ScanRecord.warehouse_order_id == order_id,
                ScanRecord.warehouse_order_line_id == line_id,
                ScanRecord.batch_id == batch_id,
                ScanRecord.outcome == PICKED,
                ScanRecord.shipment_line_id.is_(None),
            )
            .values(shipment_line_id=shipment_line_id)
            .execution_options(synchronize_session=False)
        )
    touch(session, ScanRecord.__tablename__)


def older(one: tuple[date | None, datetime, str], other: tuple[date | None, datetime, str]) -> bool:
    """Whether the batch *one* (expiry, received, code) leaves before *other* [C14]."""
    return (one[0] or date.max, *one[1:]) < (other[0] or date.max, *other[1:])


def open_picks(session: Session, order_ids: Sequence[int]) -> dict[int, Decimal]:
    """Order → how much was scanned for it and has not left."""
    rows = session.execute(
        select(ScanRecord.warehouse_order_id, func.sum(ScanRecord.quantity))
        .where(
            ScanRecord.warehouse_order_id.in_(order_ids),
            ScanRecord.outcome == PICKED,
            ScanRecord.shipment_line_id.is_(None),
        )
        .group_by(ScanRecord.warehouse_order_id)
    )
    return {order_id: quantity for order_id, quantity in rows if order_id is not None and quantity is not None}
