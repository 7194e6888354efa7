"""What waits to be written of calls: the newest snapshot of each, for it holds the whole truth of its call.

So a database that is away for an hour costs one snapshot a call, and reading the exchange never waits for it.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from time import monotonic

from app.events import CallEvent
from app.models.call_terms import LegOutcome

RINGS_IN_A_ROW = 4
"""So many calls that ring go before one that is in the books already and has other news."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A snapshot. since: when its oldest packet that is not in the books came (monotonic).

    ring: nothing of it is there, or a telephone rings.
    """

    event: CallEvent
    since: float
    ring: bool
    failures: int = 0


class NewestSnapshots:
    """The newest snapshot of each call, oldest first; what rings overtakes the other news of calls that are written already.

    Any thread may use it.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rings: OrderedDict[str, Waiting] = OrderedDict()
        self._news: OrderedDict[str, Waiting] = OrderedDict()
        self._written: set[str] = set()
        self._row = 0
        self._woken = False
        self._out: dict[str, Waiting] = {}

    def put(self, events: Iterable[CallEvent]) -> None:
        """Keep *events*, each in the place of an older snapshot of its call."""
        moment = monotonic()
        with self._changed:
            for event in events:
                linked_id = event.linked_id
                before = self._rings.get(linked_id) or self._news.get(linked_id)
                ring = linked_id in self._rings or linked_id not in self._written or _rings(event)
                if ring:
                    self._news.pop(linked_id, None)
                place = self._rings if ring else self._news
                place[linked_id] = replace(before, event=event, ring=ring) if before else Waiting(event, moment, ring)
            self._changed.notify()

    def take(self, seconds: float, most: int = 1) -> list[Waiting]:
        """The snapshots whose turn it is, each of another call; [] if none came for *seconds*, or somebody called ``wake``.

        Who took them says ``done``, ``back`` or ``dropped`` of each before taking the next.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._rings or self._news or self._woken, seconds)
            self._woken = False
            found: list[Waiting] = []
            while len(found) < most and (waiting := self._next()) is not None:
                found.append(waiting)
            self._out = {waiting.event.linked_id: waiting for waiting in found}
            return found

    def _next(self) -> Waiting | None:
        if self._rings and (self._row < RINGS_IN_A_ROW or not self._news):
            self._row = self._row + 1 if self._news else 0
            return self._rings.popitem(last=False)[1]
        self._row = 0
        return self._news.popitem(last=False)[1] if self._news else None

    def done(self, event: CallEvent) -> None:
        """*event*, which was taken, is in the books."""
        with self._changed:
            self._out.pop(event.linked_id, None)
            if event.outcome:
                self._written.discard(event.linked_id)
                return
            self._written.add(event.linked_id)
            newer = self._rings.get(event.linked_id)
            if newer is not None and not _rings(newer.event):
                del self._rings[event.linked_id]
                self._news[event.linked_id] = replace(newer, ring=False)

    def back(self, waiting: Waiting, *, last: bool = False) -> None:
        """It could not be written: its turn is the next, or with *last* after all others."""
        with self._changed:
            linked_id = waiting.event.linked_id
            self._out.pop(linked_id, None)
            place = self._rings if waiting.ring else self._news
            newer = place.get(linked_id)
            place[linked_id] = replace(waiting, event=newer.event if newer else waiting.event)
            place.move_to_end(linked_id, last=last)

    def dropped(self, event: CallEvent) -> None:
        """*event*, which was taken, will not be written."""
        with self._changed:
            self._out.pop(event.linked_id, None)

    def wake(self) -> None:
        """Let who waits in ``take`` look up."""
        with self._changed:
            self._woken = True
            self._changed.notify()

    @property
    def linked_ids(self) -> frozenset[str]:
        """The calls of which something is not in the books yet."""
        with self._changed:
            return frozenset((*self._rings, *self._news, *self._out))

    @property
    def behind(self) -> float:
        """Seconds for which the oldest packet has waited; 0 if nothing waits."""
        with self._changed:
            all_of_them = (*self._rings.values(), *self._news.values(), *self._out.values())
            first = min((each.since for each in all_of_them), default=None)
        return 0.0 if first is None else monotonic() - first


def _rings(event: CallEvent) -> bool:
    """Whether somebody waits for a pop-up of it."""
    return not event.outcome and any(leg.outcome == LegOutcome.RINGING for leg in event.legs)
