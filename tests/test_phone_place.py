"""Where a number is at home, and what the clocks show there."""

from datetime import UTC, datetime, timedelta

import pytest

from app.phone_place import PLACES, place_of, time_there
from installer import phone_places

MOMENT = datetime(2026, 11, 23, 11, 36, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "language", "place"),
    [
        ("+73432874410", "en", "Ekaterinburg, Russia"),
        ("+73432874410", "ru", "Свердловская обл, Россия"),
        ("+493715512140", "de", "Chemnitz Sachsen, Deutschland"),
        ("+4930123456", "en", "Berlin, Germany"),
        ("+79161234567", "en", "Russia"),
        ("+12125551234", "de", "Vereinigte Staaten"),
        ("+80012345678", "en", ""),
        ("anonymous", "en", ""),
        ("", "en", ""),
    ],
)
def test_a_number_tells_town_and_country(number: str, language: str, place: str) -> None:
    assert place_of(number, language) == place


def test_the_clocks_there_are_told_where_they_are_certain() -> None:
    there = time_there("+73432874410", MOMENT)
    assert there is not None
    assert (there.hour, there.minute, there.utcoffset()) == (16, 36, timedelta(hours=5))
    assert time_there("+79161234567", MOMENT) is None
    assert time_there("anonymous", MOMENT) is None


@pytest.mark.parametrize("country", [7, 49, 375])
def test_the_files_are_those_of_the_package_that_is_installed(country: int) -> None:
    assert (PLACES / f"{country}.tsv").read_text("utf-8").splitlines() == phone_places.lines(country)
