"""The line of recipients: addresses with commas between them, people of the directory suggested while one is typed."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.language import tr
from app.operations import letter_recipients
from app.operations.letter_recipients import Recipient
from app.outgoing_mail import split_addresses
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.chip import ChipText
from app.views.look.rows import HEIGHTS, RowList, RowRole
from app.views.look.typeface import font

PATIENCE = 120
"""Milliseconds without a key before suggestions are asked for."""
ROW = HEIGHTS["compact"]["two"]
WIDEST = 560


class Suggestions(QFrame):
    """The list below the line; it never takes the keyboard."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        set_ground(self, "raised")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.model = QStandardItemModel(self)
        self.list = RowList("two")
        self.list.set_density("compact")
        self.list.setModel(self.model)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.list)
        self.hide()

    def show_people(self, people: Sequence[Recipient], below: QWidget) -> None:
        """Show *people* under the widget *below*; nothing is shown for nobody."""
        self.model.clear()
        for person in people:
            item = QStandardItem(person.name or person.address)
            item.setData(", ".join(filter(None, (person.address if person.name else "", person.company))), RowRole.SECOND)
            if person.bouncing:
                item.setData(ChipText(tr("came back"), "danger", "warning-circle"), RowRole.CHIP)
            self.model.appendRow(item)
        if not people:
            self.hide()
            return
        self.list.setCurrentIndex(self.model.index(0, 0))
        self.resize(min(WIDEST, below.width()), ROW * len(people) + 3)
        parent = self.parentWidget()
        if parent is not None:
            self.move(below.mapTo(parent, QPoint(0, below.height() + 1)))
        self.raise_()
        self.show()

    def walk(self, step: int) -> None:
        """Go to the next one (1) or the one before (-1)."""
        row = min(max(self.list.currentIndex().row() + step, 0), self.model.rowCount() - 1)
        self.list.setCurrentIndex(self.model.index(row, 0))


class AddressField(QLineEdit):
    """``addresses`` as they are typed; ``show_addresses(…)``. Down and Up walk the suggestions, Enter or Tab takes one."""

    changed = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__()
        self.setFont(font())
        self._desk = desk
        self._people: tuple[Recipient, ...] = ()
        self.suggestions = Suggestions(window)
        self._patience = QTimer(self, interval=PATIENCE, singleShot=True)
        self._patience.timeout.connect(self._ask)
        self.textEdited.connect(self._typed)
        self.suggestions.list.clicked.connect(lambda _index: self.take())
        self.installEventFilter(self)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The recipients; what is no address yet stays as it is typed."""
        return split_addresses(self.text())

    def show_addresses(self, addresses: Sequence[str]) -> None:
        """Show other recipients."""
        self.setText(", ".join(addresses))
        self.setCursorPosition(len(self.text()))

    def take(self) -> None:
        """Put the chosen suggestion in the place of what was typed."""
        row = self.suggestions.list.currentIndex().row()
        self.suggestions.hide()
        if not 0 <= row < len(self._people):
            return
        begin, end = self._piece()
        text = self.text()
        before, after = text[:begin], text[end:].lstrip(" ,;")
        gap = " " if before and not before.endswith(" ") else ""
        taken = f"{before}{gap}{self._people[row].address}, "
        self.setText(taken + after)
        self.setCursorPosition(len(taken))
        self.setFocus()
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.suggestions.hide()
        if isinstance(event, QKeyEvent) and not self.suggestions.isHidden():
            if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                # Esc closes the suggestions first, then the window.
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._key(Qt.Key(event.key())):
                return True
        return super().eventFilter(watched, event)

    def _key(self, key: Qt.Key) -> bool:
        match key:
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self.suggestions.walk(1 if key == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Tab:
                self.take()
            case Qt.Key.Key_Escape:
                self.suggestions.hide()
            case _:
                return False
        return True

    def _typed(self) -> None:
        self.changed.emit()
        self._patience.start()

    def _piece(self) -> tuple[int, int]:
        """Where the recipient that is being typed begins and ends."""
        text, at = self.text(), self.cursorPosition()
        begin = max(text.rfind(",", 0, at), text.rfind(";", 0, at)) + 1
        ends = [found for found in (text.find(",", at), text.find(";", at)) if found >= 0]
        return begin, min(ends, default=len(text))

    def _ask(self) -> None:
        begin, end = self._piece()
        words = self.text()[begin:end].strip()
        if len(words) < letter_recipients.SHORTEST:
            self.suggestions.hide()
            return
        self._desk.ask(self, letter_recipients.recipients, words).then(self._show).otherwise(lambda _error: None)

    def _show(self, people: tuple[Recipient, ...]) -> None:
        begin, end = self._piece()
        typed = self.text()[begin:end].strip().lower()
        self._people = tuple(each for each in people if each.address != typed)
        self.suggestions.show_people(self._people if self.hasFocus() else (), self)
