"""Calls that are owed: a missed call is called back, and only a later conversation with that number pays for it [C18].

One open task a number, however often it has called; it says how often and when last. Else a person closes it, with a reason.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.events import CallEvent
from app.language import Phrase, marked, phrase, restored, stored
from app.models.company import Employee
from app.models.interactions import Call
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import CallOutcome, Direction, Role, TaskKind
from app.operations.actors import with_role
from app.operations.call_crew import Crew
from app.operations.call_keeping import NOT_TAKEN
from app.operations.call_news import dialled, talk_time, vanish
from app.operations.call_placing import Missed
from app.operations.call_settings import company_hours
from app.operations.company_day import company_zone
from app.operations.tasks import TaskRow, task_rows, task_rows_query
from app.phone_number import shown_phone

ONCE = marked("Call back {number}: missed on {last}")
OFTEN = marked("Call back {number}: missed {times} times, last on {last}")
TURN = 4103
"""Which of PostgreSQL's advisory locks are for turns at the calls of one number; a number that nothing else uses."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose task it is: a person, or everybody with a role (of a department, where one is named)."""

    employee_id: int | None
    role: Role | None
    department_id: int | None


def open_for(session: Session, number: str) -> tuple[TaskRow, ...]:
    """The calls back to *number* (E.164, or as the exchange spelled it) that are still owed."""
    return tuple(task_rows(session, task_rows_query().where(_open(number))))


def owed(session: Session, event: CallEvent, missed: Missed, inquiry_id: int | None) -> int | None:
    """The task to call back whom *event* missed; None where somebody has talked with that number since."""
    number = dialled(event)
    _take_turn(session, number)
    if _talked_since(session, number, event.started_at):
        return None
    task = session.scalars(_latest(number).with_for_update()).first()
    due_at = _due_at(session, event.ended_at or event.started_at, timedelta(minutes=missed.rule.call_back_minutes))
    if task is None:
        owner = _owner(session, missed)
        task = Task(
            kind=TaskKind.CALL_BACK,
            created_at=now(session),
            due_at=due_at,
            number=number,
            employee_id=owner.employee_id,
            role=owner.role,
            department_id=owner.department_id,
            counterparty_id=missed.placed.counterparty_id,
        )
    first = min(event.started_at, _since(task) or event.started_at)
    title = _title(session, number, first)
    task.title, task.params = title.sentence, stored(title.params)
    task.due_at = min(task.due_at, due_at)
    task.counterparty_id = task.counterparty_id or missed.placed.counterparty_id
    task.inquiry_id = task.inquiry_id or inquiry_id
    session.add(task)
    session.flush()
    return task.id


def returned(session: Session, event: CallEvent, people: Crew) -> tuple[int, ...]:
    """The tasks that the conversation *event* closes: calls of that number which were missed before it was answered."""
    number = dialled(event)
    _take_turn(session, number)
    tasks = session.scalars(select(Task).where(_open(number)).order_by(Task.id).with_for_update()).all()
    answered_at = event.answered_at or event.started_at
    paid = [task for task in tasks if (_last(task) or task.created_at) < answered_at]
    talkers = sorted(people.talkers(event))
    for task in paid:
        task.done_at = event.ended_at or now(session)
        task.done_by_id = people.person(event) or (talkers[0] if talkers else None)
        task.result = _result(session, event, people, task.done_by_id)
    session.flush()
    if paid:
        since = min(_since(task) or task.created_at for task in paid)
        vanish(session, [task.id for task in paid], since, people.names)
    return tuple(task.id for task in paid)


def _due_at(session: Session, moment: datetime, span: timedelta) -> datetime:
    try:
        return company_hours(session).after(moment, span)
    except UserError:
        # Working hours that nobody can read cost no call: it is due by the clock.
        return moment + span


def stands_for(task: Task, moment: datetime) -> bool:
    """Whether *task* was made, or counted on, by a call that was missed at *moment*."""
    first, last = _since(task), _last(task)
    return first is not None and last is not None and first <= moment <= last


def _open(number: str) -> ColumnElement[bool]:
    return and_(Task.number == number, Task.done_at.is_(None), Task.kind == TaskKind.CALL_BACK)


def _latest(number: str) -> Select[Task]:
    return select(Task).where(_open(number)).order_by(Task.id).limit(1)


def _take_turn(session: Session, number: str) -> None:
    """Two calls of one number that end at the same moment: the second waits here, and finds the task of the first."""
    if session.connection().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(TURN, func.hashtext(number))))


def _of(number: str) -> ColumnElement[bool]:
    return or_(Call.number == number, and_(Call.number.is_(None), Call.raw_number == number))


def _talked_since(session: Session, number: str, moment: datetime) -> bool:
    """Whether somebody has talked with *number* in a call that was answered after *moment*."""
    answered = Call.outcome.in_((CallOutcome.ANSWERED, CallOutcome.UNKNOWN_END))
    later = and_(answered, Call.answered_at > moment, Call.ended_at > Call.answered_at)
    query = select(Call.interaction_id).where(_of(number), later, Call.direction != Direction.INTERNAL).limit(1)
    return session.scalar(query) is not None


def _title(session: Session, number: str, first: datetime) -> Phrase:
    """What is to be done, by the calls themselves: however often they are told, they count once."""
    unanswered = or_(Call.outcome.in_(NOT_TAKEN), and_(Call.outcome == CallOutcome.UNKNOWN_END, Call.answered_at.is_(None)))
    query = select(func.count(), func.max(Call.started_at)).where(
        _of(number), unanswered, Call.direction == Direction.IN, Call.started_at >= first
    )
    times, last = session.execute(query).one()
    gaps: dict[str, Any] = {"number": shown_phone(number), "last": last, "since": first}
    return phrase(OFTEN, times=times, **gaps) if times > 1 else phrase(ONCE, **gaps)


def _since(task: Task) -> datetime | None:
    """When the first of the calls came that *task* stands for; None in a new one, or one that a person made."""
    return _moment(task, "since")


def _last(task: Task) -> datetime | None:
    return _moment(task, "last")


def _moment(task: Task, gap: str) -> datetime | None:
    kept = restored(task.title, task.params).params.get(gap) if task.params else None
    return kept if isinstance(kept, datetime) else None


def _owner(session: Session, missed: Missed) -> Owner:
    """The seller, else everybody who heads the department, else the dispatchers, or the administrators without them."""
    owners, known, last = list(missed.owners), missed.known, missed.last
    department_id = (known.department_id if known else None) or (last.department_id if last else None)
    seller_id = (known.seller_id if known else None) or (last.seller_id if last else None)
    of_first = select(Employee.department_id).where(Employee.id == owners[0])
    if owners[0] == seller_id:
        # While the seller is away, whoever stands in has it.
        return Owner(owners[-1], None, department_id or session.scalar(of_first))
    if known is not None and department_id is not None:
        return Owner(None, Role.HEAD, session.scalar(of_first))
    role = Role.DISPATCHER if owners == with_role(session, Role.DISPATCHER) else Role.ADMIN
    return Owner(None, role, None)


def _result(session: Session, event: CallEvent, people: Crew, done_by_id: int | None) -> str:
    """Which call has closed a task, in the words of who talked."""
    language = None
    if done_by_id is not None:
        language = session.scalar(select(Employee.language).where(Employee.id == done_by_id))
    # A result is kept as said, so it is said on the company's clock and not on that of the intake's computer.
    at = event.started_at.astimezone(company_zone(session)).replace(tzinfo=None)
    name = people.names.get(done_by_id or 0, "")
    gaps = {"time": at, "talk": talk_time(event), "call": event.linked_id}
    if event.direction == Direction.OUT:
        said = phrase("{name} called back on {time} and talked {talk} (call {call}).", name=name, **gaps)
    else:
        said = phrase("They called again on {time}; {name} talked {talk} (call {call}).", name=name, **gaps)
    if not name:
        said = phrase("A call on {time} was answered, talked {talk} (call {call}).", **gaps)
    return said.said(language or "en")
