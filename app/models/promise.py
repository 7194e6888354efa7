"""The promise of the triage desk: the inbox is emptied at fixed times of every working day [M13]. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT_TIMES = ("12:00", "16:00")
DEFAULT_DAYS = (1, 2, 3, 4, 5)
DEFAULT_ZONE = "Europe/Moscow"
LONGEST_BREAK_DAYS = 8


@dataclass(frozen=True, slots=True)
class Timetable:
    """When the inbox must be empty. times: in the company's own zone, ascending; days: ISO weekdays (Monday is 1)."""

    times: tuple[time, ...]
    days: frozenset[int]
    zone: ZoneInfo

    def following(self, moment: datetime) -> datetime:
        """The first promised time after *moment*, in UTC."""
        return next(promised for promised in self._from(moment, 1) if promised > moment)

    def preceding(self, moment: datetime) -> datetime:
        """The last promised time at or before *moment*, in UTC."""
        return next(promised for promised in self._from(moment, -1) if promised <= moment)

    def first_of_day(self, moment: datetime) -> datetime:
        """The first promised time of the day that *moment* is in, as the company's clocks show it; in UTC."""
        local = moment.astimezone(self.zone)
        return datetime.combine(local.date(), self.times[0], self.zone).astimezone(UTC)

    def day_of(self, moment: datetime) -> tuple[datetime, datetime]:
        """Begin and end of the day that *moment* is in, in UTC."""
        begin = datetime.combine(moment.astimezone(self.zone).date(), time(0), self.zone)
        return begin.astimezone(UTC), (begin + timedelta(days=1)).astimezone(UTC)

    def _from(self, moment: datetime, step: int) -> Iterator[datetime]:
        """Promised times day by day from the day of *moment* on, forward or back."""
        day = moment.astimezone(self.zone).date()
        for distance in range(LONGEST_BREAK_DAYS):
            then = day + timedelta(days=distance * step)
            if then.isoweekday() in self.days:
                for promised in self.times[::step]:
                    yield datetime.combine(then, promised, self.zone).astimezone(UTC)


def timetable(times: list[str] | tuple[str, ...], days: list[int] | tuple[int, ...], zone: str) -> Timetable:
    """The timetable that the settings spell out: times as "12:00". Raises ValueError for what is no time, day or zone."""
    read = tuple(sorted(time.fromisoformat(each) for each in times))
    working = frozenset(days) & frozenset(range(1, 8))
    if not read or not working:
        raise ValueError("a promise needs a time and a day")
    try:
        return Timetable(read, working, ZoneInfo(zone))
    except (KeyError, OSError) as error:
        raise ValueError(f"unknown time zone {zone!r}") from error
