"""What the company has said of its telephone: working hours, when a missed call climbs, which numbers are its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.models.company import Setting
from app.models.promise import DEFAULT_DAYS, DEFAULT_ZONE
from app.models.terms import Role
from app.models.working_hours import DEFAULT_BEGIN, DEFAULT_END, WorkingHours, working_hours
from app.operations.actors import require
from app.operations.reception import DAYS, HOLIDAYS, HOURS, ZONE
from app.operations.settings import COMPANY, keep
from app.phone_number import read_phone

__all__ = [
    "CLIMB",
    "DEFAULT_CLIMB",
    "DEFAULT_REGION",
    "HOLIDAYS",
    "HOURS",
    "LONGEST_CLIMB",
    "OWN_NUMBERS",
    "READ",
    "REGION",
    "CallSettings",
    "Climbing",
    "call_settings",
    "climbing",
    "company_hours",
    "keep_call_settings",
]

CLIMB = "calls.climb"
OWN_NUMBERS, REGION = "calls.own_numbers", "company.region"
DEFAULT_CLIMB = (30, 60)
DEFAULT_REGION = "RU"
LONGEST_CLIMB = 7 * 24 * 60
READ = (CLIMB, HOURS, HOLIDAYS, OWN_NUMBERS, REGION, DAYS, ZONE)


@dataclass(frozen=True, slots=True)
class CallSettings:
    """to_department and to_head: minutes of working time after which a missed call that nobody answered climbs.

    begin, end: the working hours of a day; holidays: days off. own_numbers: numbers of the company itself, as written.
    """

    to_department: int
    to_head: int
    begin: time
    end: time
    holidays: tuple[date, ...]
    own_numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Climbing:
    """When a call back climbs: after so much working time since the task was made."""

    hours: WorkingHours
    to_department: timedelta
    to_head: timedelta


def call_settings(session: Session) -> CallSettings:
    """What is chosen now, the usual where nothing is. Raises UserError for what makes no sense."""
    kept = _kept(session)
    try:
        begin, end = kept.get(HOURS, (DEFAULT_BEGIN, DEFAULT_END))
        to_department, to_head = map(int, kept.get(CLIMB, DEFAULT_CLIMB))
        holidays = tuple(sorted(map(date.fromisoformat, kept.get(HOLIDAYS, ()))))
        return CallSettings(
            to_department,
            to_head,
            time.fromisoformat(begin),
            time.fromisoformat(end),
            holidays,
            tuple(map(str, kept.get(OWN_NUMBERS, ()))),
        )
    except (ValueError, TypeError) as error:
        raise _unreadable(error) from error


def keep_call_settings(session: Session, wanted: CallSettings) -> CallSettings:
    """Choose anew. Raises NotAllowed, and UserError for times that make no sense and for what is no number."""
    require(session, Role.ADMIN)
    if not 0 < wanted.to_department <= wanted.to_head <= LONGEST_CLIMB:
        raise UserError("A missed call goes to the department first, and to the head after it; within a week.")
    if wanted.end <= wanted.begin and wanted.end != time(0):
        raise UserError("The day's work ends before it begins.")
    region = str(_kept(session).get(REGION, DEFAULT_REGION))
    for number in wanted.own_numbers:
        if read_phone(number, region) is None:
            raise UserError("“{number}” is no telephone number.", number=number)
    keep(session, CLIMB, [wanted.to_department, wanted.to_head])
    keep(session, HOURS, [wanted.begin.isoformat("minutes"), wanted.end.isoformat("minutes")])
    keep(session, HOLIDAYS, [day.isoformat() for day in sorted(set(wanted.holidays))])
    keep(session, OWN_NUMBERS, [number.strip() for number in wanted.own_numbers])
    session.flush()
    return call_settings(session)


def climbing(session: Session) -> Climbing:
    """When calls back climb. Raises UserError where the settings make no sense."""
    kept = _kept(session)
    days, zone = kept.get(DAYS, DEFAULT_DAYS), str(kept.get(ZONE, DEFAULT_ZONE))
    try:
        begin, end = kept.get(HOURS, (DEFAULT_BEGIN, DEFAULT_END))
        to_department, to_head = (timedelta(minutes=int(each)) for each in kept.get(CLIMB, DEFAULT_CLIMB))
        hours = working_hours(days, begin, end, zone, kept.get(HOLIDAYS, ()))
    except (ValueError, TypeError) as error:
        raise _unreadable(error) from error
    return Climbing(hours, to_department, to_head)


def company_hours(session: Session) -> WorkingHours:
    """When the company works. Raises UserError where the settings make no sense."""
    return climbing(session).hours


def _kept(session: Session, keys: Sequence[str] = READ) -> dict[str, Any]:
    rows = session.execute(select(Setting.key, Setting.value).where(Setting.owner == COMPANY, Setting.key.in_(keys)))
    return {row.key: row.value for row in rows if row.value is not None}


def _unreadable(problem: object) -> UserError:
    return UserError("The working hours in the settings cannot be read: {problem}", problem=problem)
