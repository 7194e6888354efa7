"""Labels that the receiving station prints: the batch of the last scan, and the bench card with its commands."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.events import Document
from app.gtin import Gtin
from app.language import phrase
from app.models.orders import ReceiptLine
from app.models.products import Barcode, Product
from app.models.session import now
from app.models.stock import Batch, ScanRecord
from app.models.terms import Role
from app.operations.actors import require
from app.operations.receiving_scan import RECEIVED
from app.reports.bench_card import BenchCommand, bench_card
from app.reports.labels import LARGE, BatchLabel, LabelSize, batch_labels


def last_batch_label(session: Session, receipt_id: int, language: str, size: LabelSize = LARGE) -> Document:
    """The label of the batch that was counted last on this receipt. Raises UserError if nothing is counted yet."""
    require(session, Role.WAREHOUSE)
    row = session.execute(
        select(Product.id, Product.code, Product.name, Batch.code.label("batch"), Batch.expiry)
        .select_from(ScanRecord)
        .join(ReceiptLine, ReceiptLine.id == ScanRecord.receipt_line_id)
        .join(Product, Product.id == ReceiptLine.product_id)
        .join(Batch, Batch.id == ScanRecord.batch_id)
        .where(ScanRecord.receipt_id == receipt_id, ScanRecord.outcome == RECEIVED)
        .order_by(ScanRecord.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise UserError("Nothing is counted yet: scan the goods first.")
    label = BatchLabel(row.code, row.name, row.batch, gtin_of(session, row.id), row.expiry)
    return batch_labels([label], size, language, now(session))


def gtin_of(session: Session, product_id: int) -> str | None:
    """The GTIN of one unit; None if the article only has codes of our own."""
    codes = session.scalars(
        select(Barcode.code).where(Barcode.product_id == product_id, Barcode.quantity == 1).order_by(Barcode.id)
    )
    return next((code for code in codes if _is_gtin(code)), None)


def _is_gtin(code: str) -> bool:
    try:
        Gtin(code)
    except ValueError:
        return False
    return True


def station_bench_card(session: Session, commands: Mapping[str, tuple[str, str]], language: str) -> Document:
    """The card that lies on the bench: code → (key, sentence), in *language*."""
    rows = [BenchCommand(code, key, phrase(sentence).said(language)) for code, (key, sentence) in commands.items()]
    return bench_card(rows, language, now(session))
