"""Two lines of the card that can be pressed: the suggested department, and somebody who may be the one who asks."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.language import tr
from app.operations.triage import Double, Suggestion
from app.views.look.buttons import QuietButton
from app.views.look.chip import ChipText, chip_width, paint_chip
from app.views.look.icons import paint_icon
from app.views.look.key_hint import hint_width, paint_key_hint
from app.views.look.painting import paint_box, paint_text
from app.views.look.tokens import Token
from app.views.look.typeface import font
from app.views.triage.customer_panel import double_chip

HEIGHT = 52
PADDING = 12
ICON = 18


class _CardLine(QAbstractButton):
    """52 px: icon, a bold and a muted line."""

    def __init__(self, symbol: str, first: str, second: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._symbol, self._first, self._second = symbol, first, second
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(first)
        self.setAccessibleDescription(second)
        self.setToolTip(f"{first}\n{second}")

    def sizeHint(self) -> QSize:
        return QSize(280, HEIGHT)

    def _paint(self, painter: QPainter, fill: Token, line: Token | None, ink: Token, right: int) -> None:
        if self.hasFocus():
            paint_box(painter, self.rect(), 6, fill, "accent_text", 2)
        else:
            paint_box(painter, self.rect(), 6, fill, line)
        paint_icon(painter, QRect(PADDING, (HEIGHT - ICON) // 2, ICON, ICON), self._symbol, ink if line is None else "muted")
        left = PADDING + ICON + PADDING
        width = self.width() - left - right - PADDING
        paint_text(painter, QRect(left, 7, width, 19), self._first, font(13, 600), ink)
        paint_text(painter, QRect(left, 26, width, 19), self._second, font(12), "muted")


class CardLink(QuietButton):
    """A button within the card that stands flush with the text above it: a file, the way to the whole letter."""

    def _padding(self) -> int:
        return 2

    def _ink(self) -> Token:
        return "accent_text"


class SuggestionLine(_CardLine):
    """The department that is probably meant, why, and its key."""

    def __init__(self, suggestion: Suggestion, key: str, parent: QWidget | None = None) -> None:
        words = ", ".join(suggestion.words)
        first = tr("{department}: {words}", department=suggestion.department_code, words=words) if words else ""
        super().__init__("lightbulb", first or suggestion.department_code, suggestion.why.said(), parent)
        self._key = key

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        width = hint_width(self._key) if self._key else 0
        self._paint(painter, "accent_tint", None, "accent_text", width + PADDING)
        if self._key:
            box = QRect(self.width() - PADDING - width, (HEIGHT - 18) // 2, width, 18)
            paint_box(painter, box, 3, "base")
            paint_key_hint(painter, box, self._key)
        painter.end()


class DoubleLine(_CardLine):
    """Somebody known, why it may be the one who asks, and how sure that is."""

    def __init__(self, double: Double, parent: QWidget | None = None) -> None:
        second = ", ".join(part for part in (double.why.said(), double.seller) if part)
        super().__init__("buildings", double.name, second, parent)
        self._chip: ChipText = double_chip(double)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        width = chip_width(self._chip)
        hot = self.underMouse() or self.isDown()
        self._paint(painter, "alt" if hot else "base", "border", "text", width + PADDING)
        paint_chip(painter, QRect(self.width() - PADDING - width, 0, width, HEIGHT), self._chip)
        painter.end()
