"""The promised times of the triage desk, over nights, weekends and a change of the clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from app.models.promise import Timetable, timetable


@pytest.fixture
def berlin() -> Timetable:
    return timetable(["16:00", "12:00"], [1, 2, 3, 4, 5], "Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "following", "preceding"),
    [
        ("2026-08-03T09:59", "2026-08-03T10:00", "2026-07-31T14:00"),
        ("2026-08-03T10:00", "2026-08-03T14:00", "2026-08-03T10:00"),
        ("2026-08-07T20:00", "2026-08-10T10:00", "2026-08-07T14:00"),
        # The clocks went back on Sunday 25 October 2026: noon is 11:00 UTC from then on.
        ("2026-10-23T20:00", "2026-10-26T11:00", "2026-10-23T14:00"),
    ],
)
def test_the_next_and_the_last_time(berlin: Timetable, moment: str, following: str, preceding: str) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    assert berlin.following(at(moment)) == at(following)
    assert berlin.preceding(at(moment)) == at(preceding)


def test_the_day_is_the_companys_own(berlin: Timetable) -> None:
    late = datetime(2026, 8, 3, 22, 30, tzinfo=UTC)
    assert berlin.first_of_day(late) == datetime(2026, 8, 4, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("times", "days", "zone"),
    [([], [1], "UTC"), (["12:00"], [], "UTC"), (["noon"], [1], "UTC"), (["12:00"], [1], "Mars/Olympus")],
)
def test_settings_that_make_no_sense(times: list[str], days: list[int], zone: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        timetable(times, days, zone)


def test_holidays_are_passed_over_however_long_they_are() -> None:
    begin = datetime(2026, 12, 31, 14, 0, tzinfo=UTC)
    holidays = [(begin + timedelta(days=distance)).date().isoformat() for distance in range(1, 40)]
    times = timetable(["12:00"], [1, 2, 3, 4, 5], "UTC", holidays)
    assert times.following(begin) == datetime(2027, 2, 9, 12, 0, tzinfo=UTC)
    assert times.preceding(datetime(2027, 2, 9, 11, 0, tzinfo=UTC)) == datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
    assert list(times.between(begin, datetime(2027, 2, 11, tzinfo=UTC))) == [
        datetime(2027, 2, 9, 12, 0, tzinfo=UTC),
        datetime(2027, 2, 10, 12, 0, tzinfo=UTC),
    ]


def test_a_calendar_of_holidays_only_still_promises_something() -> None:
    begin = datetime(2026, 8, 3, 14, 0, tzinfo=UTC)
    holidays = [(begin + timedelta(days=distance)).date().isoformat() for distance in range(-500, 500)]
    times = timetable(["12:00"], [1, 2, 3, 4, 5], "UTC", holidays)
    assert times.following(begin) == datetime(2026, 8, 4, 12, 0, tzinfo=UTC)
    assert times.preceding(begin) == datetime(2026, 8, 3, 12, 0, tzinfo=UTC)
