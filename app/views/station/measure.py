"""Sizes at the station: the guide's pixels at 1280 × 720, larger in the same proportion on a larger screen."""

from PySide6.QtCore import QObject, QRect, QSize, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from app.views.look.painting import LEFT, paint_text
from app.views.look.tokens import Token
from app.views.look.typeface import Weight, font

WIDTH, HEIGHT = 1280, 720
SMALLEST = 0.8


class Measure(QObject):
    """How large everything is now; the parts ask it while they paint."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._factor = 1.0

    def fit(self, size: QSize) -> None:
        """Fill a screen of *size*."""
        factor = max(SMALLEST, min(size.width() / WIDTH, size.height() / HEIGHT))
        if factor != self._factor:
            self._factor = factor
            self.changed.emit()

    def px(self, length: float) -> int:
        """*length* of the guide on this screen."""
        return round(length * self._factor)

    def rect(self, x: float, y: float, width: float, height: float) -> QRect:
        """A rectangle of the guide on this screen."""
        return QRect(self.px(x), self.px(y), self.px(width), self.px(height))

    def font(self, px: int, weight: Weight = 400, *, tabular: bool = True) -> QFont:
        """A font of *px* of the guide."""
        return font(self.px(px), weight, tabular=tabular)


def lines_of(text: str, used: QFont, width: int, most: int) -> list[str]:
    """*text* broken at blanks into at most *most* lines of *width* px; what is left over is elided."""
    metrics = QFontMetrics(used)
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        count = 1
        while count < len(words) and metrics.horizontalAdvance(" ".join(words[: count + 1])) <= width:
            count += 1
        lines.append(" ".join(words[:count]))
        words = words[count:]
    return [*lines, " ".join(words)] if words else lines


def paint_lines(painter: QPainter, area: QRect, lines: list[str], used: QFont, pitch: int, token: Token) -> None:
    """Paint *lines* from the top of *area*, one every *pitch* px, each elided where it is too wide."""
    for number, line in enumerate(lines):
        place = QRect(area.x(), area.y() + number * pitch, area.width(), pitch)
        paint_text(painter, place, line, used, token, LEFT)
