"""Where a telephone number is at home, and what the clocks show there."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
import phonenumbers.timezone
from babel import Locale

from app.language import LOCALES

PLACES = Path(__file__).resolve().parent.parent / "resources" / "phone_places"
NAMED_IN = ("en", "de", "ru")
"""Languages of the names in a file of places, in their order."""


def place_of(number: str, language: str) -> str:
    """Town or region and country of *number* (E.164) in *language* (ISO 639-1); "" for a number of nowhere, or none.

    The names of places are those of libphonenumber: "Chemnitz Sachsen, Germany". A mobile number has its country only.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    code = parsed.country_code or 0
    of_code = phonenumbers.region_code_for_country_code(code)
    region = phonenumbers.region_code_for_number(parsed) or of_code
    # Numbers of no country, such as +800, belong to the region 001, the whole world.
    territories = Locale.parse(LOCALES.get(language, language)).territories
    country = str(territories.get(region, "")) if region.isalpha() else ""
    town = _town(code, phonenumbers.national_significant_number(parsed), language)
    return ", ".join(part for part in (town, country) if part)


def time_there(number: str, moment: datetime) -> datetime | None:
    """*moment* on the clocks where *number* (E.164) is at home; None where the number does not tell, as mobile ones."""
    try:
        zones = phonenumbers.timezone.time_zones_for_number(phonenumbers.parse(number))
        shown = {moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None): zone for zone in zones}
    except (phonenumbers.NumberParseException, ZoneInfoNotFoundError):
        return None
    if len(shown) != 1:
        return None
    return moment.astimezone(ZoneInfo(next(iter(shown.values()))))


def _town(country: int, national: str, language: str) -> str:
    """The place whose prefix is the longest that *national* begins with; "" where no file tells."""
    places = _places(country)
    for length in range(len(national), 1, -1):
        names = places.get(national[:length])
        if names is not None:
            at = NAMED_IN.index(language) if language in NAMED_IN else 0
            return (names[at] if at < len(names) else "") or names[0]
    return ""


@lru_cache(maxsize=4)
def _places(country: int) -> Mapping[str, tuple[str, ...]]:
    """Prefix without the country code → names; nothing for a country without a file."""
    path = PLACES / f"{country}.tsv"
    if not path.exists():
        return {}
    lines = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {prefix: tuple(names) for prefix, *names in lines}
