"""The room "Receive": what the clerk scans and presses, and what the screen says to it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.events import Document
from app.language import Phrase, chosen, marked, phrase
from app.operations import receiving, receiving_labels, receiving_view
from app.operations.receiving_rows import ArrivalRow, Kind, ReceiptView
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.room import Room
from app.views.station.bench_codes import BACK, BENCH_CODES, FINISH, LABEL, QUANTITY, UNDO
from app.views.station.last_scan import ScanShown
from app.views.station.safety import Safety
from app.views.station.scan_answers import OPEN_FIRST, ScanAnswers
from app.views.station.scan_desk import ScanDesk
from app.views.station.screen import StationScreen
from app.views.station.sounds import Sounds

KINDS: Mapping[str, Kind] = {"purchase_order": "purchase", "production_order": "production"}


class StationRoom(Room):
    """The receiving station, over the whole window. Scanners run while it is shown.

    labels: puts a document somewhere, in the background, and says where (``LabelFolder.put``).
    """

    name: ClassVar[str] = "receive"
    title: ClassVar[str] = marked("Receive")
    icon: ClassVar[str] = "barcode"
    topics: ClassVar[frozenset[str]] = frozenset(
        {"receipt", "purchase_order", "purchase_order_line", "production_order", "production_order_line"}
    )

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        scans: ScanDesk,
        *,
        person: str,
        labels: Callable[[Document], str],
        sounds: Sounds,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, parent)
        self.scans = scans
        self._labels = labels
        self._sure = self._finishing = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.station = StationScreen(person, self.press, self)
        self.safety = Safety(desk, scans, self.station.header, self.station.note, self)
        self.answers = ScanAnswers(desk, scans, self.station, sounds, self)
        self.lay_out(self.station)
        for key, sentence in BENCH_CODES.values():
            self.command(sentence, key, partial(self.press, key))
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        scans, screen = self.scans, self.station
        scans.scanners.pressed.connect(self.press)
        scans.commanded.connect(self._obey)
        scans.arrived.connect(self._forget_finish)
        scans.trouble.connect(self._say_error)
        self.answers.order_scanned.connect(self.open_arrival)
        self.answers.news_wanted.connect(self.refresh)
        self.answers.typed.connect(self.setFocus)
        screen.arrivals.chosen.connect(self.open_arrival)
        screen.quantity.typed.connect(scans.scanners.set_quantity)
        screen.quantity.settled.connect(self.setFocus)

    # What a room overrides

    def reload(self) -> None:
        """Read the receipt that is open, or what is on its way."""
        if self.scans.receipt_id is None:
            self.desk.ask(self, receiving_view.expected).then(self.station.arrivals.show_arrivals)
        else:
            self.desk.ask(self, receiving_view.view, self.scans.receipt_id).then(self._refresh_receipt)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.station.retranslate()
        self.safety.show()

    def open_record(self, kind: str, record: int) -> None:
        """Receive the goods of an order: the person came from another room."""
        if kind in KINDS:
            self._open(KINDS[kind], record)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.scans.replay()
            self.scans.scanners.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.scans.scanners.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.station.view is not None or not self.station.arrivals.step(event.key()):
            super().keyPressEvent(event)

    # Commands

    def press(self, key: str) -> None:
        """Do what *key* stands for, however it came: pressed, clicked, or scanned from the bench card."""
        if key != FINISH:
            self._sure = False
        if key == BACK:
            self._back()
        elif key == LABEL:
            self._label()
        elif self.station.view is None:
            self.station.note.say("accent", OPEN_FIRST)
        elif key == QUANTITY and self.scans.asked is None:
            self.station.quantity.ask()
        elif self.scans.asked is not None:
            self._while_asked(key)
        elif key == UNDO and (taken := self.scans.take_back()) is not None:
            self.answers.tell_aside(taken, phrase("taken back"))
        else:
            if not self.scans.is_idle:
                self.station.note.say("accent", phrase("Done as soon as the scans before it are counted."))
            self.scans.command(key)

    def open_arrival(self, row: ArrivalRow) -> None:
        """Receive the goods of an order in the list."""
        self._open(row.kind, row.order_id)

    def _while_asked(self, key: str) -> None:
        if key == UNDO:
            self.answers.put_aside()
        else:
            self.station.note.say("warning", phrase("Answer first, or put the box aside with Esc."))

    def _obey(self, key: str) -> None:
        view = self.station.view
        if view is None:
            return
        if key == UNDO:
            self.desk.do(self, receiving.undo_last, view.id).then(self._undone).otherwise(self._say_error)
        elif key == FINISH:
            self._finish(view)

    def _finish(self, view: ReceiptView) -> None:
        if view.to_scan and view.received and not self._sure:
            self._sure = True
            sentence = phrase("Not everything is here. F12 once more finishes without the rest, which stays on order.")
            self.station.note.say("warning", sentence)
            return
        self._sure = False
        self._finishing = True
        ticket = self.desk.do(self, receiving.finish, view.id, view.version)
        ticket.then(self._finished).otherwise(self._say_error).anyway(self._end_finishing)

    def _end_finishing(self) -> None:
        self._finishing = False

    def _finished(self, view: ReceiptView) -> None:
        self._leave_receipt()
        sentence = phrase("Order {number} is received and booked into stock.", number=view.order_number)
        self.station.note.say("success", sentence)

    def _back(self) -> None:
        if self.scans.asked is not None:
            self.answers.put_aside()
        elif not self.station.quantity.isHidden():
            self.scans.scanners.set_quantity(None)
            self.station.quantity.hide()
            self.setFocus()
        elif self.station.view is not None:
            self._leave_receipt()
        else:
            self.leave.emit()

    def _leave_receipt(self) -> None:
        self.scans.attend(None)
        self.station.note.clear()
        self.station.show_arrivals_mode()
        self.setFocus()
        self.refresh()

    def _label(self) -> None:
        view = self.station.view
        if view is not None:
            ticket = self.desk.ask(self, receiving_labels.last_batch_label, view.id, chosen())
        else:
            ticket = self.desk.ask(self, receiving_labels.station_bench_card, BENCH_CODES, chosen())
        ticket.then(self._put_label).otherwise(self._say_error)

    def _put_label(self, document: Document) -> None:
        self.desk.run(self, self._labels, document).then(self._label_put).otherwise(self._say_error)

    def _label_put(self, place: str) -> None:
        self.station.note.say("success", phrase("Saved: {place}", place=place))

    # Orders

    def _open(self, kind: Kind, order_id: int) -> None:
        ticket = self.desk.do(self, receiving.open_receipt, kind, order_id)
        ticket.then(self._opened).otherwise(self._say_error)

    def _opened(self, view: ReceiptView) -> None:
        self.station.note.clear()
        self.answers.close_question()
        self.station.frame.hide()
        first = ScanShown("first", phrase("Scan the first box"), phrase("Or the label of the place where the goods are put"))
        self.station.last_scan.show_scan(first, flash=False)
        self.station.show_receipt(view, self.answers.asides)
        self.setFocus()
        self.scans.attend(view.id)

    def _refresh_receipt(self, view: ReceiptView) -> None:
        if view.id != self.scans.receipt_id or self._finishing or not self.scans.is_idle:
            return
        if view.done:
            self._leave_receipt()
            sentence = phrase("Receipt {number} was finished at another workstation.", number=view.number)
            self.station.note.say("warning", sentence)
            return
        self.station.show_receipt(view, self.answers.asides)

    def _undone(self, view: ReceiptView) -> None:
        self.station.frame.hide()
        before = {line.id: line for line in self.station.view.lines} if self.station.view else {}
        fewer = [line for line in view.lines if line.id in before and line.received < before[line.id].received]
        detail, article = phrase("The last counted scan does not count any more."), ""
        if fewer:
            quantity = f"{(before[fewer[0].id].received - fewer[0].received).normalize():f}"
            detail = phrase(
                "−{quantity} {unit}, line {position}",
                quantity=quantity,
                unit=Phrase(fewer[0].unit),
                position=fewer[0].position,
            )
            article = fewer[0].name
        self.station.last_scan.show_scan(ScanShown("undone", phrase("Taken back"), detail, article))
        self.station.show_receipt(view, self.answers.asides)

    def _forget_finish(self) -> None:
        self._sure = False

    def _say_error(self, error: UserError) -> None:
        self._sure = False
        self.station.note.say("danger", error.phrase)
