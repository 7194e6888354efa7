"""Which of Kontor's languages a letter is written in."""

import re

_GERMAN_WORDS = (
    "und der die das ist wir sie ich nicht für mit bitte ein eine einen von auf zu im um dem den haben benötigen suchen "
    "anfrage angebot uns ihre ihr sind auch werden können sehr geehrte damen herren hallo guten tag brauchen als bei"
)
_GERMAN = frozenset(_GERMAN_WORDS.split())
_ENGLISH_WORDS = (
    "the and of to is we you for please a an with in need are our your this that have would like quote it be can dear "
    "hello from on at as do i if"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())


def language_of(text: str) -> str:
    """ "ru", "de" or "en", guessed from the words of *text*; "" if it has no letters."""
    text = text[:20_000]
    letters = [sign for sign in text if sign.isalpha()]
    if not letters:
        return ""
    if sum(1 for sign in letters if "\u0400" <= sign <= "\u04ff") > 0.3 * len(letters):
        return "ru"
    words = re.findall(r"[^\W\d_]+", text.lower())
    german = sum(1 for word in words if word in _GERMAN) + 0.5 * sum(1 for word in words if re.search("[äöüß]", word))
    english = sum(1 for word in words if word in _ENGLISH)
    return "de" if german > english else "en"
