"""What the administrator chooses for everybody: when the company works and answers, when calls climb, how is dialled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import Conflict, UserError
from app.models.company import Setting
from app.models.promise import DEFAULT_DAYS, DEFAULT_REMINDER, DEFAULT_TIMES
from app.models.response import DEFAULT_RESPONSE, LONGEST_RESPONSE
from app.models.terms import Role
from app.models.working_hours import DEFAULT_BEGIN, DEFAULT_END
from app.operations import call_settings, dialling, promise_reminding, responses
from app.operations.actors import require
from app.operations.call_settings import DEFAULT_CLIMB, CallSettings
from app.operations.dialling import DIAL_FORM, OUTSIDE, OUTSIDE_LINE, DialForm
from app.operations.promise_reminding import LONGEST_REMINDER, REMINDER
from app.operations.reception import DAYS, RESPONSE, TIMES
from app.operations.settings import COMPANY, keep, setting

MOST_TIMES, MOST_HOLIDAYS = 6, 400
KEYS = (*call_settings.READ, TIMES, RESPONSE, REMINDER, DIAL_FORM, OUTSIDE_LINE)
USUAL = CallSettings(*DEFAULT_CLIMB, time.fromisoformat(DEFAULT_BEGIN), time.fromisoformat(DEFAULT_END), (), ())


@dataclass(frozen=True, slots=True)
class CompanySettings:
    """calls: working hours, holidays, when missed calls climb, own numbers. days: ISO weekdays on which is worked.

    promise: when triage is empty on a working day [M13]. outside_line: what is dialled before a number outside. region:
    ISO 3166 code of the country from which is dialled; it is chosen elsewhere. response: minutes of working time within
    which a sender is called or written to. reminder: minutes before a promised time at which dispatchers are reminded of
    what is left, 0 for never.
    """

    calls: CallSettings
    days: tuple[int, ...]
    promise: tuple[time, ...]
    dial_form: DialForm
    outside_line: str
    region: str
    response: int = DEFAULT_RESPONSE
    reminder: int = DEFAULT_REMINDER


def company_settings(session: Session) -> CompanySettings:
    """What is chosen now; the usual where nothing is, or where what is kept cannot be read."""
    kept_days = _listed(session, DAYS, DEFAULT_DAYS)
    days = tuple(sorted({day for day in kept_days if isinstance(day, int) and 1 <= day <= 7}))
    promise = tuple(sorted(at for each in _listed(session, TIMES, DEFAULT_TIMES) if (at := _time(each)) is not None))
    return CompanySettings(
        _calls(session),
        days or DEFAULT_DAYS,
        promise,
        dialling.dial_form(session),
        dialling.outside_line(session),
        dialling.region(session),
        responses.rule(session).within // timedelta(minutes=1),
        promise_reminding.reminder(session),
    )


def keep_company_settings(session: Session, opened: CompanySettings, wanted: CompanySettings) -> CompanySettings:
    """Choose anew; *opened* is what the person had before their eyes.

    Raises NotAllowed, UserError for what makes no sense, Conflict where somebody else has changed something meanwhile.
    """
    require(session, Role.ADMIN)
    _check(wanted)
    # Two administrators in the same moment: the second one waits here, and then sees what the first one chose.
    session.scalars(_rows().with_for_update()).all()
    if company_settings(session) != opened:
        raise Conflict("Somebody else has changed these settings meanwhile. Look at them again, then change what is left.")
    call_settings.keep_call_settings(session, replace(wanted.calls, holidays=tuple(sorted(set(wanted.calls.holidays)))))
    new = {
        DAYS: sorted(set(wanted.days)),
        TIMES: [f"{at:%H:%M}" for at in sorted(set(wanted.promise))],
        RESPONSE: wanted.response,
        REMINDER: wanted.reminder,
        DIAL_FORM: wanted.dial_form.value,
        OUTSIDE_LINE: wanted.outside_line,
    }
    for key, value in new.items():
        keep(session, key, value)
    session.flush()
    return company_settings(session)


def _check(wanted: CompanySettings) -> None:
    if not wanted.days or not set(wanted.days) <= set(range(1, 8)):
        raise UserError("Choose at least one day of the week on which you work.")
    if not wanted.promise or len(wanted.promise) > MOST_TIMES:
        raise UserError("Name between one and {most} times at which triage is empty, such as 12:00.", most=MOST_TIMES)
    if len(wanted.calls.holidays) > MOST_HOLIDAYS:
        raise UserError("At most {most} holidays can be kept: leave those out that have passed.", most=MOST_HOLIDAYS)
    if not 0 < wanted.response <= LONGEST_RESPONSE:
        raise UserError("A sender is answered within one minute to thirty days of working time.")
    if not 0 <= wanted.reminder <= LONGEST_REMINDER:
        raise UserError("Triage is reminded at most {most} minutes before; 0 for no reminder.", most=LONGEST_REMINDER)
    if not OUTSIDE.fullmatch(wanted.outside_line):
        raise UserError("What is dialled for an outside line has up to four digits, such as 9.")


def _calls(session: Session) -> CallSettings:
    try:
        return call_settings.call_settings(session)
    except UserError:
        # Who puts them right must see a form.
        return USUAL


def _rows() -> Select[int]:
    return select(Setting.id).where(Setting.owner == COMPANY, Setting.key.in_(KEYS)).order_by(Setting.id)


def _listed(session: Session, key: str, usual: tuple[object, ...]) -> Sequence[object]:
    kept = setting(session, key, usual)
    return kept if isinstance(kept, list | tuple) else usual


def _time(kept: object) -> time | None:
    try:
        return time.fromisoformat(str(kept)).replace(tzinfo=None)
    except ValueError:
        return None
