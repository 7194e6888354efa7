"""Days on which somebody does not work, and who stands in [M33, M38]: what waits for them reaches the substitute.

Entering and changing them is next door (``absence_entry``).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.language import Phrase, phrase
from app.models.company import Absence, Employee
from app.models.counterparties import Counterparty
from app.models.session import now
from app.operations.company_day import company_date


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody away, and who stands in for them on that day: None, where nobody at work does."""

    employee_id: int
    name: str
    last_day: date
    substitute_id: int | None
    substitute: str


def away(session: Session, day: date | None = None) -> dict[int, int | None]:
    """Everybody away on *day* (today, if none is given), with who stands in for each.

    Where the substitute is away too, theirs stands in, and so on; a circle, or a chain that ends with somebody who has
    left, ends with None.
    """
    day = day or company_date(session)
    usual = aliased(Employee)
    rows = session.execute(
        select(Absence.employee_id, func.coalesce(Absence.substitute_id, usual.substitute_id).label("substitute_id"))
        .join(usual, usual.id == Absence.employee_id)
        .where(Absence.last_day >= day, Absence.first_day <= day)
        .order_by(Absence.id)
    )
    first = {row.employee_id: row.substitute_id for row in rows}
    if not first:
        return {}
    at_work = _active(session, [each for each in first.values() if each is not None])
    return {employee_id: _end_of_chain(employee_id, first, at_work) for employee_id in first}


def substitute_of(session: Session, employee_id: int, day: date | None = None) -> int | None:
    """Who stands in for *employee_id* on *day*; None where nobody does, or where they are at work."""
    return away(session, day).get(employee_id)


def standing_in_for(session: Session, employee_id: int) -> tuple[int, ...]:
    """Whose work *employee_id* does today besides the own."""
    return tuple(sorted(each for each, substitute in away(session).items() if substitute == employee_id))


def with_substitutes(session: Session, employee_ids: Iterable[int]) -> list[int]:
    """*employee_ids*, and after each who is away whoever stands in: both are told, so that nothing waits for a return."""
    asked = list(dict.fromkeys(employee_ids))
    if not asked or not _may_be_away(session, asked):
        return asked
    gone = away(session)
    found: dict[int, None] = {}
    for employee_id in asked:
        found[employee_id] = None
        substitute = gone.get(employee_id)
        if substitute is not None:
            found[substitute] = None
    return list(found)


def answering_for(session: Session, counterparty_id: int, seller_id: int) -> list[int]:
    """The seller of a counterparty, and while they are away who stands in: whom the counterparty names for that, if that
    one is at work, else the seller's substitute [M74]."""
    if not _may_be_away(session, [seller_id]):
        return [seller_id]
    gone = away(session)
    if seller_id not in gone:
        return [seller_id]
    own = session.scalar(
        select(Employee.id)
        .join(Counterparty, Counterparty.substitute_id == Employee.id)
        .where(Counterparty.id == counterparty_id, Employee.active)
    )
    substitute = own if own is not None and own not in gone and own != seller_id else gone[seller_id]
    return [seller_id] if substitute is None else [seller_id, substitute]


def _may_be_away(session: Session, employee_ids: list[int]) -> bool:
    """Whether somebody of *employee_ids* is away about now, in any time zone: one cheap look, as mostly nobody is."""
    day, margin = now(session).date(), timedelta(days=1)
    about = select(Absence.id).where(
        Absence.employee_id.in_(employee_ids), Absence.last_day >= day - margin, Absence.first_day <= day + margin
    )
    return session.scalar(about.limit(1)) is not None


def stand_ins(session: Session, employee_ids: Iterable[int] | None = None) -> tuple[StandIn, ...]:
    """Who is away today (of *employee_ids*, if they are given) until when, and who stands in."""
    gone = away(session)
    wanted = set(gone) if employee_ids is None else set(gone) & set(employee_ids)
    if not wanted:
        return ()
    day = company_date(session)
    last = select(Absence.employee_id, func.max(Absence.last_day).label("last_day"))
    last = last.where(Absence.last_day >= day, Absence.first_day <= day, Absence.employee_id.in_(wanted))
    until = {row.employee_id: row.last_day for row in session.execute(last.group_by(Absence.employee_id))}
    ids = wanted | {each for each in gone.values() if each is not None}
    names = {row.id: row.name for row in session.execute(select(Employee.id, Employee.name).where(Employee.id.in_(ids)))}
    return tuple(
        StandIn(each, names.get(each, ""), until[each], gone[each], names.get(gone[each] or 0, ""))
        for each in sorted(wanted)
    )


def told_as(session: Session, employee_id: int, name: str) -> str | Phrase:
    """How a sentence names whom something was given to: where they are away, with who sees it meanwhile."""
    for row in stand_ins(session, (employee_id,)):
        if row.substitute_id is None:
            return phrase("{name} (away until {day}, nobody stands in)", name=name, day=row.last_day)
        return phrase(
            "{name} (away until {day}, {substitute} stands in)", name=name, day=row.last_day, substitute=row.substitute
        )
    return name


def _end_of_chain(employee_id: int, first: Mapping[int, int | None], at_work: frozenset[int]) -> int | None:
    seen = {employee_id}
    substitute = first[employee_id]
    while substitute is not None:
        if substitute in seen:
            return None
        seen.add(substitute)
        if substitute not in first:
            return substitute if substitute in at_work else None
        substitute = first[substitute]
    return None


def _active(session: Session, employee_ids: Iterable[int]) -> frozenset[int]:
    return frozenset(session.scalars(select(Employee.id).where(Employee.id.in_(list(employee_ids)), Employee.active)))
