"""What may stand in the value of a GS1 application identifier, beyond the format that biip's dictionary knows.

Source: GS1 General Specifications, section 3 (definitions), 7.9 (check digits), 7.11 (character sets), 7.12 (century).
A rule takes (value, today) and answers with a sentence about what is wrong, or None.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date

from app.gtin import check_digit
from app.iso_codes import COUNTRY_LETTERS, COUNTRY_NUMBERS, CURRENCY_NUMBERS
from app.language import marked

Rule = Callable[[str, date], str | None]

CHARACTER_SET_82 = frozenset("!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")
_CHARACTER_SET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_ORDER_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_WEIGHTS = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)

WRONG_CHECK_DIGIT = marked(
    "A number in this code has a wrong check digit. Scan the label again, or look at what is printed below it."
)
WRONG_DATE = marked("A date in this code does not exist. Look at the date printed on the label.")
WRONG_TIME = marked("A time of day in this code does not exist. Look at what is printed on the label.")
WRONG_COUNTRY = marked("This code names a country that ISO 3166 does not know.")
WRONG_CURRENCY = marked("This code names a currency that ISO 4217 does not know.")
WRONG_PREFIX = marked("A company's number in this code does not begin with at least four digits.")
WRONG_VALUE = marked("A value in this code is outside of what GS1 allows.")


def full_year(two_digits: int, today: date) -> int:
    """The year meant by its last two digits: 49 years back to 50 years ahead of *today* (section 7.12)."""
    ahead = two_digits - today.year % 100
    century = today.year - today.year % 100
    if ahead >= 51:
        return century + two_digits - 100
    return century + two_digits + (100 if ahead <= -50 else 0)


def gs1_date(text: str, today: date) -> date | None:
    """The day that YYMMDD names; day 00 is the last of the month (section 3.4). None if there is no such day."""
    if not (len(text) == 6 and text.isascii() and text.isdigit()):
        return None
    year, month, day = full_year(int(text[:2]), today), int(text[2:4]), int(text[4:])
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None


def _check_digit(start: int = 0, end: int | None = None) -> Rule:
    def rule(value: str, today: date) -> str | None:
        number = value[start:end]
        return None if check_digit(number[:-1]) == number[-1:] else WRONG_CHECK_DIGIT

    return rule


def _day_or_month(value: str, today: date) -> str | None:
    return None if gs1_date(value[:6], today) else WRONG_DATE


def _day(value: str, today: date) -> str | None:
    return WRONG_DATE if value[4:6] == "00" else _day_or_month(value, today)


def _two_days(value: str, today: date) -> str | None:
    return _day(value, today) or (_day(value[6:], today) if value[6:] else None)


def _clock(text: str) -> str | None:
    limits = (23, 59, 59)
    parts = [text[place : place + 2] for place in range(0, len(text), 2)]
    fits = len(parts) <= 3 and all(len(part) == 2 and int(part) <= most for part, most in zip(parts, limits, strict=False))
    return None if fits else WRONG_TIME


def _moment(value: str, today: date) -> str | None:
    return _day(value, today) or _clock(value[6:])


def _delivery(value: str, today: date) -> str | None:
    return _day_or_month(value, today) or (None if value[6:] == "9999" else _clock(value[6:]))


def _birth(value: str, today: date) -> str | None:
    try:
        date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    except ValueError:
        return WRONG_DATE
    return _clock(value[8:])


def _countries(value: str, today: date) -> str | None:
    codes = [value[place : place + 3] for place in range(0, len(value), 3)]
    return None if all(code in COUNTRY_NUMBERS for code in codes) else WRONG_COUNTRY


def _country_first(value: str, today: date) -> str | None:
    return None if value[:3] in COUNTRY_NUMBERS else WRONG_COUNTRY


def _processor(value: str, today: date) -> str | None:
    return None if value[:3] in COUNTRY_NUMBERS or value[:3] == "999" else WRONG_COUNTRY


def _currency_first(value: str, today: date) -> str | None:
    return None if value[:3] in CURRENCY_NUMBERS else WRONG_CURRENCY


def _company_first(value: str, today: date) -> str | None:
    return None if len(value) >= 4 and value[:4].isascii() and value[:4].isdigit() else WRONG_PREFIX


def _pieces(value: str, today: date) -> str | None:
    piece, total = int(value[14:16]), int(value[16:18])
    return _check_digit(0, 14)(value, today) or (None if 1 <= piece <= total else WRONG_VALUE)


def _check_pair(value: str, today: date) -> str | None:
    """The check character pair of a GMN (section 7.9.5): weights are primes from the right, modulo 1021."""
    body = value[:-2]
    if len(value) < 3 or len(body) > len(_WEIGHTS) or not set(body) <= CHARACTER_SET_82:
        return WRONG_CHECK_DIGIT
    total = sum(_ORDER_82.index(sign) * weight for sign, weight in zip(reversed(body), _WEIGHTS, strict=False)) % 1021
    pair = _CHARACTER_SET_32[total // 32] + _CHARACTER_SET_32[total % 32]
    return _company_first(value, today) or (None if value[-2:] == pair else WRONG_CHECK_DIGIT)


def _device(value: str, today: date) -> str | None:
    return _check_pair(value, today) or (WRONG_VALUE if value.isdigit() else None)


def _iban(value: str, today: date) -> str | None:
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{1,30}", value, re.ASCII):
        return WRONG_VALUE
    turned = "".join(str(int(sign, 36)) for sign in value[4:] + value[:4])
    return None if int(turned) % 97 == 1 and value[:2] in COUNTRY_LETTERS else WRONG_CHECK_DIGIT


def _place(value: str, today: date) -> str | None:
    return None if int(value[:10]) <= 1_800_000_000 and int(value[10:]) <= 3_600_000_000 else WRONG_VALUE


def _roll(value: str, today: date) -> str | None:
    sizes = (value[:4], value[4:9], value[9:12])
    return None if all(int(size) for size in sizes) and value[12] in "019" else WRONG_VALUE


def _birth_sequence(value: str, today: date) -> str | None:
    return None if 1 <= int(value[0]) <= int(value[2]) else WRONG_VALUE


def _like(pattern: str) -> Rule:
    compiled = re.compile(pattern, re.ASCII)

    def rule(value: str, today: date) -> str | None:
        return None if compiled.fullmatch(value) else WRONG_VALUE

    return rule


def _one_country(value: str, today: date) -> str | None:
    return None if value in COUNTRY_LETTERS else WRONG_COUNTRY


_BY_IDENTIFIERS: tuple[tuple[str, Rule], ...] = (
    ("00 01 02 03 402 410 411 412 413 414 415 416 417 8017 8018", _check_digit()),
    ("253 255", _check_digit(0, 13)),
    ("8003", _check_digit(1, 14)),
    ("8006 8026", _pieces),
    ("11 12 13 15 16 17", _day_or_month),
    ("4326 7006", _day),
    ("7007", _two_days),
    ("7003 7011 8008", _moment),
    ("4324 4325", _delivery),
    ("7250 7251", _birth),
    ("423 425", _countries),
    ("421 422 424 426", _country_first),
    ("4307 4317", _one_country),
    ("7030 7031 7032 7033 7034 7035 7036 7037 7038 7039", _processor),
    (" ".join(f"39{kind}{decimals}" for kind in "13" for decimals in range(10)), _currency_first),
    ("401 7023 8004 8010", _company_first),
    ("8013", _check_pair),
    ("8014", _device),
    ("8007", _iban),
    ("4309", _place),
    ("8001", _roll),
    ("7258", _birth_sequence),
    ("7252", _like("[0129]")),
    ("7241", _like("0[1-9]|10|[89][0-9]")),
    ("7040", _like("[0-9]..[-0-9A-Z_a-z]")),
    ("8011", _like("0|[1-9][0-9]*")),
    (
        "4300 4301 4302 4303 4304 4305 4306 4310 4311 4312 4313 4314 4315 4316 4320 7253 7254 7256 7257 7259",
        _like("(?:[^%]|%[0-9A-Fa-f]{2})*"),
    ),
)

RULES: Mapping[str, Rule] = {identifier: rule for those, rule in _BY_IDENTIFIERS for identifier in those.split()}
"""Application identifier → what its value must keep beyond its format. Given only values that fit the format."""
