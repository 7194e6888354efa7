"""Figures, ages and dates in three languages."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.views.look.numbers import (
    age,
    clock,
    day,
    full_day,
    late,
    moment,
    money,
    percent,
    quantity,
    read_day,
    read_decimal,
)

THIN = "\u202f"
HARD = "\u00a0"
MOSCOW = timezone(timedelta(hours=3))
NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", f"1{THIN}601{THIN}000.50"), ("de", f"1{THIN}601{THIN}000,50"), ("ru", f"1{THIN}601{THIN}000,50")],
)
def test_money_by_language(language: str, expected: str) -> None:
    assert money(Decimal("1601000.5"), language=language) == expected
    assert money(Decimal("1601000.5"), "EUR", language=language) == f"{expected}{HARD}€"
    assert money(Decimal("-28"), language=language).startswith("−28")


def test_roubles_carry_their_sign_in_russian() -> None:
    assert money(Decimal(76160), "RUB", cents=False, language="ru") == f"76{THIN}160{HARD}₽"


@pytest.mark.parametrize(("language", "half"), [("en", "0.5 kg"), ("de", "0,5 kg"), ("ru", "0,5 кг")])
def test_quantities_and_shares(language: str, half: str) -> None:
    assert quantity(Decimal("0.500"), "kg", language) == half.replace(" ", HARD)
    assert quantity(Decimal("0.500"), "drum", language).endswith(f"{HARD}drum")
    assert quantity(Decimal("4.000"), language=language) == "4"
    assert quantity(4, language=language) == "4"
    assert percent(Decimal(70), language) == f"70{HARD}%"


@pytest.mark.parametrize(
    ("typed", "language", "expected"),
    [
        ("1 240.50", "en", "1240.50"),
        ("1,240.50", "en", "1240.50"),
        ("1,240", "en", "1240"),
        ("1,5", "en", "1.5"),
        ("0,125", "en", "0.125"),
        ("1.240,50", "de", "1240.50"),
        ("1.240", "de", "1240"),
        ("1240,5", "de", "1240.5"),
        ("1 240,5", "ru", "1240.5"),
        ("1.240.000", "de", "1240000"),
        ("−28", "ru", "-28"),
    ],
)
def test_typed_numbers_are_read_exactly(typed: str, language: str, expected: str) -> None:
    assert read_decimal(typed, language) == Decimal(expected)


@pytest.mark.parametrize("typed", ["", "abc", "1e5", "NaN", "--1", "12 pc", "∞", "."])
def test_what_is_no_number_is_not_read(typed: str) -> None:
    assert read_decimal(typed) is None


@given(st.decimals(-(10**9), 10**9, places=2), st.sampled_from(["en", "de", "ru"]))
def test_what_is_shown_is_read_back(value: Decimal, language: str) -> None:
    assert read_decimal(money(value, language=language), language) == value


@given(st.text(max_size=30))
def test_no_typed_text_breaks_the_readers(typed: str) -> None:
    number = read_decimal(typed)
    assert number is None or number.is_finite()
    read_day(typed, today=date(2026, 11, 23))


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, "now"),
        (6, "6 min"),
        (59, "59 min"),
        (60, "1 h 00"),
        (125, "2 h 05"),
        (1439, "23 h 59"),
        (1440, "1 d"),
        (4400, "3 d"),
    ],
)
def test_ages(minutes: int, expected: str) -> None:
    assert age(timedelta(minutes=minutes)) == expected


def test_late_says_so() -> None:
    assert late(timedelta(days=3)) == "3 d late"


@pytest.mark.parametrize(
    ("language", "near", "far"),
    [("en", "4 Nov", "14 Jan 2025"), ("de", "4. Nov.", "14. Jan. 2025"), ("ru", "4 нояб.", "14 янв. 2025\u202fг.")],
)
def test_dates_carry_the_year_only_when_far(language: str, near: str, far: str) -> None:
    today = NOW.date()
    assert day(date(2026, 11, 4), today=today, language=language) == near
    assert day(date(2025, 1, 14), today=today, language=language) == far


def test_eleven_months_are_the_border() -> None:
    today = date(2026, 11, 23)
    assert "2027" not in day(today + timedelta(days=334), today=today)
    assert "2027" in day(today + timedelta(days=335), today=today)


def test_instants_are_shown_in_the_zone() -> None:
    assert clock(NOW, zone=UTC) == "12:30"
    assert clock(NOW, zone=MOSCOW) == "15:30"
    late_evening = datetime(2026, 11, 3, 22, 0, tzinfo=UTC)
    assert day(late_evening, today=NOW.date(), zone=MOSCOW) == "4 Nov"


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="without zone"):
        clock(NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        (timedelta(hours=1), "11:30"),
        (timedelta(days=3), "Fri"),
        (timedelta(days=19), "4 Nov"),
        (-timedelta(days=2), "25 Nov"),
    ],
)
def test_moments_of_a_history(back: timedelta, expected: str) -> None:
    assert moment(NOW - back, now=NOW, zone=UTC) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("15.12.2026", date(2026, 12, 15)),
        ("15/12/26", date(2026, 12, 15)),
        ("15.12.", date(2026, 12, 15)),
        ("1.2.", date(2027, 2, 1)),
        ("2026-12-15", date(2026, 12, 15)),
        ("+3", date(2026, 11, 26)),
        ("31.2.2026", None),
        ("soon", None),
        ("", None),
    ],
)
def test_typed_dates(typed: str, expected: date | None) -> None:
    assert read_day(typed, today=date(2026, 11, 23)) == expected


@pytest.mark.parametrize("language", ["en", "de", "ru"])
def test_a_shown_date_is_read_back(language: str) -> None:
    assert read_day(full_day(date(2026, 2, 3), language)) == date(2026, 2, 3)
