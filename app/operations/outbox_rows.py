"""What windows show of letters that go out, and who may decide about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound
from app.language import Phrase, restored
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.mail import OutgoingLetter
from app.models.mail_terms import LetterKind, LetterState
from app.models.session import acting
from app.models.terms import Role
from app.operations.actors import actor
from app.operations.editing import locked
from app.operations.task_team import departments_below

PLACE = "outbox"
"""Where notices of letters lead."""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A letter that goes out, or went. to: everybody; refused: address and why; who: "" for one that Kontor wrote itself."""

    id: int
    version: int
    state: LetterState
    kind: LetterKind
    subject: str
    to: tuple[str, ...]
    employee_id: int | None
    who: str
    counterparty_id: int | None
    company: str
    deal_id: int | None
    inquiry_id: int | None
    interaction_id: int | None
    written_at: datetime
    send_at: datetime | None
    next_try_at: datetime | None
    tries: int
    sent_at: datetime | None
    delivered: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    problem: Phrase | None
    mine: bool


def everybody(letter: Any) -> tuple[str, ...]:
    """All recipients of a letter (a record, or a row with to, cc and bcc), each once."""
    return tuple(dict.fromkeys((*letter.to, *letter.cc, *letter.bcc)))


def outbox_row(session: Session, letter_id: int) -> OutboxRow:
    """One letter. Raises NotFound."""
    rows = outbox_rows(session, OutgoingLetter.id == letter_id)
    if not rows:
        raise NotFound("This letter does not exist (any more).")
    return rows[0]


def outbox_rows(session: Session, condition: ColumnElement[bool], limit: int = 200) -> tuple[OutboxRow, ...]:
    """The letters that fulfil *condition*, newest first."""
    me = acting(session)
    query = _query().where(condition, OutgoingLetter.state != LetterState.DRAFT)
    return tuple(_row(found, me) for found in session.execute(query.limit(limit)))


def decidable(session: Session, letter_id: int) -> OutgoingLetter:
    """A letter that who is signed in may decide about, held: the own one, for heads and the administrator any.

    Raises NotAllowed, NotFound.
    """
    who = actor(session)
    letter = locked(session, OutgoingLetter, letter_id)
    if letter.employee_id != who.id and who.roles.isdisjoint({Role.HEAD, Role.ADMIN}):
        raise NotAllowed("Whoever wrote this letter decides about it, or a head.")
    return letter


def visible(session: Session) -> ColumnElement[bool]:
    """Letters that who is signed in may see: the own ones, their people's for a head, all for the administrator."""
    if acting(session) is None:
        return true()
    who = actor(session)
    if Role.ADMIN in who.roles:
        return true()
    if Role.HEAD not in who.roles:
        return OutgoingLetter.employee_id == who.id
    places = departments_below(session, who.department_id)
    theirs = select(Employee.id).where(Employee.department_id.in_(places))
    automatic = OutgoingLetter.employee_id.is_(None)
    return or_(OutgoingLetter.employee_id == who.id, OutgoingLetter.employee_id.in_(theirs), automatic)


def _query() -> Select[Any]:
    return (
        select(
            OutgoingLetter.id,
            OutgoingLetter.version,
            OutgoingLetter.state,
            OutgoingLetter.kind,
            OutgoingLetter.subject,
            OutgoingLetter.to,
            OutgoingLetter.cc,
            OutgoingLetter.bcc,
            OutgoingLetter.employee_id,
            func.coalesce(Employee.name, "").label("who"),
            OutgoingLetter.counterparty_id,
            func.coalesce(Counterparty.name, "").label("company"),
            OutgoingLetter.deal_id,
            OutgoingLetter.inquiry_id,
            OutgoingLetter.interaction_id,
            OutgoingLetter.written_at,
            OutgoingLetter.send_at,
            OutgoingLetter.next_try_at,
            OutgoingLetter.tries,
            OutgoingLetter.sent_at,
            OutgoingLetter.delivered,
            OutgoingLetter.refused,
            OutgoingLetter.problem,
            OutgoingLetter.params,
        )
        .outerjoin(Employee, Employee.id == OutgoingLetter.employee_id)
        .outerjoin(Counterparty, Counterparty.id == OutgoingLetter.counterparty_id)
        .order_by(OutgoingLetter.written_at.desc(), OutgoingLetter.id.desc())
    )


def _row(found: Any, me: int | None) -> OutboxRow:
    values = dict(found._mapping)
    for gone in ("cc", "bcc", "params"):
        del values[gone]
    values["to"] = everybody(found)
    values["delivered"] = tuple(found.delivered)
    values["refused"] = tuple(sorted((found.refused or {}).items()))
    values["problem"] = restored(found.problem, found.params) if found.problem else None
    return OutboxRow(**values, mine=me is not None and found.employee_id == me)
