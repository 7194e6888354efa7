"""Picking: the last scan taken back, everything that was picked shipped, and the label of what was picked last [M63-M65]."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.events import Document
from app.models.orders import ShipmentLine, WarehouseOrder, WarehouseOrderLine
from app.models.products import Product
from app.models.session import acting, now, touch
from app.models.stock import Batch, ScanRecord
from app.models.terms import Role
from app.operations.actors import require
from app.operations.paper_printing import attachment
from app.operations.picking_books import PICKED, UNDONE, ZERO, mark_shipped, order, picked
from app.operations.picking_view import view
from app.operations.receiving_labels import gtin_of
from app.operations.shipping import print_delivery_note, ship
from app.operations.shipping_rows import Scanned, ShippedRow
from app.operations.station_rows import StationView
from app.reports.labels import LARGE, BatchLabel, LabelSize, batch_labels


def open_order(session: Session, order_id: int) -> StationView:
    """Begin, or go on with, an order. Raises NotFound, UserError if nothing of it can go."""
    require(session, Role.WAREHOUSE)
    found = view(session, order_id)
    if found.ended is not None:
        raise UserError(found.ended.sentence, **found.ended.params)
    return found


def undo_last(session: Session, order_id: int) -> StationView:
    """Take back one's own newest picked scan that has not left. Raises UserError if there is none.

    What the scan has held stays held: another batch, if it is scanned now, is asked about anew.
    """
    require(session, Role.WAREHOUSE)
    if order(session, order_id, locking=True) is None:
        raise NotFound("This order does not exist.")
    record = session.scalars(
        select(ScanRecord)
        .where(
            ScanRecord.warehouse_order_id == order_id,
            ScanRecord.outcome == PICKED,
            ScanRecord.shipment_line_id.is_(None),
            ScanRecord.employee_id == acting(session),
        )
        .order_by(ScanRecord.id.desc())
        .limit(1)
    ).one_or_none()
    if record is None:
        raise UserError("There is no scan of yours to take back.")
    record.outcome = UNDONE
    touch(session, WarehouseOrder.__tablename__, order_id)
    session.flush()
    return view(session, order_id)


def finish(session: Session, order_id: int, version: int, seen: Decimal, *, carrier: str = "") -> ShippedRow:
    """Ship exactly what was picked, by batch, with its serial numbers; what was not picked stays held for the order.

    seen: how much the clerk's screen showed as picked. Raises UserError if nothing is picked, if the books have more or
    less than the clerk has seen, or if what was picked is not held any more; Conflict; NotAllowed.
    """
    require(session, Role.WAREHOUSE)
    if order(session, order_id, locking=True) is None:
        raise NotFound("This order does not exist.")
    picks = picked(session, order_id)
    total = sum((pick.quantity for pick in picks), ZERO)
    if total != seen:
        raise UserError(
            "Meanwhile {count} are picked for this order, you have seen {seen}: look at the lines, then press F12 again.",
            count=total,
            seen=seen,
        )
    if not picks:
        raise UserError("Nothing is picked yet: scan the goods first.")
    scanned = [Scanned(pick.line_id, pick.batch_id, pick.quantity, pick.serials) for pick in picks]
    shipped = ship(session, order_id, version, scanned=scanned, carrier=carrier)
    lines = session.execute(
        select(ShipmentLine.warehouse_order_line_id, ShipmentLine.batch_id, ShipmentLine.id)
        .where(ShipmentLine.shipment_id == shipped.shipment_id)
        .order_by(ShipmentLine.id)
    )
    mark_shipped(session, order_id, [(row[0], row[1], row[2]) for row in lines])
    return shipped


def delivery_note(session: Session, shipment_id: int) -> Document:
    """The delivery note of a shipment, printed, kept with its deal and handed out. For a transaction of its own."""
    require(session, Role.WAREHOUSE)
    return attachment(session, print_delivery_note(session, shipment_id))


def last_batch_label(session: Session, order_id: int, language: str, size: LabelSize = LARGE) -> Document:
    """The label of the batch that was picked last for this order. Raises UserError if nothing is picked yet."""
    require(session, Role.WAREHOUSE)
    row = session.execute(
        select(Product.id, Product.code, Product.name, Batch.code.label("batch"), Batch.expiry)
        .select_from(ScanRecord)
        .join(WarehouseOrderLine, WarehouseOrderLine.id == ScanRecord.warehouse_order_line_id)
        .join(Product, Product.id == WarehouseOrderLine.product_id)
        .join(Batch, Batch.id == ScanRecord.batch_id)
        .where(ScanRecord.warehouse_order_id == order_id, ScanRecord.outcome == PICKED)
        .order_by(ScanRecord.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise UserError("Nothing is picked yet: scan the goods first.")
    label = BatchLabel(row.code, row.name, row.batch, gtin_of(session, row.id), row.expiry)
    return batch_labels([label], size, language, now(session))
