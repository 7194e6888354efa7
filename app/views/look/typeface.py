"""Type: the families in the guide's order, tabular figures, and the Roboto that Kontor brings along."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import font_roboto
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF

FAMILIES = ("Segoe UI Variable Text", "Segoe UI", "SF Pro Text", "Inter", "Roboto", "Noto Sans", "DejaVu Sans")
BUNDLED = ("Regular", "Medium", "Bold", "Italic")

Weight = Literal[400, 500, 600, 700]


class Face:
    """A font with what painting asks of it again and again; one object for each font, so that answers are kept by it."""

    __slots__ = ("ascent", "font", "height")

    def __init__(self, font: QFont) -> None:
        metrics = QFontMetricsF(font)
        self.font, self.ascent, self.height = QFont(font), metrics.ascent(), metrics.height()


_faces: dict[str, Face] = {}
"""By the font's key (family, size, weight, features): some dozen in a whole day."""


def face_of(font: QFont) -> Face:
    """The face of *font*."""
    key = font.key()
    face = _faces.get(key)
    if face is None:
        face = _faces[key] = Face(font)
    return face


@lru_cache(maxsize=1)
def register_fonts() -> tuple[int, ...]:
    """Make the bundled Roboto known to the running QApplication, once; the ids that Qt gave to its files.

    With it every machine has one family that covers Latin and Cyrillic, so that pictures do not depend on the fonts
    of the computer. Needs a QGuiApplication.
    """
    folder = Path(font_roboto.font_directory)
    _font.cache_clear()
    _faces.clear()
    return tuple(QFontDatabase.addApplicationFont(str(folder / f"Roboto-{style}.ttf")) for style in BUNDLED)


@lru_cache(maxsize=64)
def _font(px: int, weight: Weight, tabular: bool) -> QFont:
    made = QFont()
    made.clearFeatures()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(px)
    made.setWeight(QFont.Weight(weight))
    if weight == 600 and QFontInfo(made).family() == "Roboto":
        # Roboto has no semibold, and Qt would take its medium: a name would look like a button
        made.setWeight(QFont.Weight.Bold)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def font(px: int = 13, weight: Weight = 400, *, tabular: bool = True) -> QFont:
    """A font of *px* logical pixels; figures are tabular unless *tabular* is False (the station's counter)."""
    return QFont(_font(px, weight, tabular))
