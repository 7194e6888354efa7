"""The promise of the triage desk: the inbox is emptied at fixed times of every working day [M13]. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DEFAULT_TIMES = ("12:00", "16:00")
DEFAULT_DAYS = (1, 2, 3, 4, 5)
DEFAULT_ZONE = "Europe/Moscow"
DEFAULT_REMINDER = 30
"""Minutes before a promised time at which the dispatchers are reminded of what is left."""
LONGEST_BREAK_DAYS = 400
"""Days without a promised time after which holidays no longer count: somebody has entered every day of the year."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """When the inbox must be empty. times: in the company's own zone, ascending; days: ISO weekdays (Monday is 1).

    holidays: days on which nobody sorts, whatever weekday they are.
    """

    times: tuple[time, ...]
    days: frozenset[int]
    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    def following(self, moment: datetime) -> datetime:
        """The first promised time after *moment*, in UTC."""
        found = next((promised for promised in self._from(moment, 1) if promised > moment), None)
        return found or replace(self, holidays=frozenset()).following(moment)

    def preceding(self, moment: datetime) -> datetime:
        """The last promised time at or before *moment*, in UTC."""
        found = next((promised for promised in self._from(moment, -1) if promised <= moment), None)
        return found or replace(self, holidays=frozenset()).preceding(moment)

    def between(self, begin: datetime, end: datetime) -> Iterator[datetime]:
        """The promised times from *begin* on, before *end*, in UTC."""
        day, last = begin.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        while day <= last:
            yield from (promised for promised in self._of_day(day) if begin <= promised < end)
            day += timedelta(days=1)

    def first_of_day(self, moment: datetime) -> datetime:
        """The first promised time of the day that *moment* is in, as the company's clocks show it; in UTC."""
        local = moment.astimezone(self.zone)
        return datetime.combine(local.date(), self.times[0], self.zone).astimezone(UTC)

    def day_of(self, moment: datetime) -> tuple[datetime, datetime]:
        """Begin and end of the day that *moment* is in, in UTC."""
        day = moment.astimezone(self.zone).date()
        begin, end = (datetime.combine(each, time(0), self.zone) for each in (day, day + timedelta(days=1)))
        return begin.astimezone(UTC), end.astimezone(UTC)

    def _from(self, moment: datetime, step: int) -> Iterator[datetime]:
        """Promised times day by day from the day of *moment* on, forward or back."""
        day = moment.astimezone(self.zone).date()
        for distance in range(LONGEST_BREAK_DAYS):
            yield from self._of_day(day + timedelta(days=distance * step))[::step]

    def _of_day(self, day: date) -> list[datetime]:
        if day.isoweekday() not in self.days or day in self.holidays:
            return []
        return [datetime.combine(day, each, self.zone).astimezone(UTC) for each in self.times]


def timetable(
    times: list[str] | tuple[str, ...],
    days: list[int] | tuple[int, ...],
    zone: str,
    holidays: list[str] | tuple[str, ...] = (),
) -> Timetable:
    """The timetable that settings spell out: times as "12:00", days off as "2026-12-31".

    Raises ValueError for what is no time, day or zone.
    """
    return _read(tuple(times), tuple(days), zone, tuple(holidays))


@lru_cache(maxsize=16)
def _read(times: tuple[str, ...], days: tuple[int, ...], zone: str, holidays: tuple[str, ...]) -> Timetable:
    """Each letter and each call asks for the same few."""
    read = tuple(sorted({time.fromisoformat(each) for each in times}))
    working = frozenset(days) & frozenset(range(1, 8))
    if not read or not working:
        raise ValueError("a promise needs a time and a day")
    try:
        return Timetable(read, working, ZoneInfo(zone), frozenset(map(date.fromisoformat, holidays)))
    except (KeyError, OSError) as error:
        raise ValueError(f"unknown time zone {zone!r}") from error
