"""The board's bottom bar: what keeps the selected deal in its stage, and the keys."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import Phrase, marked, tr
from app.operations.deal_rows import BoardCard, WhyRow
from app.views.deals.words import spoken
from app.views.look.areas import Hairline, set_ground
from app.views.look.icons import IconLabel
from app.views.look.key_hint import KeyHint
from app.views.look.label import Label
from app.views.look.painting import text_width
from app.views.look.typeface import font

KEYS = (
    ("open", marked("Open"), "Return"),
    ("glance", marked("Card"), "Space"),
    ("move", marked("Move"), "Ctrl+Right"),
    ("step", marked("Next step"), "T"),
)
SHORTEST_NAME = 120
"""Width in px that the company's name keeps, however long the rest of the sentence is."""


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
        self._sentence.setText(self._card.company if self._why is None else self._fitted(self._why.sentence))
        self.setToolTip(self._card.company)

    def _fitted(self, sentence: Phrase) -> str:
        """*sentence* with the company's name cut so far that what is missing stays in sight."""
        whole, company = spoken(sentence), str(sentence.params.get("company", ""))
        missing = text_width(whole, font(13)) - self._sentence.width()
        if missing <= 0 or not company or not self.isVisible():
            return whole
        room = max(SHORTEST_NAME, text_width(company, font(13)) - missing)
        cut = QFontMetrics(font(13)).elidedText(company, Qt.TextElideMode.ElideRight, room)
        return spoken(Phrase(sentence.sentence, {**sentence.params, "company": cut}))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (layout := self.layout()) is not None:
            layout.activate()
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
