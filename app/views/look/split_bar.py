"""Split bar: where the quantity of a line comes from (stock, plant, supplier), and progress bars. 2 px gaps, figures on."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views.look.icons import paint_icon
from app.views.look.numbers import quantity
from app.views.look.painting import CENTER, paint_box, paint_text, text_width
from app.views.look.tokens import TONE_TEXT, Token, Tone
from app.views.look.typeface import font

Source = Literal["stock", "plant", "supplier"]
ORDER: tuple[Source, ...] = ("stock", "plant", "supplier")
COLOURS: dict[Source, tuple[Token, Token]] = {
    "stock": ("chart_3", "on_chart_3"),
    "plant": ("chart_1", "on_chart_1"),
    "supplier": ("chart_2", "on_chart_2"),
}
HEIGHT = 16
GAP = 2


@dataclass(frozen=True, slots=True)
class SplitPart:
    """How many of a line come from one source."""

    source: Source
    amount: Decimal


def part_widths(parts: Sequence[SplitPart], width: int) -> list[int]:
    """Widths in px that fill *width* with the gaps between: by quantity, but none too narrow for its figure."""
    room = width - GAP * (len(parts) - 1)
    least = [text_width(quantity(part.amount), font(11, 600)) + 8 for part in parts]
    total = sum((part.amount for part in parts), Decimal(0))
    if sum(least) >= room or total <= 0:
        even = [room // len(parts)] * len(parts)
        return [*even[:-1], room - sum(even[:-1])]
    spare = room - sum(least)
    widths = [low + int(spare * part.amount / total) for low, part in zip(least, parts, strict=True)]
    return [*widths[:-1], room - sum(widths[:-1])]


def paint_split_bar(painter: QPainter, rect: QRect, parts: Sequence[SplitPart]) -> None:
    """Paint the bar 16 px high in the middle of *rect*; parts of nothing are left out."""
    shown = sorted((part for part in parts if part.amount > 0), key=lambda part: ORDER.index(part.source))
    top = rect.y() + (rect.height() - HEIGHT) // 2
    if not shown:
        paint_box(painter, QRect(rect.x(), top, rect.width(), HEIGHT), 3, "trough")
        return
    left = rect.x()
    for part, width in zip(shown, part_widths(shown, rect.width()), strict=True):
        ground, ink = COLOURS[part.source]
        box = QRect(left, top, width, HEIGHT)
        paint_box(painter, box, 3, ground)
        paint_text(painter, box, quantity(part.amount), font(11, 600), ink, CENTER)
        left += width + GAP


def paint_progress(painter: QPainter, rect: QRect, share: float, token: Token = "accent_text", height: int = 6) -> None:
    """A thin bar filled to *share* (0…1), in the middle of *rect*; put its word or figure beside it."""
    bar = QRect(rect.x(), rect.y() + (rect.height() - height) // 2, rect.width(), height)
    paint_box(painter, bar, height / 2, "trough")
    filled = round(bar.width() * min(1.0, max(0.0, share)))
    if filled:
        paint_box(painter, QRect(bar.x(), bar.y(), max(filled, height), height), height / 2, token)


class SplitBar(QWidget):
    """The bar and under it one line with the worst news: ``show_split(parts, text, tone, icon)``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[SplitPart, ...] = ()
        self._news: tuple[str, Tone, str] = ("", "neutral", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_split(self, parts: Sequence[SplitPart], news: str = "", tone: Tone = "neutral", icon: str = "") -> None:
        """Show another split; *news* names source, state and date in words."""
        self._parts = tuple(parts)
        self._news = (news, tone, icon)
        self.setAccessibleName(news)
        self.setToolTip(news)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT + (22 if self._news[0] else 0))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_split_bar(painter, QRect(0, 0, self.width(), HEIGHT), self._parts)
        text, tone, icon = self._news
        left = 0
        if icon and text:
            paint_icon(painter, QRect(0, HEIGHT + 4, 14, 14), icon, TONE_TEXT[tone])
            left = 20
        area = QRect(left, HEIGHT + 2, self.width() - left, 18)
        paint_text(painter, area, text, font(12), "muted" if tone == "neutral" else TONE_TEXT[tone])
        painter.end()
