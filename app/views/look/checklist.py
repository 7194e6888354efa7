"""Gate checklist: done, missing and somebody can act, not yet; under each who can supply it, and when.

What is missing is never cut: long sentences take a second line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views.look.buttons import PlainButton
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.tokens import Token
from app.views.look.typeface import Weight

GateState = Literal["done", "missing", "later"]
SIGNS: dict[GateState, tuple[str, Token, Weight, Token]] = {
    "done": ("check-circle-fill", "success_text", 400, "muted"),
    "missing": ("warning-circle-fill", "warning_text", 600, "text"),
    "later": ("circle-dashed", "muted", 500, "text"),
}


@dataclass(frozen=True, slots=True)
class GateItem:
    """One requirement: what, who and when, how it stands; *action* is the verb of the button to the way there."""

    code: str
    what: str
    who: str
    state: GateState
    action: str = ""


class GateChecklist(QWidget):
    """``show_gate(tr("To leave Production"), tr("2 of 4"), items)``; ``way_chosen`` carries the code of the item."""

    way_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label("", 13, 600)
        self._count = Label("", 13, 400, "muted")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self._count)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(head)
        self._lines: list[QWidget] = []

    def show_gate(self, title: str, count: str, items: Sequence[GateItem]) -> None:
        """Show another gate; the place of the keyboard is lost, so call it only when something changed."""
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        for label, text in ((self._title, title), (self._count, count)):
            label.setText(text)
            label.setVisible(bool(text))
        self._lines = [self._line(item) for item in items]
        for line in self._lines:
            self._column.addWidget(line)

    def _line(self, item: GateItem) -> QWidget:
        sign, sign_token, weight, token = SIGNS[item.state]
        line = QWidget(self)
        line.setAccessibleName(f"{item.what}. {item.who}")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(IconLabel(sign, sign_token, 16), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(item.what, 13, weight, token, wrap=True))
        if item.who:
            words.addWidget(Label(item.who, 12, 400, "muted", wrap=True))
        row.addLayout(words, 1)
        if item.action:
            button = PlainButton(item.action, height=28)
            button.setAccessibleDescription(item.what)
            button.clicked.connect(lambda _checked=False, code=item.code: self.way_chosen.emit(code))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line
