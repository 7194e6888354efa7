"""Words on a ground: a label that knows its size, weight and token, and elides at the right instead of shrinking."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

from app.views.look.painting import paint_text, text_width
from app.views.look.tokens import Token
from app.views.look.typeface import Weight, font

LONGEST = 24
"""Letters of a word that fit the narrowest card; a longer one may break, or it would push the card's figures out."""
BREAK = "\u200b"
"""A place where a line may break, without width."""
_LONG_WORD = re.compile(rf"\w{{{LONGEST}}}(?=\w)")


class Label(QLabel):
    """``Label("Text", 12, 500, "muted")``: one plain line, elided with the full text in the tooltip.

    With ``wrap=True`` it breaks lines instead, may carry links and can be selected with the mouse. Text is plain unless
    ``rich=True``; foreign text must never be shown rich.
    """

    def __init__(
        self,
        text: str = "",
        px: int = 13,
        weight: Weight = 400,
        token: Token = "text",
        *,
        wrap: bool = False,
        rich: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._elides = not wrap and not rich
        self._token: Token = token
        self.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
        self.setFont(font(px, weight))
        self.setWordWrap(wrap)
        if wrap:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if self._elides:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_token(token)
        self.setText(text)

    def set_token(self, token: Token) -> None:
        """Take the colour of another token."""
        self._token = token
        self.setProperty("token", token)
        # What is not dressed yet is dressed when it is first shown; a line that paints itself needs no dressing.
        if not self._elides and self.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            self.style().unpolish(self)
            self.style().polish(self)
        self.update()

    def setText(self, text: str) -> None:
        """Show *text*; the tooltip carries it in full while it is cut."""
        breaks = self.wordWrap() and self.textFormat() == Qt.TextFormat.PlainText
        super().setText(_LONG_WORD.sub(rf"\g<0>{BREAK}", text) if breaks else text)
        self._explain()

    def text(self) -> str:
        """The text as it was given."""
        return super().text().replace(BREAK, "")

    def minimumSizeHint(self) -> QSize:
        whole = super().minimumSizeHint()
        if not self._elides:
            return whole
        return QSize(min(whole.width(), QFontMetrics(self.font()).horizontalAdvance("mmm…")), whole.height())

    def sizeHint(self) -> QSize:
        whole = super().sizeHint()
        return QSize(whole.width() + 1, whole.height()) if self._elides else whole

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            QApplication.clipboard().setText(self.selectedText().replace(BREAK, ""))
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elides:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        token: Token = self._token if self.isEnabled() else "outline"
        paint_text(painter, self.contentsRect(), self.text(), self.font(), token, self.alignment())
        painter.end()

    def _explain(self) -> None:
        if self._elides:
            cut = text_width(self.text(), self.font()) > self.width()
            self.setToolTip(self.text() if cut else "")
