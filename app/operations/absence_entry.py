"""Entering days away: one's own by oneself, those of others by their head or an administrator [M33].

What an absence does is next door (``absences``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.errors import NotAllowed, NotFound, UserError
from app.models.company import Absence, Employee
from app.models.terms import Role
from app.operations.absences import away
from app.operations.actors import Actor, actor, employee
from app.operations.company_day import company_date
from app.operations.deals import departments_up
from app.operations.editing import expect, locked
from app.operations.task_team import departments_below

LONGEST = timedelta(days=3 * 366)
LONGEST_NOTE = 200
MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Days away, the last one included. substitute_id: as it was chosen, None for the usual one; stands_in: the name of
    whoever that is, "" for nobody. today: the person is away now; covered: somebody at work stands in today."""

    id: int
    version: int
    employee_id: int
    name: str
    first_day: date
    last_day: date
    substitute_id: int | None
    stands_in: str
    note: str
    today: bool
    covered: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """One who works here. me: who is signed in; mine: they may enter days away for them; usual: who stands in usually."""

    id: int
    name: str
    me: bool
    mine: bool
    usual_id: int | None
    usual: str


@dataclass(frozen=True, slots=True)
class DaysAway:
    """What a person says of an absence. substitute_id: None for the usual one."""

    employee_id: int
    first_day: date
    last_day: date
    substitute_id: int | None = None
    note: str = ""


def rows(session: Session, *, own: bool = False) -> tuple[AbsenceRow, ...]:
    """Absences that are not over, the nearest first: the own ones, and for a head or administrator those of their people.

    own: the own ones only. Raises NotAllowed where nobody is signed in.
    """
    who = actor(session)
    day = company_date(session)
    usual, chosen = aliased(Employee), aliased(Employee)
    query = (
        select(
            Absence.id,
            Absence.version,
            Absence.employee_id,
            Employee.name,
            Absence.first_day,
            Absence.last_day,
            Absence.substitute_id,
            func.coalesce(chosen.name, usual.name, "").label("stands_in"),
            Absence.note,
        )
        .join(Employee, Employee.id == Absence.employee_id)
        .outerjoin(usual, usual.id == Employee.substitute_id)
        .outerjoin(chosen, chosen.id == Absence.substitute_id)
        .where(Absence.last_day >= day, Employee.active)
        .order_by(Absence.first_day, Absence.id)
        .limit(MOST_ROWS)
    )
    if own or who.roles.isdisjoint({Role.HEAD, Role.ADMIN}):
        query = query.where(Absence.employee_id == who.id)
    elif Role.ADMIN not in who.roles:
        below = departments_below(session, who.department_id)
        query = query.where(or_(Absence.employee_id == who.id, Employee.department_id.in_(below)))
    gone = away(session, day)
    found = session.execute(query).all()
    return tuple(AbsenceRow(*r, r.first_day <= day, gone.get(r.employee_id) is not None) for r in found)


def colleagues(session: Session) -> tuple[Colleague, ...]:
    """Everybody who works here, by name: who can stand in, and of whom days away may be entered."""
    who = actor(session)
    below = departments_below(session, who.department_id) if Role.HEAD in who.roles else set()
    usual = aliased(Employee)
    query = (
        select(
            Employee.id,
            Employee.name,
            Employee.department_id,
            Employee.substitute_id,
            func.coalesce(usual.name, "").label("usual"),
        )
        .outerjoin(usual, usual.id == Employee.substitute_id)
        .where(Employee.active)
        .order_by(Employee.name, Employee.id)
    )

    def mine(employee_id: int, department_id: int | None) -> bool:
        return Role.ADMIN in who.roles or employee_id == who.id or department_id in below

    return tuple(
        Colleague(r.id, r.name, r.id == who.id, mine(r.id, r.department_id), r.substitute_id, r.usual)
        for r in session.execute(query)
    )


def add(session: Session, days: DaysAway) -> AbsenceRow:
    """Enter days away. Raises NotAllowed, NotFound, and UserError for days that make no sense, that overlap with others
    of the same person, or with a substitute for whom this person stands in on one of these days."""
    _require_reach(session, days.employee_id)
    _hold(session, days)
    _check(session, days, None)
    record = Absence(
        employee_id=days.employee_id,
        first_day=days.first_day,
        last_day=days.last_day,
        substitute_id=days.substitute_id,
        note=days.note.strip()[:LONGEST_NOTE],
    )
    session.add(record)
    session.flush()
    return _row(session, record.id)


def change(session: Session, absence_id: int, version: int, days: DaysAway) -> AbsenceRow:
    """Other days, another substitute. Raises as ``add`` does, and Conflict if *version* is old."""
    record = locked(session, Absence, absence_id)
    _require_reach(session, record.employee_id)
    expect(record, version)
    if days.employee_id != record.employee_id:
        raise UserError("Days away stay with the person: remove them here, and enter them for the other one.")
    _hold(session, days)
    _check(session, days, record.id)
    record.first_day, record.last_day = days.first_day, days.last_day
    record.substitute_id, record.note = days.substitute_id, days.note.strip()[:LONGEST_NOTE]
    session.flush()
    return _row(session, record.id)


def remove(session: Session, absence_id: int, version: int) -> DaysAway:
    """Take days away out; with what is given back they can be entered again. Raises NotAllowed, NotFound, Conflict."""
    record = locked(session, Absence, absence_id)
    _require_reach(session, record.employee_id)
    expect(record, version)
    days = DaysAway(record.employee_id, record.first_day, record.last_day, record.substitute_id, record.note)
    session.delete(record)
    session.flush()
    return days


def choose_usual(session: Session, employee_id: int, substitute_id: int | None) -> int | None:
    """Who stands in where an absence names nobody; gives back who it was before, for taking it back.

    Raises NotAllowed, NotFound, UserError.
    """
    _require_reach(session, employee_id)
    record = locked(session, Employee, employee_id)
    before = record.substitute_id
    _require_substitute(session, employee_id, substitute_id)
    record.substitute_id = substitute_id
    session.flush()
    return before


def _row(session: Session, absence_id: int) -> AbsenceRow:
    return next(row for row in rows(session) if row.id == absence_id)


def _require_reach(session: Session, employee_id: int) -> Actor:
    """Who acts, if these days are theirs to enter. Raises NotAllowed, NotFound."""
    who = actor(session)
    whose = employee(session, employee_id)
    if Role.ADMIN in who.roles or whose.id == who.id:
        return who
    if Role.HEAD in who.roles and who.department_id in set(departments_up(session, whose.department_id)):
        return who
    raise NotAllowed("Days away of {name} are entered by themselves, their head or an administrator.", name=whose.name)


def _hold(session: Session, days: DaysAway) -> None:
    """Two who enter days for the same people at once: the second one waits here, then sees the first one's."""
    ids = sorted({days.employee_id, days.substitute_id or days.employee_id})
    session.scalars(select(Employee.id).where(Employee.id.in_(ids)).order_by(Employee.id).with_for_update()).all()


def _check(session: Session, days: DaysAway, own_id: int | None) -> None:
    name = _name(session, days.employee_id)
    if days.last_day < days.first_day:
        raise UserError("The last day is before the first one.")
    if days.last_day < company_date(session):
        raise UserError("These days have passed: nobody has to stand in for them any more.")
    if days.last_day - days.first_day > LONGEST:
        raise UserError("More than three years away: is the year right?")
    clash = _overlapping(session, days.employee_id, days.first_day, days.last_day, own_id)
    if clash:
        raise UserError(
            "{name} is away from {first} to {last} already: change those days.",
            name=name,
            first=clash[0].first_day,
            last=clash[0].last_day,
        )
    _require_substitute(session, days.employee_id, days.substitute_id)
    _require_no_circle(session, days, name)


def _require_substitute(session: Session, employee_id: int, substitute_id: int | None) -> None:
    """Somebody else who works here. Raises NotFound, UserError."""
    if substitute_id is None:
        return
    substitute = session.get(Employee, substitute_id)
    if substitute is None or not substitute.active:
        raise NotFound("This employee does not work here (any more).")
    if substitute.id == employee_id:
        raise UserError("Nobody stands in for themselves: choose somebody else.")


def _require_no_circle(session: Session, days: DaysAway, name: str) -> None:
    """Whoever stands in must not rely, on one of these days, on the person who is away. Raises UserError."""
    first = days.substitute_id or session.scalar(select(Employee.substitute_id).where(Employee.id == days.employee_id))
    seen: set[tuple[int, date, date]] = set()
    open_ways = [] if first is None else [(first, days.first_day, days.last_day)]
    while open_ways:
        way = open_ways.pop()
        if way in seen:
            continue
        seen.add(way)
        substitute_id, begin, end = way
        for absence in _overlapping(session, substitute_id, begin, end, None):
            following = absence.substitute_id or session.scalar(
                select(Employee.substitute_id).where(Employee.id == absence.employee_id)
            )
            overlap = (max(begin, absence.first_day), min(end, absence.last_day))
            if following == days.employee_id:
                raise UserError(
                    "{substitute} is away from {first} to {last}, and {name} stands in then: choose somebody else.",
                    substitute=_name(session, substitute_id),
                    first=overlap[0],
                    last=overlap[1],
                    name=name,
                )
            if following is not None:
                open_ways.append((following, *overlap))


def _overlapping(session: Session, employee_id: int, first: date, last: date, own_id: int | None) -> Sequence[Absence]:
    """Absences of *employee_id* that share a day with *first* to *last*, without the one being changed."""
    shared = and_(Absence.employee_id == employee_id, Absence.last_day >= first, Absence.first_day <= last)
    return session.scalars(select(Absence).where(shared, Absence.id != (own_id or 0)).order_by(Absence.first_day)).all()


def _name(session: Session, employee_id: int) -> str:
    return session.scalar(select(Employee.name).where(Employee.id == employee_id)) or ""
