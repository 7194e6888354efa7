"""When the company is at work, how long a missed call may wait, and how the exchange wants numbers dialled [M23]."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

import phonenumbers
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import marked
from app.models.company import Setting
from app.models.promise import DEFAULT_DAYS, DEFAULT_TIMES
from app.models.terms import Role
from app.operations.actors import require
from app.operations.reception import DAYS, TIMES
from app.operations.settings import COMPANY, keep, setting

HOURS, HOLIDAYS, CLIMB = "company.working_hours", "company.holidays", "calls.climb"
DIAL_FORM, OUTSIDE_LINE = "calls.dial_form", "calls.outside_line"
DEFAULT_HOURS = {"begin": "09:00", "end": "18:00"}
DEFAULT_CLIMB = {"department": 30, "head": 60}
LONGEST_CLIMB = 7 * 24 * 60
"""Minutes after which the head hears of a missed call at the latest."""
MOST_TIMES, MOST_HOLIDAYS = 6, 400
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
    DialForm.NATIONAL: marked("as from a telephone of this country"),
}


@dataclass(frozen=True, slots=True)
class CallSettings:
    """begin, end: working hours by the company's clock, on *days* (ISO weekdays) that are no *holidays*.

    department_minutes, head_minutes: of working time that a missed call waits until the department, then the head hears
    of it. promise: when triage is empty on a working day [M13]. outside_line: what is dialled before a number outside.
    """

    begin: time
    end: time
    days: tuple[int, ...]
    holidays: tuple[date, ...]
    department_minutes: int
    head_minutes: int
    promise: tuple[time, ...]
    dial_form: DialForm = DialForm.PLUS
    outside_line: str = ""


def call_settings(session: Session) -> CallSettings:
    """What is chosen now; the usual where nothing is, or what is kept cannot be read."""
    hours = _kept(session, HOURS, DEFAULT_HOURS)
    climb = _kept(session, CLIMB, DEFAULT_CLIMB)
    begin, end = (_time(hours.get(key)) or time.fromisoformat(DEFAULT_HOURS[key]) for key in ("begin", "end"))
    if begin >= end:
        begin, end = (time.fromisoformat(DEFAULT_HOURS[key]) for key in ("begin", "end"))
    department, head = (_minutes(climb.get(key)) or DEFAULT_CLIMB[key] for key in ("department", "head"))
    days = _listed(session, DAYS, DEFAULT_DAYS)
    form = str(setting(session, DIAL_FORM, DialForm.PLUS))
    line = str(setting(session, OUTSIDE_LINE, ""))
    return CallSettings(
        begin,
        end,
        tuple(sorted({day for day in days if day in range(1, 8)})) or DEFAULT_DAYS,
        tuple(sorted({day for each in _listed(session, HOLIDAYS, ()) if (day := _date(each)) is not None})),
        department,
        head,
        tuple(sorted(at for each in _listed(session, TIMES, DEFAULT_TIMES) if (at := _time(each)) is not None)),
        DialForm(form) if form in set(DialForm) else DialForm.PLUS,
        line if OUTSIDE.fullmatch(line) else "",
    )


def keep_call_settings(session: Session, opened: CallSettings, wanted: CallSettings) -> CallSettings:
    """Choose anew; *opened* is what the person had before their eyes.

    Raises NotAllowed, and UserError for what makes no sense, or where somebody else has changed something meanwhile.
    """
    require(session, Role.ADMIN)
    _check(wanted)
    # Two administrators in the same moment: the second one waits here, and then sees what the first one chose.
    session.scalars(_rows().with_for_update()).all()
    if call_settings(session) != opened:
        raise UserError("Somebody else has changed these settings meanwhile. Look at them again, then change what is left.")
    new = {
        HOURS: {"begin": f"{wanted.begin:%H:%M}", "end": f"{wanted.end:%H:%M}"},
        DAYS: sorted(set(wanted.days)),
        HOLIDAYS: [day.isoformat() for day in sorted(set(wanted.holidays))],
        CLIMB: {"department": wanted.department_minutes, "head": wanted.head_minutes},
        TIMES: [f"{at:%H:%M}" for at in sorted(set(wanted.promise))],
        DIAL_FORM: wanted.dial_form.value,
        OUTSIDE_LINE: wanted.outside_line,
    }
    for key, value in new.items():
        keep(session, key, value)
    session.flush()
    return call_settings(session)


def dialled(session: Session, number: str) -> str:
    """*number* (E.164) as the exchange wants it; anything else, such as an own extension, is dialled as it is."""
    if not number.startswith("+"):
        return number
    chosen = call_settings(session)
    return chosen.outside_line + written_to_dial(number, chosen.dial_form, str(setting(session, "company.region", "RU")))


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


def _rows() -> Select[int]:
    keys = (HOURS, DAYS, HOLIDAYS, CLIMB, TIMES, DIAL_FORM, OUTSIDE_LINE)
    return select(Setting.id).where(Setting.owner == COMPANY, Setting.key.in_(keys)).order_by(Setting.id)


def _check(wanted: CallSettings) -> None:
    if wanted.begin >= wanted.end:
        raise UserError("The working day must begin before it ends.")
    if not wanted.days or not set(wanted.days) <= set(range(1, 8)):
        raise UserError("Choose at least one day of the week on which you work.")
    if not wanted.promise or len(wanted.promise) > MOST_TIMES:
        raise UserError("Name between one and {most} times at which triage is empty, such as 12:00.", most=MOST_TIMES)
    if not 1 <= wanted.department_minutes <= wanted.head_minutes <= LONGEST_CLIMB:
        raise UserError("The department hears of a missed call first, after one minute or more, and the head not before it.")
    if len(wanted.holidays) > MOST_HOLIDAYS:
        raise UserError("At most {most} holidays can be kept: leave those out that have passed.", most=MOST_HOLIDAYS)
    if not OUTSIDE.fullmatch(wanted.outside_line):
        raise UserError("What is dialled for an outside line has up to four digits, such as 9.")


def _kept(session: Session, key: str, usual: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = setting(session, key, usual)
    return kept if isinstance(kept, Mapping) else usual


def _listed(session: Session, key: str, usual: tuple[Any, ...]) -> tuple[Any, ...]:
    kept = setting(session, key, usual)
    return tuple(kept) if isinstance(kept, list | tuple) else usual


def _time(kept: object) -> time | None:
    try:
        return time.fromisoformat(str(kept)).replace(tzinfo=None)
    except ValueError:
        return None


def _date(kept: object) -> date | None:
    try:
        return date.fromisoformat(str(kept))
    except ValueError:
        return None


def _minutes(kept: object) -> int | None:
    return kept if isinstance(kept, int) and kept > 0 else None
