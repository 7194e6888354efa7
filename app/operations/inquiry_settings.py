"""When an inquiry that nobody takes on climbs, and who names the sellers of a department [M33, M34].

The times are the administrator's; how a department gives its inquiries to sellers is its head's choice too.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, NotAllowed, UserError
from app.models.company import Department, Setting
from app.models.terms import Role
from app.models.triage_terms import Distribution
from app.operations.actors import Actor, actor, require
from app.operations.editing import expect, locked
from app.operations.settings import COMPANY, keep, setting
from app.operations.task_team import departments_below

CLIMB, CLIMB_BEGUN = "triage.climb", "triage.climb_begun"
DEFAULT_CLIMB, DEFAULT_CLIMB_BEGUN = 120, 240
LONGEST_CLIMB = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class ClimbingTimes:
    """Minutes of working time: until a seller must be named, and until the one who was named must have begun."""

    to_name: int
    to_begin: int


@dataclass(frozen=True, slots=True)
class WayRow:
    """How a department gives its inquiries to sellers. mine: who is signed in may choose it."""

    department_id: int
    version: int
    name: str
    way: Distribution
    mine: bool


@dataclass(frozen=True, slots=True)
class InquirySettings:
    """What is chosen now. may_time: who is signed in may choose the times."""

    times: ClimbingTimes
    ways: tuple[WayRow, ...]
    may_time: bool


def climbing_times(session: Session) -> tuple[timedelta, timedelta]:
    """After how much working time an inquiry climbs: without a seller, and with one who has not begun."""
    kept = _times(session)
    return timedelta(minutes=kept.to_name), timedelta(minutes=kept.to_begin)


def inquiry_settings(session: Session) -> InquirySettings:
    """What is chosen now, the usual where nothing is, or where what is kept cannot be read. Raises NotAllowed."""
    who = require(session, Role.HEAD)
    mine = _own_departments(session, who)
    rows = session.execute(
        select(Department.id, Department.version, Department.name, Department.distribution)
        .where(Department.receives_inquiries)
        .order_by(Department.position, Department.id)
    )
    ways = tuple(WayRow(r.id, r.version, r.name, r.distribution, mine is None or r.id in mine) for r in rows)
    return InquirySettings(_times(session), ways, Role.ADMIN in who.roles)


def keep_times(session: Session, opened: ClimbingTimes, wanted: ClimbingTimes) -> ClimbingTimes:
    """Choose anew when inquiries climb; *opened* is what the person had before their eyes.

    Raises NotAllowed, UserError for times that make no sense, Conflict where somebody else has changed them meanwhile.
    """
    require(session, Role.ADMIN)
    if not (0 < wanted.to_name <= LONGEST_CLIMB and 0 < wanted.to_begin <= LONGEST_CLIMB):
        raise UserError("Inquiries climb after one minute at the earliest, after a week at the latest.")
    # Two administrators in the same moment: the second one waits here, and then sees what the first one chose.
    held = select(Setting.id).where(Setting.owner == COMPANY, Setting.key.in_((CLIMB, CLIMB_BEGUN)))
    session.scalars(held.order_by(Setting.id).with_for_update()).all()
    if _times(session) != opened:
        raise Conflict("Somebody else has changed these settings meanwhile. Look at them again, then change what is left.")
    keep(session, CLIMB, wanted.to_name)
    keep(session, CLIMB_BEGUN, wanted.to_begin)
    session.flush()
    return _times(session)


def choose_way(session: Session, department_id: int, version: int, way: Distribution) -> WayRow:
    """Who names the sellers of a department from now on.

    Raises NotAllowed for whoever neither heads it nor administers, NotFound, UserError, and Conflict if *version* is old.
    """
    who = actor(session)
    mine = _own_departments(session, who)
    record = locked(session, Department, department_id)
    if mine is not None and record.id not in mine:
        raise NotAllowed("How {department} gives out its inquiries is chosen by its head.", department=record.name)
    expect(record, version)
    if not record.receives_inquiries:
        raise UserError("{department} is no queue of its own: choose another department.", department=record.name)
    record.distribution = way
    session.flush()
    return WayRow(record.id, record.version, record.name, record.distribution, True)


def _own_departments(session: Session, who: Actor) -> set[int] | None:
    """The departments that *who* heads; None for an administrator: all."""
    if Role.ADMIN in who.roles:
        return None
    return departments_below(session, who.department_id) if Role.HEAD in who.roles else set()


def _times(session: Session) -> ClimbingTimes:
    return ClimbingTimes(_minutes(session, CLIMB, DEFAULT_CLIMB), _minutes(session, CLIMB_BEGUN, DEFAULT_CLIMB_BEGUN))


def _minutes(session: Session, key: str, usual: int) -> int:
    kept = setting(session, key, usual)
    return kept if isinstance(kept, int) and not isinstance(kept, bool) and 0 < kept <= LONGEST_CLIMB else usual
