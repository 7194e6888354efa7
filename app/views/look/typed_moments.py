"""Until when, in the words that people type: "tomorrow 10:00", "+3d", "fr 9:30", "через 2 часа", "24.12.". No Qt.

The words of all three languages are understood in each of them: who works in two types in both. A day that was counted
("+3d", "in 3 days", "3 дня") counts days of work; a day that was named ("24.12.", "tomorrow", "sat") stays what it is.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from app.views.look.numbers import read_day

Workday = Callable[[date], bool]
EVENING = time(17, 0)
"""When something is due on a day that somebody named without an hour."""
LONGEST = 1_000
"""Days, weeks or hours from now that are still understood: more is a slip of the finger."""

_DAYS: Mapping[str, int] = {
    **dict.fromkeys(("today", "heute", "сегодня"), 0),
    **dict.fromkeys(("tomorrow", "tmr", "morgen", "завтра"), 1),
    **dict.fromkeys(("overmorrow", "day after tomorrow", "übermorgen", "uebermorgen", "послезавтра"), 2),
}
_WEEKDAYS: tuple[tuple[str, ...], ...] = (
    ("monday", "mon", "montag", "mo", "понедельник", "пн"),
    ("tuesday", "tue", "tues", "dienstag", "di", "вторник", "вт"),
    ("wednesday", "wed", "mittwoch", "mi", "среда", "среду", "ср"),
    ("thursday", "thu", "thur", "thurs", "donnerstag", "do", "четверг", "чт"),
    ("friday", "fri", "freitag", "fr", "пятница", "пятницу", "пт"),
    ("saturday", "sat", "samstag", "sonnabend", "sa", "суббота", "субботу", "сб"),
    ("sunday", "sun", "sonntag", "so", "воскресенье", "вс"),
)
_WEEKDAY = {word: number for number, words in enumerate(_WEEKDAYS) for word in words}
_NEXT_WEEK = frozenset({"next week", "nächste woche", "naechste woche", "на следующей неделе", "следующая неделя"})
_UNITS = {
    "day": ("d", "day", "days", "t", "tag", "tage", "tagen", "д", "дн", "день", "дня", "дней"),
    "week": ("w", "week", "weeks", "woche", "wochen", "н", "нед", "неделя", "неделю", "недели", "недель"),
    "hour": ("h", "hour", "hours", "std", "stunde", "stunden", "ч", "час", "часа", "часов"),
    "minute": ("m", "min", "minute", "minutes", "minuten", "мин", "минуту", "минуты", "минут"),
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words}
_COUNTED = re.compile(r"(?:\+|in |nach |через )\s*(\d{1,4})?\s*([^\W\d_]+)?")
_CLOCK = re.compile(
    r"(?P<before>.*?)(?:^|[\s,]+)(?:(?:at|um|в)\s+)?(?P<hour>[01]?\d|2[0-4])"
    r"(?:[:.](?P<minute>[0-5]\d)|\s*(?P<unit>h|uhr|ч))?\s*(?:uhr|ч)?\s*(?P<half>am|pm)?"
)


def read_moment(text: str, present: datetime, workday: Workday) -> datetime | None:
    """The moment that somebody typed, on the clock of *present* (which has a zone); None if it is none.

    *workday* says on which days is worked. A time of day alone is today, or the next day of work if it has passed.
    """
    typed = " ".join(text.casefold().split()).rstrip(",")
    if not typed:
        return None
    counted = _counted(typed, present)
    if counted is not None:
        return counted
    named = _day(typed, present.date(), workday)
    if named is not None:
        return _at(present, named, EVENING)
    found = _CLOCK.fullmatch(typed)
    if found is None or (clock := _clock(found)) is None:
        return None
    before = found["before"].strip(" ,")
    if before:
        day = _day(before, present.date(), workday)
        return None if day is None else _at(present, day, clock)
    at = _at(present, present.date(), clock)
    return at if at is not None and at > present else _at(present, next_workday(present.date(), workday), clock)


def next_workday(day: date, workday: Workday, count: int = 1) -> date:
    """The day on which *count* more days of work have come after *day*; by the calendar where nobody ever works."""
    found = day
    for _ in range(count):
        following = found + timedelta(days=1)
        while not workday(following) and (following - found).days < 30:
            following += timedelta(days=1)
        found = following if workday(following) else found + timedelta(days=1)
    return found


def _counted(typed: str, present: datetime) -> datetime | None:
    """So many hours or minutes from now."""
    found = _COUNTED.fullmatch(typed)
    unit = _UNIT.get(found[2] or "") if found is not None else None
    if found is None or unit not in ("hour", "minute"):
        return None
    count = int(found[1] or 1)
    span = timedelta(hours=count) if unit == "hour" else timedelta(minutes=count)
    # Through UTC: two hours are two hours also on the night when the clocks are changed.
    later = (present.astimezone(UTC) + span).astimezone(present.tzinfo)
    return later.replace(second=0, microsecond=0) if count <= LONGEST else None


def _day(typed: str, today: date, workday: Workday) -> date | None:
    if typed in _DAYS:
        return today + timedelta(days=_DAYS[typed])
    if typed in _NEXT_WEEK:
        monday = today + timedelta(days=7 - today.weekday())
        return monday if workday(monday) else next_workday(monday, workday)
    word = typed.removeprefix("next ").removeprefix("on ").removeprefix("am ").removeprefix("nächsten ").removeprefix("во ")
    word = word.removeprefix("в ").rstrip(".")
    if word in _WEEKDAY:
        return today + timedelta(days=(_WEEKDAY[word] - today.weekday() - 1) % 7 + 1)
    found = _COUNTED.fullmatch(typed)
    if found is not None and (found[1] or found[2]):
        unit, count = _UNIT.get(found[2] or "d"), int(found[1] or 1)
        if unit is None or count > LONGEST:
            return None
        if unit == "week":
            later = today + timedelta(weeks=count)
            return later if workday(later) else next_workday(later, workday)
        return next_workday(today, workday, count) if unit == "day" else None
    return read_day(typed, today=today)


def _clock(found: re.Match[str]) -> time | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    return time(hour, minute) if hour < 24 else None


def _at(present: datetime, day: date, clock: time) -> datetime | None:
    try:
        return datetime.combine(day, clock, present.tzinfo)
    except (ValueError, OverflowError):
        return None
