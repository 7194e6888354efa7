"""Timing two ways of doing the same, in turns, so that a busy machine slows both alike."""

import gc
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Generic, TypeVar

T = TypeVar("T")

WARM_UP = 20
"""Rounds before the first that counts: connections, prepared statements and compiled queries are there by then."""
MILLI = 1000


@dataclass(frozen=True, slots=True)
class Side(Generic[T]):
    """One way of doing a piece of work. prepare: makes what round *n* needs, outside the time; work: what is timed."""

    prepare: Callable[[int], T]
    work: Callable[[T], object]

    def timed(self, number: int) -> float:
        """Seconds that round *number* took."""
        given = self.prepare(number)
        begun = perf_counter()
        self.work(given)
        return perf_counter() - begun


@dataclass(frozen=True, slots=True)
class Spread:
    """Quartiles and the 95th percentile of many measurements, in their unit."""

    low: float
    middle: float
    high: float
    late: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.low:.2f}–{self.high:.2f})"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ratio: ours to floor; met: whether the budget is kept, None where it has none.

    middle: ours as a number, by which two companies are compared; None where that says nothing.
    """

    name: str
    ours: str
    floor: str
    ratio: str
    budget: str
    met: bool | None
    middle: float | None = None


def in_turns(ours: Side[T], floor: Side[T], rounds: int) -> tuple[Spread, Spread]:
    """Milliseconds of *ours* and of *floor* over *rounds* rounds, each round both, the first one first every other time."""
    for number in range(WARM_UP):
        ours.timed(number)
        floor.timed(number)
    gc.collect()
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(WARM_UP, WARM_UP + rounds):
        turns = ((times[0], ours), (times[1], floor))
        for kept, side in turns if number % 2 else reversed(turns):
            kept.append(side.timed(number) * MILLI)
    return spread(times[0]), spread(times[1])


def spread(values: Sequence[float]) -> Spread:
    """The quartiles of *values* (at least two)."""
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(low, middle, high, statistics.quantiles(values, n=20, method="inclusive")[-1])


def against_floor(name: str, ours: Spread, floor: Spread, most: float, unit: str = "ms") -> Figure:
    """The line of *name*: the median of ours may be *most* times that of the floor."""
    ratio = ours.middle / floor.middle
    return Figure(
        name, f"{ours} {unit}", f"{floor} {unit}", f"{ratio:.2f}", f"≤ {most:g} × floor", ratio <= most, ours.middle
    )
