"""A sentence for the clerk at the lower right, large enough to read while standing; it is gone with the next scan."""

from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.language import Phrase
from app.views.look.icons import paint_icon
from app.views.look.painting import paint_hairline
from app.views.look.theme import color
from app.views.look.tokens import TONE_TEXT, TONE_TINT
from app.views.station.measure import Measure, lines_of, paint_lines

NoteTone = Literal["accent", "success", "warning", "danger"]
ICONS: Mapping[NoteTone, str] = {
    "accent": "info",
    "success": "check-circle-fill",
    "warning": "warning-circle-fill",
    "danger": "warning-octagon-fill",
}


class Note(QWidget):
    """``say(tone, phrase)`` until ``clear()``; ``stand(phrase)`` is a trouble that stays until it is over (None)."""

    def __init__(self, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = measure
        self._said: tuple[NoteTone, Phrase] | None = None
        self._standing: Phrase | None = None
        measure.changed.connect(self.update)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says now; "" if nothing."""
        shown = self._shown
        return str(shown[1]) if shown else ""

    @property
    def _shown(self) -> tuple[NoteTone, Phrase] | None:
        if self._said is not None:
            return self._said
        return None if self._standing is None else ("warning", self._standing)

    def say(self, tone: NoteTone, sentence: Phrase) -> None:
        """Say *sentence*."""
        self._said = (tone, sentence)
        self.retranslate()

    def stand(self, sentence: Phrase | None) -> None:
        """Say *sentence* whenever nothing newer is to be said."""
        self._standing = sentence
        self.retranslate()

    def clear(self) -> None:
        """Say nothing newer any more."""
        self._said = None
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the chosen language."""
        self.setAccessibleName(self.sentence)
        self.setVisible(bool(self.sentence))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        shown = self._shown
        if shown is None:
            return
        tone, m = shown[0], self._measure
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(TONE_TINT[tone]))
        paint_hairline(painter, 0, self.width(), 0, "border")
        used, pitch = m.font(22, 500), m.px(31)
        room = self.width() - m.px(66 + 24)
        lines = lines_of(self.sentence, used, room, max(1, (self.height() - m.px(16)) // pitch))
        top = max(m.px(8), (self.height() - len(lines) * pitch) // 2)
        paint_icon(painter, QRect(m.px(24), top + m.px(2), m.px(28), m.px(28)), ICONS[tone], TONE_TEXT[tone])
        paint_lines(painter, QRect(m.px(66), top, room, len(lines) * pitch), lines, used, pitch, TONE_TEXT[tone])
        painter.end()
