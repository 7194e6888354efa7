"""What every scanning room does: keys and bench codes, opening, leaving, undoing, finishing, and the words for each."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.events import Document
from app.language import Phrase, phrase
from app.operations.station_rows import StationOrder, StationView
from app.views.background import Ticket
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.room import Room
from app.views.station.bench_codes import BACK, BENCH_CODES, FINISH, LABEL, QUANTITY, REASONS, UNDO
from app.views.station.last_scan import ScanShown
from app.views.station.safety import Safety
from app.views.station.scan_answers import OPEN_FIRST, ScanAnswers
from app.views.station.scan_desk import ScanDesk
from app.views.station.screen import StationScreen
from app.views.station.sounds import Sounds
from app.views.station.words import RECEIVING, StationWords


class ScanRoom(Room):
    """A station over the whole window. Scanners run while it is shown. What is done with an order is its children's.

    labels: puts a document somewhere, in the background, and says where (``LabelFolder.put``).
    """

    words: ClassVar[StationWords] = RECEIVING

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
        self.station = StationScreen(person, self.press, self, words=self.words)
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
        scans.trouble.connect(self.say_error)
        self.answers.order_scanned.connect(self.open_order)
        self.answers.news_wanted.connect(self.refresh)
        self.answers.typed.connect(self.setFocus)
        screen.orders.chosen.connect(self.open_order)
        screen.quantity.typed.connect(scans.scanners.set_quantity)
        screen.quantity.settled.connect(self.setFocus)

    # What a scanning room overrides

    def open_order(self, row: StationOrder) -> None:
        """Work on an order of the list."""

    def undo(self, view: StationView) -> Ticket[StationView]:
        """Take back the last counted scan."""
        raise UserError("There is no scan to take back.")

    def finish(self, view: StationView) -> None:
        """Everything that was scanned before is counted: book it. ``end_finishing`` when that is over."""

    def unfinished(self, view: StationView) -> Phrase:
        """What F12 once more does with what was not scanned."""
        return Phrase("")

    def label(self, view: StationView | None) -> Ticket[Document]:
        """What F8 prints: for the order that is open, or for the station."""
        raise UserError("There is nothing to print.")

    def ended(self, view: StationView) -> Phrase:
        """What is said where somebody else has ended the work on an order."""
        return Phrase("")

    first: ClassVar[tuple[Phrase, Phrase]] = (Phrase(""), Phrase(""))
    """What the screen asks for before the first scan."""

    # What a room overrides

    def reload(self) -> None:
        """Read what is open, or the list of orders."""
        if self.scans.record_id is None:
            self.scans.books.orders(self.desk, self).then(self.station.orders.show_orders)
        else:
            self.scans.books.view(self.desk, self, self.scans.record_id).then(self._refresh_order)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.station.retranslate()
        self.safety.show()

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
        if self.station.view is not None or not self.station.orders.step(event.key()):
            super().keyPressEvent(event)

    # Commands

    def press(self, key: str) -> None:
        """Do what *key* stands for, however it came: pressed, clicked, or scanned from the bench card."""
        if key != FINISH:
            self._sure = False
        if key == BACK:
            self._back()
        elif key == LABEL:
            self.label(self.station.view).then(self.put_label).otherwise(self.say_error)
        elif self.station.view is None:
            self.station.note.say("accent", OPEN_FIRST)
        elif key == QUANTITY and self.scans.asked is None:
            self.station.quantity.ask()
        elif self.scans.asked is not None:
            self._while_asked(key)
        elif key in REASONS:
            self.station.note.say("accent", phrase("Nothing is asked just now: scan on."))
        elif key == UNDO and (taken := self.scans.take_back()) is not None:
            self.answers.tell_aside(taken, phrase("taken back"))
        else:
            if not self.scans.is_idle:
                self.station.note.say("accent", phrase("Done as soon as the scans before it are counted."))
            self.scans.command(key)

    def _while_asked(self, key: str) -> None:
        if key == UNDO:
            self.answers.put_aside()
        elif key in REASONS and self.scans.asked_for == "reason":
            self.answers.complete_reason(phrase(REASONS[key]).said())
        else:
            self.station.note.say("warning", phrase("Answer first, or put the box aside with Esc."))

    def _obey(self, key: str) -> None:
        view = self.station.view
        if view is None:
            return
        if key == UNDO:
            self.undo(view).then(partial(self._undone, view)).otherwise(self.say_error)
        elif key == FINISH:
            self._finish(view)

    def _finish(self, view: StationView) -> None:
        if view.to_scan and view.counted and not self._sure:
            self._sure = True
            self.station.note.say("warning", self.unfinished(view))
            return
        self._sure = False
        self._finishing = True
        self.finish(view)

    def end_finishing(self) -> None:
        """The finishing is over, whichever way it went."""
        self._finishing = False

    def finished(self, sentence: Phrase) -> None:
        """Back to the list, saying what was done."""
        self.leave_order()
        self.station.note.say("success", sentence)

    def _back(self) -> None:
        if self.scans.asked is not None:
            self.answers.put_aside()
        elif not self.station.quantity.isHidden():
            self.scans.scanners.set_quantity(None)
            self.station.quantity.hide()
            self.setFocus()
        elif self.station.view is not None:
            self.leave_order()
        else:
            self.leave.emit()

    def leave_order(self) -> None:
        """Back to the list; what was scanned stays in the books."""
        self.scans.attend(None)
        self.station.note.clear()
        self.station.show_orders_mode()
        self.setFocus()
        self.refresh()

    def put_label(self, document: Document) -> None:
        """Put a paper where the station's papers go, and say where."""
        self.desk.run(self, self._labels, document).then(self._label_put).otherwise(self.say_error)

    def _label_put(self, place: str) -> None:
        self.station.note.say("success", phrase("Saved: {place}", place=place))

    # Orders

    def opened(self, view: StationView) -> None:
        """Show what was opened; from now on scans belong to it."""
        self.station.note.clear()
        self.answers.close_question()
        self.station.frame.hide()
        self.station.last_scan.show_scan(ScanShown("first", *self.first), flash=False)
        self.station.show_order(view, self.answers.asides)
        self.setFocus()
        self.scans.attend(view.id)

    def _refresh_order(self, view: StationView) -> None:
        if view.id != self.scans.record_id or self._finishing or not self.scans.is_idle:
            return
        if view.done:
            self.leave_order()
            self.station.note.say("warning", self.ended(view))
            return
        self.station.show_order(view, self.answers.asides)

    def _undone(self, shown: StationView, view: StationView) -> None:
        # Compared with what was shown at the key: the news of the undoing may be here before its answer.
        self.station.frame.hide()
        before = {line.id: line for line in shown.lines}
        fewer = [line for line in view.lines if line.id in before and line.counted < before[line.id].counted]
        detail, article = phrase("The last counted scan does not count any more."), ""
        if fewer:
            quantity = f"{(before[fewer[0].id].counted - fewer[0].counted).normalize():f}"
            detail = phrase(
                "−{quantity} {unit}, line {position}",
                quantity=quantity,
                unit=Phrase(fewer[0].unit),
                position=fewer[0].position,
            )
            article = fewer[0].name
        self.station.last_scan.show_scan(ScanShown("undone", phrase("Taken back"), detail, article))
        self.station.show_order(view, self.answers.asides)

    def _forget_finish(self) -> None:
        self._sure = False

    def say_error(self, error: UserError) -> None:
        """Say what the person can put right, near the work."""
        self._sure = False
        self.station.note.say("danger", error.phrase)
