"""What calls tell where something else is looked at: of an inquiry, of a number, of a task to call back [M21, C18]."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.language import restored
from app.models.calls import Call
from app.models.interactions import Interaction
from app.models.tasks import Task
from app.models.terms import CallOutcome, Direction, TaskKind
from app.operations.call_keeping import NOT_TAKEN
from app.operations.call_results import call, call_rows, calls_query
from app.operations.call_rows import CallDetails, CallRow

MOST_OF_INQUIRY = 5
MOST_MISSED = 20
BEFORE = timedelta(days=30)
"""How far back missed calls are looked for where a task does not say since when they came."""


@dataclass(frozen=True, slots=True)
class CallPage:
    """A call with what came before it. earlier: the calls with the same number, newest first."""

    details: CallDetails
    earlier: tuple[CallRow, ...]


def page(session: Session, interaction_id: int) -> CallPage:
    """One call whole, with the calls before it. Raises NotFound."""
    return CallPage(call(session, interaction_id), earlier(session, interaction_id))


def of_inquiry(session: Session, inquiry_id: int) -> tuple[CallDetails, ...]:
    """The calls that an inquiry consists of, the first one first; empty where it came by another way."""
    found = session.scalars(
        select(Call.interaction_id)
        .join(Interaction, Interaction.id == Call.interaction_id)
        .where(Interaction.inquiry_id == inquiry_id)
        .order_by(Call.started_at, Call.interaction_id)
        .limit(MOST_OF_INQUIRY)
    ).all()
    return tuple(call(session, interaction_id) for interaction_id in found)


def earlier(session: Session, interaction_id: int, limit: int = 5) -> tuple[CallRow, ...]:
    """The calls with the same number before this one, the newest first. Raises NotFound."""
    this = session.execute(
        select(Call.number, Call.raw_number, Call.started_at).where(Call.interaction_id == interaction_id)
    ).one_or_none()
    if this is None:
        raise NotFound("This call does not exist (any more).")
    # Who withholds the number says a word in its place, and everybody says the same.
    number = this.number or (this.raw_number if any(sign.isdigit() for sign in this.raw_number) else "")
    if not number:
        return ()
    before = and_(Call.started_at <= this.started_at, Call.interaction_id != interaction_id)
    return _newest(session, and_(_of(number), before), limit)


def missed_for(session: Session, task_id: int) -> tuple[CallRow, ...]:
    """The missed calls for which a task to call back stands, the newest first; empty for every other task."""
    task = session.get(Task, task_id)
    if task is None or task.kind is not TaskKind.CALL_BACK or not task.number:
        return ()
    since = restored(task.title, task.params).params.get("since") if task.params else None
    begin = since if isinstance(since, datetime) else task.created_at - BEFORE
    unanswered = or_(Call.outcome.in_(NOT_TAKEN), and_(Call.outcome == CallOutcome.UNKNOWN_END, Call.answered_at.is_(None)))
    came = and_(Call.direction == Direction.IN, Call.started_at >= begin)
    return _newest(session, and_(_of(task.number), unanswered, came), MOST_MISSED)


def closing_call(session: Session, task_id: int) -> datetime | None:
    """When the call began whose answer has closed a task to call back; None where a person closed it, or nobody yet."""
    task = session.get(Task, task_id)
    if task is None or task.kind is not TaskKind.CALL_BACK or task.done_at is None or not task.number:
        return None
    return session.scalar(
        select(Call.started_at)
        .where(_of(task.number), Call.answered_at.is_not(None), Call.ended_at == task.done_at)
        .order_by(Call.started_at.desc())
        .limit(1)
    )


def _of(number: str) -> ColumnElement[bool]:
    return or_(Call.number == number, and_(Call.number.is_(None), Call.raw_number == number))


def _newest(session: Session, condition: ColumnElement[bool], limit: int) -> tuple[CallRow, ...]:
    newest = calls_query().where(condition).order_by(Call.started_at.desc(), Call.interaction_id.desc())
    return call_rows(session, newest.limit(limit))
