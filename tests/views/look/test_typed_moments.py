"""Until when, as people type it, in all three languages; nothing that anybody types ends in a crash."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.look.typed_moments import LONGEST, next_workday, read_moment

ZONE = ZoneInfo("Europe/Berlin")
THURSDAY = datetime(2026, 11, 26, 14, 30, tzinfo=ZONE)
HOLIDAY = date(2026, 11, 30)
"""A Monday off."""


def workday(day: date) -> bool:
    return day.isoweekday() <= 5 and day != HOLIDAY


def typed(text: str) -> str | None:
    found = read_moment(text, THURSDAY, workday)
    return None if found is None else f"{found:%d.%m.%Y %H:%M}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow 10:00", "27.11.2026 10:00"),
        ("Tomorrow", "27.11.2026 17:00"),
        ("morgen um 9", "27.11.2026 09:00"),
        ("завтра в 9:15", "27.11.2026 09:15"),
        ("послезавтра", "28.11.2026 17:00"),
        ("heute 16 Uhr", "26.11.2026 16:00"),
        ("today 5pm", "26.11.2026 17:00"),
        ("today 12am", "26.11.2026 00:00"),
        # Counted days are days of work: Friday, then Tuesday, because Monday is a holiday.
        ("+1d", "27.11.2026 17:00"),
        ("+3d", "02.12.2026 17:00"),
        ("+2", "01.12.2026 17:00"),
        ("+3d 8:30", "02.12.2026 08:30"),
        ("in 3 Tagen", "02.12.2026 17:00"),
        ("через 3 дня", "02.12.2026 17:00"),
        ("+1w", "03.12.2026 17:00"),
        ("in 2 weeks 11", "10.12.2026 11:00"),
        ("через неделю", "03.12.2026 17:00"),
        ("+2h", "26.11.2026 16:30"),
        ("in 90 min", "26.11.2026 16:00"),
        ("через 2 часа", "26.11.2026 16:30"),
        ("next week", "01.12.2026 17:00"),
        ("fri", "27.11.2026 17:00"),
        ("fr 9:30", "27.11.2026 09:30"),
        ("чт", "03.12.2026 17:00"),
        ("Mo. 8", "30.11.2026 08:00"),
        ("в среду 10", "02.12.2026 10:00"),
        ("24.12.", "24.12.2026 17:00"),
        ("24.12. 10:00", "24.12.2026 10:00"),
        ("24.12.2026, 10.15", "24.12.2026 10:15"),
        ("24/12/26 9", "24.12.2026 09:00"),
        ("2026-12-24 09:00", "24.12.2026 09:00"),
        # A time alone: today if it still comes, else the next day of work.
        ("16:00", "26.11.2026 16:00"),
        ("10", "27.11.2026 10:00"),
    ],
)
def test_what_people_type(text: str, expected: str) -> None:
    assert typed(text) == expected


@pytest.mark.parametrize(
    "text", ["", "  ", "soon", "+", "+9999d", "32.12.", "25:00", "tomorrow 25", "10:61", "13pm", "fri fri"]
)
def test_what_is_no_moment(text: str) -> None:
    assert typed(text) is None


def test_clocks_that_change_do_not_move_a_day() -> None:
    evening = datetime(2026, 10, 23, 12, 0, tzinfo=ZONE)
    found = read_moment("+1w 8:00", evening, lambda _day: True)
    assert found is not None
    assert (found.hour, found.utcoffset()) == (8, datetime(2026, 11, 1, tzinfo=ZONE).utcoffset())


def test_where_nobody_ever_works_days_are_days() -> None:
    assert next_workday(date(2026, 11, 26), lambda _day: False, 2) == date(2026, 11, 28)


@given(st.text(alphabet="0123456789+-./: dhwmtagtomorrowмоrgenчерзднйя", max_size=24))
def test_nothing_that_is_typed_crashes(text: str) -> None:
    found = read_moment(text, THURSDAY, workday)
    assert found is None or found.tzinfo is ZONE


@given(st.integers(1, LONGEST))
def test_counted_days_are_worked(count: int) -> None:
    found = read_moment(f"+{count}d", THURSDAY, workday)
    assert found is not None
    assert workday(found.date())
