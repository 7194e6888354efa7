"""The letter on the card as it came: folded away at first, and within it what the sender only quotes."""

import re

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.language import tr
from app.letter_quote import own_words
from app.views.look.typeface import font
from app.views.triage.card_lines import CardLink

HEIGHT = 280
_SEPARATOR = re.compile(
    r"^\s*(?:-{2,}|_{5,})\s*(?:original message|forwarded message|urspr[üu]ngliche nachricht|weitergeleitete nachricht"
    r"|исходное сообщение|пересылаемое сообщение|пересланное сообщение)?\s*-*\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = re.compile(r"\s*(?:from|von|от|отправитель)\s*:\s*\S", re.IGNORECASE)


def without_quote(text: str) -> str:
    """The words of the sender alone: marked lines at the end, and an older letter below its head, are left out.

    What would leave nothing is shown whole: who only forwards a letter means what stands in it.
    """
    own = own_words(text)
    for line in _SEPARATOR.finditer(own):
        if _HEAD.match(own, line.end()):
            own = own[: line.start()].rstrip()
            break
    return own if own.strip() else text.strip()


class LetterPart(QWidget):
    """``LetterPart(original)``: "show the original letter", and in it "show what is quoted"."""

    def __init__(self, original: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole, self._own = original.strip(), without_quote(original)
        self._with_quote = False
        self.toggle = CardLink(height=28, icon="caret-right")
        self.quote = CardLink(height=28, icon="quotes")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(font())
        self.text.setFixedHeight(HEIGHT)
        self.toggle.clicked.connect(lambda _checked=False: self.show_letter(self.text.isHidden()))
        self.quote.clicked.connect(lambda _checked=False: self.show_quote(not self._with_quote))
        line = QHBoxLayout()
        line.addWidget(self.toggle)
        line.addStretch(1)
        line.addWidget(self.quote)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self.text)
        self.show_letter(False)

    def show_letter(self, shown: bool) -> None:
        """Show or hide the letter as it came."""
        if shown and not self.text.toPlainText():
            self.text.setPlainText(self._whole if self._with_quote else self._own)
        self.text.setVisible(shown)
        self.quote.setVisible(shown and self._own != self._whole)
        self.toggle.set_icon("caret-down" if shown else "caret-right")
        self.retranslate()

    def show_quote(self, shown: bool) -> None:
        """Show or hide what the sender quotes of older letters."""
        self._with_quote = shown
        self.text.setPlainText(self._whole if shown else self._own)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.text.setAccessibleName(tr("The original letter"))
        hidden = self.text.isHidden()
        self.toggle.setText(tr("Show the original letter") if hidden else tr("Hide the original letter"))
        self.quote.setText(tr("Hide what is quoted") if self._with_quote else tr("Show what is quoted"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
