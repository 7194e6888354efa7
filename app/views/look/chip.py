"""Chip: a tinted word with its icon. Lower case, at most three words; colour never stands alone."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views.look.icons import paint_icon
from app.views.look.painting import LEFT, paint_box, paint_text, text_width
from app.views.look.tokens import TONE_TEXT, TONE_TINT, Token, Tone
from app.views.look.typeface import font

HEIGHT = 20
ICON = 14
LONGEST = 160
"""Width (px) up to which a chip is never cut; a name that is longer gives way, or it would push the card's figures out."""


@dataclass(frozen=True, slots=True)
class ChipText:
    """What a chip says: a word, its icon (Phosphor name) and its tone. Models hand it out under ``RowRole.CHIP``."""

    text: str
    tone: Tone = "neutral"
    icon: str = ""


def chip_width(chip: ChipText) -> int:
    """Width of *chip* in px."""
    return 7 + (ICON + 4 if chip.icon else 0) + text_width(chip.text, font(12, 500)) + 7


def paint_chip(painter: QPainter, rect: QRect, chip: ChipText, *, at_right: bool = False, selected: bool = False) -> int:
    """Paint *chip* in *rect*, 20 px high, at its left edge or *at_right*; the width used.

    A neutral chip on a *selected* row turns base-coloured, because its tint would vanish there.
    """
    width = min(chip_width(chip), rect.width())
    left = rect.right() + 1 - width if at_right else rect.left()
    box = QRect(left, rect.y() + (rect.height() - HEIGHT) // 2, width, HEIGHT)
    tint: Token = "base" if selected and chip.tone in ("neutral", "accent") else TONE_TINT[chip.tone]
    paint_box(painter, box, 4, tint)
    inner = box.adjusted(7, 0, -7, 0)
    if chip.icon:
        paint_icon(painter, QRect(inner.x(), box.y() + 3, ICON, ICON), chip.icon, TONE_TEXT[chip.tone])
        inner.setLeft(inner.left() + ICON + 4)
    paint_text(painter, inner.adjusted(0, 0, 1, 0), chip.text, font(12, 500), TONE_TEXT[chip.tone], LEFT)
    return width


class Chip(QWidget):
    """A chip in a layout: ``Chip("reserved", "success", "lock-simple")``. What is beside it gives way first."""

    def __init__(self, text: str = "", tone: Tone = "neutral", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._chip = ChipText(text, tone, icon)
        self.show_chip(self._chip)

    @property
    def chip(self) -> ChipText:
        """What it says now."""
        return self._chip

    def show_chip(self, chip: ChipText) -> None:
        """Say something else."""
        self._chip = chip
        self.setAccessibleName(chip.text)
        self.setToolTip(chip.text if chip_width(chip) > LONGEST else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(chip_width(self._chip), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(chip_width(self._chip), LONGEST), HEIGHT)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_chip(painter, self.rect(), self._chip)
        painter.end()
