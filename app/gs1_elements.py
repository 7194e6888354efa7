"""From characters to GS1 elements: messages with separators, the bracketed form, and GS1 Digital Links.

Source: GS1 General Specifications, section 7.8 (element strings, FNC1) and 3 (formats, by biip's dictionary); GS1 Digital
Link URI Syntax 1.4. What was read before a fault is kept.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote, unquote_plus, urlsplit

import biip

from app.gs1_pairing import is_primary_key, lacks_company, unhappy_pair, valid_attribute, valid_path
from app.gs1_values import CHARACTER_SET_82, RULES, WRONG_VALUE
from app.language import marked

SEPARATOR = "\x1d"
"""FNC1 as scanners send it: the group separator (General Specifications 7.8.3)."""

_NOTHING = marked("This code is marked as GS1 but is empty.")
_UNKNOWN = marked(
    "This code begins a field that GS1 does not know, or a separator is missing before it. Scan the label again."
)
_EMPTY_VALUE = marked("A field of this code is empty. Scan the label again, or type what is printed below it.")
_TOO_SHORT = marked("A field of this code is too short. Scan the label again, or type what is printed below it.")
_TOO_LONG = marked("A field of this code is too long: a separator is missing, or the label is printed wrongly.")
_WRONG_SIGN = marked("This code has a character that GS1 does not allow there. Scan the label again.")
_TWO_VALUES = marked("This code says the same thing twice with different values.")
_ALONE = marked("This code breaks a rule of GS1: a field is missing that another one needs beside it.")
_UNHAPPY = marked("This code breaks a rule of GS1: two of its fields must not stand together.")
_NO_PAIRS = marked("This GS1 link is not whole: a field has no value.")
_WRONG_PATH = marked("The fields in this GS1 link stand in the wrong order or place.")
_SHORT_NUMBER = marked("The product number in this link was filled up with zeros to 14 digits.")
_EXTRA_SEPARATORS = marked("More separators than needed stood in the code; they were left out.")

_SIZES = re.compile(r"[NXYZ](?:\.\.)?(\d+)|(-)")


@dataclass(slots=True)
class Reading:
    """Elements in the order they were read, and what is to be said about them."""

    elements: dict[str, str] = field(default_factory=dict)
    problem: str | None = None
    hint: str | None = None

    def add(self, identifier: str, value: str) -> None:
        """Keep one element; the same one again changes nothing, another value for it is a problem."""
        if self.elements.setdefault(identifier, value) != value:
            self.problem = _TWO_VALUES

    def judged(self) -> "Reading":
        """Itself, with the rules of pairing applied to all that was read."""
        if self.problem is None and lacks_company(self.elements):
            self.problem = _ALONE
        if self.problem in (None, _ALONE) and unhappy_pair(self.elements):
            self.problem = _UNHAPPY
        return self


def read_message(text: str, *, today: date) -> Reading:
    """Element strings one after the other, variable ones ended by :data:`SEPARATOR`."""
    reading = Reading()
    if not text:
        reading.problem = _NOTHING
    rest = text
    while rest and reading.problem is None:
        known = _identifier_of(rest)
        if known is None:
            reading.problem = _UNKNOWN
            break
        value, rest = _cut(known, rest[len(known.ai) :])
        reading.problem = _fault(known, value, today)
        if reading.problem is None:
            reading.add(known.ai, value)
        bare = rest.lstrip(SEPARATOR)
        if len(rest) - len(bare) > 1:
            reading.hint = _EXTRA_SEPARATORS
        rest = bare
    return reading.judged()


def read_bracketed(text: str, *, today: date) -> Reading:
    """``(01)04601234567893(10)ABC``, as printed below a barcode; ``\\(`` is a bracket inside of a value."""
    reading = Reading()
    parts = re.split(r"(?<!\\)\((\d{2,4})\)", text)
    for written, value in zip(parts[1::2], parts[2::2], strict=True):
        known = _identifier_of(written)
        if known is None or known.ai != written:
            reading.problem = _UNKNOWN
            return reading
        value = value.strip().replace("\\(", "(")
        reading.problem = _fault(known, value, today)
        if reading.problem is not None:
            return reading
        reading.add(known.ai, value)
    return reading.judged()


def read_digital_link(address: str, *, today: date) -> Reading | None:
    """The elements of a GS1 Digital Link URI; None if *address* carries no GS1 key at all."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if not parts.netloc:
        return None
    segments = parts.path.split("/")
    start = next((place for place in range(len(segments) - 2, 0, -1) if _is_path(segments[place:])), None)
    if start is None:
        start = next((place for place, segment in enumerate(segments) if is_primary_key(segment)), None)
        if start is None:
            return None
        odd = (len(segments) - start) % 2
        return Reading(problem=_NO_PAIRS if odd else _WRONG_PATH)
    path = segments[start:]
    reading = Reading()
    for identifier, raw in zip(path[::2], path[1::2], strict=True):
        _take(reading, identifier, unquote(raw), today)
    for pair in re.split("[&;]", parts.query):
        identifier, _, raw = pair.partition("=")
        if identifier.isascii() and identifier.isdigit() and reading.problem is None:
            if identifier in reading.elements and identifier not in path[::2]:
                reading.problem = _TWO_VALUES
            elif not valid_attribute(identifier, path[::2]):
                reading.problem = _WRONG_PATH
            else:
                _take(reading, identifier, unquote_plus(raw), today)
    return reading.judged()


def _is_path(segments: list[str]) -> bool:
    return len(segments) % 2 == 0 and is_primary_key(segments[0]) and valid_path(segments[::2])


def _take(reading: Reading, identifier: str, value: str, today: date) -> None:
    """Add one pair of a link, unless something is wrong already."""
    if reading.problem is not None:
        return
    known = _identifier_of(identifier)
    if known is None or known.ai != identifier:
        reading.problem = _UNKNOWN
        return
    if identifier == "01" and value.isascii() and value.isdigit() and len(value) in (8, 12, 13):
        value = value.zfill(14)
        reading.hint = _SHORT_NUMBER
    reading.problem = _fault(known, value, today)
    if reading.problem is None:
        reading.add(identifier, value)


def _identifier_of(text: str) -> "biip.gs1_application_identifiers.GS1ApplicationIdentifier | None":
    try:
        return biip.gs1_application_identifiers.GS1ApplicationIdentifier.extract(text)
    except biip.ParseError:
        return None


def _longest(known: "biip.gs1_application_identifiers.GS1ApplicationIdentifier") -> int:
    """The most characters that a value of *known* may have, by biip's format such as ``N3+N3+N..15``."""
    _, _, sizes = known.format.partition("+")
    return sum(int(match[1]) if match[1] else 1 for match in _SIZES.finditer(sizes))


def _cut(known: "biip.gs1_application_identifiers.GS1ApplicationIdentifier", text: str) -> tuple[str, str]:
    """(value, rest). A value of predefined length needs no separator, any other ends at one (section 7.8.5)."""
    value = text.partition(SEPARATOR)[0]
    if not known.separator_required:
        value = value[: _longest(known)]
    return value, text[len(value) :]


def _fault(known: "biip.gs1_application_identifiers.GS1ApplicationIdentifier", value: str, today: date) -> str | None:
    """What is wrong with *value*, None if nothing: presence, length, characters, content, format."""
    if not value:
        return _EMPTY_VALUE
    if len(value) > _longest(known):
        return _TOO_LONG
    digits_only = "X" not in known.format and "Y" not in known.format and "Z" not in known.format and "-" not in known.format
    if not set(value) <= CHARACTER_SET_82 | {"#"} or (digits_only and not value.isdigit()):
        return _WRONG_SIGN
    shape = known.pattern.removeprefix("^").removeprefix(known.ai).removesuffix("$")
    shaped = re.fullmatch(shape, value, re.ASCII)
    rule = RULES.get(known.ai)
    if rule and (shaped or (digits_only and len(value) == _longest(known))):
        problem = rule(value, today)
        if problem:
            return problem
    return None if shaped else _misshapen(known, value)


def _misshapen(known: "biip.gs1_application_identifiers.GS1ApplicationIdentifier", value: str) -> str:
    if "X" in known.format and not set(value) <= CHARACTER_SET_82:
        return _WRONG_SIGN
    return _TOO_SHORT if len(value) < _longest(known) else WRONG_VALUE
