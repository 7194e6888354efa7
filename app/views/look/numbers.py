"""Figures, ages and dates as a person reads them in the chosen language.

Thin space between thousands in every language, decimal sign by language, a true minus. Only Decimal and int come in,
never float. Instants are aware and shown in the zone of the workstation, or in the *zone* that is passed.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, get_currency_symbol, get_decimal_symbol, get_group_symbol

from app.language import LOCALES, Phrase, chosen, tr

THIN = "\u202f"
"""Narrow no-break space."""
HARD = "\u00a0"
MINUS = "\u2212"
DASH = "–"
FAR = timedelta(days=335)
"""Eleven months: dates further away carry their year."""


def _locale(language: str | None) -> str:
    return LOCALES[language or chosen()]


def number(value: Decimal | int, pattern: str = "#,##0.###", language: str | None = None) -> str:
    """*value* by a CLDR *pattern*, with the decimal sign of the language, thin thousands and a true minus."""
    return _number(str(value), pattern, _locale(language))


# Babel reads its tables for every figure and every day; a list asks for the same ones at each painting. All that an answer
# depends on stands in the question, so nothing is wrong after a switch of language.


@lru_cache(maxsize=4096)
def _number(value: str, pattern: str, locale: str) -> str:
    signs = {get_group_symbol(locale): THIN, get_decimal_symbol(locale): get_decimal_symbol(locale), "-": MINUS}
    return "".join(signs.get(sign, sign) for sign in format_decimal(Decimal(value), format=pattern, locale=locale))


@lru_cache(maxsize=2048)
def _dated(skeleton: str, shown: date, locale: str) -> str:
    return str(format_skeleton(skeleton, shown, locale=locale))


@lru_cache(maxsize=128)
def _weekday(shown: date, locale: str) -> str:
    return format_date(shown, "ccc", locale=locale).rstrip(".")


@lru_cache(maxsize=128)
def _currency(currency: str, locale: str) -> str:
    return get_currency_symbol(currency, locale=locale)


def money(amount: Decimal | int, currency: str = "", *, cents: bool = True, language: str | None = None) -> str:
    """An amount; with *currency* (ISO 4217) only in sums: ``128 000.00 €``. ``cents=False`` for round figures."""
    figure = number(amount, "#,##0.00" if cents else "#,##0", language)
    if not currency:
        return figure
    return f"{figure}{HARD}{_currency(currency, _locale(language))}"


def quantity(amount: Decimal | int, unit: str = "", language: str | None = None) -> str:
    """A quantity to three decimals, without idle zeros: ``4``, ``0.5 kg``; the unit is one of the company's words."""
    figure = number(amount, language=language)
    return f"{figure}{HARD}{Phrase(unit).said(language)}" if unit else figure


def percent(value: Decimal | int, language: str | None = None) -> str:
    """*value* of a hundred: ``70 %``; at most one decimal."""
    return f"{number(value, '#,##0.#', language)}{HARD}%"


def read_decimal(text: str, language: str | None = None) -> Decimal | None:
    """The number that somebody typed, None if it is none.

    Blanks of any kind are thousands. With both signs the last one is the decimal sign; a lone comma or point is it
    too, unless it is the language's thousands sign in front of exactly three digits.
    """
    bare = "".join(sign for sign in text.strip() if not sign.isspace()).replace(MINUS, "-").replace("'", "")
    if "," in bare and "." in bare:
        thousands = "," if bare.rindex(".") > bare.rindex(",") else "."
        bare = bare.replace(thousands, "")
    elif bare.count(",") + bare.count(".") > 1 or _is_thousands(bare, _locale(language)):
        bare = bare.replace(",", "").replace(".", "")
    bare = bare.replace(",", ".")
    if not bare or not set(bare) <= set("0123456789.-+"):
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None


def _is_thousands(bare: str, locale: str) -> bool:
    head, sign, tail = bare.partition(get_group_symbol(locale))
    return bool(sign) and len(tail) == 3 and tail.isdigit() and head.lstrip("+-").strip("0") != ""


def age(span: timedelta) -> str:
    """How long something has waited: ``6 min``, ``2 h 05``, ``3 d``; ``now`` under a minute."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 1:
        return tr("now")
    if minutes < 60:
        return tr("{minutes} min", minutes=minutes)
    if minutes < 24 * 60:
        return tr("{hours} h {minutes}", hours=minutes // 60, minutes=f"{minutes % 60:02}")
    return tr("{days} d", days=minutes // (24 * 60))


def late(span: timedelta) -> str:
    """How long something is overdue: ``3 d late``."""
    return tr("{age} late", age=age(span))


def local(at: datetime, zone: tzinfo | None = None) -> datetime:
    """The instant *at* on the clock of *zone* (the workstation's when None). Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("an instant without zone cannot be shown")
    return at.astimezone(zone)


def day(at: date | datetime, *, today: date | None = None, zone: tzinfo | None = None, language: str | None = None) -> str:
    """A date: ``4 Nov`` within eleven months of *today*, ``14 Jan 2026`` beyond."""
    shown = local(at, zone).date() if isinstance(at, datetime) else at
    present = today or datetime.now(UTC).astimezone(zone).date()
    skeleton = "MMMd" if abs(shown - present) < FAR else "yMMMd"
    return _dated(skeleton, shown, _locale(language))


def clock(at: datetime, *, zone: tzinfo | None = None) -> str:
    """The time of day, 24 hours: ``14:02``."""
    return local(at, zone).strftime("%H:%M")


def moment(at: datetime, *, now: datetime | None = None, zone: tzinfo | None = None, language: str | None = None) -> str:
    """When something happened, as a history shows it: ``14:02`` today, ``Fri`` within a week, ``4 Nov`` before."""
    present, shown = local(now or datetime.now(UTC), zone), local(at, zone)
    distance = (present.date() - shown.date()).days
    if distance == 0:
        return shown.strftime("%H:%M")
    if 0 < distance < 7:
        return _weekday(shown.date(), _locale(language))
    return day(shown.date(), today=present.date(), language=language)


def full_day(at: date, language: str | None = None) -> str:
    """A date for a field: ``15.12.2026`` in German and Russian, ``15/12/2026`` in English."""
    return at.strftime("%d/%m/%Y" if (language or chosen()) == "en" else "%d.%m.%Y")


def clear_day(at: date, language: str | None = None) -> str:
    """A date that nobody can misread from afar: ``7 Dec 2026`` in English, where 7/12 is read two ways; else figures."""
    if (language or chosen()) == "en":
        return _dated("yMMMd", at, _locale("en"))
    return full_day(at, language)


def read_day(text: str, *, today: date | None = None) -> date | None:
    """The date that somebody typed, None if it is none.

    Day first with point, slash, blank or dash (``15.12.2026``, ``15/12/26``, ``15.12.`` for the next such day), ISO
    (``2026-12-15``), or days from today (``+3``).
    """
    present = today or datetime.now(UTC).astimezone().date()
    typed = text.strip()
    if typed.startswith("+") and typed[1:].isdecimal() and len(typed) < 6:
        return present + timedelta(days=int(typed[1:]))
    for mark in "./- ":
        typed = typed.replace(mark, " ")
    parts = typed.split()
    if not 2 <= len(parts) <= 3 or not all(part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    figures = [int(part) for part in parts]
    try:
        if len(parts[0]) == 4 and len(parts) == 3:
            return date(figures[0], figures[1], figures[2])
        if len(parts) == 3:
            year = figures[2] + 2000 if len(parts[2]) == 2 else figures[2]
            return date(year, figures[1], figures[0])
        guess = date(present.year, figures[1], figures[0])
        return guess if guess >= present else date(present.year + 1, figures[1], figures[0])
    except ValueError:
        return None
