"""The letters that templates are taught and tried on: who sends them, the last hundred of a sender, one of them whole."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.letter_learning import FIELDS
from app.letter_rules import Surroundings, regions, values
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction, Message
from app.models.mail import LetterTemplate
from app.models.session import now
from app.models.terms import Direction, Role
from app.operations.actors import require
from app.operations.settings import company_addresses, setting

TRIED = 100
"""How many letters of a sender a template is tried on."""
SHOWN = 200
"""How many senders are shown: those with a template, then those with most letters."""
LOOKED_AT = 50_000
"""Among so many of the newest letters the senders are counted: who writes now is what a template is for."""


@dataclass(frozen=True, slots=True)
class SenderRow:
    """Who sends letters. sender: an address, or "@domain". edition: of the template in use, 0 where none is.

    confidence: per cent of the letters it was tried on in which it found all; silent: in how many of the last hundred
    letters it finds nothing.
    """

    sender: str
    letters: int
    newest_id: int
    newest_at: datetime
    template_id: int | None = None
    edition: int = 0
    confidence: int = 0
    tried: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One letter in a list."""

    id: int
    at: datetime
    subject: str


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter whole. found: what Kontor knows from it now, by field; around: what tells whether a value can be right.

    inquiry_id: the inquiry that this letter began.
    """

    id: int
    at: datetime
    sender: str
    subject: str
    original: str
    found: Mapping[str, str]
    around: Surroundings
    inquiry_id: int | None = None


def senders(session: Session) -> tuple[SenderRow, ...]:
    """Who sends letters: first those with a template, then those with most of the newest letters. Raises NotAllowed."""
    require(session, Role.ADMIN, Role.HEAD)
    templates = {record.sender: record for record in session.scalars(select(LetterTemplate).where(LetterTemplate.active))}
    came = (
        select(Message.sender, Message.interaction_id)
        .join(Interaction, Interaction.id == Message.interaction_id)
        .where(Interaction.direction == Direction.IN, Message.sender != "")
    )
    newest = came.order_by(Message.interaction_id.desc()).limit(LOOKED_AT).subquery()
    rows = {row.sender: row for row in session.execute(_counted(newest).limit(SHOWN))}
    missing = templates.keys() - rows.keys()
    for row in session.execute(_counted(came.where(Message.sender.in_(missing)).subquery())) if missing else ():
        rows[row.sender] = row
    found = [_sender_row(session, row.sender, row.letters, row.newest, templates.get(row.sender)) for row in rows.values()]
    found += [each for sender in missing for each in _domain_row(session, sender, templates[sender])]
    return tuple(sorted(found, key=lambda row: (row.template_id is None, -row.letters, row.sender)))


def _counted(letters: Subquery) -> Select[tuple[str, int, int]]:
    """Senders of *letters* with how many they sent and the newest, those with most first."""
    count = func.count().label("letters")
    return (
        select(letters.c.sender, count, func.max(letters.c.interaction_id).label("newest"))
        .group_by(letters.c.sender)
        .order_by(count.desc(), letters.c.sender)
    )


def _domain_row(session: Session, sender: str, record: LetterTemplate) -> list[SenderRow]:
    """The row of a whole domain; none for an address from which no letter is left."""
    if not sender.startswith("@"):
        return []
    ids = list(
        session.scalars(
            select(Message.interaction_id)
            .join(Interaction, Interaction.id == Message.interaction_id)
            .where(Interaction.direction == Direction.IN, sent_by(sender))
        )
    )
    return [_sender_row(session, sender, len(ids), max(ids), record)] if ids else []


def _sender_row(session: Session, sender: str, letters: int, newest: int, record: LetterTemplate | None) -> SenderRow:
    at = session.scalar(select(Interaction.at).where(Interaction.id == newest)) or now(session)
    if record is None:
        return SenderRow(sender, letters, newest, at)
    silent = sum(not values(record.rules, each.original, each.around) for each in last_letters(session, sender))
    return SenderRow(sender, letters, newest, at, record.id, record.edition, record.confidence, record.tried, silent=silent)


def sent_by(sender: str) -> ColumnElement[bool]:
    """Letters of *sender*: an address, or "@domain"."""
    if sender.startswith("@"):
        return Message.sender.endswith(sender, autoescape=True)
    return Message.sender == sender


def sample_letters(session: Session, sender: str) -> tuple[SampleRow, ...]:
    """The last hundred letters of *sender*, the newest first. Raises NotAllowed."""
    require(session, Role.ADMIN, Role.HEAD)
    rows = session.execute(
        select(Interaction.id, Interaction.at, Interaction.subject)
        .join(Message, Message.interaction_id == Interaction.id)
        .where(sent_by(sender), Interaction.direction == Direction.IN)
        .order_by(Message.interaction_id.desc())
        .limit(TRIED)
    )
    return tuple(SampleRow(row.id, row.at, row.subject) for row in rows)


def letter(session: Session, interaction_id: int) -> LetterRow:
    """One letter with its readable text and what is known from it. Raises NotAllowed, NotFound."""
    require(session, Role.ADMIN, Role.HEAD)
    found = _letters(session, Interaction.id == interaction_id, 1)
    if not found:
        raise NotFound("This letter does not exist (any more).")
    return found[0]


def last_letters(session: Session, sender: str) -> list[LetterRow]:
    """The last hundred letters of *sender* whole, the newest first."""
    return _letters(session, sent_by(sender), TRIED)


def letters_by_id(session: Session, ids: Collection[int]) -> list[LetterRow]:
    """These letters whole, the newest first."""
    return _letters(session, Interaction.id.in_(ids), len(ids)) if ids else []


def _letters(session: Session, which: ColumnElement[bool], limit: int) -> list[LetterRow]:
    own = foreign(session)
    home = str(setting(session, "company.region", "RU"))
    first = select(func.min(Interaction.id)).where(Interaction.inquiry_id == Inquiry.id).correlate(Inquiry).scalar_subquery()
    rows = session.execute(
        select(Interaction.id, Interaction.at, Interaction.subject, Interaction.text, Message, Inquiry)
        .join(Message, Message.interaction_id == Interaction.id)
        .outerjoin(Inquiry, (Inquiry.id == Interaction.inquiry_id) & (first == Interaction.id))
        .where(which, Interaction.direction == Direction.IN)
        .order_by(Message.interaction_id.desc())
        .limit(limit)
    )
    return [_letter_row(row, own, home) for row in rows]


def _letter_row(row: Any, own: frozenset[str], home: str) -> LetterRow:
    inquiry, message = row.Inquiry, row.Message
    known = {field: getattr(inquiry, field) for field in FIELDS} if inquiry else {"text": row.text}
    around = Surroundings(
        row.subject,
        own | {each.lower() for each in (message.sender, *message.recipients) if each},
        regions(inquiry.phone if inquiry else "", inquiry.language if inquiry else "", home),
    )
    return LetterRow(
        row.id,
        row.at,
        message.sender,
        row.subject,
        message.original,
        {field: value for field, value in known.items() if value},
        around,
        inquiry.id if inquiry else None,
    )


def foreign(session: Session) -> frozenset[str]:
    """Our own addresses and domains, as ``Surroundings`` keeps them: never those of a person who asks."""
    own = company_addresses(session)
    return frozenset(each if "@" in each else f"@{each}" for each in own if each)
