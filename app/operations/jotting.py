"""A note or a task about what somebody has before them: a counterparty, a deal, an inquiry, a call, a task [M19, M55]."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound, UserError
from app.language import Phrase, phrase
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Attachment, Interaction
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import Direction, InteractionKind
from app.operations import tasks
from app.operations.actors import actor
from app.operations.counterparty_people import standing
from app.operations.counterparty_work import LONGEST_NOTE
from app.operations.editing import locked

SubjectKind = Literal["counterparty", "deal", "inquiry", "call", "task"]
TAKEN_BACK_WITHIN = timedelta(hours=1)
"""How long somebody may take back what they noted: later others may have read it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a note or a task is about. title: as people call it; the ids: what it belongs to, None for nothing."""

    kind: SubjectKind
    id: int
    title: Phrase
    counterparty_id: int | None
    deal_id: int | None
    inquiry_id: int | None


@dataclass(frozen=True, slots=True)
class Jotted:
    """What was noted or planned; with the id it can be taken back. version: of the task, 0 for a note."""

    id: int
    version: int
    sentence: Phrase


def about(session: Session, kind: SubjectKind, record_id: int) -> Subject:
    """What the record *record_id* is called and belongs to. Raises NotFound."""
    if kind == "counterparty":
        party = standing(session, record_id)
        return Subject(kind, party.id, phrase("{name}", name=party.name), party.id, None, None)
    if kind == "deal":
        return _deal(session, record_id, kind, record_id)
    if kind == "inquiry":
        return _inquiry(session, record_id, kind, record_id)
    if kind == "call":
        return _call(session, record_id)
    task = session.get(Task, record_id)
    if task is None:
        raise NotFound("This task does not exist (any more).")
    return _of(session, kind, record_id, task.counterparty_id, task.deal_id, task.inquiry_id)


def note(session: Session, kind: SubjectKind, record_id: int, text: str) -> Jotted:
    """Write a note into the history of what it is about. Raises NotFound, and UserError for an empty one."""
    who = actor(session)
    subject = about(session, kind, record_id)
    if not text.strip():
        raise UserError("Write something first.")
    if (subject.counterparty_id, subject.deal_id, subject.inquiry_id) == (None, None, None):
        raise UserError("This belongs to nobody yet: no history would keep the note.")
    record = Interaction(
        at=now(session),
        kind=InteractionKind.NOTE,
        direction=Direction.INTERNAL,
        counterparty_id=subject.counterparty_id,
        deal_id=subject.deal_id,
        inquiry_id=subject.inquiry_id,
        employee_id=who.id,
        text=text.strip()[:LONGEST_NOTE],
    )
    session.add(record)
    session.flush()
    return Jotted(record.id, 0, phrase("Noted: {subject}", subject=subject.title))


def take_back_note(session: Session, note_id: int) -> None:
    """Take back a note of one's own, soon after it was written.

    Raises NotFound, NotAllowed, and UserError for one that is old, or has files.
    """
    who = actor(session)
    record = session.get(Interaction, note_id, with_for_update=True)
    if record is None or record.kind is not InteractionKind.NOTE:
        raise NotFound("This does not exist (any more). It may have been removed or merged meanwhile.")
    if record.employee_id != who.id:
        raise NotAllowed("This is somebody else's note.")
    if record.at < now(session) - TAKEN_BACK_WITHIN:
        raise UserError("This note stands too long already: others may have read it. Write another one.")
    if session.scalar(select(exists().where(Attachment.interaction_id == note_id))):
        raise UserError("The note has files by now: it stays.")
    session.delete(record)
    session.flush()


def task(session: Session, kind: SubjectKind, record_id: int, title: str, due_at: datetime) -> Jotted:
    """Plan a task of one's own about it; of a deal it is the next step. Raises NotFound, UserError as ``tasks.add``."""
    subject = about(session, kind, record_id)
    row = tasks.add(
        session,
        title,
        due_at,
        deal_id=subject.deal_id,
        counterparty_id=subject.counterparty_id,
        inquiry_id=subject.inquiry_id,
    )
    return Jotted(row.id, row.version, phrase("Planned: {task}", task=row.title))


def take_back_task(session: Session, task_id: int, version: int) -> None:
    """Take back a task of one's own that nobody has touched since. Raises NotFound, NotAllowed, UserError."""
    who = actor(session)
    record = locked(session, Task, task_id)
    if record.created_by_id != who.id:
        raise NotAllowed("This is somebody else's task.")
    if record.version != version or record.done_at is not None:
        raise UserError("This task was changed meanwhile: look at it again.")
    session.delete(record)
    session.flush()


def _deal(session: Session, deal_id: int, kind: SubjectKind, record_id: int) -> Subject:
    row = session.execute(select(Deal.number, Deal.title, Deal.counterparty_id).where(Deal.id == deal_id)).one_or_none()
    if row is None:
        raise NotFound("This deal does not exist (any more).")
    title = phrase("Deal {number}: {title}", number=row.number, title=row.title)
    return Subject(kind, record_id, title, row.counterparty_id, deal_id, None)


def _inquiry(session: Session, inquiry_id: int, kind: SubjectKind, record_id: int) -> Subject:
    row = session.execute(
        select(Inquiry.number, Inquiry.name, Inquiry.company, Inquiry.counterparty_id).where(Inquiry.id == inquiry_id)
    ).one_or_none()
    if row is None:
        raise NotFound("This inquiry does not exist (any more).")
    title = phrase("Inquiry {number}: {name}", number=row.number, name=row.company or row.name or "–")
    return Subject(kind, record_id, title, row.counterparty_id, None, inquiry_id)


def _call(session: Session, interaction_id: int) -> Subject:
    record = session.get(Interaction, interaction_id)
    if record is None:
        raise NotFound("This call does not exist (any more).")
    return _of(session, "call", interaction_id, record.counterparty_id, record.deal_id, record.inquiry_id)


def _of(
    session: Session,
    kind: SubjectKind,
    record_id: int,
    counterparty_id: int | None,
    deal_id: int | None,
    inquiry_id: int | None,
) -> Subject:
    """What a call or a task belongs to: its deal, else its inquiry, else its counterparty."""
    if deal_id is not None:
        return _deal(session, deal_id, kind, record_id)
    if counterparty_id is None and inquiry_id is not None:
        return _inquiry(session, inquiry_id, kind, record_id)
    if counterparty_id is None:
        return Subject(kind, record_id, phrase("nobody known"), None, None, None)
    name = session.scalar(select(Counterparty.name).where(Counterparty.id == counterparty_id)) or ""
    return Subject(kind, record_id, phrase("{name}", name=name), counterparty_id, None, inquiry_id)
