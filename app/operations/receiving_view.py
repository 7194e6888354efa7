"""What waits to be received, and how far a receipt is."""

from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.gs1 import plain_text, read_code
from app.language import Phrase, phrase
from app.models.counterparties import Counterparty
from app.models.orders import ProductionOrder, ProductionOrderLine, PurchaseOrder, PurchaseOrderLine, Receipt, ReceiptLine
from app.models.products import Barcode, Product
from app.models.stock import Batch, ScanRecord
from app.models.terms import OrderState, ReceiptState
from app.operations.reservations import today
from app.operations.settings import setting
from app.operations.station_rows import LastScan, StationLine, StationOrder, StationView

LAST_SCANS = 6


def expected(session: Session) -> tuple[StationOrder, ...]:
    """Orders whose goods have not all come, the earliest promise first, those without a promise last."""
    rows = [*_from_plant(session), *_from_suppliers(session)]
    return tuple(sorted(rows, key=lambda row: (row.promised_on is None, row.promised_on, row.number)))


def numbered(session: Session, number: str) -> StationOrder | None:
    """The order of this *number*, in capitals or not, whose goods have not all come."""
    wanted = number.strip().casefold()
    return next((row for row in expected(session) if row.number.casefold() == wanted), None)


def _from_plant(session: Session) -> list[StationOrder]:
    line = ProductionOrderLine
    rows = session.execute(
        select(
            ProductionOrder.id,
            ProductionOrder.number,
            func.count(line.id).label("lines"),
            func.sum(line.quantity).label("ordered"),
            func.sum(line.received).label("received"),
            func.min(line.promised_on).label("promised_on"),
            func.max(Receipt.number).label("receipt"),
        )
        .join(line, line.production_order_id == ProductionOrder.id)
        .outerjoin(Receipt, (Receipt.production_order_id == ProductionOrder.id) & (Receipt.state == ReceiptState.OPEN))
        .where(ProductionOrder.state == OrderState.OPEN, line.received < line.quantity)
        .group_by(ProductionOrder.id, ProductionOrder.number)
    )
    plant = plant_name(session)
    return [
        StationOrder("production", r.id, r.number, plant, r.lines, r.ordered - r.received, r.promised_on, _begun(r.receipt))
        for r in rows
    ]


def _from_suppliers(session: Session) -> list[StationOrder]:
    line = PurchaseOrderLine
    rows = session.execute(
        select(
            PurchaseOrder.id,
            PurchaseOrder.number,
            Counterparty.name,
            func.count(line.id).label("lines"),
            func.sum(line.quantity).label("ordered"),
            func.sum(line.received).label("received"),
            func.min(line.promised_on).label("promised_on"),
            func.max(Receipt.number).label("receipt"),
        )
        .join(line, line.purchase_order_id == PurchaseOrder.id)
        .join(Counterparty, Counterparty.id == PurchaseOrder.supplier_id)
        .outerjoin(Receipt, (Receipt.purchase_order_id == PurchaseOrder.id) & (Receipt.state == ReceiptState.OPEN))
        .where(PurchaseOrder.state == OrderState.OPEN, line.received < line.quantity)
        .group_by(PurchaseOrder.id, PurchaseOrder.number, Counterparty.name)
    )
    return [
        StationOrder("purchase", r.id, r.number, r.name, r.lines, r.ordered - r.received, r.promised_on, _begun(r.receipt))
        for r in rows
    ]


def _begun(receipt_number: str | None) -> Phrase | None:
    return phrase("begun, {number}", number=receipt_number) if receipt_number else None


def plant_name(session: Session) -> str:
    """What the company calls its plant."""
    return str(setting(session, "plant.name", "") or phrase("Plant").said())


def view(session: Session, receipt_id: int) -> StationView:
    """The receipt as the station shows it. Raises NotFound."""
    head = session.execute(
        select(
            Receipt.id,
            Receipt.version,
            Receipt.number,
            Receipt.state,
            func.coalesce(ProductionOrder.number, PurchaseOrder.number, "").label("order_number"),
            Counterparty.name.label("partner"),
        )
        .outerjoin(ProductionOrder, ProductionOrder.id == Receipt.production_order_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == Receipt.purchase_order_id)
        .outerjoin(Counterparty, Counterparty.id == PurchaseOrder.supplier_id)
        .where(Receipt.id == receipt_id)
    ).one_or_none()
    if head is None:
        raise NotFound("This receipt does not exist.")
    scans = _last_scans(session, receipt_id)
    last_line = next((line_id for line_id, scan in scans if scan.good), None)
    lines = _lines(session, receipt_id, last_line)
    wanted = sum((line.expected for line in lines), Decimal(0))
    counted = sum((line.counted for line in lines), Decimal(0))
    return StationView(
        head.id,
        head.version,
        head.number,
        head.order_number,
        head.partner or plant_name(session),
        head.state is ReceiptState.DONE,
        lines,
        sum((max(line.expected - line.counted, Decimal(0)) for line in lines), Decimal(0)),
        counted,
        wanted,
        sum(line.counted < line.expected for line in lines),
        tuple(scan for _, scan in scans),
    )


def _lines(session: Session, receipt_id: int, last_line: int | None) -> tuple[StationLine, ...]:
    rows = session.execute(
        select(
            ReceiptLine.id,
            ReceiptLine.position,
            Product.name,
            Product.code,
            Product.unit,
            ReceiptLine.expected,
            ReceiptLine.received,
        )
        .join(Product, Product.id == ReceiptLine.product_id)
        .where(ReceiptLine.receipt_id == receipt_id)
        .order_by(ReceiptLine.position)
    )
    return tuple(
        StationLine(r.id, r.position, r.name, r.code, r.unit, r.expected, r.received, r.id == last_line) for r in rows
    )


def _last_scans(session: Session, receipt_id: int) -> list[tuple[int | None, LastScan]]:
    rows = session.execute(
        select(
            ScanRecord.receipt_line_id,
            ScanRecord.at,
            ScanRecord.outcome,
            ScanRecord.code,
            Product.name,
            Batch.code.label("batch"),
        )
        .outerjoin(ReceiptLine, ReceiptLine.id == ScanRecord.receipt_line_id)
        .outerjoin(Product, Product.id == ReceiptLine.product_id)
        .outerjoin(Batch, Batch.id == ScanRecord.batch_id)
        .where(ScanRecord.receipt_id == receipt_id, ScanRecord.outcome.in_(("received", "refused")))
        .order_by(ScanRecord.id.desc())
        .limit(LAST_SCANS)
    )
    found = rows.all()
    names = names_of(session, [row.code for row in found if not row.name])
    return [
        (
            row.receipt_line_id,
            LastScan(
                row.at,
                ", ".join(part for part in (row.name or names[row.code], row.batch) if part),
                row.outcome == "received",
            ),
        )
        for row in found
    ]


def names_of(session: Session, codes: list[str]) -> dict[str, str]:
    """What to call codes that belong to no line: the article if it is one of ours, else what the code says."""
    meanings = {code: read_code(code, today=today(session)) for code in codes}
    keys = {code: meaning.gtin or plain_text(code) for code, meaning in meanings.items()}
    query = select(Barcode.code, Product.name).join(Product, Product.id == Barcode.product_id)
    known = (
        {row.code: row.name for row in session.execute(query.where(Barcode.code.in_(set(keys.values()))))} if keys else {}
    )
    return {code: known.get(key) or plain_text(code) for code, key in keys.items()}
