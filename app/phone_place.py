"""Where a telephone number is at home, and what the clocks show there."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
import phonenumbers.timezone
from babel import Locale

from app.language import LOCALES


def country_of(number: str, language: str) -> str:
    """Name of the country of *number* (E.164) in *language* (ISO 639-1); "" for a number of no country, or none at all.

    The place within the country is left out: the tables for it take 98 MB of memory.
    """
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    region = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(
        parsed.country_code or 0
    )
    # Numbers of no country, such as +800, belong to the region 001, the whole world.
    territories = Locale.parse(LOCALES.get(language, language)).territories
    return str(territories.get(region, "")) if region.isalpha() else ""


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
