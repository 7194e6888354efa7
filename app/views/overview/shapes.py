"""Where the marks of a chart stand, in the chart's own coordinates, and how arrows walk over them. No painting."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt

from app.operations.overview_spec import Figure, Mark
from app.views.look.tokens import Token

COLOURS: tuple[Token, ...] = ("chart_1", "chart_2", "chart_3", "chart_4", "chart_5", "chart_6")
TIMING_COLOURS: dict[str, Token] = {"in_time": "chart_3", "late": "chart_5", "overdue": "chart_2"}

BAR = 0.64
"""Width of a bar, of the place that it has."""
MANY = 40
"""From so many places on bars stand closer."""
CLOSE = 0.8


def series_colour(figure: Figure, layer: int) -> Token:
    """The colour of a series: in the order of the guide, but done, late and overdue have colours of their own."""
    key = figure.series[layer].key
    return TIMING_COLOURS.get(key, COLOURS[layer % len(COLOURS)])


@dataclass(frozen=True, slots=True)
class Shape:
    """A mark and its place: a bar's rectangle, or a point (a rectangle of no size). place, layer: of bucket and series."""

    mark: Mark
    box: QRectF
    place: int
    layer: int

    @property
    def point(self) -> QPointF:
        """The end of a bar's middle, or the point."""
        return self.box.center()


def shapes(figure: Figure) -> tuple[Shape, ...]:
    """Every mark with its place: stacked along the axis of values, the first series at the ground."""
    places = {bucket.key: place for place, bucket in enumerate(figure.buckets)}
    layers = {series.key: layer for layer, series in enumerate(figure.series)}
    thick = CLOSE if len(places) > MANY else BAR
    ground: dict[int, float] = {}
    found = []
    for mark in figure.marks:
        place, layer, value = places[mark.bucket], layers[mark.series], float(mark.value)
        if figure.form == "lines":
            box = QRectF(place, value, 0, 0)
        else:
            begin = ground.get(place, 0.0)
            ground[place] = begin + value
            across = figure.form == "across"
            side = place - thick / 2
            box = QRectF(begin, side, value, thick) if across else QRectF(side, begin, thick, value)
        found.append(Shape(mark, box, place, layer))
    return tuple(found)


def highest(placed: Sequence[Shape], figure: Figure) -> float:
    """The largest value that the axis must reach."""
    across = figure.form == "across"
    ends = [each.box.right() if across else each.box.bottom() for each in placed]
    return max([*ends, float(figure.promise or 0)], default=0.0)


STEPS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
"""Arrow → along the axis of places, along the series, for columns and lines."""
STEPS_ACROSS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Left: (0, -1),
}


def walked(placed: Sequence[Shape], current: Shape | None, key: int, across: bool) -> Shape | None:
    """The mark that an arrow leads to; the same one at an end, None if there are no marks."""
    if not placed:
        return None
    if current is None:
        return placed[0]
    along, through = (STEPS_ACROSS if across else STEPS)[key]
    if through:
        beside = sorted((each for each in placed if each.place == current.place), key=lambda each: each.layer)
        at = beside.index(current) + through
        return beside[at] if 0 <= at < len(beside) else current
    places = sorted({each.place for each in placed})
    at = places.index(current.place) + along
    if not 0 <= at < len(places):
        return current
    there = [each for each in placed if each.place == places[at]]
    return min(there, key=lambda each: (abs(each.layer - current.layer), each.layer))
