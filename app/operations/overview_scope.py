"""What a head sees: the own department and those below it; the administrator, and a head of no department, see all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed
from app.models.company import Department
from app.models.session import acting
from app.models.terms import Role
from app.operations.actors import require
from app.operations.decisions import reach_of
from app.operations.overview_spec import Question
from app.operations.register_spec import Condition, Expression, Operator, Register, Shown
from app.operations.settings import setting


@dataclass(frozen=True, slots=True)
class DepartmentChoice:
    """A department that the head may choose."""

    id: int
    name: str


def seen_departments(session: Session) -> frozenset[int] | None:
    """The departments that who is signed in may look into; None: all of them. Raises NotAllowed.

    Where nobody is signed in, the server itself asks (``main.py export``): it sees all.
    """
    if acting(session) is None:
        return None
    who = require(session, Role.HEAD)
    if Role.ADMIN in who.roles or who.department_id is None:
        return None
    return frozenset(reach_of(session, who))


def departments(session: Session) -> tuple[DepartmentChoice, ...]:
    """The selling departments to choose from; one only where there is nothing to choose. Raises NotAllowed."""
    seen = seen_departments(session)
    query = select(Department.id, Department.name).where(Department.sells).order_by(Department.position, Department.id)
    if seen is not None:
        query = query.where(Department.id.in_(seen))
    return tuple(DepartmentChoice(row.id, row.name) for row in session.execute(query))


def within(session: Session, query: Select[Any], department: Expression) -> Select[Any]:
    """*query* without the rows of departments that are not for who is signed in. Raises NotAllowed."""
    seen = seen_departments(session)
    return query if seen is None else query.where(department.in_(sorted(seen)))


def of_department(session: Session, question: Question) -> tuple[Condition, ...]:
    """The condition that *question* puts on departments: the chosen one and those below it. Raises NotAllowed."""
    seen = seen_departments(session)
    chosen = question.department_id
    if chosen is None:
        return ()
    if seen is not None and chosen not in seen:
        raise NotAllowed("The figures of this department are for its own head.")
    below = session.scalars(select(Department.id).where(Department.parent_id == chosen))
    return (Condition("department", Operator.ONE_OF, tuple(str(each) for each in (chosen, *sorted(below)))),)


def company_currency(session: Session) -> str:
    """The currency that the company counts in (ISO 4217)."""
    return str(setting(session, "company.currency", "EUR"))


def narrowed(session: Session, register: Register, shown: Shown) -> Select[Any]:
    """The rows of *shown*, without columns: what a figure is counted from is what its list shows."""
    query = register.source(session)
    for condition in shown.conditions:
        query = query.where(register.filter(condition.field).where(session, condition.operator, condition.values))
    return query


def among(field: str, values: Sequence[object]) -> Condition:
    """One of *values*."""
    return Condition(field, Operator.ONE_OF, tuple(str(each) for each in values))


def exactly(field: str, value: object) -> Condition:
    """Just *value*."""
    return Condition(field, Operator.IS, (str(value),))
