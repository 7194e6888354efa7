"""How calls end of which nobody says so, and how long those are remembered that are over."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.channels.call_book import CallBook
from app.channels.tracked_call import TrackedCall

FORGOTTEN_AFTER = timedelta(minutes=10)
"""So long a call that is over is kept: for records that come late, and to know its stragglers again."""
UNTOUCHED_AFTER = timedelta(hours=24)
"""A call of which nothing was heard for so long is over."""
DESERTED_AFTER = timedelta(minutes=2)
"""Nobody talks to a telephone whose other side has hung up: its own hang-up was missed."""
ANSWER_SECONDS = timedelta(seconds=5)
"""So long the answer to an Originate may come after the hang-up."""
_TIDY_EVERY = timedelta(seconds=30)
MOST_CALLS = 20_000
"""More than any exchange holds; beyond, the calls of which nothing was heard for longest end unseen."""


class CallEndings:
    """Ends the calls of *book* that do not end by themselves. most_calls: more are not kept."""

    def __init__(self, book: CallBook, most_calls: int) -> None:
        self._book = book
        self._most_calls = most_calls
        self._tidied = book.now

    def keep_only(self, present: set[int]) -> None:
        """Only these channels (by identity) are at the exchange; calls that have none of them ended unseen."""
        for call in self._going_calls():
            there = any(id(channel) in present for channel in call.channels.values())
            for channel in call.channels.values():
                if channel.hung_at is None and id(channel) not in present:
                    if there:
                        channel.hung_at = max(self._book.heard, channel.began)
                    channel.lost = not there
            self._book.settle(call)

    def keep_younger(self, born: datetime) -> None:
        """The exchange has been up since *born* only, by our clock: what was last heard of before cannot go on."""
        self._lose(call for call in self._going_calls() if call.touched < born)

    def _lose(self, calls: Iterable[TrackedCall]) -> None:
        for call in calls:
            for channel in call.channels.values():
                channel.lost = channel.lost or channel.hung_at is None
            self._book.settle(call)

    def tidy(self, arrived: datetime) -> None:
        """What is due at *arrived*: calls nobody speaks of end, those long over are forgotten."""
        self._book.now = arrived
        for linked_id in [linked_id for linked_id, since in self._book.waiting.items() if arrived - since > ANSWER_SECONDS]:
            del self._book.waiting[linked_id]
            if linked_id in self._book.calls:
                self._book.calls[linked_id].waited = True
                self._book.changed(self._book.calls[linked_id])
        if abs(arrived - self._tidied) < _TIDY_EVERY and len(self._book.calls) < self._most_calls:
            return
        self._tidied = arrived
        going = self._going_calls()
        self._lose(call for call in going if arrived - call.touched > UNTOUCHED_AFTER)
        for call in going:
            if arrived - call.touched > DESERTED_AFTER and call.deserted():
                for channel in call.channels.values():
                    channel.hung_at = channel.hung_at or max(self._book.heard, channel.began)
                self._book.settle(call)
        self._forget(arrived)

    def _forget(self, arrived: datetime) -> None:
        over = [call for call in self._book.calls.values() if call.ended_at is not None]
        for call in over:
            if arrived - call.touched > FORGOTTEN_AFTER:
                self._book.remove(call)
        if len(self._book.calls) >= self._most_calls:
            oldest = sorted(self._book.calls.values(), key=lambda call: call.touched)[: self._most_calls // 4]
            self._lose(call for call in oldest if call.ended_at is None)
            for call in oldest:
                self._book.remove(call)
        parts, calls = self._book.parts, self._book.calls
        self._book.parts = {part: kept for part, kept in parts.items() if kept in calls or kept in parts}

    def _going_calls(self) -> list[TrackedCall]:
        return [call for call in self._book.calls.values() if call.ended_at is None]
