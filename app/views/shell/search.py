"""One search for everything (Ctrl+K): a field in the top bar, results and commands in a list under it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import UserError
from app.language import tr
from app.views.desk import Desk
from app.views.look.icons import paint_icon
from app.views.look.key_hint import hint_width, paint_key_hint
from app.views.shell.commands import Finder, Found, Offer, Opener, matching
from app.views.shell.results import ROW, ResultList

LIMIT = 8
"""Records that each finder is asked for; commands shown at most."""
PAUSE = 120
"""Milliseconds after the last letter before the database is asked."""
KEY = "Ctrl+K"
ONLY_COMMANDS = ">"
"""What begins with it is a command, and no record is looked for."""
WIDTH = 480
OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down)


class SearchField(QLineEdit):
    """The field at the top; ``walked`` −1 or +1 with the arrows, ``taken`` on Enter, ``left`` on Esc or another focus."""

    walked = Signal(int)
    taken = Signal()
    left = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(32)
        self.setMaximumWidth(WIDTH)
        self.setMinimumWidth(240)
        self.setTextMargins(24, 0, 52, 0)

    def event(self, event: QEvent) -> bool:
        # A room's button may have Enter as its key: while the person searches, Enter is the search's.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.walked.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.left.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        paint_icon(painter, QRect(10, 8, 16, 16), "magnifying-glass", "muted")
        if not self.text():
            width = hint_width(KEY)
            paint_key_hint(painter, QRect(self.width() - width - 7, 0, width, self.height()), KEY)
        painter.end()


class Search(QObject):
    """Joins field, list, commands and finders. *offers* gives the commands of the moment, *open_record* opens a find."""

    def __init__(
        self,
        desk: Desk,
        window: QWidget,
        finders: Sequence[Finder],
        offers: Callable[[], Sequence[Offer]],
        open_record: Opener,
    ) -> None:
        super().__init__(window)
        self._desk = desk
        self._finders = [(QObject(self), finder) for finder in finders]
        self._offers = offers
        self._open_record = open_record
        self._found: dict[int, list[Offer]] = {}
        self._awaited: set[int] = set()
        self._hurried = False
        self._before: QWidget | None = None
        self.field = SearchField()
        self.results = ResultList(window)
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self._ask)
        self.field.textEdited.connect(self._edited)
        self.field.entered.connect(self.open)
        self.field.left.connect(self.close)
        self.field.walked.connect(self.results.walk)
        self.field.taken.connect(lambda: self.take(self.results.chosen))
        self.results.taken.connect(self.take)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the field's words in the chosen language."""
        self.field.setPlaceholderText(tr("Search customers, deals, numbers, or type a command"))
        self.field.setAccessibleName(tr("Search and commands"))

    def begin(self) -> None:
        """Ctrl+K: the keyboard goes to the field, and comes back afterwards."""
        focus = self.field.window().focusWidget()
        if focus is not self.field:
            self._before = focus
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def open(self) -> None:
        """Show the list under the field."""
        if self.results.isVisible():
            return
        corner = self.field.mapTo(self.field.window(), QPoint(0, self.field.height() + 4))
        self.results.setGeometry(corner.x(), corner.y(), max(self.field.width(), 400), ROW)
        self.results.walked_on = False
        self._show()
        self.results.raise_()
        self.results.show()

    def close(self) -> None:
        """Put the list away, empty the field, give the keyboard back."""
        if not self.results.isVisible():
            return
        self._pause.stop()
        self._found, self._awaited, self._hurried = {}, set(), False
        self.results.hide()
        self.field.clear()
        if self.field.hasFocus():
            if self._before is not None and self._before.isVisible():
                self._before.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.field.clearFocus()

    def take(self, offer: Offer | None) -> None:
        """Do what *offer* says; while the answer is on its way, take the first line of it when it comes."""
        if offer is None:
            return
        if offer.act is _nothing:
            self._hurried = bool(self._awaited)
            return
        self.close()
        offer.act()

    def _edited(self) -> None:
        self.open()
        self._found, self._hurried = {}, False
        self._awaited = set(range(len(self._finders))) if self._sought else set()
        self.results.walked_on = False
        self._show()
        self._pause.start()

    @property
    def _sought(self) -> str:
        """What is looked for among the records; "" where only a command is wanted."""
        text = self.field.text().strip()
        return "" if text.startswith(ONLY_COMMANDS) else text

    def _ask(self) -> None:
        text = self._sought
        if not text:
            return
        for place, (owner, finder) in enumerate(self._finders):
            ticket = self._desk.ask(owner, finder.operation, text, LIMIT)
            ticket.then(partial(self._answer, place, finder, text)).otherwise(partial(self._refused, place, text))

    def _answer(self, place: int, finder: Finder, text: str, rows: Sequence[Found]) -> None:
        if text == self._sought and self.results.isVisible():
            self._awaited.discard(place)
            self._found[place] = [finder.offer(row, self._open_record) for row in rows]
            self._show()
            if self._hurried and not self._awaited:
                self.take(self.results.chosen)

    def _refused(self, place: int, text: str, error: UserError) -> None:
        if text == self._sought and self.results.isVisible():
            self._awaited.discard(place)
            self.results.show_offers([Offer("warning-circle", str(error), "", _nothing)])

    def _show(self) -> None:
        text = self.field.text().strip()
        commands = matching(text.removeprefix(ONLY_COMMANDS), self._offers())
        records = [offer for place in sorted(self._found) for offer in self._found[place]]
        begin = text.casefold()
        if begin and not begin.startswith(ONLY_COMMANDS):
            exact = [offer for offer in commands if offer.words.casefold().startswith(begin)][:LIMIT]
            others = [offer for offer in commands if offer not in exact][:LIMIT]
            if self._awaited:
                # What merely has the text within waits for the records, so that Enter never takes it in their place.
                others = [offer for offer in others if f" {begin}" in offer.words.casefold()]
            shown = [*exact, *records, *others]
        else:
            shown = commands
        if not shown:
            shown = [self._waiting(text) if self._awaited else self._without(text)]
        self.results.show_offers(shown)

    @staticmethod
    def _waiting(text: str) -> Offer:
        return Offer("magnifying-glass", tr("Searching for “{text}” …", text=text), "", _nothing)

    @staticmethod
    def _without(text: str) -> Offer:
        return Offer("minus-circle", tr("Nothing found for “{text}”", text=text), "", _nothing)


def _nothing() -> None:
    """What a line does that only says something."""
