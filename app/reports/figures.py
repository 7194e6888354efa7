"""Numbers, dates and amounts as a document says them in its own language (Babel's CLDR data, num2words)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import num2words
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_precision, get_currency_symbol

from app.language import Phrase, marked
from app.money import Money

TRUE_MINUS = "\N{MINUS SIGN}"

NAMED_CURRENCIES = frozenset({"EUR", "USD", "RUB", "GBP", "KZT", "UAH", "BYN", "PLN", "CZK"})
"""Currencies whose names num2words declines well; it says CNY with a wrong part, the rest it does not know."""

JOINED_BY = {"en": ",", "de": " und", "ru": ""}

UNITS: Mapping[str, str] = {
    "pc": marked("pc"),
    "set": marked("set"),
    "kg": marked("kg"),
    "g": marked("g"),
    "t": marked("t"),
    "m": marked("m"),
    "m2": marked("m²"),
    "m3": marked("m³"),
    "l": marked("l"),
    "h": marked("h"),
    "day": marked("day"),
    "pack": marked("pack"),
    "pair": marked("pair"),
}
"""The company's words for units, as documents say them."""

UNECE_UNITS: Mapping[str, str] = {
    "C62": "pc", "H87": "pc", "SET": "set", "KGM": "kg", "GRM": "g", "TNE": "t", "MTR": "m", "MTK": "m2",
    "MTQ": "m3", "LTR": "l", "HUR": "h", "DAY": "day", "PK": "pack", "PR": "pair",
}  # fmt: skip
"""UN/ECE recommendation 20 codes → the company's words."""


def said_unit(unit: str, language: str) -> str:
    """*unit* (own word or UN/ECE code) in *language*; an unknown one is shown as it is."""
    own = UNECE_UNITS.get(unit, unit)
    return Phrase(UNITS[own]).said(language) if own in UNITS else unit


def said_number(value: Decimal, language: str, places: int | None = None) -> str:
    """*value* with the language's signs, a true minus, and *places* decimals (as many as needed, up to three, if None)."""
    pattern = "#,##0." + "0" * places if places else "#,##0" if places == 0 else "#,##0.###"
    text = str(format_decimal(value, format=pattern, locale=language))
    return text.replace("-", TRUE_MINUS)


def said_amount(value: Decimal, language: str) -> str:
    """An amount without its currency, as it stands in a column: ``1.234,50``."""
    return said_number(value, language, 2)


def said_money(money: Money, language: str) -> str:
    """An amount with its currency, as it stands in a sum: ``1.234,50 €``."""
    sign = said_currency(money.currency, language)
    if language == "en" and sign.isalpha():
        return f"{sign}\N{NO-BREAK SPACE}{said_amount(money.amount, language)}"
    return str(format_currency(money.amount, money.currency, locale=language)).replace("-", TRUE_MINUS)


def said_currency(currency: str, language: str) -> str:
    """The sign of *currency*, or its code where the language has no sign for it."""
    return str(get_currency_symbol(currency, locale=language))


def said_percent(value: Decimal, language: str) -> str:
    """``22 %``, ``7,5 %`` or ``22%``, as the language writes percentages; *value* is 22 for 22 %."""
    number = said_number(value, language)
    return f"{number}%" if language == "en" else f"{number}\N{NO-BREAK SPACE}%"


def said_date(day: date, language: str) -> str:
    """The date as figures, with a full year: ``23.11.2026``; English says the month as a word."""
    return str(format_date(day, format="d MMM y" if language == "en" else "dd.MM.y", locale=language))


def amount_in_words(money: Money, language: str) -> str:
    """The amount in words, as commercial documents carry it below the total.

    Whole units are words, hundredths are two figures: ``Двадцать один рубль 05 копеек``, ``Einundzwanzig Euro und 05 Cent``.
    A currency whose name the language's rules do not cover is named by its ISO code: ``Einundzwanzig CHF und 05/100``.
    """
    amount, currency = money.amount, money.currency
    spoken = language if language in num2words.CONVERTER_CLASSES else "en"
    joined = JOINED_BY.get(spoken, ",")
    forms = num2words.CONVERTER_CLASSES[spoken].CURRENCY_FORMS
    if currency in NAMED_CURRENCIES and currency in forms:
        words = num2words.num2words(amount, lang=spoken, to="currency", currency=currency, cents=False, separator=joined)
    else:
        number = num2words.num2words(int(abs(amount)), lang=spoken)
        if spoken == "de":
            number = number.removesuffix("s") if number.endswith("eins") else number
        words = f"{number} {currency}"
        if amount < 0:
            words = f"{num2words.CONVERTER_CLASSES[spoken].negword.strip()} {words}"
        if get_currency_precision(currency):
            words += f"{joined} {int(abs(amount) * 100) % 100:02d}/100"
    words = " ".join(str(words).split())
    return words[:1].upper() + words[1:]
