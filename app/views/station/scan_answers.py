"""What the screen says to each scan: counted, refused, kept, asked about, or belonging elsewhere."""

from collections import deque
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import UserError
from app.gs1 import plain_text
from app.language import Phrase, phrase
from app.operations.station_rows import LastScan, ScanResult, StationOrder
from app.views.desk import Desk
from app.views.station.last_scan import ScanShown
from app.views.station.scan_desk import LATER, ScanDesk
from app.views.station.scan_path import KeptScan
from app.views.station.screen import StationScreen
from app.views.station.sounds import Sounds

SLOW = 300
"""Milliseconds after which a scan that has no answer yet is shown as kept."""
OPEN_FIRST = phrase("Open an order first: scan its number, or choose it with the arrows and Enter.")
TOO_EARLY = phrase("This scan was made before the order was open. Scan it again.")
COMES_AGAIN = phrase("It is kept and counted later. Do not scan it again.")
KEPT = phrase("It is judged and counted as soon as the connection is back. Scan on.")


class ScanAnswers(QObject):
    """Hears the scan desk and speaks on the screen."""

    order_scanned = Signal(object)
    """StationOrder whose number was scanned."""
    news_wanted = Signal()
    """Everything that was scanned is answered: the screen may be read anew."""
    typed = Signal()
    """The typing is over: the keyboard goes back to the screen."""

    def __init__(self, desk: Desk, scans: ScanDesk, screen: StationScreen, sounds: Sounds, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._scans, self._screen, self._sounds = desk, scans, screen, sounds
        self.asides: deque[LastScan] = deque(maxlen=6)
        self._unknown: deque[KeptScan] = deque()
        self._names: dict[str, str] = {}
        self._waited: set[str] = set()
        self._late_refusals = 0
        self._slow = QTimer(self, interval=SLOW, singleShot=True)
        self._slow.timeout.connect(self._show_kept)
        scans.arrived.connect(self._arrived)
        scans.answered.connect(self._answered)
        scans.failed.connect(self._failed)
        scans.loose.connect(self._loose)
        scans.waiting_changed.connect(self._show_behind)
        screen.question.batch_given.connect(self._complete_batch)
        screen.question.expiry_given.connect(self._complete_expiry)
        screen.question.reason_given.connect(self.complete_reason)

    def _arrived(self, kept: KeptScan) -> None:
        self._late_refusals = 0
        self._screen.note.clear()
        if kept.circumstance.quantity is not None:
            self._screen.quantity.hide()
            self.typed.emit()
        if kept.circumstance.record_id is None or self._scans.asked is not None:
            return
        self._slow.stop()
        if self._desk.online:
            self._slow.start()
        else:
            self._show_kept(kept)

    def _show_kept(self, kept: KeptScan | None = None) -> None:
        newest = kept or self._scans.newest
        if newest is None or self._screen.view is None or self._scans.asked is not None:
            return
        self._waited.add(newest.scan.nonce)
        shown = ScanShown(
            "kept",
            phrase("Kept"),
            phrase("Not counted yet"),
            advice=KEPT,
            code=plain_text(newest.scan.code),
            at=newest.scan.at,
        )
        self._screen.frame.hide()
        self._screen.last_scan.show_scan(shown)
        self._sounds.kept()

    def _answered(self, kept: KeptScan, result: ScanResult) -> None:
        self._slow.stop()
        if kept.circumstance.record_id != self._scans.record_id or self._screen.view is None:
            self._tell_elsewhere(kept, result)
        elif result.ask is not None:
            self._ask(kept, result)
        else:
            self._show_result(kept, result)

    def _ask(self, kept: KeptScan, result: ScanResult) -> None:
        if result.ask is not None:
            self._names[kept.scan.nonce] = result.product_name
            self._screen.frame.hide()
            self._scans.scanners.keep_dead_keys(False)
            article = f"{result.product_name}, {result.batch}" if result.ask == "reason" else result.product_name
            self._screen.question.ask(result.ask, result.word, result.detail, article)
            self._show_behind()
            self._sounds.refused()

    def _show_result(self, kept: KeptScan, result: ScanResult) -> None:
        self.close_question()
        waited = kept.scan.nonce in self._waited
        self._waited.discard(kept.scan.nonce)
        shown = ScanShown(
            "good" if result.good else "refused",
            result.word,
            result.detail,
            result.product_name,
            result.batch,
            result.expiry,
            result.place,
            result.advice,
            result.code_text,
            result.at,
        )
        self._screen.last_scan.show_scan(shown)
        self._screen.frame.setVisible(not result.good)
        self._screen.count(result.line, self._told(kept, result), self.asides)
        if not result.good:
            self._sounds.refused()
        elif not waited:
            self._sounds.good()
        if waited and not result.good:
            self._tell_late(kept, result)
        if self._scans.is_idle:
            self.news_wanted.emit()

    def _told(self, kept: KeptScan, result: ScanResult) -> LastScan | None:
        """The scan among the last ones; a place is none, and gives a typed quantity back."""
        if result.place_id is None:
            text = ", ".join(part for part in (result.product_name, result.batch) if part) or kept.scan.code
            return LastScan(result.at, text, result.good)
        if kept.circumstance.quantity is not None and self._scans.is_idle:
            self._scans.scanners.set_quantity(kept.circumstance.quantity)
            self._screen.quantity.show_again()
        return None

    def _tell_late(self, kept: KeptScan, result: ScanResult) -> None:
        """One of those that waited for the connection is refused: the next one hides it at once, so say it apart."""
        self._late_refusals += 1
        self._screen.note.say(
            "danger",
            phrase(
                "Refused after waiting: {count}. The last was {code}: {word}.",
                count=self._late_refusals,
                code=plain_text(kept.scan.code),
                word=result.word,
            ),
        )

    def close_question(self) -> None:
        """Take the question away; the keyboard goes back to the screen."""
        if not self._screen.question.isHidden():
            self._screen.question.hide()
            self._scans.scanners.keep_dead_keys(True)
            self.typed.emit()

    def _complete_batch(self, batch: str) -> None:
        self.close_question()
        self._scans.complete(batch=batch)

    def _complete_expiry(self, expiry: date) -> None:
        self.close_question()
        self._scans.complete(expiry=expiry)

    def complete_reason(self, reason: str) -> None:
        """The clerk says why: the asked scan goes into the books with it."""
        self.close_question()
        self._scans.complete(reason=reason)

    def put_aside(self) -> None:
        """The clerk does not know what the box does not say: leave the asked scan uncounted, and go on."""
        kept = self._scans.asked
        self.close_question()
        self._scans.put_aside()
        if kept is not None:
            self.tell_aside(kept, phrase("put aside"))

    def _show_behind(self) -> None:
        self._screen.question.show_behind(self._scans.waiting - 1)

    def tell_aside(self, kept: KeptScan, why: Phrase) -> None:
        """Tell of a scan that the clerk took out of the count."""
        self._add_aside(kept, why)
        self._screen.note.say("accent", phrase("{code}: {why}, not counted.", code=self._called(kept), why=why))

    def _called(self, kept: KeptScan) -> str:
        """The article's name where it is known, else what the code says."""
        return self._names.get(kept.scan.nonce, "") or plain_text(kept.scan.code)

    def _add_aside(self, kept: KeptScan, why: Phrase) -> None:
        self.asides.append(LastScan(kept.scan.at, str(phrase("{code}, {why}", code=self._called(kept), why=why)), False))
        self._screen.count(None, None, self.asides)

    def _tell_elsewhere(self, kept: KeptScan, result: ScanResult) -> None:
        """A scan of a receipt or order that is not on the screen: left behind by a killed client, or late."""
        if result.ask is not None:
            self._screen.note.say("warning", phrase("A scan from before waits for an answer: open its order again."))
        elif not result.good:
            self._add_aside(kept, result.word)
            sentence = phrase(
                "A scan from before was refused: {code}. {word}.", code=plain_text(kept.scan.code), word=result.word
            )
            self._screen.note.say("danger", sentence)
        if self._scans.is_idle:
            self.news_wanted.emit()

    def _failed(self, kept: KeptScan, error: UserError) -> None:
        self._slow.stop()
        self.close_question()
        self._add_aside(kept, error.phrase)
        if kept.circumstance.record_id == self._scans.record_id:
            advice = COMES_AGAIN if isinstance(error, LATER) else phrase("Put it on the red shelf and scan on.")
            shown = ScanShown(
                "refused",
                phrase("Not counted"),
                error.phrase,
                advice=advice,
                code=plain_text(kept.scan.code),
                at=kept.scan.at,
            )
            self._screen.last_scan.show_scan(shown)
            self._screen.frame.show()
        else:
            self._screen.note.say("danger", error.phrase)
        self._sounds.refused()

    def _loose(self, kept: KeptScan) -> None:
        row = self._screen.orders.numbered(plain_text(kept.scan.code))
        if kept.replayed or self._screen.view is not None:
            self._refuse_loose(kept)
        elif row is not None:
            self._open_scanned(kept, row)
        else:
            # Perhaps an order that was placed since, or one below the end of the list: the books know.
            self._unknown.append(kept)
            if len(self._unknown) == 1:
                self._look_up()

    def _look_up(self) -> None:
        number = plain_text(self._unknown[0].scan.code)
        self._scans.books.numbered(self._desk, self._scans, number).then(self._found)

    def _found(self, row: StationOrder | None) -> None:
        kept = self._unknown.popleft()
        if row is not None and self._screen.view is None:
            self._open_scanned(kept, row)
        else:
            self._refuse_loose(kept)
        if self._unknown:
            self._look_up()

    def _open_scanned(self, kept: KeptScan, row: StationOrder) -> None:
        self._scans.used(kept)
        self.order_scanned.emit(row)

    def _refuse_loose(self, kept: KeptScan) -> None:
        self._scans.drop(kept, "no order was open")
        self._add_aside(kept, phrase("no order was open"))
        if kept.replayed:
            sentence = phrase(
                "A scan from before was not counted, because no order was open: {code}.", code=plain_text(kept.scan.code)
            )
            self._screen.note.say("danger", sentence)
        else:
            self._screen.note.say("danger", OPEN_FIRST if self._screen.view is None else TOO_EARLY)
        self._sounds.refused()
