"""Icons: Phosphor, drawn from the font that QtAwesome brings, coloured by token.

Only its two files are read; the package itself would import half of Qt a second time, under other names.

An icon asks for its colour while it is painted, so every QIcon that a menu, an action or a model keeps is in the right
colour after a switch of theme.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from app.views.look.painting import paint_sign
from app.views.look.tokens import Token

FONT_FILE: Final = "phosphor-1.3.0.ttf"
NAMES_FILE: Final = "phosphor-charmap-1.3.0.json"


def _file(name: str) -> Path:
    package = find_spec("qtawesome")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError(f"QtAwesome is not installed: no {name}")
    return Path(package.submodule_search_locations[0]) / "fonts" / name


@lru_cache(maxsize=1)
def _characters() -> Mapping[str, str]:
    """Icon name → its character."""
    codes: dict[str, str] = json.loads(_file(NAMES_FILE).read_text(encoding="utf-8"))
    return {name: chr(int(code, 16)) for name, code in codes.items()}


@lru_cache(maxsize=1)
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_file(FONT_FILE)))
    return QFontDatabase.applicationFontFamilies(number)[0]


def icon_names() -> frozenset[str]:
    """Every name that ``icon`` knows: Phosphor's, with ``-fill``, ``-bold`` … variants."""
    return frozenset(_characters())


def glyph(name: str) -> str:
    """The character of icon *name* (``tray``, ``check-circle-fill``) in the icon font. Raises KeyError if unknown."""
    return _characters()[name]


@lru_cache(maxsize=32)
def _glyph_font(px: int) -> QFont:
    made = QFont(_family())
    made.setPixelSize(px)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, token: Token = "muted") -> None:
    """Draw icon *name* centred in *rect*, as high as the rectangle, in the colour of *token*."""
    box = QRectF(rect)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    paint_sign(painter, box, glyph(name), _glyph_font(max(1, round(min(box.height(), box.width())))), token)
    painter.restore()


class _TokenIcon(QIconEngine):
    """Paints one glyph in the present colour of a token; switched off in outline."""

    def __init__(self, name: str, token: Token, size: int) -> None:
        super().__init__()
        self._name, self._token, self._size = name, token, size

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, rect, self._name, "outline" if mode == QIcon.Mode.Disabled else self._token)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size.boundedTo(QSize(self._size, self._size))

    def clone(self) -> QIconEngine:
        return _TokenIcon(self._name, self._token, self._size)


@lru_cache(maxsize=256)
def icon(name: str, token: Token = "muted", size: int = 16) -> QIcon:
    """The QIcon *name* in the colour of *token*, at most *size* px; follows every switch of theme by itself.

    Raises KeyError for a name that Phosphor doesn't have.
    """
    glyph(name)
    return QIcon(_TokenIcon(name, token, size))


class IconLabel(QWidget):
    """A lone icon of *size* px in a layout; decoration, its word stands beside it."""

    def __init__(self, name: str, token: Token = "muted", size: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._token = name, token
        self.setFixedSize(size, size)

    def set_icon(self, name: str, token: Token = "muted") -> None:
        """Show another icon."""
        self._name, self._token = name, token
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_icon(painter, self.rect(), self._name, self._token)
        painter.end()
