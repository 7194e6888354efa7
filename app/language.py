"""The languages of Kontor: phrases that can be said in any of them, and their catalogues.

Code carries English sentences; the catalogues in ``resources/translations/<language>/LC_MESSAGES/kontor.po`` say them
in German and Russian. A phrase keeps its sentence and its parameters apart, so that an operation can raise it, a log can
keep it in English, and the window or a document can say it in the language of the person who reads it.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_group_symbol

LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch", "ru": "Русский"}
"""Language code (ISO 639-1) → its own name."""

LOCALES: Mapping[str, str] = {"en": "en_GB", "de": "de", "ru": "ru"}
"""Language → CLDR locale. English dates stand day first ("4 Nov"), as everywhere the company works."""

TRANSLATIONS = Path(__file__).resolve().parent.parent / "resources" / "translations"

_chosen = ["en"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with named gaps, not yet in any language: ``Phrase("Batch {batch} has expired", {"batch": "L26"})``.

    A parameter may itself be a phrase; it is said in the same language. Dates and decimals are said as the language
    writes them ("7 Dec 2026", "07.12.2026"), instants on the clock of this computer.
    """

    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str | None = None) -> str:
        """The sentence in *language* (the chosen one when None), gaps filled."""
        spoken = translation(language or chosen()).gettext(self.sentence) if self.sentence else ""
        if not self.params:
            return spoken
        filled = spoken.format(**{key: _said(value, language or chosen()) for key, value in self.params.items()})
        return _one_stop(spoken, filled)

    def __str__(self) -> str:
        return self.said()


def _one_stop(spoken: str, filled: str) -> str:
    """*filled* without a second full stop where an abbreviation ends the sentence *spoken*, as in "3 Tg."."""
    doubled = spoken.endswith("}.") and filled.endswith("..") and not filled.endswith("...")
    return filled[:-1] if doubled else filled


def _said(value: object, language: str) -> object:
    if isinstance(value, Phrase):
        return value.said(language)
    locale = LOCALES.get(language, language)
    if isinstance(value, Decimal):
        # An amount keeps its cents; a quantity is said without idle zeros.
        cents = value.as_tuple().exponent == -2
        figure = format_decimal(value, format="#,##0.00" if cents else "#,##0.###", locale=locale)
        return str(figure).replace(get_group_symbol(locale), "\u202f")
    if isinstance(value, datetime):
        shown = value if value.tzinfo is None else value.astimezone()
        return format_datetime(shown, "medium", locale=locale)
    return format_date(value, "medium", locale=locale) if isinstance(value, date) else value


def phrase(sentence: str, /, **params: object) -> Phrase:
    """Mark *sentence* for translation and bind its gaps."""
    return Phrase(sentence, params)


def stored(params: Mapping[str, object]) -> dict[str, object]:
    """The gaps of a phrase as JSON can keep them: numbers and text as they are, the rest so that ``restored`` knows it.

    What is none of phrase, number, text, date and instant is kept as text.
    """
    return {key: _kept(value) for key, value in params.items()}


def _kept(value: object) -> object:
    match value:
        case Phrase():
            return {"sentence": value.sentence, "params": stored(value.params)}
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"decimal": f"{value:f}"}
        case int() | str():
            return value
    return str(value)


def restored(sentence: str, params: Mapping[str, object]) -> Phrase:
    """The phrase that was kept as *sentence* and ``stored`` gaps."""
    return Phrase(sentence, {key: _given_back(value) for key, value in params.items()})


def _given_back(value: object) -> object:
    match value:
        case {"sentence": str(sentence), "params": dict(params)}:
            return restored(sentence, params)
        case {"instant": str(text)}:
            return datetime.fromisoformat(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"decimal": str(text)}:
            return Decimal(text)
    return value


def marked(sentence: str, /) -> str:
    """Mark *sentence* for translation where it stands as data (a table of labels), unchanged."""
    return sentence


@lru_cache(maxsize=8)
def translation(language: str) -> gettext.NullTranslations:
    """The catalogue of *language*; English, and any language without one, answers with the sentence itself."""
    source = TRANSLATIONS / language / "LC_MESSAGES" / "kontor.po"
    if not source.exists():
        return gettext.NullTranslations()
    with source.open("rb") as stream:
        catalog = read_po(stream, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def choose(language: str) -> None:
    """Speak *language* from now on in this process.

    Raises ValueError for a language that Kontor does not know.
    """
    if language not in LANGUAGES:
        raise ValueError(f"unknown language {language!r}: Kontor speaks {', '.join(LANGUAGES)}")
    _chosen[0] = language


def chosen() -> str:
    """The language that this process speaks (ISO 639-1)."""
    return _chosen[0]


def tr(sentence: str, /, **params: object) -> str:
    """*sentence* in the chosen language, its ``{gaps}`` filled from *params*."""
    return Phrase(sentence, params).said()


def trn(one: str, many: str, count: int, /, **params: object) -> str:
    """The plural form of the chosen language for *count*; ``{count}`` is always available as a gap."""
    spoken = translation(chosen()).ngettext(one, many, count)
    return _one_stop(spoken, spoken.format(count=count, **params))
