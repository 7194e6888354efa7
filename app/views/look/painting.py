"""Painting that all parts share: flat rounded boxes, hairlines, elided text, the focus ring."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPen

from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.look.typeface import Face, face_of

VCENTER = Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | VCENTER
RIGHT = Qt.AlignmentFlag.AlignRight | VCENTER
CENTER = Qt.AlignmentFlag.AlignCenter
AT_RIGHT, ACROSS = Qt.AlignmentFlag.AlignRight.value, Qt.AlignmentFlag.AlignHCenter.value
AT_BOTTOM, UPRIGHT = Qt.AlignmentFlag.AlignBottom.value, Qt.AlignmentFlag.AlignVCenter.value
"""The same as plain figures: flags of Python are slow to join and to compare, and every text asks for them."""


@lru_cache(maxsize=8192)
def _advance(text: str, face: Face) -> int:
    return QFontMetrics(face.font).horizontalAdvance(text)


@lru_cache(maxsize=4096)
def _fitted(text: str, face: Face, room: int) -> tuple[str, int, float]:
    """What is shown of *text* in *room* px, and its width: in whole px, and exactly."""
    line = " ".join(text.splitlines()) if "\n" in text else text
    if _advance(line, face) > room:
        line = QFontMetrics(face.font).elidedText(line, Qt.TextElideMode.ElideRight, room)
    return line, _advance(line, face), QFontMetricsF(face.font).horizontalAdvance(line)


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
    face = face_of(font)
    shown, used, width = _fitted(text, face, rect.width())
    painter.setFont(face.font)
    painter.setPen(color(token))
    painter.drawText(_start(rect, width, face, align.value), shown)
    return used


def _start(box: QRect | QRectF, width: float, face: Face, align: int) -> QPointF:
    """Where the base line of a text of *width* px begins, exactly as ``QPainter.drawText`` in a rectangle has it."""
    left, top = box.x(), box.y()
    if align & AT_RIGHT:
        left += box.width() - width
    elif align & ACROSS:
        left += (box.width() - width) / 2
    if align & AT_BOTTOM:
        top += box.height() - face.height
    elif align & UPRIGHT:
        top += (box.height() - face.height) / 2
    return QPointF(left, top + face.ascent)


def paint_sign(painter: QPainter, box: QRectF, sign: str, font: QFont, token: Token) -> None:
    """One *sign* of an icon font in the middle of *box*."""
    face = face_of(font)
    painter.setFont(face.font)
    painter.setPen(color(token))
    painter.drawText(_start(box, _sign_width(sign, face), face, CENTER.value), sign)


@lru_cache(maxsize=512)
def _sign_width(sign: str, face: Face) -> float:
    return QFontMetricsF(face.font).horizontalAdvance(sign)


def text_width(text: str, font: QFont) -> int:
    """Width of *text* in px."""
    return _advance(text, face_of(font))
