"""The languages of Kontor: phrases that can be said in any of them, and their catalogues.

Code carries English sentences; the catalogues in ``resources/translations/<language>/LC_MESSAGES/kontor.po`` say them
in German and Russian. A phrase keeps its sentence and its parameters apart, so that an operation can raise it, a log can
keep it in English, and the window or a document can say it in the language of the person who reads it.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch", "ru": "Русский"}
"""Language code (ISO 639-1) → its own name."""

TRANSLATIONS = Path(__file__).resolve().parent.parent / "resources" / "translations"

_chosen = ["en"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with named gaps, not yet in any language: ``Phrase("Batch {batch} has expired", {"batch": "L26"})``.

    A parameter may itself be a phrase; it is said in the same language.
    """

    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str | None = None) -> str:
        """The sentence in *language* (the chosen one when None), gaps filled."""
        spoken = translation(language or chosen()).gettext(self.sentence) if self.sentence else ""
        if not self.params:
            return spoken
        params = {key: value.said(language) if isinstance(value, Phrase) else value for key, value in self.params.items()}
        return spoken.format(**params)

    def __str__(self) -> str:
        return self.said()


def phrase(sentence: str, /, **params: object) -> Phrase:
    """Mark *sentence* for translation and bind its gaps."""
    return Phrase(sentence, params)


def stored(params: Mapping[str, object]) -> dict[str, object]:
    """The gaps of a phrase as JSON can keep them: numbers and text as they are, phrases whole, anything else as text."""
    return {
        key: {"sentence": value.sentence, "params": stored(value.params)}
        if isinstance(value, Phrase)
        else value
        if isinstance(value, (int, str))
        else str(value)
        for key, value in params.items()
    }


def restored(sentence: str, params: Mapping[str, object]) -> Phrase:
    """The phrase that was kept as *sentence* and ``stored`` gaps."""
    gaps = {
        key: restored(str(value["sentence"]), value["params"]) if isinstance(value, dict) else value
        for key, value in params.items()
    }
    return Phrase(sentence, gaps)


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
    return translation(chosen()).ngettext(one, many, count).format(count=count, **params)
