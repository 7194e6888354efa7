"""Whose inquiries somebody decides about: the own ones, those of the own department, and those of whom they stand in for.

While a seller is away the substitute has their leads; while a head is away the substitute names the sellers [M33, M38].
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotAllowed
from app.language import phrase
from app.models.company import Department, Employee, EmployeeRole
from app.models.inquiries import Inquiry
from app.models.terms import ROLE_WORDS, Role
from app.operations.absences import standing_in_for
from app.operations.actors import Actor, actor

NAMING = frozenset({Role.DISPATCHER, Role.HEAD, Role.ADMIN})


def sellers_acted_for(session: Session, who: Actor) -> tuple[int, ...]:
    """*who*, and whom they stand in for today."""
    return (who.id, *(each for each in standing_in_for(session, who.id) if each != who.id))


def departments_headed(session: Session, who: Actor) -> set[int]:
    """The departments whose inquiries *who* gives to sellers: the own and those right below, for a head; and the same of
    every head for whom *who* stands in today."""
    places = {who.department_id} if Role.HEAD in who.roles else set()
    stood_in_for = standing_in_for(session, who.id)
    if stood_in_for:
        places |= set(_places_of_heads(session, stood_in_for))
    return _and_right_below(session, {each for each in places if each is not None})


def headed_usually_by(session: Session, who: Actor) -> set[int]:
    """Departments of heads whose usual substitute is *who*, though the heads may be at work: what climbed, these decide."""
    heads = session.scalars(select(Employee.id).where(Employee.substitute_id == who.id, Employee.active)).all()
    return _and_right_below(session, set(_places_of_heads(session, heads))) if heads else set()


def heads_inquiry(session: Session, who: Actor, inquiry: Inquiry) -> bool:
    """Whether *who* decides about *inquiry* as its head does: being it, standing in, or because it climbed to them."""
    if inquiry.department_id is None:
        return False
    if inquiry.department_id in departments_headed(session, who):
        return True
    return inquiry.climbed_at is not None and inquiry.department_id in headed_usually_by(session, who)


def require_naming(session: Session) -> Actor:
    """Who is signed in, if they name sellers: a dispatcher, a head, whoever stands in for one, an administrator.

    Raises NotAllowed.
    """
    who = actor(session)
    if who.roles.isdisjoint(NAMING) and not departments_headed(session, who) and not headed_usually_by(session, who):
        raise NotAllowed("This is for {role}, not for {name}.", role=phrase(ROLE_WORDS[Role.HEAD]), name=who.name)
    return who


def require_head(session: Session, who: Actor, inquiry: Inquiry) -> None:
    """Raise NotAllowed unless *who* may name the seller of this *inquiry*."""
    if who.roles.isdisjoint({Role.DISPATCHER, Role.ADMIN}) and not heads_inquiry(session, who, inquiry):
        raise NotAllowed("Inquiry {number} was sent to another department.", number=inquiry.number)


def _places_of_heads(session: Session, employee_ids: Iterable[int]) -> list[int]:
    query = (
        select(Employee.department_id)
        .join(EmployeeRole, EmployeeRole.employee_id == Employee.id)
        .where(Employee.id.in_(list(employee_ids)), EmployeeRole.role == Role.HEAD, Employee.department_id.is_not(None))
    )
    return [each for each in session.scalars(query) if each is not None]


def _and_right_below(session: Session, places: set[int]) -> set[int]:
    if not places:
        return set()
    return places | set(session.scalars(select(Department.id).where(Department.parent_id.in_(places))))
