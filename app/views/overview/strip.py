"""The five figures at the top of the overview: each leads to the rows that it counts."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.language import tr
from app.operations.overview_spec import HeadFigure
from app.views.look.icons import paint_icon
from app.views.look.numbers import money
from app.views.look.painting import paint_box, paint_text, text_width
from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.look.typeface import font
from app.views.overview.words import value_text

HEIGHT = 72
INK: dict[str, Token] = {
    "plain": "muted",
    "success": "success_text",
    "warning": "warning_text",
    "danger": "danger_text",
}


class FigureButton(QAbstractButton):
    """One figure: what it counts, how many, and beside it what that means. Enter or a click opens the rows."""

    def __init__(self, figure: HeadFigure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = figure
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._say()

    def show_figure(self, figure: HeadFigure) -> None:
        """Show another value."""
        self.figure = figure
        self._say()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = text_width(str(self.figure.title), font(12, 500))
        value = text_width(self._value(), font(24, 600)) + text_width(str(self.figure.beside), font(12, 500)) + 36
        return QSize(32 + max(words, value), HEIGHT - 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(32 + text_width(self._value(), font(24, 600)) + 40, HEIGHT - 2)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        if self.hasFocus():
            paint_box(painter, self.rect().adjusted(4, 4, -4, -4), 5, None, "accent_text", 2)
        elif self.underMouse():
            paint_box(painter, self.rect().adjusted(4, 4, -4, -4), 5, "alt")
        area = self.rect().adjusted(16, 10, -12, -8)
        paint_text(painter, QRect(area.x(), area.y(), area.width(), 18), str(self.figure.title), font(12, 500), "muted")
        below = QRect(area.x(), area.y() + 20, area.width(), area.height() - 20)
        used = paint_text(painter, below, self._value(), font(24, 600), "text")
        ink = INK[self.figure.tone]
        left = below.x() + used + 12
        paint_icon(painter, QRect(left, below.center().y() - 6, 14, 14), self.figure.icon, ink)
        room = QRect(left + 20, below.y() + 1, below.right() - left - 20, below.height())
        paint_text(painter, room, str(self.figure.beside), font(12, 500), ink)
        painter.end()

    def _value(self) -> str:
        figure = self.figure
        if figure.unit == "money":
            return money(figure.value, figure.currency, cents=False)
        return value_text(figure.value, figure.unit)

    def _say(self) -> None:
        words = tr(
            "{title}: {value}, {beside}", title=str(self.figure.title), value=self._value(), beside=str(self.figure.beside)
        )
        self.setAccessibleName(words)
        self.setToolTip(words)


class FigureStrip(QFrame):
    """``FigureStrip().show_figures(figures)``; ``opened`` carries the figure whose rows are wanted."""

    opened = Signal(object)
    """HeadFigure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[FigureButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(1)
        self.setFixedHeight(HEIGHT)

    def show_figures(self, figures: Sequence[HeadFigure]) -> None:
        """Show the figures; the keyboard stays where it is."""
        for place, figure in enumerate(figures):
            if place < len(self.buttons):
                self.buttons[place].show_figure(figure)
                continue
            button = FigureButton(figure)
            button.clicked.connect(lambda _checked=False, button=button: self.opened.emit(button.figure))
            self._row.addWidget(button)
            self.buttons.append(button)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect(), 6, "base", "border")
        for button in self.buttons[1:]:
            painter.fillRect(QRect(button.x() - 1, 12, 1, self.height() - 24), color("border"))
        painter.end()
