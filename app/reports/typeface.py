"""The type of all documents: Roboto in three weights, sizes, colours, and what it can print."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import font_roboto
from fontTools import ttLib

FACES = {"regular": Path(font_roboto.Roboto), "medium": Path(font_roboto.RobotoMedium)}
"""Weight → TrueType file. Both cover Latin, Cyrillic, €, ₽ and №."""

TEXT = "#1A1E24"
MUTED = "#56606D"
HAIRLINE = "#C3C9D1"
RULE = "#868E9B"

BREAKS = re.compile(r"(?<= )(?=[^ ])|(?<=[^\W\d]{2}-)(?=[^\W\d]{2})")
"""Where a line may end: at blanks, and after a hyphen between two words; never inside an article code like KK-500."""

POINT = 25.4 / 72
"""Millimetres in a typographic point."""


@dataclass(frozen=True, slots=True)
class Style:
    """Size in points, weight and colour of a text; leading: distance of its lines as a multiple of the size."""

    size: float
    weight: str = "regular"
    color: str = TEXT
    leading: float = 1.36

    @property
    def line(self) -> float:
        """Height of one line in mm."""
        return self.size * POINT * self.leading


BODY = Style(9.5)
STRONG = Style(9.5, "medium")
SECOND = Style(8.5, color=MUTED)
LABEL = Style(8, color=MUTED)
BESIDE = Style(8, color=MUTED, leading=9.5 * 1.36 / 8)
"""A label beside body text: as high as its lines."""

HEAD = Style(8, "medium", MUTED)
SECTION = Style(10.5, "medium")
TITLE = Style(19, "medium", leading=1.25)
SUBJECT = Style(11.5, "medium")
SUM = Style(11.5, "medium")
FINE = Style(7, color=MUTED, leading=1.42)


@lru_cache(maxsize=2)
def advances(weight: str) -> Mapping[str, float]:
    """Sign → its width in ems, for every sign that *weight* has a glyph for."""
    with ttLib.TTFont(FACES[weight], lazy=True) as face:
        widths, em = face["hmtx"].metrics, face["head"].unitsPerEm
        return {chr(code): widths[glyph][0] / em for code, glyph in face.getBestCmap().items()}


def printable(text: str) -> str:
    """*text* with nothing that the type cannot print: composed (NFC), control signs as blanks, unknown signs as "?"."""
    signs = advances("medium")
    shown: list[str] = []
    for sign in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")):
        if sign == "\n" or (sign in signs and unicodedata.category(sign) not in {"Cc", "Cf"}):
            shown.append(sign)
        elif unicodedata.category(sign) in {"Cc", "Zs", "Zl", "Zp"}:
            shown.append(" ")
        elif unicodedata.category(sign) not in {"Cf", "Mn"}:
            shown.append("?")
    return "".join(shown)


def text_width(text: str, style: Style) -> float:
    """Width of one line of *text* in mm; without kerning, as the documents are set."""
    widths = advances(style.weight)
    return sum(widths.get(sign, 0.5) for sign in text) * style.size * POINT


def wrapped(text: str, style: Style, width: float) -> list[str]:
    """*text* in lines not wider than *width* mm; paragraphs are kept, a word too long for a line is broken."""
    lines: list[str] = []
    for paragraph in printable(text).strip("\n").split("\n"):
        lines.extend(_wrapped_paragraph(paragraph, style, width))
    return lines


def _wrapped_paragraph(paragraph: str, style: Style, width: float) -> list[str]:
    lines = [""]
    for word in BREAKS.split(paragraph):
        tried = lines[-1] + word
        if text_width(tried.rstrip(" "), style) <= width:
            lines[-1] = tried
            continue
        if lines[-1]:
            lines.append("")
        for part in _broken(word, style, width):
            lines[-1] = part
            lines.append("")
        lines.pop()
    return [line.rstrip(" ") for line in lines]


def _broken(word: str, style: Style, width: float) -> list[str]:
    if text_width(word.rstrip(" "), style) <= width:
        return [word]
    parts = [""]
    for sign in word:
        if parts[-1] and text_width(parts[-1] + sign, style) > width:
            held, name, domain = parts[-1].rpartition("@")
            parts[-1] = held + name or domain
            parts.append(domain if held else "")
        parts[-1] += sign
    return parts


def elided(text: str, style: Style, width: float) -> str:
    """*text* in one line not wider than *width* mm, cut at the right with "…" if it must be."""
    line = " ".join(printable(text).split())
    if text_width(line, style) <= width:
        return line
    room, widths = width / (style.size * POINT) - advances(style.weight)["…"], advances(style.weight)
    kept = ""
    for sign in line:
        room -= widths.get(sign, 0.5)
        if room < 0:
            break
        kept += sign
    return kept.rstrip() + "…"
