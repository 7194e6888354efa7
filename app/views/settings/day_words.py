"""Hours, days of the week and holidays as people write them."""

from collections.abc import Iterable
from datetime import date, time

from babel.dates import get_day_names

from app.language import LOCALES, chosen
from app.views.look.numbers import full_day, read_day

SEPARATORS = ",;"


def day_names() -> tuple[str, ...]:
    """The days of the week, short, from Monday on, in the chosen language."""
    names = get_day_names("abbreviated", "stand-alone", LOCALES[chosen()])
    return tuple(str(names[at]).rstrip(".") for at in range(7))


def read_time(text: str) -> time | None:
    """A time of the day as somebody typed it: ``9``, ``9:30``, ``9.30``, ``09:30``. None if it is none."""
    hours, _, minutes = text.strip().replace(".", ":").partition(":")
    figures = (hours, minutes or "00")
    if not all(figure.isascii() and figure.isdecimal() and len(figure) <= 2 for figure in figures):
        return None
    if int(hours) > 23 or int(figures[1]) > 59:
        return None
    return time(int(hours), int(figures[1]))


def read_times(text: str) -> tuple[time, ...] | None:
    """Several times with commas or blanks between them, in order. None if one of them is none."""
    found = [read_time(part) for part in _parts(text, " ")]
    return None if None in found else tuple(sorted({at for at in found if at is not None}))


def shown_times(times: Iterable[time]) -> str:
    """Several times as a person reads them: ``12:00, 16:00``."""
    return ", ".join(f"{at:%H:%M}" for at in times)


def read_days(text: str, *, today: date | None = None) -> tuple[tuple[date, ...], str]:
    """(the dates of *text*, one a line or with commas between them, in order; the first part that is no date, or "")."""
    found = set()
    for part in _parts(text, "\n"):
        day = read_day(part, today=today)
        if day is None:
            return (), part.strip()
        found.add(day)
    return tuple(sorted(found)), ""


def shown_days(days: Iterable[date]) -> str:
    """Several dates, one a line."""
    return "\n".join(full_day(day) for day in days)


def _parts(text: str, more: str) -> list[str]:
    for mark in SEPARATORS + more:
        text = text.replace(mark, "\n")
    return [part for part in text.split("\n") if part.strip()]
