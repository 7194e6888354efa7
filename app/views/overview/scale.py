"""Ticks of an axis: three or four round ones, and which places are named where not all names fit. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from app.operations.overview_spec import Bucket, Unit

TICKS = 4
GAP = 12
ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
WAITS = (5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440, 2880, 4320, 7200, 10080, 14400, 20160, 43200)
"""Steps in minutes that a clock or a calendar has."""


def ticks(highest: Decimal | int, unit: Unit) -> list[Decimal]:
    """Ticks from 0 to the first at or above *highest*, at most four steps, in steps that a person would choose."""
    step = _step(max(Decimal(highest), Decimal(0)), unit)
    found = [Decimal(0)]
    while found[-1] < highest:
        found.append(found[-1] + step)
    return found if len(found) > 1 else [Decimal(0), step]


def _step(highest: Decimal, unit: Unit) -> Decimal:
    least = highest / TICKS
    if unit == "minutes":
        fitting = next((wait for wait in WAITS if wait >= least), None)
        if fitting is not None:
            return Decimal(fitting)
    if unit == "count" and least <= 1:
        return Decimal(1)
    if not least:
        return Decimal(1)
    size = Decimal(1).scaleb(least.adjusted())
    steps = (size * each for each in ROUND)
    return next(step for step in steps if step >= least and (unit != "count" or step == step.to_integral_value()))


def named(buckets: Sequence[Bucket], widths: Sequence[int], pitch: float) -> list[int]:
    """The places whose names are written where places are *pitch* px apart and their names *widths* px wide.

    Places with words are named one after the other, as they fit; days, weeks and months in regular steps, and days by their
    Mondays, as a calendar does. A name that would be cut at the right end is left out.
    """
    if not buckets or pitch <= 0:
        return []
    if any(each.words is not None for each in buckets):
        return _one_by_one(widths, pitch)
    fitting = max(1, int(len(buckets) * pitch // (max(widths) + GAP)))
    every = list(range(len(buckets)))
    if len(every) > fitting and buckets[0].grain == "day":
        mondays = [place for place in every if (day := buckets[place].day) is not None and day.weekday() == 0]
        every = mondays or every
    step = -(-len(every) // fitting)
    return [place for place in every[::step] if (len(buckets) - place) * pitch >= widths[place] / 2]


def _one_by_one(widths: Sequence[int], pitch: float) -> list[int]:
    found: list[int] = []
    end = 0.0
    for place, width in enumerate(widths):
        begin = (place + 0.5) * pitch - width / 2
        if not found or begin >= end + 3:
            found.append(place)
            end = begin + width
    return found
