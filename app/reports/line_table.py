"""The table of a commercial document: head repeated on every page, rows whole, the last row kept with the sums below it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.reports.paper import BODY_END, LEFT, NEXT_BODY, WIDTH, Paper
from app.reports.typeface import BODY, HEAD, RULE, SUM, Style, text_width, wrapped

COLUMN_GAP = 4.0
ROW_SPACE = 1.7


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: its head, where it stands, and its width in mm; 0 takes what its figures need, -1 what is left."""

    title: str
    right: bool = False
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a cell in one style; the pieces of a cell stand below each other."""

    text: str
    style: Style = BODY


Cell = tuple[Run, ...]
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SumLine:
    """One line under the table: label, amount, and whether it is the total."""

    label: str
    amount: str
    total: bool = False


def cell(text: str, second: str = "", style: Style = BODY, second_style: Style = BODY) -> Cell:
    """A cell of one text, or of two below each other."""
    return tuple(run for run in (Run(text, style), Run(second, second_style)) if run.text)


def _sized(columns: Sequence[TableColumn], rows: Sequence[Row]) -> list[TableColumn]:
    sized: list[TableColumn] = []
    for place, column in enumerate(columns):
        if column.width == 0:
            texts = [text_width(line, run.style) for row in rows for run in row[place] for line in run.text.split("\n")]
            whole = text_width(column.title, HEAD)
            head = [whole] if whole <= 20 else [text_width(word, HEAD) for word in column.title.split()]
            sized.append(replace(column, width=min(max([*texts, *head, 6.0]), 34.0)))
        else:
            sized.append(column)
    gaps = COLUMN_GAP * (len(columns) - 1)
    rest = WIDTH - gaps - sum(column.width for column in sized if column.width > 0)
    return [replace(column, width=rest) if column.width < 0 else column for column in sized]


def draw_table(
    paper: Paper, columns: Sequence[TableColumn], rows: Sequence[Row], keep_below: float = 0.0, keep_too: float = 0.0
) -> None:
    """Draw the table at the paper's place. *keep_below*: height in mm of what must share a page with the last row.

    *keep_too*: of what comes after that and should stand there too, unless all of it is higher than a page.
    """
    sized = _sized(columns, rows)
    heads = [wrapped(column.title, HEAD, column.width) for column in sized]
    head_height = max(map(len, heads)) * HEAD.line + 3.4
    split = [_lines(row, sized) for row in rows]
    first = _height(split[0]) if split else 0.0
    paper.need(head_height + min(first, 40.0))
    _draw_head(paper, sized, heads)
    for place, lines in enumerate(split):
        tallest = BODY_END - NEXT_BODY - head_height
        height = _height(lines)
        if place == len(split) - 1:
            height += keep_below + (keep_too if height + keep_below + keep_too <= tallest else 0.0)
        if paper.y + height > BODY_END and height <= tallest:
            paper.break_page()
            _draw_head(paper, sized, heads)
        _draw_row(paper, sized, heads, lines)


def _lines(row: Row, columns: Sequence[TableColumn]) -> list[list[Run]]:
    return [
        [Run(line, run.style) for run in content for line in wrapped(run.text, run.style, column.width)]
        for content, column in zip(row, columns, strict=True)
    ]


def _height(lines: Sequence[Sequence[Run]]) -> float:
    return max(sum(run.style.line for run in column) for column in lines) + 2 * ROW_SPACE


def _draw_head(paper: Paper, columns: Sequence[TableColumn], heads: Sequence[Sequence[str]]) -> None:
    tallest = max(map(len, heads))
    x = LEFT
    for column, head in zip(columns, heads, strict=True):
        top = paper.y + (tallest - len(head)) * HEAD.line
        for line in head:
            _place(paper, line, x, top, column, HEAD)
            top += HEAD.line
        x += column.width + COLUMN_GAP
    paper.y += tallest * HEAD.line + 1.7
    paper.rule(paper.y, color=RULE, thickness=0.25)
    paper.gap(0.4)


def _draw_row(paper: Paper, columns: Sequence[TableColumn], heads: Sequence[Sequence[str]], lines: list[list[Run]]) -> None:
    """One row; only a row taller than a whole page is continued on the next one."""
    waiting = [list(column) for column in lines]
    while True:
        bottom = paper.y + ROW_SPACE
        x = LEFT
        for column, runs in zip(columns, waiting, strict=True):
            top = paper.y + ROW_SPACE
            while runs and top + runs[0].style.line <= BODY_END:
                _place(paper, runs[0].text, x, top, column, runs[0].style)
                top += runs.pop(0).style.line
            bottom = max(bottom, top)
            x += column.width + COLUMN_GAP
        paper.y = bottom + ROW_SPACE
        if not any(waiting):
            break
        paper.break_page()
        _draw_head(paper, columns, heads)
    paper.rule(paper.y)


def _place(paper: Paper, text: str, x: float, top: float, column: TableColumn, style: Style) -> None:
    if column.right:
        paper.write(text, x + column.width, top, style, "right")
    else:
        paper.write(text, x, top, style)


def sums_height(sums: Sequence[SumLine], words: str) -> float:
    """Height in mm of what `draw_sums` draws."""
    lines = sum((SUM.line + 4.4) if line.total else BODY.line + 1.0 for line in sums)
    return 2.5 + lines + (2.0 + len(wrapped(words, BODY, WIDTH)) * BODY.line if words else 0.0)


def draw_sums(paper: Paper, sums: Sequence[SumLine], words: str = "") -> None:
    """Sums under the table, right aligned, with the total set off; *words* is the total in words. Never torn apart."""
    paper.need(sums_height(sums, words))
    paper.gap(2.5)
    left, right = LEFT + WIDTH * 0.45, LEFT + WIDTH
    for line in sums:
        if line.total:
            paper.gap(1.2)
            paper.rule(paper.y, left, right - left, color=RULE, thickness=0.25)
            paper.gap(1.6)
        style = SUM if line.total else BODY
        paper.write(line.label, left, paper.y, style)
        paper.write(line.amount, right, paper.y, style, "right")
        paper.gap(style.line + (1.6 if line.total else 1.0))
    if words:
        paper.gap(2.0)
        paper.paragraph(words, BODY, 0.0)
