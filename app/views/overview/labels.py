"""The figures that stand on the bars and at the ends of lines."""

from collections.abc import Sequence
from html import escape

import pyqtgraph as pg

from app.language import tr
from app.operations.overview_spec import Figure, Mark
from app.views.look.painting import text_width
from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.look.typeface import font
from app.views.overview.shapes import Shape
from app.views.overview.words import beside, duration, short_text

EACH = 16
"""Up to so many columns carry their sum; of more, only the highest does."""
END = 12
LINE = 15
TOUCH = 6
"""Pixels that stay free between the words above two columns."""


class Labels:
    """Text items of one plot; sizes are in pixels, places in the plot's own coordinates."""

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self._items: list[pg.TextItem] = []

    def clear(self) -> None:
        """Forget the items; the plot was cleared already."""
        self._items = []

    @property
    def words(self) -> list[str]:
        """What is written, in order."""
        return [item.toPlainText() for item in self._items]

    def room_across(self, figure: Figure, placed: Sequence[Shape]) -> int:
        """Pixels that the longest figure behind a bar needs."""
        widths = [
            text_width(value, font(12, 600)) + text_width(aside, font(12)) + 34
            for value, aside, _ in self._ends(figure, placed).values()
        ]
        return max(widths, default=0)

    def room_right(self, figure: Figure, placed: Sequence[Shape]) -> int:
        """Pixels that the words at the ends of lines need."""
        if figure.form != "lines":
            return 0
        return max((text_width(words, font(12, 500)) for _, words in self._line_ends(figure, placed)), default=0) + END + 4

    def room_above(self, figure: Figure, pitch: float) -> int:
        """Pixels above the highest tick; *pitch*: pixels from place to place."""
        if figure.form == "lines":
            return 6
        notes = [len(_broken(str(mark.note), pitch)) for mark in figure.marks if mark.note is not None]
        return 20 + max(notes, default=0) * (LINE + 1)

    def across(self, figure: Figure, placed: Sequence[Shape]) -> None:
        """Behind each bar its value, and muted what stands beside it; what needs somebody is said in red."""
        for place, (value, aside, danger) in self._ends(figure, placed).items():
            end = max(each.box.right() for each in placed if each.place == place)
            ink: Token = "danger_text" if danger else "muted"
            weight = 600 if danger else 400
            said = f"<span style='color:{color('text').name()};font-weight:600'>{escape(value)}</span>"
            if aside:
                said += (
                    f"<span style='color:{color(ink).name()};font-weight:{weight}'>&nbsp;&nbsp;&nbsp;{escape(aside)}</span>"
                )
            self._write(end, place, said, (0, 0.5))

    def upright(self, figure: Figure, placed: Sequence[Shape], pitch: float, per_value: float) -> None:
        """Above each column its sum, or above the highest only; at the ends of lines their words.

        pitch: pixels from place to place; per_value: pixels of one unit.
        """
        if figure.form == "lines":
            self._write_lines(figure, placed, per_value)
            return
        sums: dict[int, float] = {}
        for each in placed:
            sums[each.place] = max(sums.get(each.place, 0.0), each.box.bottom())
        if len(figure.buckets) > EACH:
            best = max(sums, key=lambda place: sums[place], default=-1)
            sums = {place: end for place, end in sums.items() if place == best}
        for place, end in sums.items():
            own = [each.mark for each in placed if each.place == place]
            self._write_sum(figure, own, (place, end), pitch)

    def _write_sum(self, figure: Figure, own: Sequence[Mark], at: tuple[int, float], pitch: float) -> None:
        """The sum of a column, under what it needs in words; never cut at the sides of the chart."""
        note = next((str(mark.note) for mark in own if mark.note is not None), "")
        ink: Token = "danger_text" if any(mark.tone == "danger" for mark in own) else "text"
        value = short_text(sum(mark.value for mark in own), figure.unit)
        words = [*_broken(note, pitch), value]
        lines = "<br>".join(escape(each) for each in words)
        said = f"<div align='center' style='color:{color(ink).name()};font-weight:600'>{lines}</div>"
        wide = max(text_width(each, font(11, 600)) for each in words) + 8
        middle = (at[0] + 0.6) * pitch
        cut = max(0.0, wide / 2 - middle) - max(0.0, middle + wide / 2 - (len(figure.buckets) + 0.2) * pitch)
        self._write(at[0], at[1], said, (0.5 - cut / wide, 1.0), 11, wide)

    def _write_lines(self, figure: Figure, placed: Sequence[Shape], per_value: float) -> None:
        """The words at the ends of lines, moved apart where they would touch, and the promise beside its line."""
        ends = sorted(self._line_ends(figure, placed), key=lambda end: end[0].box.y())
        taken: list[float] = []
        for shape, words in ends:
            height = shape.box.y() * per_value
            height = max(height, taken[-1] + LINE) if taken else max(height, LINE / 2)
            taken.append(height)
            said = f"<span style='color:{color('text').name()};font-weight:500'>&nbsp;&nbsp;{escape(words)}</span>"
            self._write(shape.box.x(), height / per_value, said, (0, 0.5))
        if figure.promise is not None:
            words = tr("promise {time}", time=duration(figure.promise))
            said = f"<span style='color:{color('muted').name()}'>{escape(words)}</span>"
            line = figure.promise * per_value
            beside = {0.0: line - LINE / 2 - 1, 1.0: line + LINE / 2 + 1}
            free = [side for side, middle in beside.items() if all(abs(middle - each) >= LINE for each in taken)]
            last = max((shape.box.x() for shape, _ in ends), default=0.0)
            self._write(last + 0.3 if free else -0.6, figure.promise, said, (0, free[0] if free else 1.0), 11)

    def _line_ends(self, figure: Figure, placed: Sequence[Shape]) -> list[tuple[Shape, str]]:
        ends = []
        for layer, series in enumerate(figure.series):
            own = [each for each in placed if each.layer == layer]
            if own:
                last = max(own, key=lambda each: each.place)
                ends.append((last, f"{series.words} {short_text(last.mark.value, figure.unit)}"))
        return ends

    def _ends(self, figure: Figure, placed: Sequence[Shape]) -> dict[int, tuple[str, str, bool]]:
        """Place → value of the whole bar, what stands beside it, and whether somebody must act."""
        found: dict[int, tuple[str, str, bool]] = {}
        for place in dict.fromkeys(each.place for each in placed):
            own = [each.mark for each in placed if each.place == place]
            total = short_text(sum(mark.value for mark in own), figure.unit)
            late = sum(mark.value for mark in own if mark.tone == "danger")
            if len(figure.series) > 1:
                aside = tr("{amount} overdue", amount=short_text(late, figure.unit)) if late else ""
                found[place] = (total, aside, bool(late))
            else:
                found[place] = (total, beside(figure, own[0]), own[0].tone == "danger")
        return found

    def _write(self, x: float, y: float, said: str, anchor: tuple[float, float], px: int = 12, wide: int = 0) -> None:
        item = pg.TextItem(anchor=anchor)
        item.setFont(font(px))
        item.setHtml(said)
        if wide:
            item.setTextWidth(wide + 8)
        item.setPos(x, y)
        item.setZValue(10)
        self._plot.addItem(item, ignoreBounds=True)
        self._items.append(item)


def _broken(note: str, pitch: float) -> list[str]:
    """The lines of a note above a column: a word each where it is wider than its place and would touch its neighbour."""
    return [note] if note and text_width(note, font(11, 600)) <= pitch - TOUCH else note.split()
