"""How the exchange wants numbers dialled: with a plus, as digits, or as from a telephone of the company's country."""

import re
from enum import StrEnum

import phonenumbers
from sqlalchemy.orm import Session

from app.language import marked
from app.operations.settings import setting

DIAL_FORM, OUTSIDE_LINE, REGION = "calls.dial_form", "calls.outside_line", "company.region"
DEFAULT_REGION = "RU"
OUTSIDE = re.compile(r"[0-9*#]{0,4}", re.ASCII)


class DialForm(StrEnum):
    """How a number outside is given to the exchange.

    PLUS: +74955550117; DIGITS: the same without the plus; NATIONAL: as it is dialled from a telephone of the company's
    country, 84955550117, and abroad with the prefix for it, 81049351….
    """

    PLUS = "plus"
    DIGITS = "digits"
    NATIONAL = "national"


DIAL_FORM_WORDS = {
    DialForm.PLUS: marked("with + and country code"),
    DialForm.DIGITS: marked("country code without +"),
    DialForm.NATIONAL: marked("as from a telephone here"),
}


def dial_form(session: Session) -> DialForm:
    """The form that is chosen; with a plus where none is."""
    kept = str(setting(session, DIAL_FORM, DialForm.PLUS))
    return DialForm(kept) if kept in set(DialForm) else DialForm.PLUS


def outside_line(session: Session) -> str:
    """What is dialled before a number outside; "" for nothing."""
    kept = str(setting(session, OUTSIDE_LINE, ""))
    return kept if OUTSIDE.fullmatch(kept) else ""


def region(session: Session) -> str:
    """ISO 3166 code of the country from which is dialled."""
    return str(setting(session, REGION, DEFAULT_REGION))


def dialled(session: Session, number: str) -> str:
    """*number* (E.164) as the exchange wants it; anything else, such as an own extension, is dialled as it is."""
    if not number.startswith("+"):
        return number
    return outside_line(session) + written_to_dial(number, dial_form(session), region(session))


def written_to_dial(number: str, form: DialForm, region: str) -> str:
    """*number* (E.164) in one of the three forms, dialled from *region* (ISO 3166): digits, or a plus and digits."""
    if form is DialForm.PLUS:
        return number
    if form is DialForm.DIGITS:
        return number.removeprefix("+")
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return re.sub(r"\D", "", phonenumbers.format_out_of_country_calling_number(parsed, region))
