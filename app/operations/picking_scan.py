"""One scan while an order is picked: the right batch is counted, another one asked about, the wrong one refused [M89-M95].

The oldest batch goes first. An older batch than the held one, or one instead of a blocked or expired one, is held by the
scan itself; a younger one only with a reason, and not at all where the company's setting ``shipping.younger_batch`` is off.
"""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.events import Scan, ScannedCode
from app.gs1 import plain_text, read_code
from app.language import Phrase, marked, phrase
from app.models.orders import WarehouseOrder
from app.models.products import Product
from app.models.session import acting, now, replayable, touch
from app.models.stock import Batch, Location, ScanRecord
from app.models.terms import Role
from app.operations.actors import require
from app.operations.own_codes import article_and_batch, is_batch_alone
from app.operations.picking_batch import Choosing, Refusal
from app.operations.picking_books import (
    PICKED,
    REFUSED,
    UNDONE,
    ZERO,
    Article,
    Order,
    article,
    batch,
    has_serial,
    held_for,
    order,
    picked,
)
from app.operations.picking_proposal import Left
from app.operations.picking_view import to_take, why_closed
from app.operations.receiving_books import write_down
from app.operations.reservations import today
from app.operations.shipping_goods import Held
from app.operations.station_rows import ScanResult, StationLine

BACK_TO_PLACE = phrase("Put it back to its place and scan on.")
RED_SHELF = phrase("Put it on the red shelf and scan on.")
NOTHING_PICKED = phrase("Nothing was picked")

_SEEN = {
    PICKED: marked("Picked already"),
    REFUSED: marked("Refused already"),
    UNDONE: marked("Taken back already"),
}
"""What is said of a scan that comes a second time."""


@replayable
def take_pick(
    session: Session,
    order_id: int,
    scan: Scan,
    *,
    quantity: Decimal | None = None,
    batch: str = "",
    reason: str = "",
) -> ScanResult:
    """Count what was scanned for the order; the same nonce counts once, however often it comes.

    quantity, batch: what the clerk adds where the box does not say. reason: why a younger batch is taken. A scan that
    cannot be counted is written down too and answered with good=False. Raises NotFound if there is no such order,
    NotAllowed.
    """
    require(session, Role.WAREHOUSE)
    head = order(session, order_id, locking=True)
    if head is None:
        raise NotFound("This order does not exist.")
    meaning = read_code(scan.code, today=today(session))
    picking = _Picking(session, head, scan, meaning)
    seen = session.scalar(select(ScanRecord.outcome).where(ScanRecord.nonce == scan.nonce))
    if seen is not None:
        return picking.answer(seen == PICKED, Phrase(_SEEN[seen]), phrase("This scan is recorded."))
    if meaning.problem is not None and not is_batch_alone(meaning):
        return picking.refuse(phrase("Not a code of ours"), Phrase(meaning.problem), phrase("Scan it again."))
    closed = why_closed(head)
    if closed is not None:
        return picking.refuse(phrase("Order is closed"), closed, BACK_TO_PLACE)
    picking.look()
    known = picking.find(batch.strip())
    if isinstance(known, ScanResult):
        return known
    return picking.count(known, meaning.quantity if quantity is None else quantity, reason.strip())


class _Picking:
    """One scan on its way: finds article and batch, checks them, and writes it down once, picked or refused."""

    def __init__(self, session: Session, head: Order, scan: Scan, meaning: ScannedCode) -> None:
        self.session = session
        self.head = head
        self.scan = scan
        self.meaning = meaning
        self.article: Article | None = None
        self.code = ""
        self.goods: list[Held] = []
        self.left: list[Left] = []
        self.done: dict[int, Decimal] = {}

    def look(self) -> None:
        """See what is held for the order, locked until the end, and what of it was picked."""
        self.goods = held_for(self.session, self.head.id, locking=True)
        picks = picked(self.session, self.head.id)
        self.left = to_take(self.goods, picks)
        for pick in picks:
            self.done[pick.line_id] = self.done.get(pick.line_id, ZERO) + pick.quantity

    # Which article

    def find(self, typed: str) -> Article | ScanResult:
        """The article that was scanned, and its batch in ``code``; or the answer, where it is none of this order."""
        key, printed = article_and_batch(plain_text(self.scan.code))
        self.code = self.meaning.batch or typed
        if is_batch_alone(self.meaning):
            return self._by_batch_alone()
        if self.meaning.gtin is None and not self.code:
            self.code = printed
        known = article(self.session, self.meaning.gtin or key)
        if known is None:
            return self._no_article(plain_text(self.scan.code).strip())
        self.article = known
        if self._lines_of(known.id):
            return known
        wanted = phrase("The order wants other articles. Put it back to its place and scan on.")
        return self.refuse(phrase("Not on this order"), NOTHING_PICKED, wanted)

    def _by_batch_alone(self) -> Article | ScanResult:
        """A label whose batch stands in a symbol of its own: enough where one article of the order is held of it."""
        found = {item.batch.product_id: item for item in self.goods if item.batch.code == self.meaning.batch}
        if len(found) != 1:
            advice = phrase("The batch alone does not say which article it is: scan the code with the article.")
            return self.refuse(phrase("Which article?"), NOTHING_PICKED, advice)
        (item,) = found.values()
        line = item.line
        code = self.session.scalars(select(Product.code).where(Product.id == item.batch.product_id)).one()
        self.article = Article(item.batch.product_id, line.product_name, code, line.unit, has_expiry=False, pack=Decimal(1))
        return self.article

    def _no_article(self, text: str) -> ScanResult:
        place = self.session.execute(select(Location.id, Location.code).where(Location.code == text)).one_or_none()
        if place is not None:
            return self._at_place(place.id, place.code)
        if self.session.scalar(select(WarehouseOrder.id).where(WarehouseOrder.number == text.upper())):
            detail = phrase("This is the number of an order.")
            return self.refuse(phrase("Finish this one first"), detail, phrase("F12 finishes, Esc leaves it as it is."))
        return self.refuse(
            phrase("Unknown code"), NOTHING_PICKED, phrase("Nobody knows this code. Check the box, and scan on.")
        )

    def _at_place(self, place_id: int, place: str) -> ScanResult:
        here = [(item, quantity) for item, quantity in self.left if item.location_id == place_id]
        if not here:
            detail = phrase("Nothing for this order is taken from here.")
        else:
            item, quantity = here[0]
            detail = phrase(
                "Take {quantity} of {article}, batch {batch}.",
                quantity=quantity,
                article=item.line.product_name,
                batch=item.batch.code,
            )
        return self.answer(True, phrase("Place {place}", place=place), detail, place_id=place_id)

    def _lines_of(self, product_id: int) -> list[int]:
        """Lines of the order with something held of the article, those that lack something first."""
        lines = list(dict.fromkeys(item.line_id for item in self.goods if item.batch.product_id == product_id))
        lacking = {item.line_id for item, _ in self.left}
        return sorted(lines, key=lambda line_id: line_id not in lacking)

    # Whether it may go

    def count(self, known: Article, quantity: Decimal | None, reason: str) -> ScanResult:
        """Pick the scan, or say what is wrong or missing."""
        line_id = self._lines_of(known.id)[0]
        counted = (Decimal(1) if quantity is None else quantity) * known.pack
        wrong = self._wrong(known, line_id, counted)
        if wrong is not None:
            return wrong
        found = self._batch(known, line_id)
        if isinstance(found, ScanResult):
            return found
        choosing = Choosing(self.session, line_id, self.left, found, counted)
        verdict = choosing.judge(reason)
        if isinstance(verdict, Refusal):
            if verdict.ask:
                return replace(self.answer(False, verdict.word, verdict.detail), ask="reason", batch=found.code)
            return self.refuse(verdict.word, verdict.detail, verdict.advice, batch=found)
        return self._pick(line_id, counted, found, verdict.place, verdict.note, reason)

    def _wrong(self, known: Article, line_id: int, counted: Decimal) -> ScanResult | None:
        if counted <= 0:
            return self.refuse(phrase("No quantity"), NOTHING_PICKED, phrase("Type how many there are."))
        serial = self.meaning.serial
        before = has_serial(self.session, known.id, serial) if serial else None
        if before is not None:
            detail = phrase("Serial number {serial} is picked already, for {number}.", serial=serial, number=before)
            return self.refuse(phrase("Picked already"), detail, phrase("Scan the next one."))
        held = sum((item.reservation.quantity for item in self.goods if item.line_id == line_id), ZERO)
        done = self.done.get(line_id, ZERO)
        if done + counted > held:
            detail = phrase("Held {held}, picked already {done}.", held=held, done=done)
            return self.refuse(phrase("Too many"), detail, BACK_TO_PLACE)
        expiry = self.meaning.expiry
        if expiry is not None and expiry < today(self.session):
            return self.refuse(phrase("Expired"), phrase("Use by {day}", day=expiry), RED_SHELF)
        if serial and counted != 1:
            detail = phrase("Serial number {serial} names one piece.", serial=serial)
            return self.refuse(phrase("One at a time"), detail, phrase("Scan each piece."))
        return None

    def _batch(self, known: Article, line_id: int) -> Batch | ScanResult:
        """The batch that this box belongs to. Where the box does not say: by its date, or the proposed one."""
        if not self.code:
            held = [item.batch for item, _ in self.left if item.line_id == line_id]
            dated = {each.id: each for each in held if each.expiry == self.meaning.expiry and each.expiry is not None}
            if len(dated) == 1:
                return next(iter(dated.values()))
            if known.has_expiry or not held:
                question = phrase("The box does not say. Type the batch.")
                return replace(self.answer(False, phrase("Which batch?"), question), ask="batch")
            return held[0]
        found = batch(self.session, known.id, self.code)
        if found is None:
            detail = phrase("Batch {batch} of this article was never received.", batch=self.code)
            return self.refuse(phrase("Unknown batch"), detail, RED_SHELF)
        expiry = self.meaning.expiry
        if expiry is not None and found.expiry != expiry:
            was = found.expiry or phrase("no date")
            detail = phrase("Batch {batch} has {known}, the box says {day}.", batch=found.code, known=was, day=expiry)
            return self.refuse(phrase("Different date"), detail, RED_SHELF, batch=found)
        if found.blocked:
            detail = phrase("Batch {batch} is blocked: {reason}", batch=found.code, reason=found.blocked_reason)
            return self.refuse(phrase("Blocked batch"), detail, RED_SHELF, batch=found)
        if found.expiry is not None and found.expiry < today(self.session):
            detail = phrase("Batch {batch}: use by {day}", batch=found.code, day=found.expiry)
            return self.refuse(phrase("Expired"), detail, RED_SHELF, batch=found)
        return found

    # What is written

    def _pick(
        self, line_id: int, counted: Decimal, found: Batch, place: str, note: Phrase | None, reason: str
    ) -> ScanResult:
        self._write(PICKED, line_id=line_id, batch_id=found.id, quantity=counted, problem=reason)
        touch(self.session, WarehouseOrder.__tablename__, self.head.id)
        line = self._line(line_id, counted)
        detail = phrase(
            "+{quantity} {unit}, line {position}", quantity=counted, unit=Phrase(line.unit), position=line.position
        )
        if note is not None:
            detail = phrase("{counted}. {note}", counted=detail, note=note)
        answer = self.answer(True, phrase("Picked"), detail)
        return replace(answer, batch=found.code, expiry=found.expiry, place=place, line=line)

    def _line(self, line_id: int, counted: Decimal) -> StationLine:
        held = [item for item in self.goods if item.line_id == line_id]
        deal_line = held[0].line
        expected = sum((item.reservation.quantity for item in held), ZERO)
        code = self.article.code if self.article else ""
        done = self.done.get(line_id, ZERO) + counted
        return StationLine(
            line_id, deal_line.position, deal_line.product_name, code, deal_line.unit, expected, done, last=True
        )

    def refuse(self, word: Phrase, detail: Phrase, advice: Phrase, *, batch: Batch | None = None) -> ScanResult:
        """Write the scan down as refused, and say so."""
        self._write(REFUSED, problem=word.said("en"), batch_id=batch.id if batch else None)
        touch(self.session, WarehouseOrder.__tablename__, self.head.id)
        answer = replace(self.answer(False, word, detail), advice=advice)
        return answer if batch is None else replace(answer, batch=batch.code, expiry=batch.expiry)

    def _write(
        self,
        outcome: str,
        *,
        problem: str = "",
        line_id: int | None = None,
        batch_id: int | None = None,
        quantity: Decimal | None = None,
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
                "warehouse_order_id": self.head.id,
                "warehouse_order_line_id": line_id,
                "batch_id": batch_id,
                "serial": self.meaning.serial or "",
                "quantity": quantity,
            },
        )

    def answer(self, good: bool, word: Phrase, detail: Phrase, *, place_id: int | None = None) -> ScanResult:
        """What the station shows, without writing anything."""
        return ScanResult(
            good,
            word,
            detail,
            self.scan.at,
            product_name=self.article.name if self.article else "",
            product_code=self.article.code if self.article else "",
            batch=self.meaning.batch or self.code,
            expiry=self.meaning.expiry,
            code_text="  ".join(f"{ai} {value}" for ai, value in self.meaning.elements.items()) or self.scan.code,
            place_id=place_id,
        )
