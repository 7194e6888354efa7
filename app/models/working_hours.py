"""Working time: how much of it lies between two moments, and when so much of it will have passed. Pure.

A call that was missed on Friday evening is called back within an hour of Monday morning, not of the night.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

DEFAULT_BEGIN, DEFAULT_END = "09:00", "18:00"
DAY = timedelta(days=1)
LONGEST_BREAK = 400
"""Days without a working hour after which there are none: a calendar with holidays all year long."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When the company works. days: ISO weekdays (Monday is 1); begin, end: on the clocks of *zone*, an end of 00:00 is
    midnight at the end of the day; holidays: days off.

    Hours are those that pass: the day on which the clocks are put on is shorter where they are put on during work.
    """

    days: frozenset[int]
    begin: time
    end: time
    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    def worked(self, start: datetime, to: datetime) -> timedelta:
        """The working time between two moments; none if *to* is not later."""
        passed = timedelta()
        # Two moments of one zone would be subtracted by their clocks, whatever these did in between.
        start, to = start.astimezone(UTC), to.astimezone(UTC)
        for opens, closes in self._shifts(start):
            if opens >= to or to <= start:
                break
            passed += min(closes, to) - max(opens, start)
        return passed

    def after(self, moment: datetime, span: timedelta) -> datetime:
        """When *span* of working time has passed since *moment*, in UTC: at work, or at the very end of a day's work.

        A company that never works is at work always.
        """
        left, moment = span, moment.astimezone(UTC)
        for opens, closes in self._shifts(moment):
            begin = max(opens, moment)
            if closes - begin >= left:
                return begin + left
            left -= closes - begin
        return moment + span

    def shifts(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Begin and end of each day's work between two moments, in UTC; the first may have begun before."""
        return takewhile(lambda shift: shift[0] < end, self._shifts(begin.astimezone(UTC)))

    def _shifts(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Begin and end of each day's work, in UTC, from the one that *moment* is in or before."""
        # A day earlier: an end at midnight, and zones in which a day is one of two.
        day = moment.astimezone(self.zone).date() - DAY
        idle = 0
        while idle < LONGEST_BREAK and day < date.max - DAY:
            shift = self._shift(day)
            day += DAY
            idle = idle + 1 if shift is None else 0
            if shift is not None and shift[1] > moment:
                yield shift

    def _shift(self, day: date) -> tuple[datetime, datetime] | None:
        if day.isoweekday() not in self.days or day in self.holidays:
            return None
        last = day if self.end != time(0) else day + DAY
        opens, closes = datetime.combine(day, self.begin, self.zone), datetime.combine(last, self.end, self.zone)
        opens, closes = opens.astimezone(UTC), closes.astimezone(UTC)
        return (opens, closes) if opens < closes else None


def working_hours(days: Iterable[int], begin: str, end: str, zone: str, holidays: Iterable[str] = ()) -> WorkingHours:
    """The hours that settings spell out: times as "09:00", days off as "2026-12-31".

    Raises ValueError for what is no time, day or zone, and for a day's work that ends before it begins.
    """
    opens, closes = time.fromisoformat(begin), time.fromisoformat(end)
    if closes <= opens and closes != time(0):
        raise ValueError("the day's work ends before it begins")
    working = frozenset(days) & frozenset(range(1, 8))
    if not working:
        raise ValueError("a company works on some day of the week")
    try:
        return WorkingHours(working, opens, closes, ZoneInfo(zone), frozenset(map(date.fromisoformat, holidays)))
    except (KeyError, OSError) as error:
        raise ValueError(f"unknown time zone {zone!r}") from error
