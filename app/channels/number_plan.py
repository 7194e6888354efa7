"""Which telephones are ours, and what number a caller has, however the exchange spelled it [C6, C32, C33]."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, ValidationResult

LONGEST_RAW = 200
"""Characters of a number as it was sent that are kept."""
LONGEST_EXTENSION = 16
_LONGEST_READ = 80
"""Nobody spells a number longer than this; what is longer is kept, not read."""
_FEWEST_DIGITS = 6
"""Shorter numbers lead nowhere from outside their own town or exchange."""
_FOREIGN_DIGITS = 11
"""From so many digits on, a bare number is rather one with its country's code than one without its trunk prefix."""
UNKNOWN = ("<unknown>", "<null>", "(null)")
_SCHEME = re.compile(r"^\s*(?:tel|sips?|callto)\s*:\s*", re.IGNORECASE)
_BEHIND = re.compile(
    r"^(.*?\d[\d\s().\-/]{4,}?)\s*(?:[,*#p]+|;\s*ext\s*=|\b(?:ext|x|доб)\b\.?)\s*(\d[\d\s-]*)[,#]*$", re.IGNORECASE
)
_WRITTEN = re.compile(r"\+?[\d\s().\-/\u2010-\u2015\u00a0\u202f]+")
_AREA_ZERO = re.compile(r"(\+\d[\d\s-]*)\(0\)")


@dataclass(frozen=True, slots=True)
class CallerNumber:
    """The other side of a call. number: E.164, None if withheld or none that can be dialled; raw: as it was sent, ""
    if the exchange said nothing; extension: what is dialled behind the number."""

    number: str | None
    raw: str
    extension: str = ""


@dataclass(frozen=True)
class NumberPlan:
    """How this company's numbers are built. region: ISO 3166, whose national notation is used; pattern: what an own
    telephone looks like (a regular expression, whole match); extensions: those of the employees, known for certain."""

    region: str = "RU"
    pattern: str = r"\d{2,4}"
    extensions: frozenset[str] = frozenset()

    def is_own(self, extension: str) -> bool:
        """Whether *extension* is an own telephone: an employee's, or built like one."""
        return bool(extension) and (extension in self.extensions or self.looks_own(extension))

    def looks_own(self, extension: str) -> bool:
        """Whether *extension* is built like an own telephone."""
        try:
            return len(extension) <= _LONGEST_READ and re.fullmatch(self.pattern, extension) is not None
        except re.error:
            return False

    def read(self, raw: str) -> CallerNumber:
        """What *raw* says. Never raises.

        The exchange passes on what the provider wrote: national (8…, 0…), international with and without plus, with 00,
        810 or 011 in front, with dashes and brackets, with an extension behind. A number that exists is preferred to one
        that only has a possible length. What looks like an own telephone, is too short, or has letters is no number.
        """
        text = "".join(sign for sign in raw if sign.isprintable()).strip()
        if text.casefold() in UNKNOWN:
            return CallerNumber(None, "")
        kept = text[:LONGEST_RAW]
        if len(text) > _LONGEST_READ:
            return CallerNumber(None, kept)
        written = _SCHEME.sub("", text).split("@")[0]
        extension = ""
        if behind := _BEHIND.match(written):
            written, extension = behind[1], re.sub(r"\D", "", behind[2])[:LONGEST_EXTENSION]
        written = _AREA_ZERO.sub(r"\1", written.split(";")[0].strip())
        if not _WRITTEN.fullmatch(written) or self.is_own(written):
            return CallerNumber(None, kept)
        number = _dialled(("+" if written.startswith("+") else "") + "".join(filter(str.isdigit, written)), self.region)
        return CallerNumber(number, kept, extension if number else "")


@lru_cache(maxsize=4096)
def _dialled(digits: str, region: str) -> str | None:
    """E.164 of *digits*: the first reading that exists, else the first of possible length."""
    if len(digits) < _FEWEST_DIGITS:
        return None
    readings = [number for number in _readings(digits, region) if _is_whole(number)]
    best = next(filter(phonenumbers.is_valid_number, readings), readings[0] if readings else None)
    return None if best is None else phonenumbers.format_number(best, phonenumbers.PhoneNumberFormat.E164)


def _readings(digits: str, region: str) -> Iterator[PhoneNumber]:
    """What *digits* can mean, the likeliest first."""
    national: tuple[str, str | None] = (digits, region)
    international: tuple[str, str | None] = ("+" + digits, None)
    order: list[tuple[str, str | None]]
    if digits.startswith("+"):
        order = [(digits, None)]
    elif digits.startswith("00"):
        # 00 is dialled in most countries, and providers write it in the others, too.
        order = [("+" + digits[2:], None), national]
    elif len(digits) < _FOREIGN_DIGITS:
        order = [national]
    elif _is_prefixed(digits, region):
        order = [national, international]
    else:
        order = [international, national]
    for text, where in order:
        try:
            yield phonenumbers.parse(text, where)
        except phonenumbers.NumberParseException:
            continue


def _is_prefixed(digits: str, region: str) -> bool:
    """Whether *digits* begin as national or international numbers are dialled in *region* (8 and 810, 0 and 00)."""
    trunk = phonenumbers.ndd_prefix_for_region(region, True)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    abroad = metadata.international_prefix if metadata is not None else None
    return bool(trunk and digits.startswith(trunk)) or bool(abroad and re.match(abroad, digits))


def _is_whole(number: PhoneNumber) -> bool:
    """Whether the length is right; numbers that can only be dialled within their town are not whole."""
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
