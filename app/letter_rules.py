"""Reading a letter by what marks in another one taught, without ever making it worse [market.md 4, idea 2]. Pure.

``app.letter_learning`` makes the rules, here they are used: ``find`` finds values in any letter, ``understood`` puts those
that can be right into a letter that was read already. Whatever goes wrong, the letter stays as it was.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.events import MailArrived
from app.letter_learning import FIELDS, LONGEST, words_of
from app.letter_places import SHAPES, Letter, place
from app.phone_number import PhoneNumber, read_phone

ALIKE = 0.5
"""Share of the labels, or of the words of the subject, by which a letter is laid out as the taught one."""
LONGEST_VALUE = 200
UNLESS_A_FORM = frozenset({"automatic notice", "mailing list", "bulk mail", "our own letter"})
"""Reasons to take a letter for automatic that do not count when it carries what a visitor typed into a form."""
_BROKEN = (KeyError, IndexError, TypeError, ValueError, AttributeError)
"""What rules raise that were written by another edition of Kontor, or by hand."""


@dataclass(frozen=True, slots=True)
class Found:
    """One value, and where it stands in the letter's readable text."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TaughtTemplate:
    """A template in use. sender: an address, or "@domain"."""

    id: int
    sender: str
    rules: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What besides its text tells whether a value can be right.

    subject: of the letter. foreign: addresses, and domains with "@" before them, that are never the person who asks:
    sender, recipients, ourselves. regions: ISO 3166 codes for national numbers, the likeliest first.
    """

    subject: str = ""
    foreign: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ("RU",)


def find(rules: Mapping[str, Any], original: str, subject: str = "") -> dict[str, Found]:
    """What *rules* find in *original*, by field. Never raises: rules that cannot be read find nothing.

    A place known by its number of the line only counts where the letter is laid out as the taught one. Of a letter that
    is longer than what is looked at, a value that goes on to the end of that is left alone: it would be cut.
    """
    try:
        beginning = original[:LONGEST]
        fence = len(beginning.rstrip()) if len(original) > LONGEST else LONGEST + 1
        letter = Letter(beginning)
        layout = rules["layout"]
        alike = _is_alike(rules, letter, subject)
        found = {
            field: place(rule, letter, layout)
            for field, rule in rules["fields"].items()
            if field in FIELDS and (alike or rule["from"] in ("label", "after"))
        }
        return {field: Found(original[at[0] : at[1]], *at) for field, at in found.items() if at and at[1] < fence}
    except _BROKEN:
        return {}


def _is_alike(rules: Mapping[str, Any], letter: Letter, subject: str) -> bool:
    layout = rules["layout"]
    if layout:
        return sum(map(letter.has, layout)) >= ALIKE * len(layout)
    taught, said = frozenset(rules["subject"]), words_of(subject)
    return not taught or not said or len(taught & said) >= ALIKE * len(taught)


def taught_fields(rules: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that *rules* were taught, in their order."""
    try:
        return tuple(field for field in FIELDS if field in rules["fields"])
    except _BROKEN:
        return ()


def share_found(rules: Mapping[str, Any], found: Collection[str]) -> int:
    """How sure a reading is: per cent of the taught fields that were found."""
    taught = taught_fields(rules)
    return 100 * len([field for field in taught if field in found]) // len(taught) if taught else 0


def surroundings(letter: MailArrived, own: Collection[str] = (), region: str = "RU") -> Surroundings:
    """What *letter* tells. own: addresses and domains that are never the person's; region: for national numbers."""
    domains = {each if "@" in each else f"@{each.lstrip('.')}" for each in own if each.strip("@. ")}
    foreign = frozenset(each.lower() for each in (letter.sender, *letter.recipients, *domains) if each)
    return Surroundings(letter.subject, foreign, regions(letter.phone, letter.language, region))


def regions(phone: str, language: str, home: str) -> tuple[str, ...]:
    """Where national numbers of a letter belong: the country of a number found already, of its language, our own."""
    known = read_phone(phone, home) if phone else None
    spoken = {"de": "DE", "ru": "RU"}.get(language, "")
    likely = (known.region() if known else "", home if language == "ru" else spoken, home)
    return tuple(dict.fromkeys(each for each in likely if each))


def values(rules: Mapping[str, Any], original: str, around: Surroundings) -> dict[str, str]:
    """What *rules* find in *original* and what can be right, as an inquiry keeps it: phone E.164, e-mail lower case."""
    found = {field: each.value for field, each in find(rules, original, around.subject).items()}
    kept = {field: _plausible(field, value, around) for field, value in found.items()}
    return {field: value for field, value in kept.items() if value}


def _plausible(field: str, value: str, around: Surroundings) -> str:
    """*value* as it is kept, "" if it cannot be right."""
    if field == "phone":
        number = phone_in(value, around.regions)
        return number.e164 if number else ""
    if field == "email":
        match = SHAPES["email"].search(value)
        return match.group(0).lower() if match and not _is_foreign(match.group(0).lower(), around.foreign) else ""
    if not re.search(r"\w", value):
        return ""
    if field == "text":
        return value
    line = " ".join(value.split())[:LONGEST_VALUE]
    return "" if field == "name" and (SHAPES["email"].fullmatch(line) or not any(map(str.isalpha, line))) else line


def _is_foreign(address: str, foreign: Collection[str]) -> bool:
    domain = address.rpartition("@")[2]
    return address in foreign or any(
        each.startswith("@") and (domain == each[1:] or domain.endswith(f".{each[1:]}")) for each in foreign
    )


def phone_in(value: str, regions: Collection[str]) -> PhoneNumber | None:
    """The number that *value* is, in the first of *regions* where it can be dialled; None if it is none."""
    match = SHAPES["phone"].search(value)
    numbers = (read_phone(match.group(0), region) for region in regions) if match else ()
    return next((number for number in numbers if number), None)


def template_for(sender: str, templates: Mapping[str, TaughtTemplate]) -> TaughtTemplate | None:
    """The template of an address; without one, that of its whole domain."""
    sender = sender.lower()
    return templates.get(sender) or templates.get("@" + sender.rpartition("@")[2])


def understood(
    letter: MailArrived, templates: Mapping[str, TaughtTemplate], *, own: Collection[str] = (), region: str = "RU"
) -> MailArrived:
    """*letter* with what the template of its sender found in it; unchanged where it found nothing that can be right.

    own: our addresses and domains and those of form services. A letter that carries all that was taught, among it a way
    to reach a person, is what a visitor typed: it no longer counts as automatic for reasons that yield to a form.
    """
    template = template_for(letter.sender, templates)
    if template is None or letter.bounced:
        return letter
    try:
        around = surroundings(letter, own, region)
        found = values(template.rules, letter.original, around)
        if not found:
            return letter
        changed = replace(
            letter,
            name=found.get("name", letter.name),
            phone=found.get("phone", letter.phone),
            phone_raw=_raw_phone(template, letter, around) if "phone" in found else letter.phone_raw,
            email=found.get("email", letter.email),
            company=found.get("company", letter.company),
            text=found.get("text", letter.text),
            template_id=template.id,
        )
        return _as_form(changed, found) if share_found(template.rules, found) == 100 else changed
    except _BROKEN:
        return letter


def _raw_phone(template: TaughtTemplate, letter: MailArrived, around: Surroundings) -> str:
    written = find(template.rules, letter.original, around.subject)["phone"].value
    return " ".join(written.split())[:LONGEST_VALUE]


def _as_form(letter: MailArrived, found: Mapping[str, str]) -> MailArrived:
    """A letter that was understood whole and leads to somebody else than its sender came from a form."""
    if not (found.get("phone") or found.get("email")) or found.get("email") == letter.sender:
        return letter
    automatic = "" if letter.automatic in UNLESS_A_FORM else letter.automatic
    return replace(letter, automatic=automatic, source="site_form" if letter.source == "letter" else letter.source)
