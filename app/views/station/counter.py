"""The counter: what is left to scan, large enough for the other end of the bench."""

from decimal import Decimal

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.operations.station_rows import StationView
from app.views.look.numbers import quantity
from app.views.look.painting import LEFT, paint_box, paint_text, text_width
from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.station.measure import Measure
from app.views.station.words import StationWords

MARGIN = 36


class Counter(QWidget):
    """Says how many are still to scan of one receipt or order."""

    def __init__(self, measure: Measure, words: StationWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measure = measure
        self._says = words
        self._view: StationView | None = None
        measure.changed.connect(self.update)

    def show_receipt(self, view: StationView) -> None:
        """Count for *view*."""
        self._view = view
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the chosen language."""
        self.setAccessibleName(", ".join(self.words))
        self.update()

    @property
    def words(self) -> tuple[str, str, str, str]:
        """The figure, what it is, how much is counted, and how many lines are open."""
        if self._view is None:
            return "", "", "", ""
        view, says = self._view, self._says
        return quantity(view.to_scan), says.still(view), says.counted(view), says.lines(view)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("base"))
        if self._view is not None:
            self._paint(painter, self._view)
        painter.end()

    def _paint(self, painter: QPainter, view: StationView) -> None:
        m = self._measure
        figure, what, received, lines = self.words
        used = m.font(168 if len(figure) <= 4 else 112, 700, tabular=False)
        wide = text_width(figure, used)
        token: Token = "text" if view.to_scan else "success_text"
        paint_text(painter, QRect(m.px(MARGIN), 0, wide, m.px(204)), figure, used, token, LEFT)
        left = max(m.px(MARGIN) + wide + m.px(40), m.px(287))
        room = self.width() - left - m.px(MARGIN)
        paint_text(painter, QRect(left, m.px(42), room, m.px(44)), what, m.font(32, 500), "text")
        paint_text(painter, QRect(left, m.px(86), room, m.px(32)), received, m.font(22), "muted")
        bar = QRect(left, m.px(134), room, m.px(16))
        paint_share(painter, bar, view.counted, view.expected)
        paint_text(painter, QRect(left, m.px(156), room, m.px(28)), lines, m.font(18), "muted")


def paint_share(painter: QPainter, area: QRect, part: Decimal, whole: Decimal) -> None:
    """A bar filled to *part* of *whole*; green when it is complete."""
    radius = area.height() / 2
    paint_box(painter, area, radius, "trough")
    if part > 0 and whole > 0:
        filled = max(area.height(), int(area.width() * min(part, whole) / whole))
        token: Token = "success" if part >= whole else "chart_1"
        paint_box(painter, QRect(area.x(), area.y(), filled, area.height()), radius, token)
