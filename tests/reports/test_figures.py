"""Numbers, dates and amounts in words, as documents say them."""

from datetime import date
from decimal import Decimal

import pytest

from app.money import Money
from app.reports.figures import amount_in_words, said_amount, said_date, said_money, said_number, said_percent, said_unit


@pytest.mark.parametrize(
    ("amount", "currency", "language", "words"),
    [
        ("1.01", "RUB", "ru", "Один рубль 01 копейка"),
        ("22.02", "RUB", "ru", "Двадцать два рубля 02 копейки"),
        ("1234567.21", "RUB", "ru", "Один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь рублей 21 копейка"),
        ("2002.11", "RUB", "ru", "Две тысячи два рубля 11 копеек"),
        ("0.05", "RUB", "ru", "Ноль рублей 05 копеек"),
        ("-5", "RUB", "ru", "Минус пять рублей 00 копеек"),
        ("21.50", "EUR", "ru", "Двадцать один евро 50 центов"),
        ("3.10", "USD", "ru", "Три доллара 10 центов"),
        ("21.50", "CHF", "ru", "Двадцать один CHF 50/100"),
        ("1", "EUR", "de", "Ein Euro und 00 Cent"),
        ("2976.19", "EUR", "de", "Zweitausendneunhundertsechsundsiebzig Euro und 19 Cent"),
        ("1001", "CHF", "de", "Eintausendein CHF und 00/100"),
        ("101.07", "RUB", "de", "Einhundertein RUB und 07/100"),
        ("1.05", "EUR", "en", "One euro, 05 cents"),
        ("1999.99", "USD", "en", "One thousand, nine hundred and ninety-nine dollars, 99 cents"),
        ("7.5", "CNY", "en", "Seven CNY, 50/100"),
        ("7", "JPY", "en", "Seven JPY"),
    ],
)
def test_amount_in_words(amount: str, currency: str, language: str, words: str) -> None:
    assert amount_in_words(Money(Decimal(amount), currency), language) == words


@pytest.mark.parametrize(
    ("language", "money", "number", "percent", "day"),
    [
        ("de", "−1.234.567,50\xa0€", "1.234,5", "7,5\xa0%", "03.11.2026"),
        ("ru", "−1\xa0234\xa0567,50\xa0€", "1\xa0234,5", "7,5\xa0%", "03.11.2026"),
        ("en", "−€1,234,567.50", "1,234.5", "7.5%", "3 Nov 2026"),
    ],
)
def test_figures_follow_the_language(language: str, money: str, number: str, percent: str, day: str) -> None:
    assert said_money(Money(Decimal("-1234567.5"), "EUR"), language) == money
    assert said_number(Decimal("1234.500"), language) == number
    assert said_percent(Decimal("7.5"), language) == percent
    assert said_date(date(2026, 11, 3), language) == day


def test_amounts_always_have_cents_and_signs_follow_the_currency() -> None:
    assert said_amount(Decimal(0), "de") == "0,00"
    assert said_money(Money(Decimal(5), "RUB"), "ru") == "5,00\xa0₽"
    assert said_money(Money(Decimal(5), "RUB"), "en") == "RUB\xa05.00"


def test_units_are_known_by_own_word_and_by_recommendation_20() -> None:
    assert said_unit("KGM", "en") == said_unit("kg", "en") == "kg"
    assert said_unit("H87", "en") == said_unit("C62", "en") == "pc"
    assert said_unit("Rolle", "en") == "Rolle"
