"""A call back that nobody makes climbs: from the seller to everybody who sells there, then to the head [C18]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language import phrase
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.notice_terms import NoticeKind
from app.models.session import now, replayable
from app.models.tasks import Task
from app.models.terms import Role, TaskKind
from app.operations.actors import head_of, with_role
from app.operations.call_news import TASKS
from app.operations.call_settings import Climbing, climbing
from app.operations.leases import INTAKE, demand
from app.operations.notices import tell

TOP = (Role.HEAD, Role.ADMIN)
"""Who has nobody above in this: it stays with them."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a task goes: to a person, or to everybody with a role (of a department)."""

    employee_id: int | None
    role: Role | None
    department_id: int | None
    people: Sequence[int]


@replayable
def climb(session: Session, holder: str | None) -> int:
    """Let each call back that was not made in time go one step up, and tell those who can make it now; how many went.

    A task stands where it climbed to, so a second look changes nothing. Raises LeaseLost; UserError where the working
    hours in the settings make no sense.
    """
    rules, moment, climbed = climbing(session), now(session), 0
    for task, department_id, seller_id in _waiting(session, moment, rules):
        step = _step(session, task, department_id, seller_id, rules, moment)
        if step is None or not step.people:
            continue
        task.employee_id, task.role, task.department_id = step.employee_id, step.role, step.department_id
        tell(
            session,
            step.people,
            phrase("Nobody has called back yet: {task}", task=task.phrase),
            place=TASKS,
            record_id=task.id,
            kind=NoticeKind.CLIMBED,
        )
        climbed += 1
    session.flush()
    if holder is not None:
        demand(session, INTAKE, holder)
    return climbed


def _waiting(session: Session, moment: datetime, rules: Climbing) -> list[tuple[Task, int | None, int | None]]:
    """Open calls back that may climb, with the department and the seller that they belong to by now."""
    rows = session.execute(
        select(
            Task,
            func.coalesce(Task.department_id, Inquiry.department_id, Counterparty.department_id),
            func.coalesce(Inquiry.seller_id, Counterparty.seller_id),
        )
        .outerjoin(Inquiry, Inquiry.id == Task.inquiry_id)
        .outerjoin(Counterparty, Counterparty.id == Task.counterparty_id)
        .where(
            Task.done_at.is_(None),
            Task.kind == TaskKind.CALL_BACK,
            Task.number.is_not(None),
            Task.created_at <= moment,
            Task.role.is_(None) | Task.role.not_in(TOP),
        )
        .order_by(Task.id)
    ).all()
    return [(row[0], row[1], row[2]) for row in rows]


def _step(
    session: Session, task: Task, department_id: int | None, seller_id: int | None, rules: Climbing, moment: datetime
) -> Step | None:
    """Where *task* goes now, None where it stays."""
    if task.role is Role.DISPATCHER and task.employee_id is None and seller_id is not None:
        # Sorted and given to a seller meanwhile: the call goes along, before it climbs.
        at = session.scalar(select(Employee.department_id).where(Employee.id == seller_id, Employee.active))
        if at is not None:
            return Step(seller_id, None, department_id or at, [seller_id])
    if rules.hours.after(task.created_at, rules.to_head) <= moment:
        return _to_head(session, department_id)
    if rules.hours.after(task.created_at, rules.to_department) <= moment and task.role is not Role.SELLER:
        step = _to_sellers(session, task, department_id)
        # Where nobody sells, in a department whose sellers work in one below, there is nobody to wait for.
        return step if step is None or step.people else _to_head(session, department_id)
    return None


def _to_sellers(session: Session, task: Task, department_id: int | None) -> Step | None:
    """Everybody who sells in the department; without a department whoever dispatches, and then the administrators."""
    if department_id is not None and task.role is not Role.SELLER:
        return Step(None, Role.SELLER, department_id, with_role(session, Role.SELLER, department_id))
    if department_id is None and task.role is None:
        found = with_role(session, Role.DISPATCHER)
        return Step(None, Role.DISPATCHER, None, found) if found else _to_administrators(session)
    return None


def _to_head(session: Session, department_id: int | None) -> Step:
    """The head of the department, or of the nearest above; without one the administrators."""
    head_id = head_of(session, department_id)
    if head_id is None:
        return _to_administrators(session)
    at = session.scalar(select(Employee.department_id).where(Employee.id == head_id))
    return Step(None, Role.HEAD, at, with_role(session, Role.HEAD, at))


def _to_administrators(session: Session) -> Step:
    return Step(None, Role.ADMIN, None, with_role(session, Role.ADMIN))
