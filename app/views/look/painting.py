"""Painting that all parts share: flat rounded boxes, hairlines, elided text, the focus ring."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from app.views.look.theme import color
from app.views.look.tokens import Token

VCENTER = Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | VCENTER
RIGHT = Qt.AlignmentFlag.AlignRight | VCENTER
CENTER = Qt.AlignmentFlag.AlignCenter


def paint_box(
    painter: QPainter,
    rect: QRect | QRectF,
    radius: float,
    fill: Token | None,
    line: Token | None = None,
    width: float = 1,
) -> None:
    """A flat box with round corners; the line of *width* px lies inside *rect*."""
    half = width / 2 if line else 0
    box = QRectF(rect).adjusted(half, half, -half, -half)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color(line), width) if line else Qt.PenStyle.NoPen)
    painter.setBrush(color(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, max(0.0, radius - half), max(0.0, radius - half))
    painter.restore()


def paint_hairline(painter: QPainter, left: int, right: int, y: int, token: Token = "grid") -> None:
    """A horizontal line of 1 px from *left* to *right* (exclusive) at *y*."""
    painter.fillRect(QRect(left, y, max(0, right - left), 1), color(token))


def paint_text(
    painter: QPainter,
    rect: QRect,
    text: str,
    font: QFont,
    token: Token = "text",
    align: Qt.AlignmentFlag = LEFT,
) -> int:
    """One line of *text*, elided at the right where it doesn't fit; the width that was used, in px."""
    if not text or rect.width() <= 0:
        return 0
    metrics = QFontMetrics(font)
    shown = (
        text
        if metrics.horizontalAdvance(text) <= rect.width()
        else metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    )
    painter.setFont(font)
    painter.setPen(color(token))
    painter.drawText(rect, int(align | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip), shown)
    return metrics.horizontalAdvance(shown)


def text_width(text: str, font: QFont) -> int:
    """Width of *text* in px."""
    return QFontMetrics(font).horizontalAdvance(text)
