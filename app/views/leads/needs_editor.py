"""The needs of a customer, one row each: the wish, and whether it may be traded [M40]."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.buttons import IconButton, QuietButton
from app.views.look.check_box import CheckBox
from app.views.look.fields import TextField

Needs = tuple[tuple[str, bool], ...]


class NeedRow(QWidget):
    """One wish; ``unwanted`` when the person takes it away (the button, or Alt+Del in the text)."""

    changed = Signal()
    unwanted = Signal()

    def __init__(self, text: str = "", negotiable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.wish = TextField("", lines=2)
        self.wish.set_value(text)
        self.wish.changed.connect(self.changed)
        self.wish.text.installEventFilter(self)
        # A frame that hands the keyboard on would be a second stop of Tab once the rows are put into their order.
        self.wish.setFocusProxy(None)  # type: ignore[arg-type]  # the stubs forget that None takes the proxy away
        self.negotiable = CheckBox("")
        self.negotiable.setChecked(negotiable)
        self.negotiable.clicked.connect(self.changed)
        self.remove = IconButton("x", "")
        self.remove.clicked.connect(self.unwanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.wish, 1)
        row.addWidget(self.negotiable, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.negotiable.setMinimumHeight(32)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.wish.editor.setAccessibleName(tr("Need of the customer"))
        self.wish.text.setPlaceholderText(tr("What the customer needs, in one sentence"))
        self.negotiable.setText(tr("may be traded"))
        self.remove.setText(tr("Remove this need (Alt+Del)"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if alt and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.unwanted.emit()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class NeedsEditor(QWidget):
    """Rows of needs; Alt+N adds one. There is always one row to type in."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[NeedRow] = []
        self.add_button = QuietButton(icon="plus", key="Alt+N", height=28)
        self.add_button.clicked.connect(self.add_row)
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._list)
        column.addLayout(foot)
        self.retranslate()

    def value(self) -> Needs:
        """The wishes that have words, in their order."""
        return tuple((row.wish.value(), row.negotiable.isChecked()) for row in self.rows if row.wish.value())

    def set_value(self, needs: Sequence[tuple[str, bool]]) -> None:
        """Show other needs."""
        for row in self.rows:
            self._drop(row)
        self.rows = []
        for text, negotiable in needs or [("", False)]:
            self._append(NeedRow(text, negotiable))

    def set_error(self, sentence: str) -> None:
        """Say at the first row what is missing."""
        self.rows[0].wish.set_error(sentence)

    def add_row(self) -> None:
        """A new empty row at the end, with the keyboard in it."""
        self._append(NeedRow())
        self.rows[-1].wish.text.setFocus()
        self.changed.emit()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.add_button.setText(tr("Add a need"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _append(self, row: NeedRow) -> None:
        self.rows.append(row)
        self._list.addWidget(row)
        row.show()
        row.changed.connect(self.changed)
        row.unwanted.connect(lambda: self._remove(row))
        self._order()

    def _order(self) -> None:
        """Tab goes row by row, then to the button below; new widgets would come last in the window."""
        parts: list[QWidget] = [self._stop_before()]
        for row in self.rows:
            parts += [row.wish.text, row.negotiable, row.remove]
        for first, second in pairwise([*parts, self.add_button]):
            QWidget.setTabOrder(first, second)

    def _stop_before(self) -> QWidget:
        """Where the keyboard stands before it comes to the first row."""
        stop: QWidget | None = self.add_button.previousInFocusChain()
        while stop is not None and stop is not self.add_button:
            if stop.focusPolicy() != Qt.FocusPolicy.NoFocus and not self.isAncestorOf(stop):
                return stop
            stop = stop.previousInFocusChain()
        return self.add_button

    def _remove(self, row: NeedRow) -> None:
        place = self.rows.index(row)
        had_keyboard = row.isAncestorOf(QApplication.focusWidget() or self)
        self.rows.remove(row)
        self._drop(row)
        if not self.rows:
            self._append(NeedRow())
        if had_keyboard:
            self.rows[min(place, len(self.rows) - 1)].wish.text.setFocus()
        self.changed.emit()

    def _drop(self, row: NeedRow) -> None:
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()
