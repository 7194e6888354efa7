"""Templates taught by example: their editions, which one is in use, and how a new one comes to be [market.md 4, idea 2]."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.letter_rules import TaughtTemplate, taught_fields
from app.models.company import Employee
from app.models.interactions import Interaction, Message
from app.models.mail import LetterTemplate
from app.models.session import now
from app.models.terms import Direction, Role
from app.operations.actors import require
from app.operations.editing import expect, locked
from app.operations.letter_samples import sent_by
from app.operations.letter_trials import token_of, trial


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition of a sender's template. fields: what it was taught; by: who taught it."""

    id: int
    version: int
    sender: str
    edition: int
    active: bool
    confidence: int
    tried: int
    fields: tuple[str, ...]
    created_at: datetime
    by: str
    rules: Mapping[str, Any]


class UnderstandsLess(UserError):
    """The new edition would understand fewer letters than the one in use; a person may want it all the same."""


def active(session: Session) -> Mapping[str, TaughtTemplate]:
    """The templates in use, by sender; for whoever reads letters."""
    rows = session.execute(
        select(LetterTemplate.id, LetterTemplate.sender, LetterTemplate.rules).where(LetterTemplate.active)
    )
    return {row.sender: TaughtTemplate(row.id, row.sender, row.rules) for row in rows}


def editions(session: Session, sender: str) -> tuple[EditionRow, ...]:
    """Every edition for *sender*, the newest first. Raises NotAllowed."""
    require(session, Role.ADMIN, Role.HEAD)
    rows = session.execute(
        select(LetterTemplate, Employee.name)
        .outerjoin(Employee, Employee.id == LetterTemplate.created_by_id)
        .where(LetterTemplate.sender == sender)
        .order_by(LetterTemplate.edition.desc())
    )
    return tuple(_row(record, name or "") for record, name in rows)


def save(
    session: Session,
    sender: str,
    rules: Mapping[str, Any],
    taught_from_id: int,
    token: str,
    *,
    confirmed: bool = False,
) -> EditionRow:
    """Use *rules* for letters of *sender* from now on, as a new edition; the one before stays and can be brought back.

    token: of the trial of these very rules. Raises NotAllowed; UserError where nothing was marked, the letter is another
    sender's, the rules were not tried, or find nothing in any letter; UnderstandsLess unless *confirmed*.
    """
    who = require(session, Role.ADMIN)
    _expect_taught(session, sender, rules, taught_from_id)
    if token != token_of(sender, rules):
        raise UserError("Try these marks on the last letters of {sender} first.", sender=sender)
    tried = trial(session, sender, rules)
    if tried.understood + tried.partly == 0:
        raise UserError("These marks lead to nothing usable in any letter of {sender}: mark other words.", sender=sender)
    if tried.before is not None and tried.understood < tried.before and not confirmed:
        raise UnderstandsLess(
            "The edition in use understands {before} of these letters, this one only {after}.",
            before=tried.before,
            after=tried.understood,
        )
    _replace_active(session, sender)
    newest = session.scalar(select(func.max(LetterTemplate.edition)).where(LetterTemplate.sender == sender)) or 0
    record = LetterTemplate(
        sender=sender,
        edition=newest + 1,
        rules=dict(rules),
        confidence=tried.confidence,
        tried=len(tried.letters),
        active=True,
        taught_from_id=taught_from_id,
        created_at=now(session),
        created_by_id=who.id,
    )
    session.add(record)
    session.flush()
    return _row(record, who.name)


def restore(session: Session, template_id: int, version: int) -> EditionRow:
    """Use this edition again, in the place of the one in use. Raises NotAllowed, NotFound, Conflict."""
    require(session, Role.ADMIN)
    record = _opened(session, template_id, version)
    if not record.active:
        _replace_active(session, record.sender)
        record.active = True
        session.flush()
    return _row(record, _name(session, record.created_by_id))


def switch_off(session: Session, template_id: int, version: int) -> EditionRow:
    """Read the letters of this sender as if nothing had been taught. Raises NotAllowed, NotFound, Conflict."""
    require(session, Role.ADMIN)
    record = _opened(session, template_id, version)
    record.active = False
    session.flush()
    return _row(record, _name(session, record.created_by_id))


def _expect_taught(session: Session, sender: str, rules: Mapping[str, Any], taught_from_id: int) -> None:
    if not taught_fields(rules):
        raise UserError("Mark at least one value in the letter: a name, a phone number, an address.")
    query = (
        select(Message.interaction_id)
        .join(Interaction, Interaction.id == Message.interaction_id)
        .where(Message.interaction_id == taught_from_id, sent_by(sender), Interaction.direction == Direction.IN)
    )
    if session.scalar(query) is None:
        raise UserError("This letter was not sent by {sender}: mark one that was.", sender=sender)


def _opened(session: Session, template_id: int, version: int) -> LetterTemplate:
    if session.get(LetterTemplate, template_id) is None:
        raise NotFound("This edition does not exist (any more).")
    record = locked(session, LetterTemplate, template_id)
    expect(record, version)
    return record


def _replace_active(session: Session, sender: str) -> None:
    """Nothing is in use for *sender* any more; locked in the order of ids, so that two at once wait for each other."""
    query = select(LetterTemplate).where(LetterTemplate.sender == sender).order_by(LetterTemplate.id).with_for_update()
    for record in session.scalars(query):
        record.active = False
    session.flush()


def _name(session: Session, employee_id: int | None) -> str:
    return session.scalar(select(Employee.name).where(Employee.id == employee_id)) or ""


def _row(record: LetterTemplate, by: str) -> EditionRow:
    return EditionRow(
        record.id,
        record.version,
        record.sender,
        record.edition,
        record.active,
        record.confidence,
        record.tried,
        taught_fields(record.rules),
        record.created_at,
        by,
        record.rules,
    )
