"""One scan at the receiving station: what it means on this receipt, counted once or refused with advice [M93, C15]."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.events import Scan, ScannedCode
from app.gs1 import plain_text, read_code
from app.language import Phrase, marked, phrase
from app.models.orders import PurchaseOrder, Receipt, ReceiptLine
from app.models.products import Barcode, Product
from app.models.session import acting, now, replayable, touch
from app.models.stock import Batch, Location, ScanRecord
from app.models.terms import Role
from app.operations.actors import require
from app.operations.own_codes import article_and_batch
from app.operations.receiving_books import BatchRow, Line, Met, count_on, line_for, met, write_down
from app.operations.reservations import today
from app.operations.station_rows import ScanResult

RECEIVED = "received"
REFUSED = "refused"
UNDONE = "undone"

_SEEN = {
    RECEIVED: marked("Counted already"),
    REFUSED: marked("Refused already"),
    UNDONE: marked("Taken back already"),
}
"""What is said of a scan that comes a second time."""


@replayable
def take_scan(
    session: Session,
    receipt_id: int,
    scan: Scan,
    *,
    quantity: Decimal | None = None,
    location_id: int | None = None,
    batch: str = "",
    expiry: date | None = None,
) -> ScanResult:
    """Count what was scanned; the same nonce counts once, however often it comes.

    quantity, batch, expiry: what the clerk adds where the box does not say. location_id: where the goods are put, as
    scanned before. A scan that cannot be counted is written down too and answered with good=False; nothing is raised
    for it, because the next scan must not be stopped. Raises NotFound if there is no such receipt, NotAllowed.
    """
    found = met(session, receipt_id, scan.nonce)
    if found is None or not found.allowed:
        require(session, Role.WAREHOUSE)
    if found is None:
        raise NotFound("This receipt does not exist.")
    meaning = read_code(scan.code, today=today(session))
    counting = _Counting(session, receipt_id, found, scan, meaning, location_id)
    if found.outcome is not None:
        return counting.answer(found.outcome == RECEIVED, Phrase(_SEEN[found.outcome]), phrase("This scan is recorded."))
    if meaning.problem is not None:
        return counting.refuse(phrase("Not a code of ours"), Phrase(meaning.problem), phrase("Scan it again."))
    printed = article_and_batch(plain_text(scan.code))[1] if meaning.gtin is None else ""
    code = meaning.batch or printed or batch.strip()
    line = counting.find_line(code)
    if isinstance(line, ScanResult):
        return line
    return counting.count(line, code, meaning.expiry or expiry, meaning.quantity if quantity is None else quantity)


class _Counting:
    """One scan on its way: finds its line, checks it, and writes it down once, counted or refused."""

    def __init__(
        self, session: Session, receipt_id: int, receipt: Met, scan: Scan, meaning: ScannedCode, location_id: int | None
    ) -> None:
        self.session = session
        self.receipt_id = receipt_id
        self.receipt = receipt
        self.scan = scan
        self.meaning = meaning
        self.location_id = location_id
        self.line: Line | None = None

    def find_line(self, batch: str) -> Line | ScanResult:
        """The line that the scanned product belongs to; or the answer, where it is a place, or nothing expected."""
        key = self.meaning.gtin or article_and_batch(plain_text(self.scan.code))[0]
        return line_for(self.session, self.receipt_id, key, batch or self.receipt.receipt_number) or self._elsewhere(key)

    def _elsewhere(self, key: str) -> ScanResult:
        place = self.session.execute(select(Location.id, Location.code).where(Location.code == key)).one_or_none()
        if place is not None:
            detail = phrase("What you scan next is put there.")
            return self.answer(True, phrase("Place {place}", place=place.code), detail, place_id=place.id)
        if not self.receipt.is_open:
            return self.refuse(phrase("Receipt is closed"), phrase("Nothing was booked"), phrase("Open the order again."))
        known = self.session.execute(
            select(Product.name, Product.code).join(Barcode, Barcode.product_id == Product.id).where(Barcode.code == key)
        ).one_or_none()
        if known is None:
            advice = phrase("Nobody knows this code yet. Put it on the red shelf and scan on.")
            return self.refuse(phrase("Unknown code"), phrase("Nothing was booked"), advice)
        advice = phrase("This article is not expected here. Put it on the red shelf and scan on.")
        refused = self.refuse(phrase("Not on this order"), phrase("Nothing was booked"), advice)
        return replace(refused, product_name=known.name, product_code=known.code)

    def count(self, line: Line, code: str, expiry: date | None, quantity: Decimal | None) -> ScanResult:
        """Count the scan on *line*, or say what is wrong or missing."""
        self.line = line
        counted = (Decimal(1) if quantity is None else quantity) * line.pack
        problem = self._wrong(line, counted, expiry)
        if problem is not None:
            return problem
        batch = self._batch(line, code, expiry)
        if isinstance(batch, ScanResult):
            return batch
        count_on(self.session, self.receipt_id, line, counted)
        self._write(RECEIVED, batch_id=batch.id, quantity=counted)
        detail = phrase(
            "+{quantity} {unit}, line {position}", quantity=_plain(counted), unit=Phrase(line.unit), position=line.position
        )
        answer = self.answer(True, phrase("Received"), detail)
        return replace(answer, batch=batch.code, expiry=batch.expiry, line=line.row(counted), place=self._place())

    def _wrong(self, line: Line, counted: Decimal, expiry: date | None) -> ScanResult | None:
        red_shelf = phrase("Put it on the red shelf and scan on.")
        if counted <= 0:
            return self.refuse(phrase("No quantity"), phrase("Nothing was booked"), phrase("Type how many there are."))
        if line.received + counted > line.expected:
            left = phrase(
                "Ordered {expected}, here already {received}.",
                expected=_plain(line.expected),
                received=_plain(line.received),
            )
            return self.refuse(phrase("Too many"), left, red_shelf)
        if expiry is not None and expiry < today(self.session):
            return self.refuse(phrase("Expired"), phrase("Use by {day}", day=expiry), red_shelf)
        serial = self.meaning.serial
        if serial and self._has_serial(line, serial):
            detail = phrase("Serial number {serial} is counted already.", serial=serial)
            return self.refuse(phrase("Counted already"), detail, phrase("Scan the next one."))
        return None

    def _has_serial(self, line: Line, serial: str) -> bool:
        found = self.session.scalar(
            select(ScanRecord.id)
            .join(ReceiptLine, ReceiptLine.id == ScanRecord.receipt_line_id)
            .where(ReceiptLine.product_id == line.product_id, ScanRecord.serial == serial, ScanRecord.outcome == RECEIVED)
            .limit(1)
        )
        return found is not None

    def _batch(self, line: Line, code: str, expiry: date | None) -> BatchRow | ScanResult:
        """The batch that this box belongs to, made if it is new; its first date counts [C15]."""
        if not code and line.has_expiry:
            return self._ask("batch", phrase("Which batch?"), phrase("The box does not say. Type the batch."))
        code = code or self.receipt.receipt_number
        batch = line.batch
        if batch is None:
            return self._new_batch(line, code, expiry)
        if expiry is not None and batch.expiry != expiry:
            known = batch.expiry or phrase("no date")
            detail = phrase("Batch {batch} has {known}, the box says {day}.", batch=code, known=known, day=expiry)
            return self.refuse(phrase("Different date"), detail, phrase("Put it on the red shelf and scan on."))
        if batch.blocked:
            detail = phrase("Batch {batch} is blocked: {reason}", batch=code, reason=batch.blocked_reason)
            return self.refuse(phrase("Blocked batch"), detail, phrase("Put it on the red shelf and scan on."))
        return batch

    def _new_batch(self, line: Line, code: str, expiry: date | None) -> BatchRow | ScanResult:
        if line.has_expiry and expiry is None:
            return self._ask("expiry", phrase("Use by when?"), phrase("The box does not say. Type the date."))
        supplier = self.session.scalar(
            select(PurchaseOrder.supplier_id)
            .join(Receipt, Receipt.purchase_order_id == PurchaseOrder.id)
            .where(Receipt.id == self.receipt_id)
        )
        batch = Batch(
            product_id=line.product_id,
            code=code,
            expiry=expiry,
            received_at=now(self.session),
            supplier_id=supplier,
            blocked=False,
        )
        self.session.add(batch)
        self.session.flush()
        return BatchRow(batch.id, batch.code, batch.expiry, blocked=False, blocked_reason="")

    def _ask(self, what: Literal["batch", "expiry"], word: Phrase, detail: Phrase) -> ScanResult:
        return replace(self.answer(False, word, detail), ask=what)

    def _place(self) -> str:
        if self.location_id is None:
            return ""
        return self.session.scalar(select(Location.code).where(Location.id == self.location_id)) or ""

    def refuse(self, word: Phrase, detail: Phrase, advice: Phrase) -> ScanResult:
        """Write the scan down as refused, and say so."""
        self._write(REFUSED, problem=word.said("en"))
        touch(self.session, Receipt.__tablename__, self.receipt_id)
        return replace(self.answer(False, word, detail), advice=advice)

    def _write(
        self, outcome: str, *, problem: str = "", batch_id: int | None = None, quantity: Decimal | None = None
    ) -> None:
        write_down(
            self.session,
            {
                "nonce": self.scan.nonce,
                "at": self.scan.at,
                "recorded_at": now(self.session),
                "code": self.scan.code.replace("\0", "\N{REPLACEMENT CHARACTER}"),
                "device": self.scan.device,
                "employee_id": acting(self.session),
                "outcome": outcome,
                "problem": problem,
                "receipt_id": self.receipt_id,
                "receipt_line_id": self.line.id if self.line else None,
                "batch_id": batch_id,
                "location_id": self.location_id,
                "serial": self.meaning.serial or "",
                "quantity": quantity,
            },
        )

    def answer(self, good: bool, word: Phrase, detail: Phrase, *, place_id: int | None = None) -> ScanResult:
        """What the station shows, without writing anything."""
        line = self.line
        return ScanResult(
            good,
            word,
            detail,
            self.scan.at,
            product_name=line.name if line else "",
            product_code=line.code if line else "",
            batch=self.meaning.batch or "",
            expiry=self.meaning.expiry,
            code_text="  ".join(f"{ai} {value}" for ai, value in self.meaning.elements.items()) or self.scan.code,
            place_id=place_id,
        )


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
