"""The common page of commercial documents: A4 with letterhead, address window, information block and foot.

The geometry follows DIN 5008 form B (address field at 45 mm, left margin 25 mm), which also suits a window envelope in
Russia. A document is drawn twice: the first time to count its pages, the second time to number them ("Page 2 of 5").
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from io import BytesIO
from itertools import zip_longest

import fpdf

from app.events import Document
from app.language import Phrase, phrase
from app.reports.files import blank_pdf, file_name
from app.reports.letterhead import Addressee, Letterhead
from app.reports.typeface import (
    BESIDE,
    BODY,
    FINE,
    HAIRLINE,
    LABEL,
    RULE,
    STRONG,
    TITLE,
    Style,
    elided,
    text_width,
    wrapped,
)

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
LEFT, RIGHT = 25.0, 20.0
WIDTH = PAGE_WIDTH - LEFT - RIGHT
HALF = (WIDTH - 12) / 2
"""Width of one of two columns that stand side by side, 12 mm apart."""
FIRST_BODY, NEXT_BODY, BODY_END = 100.0, 33.0, 262.0
"""Where the text begins on the first and the following pages, and where it ends, in mm from the top."""

ADDRESS_TOP, ADDRESS_WIDTH, INFO_LEFT, INFO_LABELS = 45.0, 85.0, 118.0, 24.0


@dataclass(frozen=True, slots=True)
class Head:
    """What the page itself says of a document.

    kind: "Quotation"; number; info: the block at the right, label and value; short: how following pages name the
    document. All of it already in the document's language.
    """

    kind: str
    number: str
    issued_on: date
    addressee: Addressee
    info: tuple[tuple[str, str], ...]


class Paper:
    """Pages under one letterhead, filled from the top; ``y`` is where the next thing goes, in mm."""

    def __init__(self, pdf: "fpdf.FPDF", letterhead: Letterhead, head: Head, language: str, pages: int) -> None:
        self.letterhead = letterhead
        self.head = head
        self.language = language
        self._pages = pages
        self._pdf = pdf
        self._first_body = FIRST_BODY
        self.y = FIRST_BODY
        self._open_page()

    @property
    def page_count(self) -> int:
        """Pages so far."""
        return int(self._pdf.page_no())

    def say(self, sentence: Phrase) -> str:
        """*sentence* in the document's language."""
        return sentence.said(self.language)

    def need(self, height: float) -> None:
        """Begin a new page unless *height* mm still fit on this one."""
        if self.y + height > BODY_END and self.y > self.body_top():
            self.break_page()

    def break_page(self) -> None:
        """Begin a new page."""
        self._open_page()

    def body_top(self) -> float:
        """Where the text of this page begins."""
        return self._first_body if self.page_count == 1 else NEXT_BODY

    def gap(self, height: float) -> None:
        """Leave *height* mm free."""
        self.y += height

    def write(self, text: str, x: float, top: float, style: Style, align: str = "left") -> None:
        """One line of text: *top* is the upper edge of the line, *x* its left edge, or its right one with align="right"."""
        if not text:
            return
        start = x - text_width(text, style) if align == "right" else x
        self._pdf.set_font("Roboto", "B" if style.weight == "medium" else "", style.size)
        self._pdf.set_text_color(style.color)
        baseline = top + style.line / 2 + style.size * 0.3528 * 0.355
        self._pdf.text(start, baseline, text)

    def rule(
        self, top: float, x: float = LEFT, width: float = WIDTH, color: str = HAIRLINE, thickness: float = 0.15
    ) -> None:
        """A thin horizontal line."""
        self._pdf.set_draw_color(color)
        self._pdf.set_line_width(thickness)
        self._pdf.line(x, top, x + width, top)

    def paragraph(self, text: str, style: Style = BODY, space: float = 2.0, width: float = WIDTH) -> None:
        """Running text over the pages, *space* mm after it."""
        for line in wrapped(text, style, width):
            self.need(style.line)
            self.write(line, LEFT, self.y, style)
            self.y += style.line
        self.y += space

    def heading(self, text: str, style: Style = STRONG, keep: float = 3 * BODY.line) -> None:
        """A heading that never stands alone at the foot of a page: *keep* mm must fit below it."""
        self.need(style.line + keep)
        self.paragraph(text, style, 1.2)

    def pairs(self, rows: Sequence[tuple[str, str]], labels: float = 42.0) -> None:
        """Label and text side by side, one pair a row; pairs without text are left out."""
        for label, text in rows:
            if not text.strip():
                continue
            names = wrapped(label, BESIDE, labels - 4)
            lines = wrapped(text, BODY, WIDTH - labels)
            self.need(min(max(len(names), len(lines)), 4) * BODY.line)
            for name, line in zip_longest(names, lines, fillvalue=""):
                self.need(BODY.line)
                self.write(name, LEFT, self.y, BESIDE)
                self.write(line, LEFT + labels, self.y, BODY)
                self.y += BODY.line
            self.y += 0.9

    def _open_page(self) -> None:
        self._pdf.add_page()
        if self.page_count == 1:
            self._first_page()
        else:
            self._next_page()
        self._foot()
        self.y = self.body_top()

    def _first_page(self) -> None:
        self._brand()
        sender = " · ".join(line.rstrip(", ") for line in (self.letterhead.legal_name, *self.letterhead.address_lines))
        self.write(elided(sender, FINE, 85), LEFT, ADDRESS_TOP, FINE)
        self.rule(ADDRESS_TOP + FINE.line + 0.8, LEFT, 85)
        top = ADDRESS_TOP + FINE.line + 3.2
        lines, address = _address(self.head.addressee)
        for line in lines:
            self.write(line, LEFT, top, address)
            top += address.line
        bottom = max(top, self._information())
        title = f"{self.head.kind} {self.head.number}"
        title_top = max(FIRST_BODY - TITLE.line - 3.5, bottom + 4.0)
        self.write(elided(title, TITLE, WIDTH), LEFT, title_top, TITLE)
        self._first_body = title_top + TITLE.line + 3.5

    def _brand(self) -> None:
        brand = Style(17, "medium", self.letterhead.accent)
        if self.letterhead.logo:
            self._pdf.image(BytesIO(self.letterhead.logo), LEFT, 13, 60, 16, keep_aspect_ratio=True)
        else:
            self.write(elided(self.letterhead.name, brand, 95), LEFT, 16, brand)
        top = 15.2
        reach = (self.letterhead.phone, self.letterhead.email, self.letterhead.website)
        for line in filter(None, reach):
            self.write(elided(line, LABEL, 66), PAGE_WIDTH - RIGHT, top, LABEL, "right")
            top += LABEL.line
        self.rule(32.5, color=self.letterhead.accent, thickness=0.35)

    def _information(self) -> float:
        """Draw the block at the right; gives back where it ends."""
        top = ADDRESS_TOP + FINE.line + 3.2
        width = PAGE_WIDTH - RIGHT - INFO_LEFT - INFO_LABELS
        for label, value in self.head.info:
            if not value:
                continue
            names = wrapped(label, BESIDE, INFO_LABELS - 2)
            values = wrapped(value, BODY, width)
            for place, name in enumerate(names):
                self.write(name, INFO_LEFT, top + place * BODY.line, BESIDE)
            for place, line in enumerate(values):
                self.write(line, INFO_LEFT + INFO_LABELS, top + place * BODY.line, BODY)
            top += max(len(names), len(values)) * BODY.line + 0.5
        return top

    def _next_page(self) -> None:
        name = Style(9, "medium", self.letterhead.accent)
        self.write(elided(self.letterhead.name, name, 80), LEFT, 16, name)
        title = f"{self.head.kind} {self.head.number}"
        self.write(elided(title, LABEL, 80), PAGE_WIDTH - RIGHT, 16, LABEL, "right")
        self.rule(23, color=self.letterhead.accent, thickness=0.35)

    def _foot(self) -> None:
        page = phrase("Page {page} of {pages}", page=self.page_count, pages=self._pages)
        self.write(self.say(page), PAGE_WIDTH - RIGHT, 267, FINE, "right")
        self.write(elided(f"{self.head.kind} {self.head.number}", FINE, 110), LEFT, 267, FINE)
        self.rule(272, color=RULE)
        columns = self.letterhead.footer_columns()
        x = LEFT
        for column, width in zip(columns, _foot_widths(columns), strict=True):
            lines = [line for text in column for line in wrapped(text, FINE, width - 3)]
            for row, line in enumerate(lines[:6]):
                self.write(line, x, 274 + row * FINE.line, FINE)
            x += width


def _address(addressee: Addressee) -> tuple[list[str], Style]:
    """The lines of the address window and their type: smaller where they are many, and the longest texts cut.

    The last lines, the town and the tax id, are never the ones that go.
    """
    usual, small = Style(10.5, leading=1.32), Style(9, leading=1.32)
    texts = addressee.lines()
    parts = [wrapped(text, usual, ADDRESS_WIDTH) for text in texts]
    if sum(map(len, parts)) <= 8:
        return [line for part in parts for line in part], usual
    parts = [wrapped(text, small, ADDRESS_WIDTH) for text in texts]
    while sum(map(len, parts)) > 9 and max(map(len, parts)) > 1:
        longest = max(parts, key=len)
        longest[-2:] = [elided(f"{longest[-2]} {longest[-1]}", small, ADDRESS_WIDTH)]
    return [line for part in parts for line in part], small


def _foot_widths(columns: Sequence[Sequence[str]]) -> list[float]:
    """As wide as what stands in them, so that no account is broken in two; alike where that is too much."""
    wanted = [max(text_width(line, FINE) for line in column) + 3.1 for column in columns]
    alike = WIDTH / max(len(columns), 3)
    spare = WIDTH - sum(wanted)
    if spare < 0 or all(width <= alike for width in wanted):
        return [alike] * len(columns)
    return [width + spare / len(columns) for width in wanted]


def printed(letterhead: Letterhead, head: Head, language: str, fill: Callable[[Paper], None]) -> Document:
    """The document that *fill* draws, its pages counted; the same input always gives the same bytes."""
    count = _filled(letterhead, head, language, 0, fill)[0]
    _, data = _filled(letterhead, head, language, count, fill)
    return Document(file_name(f"{head.kind} {head.number}", "pdf"), "application/pdf", data)


def _filled(
    letterhead: Letterhead, head: Head, language: str, pages: int, fill: Callable[[Paper], None]
) -> tuple[int, bytes]:
    """How many pages it took, and the PDF (empty while the pages are only counted)."""
    made_at = datetime.combine(head.issued_on, time(), UTC)
    with blank_pdf(f"{head.kind} {head.number}", letterhead.legal_name, language, made_at) as pdf:
        paper = Paper(pdf, letterhead, head, language, pages)
        fill(paper)
        return paper.page_count, bytes(pdf.output()) if pages else b""
