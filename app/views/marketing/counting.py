"""How many are in segments, without anybody waiting: about at once, exactly in the background, the list when it is seen.

Only one exact count is under way at a time: whoever changes conditions faster than a million companies are counted gets
the answer to the last question, and the reader threads stay free for the people in the preview.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import UserError
from app.operations import segment_figures
from app.operations.register import Count
from app.operations.register_spec import Condition
from app.operations.segment_figures import Figures
from app.operations.segment_people import Audience
from app.operations.segments import SegmentRow
from app.views.desk import Desk

SETTLED_AFTER = 400
"""Milliseconds that the conditions of a large segment stand before it is counted exactly."""
REST = 10
"""After news, the same question waits so many times as long as its last answer took: small segments not at all."""
LONGEST_REST = 60.0
"""Seconds at most between news and a new count; also the age at which the sizes in the list are counted again."""

Conditions = tuple[Condition, ...]


class LiveCount(QObject):
    """``ask(audience)`` brings ``sized`` (Audience, Count) at once, then ``counted`` (Audience, Figures) when it comes."""

    sized = Signal(object, object)
    counted = Signal(object, object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wish: Audience | None = None
        self._counting = False
        self._known: tuple[Audience, float, float] | None = None
        self._wait = QTimer(self, singleShot=True)
        self._wait.timeout.connect(self._count)

    def ask(self, audience: Audience, *, at_once: bool = False) -> None:
        """Count *audience*; *at_once*: the person changed who goes in, so that no rest is taken."""
        self._wait.stop()
        self._wish = audience
        if self._known is None or self._known[0] != audience:
            self._known = None
            ticket = self._desk.ask(self, segment_figures.size, audience.conditions)
            ticket.then(partial(self._sized, audience))
        elif at_once:
            self._count()
        else:
            _, at, took = self._known
            rest = min(REST * took, LONGEST_REST) - (time.monotonic() - at)
            self._count_in(rest)

    def forget(self) -> None:
        """Want no answer any more."""
        self._wait.stop()
        self._wish = None

    def _sized(self, audience: Audience, count: Count) -> None:
        self.sized.emit(audience, count)
        self._count_in(SETTLED_AFTER / 1000 if count.estimate else 0)

    def _count_in(self, seconds: float) -> None:
        if seconds > SETTLED_AFTER / 2000:
            self._wait.start(int(seconds * 1000))
        else:
            self._count()

    def _count(self) -> None:
        if self._counting or self._wish is None:
            return
        self._counting = True
        wish, begun = self._wish, time.monotonic()
        ticket = self._desk.ask(self, segment_figures.figures, wish)
        ticket.then(partial(self._counted, wish, begun)).otherwise(partial(self._failed, wish))

    def _counted(self, audience: Audience, begun: float, figures: Figures) -> None:
        self._counting = False
        if audience == self._wish:
            now = time.monotonic()
            self._known = (audience, now, now - begun)
            self.counted.emit(audience, figures)
        elif not self._wait.isActive():
            self._count()

    def _failed(self, audience: Audience, error: UserError) -> None:
        self._counting = False
        if audience == self._wish:
            self._desk.problem.emit(error)
        elif not self._wait.isActive():
            self._count()


@dataclass(frozen=True, slots=True)
class _Known:
    """The size of a segment, of which conditions, and when."""

    conditions: Conditions
    count: Count
    at: float


class ListSizes(QObject):
    """Sizes of the segments that *seen* gives (those in sight), one after the other, at most once a minute each.

    ``look()`` counts what is not known, has other conditions, or is old; ``sized`` (id, Count) brings each.
    """

    sized = Signal(int, object)

    def __init__(self, desk: Desk, seen: Callable[[], tuple[SegmentRow, ...]], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._seen = desk, seen
        self._known: dict[int, _Known] = {}
        self._asking = False

    def look(self) -> None:
        """Count what is in sight and not known."""
        if self._asking:
            return
        row = next((each for each in self._seen() if self._unknown(each)), None)
        if row is not None:
            self._asking = True
            ticket = self._desk.ask(self, segment_figures.size, row.conditions)
            ticket.then(partial(self.know, row)).otherwise(lambda _: self.know(row, None))
            ticket.anyway(self._next)

    def know(self, row: SegmentRow, count: Count | None) -> None:
        """Take a size; None for conditions that cannot be counted."""
        self._known[row.id] = _Known(row.conditions, count or Count(0), time.monotonic())
        self.sized.emit(row.id, count or Count(0))

    def _next(self) -> None:
        self._asking = False
        self.look()

    def _unknown(self, row: SegmentRow) -> bool:
        known = self._known.get(row.id)
        old = known is None or time.monotonic() - known.at > LONGEST_REST
        return old or known is None or known.conditions != row.conditions
