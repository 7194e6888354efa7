"""The card that lies on the bench of a scanning station: each command as a barcode, for hands in gloves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.events import Document
from app.language import phrase
from app.reports.barcodes import plain_symbol
from app.reports.drawing import Bars, Drawing, Path, Shape, Writing, paint_page
from app.reports.files import blank_pdf, file_name
from app.reports.typeface import HAIRLINE, MUTED, Style, elided

WIDTH, HEIGHT = 210.0, 297.0
MARGIN = 18.0
TOP = 40.0
ROW = 46.0
"""Room for one command, in mm: far enough apart that a scanner held at arm's length hits one only."""
MOST = int((HEIGHT - TOP - MARGIN) // ROW)
MODULE = 0.5


@dataclass(frozen=True, slots=True)
class BenchCommand:
    """One command: the code that is scanned, the key that does the same, and what it does, already in words."""

    code: str
    key: str
    words: str


def bench_card(commands: Sequence[BenchCommand], language: str, made_at: datetime) -> Document:
    """A4 pages in PDF with every command, five on each. Raises UserError if a code cannot be a barcode."""
    title = phrase("Bench card").said(language)
    with blank_pdf(title, "", language, made_at) as pdf:
        for first in range(0, max(1, len(commands)), MOST):
            paint_page(pdf, _page(commands[first : first + MOST], title, language))
        return Document(file_name(title, "pdf"), "application/pdf", bytes(pdf.output()))


def _page(commands: Sequence[BenchCommand], title: str, language: str) -> Drawing:
    shapes: list[Shape] = [Writing(MARGIN, 24, title, Style(26, "medium"))]
    hint = phrase("Scan a code here instead of pressing its key.").said(language)
    shapes.append(Writing(MARGIN, 33, elided(hint, Style(12, color=MUTED), WIDTH - 2 * MARGIN), Style(12, color=MUTED)))
    for place, command in enumerate(commands):
        shapes += _row(command, TOP + place * ROW)
    return Drawing(WIDTH, HEIGHT, tuple(shapes), title)


def _row(command: BenchCommand, top: float) -> list[Shape]:
    symbol = plain_symbol(command.code)
    width = len(symbol.pattern) * MODULE
    left = WIDTH - MARGIN - width
    room = left - MARGIN - 8
    small = Style(11, color=MUTED)
    return [
        Path(((MARGIN, top), (WIDTH - MARGIN, top)), HAIRLINE),
        Writing(MARGIN, top + 23, elided(command.words, Style(22, "medium"), room), Style(22, "medium")),
        Writing(MARGIN, top + 32, command.key, Style(14, color=MUTED)),
        Bars(left, top + 9, 24, MODULE, symbol.pattern),
        Writing(left + width / 2, top + 39, symbol.human, small, "middle"),
    ]
