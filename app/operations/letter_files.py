"""Files of a letter that is being written: from the computer, or papers and files of the deal; within a size together."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.file_names import safe_name
from app.file_type import sniffed
from app.language import Phrase, phrase
from app.models.deals import Deal
from app.models.interactions import Attachment, Interaction
from app.models.mail import OutgoingLetter
from app.models.papers import Contract, DeliveryNote, Invoice, Quotation, TaxInvoice
from app.models.session import now
from app.operations.attachments import check_size, limit
from app.operations.letter_rows import DraftRow, draft_row, files_size, own_draft
from app.operations.mail_settings import MEGABYTE, size_limit

MOST_OFFERED = 100

_PAPERS: tuple[tuple[type[Quotation | Contract | Invoice | DeliveryNote | TaxInvoice], Phrase], ...] = (
    (Quotation, phrase("quotation")),
    (Contract, phrase("contract")),
    (Invoice, phrase("invoice")),
    (DeliveryNote, phrase("delivery note")),
    (TaxInvoice, phrase("tax invoice")),
)


@dataclass(frozen=True, slots=True)
class OfferedDocument:
    """A paper or file that can go with a letter. size in bytes."""

    attachment_id: int
    name: str
    kind: Phrase
    size: int
    added_at: datetime


def attach_file(session: Session, draft_id: int, name: str, data: bytes) -> DraftRow:
    """Put a file into a letter; the same file goes once.

    Raises UserError for one that is empty or with which the letter becomes too big, and what ``open_draft`` raises.
    """
    letter = own_draft(session, draft_id)
    clean = safe_name(name, "")
    check_size(clean, len(data), limit(session))
    return _joined(session, letter, clean, sniffed(data, clean), data)


def attach_document(session: Session, draft_id: int, attachment_id: int) -> DraftRow:
    """Put a paper or file of the card into a letter, as it is now. Raises NotFound for another card's, and UserError."""
    letter = own_draft(session, draft_id)
    row = session.execute(
        select(Attachment.name, Attachment.mime, Attachment.data).where(Attachment.id == attachment_id, _of_card(letter))
    ).one_or_none()
    if row is None:
        raise NotFound("This file does not belong to the card of the letter.")
    return _joined(session, letter, safe_name(row.name, row.mime), row.mime, row.data)


def detach(session: Session, draft_id: int, file_id: int) -> DraftRow:
    """Take a file out of a letter; ``reattach`` puts it back. Raises NotFound, and what ``open_draft`` raises."""
    letter = own_draft(session, draft_id)
    _file(session, draft_id, file_id).removed_at = now(session)
    return _changed(session, letter)


def reattach(session: Session, draft_id: int, file_id: int) -> DraftRow:
    """Put back a file that was taken out. Raises UserError if there is no room for it any more, else as ``detach``."""
    letter = own_draft(session, draft_id)
    file = _file(session, draft_id, file_id)
    if file.removed_at is not None:
        _check_room(session, draft_id, file.name, file.size)
        file.removed_at = None
    return _changed(session, letter)


def documents(session: Session, draft_id: int) -> tuple[OfferedDocument, ...]:
    """Papers and files of the letter's card that are not in it yet, newest first."""
    letter = session.get(OutgoingLetter, draft_id)
    if letter is None:
        raise NotFound("This letter does not exist (any more).")
    inside = set(
        session.scalars(
            select(Attachment.sha256).where(Attachment.outgoing_letter_id == draft_id, Attachment.removed_at.is_(None))
        )
    )
    rows = session.execute(
        select(Attachment.id, Attachment.name, Attachment.size, Attachment.added_at, Attachment.sha256)
        .where(_of_card(letter))
        .order_by(Attachment.added_at.desc(), Attachment.id.desc())
        .limit(MOST_OFFERED)
    ).all()
    kinds = _kinds(session, [row.id for row in rows])
    return tuple(
        OfferedDocument(row.id, row.name, kinds.get(row.id, phrase("file")), row.size, row.added_at)
        for row in rows
        if row.sha256 not in inside
    )


def _joined(session: Session, letter: OutgoingLetter, name: str, mime: str, data: bytes) -> DraftRow:
    sha256 = hashlib.sha256(data).hexdigest()
    here = select(Attachment).where(Attachment.outgoing_letter_id == letter.id)
    same = session.scalars(here.where(Attachment.sha256 == sha256).order_by(Attachment.id).limit(1)).first()
    if same is not None and same.removed_at is None:
        return draft_row(session, letter.id)
    _check_room(session, letter.id, name, len(data))
    if same is not None:
        same.removed_at = None
        return _changed(session, letter)
    taken = session.scalars(
        select(Attachment.name).where(Attachment.outgoing_letter_id == letter.id, Attachment.removed_at.is_(None))
    )
    session.add(
        Attachment(
            outgoing_letter_id=letter.id,
            name=safe_name(name, mime, list(taken)),
            mime=mime,
            size=len(data),
            sha256=sha256,
            added_at=now(session),
            employee_id=letter.employee_id,
            data=data,
        )
    )
    return _changed(session, letter)


def _changed(session: Session, letter: OutgoingLetter) -> DraftRow:
    """The draft after something of it changed that stands in another table; a window that has it open hears of it."""
    letter.written_at = now(session)
    session.flush()
    letter.version += 1
    session.flush()
    return draft_row(session, letter.id)


def _check_room(session: Session, draft_id: int, name: str, size: int) -> None:
    most = size_limit(session)
    if files_size(session, draft_id) + size > most:
        raise UserError(
            "With “{name}” the files of this letter have more than {most} MB together; many servers refuse that.",
            name=name,
            most=most // MEGABYTE,
        )


def _file(session: Session, draft_id: int, file_id: int) -> Attachment:
    file = session.get(Attachment, file_id)
    if file is None or file.outgoing_letter_id != draft_id:
        raise NotFound("This file does not exist (any more).")
    return file


def _of_card(letter: OutgoingLetter) -> ColumnElement[bool]:
    """Files of the deal; of the customer and all its deals and letters where the letter is about no deal."""
    places: list[ColumnElement[bool]] = []
    if letter.deal_id is not None:
        places.append(Attachment.deal_id == letter.deal_id)
    if letter.counterparty_id is not None:
        places.append(Attachment.counterparty_id == letter.counterparty_id)
        deals = select(Deal.id).where(Deal.counterparty_id == letter.counterparty_id)
        letters = select(Interaction.id).where(Interaction.counterparty_id == letter.counterparty_id)
        places += [Attachment.deal_id.in_(deals), Attachment.interaction_id.in_(letters)]
    if letter.inquiry_id is not None:
        asked = select(Interaction.id).where(Interaction.inquiry_id == letter.inquiry_id)
        places.append(Attachment.interaction_id.in_(asked))
    return or_(false(), *places) & Attachment.removed_at.is_(None)


def _kinds(session: Session, attachment_ids: list[int]) -> dict[int, Phrase]:
    found: dict[int, Phrase] = {}
    for paper, word in _PAPERS:
        query = select(paper.document_id).where(paper.document_id.in_(attachment_ids))
        found |= {document_id: word for document_id in session.scalars(query) if document_id is not None}
    return found
