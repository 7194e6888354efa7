"""The board's bottom bar: what keeps the selected deal in its stage, and the keys."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import marked, tr
from app.operations.deal_rows import BoardCard, WhyRow
from app.views.deals.words import spoken
from app.views.look.areas import Hairline, set_ground
from app.views.look.icons import IconLabel
from app.views.look.key_hint import KeyHint
from app.views.look.label import Label

KEYS = (
    ("open", marked("Open"), "Return"),
    ("glance", marked("Card"), "Space"),
    ("move", marked("Move"), "Ctrl+Right"),
    ("step", marked("Next step"), "T"),
)


class KeyWord(QWidget):
    """A word with its key, that can be clicked as well."""

    clicked = Signal()

    def __init__(self, sentence: str, key: str) -> None:
        super().__init__()
        self._sentence = sentence
        self._word = Label("", 12, 400, "muted")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._word)
        row.addWidget(KeyHint(key))
        self.retranslate()

    def retranslate(self) -> None:
        """Say the word in the chosen language."""
        self._word.setText(tr(self._sentence))
        self._word.setMinimumWidth(self._word.sizeHint().width())
        self.setAccessibleName(tr(self._sentence))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class WhyBar(QWidget):
    """``show_why(card, why)``; ``wanted`` carries the code of the word that was clicked."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._card: BoardCard | None = None
        self._why: WhyRow | None = None
        set_ground(self, "base")
        self.setFixedHeight(44)
        self._icon = IconLabel("lock-simple", "warning_text", 16)
        self._sentence = Label("", 13, 400)
        # The row has a widget of its own: a bare layout of fixed heights would not fill the bar.
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(18)
        row.addWidget(self._icon)
        row.addWidget(self._sentence, 1)
        for code, sentence, key in KEYS:
            word = KeyWord(sentence, key)
            word.clicked.connect(lambda code=code: self.wanted.emit(code))
            row.addWidget(word)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addWidget(inside, 1)
        self.retranslate()

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._sentence.text()

    def show_why(self, card: BoardCard | None, why: WhyRow | None) -> None:
        """Say why *card* is where it is; while *why* is still read, only its name."""
        self._card, self._why = card, why
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the chosen language."""
        self._icon.setVisible(self._card is not None)
        if self._card is None:
            self._sentence.setText(tr("Choose a deal: its gate is named here."))
            return
        closed = self._why is None or bool(self._why.missing)
        self._icon.set_icon("lock-simple" if closed else "check-circle-fill", "warning_text" if closed else "success_text")
        self._sentence.setText(self._card.company if self._why is None else spoken(self._why.sentence))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
