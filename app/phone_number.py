"""Phone numbers: kept as E.164 and as they were written [C6]."""

from dataclasses import dataclass

import phonenumbers

NOBODY = frozenset({"anonymous", "unknown", "unavailable", "restricted", "private", "withheld", "blocked"})
"""What exchanges and providers write where a caller hides number and name."""


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number that can be dialled: E.164 (``+78435550117``), the extension behind it, and how it was written."""

    e164: str
    extension: str
    raw: str

    def shown(self) -> str:
        """The number in international notation, as a person reads it: ``+7 843 555-01-17``."""
        return phonenumbers.format_number(phonenumbers.parse(self.e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def region(self) -> str | None:
        """ISO 3166 code of the country that the number belongs to, if it is one country's."""
        return phonenumbers.region_code_for_number(phonenumbers.parse(self.e164))


def read_phone(raw: str, region: str = "RU") -> PhoneNumber | None:
    """Read *raw* as a number; national notation belongs to *region* (ISO 3166). None if it is no possible number.

    A number of the right length for its country is taken even when its range is not in use yet: test and newly
    opened ranges are real callers too.
    """
    try:
        parsed = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return PhoneNumber(e164, parsed.extension or "", raw.strip())


def find_phones(text: str, region: str = "RU") -> list[PhoneNumber]:
    """Every number in running *text*, in order, without repeats."""
    found: dict[str, PhoneNumber] = {}
    for match in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        found.setdefault(number, PhoneNumber(number, match.number.extension or "", match.raw_string.strip()))
    return list(found.values())


def shown_phone(e164: str) -> str:
    """*e164* as a person reads it; anything unreadable is shown as it is."""
    try:
        return PhoneNumber(e164, "", e164).shown()
    except phonenumbers.NumberParseException:
        return e164
