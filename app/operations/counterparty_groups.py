"""Groups of companies: who belongs to which holding [M77], and who stands in for the seller of one counterparty."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import String, func, select, type_coerce
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.terms import Role
from app.operations.absences import stand_ins
from app.operations.actors import employee

MOST_MEMBERS = 30
DEEPEST = 50
"""Steps up a chain of holdings; no real one is as long."""


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A counterparty as a line that leads to it."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class CompanyGroup:
    """What a counterparty belongs to, and what belongs to it. beside: the others of the same holding.

    The first of each by name; beside_count and below_count: how many there are.
    """

    holding: PartyLine | None
    beside: tuple[PartyLine, ...]
    below: tuple[PartyLine, ...]
    beside_count: int
    below_count: int


@dataclass(frozen=True, slots=True)
class SellerAway:
    """The seller of a counterparty is away until *last_day*; stand_in: who does the work, "" if nobody."""

    last_day: date
    stand_in: str


def group_of(session: Session, counterparty_id: int, group_id: int | None) -> CompanyGroup:
    """The group of companies around a counterparty that belongs to *group_id*."""
    holding = None if group_id is None else _line(session, group_id)
    beside, beside_count = _members(session, group_id, counterparty_id) if group_id is not None else ((), 0)
    below, below_count = _members(session, counterparty_id, counterparty_id)
    return CompanyGroup(holding, beside, below, beside_count, below_count)


def refuse_circle(session: Session, counterparty_id: int, group_id: int) -> None:
    """Raise UserError if *counterparty_id* cannot belong to *group_id*: itself, what belongs to it, or a merged double."""
    holding = session.get(Counterparty, group_id)
    if holding is None:
        raise NotFound("This counterparty does not exist (any more).")
    if holding.merged_into_id is not None:
        raise UserError("{name} was a double and is merged: work on the one it belongs to.", name=holding.name)
    above: int | None = group_id
    for _ in range(DEEPEST):
        if above == counterparty_id:
            raise UserError("{name} belongs to this one already: a company cannot belong to itself.", name=holding.name)
        if above is None:
            return
        above = session.scalar(select(Counterparty.group_id).where(Counterparty.id == above))
    raise UserError("{name} stands too deep in groups of groups.", name=holding.name)


def refuse_substitute(session: Session, employee_id: int, seller_id: int | None) -> None:
    """Raise UserError if *employee_id* cannot stand in for the seller of a counterparty, NotFound if nobody is it."""
    who = employee(session, employee_id)
    if who.roles.isdisjoint({Role.SELLER, Role.HEAD}):
        raise UserError("{name} does not sell.", name=who.name)
    if employee_id == seller_id:
        raise UserError("{name} is the seller: somebody else stands in.", name=who.name)


def seller_away(session: Session, seller_id: int | None, substitute_id: int | None) -> SellerAway | None:
    """Until when the seller is away today, and who stands in: whoever does so here, else whoever does everywhere."""
    if seller_id is None:
        return None
    for row in stand_ins(session, (seller_id,)):
        if substitute_id is None:
            return SellerAway(row.last_day, row.substitute)
        name = session.scalar(select(Employee.name).where(Employee.id == substitute_id, Employee.active))
        return SellerAway(row.last_day, name or row.substitute)
    return None


def _line(session: Session, counterparty_id: int) -> PartyLine | None:
    query = select(Counterparty.id, Counterparty.name, type_coerce(Counterparty.kind, String).label("kind"))
    row = session.execute(query.where(Counterparty.id == counterparty_id)).one_or_none()
    return None if row is None else PartyLine(row.id, row.name, row.kind)


def _members(session: Session, holding_id: int, without_id: int) -> tuple[tuple[PartyLine, ...], int]:
    here = (
        Counterparty.group_id == holding_id,
        Counterparty.id != without_id,
        Counterparty.merged_into_id.is_(None),
    )
    rows = session.execute(
        select(Counterparty.id, Counterparty.name, type_coerce(Counterparty.kind, String).label("kind"))
        .where(*here)
        .order_by(Counterparty.name, Counterparty.id)
        .limit(MOST_MEMBERS)
    ).all()
    count = len(rows)
    if count == MOST_MEMBERS:
        count = session.scalar(select(func.count(Counterparty.id)).where(*here)) or 0
    return tuple(PartyLine(row.id, row.name, row.kind) for row in rows), count
