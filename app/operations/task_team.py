"""What the people of a head have to do, and whether they are in time [M17]."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.models.company import Department, Employee, EmployeeRole
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import Role
from app.operations.actors import Actor, require
from app.operations.company_day import company_day

LOOKING_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One employee. open: tasks to do; overdue and today of them; in_time and late: done within the last 30 days."""

    employee_id: int
    name: str
    department: str
    open: int
    overdue: int
    today: int
    in_time: int
    late: int


def team(session: Session) -> tuple[TeamRow, ...]:
    """The sellers of the head's department and of those below it (all of them for the administrator).

    Those with the most overdue tasks first. Raises NotAllowed.
    """
    head = require(session, Role.HEAD)
    sellers = _sellers(session, head)
    figures = {row.employee_id: row for row in session.execute(_figures(session, sellers))}
    rows = []
    for employee_id, (name, department) in sellers.items():
        row = figures.get(employee_id)
        counts = (row.open, row.overdue, row.today, row.in_time, row.late) if row is not None else (0, 0, 0, 0, 0)
        rows.append(TeamRow(employee_id, name, department, *counts))
    return tuple(sorted(rows, key=lambda row: (-row.overdue, row.name)))


def _sellers(session: Session, head: Actor) -> dict[int, tuple[str, str]]:
    query = (
        select(Employee.id, Employee.name, Department.name.label("department"))
        .join(EmployeeRole, EmployeeRole.employee_id == Employee.id)
        .outerjoin(Department, Department.id == Employee.department_id)
        .where(EmployeeRole.role == Role.SELLER, Employee.active)
        .order_by(Employee.id)
    )
    if Role.ADMIN not in head.roles:
        query = query.where(Employee.department_id.in_(departments_below(session, head.department_id)))
    return {row.id: (row.name, row.department or "") for row in session.execute(query)}


def departments_below(session: Session, department_id: int | None) -> set[int]:
    """A department and all below it."""
    if department_id is None:
        return set()
    parents = {row.id: row.parent_id for row in session.execute(select(Department.id, Department.parent_id))}
    found = {department_id}
    while more := {each for each, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _figures(session: Session, sellers: Collection[int]) -> Any:
    moment = now(session)
    _, end = company_day(session, moment)
    is_open = Task.done_at.is_(None)
    recent = Task.done_at >= moment - LOOKING_BACK

    def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    return (
        select(
            Task.employee_id,
            how_many(is_open).label("open"),
            how_many(and_(is_open, Task.due_at < moment)).label("overdue"),
            how_many(and_(is_open, Task.due_at >= moment, Task.due_at < end)).label("today"),
            how_many(and_(recent, Task.done_at <= Task.due_at)).label("in_time"),
            how_many(and_(recent, Task.done_at > Task.due_at)).label("late"),
        )
        .where(Task.employee_id.in_(sellers), or_(is_open, recent))
        .group_by(Task.employee_id)
    )
