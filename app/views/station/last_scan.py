"""The last scan: its word on a ground of green, red or neither, the article, batch, expiry and place, the raw code."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from app.language import Phrase, tr
from app.views.look.icons import paint_icon
from app.views.look.numbers import clear_day, local
from app.views.look.painting import LEFT, RIGHT, paint_text, text_width
from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.station.measure import Measure, lines_of, paint_lines

FLASH = 150
"""Milliseconds that the ground is lighter after a scan."""
MARGIN = 36

State = Literal["first", "good", "refused", "kept", "undone"]


@dataclass(frozen=True, slots=True)
class _Dress:
    ground: Token
    ink: Token
    icon: str


DRESSES: dict[State, _Dress] = {
    "first": _Dress("neutral_tint", "text", "barcode"),
    "good": _Dress("station_green", "on_station", "check-circle-fill"),
    "refused": _Dress("station_red", "on_station", "warning-octagon-fill"),
    "kept": _Dress("neutral_tint", "text", "hourglass-medium"),
    "undone": _Dress("neutral_tint", "text", "arrow-u-up-left"),
}


@dataclass(frozen=True, slots=True)
class ScanShown:
    """What the panel says. Phrases are said in the language of the moment they are painted."""

    state: State
    word: Phrase
    detail: Phrase
    article: str = ""
    batch: str = ""
    expiry: date | None = None
    place: str = ""
    advice: Phrase | None = None
    code: str = ""
    at: datetime | None = None


class LastScanPanel(QWidget):
    """Shows one scan until the next one."""

    def __init__(self, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = measure
        self._shown = ScanShown("first", Phrase(""), Phrase(""))
        self._flash = QTimer(self, interval=FLASH, singleShot=True)
        self._flash.timeout.connect(self.update)
        measure.changed.connect(self.update)

    @property
    def shown(self) -> ScanShown:
        """What it says now."""
        return self._shown

    @property
    def is_flashing(self) -> bool:
        """Whether the scan came just now."""
        return self._flash.isActive()

    def show_scan(self, shown: ScanShown, *, flash: bool = True) -> None:
        """Say something else; one flash, unless the system wants no motion."""
        self._shown = shown
        if flash and self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0:
            self._flash.start()
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the chosen language."""
        said = [str(self._shown.word), str(self._shown.detail), self._shown.article, str(self._shown.advice or "")]
        self.setAccessibleName(". ".join(part for part in said if part))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        dress = DRESSES[self._shown.state]
        ground = color(dress.ground)
        painter.fillRect(self.rect(), ground.lighter(135) if self.is_flashing else ground)
        self._paint_head(painter, dress)
        self._paint_body(painter, dress)
        self._paint_foot(painter, dress)
        painter.end()

    def _paint_head(self, painter: QPainter, dress: _Dress) -> None:
        m = self._measure
        paint_icon(painter, m.rect(26, 30, 84, 84), dress.icon, dress.ink)
        word, detail = self._head_lines()
        left, room = m.px(124), self._head_room
        if len(word) > 1:
            paint_lines(painter, QRect(left, m.px(14), room, m.px(116)), word, m.font(52, 700), m.px(58), dress.ink)
            return
        top = 22 if len(detail) < 2 else 6
        paint_text(painter, QRect(left, m.px(top), room, m.px(68)), word[0] if word else "", m.font(52, 700), dress.ink)
        for number, line in enumerate(detail):
            area = QRect(left + m.px(2), m.px(top + 64 + 31 * number), room, m.px(34))
            self._soft(painter, area, line, 24, dress.ink)

    @property
    def _head_room(self) -> int:
        return self.width() - self._measure.px(124) - self._measure.px(MARGIN)

    def _head_lines(self) -> tuple[list[str], list[str]]:
        """The lines of the word and, beside one line of it, those of the detail; else that stands in the body."""
        m = self._measure
        word = lines_of(str(self._shown.word), m.font(52, 700), self._head_room, 2)
        return word, lines_of(str(self._shown.detail), m.font(24), self._head_room, 2) if len(word) < 2 else []

    def _paint_body(self, painter: QPainter, dress: _Dress) -> None:
        shown, m = self._shown, self._measure
        if shown.state != "first":
            self._line(painter, m.px(142), dress)
        room = self.width() - 2 * m.px(MARGIN)
        top = 156
        if shown.article:
            self._paint_article(painter, room, dress)
            top = 226
        if shown.state == "good":
            self._paint_facts(painter, room, dress)
            return
        said = [] if self._head_lines()[1] else [str(shown.detail)]
        said += [str(shown.advice)] if shown.advice else []
        size, pitch, most = (28, 42, 2) if shown.article else (28, 42, 4)
        lines = _all_lines(said, m.font(size, 500), room, most)
        if shown.article and len(_all_lines(said, m.font(size, 500), room, 9)) > most:
            size, pitch = 24, 33
            lines = _all_lines(said, m.font(size, 500), room, 3)
        area = QRect(m.px(MARGIN), m.px(top), room, m.px(100))
        paint_lines(painter, area, lines, m.font(size, 500), m.px(pitch), dress.ink)

    def _paint_article(self, painter: QPainter, room: int, dress: _Dress) -> None:
        """The name in one line, a long one smaller, a very long one in two lines."""
        article, m = self._shown.article, self._measure
        for px in (44, 38):
            if text_width(article, m.font(px, 600)) <= room:
                paint_text(painter, QRect(m.px(MARGIN), m.px(160), room, m.px(58)), article, m.font(px, 600), dress.ink)
                return
        used = m.font(34, 600)
        area = QRect(m.px(MARGIN), m.px(149), room, m.px(80))
        paint_lines(painter, area, lines_of(article, used, room, 2), used, m.px(40), dress.ink)

    def _paint_facts(self, painter: QPainter, room: int, dress: _Dress) -> None:
        shown, m = self._shown, self._measure
        facts = [(tr("Batch"), shown.batch), (tr("Expires"), said_expiry(shown.expiry)), (tr("Place"), shown.place)]
        facts = [(label, value) for label, value in facts if value]
        used = m.font(36, 600)
        natural = [QFontMetrics(used).horizontalAdvance(value) + m.px(28) for _, value in facts]
        widths = [max(m.px(222), width) for width in natural]
        if sum(widths) > room + m.px(28):
            # A long batch takes what the others do not need.
            widths = natural
        left = m.px(MARGIN)
        for number, (label, value) in enumerate(facts):
            later = sum(widths[number + 1 :])
            width = max(m.px(120), min(widths[number], m.px(MARGIN) + room - left - later))
            self._soft(painter, QRect(left, m.px(231), width, m.px(32)), label, 20, dress.ink)
            paint_text(painter, QRect(left, m.px(258), width - m.px(16), m.px(50)), value, used, dress.ink)
            left += width

    def _paint_foot(self, painter: QPainter, dress: _Dress) -> None:
        shown, m = self._shown, self._measure
        if not shown.code:
            return
        top = self.height() - m.px(62)
        self._line(painter, top, dress)
        paint_icon(painter, QRect(m.px(MARGIN), top + m.px(19), m.px(24), m.px(24)), "barcode", dress.ink)
        time = "" if shown.at is None else local(shown.at).strftime("%H:%M:%S")
        used = m.font(19, 400)
        right = self.width() - m.px(MARGIN)
        taken = text_width(time, used)
        paint_text(painter, QRect(right - taken, top, taken, m.px(62)), time, used, dress.ink, RIGHT)
        area = QRect(m.px(72), top, right - taken - m.px(72 + 20), m.px(62))
        paint_text(painter, area, printed(shown.code), used, dress.ink, LEFT)

    def _line(self, painter: QPainter, y: int, dress: _Dress) -> None:
        painter.setOpacity(0.3)
        left = self._measure.px(MARGIN)
        painter.fillRect(QRect(left, y, self.width() - 2 * left, max(1, self._measure.px(1))), color(dress.ink))
        painter.setOpacity(1.0)

    def _soft(self, painter: QPainter, area: QRect, text: str, px: int, ink: Token) -> None:
        painter.setOpacity(0.85)
        paint_text(painter, area, text, self._measure.font(px), ink, LEFT | Qt.AlignmentFlag.AlignVCenter)
        painter.setOpacity(1.0)


def _all_lines(said: list[str], used: QFont, width: int, most: int) -> list[str]:
    lines: list[str] = []
    for text in said:
        if len(lines) < most:
            lines += lines_of(text, used, width, most - len(lines))
    return lines


def said_expiry(day: date | None) -> str:
    """A last day of use as boxes print it: only month and year where it is the end of the month."""
    if day is None:
        return ""
    if day.day == calendar.monthrange(day.year, day.month)[1]:
        return day.strftime("%m / %Y")
    return clear_day(day)


def printed(code: str) -> str:
    """*code* in one visible line: separators and other signs that nobody can see become a dot."""
    return "".join(sign if sign.isprintable() else "·" for sign in code)
