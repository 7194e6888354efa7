"""Tasks of the day, and the next step of every deal: one without is as loud as a late one [M55]."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound, UserError
from app.language import Phrase, restored
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import Role, TaskKind
from app.operations.actors import Actor, actor, employee, require
from app.operations.company_day import company_day
from app.operations.deal_stages import FINAL
from app.operations.deals import departments_up
from app.operations.editing import expect, locked
from app.operations.task_news import task_over

LONGEST_LIST = 500
NEEDS_RESULT = (TaskKind.CALL_BACK, TaskKind.REVIEW_REFUSAL)
"""Tasks that nobody ticks off without saying what came of it [M48]."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task. late_days: whole days since it was due; number: to call; who: "" where only a role is named."""

    id: int
    version: int
    kind: TaskKind
    title: Phrase
    note: str
    due_at: datetime
    late: bool
    late_days: int
    company: str
    counterparty_id: int | None
    deal_id: int | None
    deal_number: str
    inquiry_id: int | None
    inquiry_number: str
    number: str
    who: str
    role: Role | None
    employee_id: int | None = None


@dataclass(frozen=True, slots=True)
class DealWithoutStep:
    """An own open deal that nobody plans to go on with."""

    deal_id: int
    number: str
    company: str
    title: str


@dataclass(frozen=True, slots=True)
class MyDay:
    """The tasks of who is signed in. overdue: due before this moment; today: before the
    company's midnight; done_today: how many are done already. more: tasks due later than those that are named here."""

    overdue: tuple[TaskRow, ...]
    today: tuple[TaskRow, ...]
    later: tuple[TaskRow, ...]
    done_today: int
    without_step: tuple[DealWithoutStep, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes after a task, in a person's own words, and until when."""

    title: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that is done. without_step: its deal is open and nothing more is planned in it."""

    task_id: int
    deal_id: int | None
    without_step: bool
    next_task_id: int | None


def my_day(session: Session, employee_id: int | None = None) -> MyDay:
    """What who is signed in has to do, the longest due first; also what only a role of theirs is named for.

    employee_id: the day of somebody else, for a head. Raises NotAllowed.
    """
    who = actor(session) if employee_id is None else of_people(session, employee_id)
    moment = now(session)
    begin, end = company_day(session, moment)
    todo = Task.done_at.is_(None) & of_whom(who)
    rows = task_rows(session, task_rows_query().where(todo))
    whole = session.scalar(select(func.count(Task.id)).where(todo)) or 0 if len(rows) == LONGEST_LIST else len(rows)
    done_today = select(func.count(Task.id)).where(Task.done_by_id == who.id, Task.done_at >= begin)
    return MyDay(
        tuple(row for row in rows if row.late),
        tuple(row for row in rows if not row.late and row.due_at < end),
        tuple(row for row in rows if row.due_at >= end),
        session.scalar(done_today) or 0,
        _without_step(session, who),
        whole - len(rows),
    )


def of_people(session: Session, employee_id: int) -> Actor:
    """*employee_id*, if who is signed in is a head above, or the administrator. Raises NotAllowed."""
    head, whose = require(session, Role.HEAD), employee(session, employee_id)
    if Role.ADMIN not in head.roles and head.id != whose.id:
        above = set(departments_up(session, whose.department_id))
        if head.department_id not in above:
            raise NotAllowed("{name} does not work in your department.", name=whose.name)
    return whose


def of_whom(who: Actor) -> ColumnElement[bool]:
    """Whether a task is for *who*: by name, or by a role in the department."""
    for_role = and_(
        Task.employee_id.is_(None),
        Task.role.in_(who.roles),
        or_(Task.department_id.is_(None), Task.department_id == who.department_id),
    )
    return or_(Task.employee_id == who.id, for_role)


def _without_step(session: Session, who: Actor) -> tuple[DealWithoutStep, ...]:
    rows = session.execute(
        select(Deal.id, Deal.number, Counterparty.name, Deal.title)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .where(Deal.seller_id == who.id, Deal.stage.not_in(FINAL), ~step_planned())
        .order_by(Deal.stage_entered_at, Deal.id)
    )
    return tuple(DealWithoutStep(*row) for row in rows)


def step_planned() -> ColumnElement[bool]:
    """Whether a deal (of the enclosing statement) has an open task."""
    return exists().where(Task.deal_id == Deal.id, Task.done_at.is_(None)).correlate(Deal)


def task_rows_query() -> Select[Any]:
    """What a task's row is read from, the longest due first; narrowed by conditions and given to ``task_rows``."""
    return (
        select(
            Task.id,
            Task.version,
            Task.kind,
            Task.title,
            Task.params,
            Task.note,
            Task.due_at,
            Counterparty.name.label("company"),
            Task.counterparty_id,
            Task.deal_id,
            Deal.number.label("deal_number"),
            Task.inquiry_id,
            Inquiry.number.label("inquiry_number"),
            Task.number,
            Employee.name.label("who"),
            Task.role,
            Task.employee_id,
        )
        .outerjoin(Deal, Deal.id == Task.deal_id)
        .outerjoin(Inquiry, Inquiry.id == Task.inquiry_id)
        .outerjoin(Counterparty, Counterparty.id == func.coalesce(Task.counterparty_id, Deal.counterparty_id))
        .outerjoin(Employee, Employee.id == Task.employee_id)
        .order_by(Task.due_at, Task.id)
        .limit(LONGEST_LIST)
    )


def task_rows(session: Session, query: Select[Any]) -> list[TaskRow]:
    """The tasks that *query* finds."""
    moment = now(session)
    return [
        TaskRow(
            r.id,
            r.version,
            r.kind,
            restored(r.title, r.params or {}),
            r.note,
            r.due_at,
            r.due_at < moment,
            max((moment - r.due_at).days, 0),
            r.company or "",
            r.counterparty_id,
            r.deal_id,
            r.deal_number or "",
            r.inquiry_id,
            r.inquiry_number or "",
            r.number or "",
            r.who or "",
            r.role,
            r.employee_id,
        )
        for r in session.execute(query)
    ]


def add(
    session: Session,
    title: str,
    due_at: datetime,
    *,
    deal_id: int | None = None,
    counterparty_id: int | None = None,
    inquiry_id: int | None = None,
    employee_id: int | None = None,
    note: str = "",
    kind: TaskKind | None = None,
    follows_id: int | None = None,
) -> TaskRow:
    """Add a task for oneself, or for *employee_id*. Of a deal it is a next step unless *kind* says otherwise.

    follows_id: the task that it comes after.

    Raises UserError without a title, or for a deal that has ended.
    """
    who = actor(session)
    if not title.strip():
        raise UserError("Say what is to be done.")
    if deal_id is not None:
        deal = session.get(Deal, deal_id)
        if deal is None:
            raise NotFound("This deal does not exist (any more).")
        if deal.stage in FINAL:
            raise UserError("Deal {number} has ended: nothing is changed in it any more.", number=deal.number)
        counterparty_id = deal.counterparty_id
    task = Task(
        kind=kind or (TaskKind.OTHER if deal_id is None else TaskKind.NEXT_STEP),
        title=title.strip(),
        params={},
        note=note.strip(),
        due_at=due_at,
        created_at=now(session),
        created_by_id=who.id,
        employee_id=who.id if employee_id is None else employee(session, employee_id).id,
        counterparty_id=counterparty_id,
        deal_id=deal_id,
        inquiry_id=inquiry_id,
        follows_id=follows_id,
    )
    session.add(task)
    session.flush()
    return task_rows(session, task_rows_query().where(Task.id == task.id))[0]


def plan(session: Session, deal_id: int, title: str, due_at: datetime) -> TaskRow:
    """Plan the next step of a deal for its seller."""
    seller_id = session.scalar(select(Deal.seller_id).where(Deal.id == deal_id))
    return add(session, title, due_at, deal_id=deal_id, employee_id=seller_id)


def done(session: Session, task_id: int, version: int, result: str = "", next_step: NextStep | None = None) -> Finished:
    """Tick a task off, and plan what comes next.

    Raises UserError if it is done already, or if its kind asks for a result; NotAllowed for somebody else's; Conflict.
    """
    task = own_task(session, task_id, version)
    if task.kind is TaskKind.QUALIFY:
        raise UserError("This task ends when the inquiry becomes a deal, or is closed with a reason.")
    if task.kind in NEEDS_RESULT and not result.strip():
        raise UserError("Say what came of it.")
    task.done_at = now(session)
    task.done_by_id = actor(session).id
    task.result = result.strip()
    task_over(session, task)
    following = None
    if next_step is not None:
        following = add(
            session,
            next_step.title,
            next_step.due_at,
            deal_id=task.deal_id,
            counterparty_id=task.counterparty_id,
            inquiry_id=task.inquiry_id,
            employee_id=task.employee_id,
            follows_id=task.id,
        )
    session.flush()
    bare = select(exists().where(Deal.id == task.deal_id, Deal.stage.not_in(FINAL), ~step_planned()))
    return Finished(task_id, task.deal_id, bool(session.scalar(bare)), following.id if following else None)


def postpone(session: Session, task_id: int, version: int, due_at: datetime) -> TaskRow:
    """Move a task to another time."""
    task = own_task(session, task_id, version)
    task.due_at = due_at
    session.flush()
    return task_rows(session, task_rows_query().where(Task.id == task_id))[0]


def own_task(session: Session, task_id: int, version: int) -> Task:
    """An open task that is one's own, one's role's, or of one's people. Raises NotAllowed otherwise."""
    who = actor(session)
    task = locked(session, Task, task_id)
    expect(task, version)
    if task.done_at is not None:
        raise UserError("This task is done already.")
    mine = task.employee_id == who.id or (task.employee_id is None and task.role in who.roles)
    if not mine and who.roles.isdisjoint({Role.HEAD, Role.ADMIN}):
        raise NotAllowed("This is somebody else's task.")
    return task
