"""Reading a letter whole: who wrote to whom, its words, its cleaned HTML, what came with it; also one that has not gone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.letter_html import html_of
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.interactions import Attachment, Interaction, Message
from app.models.mail import LetterTemplate, OutgoingLetter
from app.models.terms import Direction, InteractionKind
from app.operations.history import came_back
from app.operations.letter_rows import DraftFile
from app.operations.outbox_rows import everybody, visible


@dataclass(frozen=True, slots=True)
class LetterShown:
    """A letter to be read. sender: an address, "" if nobody knows it; to: everybody that it went or shall go to.

    who: of us, "" for nobody. automatic: a machine wrote it; reason: why we think so, in marked words. came_back: ours,
    refused for good. template: the taught sender by whose template it was read, "" for none. interaction_id: None for one
    that is not in the history (yet).
    """

    interaction_id: int | None
    at: datetime
    incoming: bool
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    who: str
    automatic: bool
    reason: str
    came_back: bool
    template: str
    counterparty_id: int | None
    company: str
    deal_id: int | None
    deal: str
    files: tuple[DraftFile, ...]


def read(session: Session, interaction_id: int) -> LetterShown:
    """A letter of the history. Raises NotFound."""
    row = session.execute(
        select(
            Interaction.at,
            Interaction.direction,
            Message.sender,
            Message.recipients,
            Interaction.subject,
            Message.original,
            Interaction.text,
            func.coalesce(Employee.name, "").label("who"),
            Interaction.automatic,
            Interaction.automatic_reason,
            came_back(),
            func.coalesce(LetterTemplate.sender, "").label("template"),
            Interaction.counterparty_id,
            func.coalesce(Counterparty.name, "").label("company"),
            Interaction.deal_id,
            func.coalesce(Deal.number, "").label("deal"),
        )
        .outerjoin(Message, Message.interaction_id == Interaction.id)
        .outerjoin(Employee, Employee.id == Interaction.employee_id)
        .outerjoin(LetterTemplate, LetterTemplate.id == Message.template_id)
        .outerjoin(Counterparty, Counterparty.id == Interaction.counterparty_id)
        .outerjoin(Deal, Deal.id == Interaction.deal_id)
        .where(Interaction.id == interaction_id, Interaction.kind == InteractionKind.MESSAGE)
    ).one_or_none()
    if row is None:
        raise NotFound("This letter does not exist (any more).")
    return LetterShown(
        interaction_id,
        row.at,
        row.direction is Direction.IN,
        row.sender or "",
        tuple(row.recipients or ()),
        row.subject,
        row.original or row.text,
        row.who,
        row.automatic,
        row.automatic_reason,
        bool(row.came_back),
        row.template,
        row.counterparty_id,
        row.company,
        row.deal_id,
        row.deal,
        _files(session, Attachment.interaction_id == interaction_id),
    )


def outgoing(session: Session, letter_id: int) -> LetterShown:
    """A letter of the outbox that who is signed in may see. Raises NotFound."""
    row: Any = session.execute(
        select(
            OutgoingLetter.written_at,
            OutgoingLetter.sender,
            OutgoingLetter.to,
            OutgoingLetter.cc,
            OutgoingLetter.bcc,
            OutgoingLetter.subject,
            OutgoingLetter.text,
            OutgoingLetter.kind,
            OutgoingLetter.interaction_id,
            func.coalesce(Employee.name, "").label("who"),
            OutgoingLetter.employee_id,
            OutgoingLetter.counterparty_id,
            func.coalesce(Counterparty.name, "").label("company"),
            OutgoingLetter.deal_id,
            func.coalesce(Deal.number, "").label("deal"),
        )
        .outerjoin(Employee, Employee.id == OutgoingLetter.employee_id)
        .outerjoin(Counterparty, Counterparty.id == OutgoingLetter.counterparty_id)
        .outerjoin(Deal, Deal.id == OutgoingLetter.deal_id)
        .where(OutgoingLetter.id == letter_id, visible(session))
    ).one_or_none()
    if row is None:
        raise NotFound("This letter does not exist (any more).")
    return LetterShown(
        interaction_id=row.interaction_id,
        at=row.written_at,
        incoming=False,
        sender=row.sender,
        to=everybody(row),
        subject=row.subject,
        text=row.text,
        who=row.who,
        automatic=row.employee_id is None,
        reason="",
        came_back=False,
        template="",
        counterparty_id=row.counterparty_id,
        company=row.company,
        deal_id=row.deal_id,
        deal=row.deal,
        files=_files(session, Attachment.outgoing_letter_id == letter_id),
    )


def html(session: Session, interaction_id: int) -> str:
    """The letter's HTML, cleaned for a view without a network; "" if it has none."""
    raw = session.scalar(select(Message.raw).where(Message.interaction_id == interaction_id))
    return html_of(raw) if raw else ""


def _files(session: Session, of: ColumnElement[bool]) -> tuple[DraftFile, ...]:
    rows = session.execute(
        select(Attachment.id, Attachment.name, Attachment.mime, Attachment.size)
        .where(of, Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    return tuple(DraftFile(row.id, row.name, row.mime, row.size) for row in rows)
