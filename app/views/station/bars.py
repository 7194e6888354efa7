"""The bars: above, what is received and whether scanner and scans are safe; below, the commands with their keys."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.language import tr
from app.views.look.chip import ChipText
from app.views.look.icons import paint_icon
from app.views.look.key_hint import hint_text
from app.views.look.painting import CENTER, LEFT, RIGHT, paint_box, paint_text, text_width
from app.views.look.theme import color
from app.views.look.tokens import TONE_TEXT, TONE_TINT, Token
from app.views.station.measure import Measure

HEADER = 64
FOOT = 60
MARGIN = 26


class Header(QWidget):
    """Package, "Receive", order and partner; at the right the chips of scanner and scans, and who works here."""

    def __init__(self, measure: Measure, person: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = measure
        self._person = person
        self._number = self._partner = ""
        self._chips: tuple[ChipText, ...] = ()
        measure.changed.connect(self.update)

    @property
    def chips(self) -> tuple[ChipText, ...]:
        """What is said of scanner and scans."""
        return self._chips

    def show_order(self, number: str, partner: str) -> None:
        """The order that is received; "" where none is open."""
        self._number, self._partner = number, partner
        self._explain()

    def show_chips(self, *chips: ChipText) -> None:
        """Say how scanner and scans are."""
        self._chips = chips
        self._explain()

    def _explain(self) -> None:
        said = [tr("Receive"), self._number, self._partner, *(chip.text for chip in self._chips), self._person]
        self.setAccessibleName(", ".join(part for part in said if part))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        m = self._measure
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("window"))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), color("border"))
        right = self._paint_right(painter, self.width() - m.px(MARGIN))
        paint_icon(painter, m.rect(MARGIN, 20, 24, 24), "package", "text")
        left = m.px(66)
        pieces = ((tr("Receive"), m.font(24, 600), 15), (self._number, m.font(24, 400), 15), (self._partner, m.font(20), 0))
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
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        self.clicked.connect(lambda: act(key))
        measure.changed.connect(self.updateGeometry)

    def say(self, words: str) -> None:
        """Show *words*."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        m = self._measure
        words, key = text_width(self.text(), m.font(18, 600)), self._key_width()
        return QSize(m.px(22 + 10) + words + m.px(10) + key + m.px(36), m.px(FOOT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._measure.px(90), self._measure.px(FOOT))

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
        room = self.width() - left - key - m.px(10 + 36)
        left += paint_text(painter, QRect(left, 0, room, self.height()), self.text(), m.font(18, 600), ink) + m.px(10)
        box = QRect(left, middle - m.px(14), key, m.px(28))
        paint_box(painter, box, m.px(4), "base", "line")
        paint_text(painter, box, hint_text(self.key), m.font(16, 600), "muted", CENTER)
        painter.end()


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
