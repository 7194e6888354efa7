"""Receipts: begun for what an order still expects, filled by scans, finished into stock [M63, M93]."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import phrase
from app.models.deals import Deal
from app.models.notice_terms import NoticeKind
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    ReceiptLine,
    SalesOrder,
    SalesOrderLine,
    WarehouseOrderLine,
)
from app.models.session import acting, now, touch
from app.models.stock import Location, ScanRecord
from app.models.terms import MoveKind, OrderState, ReceiptState, Role
from app.operations.actors import require
from app.operations.editing import expect
from app.operations.notices import gone, tell
from app.operations.numbering import Series, next_number
from app.operations.receiving_scan import RECEIVED, UNDONE
from app.operations.receiving_view import view
from app.operations.reservations import hold_received, reserve_open_orders
from app.operations.station_rows import Kind, StationView
from app.operations.stock import Goods, bring_in


def open_receipt(session: Session, kind: Kind, order_id: int) -> StationView:
    """Begin, or go on with, the receipt of an order's goods. Raises NotFound, UserError if nothing is to come."""
    require(session, Role.WAREHOUSE)
    begun = session.scalar(
        select(Receipt.id).where(
            Receipt.state == ReceiptState.OPEN,
            (Receipt.production_order_id if kind == "production" else Receipt.purchase_order_id) == order_id,
        )
    )
    if begun is not None:
        return view(session, begun)
    lines = _outstanding(session, kind, order_id)
    if not lines:
        raise UserError("Nothing is left to receive of this order.")
    receipt = Receipt(
        number=next_number(session, Series.RECEIPT),
        production_order_id=order_id if kind == "production" else None,
        purchase_order_id=order_id if kind == "purchase" else None,
        state=ReceiptState.OPEN,
        opened_at=now(session),
        opened_by_id=acting(session),
    )
    session.add(receipt)
    session.flush()
    session.add_all(
        ReceiptLine(
            receipt_id=receipt.id,
            production_order_line_id=line_id if kind == "production" else None,
            purchase_order_line_id=line_id if kind == "purchase" else None,
            product_id=product_id,
            position=position,
            expected=quantity,
            received=Decimal(0),
        )
        for position, (line_id, product_id, quantity) in enumerate(lines, 1)
    )
    session.flush()
    return view(session, receipt.id)


def _outstanding(session: Session, kind: Kind, order_id: int) -> list[tuple[int, int, Decimal]]:
    """(order line, product, quantity to come); the order is locked, so that only one receipt is begun for it."""
    order = ProductionOrder if kind == "production" else PurchaseOrder
    state = session.scalar(select(order.state).where(order.id == order_id).with_for_update())
    if state is None:
        raise NotFound("This order does not exist.")
    if state is not OrderState.OPEN:
        raise UserError("This order is not open any more.")
    line = ProductionOrderLine if kind == "production" else PurchaseOrderLine
    owner = ProductionOrderLine.production_order_id if kind == "production" else PurchaseOrderLine.purchase_order_id
    rows = session.execute(
        select(line.id, line.product_id, line.quantity, line.received)
        .where(owner == order_id, line.received < line.quantity)
        .order_by(line.id)
    )
    return [(row.id, row.product_id, row.quantity - row.received) for row in rows]


def undo_last(session: Session, receipt_id: int) -> StationView:
    """Take back the newest counted scan of this receipt. Raises UserError if there is none, or it is closed."""
    require(session, Role.WAREHOUSE)
    _open(session, receipt_id)
    record = session.scalars(
        select(ScanRecord)
        .where(ScanRecord.receipt_id == receipt_id, ScanRecord.outcome == RECEIVED)
        .order_by(ScanRecord.id.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if record is None:
        raise UserError("There is no scan to take back.")
    record.outcome = UNDONE
    session.execute(
        update(ReceiptLine)
        .where(ReceiptLine.id == record.receipt_line_id)
        .values(received=ReceiptLine.received - record.quantity)
    )
    touch(session, Receipt.__tablename__, receipt_id)
    session.flush()
    return view(session, receipt_id)


def _open(session: Session, receipt_id: int) -> Receipt:
    receipt = session.get(Receipt, receipt_id, with_for_update=True)
    if receipt is None:
        raise NotFound("This receipt does not exist.")
    if receipt.state is not ReceiptState.OPEN:
        raise UserError("Receipt {number} is closed already.", number=receipt.number)
    return receipt


@dataclass(frozen=True, slots=True)
class _Counted:
    """What was scanned of one batch at one place, for one line of the receipt."""

    line_id: int
    product_id: int
    batch_id: int
    location_id: int
    quantity: Decimal
    production_line_id: int | None
    purchase_line_id: int | None


def finish(session: Session, receipt_id: int, version: int) -> StationView:
    """Book everything that was counted into stock, and close the receipt; what did not come stays open in its order.

    Goods that were made or bought for an order line are held for it at once, and the seller is told; what is free then
    serves the orders that wait, the oldest first. Raises UserError if nothing was counted, Conflict if *version* is old.
    """
    require(session, Role.WAREHOUSE)
    receipt = _open(session, receipt_id)
    expect(receipt, version)
    counted = _counted(session, receipt_id)
    if not counted:
        raise UserError("Nothing is counted yet: scan the goods first.")
    goods = [Goods(c.product_id, c.batch_id, c.location_id, c.quantity, receipt_line_id=c.line_id) for c in counted]
    balances = bring_in(session, MoveKind.RECEIPT, goods, reason=receipt.number)
    for item in counted:
        order_line = _order_line(session, item)
        if order_line is not None:
            hold_received(session, order_line, balances[item.batch_id, item.location_id], item.quantity)
    receipt.state = ReceiptState.DONE
    receipt.done_at = now(session)
    session.flush()
    _close_order(session, receipt)
    _tell_sellers(session, receipt)
    reserve_open_orders(session, {item.product_id for item in counted})
    session.flush()
    return view(session, receipt_id)


def _counted(session: Session, receipt_id: int) -> list[_Counted]:
    arrival = session.scalar(select(Location.id).where(Location.receives).order_by(Location.id).limit(1))
    place = func.coalesce(ScanRecord.location_id, arrival)
    rows = session.execute(
        select(
            ReceiptLine.id.label("line_id"),
            ReceiptLine.product_id,
            ScanRecord.batch_id,
            place.label("location_id"),
            func.sum(ScanRecord.quantity).label("quantity"),
            ReceiptLine.production_order_line_id.label("production_line_id"),
            ReceiptLine.purchase_order_line_id.label("purchase_line_id"),
        )
        .join(ScanRecord, ScanRecord.receipt_line_id == ReceiptLine.id)
        .where(ReceiptLine.receipt_id == receipt_id, ScanRecord.outcome == RECEIVED)
        .group_by(
            ReceiptLine.id,
            ReceiptLine.product_id,
            ScanRecord.batch_id,
            place,
            ReceiptLine.production_order_line_id,
            ReceiptLine.purchase_order_line_id,
        )
        .order_by(ReceiptLine.id, ScanRecord.batch_id)
    ).all()
    if rows and any(row.location_id is None for row in rows):
        raise UserError("No place is set up where goods arrive: name one in the locations.")
    return [_Counted(**row._mapping) for row in rows]


def _order_line(session: Session, item: _Counted) -> int | None:
    """Count *item* as received in its order; the warehouse order's line that it was made or bought for, grown by it."""
    line = ProductionOrderLine if item.production_line_id is not None else PurchaseOrderLine
    sales_line = session.scalar(
        update(line)
        .where(line.id == (item.production_line_id or item.purchase_line_id))
        .values(received=line.received + item.quantity, version=line.version + 1)
        .returning(line.sales_order_line_id)
        .execution_options(synchronize_session=False)
    )
    touch(session, line.__tablename__)
    if sales_line is None:
        return None
    touch(session, WarehouseOrderLine.__tablename__)
    return session.scalar(
        update(WarehouseOrderLine)
        .where(WarehouseOrderLine.sales_order_line_id == sales_line)
        .values(quantity=WarehouseOrderLine.quantity + item.quantity, version=WarehouseOrderLine.version + 1)
        .returning(WarehouseOrderLine.id)
        .execution_options(synchronize_session=False)
    )


def _close_order(session: Session, receipt: Receipt) -> None:
    order: ProductionOrder | PurchaseOrder | None
    if receipt.production_order_id is not None:
        order = session.get(ProductionOrder, receipt.production_order_id)
        open_lines = select(func.count(ProductionOrderLine.id)).where(
            ProductionOrderLine.production_order_id == receipt.production_order_id,
            ProductionOrderLine.received < ProductionOrderLine.quantity,
        )
    else:
        order = session.get(PurchaseOrder, receipt.purchase_order_id)
        open_lines = select(func.count(PurchaseOrderLine.id)).where(
            PurchaseOrderLine.purchase_order_id == receipt.purchase_order_id,
            PurchaseOrderLine.received < PurchaseOrderLine.quantity,
        )
    if order is not None and not session.scalar(open_lines):
        order.state = OrderState.DONE
        gone(session, "production" if isinstance(order, ProductionOrder) else "purchases", order.id)


def _tell_sellers(session: Session, receipt: Receipt) -> None:
    """Tell each seller whose deal these goods were made or bought for."""
    production, purchase = ProductionOrderLine.sales_order_line_id, PurchaseOrderLine.sales_order_line_id
    deals = session.execute(
        select(Deal.id, Deal.number, Deal.seller_id)
        .join(SalesOrder, SalesOrder.deal_id == Deal.id)
        .join(SalesOrderLine, SalesOrderLine.sales_order_id == SalesOrder.id)
        .join(ReceiptLine, ReceiptLine.receipt_id == receipt.id)
        .outerjoin(ProductionOrderLine, ProductionOrderLine.id == ReceiptLine.production_order_line_id)
        .outerjoin(PurchaseOrderLine, PurchaseOrderLine.id == ReceiptLine.purchase_order_line_id)
        .where(SalesOrderLine.id == func.coalesce(production, purchase))
        .distinct()
    )
    for deal in deals:
        news = phrase("Goods for deal {number} are in stock.", number=deal.number)
        tell(session, [deal.seller_id], news, place="deals", record_id=deal.id, kind=NoticeKind.GOODS)
