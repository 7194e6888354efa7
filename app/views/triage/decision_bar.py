"""The bar of decisions at the foot: one key is one decision; it breaks into a second line before it cuts a word."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views.look.areas import set_ground
from app.views.look.buttons import MainButton, PlainButton
from app.views.triage.queue import Decision

GAP, APART = 8, 16
TIGHT, TIGHT_APART = 5, 9
"""The gaps where a row fits only with narrower ones."""
MARGIN, TOP = 20, 12


class WrappingRow(QWidget):
    """Parts in a row, at their own widths, that go on in the next line where the width ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._parts: list[tuple[QWidget, bool]] = []

    def set_parts(self, parts: Sequence[tuple[QWidget, bool]]) -> None:
        """Show other parts, each with whether a wider gap stands before it; the old ones are thrown away."""
        for part, _ in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = list(parts)
        for part, _ in self._parts:
            part.setParent(self)
            part.show()
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.height())

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        at = QPoint(0, 0)
        height = 0
        gap, wider = self._gaps()
        for part, apart in self._parts:
            size = part.sizeHint()
            left = at.x() + ((wider if apart else gap) if at.x() else 0)
            if at.x() and left + size.width() > self.width():
                at, left = QPoint(0, height + GAP), 0
            part.setGeometry(left, at.y(), min(size.width(), max(self.width(), 1)), size.height())
            at.setX(left + size.width())
            height = at.y() + size.height()
        if height != self.height():
            self.setFixedHeight(height)
            self.updateGeometry()

    def _gaps(self) -> tuple[int, int]:
        """Between two parts, and before one that stands apart: narrower if that keeps all in one row."""
        parts = sum(part.sizeHint().width() for part, _ in self._parts)
        wide, narrow = (
            parts + sum(wider if apart else gap for _, apart in self._parts[1:])
            for gap, wider in ((GAP, APART), (TIGHT, TIGHT_APART))
        )
        return (TIGHT, TIGHT_APART) if narrow <= self.width() < wide else (GAP, APART)


class DecisionBar(QWidget):
    """``show_decisions([...])``; ``chosen`` carries the code of a decision."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = WrappingRow(self)
        self._shown: list[Decision] = []
        self.buttons: dict[str, PlainButton] = {}

    def show_decisions(self, decisions: Sequence[Decision]) -> None:
        """Show other decisions; nothing happens if they are the same."""
        if list(decisions) == self._shown:
            return
        self._shown = list(decisions)
        self.buttons = {each.code: self._button(each) for each in decisions}
        self._row.set_parts([(self.buttons[each.code], each.apart) for each in decisions])
        self._place()

    def set_usable(self, usable: bool) -> None:
        """Whether there is something to decide about."""
        for button in self.buttons.values():
            button.setEnabled(usable)

    def sizeHint(self) -> QSize:
        return QSize(400, self._row.height() + 2 * TOP)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self._row.height() + 2 * TOP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        """While it was hidden the row was not told of its width: it may be lower now."""
        super().showEvent(event)
        self._place()

    def _place(self) -> None:
        self._row.setGeometry(MARGIN, TOP, max(200, self.width() - 2 * MARGIN), self._row.height())
        wanted = self._row.height() + 2 * TOP
        if wanted != self.height():
            self.setFixedHeight(wanted)

    def _button(self, decision: Decision) -> PlainButton:
        kind = MainButton if decision.main else PlainButton
        button = kind(decision.words, icon=decision.icon, key=decision.key)
        button.setToolTip(decision.note)
        button.clicked.connect(lambda _checked=False, code=decision.code: self.chosen.emit(code))
        return button
