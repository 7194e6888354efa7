"""Working time: across nights, weekends, holidays and the days on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.working_hours import WorkingHours, working_hours

ZONES = ("Europe/Berlin", "Europe/Moscow", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
WEEK = (1, 2, 3, 4, 5)
BERLIN = working_hours(WEEK, "09:00", "18:00", "Europe/Berlin", ("2026-12-25",))
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)

moments = st.integers(0, 4 * 365 * 24 * 3600).map(lambda seconds: BEGIN + timedelta(seconds=seconds))
spans = st.integers(0, 60 * 3600).map(lambda seconds: timedelta(seconds=seconds))
times = st.integers(0, 23 * 60 + 59).map(lambda minutes: time(minutes // 60, minutes % 60))


@st.composite
def hours(draw: st.DrawFn) -> WorkingHours:
    """Any company: days, hours of the day or round the clock, zone, a few days off."""
    opens, closes = sorted((draw(times), draw(times)))
    days = draw(st.frozensets(st.integers(1, 7), min_size=1))
    holidays = draw(st.frozensets(st.dates(date(2024, 1, 1), date(2028, 1, 1)), max_size=5))
    end = time(0) if opens == closes or draw(st.booleans()) else closes
    return WorkingHours(days, opens, end, ZoneInfo(draw(st.sampled_from(ZONES))), holidays)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("start", "to", "minutes"),
    [
        ("2026-08-03 10:00", "2026-08-03 11:30", 90),
        ("2026-08-03 08:00", "2026-08-03 09:10", 10),
        ("2026-08-03 17:50", "2026-08-04 09:20", 30),
        ("2026-08-07 17:00", "2026-08-10 10:00", 120),
        ("2026-08-08 10:00", "2026-08-09 20:00", 0),
        ("2026-12-24 17:00", "2026-12-28 09:30", 90),
        ("2026-08-03 11:00", "2026-08-03 10:00", 0),
    ],
)
def test_only_working_time_counts(start: str, to: str, minutes: int) -> None:
    assert BERLIN.worked(berlin(start), berlin(to)) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("moment", "minutes", "then"),
    [
        ("2026-08-03 10:00", 60, "2026-08-03 11:00"),
        ("2026-08-03 17:50", 30, "2026-08-04 09:20"),
        ("2026-08-07 17:50", 30, "2026-08-10 09:20"),
        ("2026-08-03 17:00", 60, "2026-08-03 18:00"),
        ("2026-08-08 12:00", 0, "2026-08-10 09:00"),
        ("2026-12-24 18:00", 1, "2026-12-28 09:01"),
    ],
)
def test_when_so_much_time_has_passed(moment: str, minutes: int, then: str) -> None:
    assert BERLIN.after(berlin(moment), timedelta(minutes=minutes)) == berlin(then)


def test_hours_that_the_clocks_leave_out_are_not_worked() -> None:
    always = working_hours((7,), "00:00", "00:00", "Europe/Berlin")
    # The last Sunday of March has 23 hours, that of October 25.
    assert always.worked(berlin("2026-03-28 12:00"), berlin("2026-03-30 12:00")) == timedelta(hours=23)
    assert always.worked(berlin("2026-10-24 12:00"), berlin("2026-10-26 12:00")) == timedelta(hours=25)
    night = berlin("2026-03-29 01:30"), berlin("2026-03-29 03:30")
    assert always.worked(*night) == timedelta(hours=1)
    assert always.after(berlin("2026-03-29 01:30"), timedelta(hours=1)) == berlin("2026-03-29 03:30")


def test_a_company_that_never_works_is_at_work_always() -> None:
    every_day = frozenset(date(2025, 12, 1) + timedelta(days=each) for each in range(500))
    idle = WorkingHours(frozenset({1}), time(9), time(18), ZoneInfo("UTC"), every_day)
    moment = datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert idle.after(moment, timedelta(hours=1)) == moment + timedelta(hours=1)
    assert idle.worked(moment, moment + timedelta(days=100)) == timedelta()


@given(hours(), moments, spans)
def test_after_and_worked_agree(company: WorkingHours, moment: datetime, span: timedelta) -> None:
    then = company.after(moment, span)
    assert then.tzinfo is UTC
    assert then >= moment
    assert company.worked(moment, then) == span


@given(hours(), moments, moments, moments)
def test_time_adds_up(company: WorkingHours, one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted((one, two, three))
    assert company.worked(first, middle) + company.worked(middle, last) == company.worked(first, last)
    assert timedelta() <= company.worked(first, last) <= last - first


@given(hours(), moments, spans, spans)
def test_more_work_ends_no_earlier(company: WorkingHours, moment: datetime, one: timedelta, two: timedelta) -> None:
    assert company.after(moment, min(one, two)) <= company.after(moment, max(one, two))


@pytest.mark.parametrize(
    ("days", "begin", "end", "zone", "holidays"),
    [
        ((), "09:00", "18:00", "UTC", ()),
        ((8, 9), "09:00", "18:00", "UTC", ()),
        (WEEK, "18:00", "09:00", "UTC", ()),
        (WEEK, "09:00", "09:00", "UTC", ()),
        (WEEK, "nine", "18:00", "UTC", ()),
        (WEEK, "09:00", "18:00", "Moon/Crater", ()),
        (WEEK, "09:00", "18:00", "UTC", ("25.12.2026",)),
    ],
)
def test_what_makes_no_sense_is_refused(
    days: tuple[int, ...], begin: str, end: str, zone: str, holidays: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        working_hours(days, begin, end, zone, holidays)
