"""Labels for batches and storage locations, one a page in PDF, or as a picture for the preview and label printers.

A batch of an article with GTIN carries GS1-128: (01) GTIN (17) use by (10) batch. Where that is too wide for the label,
the batch goes into a second symbol below, as GS1 allows for one label. An article without GTIN carries Code 128 of our
own code "article|batch", and the label says so.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.errors import UserError
from app.events import Document
from app.language import phrase
from app.reports.barcodes import Symbol, batch_elements, gs1_symbol, plain_symbol
from app.reports.drawing import Bars, Drawing, Shape, Writing, paint_page, png, svg
from app.reports.figures import said_date
from app.reports.files import blank_pdf, file_name
from app.reports.typeface import POINT, TEXT, Style, elided, text_width, wrapped

MODULES = (0.5, 0.375, 0.25)
"""Widths of a module in mm, best first: 4, 3 and 2 dots at 203 dpi. Narrower ones are not read reliably."""

LOWEST = 5.0
"""Height in mm that bars need to be hit by a scanner at all."""

QUIET = 10
"""Modules of white that GS1 asks for at both sides of a symbol."""


@dataclass(frozen=True, slots=True)
class LabelSize:
    """Width and height of the label in mm."""

    width: float
    height: float

    @property
    def scale(self) -> float:
        """Size of type in relation to the large label."""
        return math.sqrt(min(self.width / 100, self.height / 50))


LARGE = LabelSize(100, 50)
SMALL = LabelSize(58, 40)
SIZES = (LARGE, SMALL)
"""Sizes that are offered; any other can be made."""


@dataclass(frozen=True, slots=True)
class BatchLabel:
    """What a batch's label says. use_by: the last day of use, None if the batch does not expire."""

    article_code: str
    article_name: str
    batch: str
    gtin: str | None = None
    use_by: date | None = None


@dataclass(frozen=True, slots=True)
class LocationLabel:
    """What a storage location's label says: the code that is scanned, and where it is."""

    code: str
    place: str = ""


def batch_symbols(label: BatchLabel, size: LabelSize) -> tuple[Symbol, ...]:
    """The symbols of a batch label: one, or two where one would be too wide for *size*.

    Raises UserError if a number cannot be a barcode, or does not fit on a label of this size at all.
    """
    if not label.gtin:
        return (_fitting(plain_symbol(f"{label.article_code}|{label.batch}"), size),)
    elements = batch_elements(label.gtin, label.batch, label.use_by)
    whole = gs1_symbol(elements)
    if _module(whole, size):
        return (whole,)
    return (_fitting(gs1_symbol(elements[:-1]), size), _fitting(gs1_symbol(elements[-1:]), size))


def batch_labels(labels: Sequence[BatchLabel], size: LabelSize, language: str, made_at: datetime) -> Document:
    """One PDF page for each label. made_at: the PDF's date, aware. Raises UserError as `batch_symbols` does."""
    drawings = [_batch_drawing(label, size, language) for label in labels]
    return _document(phrase("Batch labels").said(language), drawings, language, made_at)


def location_labels(labels: Sequence[LocationLabel], size: LabelSize, language: str, made_at: datetime) -> Document:
    """One PDF page for each storage location. Raises UserError if a code cannot be a barcode or does not fit."""
    drawings = [_location_drawing(label, size) for label in labels]
    return _document(phrase("Location labels").said(language), drawings, language, made_at)


def label_png(label: BatchLabel | LocationLabel, size: LabelSize, language: str, dots_per_mm: int = 12) -> Document:
    """One label as PNG, for the preview or a printer of 8 (203 dpi), 12 (300 dpi) or 24 (600 dpi) dots per mm."""
    return Document(file_name(_name(label), "png"), "image/png", png(_drawing(label, size, language), dots_per_mm))


def label_svg(label: BatchLabel | LocationLabel, size: LabelSize, language: str) -> Document:
    """One label as SVG."""
    return Document(file_name(_name(label), "svg"), "image/svg+xml", svg(_drawing(label, size, language)))


def _name(label: BatchLabel | LocationLabel) -> str:
    parts = (label.code,) if isinstance(label, LocationLabel) else (label.article_code, label.batch)
    return "-".join(parts)


def _drawing(label: BatchLabel | LocationLabel, size: LabelSize, language: str) -> Drawing:
    if isinstance(label, LocationLabel):
        return _location_drawing(label, size)
    return _batch_drawing(label, size, language)


def _module(symbol: Symbol, size: LabelSize) -> float | None:
    modules = len(symbol.pattern) + 2 * QUIET
    return next((width for width in MODULES if modules * width <= size.width), None)


def _fitting(symbol: Symbol, size: LabelSize) -> Symbol:
    if _module(symbol, size) is None:
        raise UserError(
            "{code} is too long for a label {width} mm wide: take a wider label", code=symbol.human, width=f"{size.width:g}"
        )
    return symbol


def _bars(symbol: Symbol, size: LabelSize, top: float, height: float, human: Style) -> list[Shape]:
    module = _module(symbol, size) or MODULES[-1]
    width = len(symbol.pattern) * module
    # whole eighths of a millimetre are whole dots at 203 dpi
    left = int((size.width - width) / 2 * 8) / 8
    while text_width(symbol.human, human) > size.width - 2 and human.size > 5:
        human = Style(human.size - 0.5, human.weight)
    line = human.size * POINT
    if height - line * 1.35 < LOWEST:
        raise UserError(
            "A label of {width} × {height} mm is too low for its barcode: take a higher label",
            width=f"{size.width:g}",
            height=f"{size.height:g}",
        )
    return [
        Bars(left, top, height - line * 1.35, module, symbol.pattern),
        Writing(size.width / 2, top + height - line * 0.3, symbol.human, human, "middle"),
    ]


def _batch_drawing(label: BatchLabel, size: LabelSize, language: str) -> Drawing:
    symbols = batch_symbols(label, size)
    scale, margin = size.scale, 3.0 * size.scale
    name, small = Style(12 * scale, "medium", leading=1.2), Style(8 * scale)
    strong, human = Style(13 * scale, "medium"), Style(8 * scale)
    shapes: list[Shape] = []
    top = margin
    lines = wrapped(label.article_name, name, size.width - 2 * margin)
    shown = lines[:2] if len(lines) < 3 else [lines[0], elided(" ".join(lines[1:]), name, size.width - 2 * margin)]
    for line in shown:
        top += name.line
        shapes.append(Writing(margin, top - name.line * 0.22, line, name))
    top += small.line
    shapes.append(Writing(margin, top - small.line * 0.2, elided(label.article_code, small, size.width * 0.5), small))
    if not label.gtin:
        own = elided(phrase("own code, no GTIN").said(language), small, size.width * 0.45)
        shapes.append(Writing(size.width - margin, top - small.line * 0.2, own, small, "right"))
    shapes += _batch_facts(label, size, language, top, small, strong)
    top += small.line + strong.line + 1.2 * scale
    height = (size.height - top - 1.2 * scale) / len(symbols)
    for symbol in symbols:
        shapes += _bars(symbol, size, top, height, human)
        top += height
    return Drawing(size.width, size.height, tuple(shapes), f"{label.article_code} {label.batch}")


def _batch_facts(label: BatchLabel, size: LabelSize, language: str, top: float, small: Style, strong: Style) -> list[Shape]:
    margin = 3.0 * size.scale
    first, second = top + small.line * 0.85, top + small.line + strong.line * 0.78
    room = size.width * (0.55 if label.use_by else 0.9) - margin
    shapes: list[Shape] = [
        Writing(margin, first, phrase("Batch").said(language), small),
        Writing(margin, second, elided(label.batch, strong, room), strong),
    ]
    if label.use_by:
        right = size.width - margin
        shapes.append(Writing(right, first, phrase("Use by").said(language), small, "right"))
        shapes.append(Writing(right, second, said_date(label.use_by, language), strong, "right"))
    return shapes


def _location_drawing(label: LocationLabel, size: LabelSize) -> Drawing:
    symbol = _fitting(plain_symbol(label.code), size)
    scale, margin = size.scale, 3.0 * size.scale
    code, place = _filling(label.code, size.width - 2 * margin, 40 * scale), Style(10 * scale)
    top = margin + code.size * POINT * 0.8
    shapes: list[Shape] = [Writing(size.width / 2, top, elided(label.code, code, size.width - 2 * margin), code, "middle")]
    if label.place:
        top += place.line * 1.1
        shapes.append(Writing(size.width / 2, top, elided(label.place, place, size.width - 2 * margin), place, "middle"))
    top += 2.5 * scale
    shapes += _bars(symbol, size, top, size.height - top - 1.2 * scale, Style(8 * scale))
    return Drawing(size.width, size.height, tuple(shapes), label.code)


def _filling(text: str, width: float, largest: float) -> Style:
    """The largest medium style, from *largest* down, in which *text* fits into *width*."""
    style = Style(largest, "medium", TEXT)
    while style.size > 10 and elided(text, style, width) != text:
        style = Style(style.size - 2, "medium", TEXT)
    return style


def _document(title: str, drawings: Sequence[Drawing], language: str, made_at: datetime) -> Document:
    with blank_pdf(title, "", language, made_at) as pdf:
        for drawing in drawings:
            paint_page(pdf, drawing)
        return Document(file_name(title, "pdf"), "application/pdf", bytes(pdf.output()))
