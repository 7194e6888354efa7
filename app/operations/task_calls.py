"""Calls to make: customers that somebody asked to call, and missed calls that wait for an answer [M88, design 4].

A missed call's task closes by an answered call, which intake sees, or by what came of it in a person's words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import phrase
from app.models.counterparties import Contact, ContactPoint
from app.models.interactions import Call, Interaction
from app.models.naming import tail
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import ContactPointKind, Direction, InteractionKind, TaskKind
from app.operations.actors import actor
from app.operations.call_notes import add_to_note
from app.operations.call_rows import CallRow
from app.operations.call_story import missed_for
from app.operations.counterparty_history import HistoryEntry, HistoryFilter, page
from app.operations.counterparty_people import forget
from app.operations.history import contacted
from app.operations.tasks import (
    Finished,
    NextStep,
    TaskRow,
    done,
    of_whom,
    own_task,
    postpone,
    task_rows,
    task_rows_query,
)

CALLS = (TaskKind.CALL_BACK, TaskKind.CALL_CUSTOMER)
LATER = timedelta(hours=2)
"""When somebody who was not reached is tried again."""
SAME_CALL = timedelta(hours=1)
"""A call that the exchange recorded so long ago is the one that the person has just told of."""
LAST = 3
SPOKEN = HistoryFilter(frozenset({"calls", "mail", "notes", "tasks", "deals"}))
"""What is read before a call: what was said and done, not which field was changed."""


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number to call. whose: the person, "" if nobody is named."""

    value: str
    extension: str
    whose: str


@dataclass(frozen=True, slots=True)
class CallCard:
    """What somebody needs who is about to call. numbers: the task's own first; last: what happened last, newest first.

    missed: the calls for which it stands, newest first.
    """

    task: TaskRow
    numbers: tuple[NumberRow, ...]
    last: tuple[HistoryEntry, ...]
    missed: tuple[CallRow, ...] = ()


def calls(session: Session) -> tuple[TaskRow, ...]:
    """The calls that who is signed in has to make, the longest due first."""
    query = task_rows_query().where(Task.done_at.is_(None), Task.kind.in_(CALLS), of_whom(actor(session)))
    return tuple(task_rows(session, query))


def call_card(session: Session, task_id: int) -> CallCard:
    """The card of one call. Raises NotFound."""
    rows = task_rows(session, task_rows_query().where(Task.id == task_id))
    if not rows:
        raise NotFound("This task does not exist (any more).")
    row = rows[0]
    last: Sequence[HistoryEntry] = ()
    if row.counterparty_id is not None:
        last = page(session, row.counterparty_id, SPOKEN, limit=LAST).entries
    return CallCard(row, _numbers(session, row), tuple(last), missed_for(session, task_id))


def reached(
    session: Session, task_id: int, version: int, result: str, number: str = "", next_step: NextStep | None = None
) -> Finished:
    """They answered: the task is done, the call stands in the history with what came of it.

    Raises UserError without a result, and as ``tasks.done`` does.
    """
    if not result.strip():
        raise UserError("Say what came of it.")
    finished = done(session, task_id, version, result, next_step)
    task = session.get_one(Task, task_id)
    if task.counterparty_id is not None:
        _record(session, task, result.strip(), number)
    return finished


def not_reached(session: Session, task_id: int, version: int) -> TaskRow:
    """Nobody answered: the task comes again in two hours. Raises as ``tasks.postpone`` does."""
    own_task(session, task_id, version)
    return postpone(session, task_id, version, now(session) + LATER)


def wrong_number(session: Session, task_id: int, version: int, number: str, result: str = "") -> Finished:
    """The number does not lead there: it is marked as wrong, and the task is done with that as its reason.

    Raises UserError where no number is named, and as ``tasks.done`` does.
    """
    if not number:
        raise UserError("Which number is wrong?")
    task = own_task(session, task_id, version)
    if task.counterparty_id is not None:
        points = session.scalars(
            select(ContactPoint).where(
                ContactPoint.counterparty_id == task.counterparty_id,
                ContactPoint.kind == ContactPointKind.PHONE,
                ContactPoint.value == number,
                ContactPoint.valid,
            )
        ).all()
        for point in points:
            point.valid = False
            session.flush()
            forget(session, point)
    return done(
        session, task_id, version, result.strip() or phrase("The number is wrong: {number}", number=number).said("en")
    )


def _record(session: Session, task: Task, result: str, number: str) -> None:
    """Write what came of it to the call that the exchange has just recorded, or record the call."""
    who, moment = actor(session), now(session)
    recent = session.scalars(
        select(Interaction)
        .join(Call, Call.interaction_id == Interaction.id)
        .where(
            Interaction.counterparty_id == task.counterparty_id,
            Interaction.employee_id == who.id,
            Interaction.at >= moment - SAME_CALL,
            Call.number == number if number else Call.answered_at.is_not(None),
        )
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(1)
        .with_for_update()
    ).first()
    if recent is not None:
        recent.deal_id = recent.deal_id or task.deal_id
        session.flush()
        add_to_note(session, recent.id, result)
        return
    session.add(
        Interaction(
            at=moment,
            kind=InteractionKind.CALL,
            direction=Direction.OUT,
            counterparty_id=task.counterparty_id,
            employee_id=who.id,
            deal_id=task.deal_id,
            inquiry_id=task.inquiry_id,
            text=result,
        )
    )
    session.flush()
    if task.counterparty_id is not None:
        contacted(session, task.counterparty_id, moment)


def _numbers(session: Session, row: TaskRow) -> tuple[NumberRow, ...]:
    """The number of the task, then the others of its counterparty."""
    found: dict[str, NumberRow] = {}
    if row.number:
        found[row.number] = NumberRow(row.number, "", "")
    if row.counterparty_id is not None:
        points = session.execute(
            select(ContactPoint.value, ContactPoint.extension, Contact.name)
            .outerjoin(Contact, Contact.id == ContactPoint.contact_id)
            .where(
                ContactPoint.counterparty_id == row.counterparty_id,
                ContactPoint.kind == ContactPointKind.PHONE,
                ContactPoint.valid,
            )
            .order_by(ContactPoint.id)
        )
        for point in points:
            same = next((known for known in found if tail(known) == tail(point.value)), point.value)
            found[same] = NumberRow(point.value, point.extension, point.name or "")
    return tuple(found.values())
