"""The foot of a list: a note at the left, the actions with their keys at the right."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import QuietButton
from app.views.look.label import Label

HEIGHT = 44


class ActionBar(QWidget):
    """``add(sentence, key, act)`` puts a quiet button at the right; ``set_note`` says something at the left.

    What is done to a row is grey until ``set_row(True)`` says that one is selected.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "base")
        self._words: list[tuple[QuietButton, str]] = []
        self._of_row: list[QuietButton] = []
        self._has_row = False
        self._note = Label("", 13, 400, "muted")
        self._figure = Label("", 15, 600)
        inside = QWidget()
        self._row = QHBoxLayout(inside)
        self._row.setContentsMargins(20, 0, 12, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self._note)
        self._row.addSpacing(8)
        self._row.addWidget(self._figure)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addWidget(inside, 1)
        self.setFixedHeight(HEIGHT)

    def add(
        self, sentence: str, key: str, act: Callable[[], object], *, symbol: str = "", needs_row: bool = False
    ) -> QuietButton:
        """An action (its *sentence* is marked) that is clicked by *key* too; *needs_row*: it is done to the selected row."""
        button = QuietButton(tr(sentence), icon=symbol, key=key, height=28)
        button.clicked.connect(act)
        if needs_row:
            button.setEnabled(self._has_row)
            self._of_row.append(button)
        self._row.addWidget(button)
        self._words.append((button, sentence))
        return button

    def set_row(self, there: bool) -> None:
        """Whether a row is selected for the actions that need one."""
        self._has_row = there
        for button in self._of_row:
            button.setEnabled(there)

    def set_note(self, words: str, figure: str = "") -> None:
        """What the list comes to: "Worth of what expires in 90 days", "16 034 €"."""
        self._note.setText(words)
        self._figure.setText(figure)

    def retranslate(self) -> None:
        """The buttons in the chosen language."""
        for button, sentence in self._words:
            button.setText(tr(sentence))
