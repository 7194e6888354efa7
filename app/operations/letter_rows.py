"""What a window shows of a letter that is being written, and whose draft it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound, UserError
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Attachment
from app.models.mail import OutgoingLetter
from app.models.mail_terms import LetterState
from app.models.terms import Role
from app.operations.actors import require
from app.operations.editing import locked
from app.operations.mail_settings import sender_address, size_limit

WRITING = (Role.SELLER, Role.HEAD, Role.DISPATCHER, Role.MARKETER, Role.SERVICE, Role.PRODUCTION)
"""Who writes letters."""


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file of a letter that is being written. size in bytes."""

    id: int
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A letter that is being written.

    company, deal, inquiry: name or number, "" for none. size: bytes of the files, limit: what they may have. sender: where
    it will come from, "" if nobody has said it yet.
    """

    id: int
    version: int
    counterparty_id: int | None
    company: str
    deal_id: int | None
    deal: str
    inquiry_id: int | None
    inquiry: str
    answers_id: int | None
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    subject: str
    text: str
    language: str
    files: tuple[DraftFile, ...]
    size: int
    limit: int
    written_at: datetime
    sender: str


def own_draft(
    session: Session, draft_id: int, state: LetterState = LetterState.DRAFT, *, held: bool = True
) -> OutgoingLetter:
    """The letter that who is signed in writes; held: against other writers until the transaction ends.

    Raises NotAllowed, NotFound, UserError if it is no draft any more.
    """
    who = require(session, *WRITING)
    letter = locked(session, OutgoingLetter, draft_id) if held else session.get(OutgoingLetter, draft_id)
    if letter is None:
        raise NotFound("This letter does not exist (any more).")
    if letter.employee_id != who.id:
        raise NotAllowed("Somebody else writes this letter.")
    if letter.state is not state:
        raise UserError("This letter is no draft any more: look for it among the letters that go out.")
    return letter


def draft_row(session: Session, draft_id: int) -> DraftRow:
    """One draft. Raises NotFound."""
    rows = draft_rows(session, OutgoingLetter.id == draft_id)
    if not rows:
        raise NotFound("This letter does not exist (any more).")
    return rows[0]


def draft_rows(session: Session, condition: ColumnElement[bool]) -> tuple[DraftRow, ...]:
    """The letters that fulfil *condition*, newest first."""
    found = session.execute(_query().where(condition)).all()
    files = _files(session, [row.id for row in found])
    limit = size_limit(session)
    return tuple(_row(session, row, files.get(row.id, ()), limit) for row in found)


def files_size(session: Session, draft_id: int) -> int:
    """Bytes of the files of a letter."""
    query = select(func.sum(Attachment.size)).where(
        Attachment.outgoing_letter_id == draft_id, Attachment.removed_at.is_(None)
    )
    return session.scalar(query) or 0


def _query() -> Select[Any]:
    return (
        select(
            OutgoingLetter.id,
            OutgoingLetter.version,
            OutgoingLetter.counterparty_id,
            func.coalesce(Counterparty.name, "").label("company"),
            OutgoingLetter.deal_id,
            func.coalesce(Deal.number, "").label("deal"),
            OutgoingLetter.inquiry_id,
            func.coalesce(Inquiry.number, "").label("inquiry"),
            OutgoingLetter.answers_id,
            OutgoingLetter.to,
            OutgoingLetter.cc,
            OutgoingLetter.bcc,
            OutgoingLetter.subject,
            OutgoingLetter.text,
            OutgoingLetter.language,
            OutgoingLetter.written_at,
            OutgoingLetter.employee_id,
        )
        .outerjoin(Counterparty, Counterparty.id == OutgoingLetter.counterparty_id)
        .outerjoin(Deal, Deal.id == OutgoingLetter.deal_id)
        .outerjoin(Inquiry, Inquiry.id == OutgoingLetter.inquiry_id)
        .order_by(OutgoingLetter.written_at.desc(), OutgoingLetter.id.desc())
    )


def _row(session: Session, row: Any, files: tuple[DraftFile, ...], limit: int) -> DraftRow:
    values = dict(row._mapping)
    employee_id = values.pop("employee_id")
    for field in ("to", "cc", "bcc"):
        values[field] = tuple(values[field])
    size = sum(file.size for file in files)
    return DraftRow(**values, files=files, size=size, limit=limit, sender=sender_address(session, employee_id))


def _files(session: Session, draft_ids: list[int]) -> dict[int, tuple[DraftFile, ...]]:
    rows = session.execute(
        select(Attachment.outgoing_letter_id, Attachment.id, Attachment.name, Attachment.mime, Attachment.size)
        .where(Attachment.outgoing_letter_id.in_(draft_ids), Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    found: dict[int, tuple[DraftFile, ...]] = {}
    for row in rows:
        letter_id = row.outgoing_letter_id or 0
        found[letter_id] = (*found.get(letter_id, ()), DraftFile(row.id, row.name, row.mime, row.size))
    return found
