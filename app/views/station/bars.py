"""The bars: above, what is worked on and whether scanner and scans are safe; below, the commands with their keys."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.language import tr
from app.views.look.chip import ChipText
from app.views.look.icons import paint_icon
from app.views.look.key_hint import hint_text
from app.views.look.painting import CENTER, LEFT, RIGHT, paint_box, paint_text, text_width
from app.views.look.theme import color
from app.views.look.tokens import TONE_TEXT, TONE_TINT, Token
from app.views.station.measure import Measure
from app.views.station.words import StationWords

HEADER = 64
FOOT = 60
MARGIN = 26
BETWEEN, CLOSEST = 36, 14
"""Behind a command: what is left free, and the least of it where the words are long."""


class Header(QWidget):
    """What is done here, order and partner; at the right the chips of scanner and scans, and who works here."""

    def __init__(self, measure: Measure, person: str, words: StationWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = measure
        self._words = words
        self._person = person
        self._number = self._partner = ""
        self._chips: tuple[ChipText, ...] = ()
        measure.changed.connect(self.update)

    @property
    def chips(self) -> tuple[ChipText, ...]:
        """What is said of scanner and scans."""
        return self._chips

    def show_order(self, number: str, partner: str) -> None:
        """The order that is worked on; "" where none is open."""
        self._number, self._partner = number, partner
        self._explain()

    def show_chips(self, *chips: ChipText) -> None:
        """Say how scanner and scans are."""
        self._chips = chips
        self._explain()

    def _explain(self) -> None:
        said = [self._words.title(), self._number, self._partner, *(chip.text for chip in self._chips), self._person]
        self.setAccessibleName(", ".join(part for part in said if part))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        m = self._measure
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("window"))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), color("border"))
        right = self._paint_right(painter, self.width() - m.px(MARGIN))
        paint_icon(painter, m.rect(MARGIN, 20, 24, 24), self._words.icon, "text")
        left = m.px(66)
        pieces = (
            (self._words.title(), m.font(24, 600), 15),
            (self._number, m.font(24, 400), 15),
            (self._partner, m.font(20), 0),
        )
        for number, (text, used, gap) in enumerate(pieces):
            token: Token = "muted" if number == 2 else "text"
            left += paint_text(painter, QRect(left, 0, right - left, self.height()), text, used, token) + m.px(gap)
        painter.end()

    def _paint_right(self, painter: QPainter, right: int) -> int:
        m = self._measure
        person = min(text_width(self._person, m.font(18)), m.px(220))
        paint_text(painter, QRect(right - person, 0, person, self.height()), self._person, m.font(18), "text", RIGHT)
        right -= person + m.px(15)
        used = m.font(16, 500)
        for chip in reversed(self._chips):
            wide = min(text_width(chip.text, used) + m.px(30), m.px(320))
            box = QRect(right - wide, m.px(16), wide, m.px(32))
            paint_box(painter, box, m.px(4), TONE_TINT[chip.tone])
            paint_icon(painter, QRect(box.x() + m.px(6), m.px(25), m.px(14), m.px(14)), chip.icon, TONE_TEXT[chip.tone])
            area = box.adjusted(m.px(23), 0, -m.px(6), 0)
            paint_text(painter, area, chip.text, used, TONE_TEXT[chip.tone], LEFT)
            right -= wide + m.px(15)
        return right


class CommandButton(QAbstractButton):
    """One command in the bar: icon, word, key; 60 px high for a finger, and never with the keyboard."""

    def __init__(self, measure: Measure, icon: str, key: str, act: Callable[[str], object]) -> None:
        super().__init__()
        self._measure = measure
        self._icon = icon
        self.key = key
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.clicked.connect(lambda: act(key))
        measure.changed.connect(self.updateGeometry)

    def say(self, words: str) -> None:
        """Show *words*."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    @property
    def is_whole(self) -> bool:
        """Whether all its words can be read."""
        lines, used = self._lines()
        return max(text_width(line, used) for line in lines) <= self._room()

    def sizeHint(self) -> QSize:
        m = self._measure
        return QSize(self._around() + text_width(self.text(), m.font(18, 600)) + m.px(BETWEEN), m.px(FOOT))

    def minimumSizeHint(self) -> QSize:
        m = self._measure
        used = m.font(16, 600)
        words = max(text_width(line, used) for line in halves(self.text(), used))
        return QSize(self._around() + words + m.px(CLOSEST), m.px(FOOT))

    def _around(self) -> int:
        """Width of everything but the words, up to the end of the key."""
        return self._measure.px(32) + self._measure.px(10) + self._key_width()

    def _room(self) -> int:
        return self.width() - self._around()

    def _lines(self) -> tuple[list[str], QFont]:
        """The words in one line; where that is too wide, in two smaller ones."""
        one = self._measure.font(18, 600)
        if text_width(self.text(), one) <= self._room():
            return [self.text()], one
        used = self._measure.font(16, 600)
        return halves(self.text(), used), used

    def _key_width(self) -> int:
        return max(self._measure.px(28), text_width(hint_text(self.key), self._measure.font(16, 600)) + self._measure.px(16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        m = self._measure
        painter = QPainter(self)
        if self.isDown():
            painter.fillRect(self.rect(), color("neutral_tint"))
        ink: Token = "text" if self.isEnabled() else "outline"
        size, middle = m.px(22), self.height() // 2
        paint_icon(painter, QRect(0, middle - size // 2, size, size), self._icon, "muted" if self.isEnabled() else "outline")
        key = self._key_width()
        left = m.px(32)
        lines, used = self._lines()
        pitch = m.px(20)
        top = (self.height() - pitch * len(lines)) // 2
        areas = [QRect(left, top + number * pitch, self._room(), pitch) for number in range(len(lines))]
        left += max(paint_text(painter, area, line, used, ink) for area, line in zip(areas, lines, strict=True)) + m.px(10)
        box = QRect(left, middle - m.px(14), key, m.px(28))
        paint_box(painter, box, m.px(4), "base", "line")
        paint_text(painter, box, hint_text(self.key), m.font(16, 600), "muted", CENTER)
        painter.end()


def halves(text: str, used: QFont) -> list[str]:
    """*text* in the two lines that need the least width; one word stays one line."""
    words = text.split()
    pairs = [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    return min(pairs, key=lambda pair: max(text_width(line, used) for line in pair), default=[text])


class CommandBar(QWidget):
    """The commands of one mode of the screen."""

    def __init__(self, measure: Measure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = measure
        self.buttons: dict[str, CommandButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._row.addStretch(1)
        measure.changed.connect(self._fit)
        self._fit()

    def add(self, icon: str, key: str, act: Callable[[str], object]) -> CommandButton:
        """A command; *act* gets its key."""
        button = CommandButton(self._measure, icon, key, act)
        self.buttons[key] = button
        self._row.insertWidget(self._row.count() - 1, button)
        return button

    def _fit(self) -> None:
        self._row.setContentsMargins(self._measure.px(MARGIN), 1, self._measure.px(MARGIN), 0)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        m = self._measure
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("window"))
        painter.fillRect(QRect(0, 0, self.width(), 1), color("border"))
        shown = [button for button in self.buttons.values() if button.isVisible()]
        left = max((button.geometry().right() for button in shown), default=0)
        right = self.width() - m.px(24)
        hint = tr("or scan the card on the bench")
        if text_width(hint, m.font(16)) <= right - left:
            paint_text(painter, QRect(left, 0, right - left, self.height()), hint, m.font(16), "muted", RIGHT)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.update()
        super().changeEvent(event)
