"""Who the one in the form may be already, beside the form of qualification: why, and the way to say so [M36]."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.operations.triage import Double
from app.views.look.areas import Hairline
from app.views.look.buttons import PlainButton
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.tokens import Token

MOST = 3
"""So many at a time: whoever is sure names what is certain, and that stands first."""


class KnownList(QWidget):
    """``show_known(doubles)``; ``chosen`` carries id and name of the counterparty that it is: Alt+1 to Alt+3."""

    chosen = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: tuple[Double, ...] = ()
        self.buttons: list[PlainButton] = []
        self._head = Label("", 13, 600)
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 16, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(Hairline())
        self._column.addWidget(self._head)
        self.hide()

    def show_known(self, doubles: Sequence[Double]) -> None:
        """Show others; nothing happens while they are the same, so that no button goes from under a finger."""
        doubles = tuple(doubles[:MOST])
        if doubles != self.shown:
            self.shown = doubles
            self.retranslate()
        self.setVisible(bool(doubles))

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._head.setText(tr("Perhaps known already"))
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.buttons = []
        self._lines = [self._line(double, f"Alt+{place}") for place, double in enumerate(self.shown, start=1)]
        for line in self._lines:
            self._column.addWidget(line)

    def _line(self, double: Double, key: str) -> QWidget:
        line = QWidget()
        token: Token = "warning_text" if double.likely else "muted"
        why = double.why.said()
        second = tr("{why}; with {seller}", why=why, seller=double.seller) if double.seller else why
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Label(double.name, 13, 600, wrap=True))
        words.addWidget(Label(second, 12, 400, token, wrap=True))
        button = PlainButton(tr("Belongs to it"), icon="link", key=key, height=28)
        button.setAccessibleDescription(tr("Belongs to {name}", name=double.name))
        button.clicked.connect(lambda _checked=False: self.chosen.emit(double.counterparty_id, double.name))
        self.buttons.append(button)
        words.addSpacing(3)
        words.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("git-merge" if double.likely else "question", token, 16), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return line
