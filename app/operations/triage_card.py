"""The card of an inquiry: all that a dispatcher, a head or a seller needs to decide about it [M12, M31, M36]."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.errors import NotFound
from app.events import Document
from app.language import Phrase, marked, phrase
from app.models.company import Department, Employee
from app.models.inquiries import Inquiry
from app.models.interactions import Attachment, Interaction, Message
from app.models.terms import CLOSE_REASON_WORDS, InquiryState, Source
from app.models.triage_terms import DoubleReason
from app.operations.actors import head_of
from app.operations.doubles import Double, Stranger, doubles
from app.operations.history import HistoryRow, happened
from app.operations.proposed import ProposalRow, open_for
from app.operations.suggestion import Suggestion, suggestion
from app.operations.triage_sender import Sender, sender

ARRIVED = {
    Source.JIVO_CHAT: marked("Arrived through the chat on the web site"),
    Source.JIVO_OFFLINE: marked("Arrived as an offline message of the chat"),
    Source.SITE_FORM: marked("Arrived through the form on the web site"),
    Source.LETTER: marked("Arrived as a letter"),
    Source.CALL: marked("Arrived as a call"),
}
HISTORY = 30
SAME = frozenset({DoubleReason.PHONE, DoubleReason.EMAIL, DoubleReason.TAX_NUMBER, DoubleReason.DOMAIN})
"""By these a double is probably the sender, or a colleague; a similar name alone says nothing about where to go."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that came with it; size in bytes."""

    id: int
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class InquiryCard:
    """One inquiry whole. original: the letter's whole readable body; told_next: who will be told of the next decision.

    proposal: the letter may be from somebody known, and a person has to say so. sender: what is known of whoever asks.
    """

    id: int
    version: int
    number: str
    received_at: datetime
    channel: str
    source: str
    state: str
    name: str
    company: str
    phone: str
    phone_raw: str
    email: str
    subject: str
    text: str
    original: str
    language: str
    files: tuple[FileRow, ...]
    doubles: tuple[Double, ...]
    suggestion: Suggestion | None
    history: tuple[HistoryRow, ...]
    told_next: str
    department_id: int | None
    seller_id: int | None
    counterparty_id: int | None
    due_at: datetime | None = None
    snoozed_until: datetime | None = None
    close_reason: str = ""
    close_note: str = ""
    proposal: ProposalRow | None = None
    sender: Sender | None = None


def card(session: Session, inquiry_id: int) -> InquiryCard:
    """The card of the inquiry. Raises NotFound."""
    inquiry = session.get(Inquiry, inquiry_id)
    if inquiry is None:
        raise NotFound("This inquiry does not exist (any more).")
    undecided = inquiry.state in (InquiryState.NEW, InquiryState.SORTED, InquiryState.ASSIGNED)
    stranger = Stranger(inquiry.name, inquiry.company, inquiry.phone, inquiry.email, inquiry.counterparty_id)
    found = doubles(session, stranger) if undecided else ()
    suggested = _suggested(session, inquiry, found) if inquiry.state is InquiryState.NEW else None
    return InquiryCard(
        id=inquiry.id,
        version=inquiry.version,
        number=inquiry.number,
        received_at=inquiry.received_at,
        channel=inquiry.channel.value,
        source=inquiry.source.value,
        state=inquiry.state.value,
        name=inquiry.name,
        company=inquiry.company,
        phone=inquiry.phone,
        phone_raw=inquiry.phone_raw,
        email=inquiry.email,
        subject=inquiry.subject,
        text=inquiry.text,
        original=_original(session, inquiry.id),
        language=inquiry.language,
        files=_files(session, inquiry.id),
        doubles=found,
        suggestion=suggested,
        history=(*reversed(_steps(session, inquiry)), *_before(session, inquiry)),
        told_next=_told_next(session, inquiry, suggested),
        department_id=inquiry.department_id,
        seller_id=inquiry.seller_id,
        counterparty_id=inquiry.counterparty_id,
        due_at=inquiry.due_at,
        snoozed_until=inquiry.snoozed_until,
        close_reason=inquiry.close_reason.value if inquiry.close_reason else "",
        close_note=inquiry.close_note,
        proposal=open_for(session, inquiry.id) if undecided else None,
        sender=sender(session, inquiry.counterparty_id, inquiry.id),
    )


def _suggested(session: Session, inquiry: Inquiry, found: tuple[Double, ...]) -> Suggestion | None:
    """The department by words and by history: the sender's own, and that of whom the sender probably is."""
    same = [double for double in found if double.reason in SAME]
    theirs = [double.counterparty_id for double in same]
    if inquiry.counterparty_id is not None:
        theirs.append(inquiry.counterparty_id)
    return suggestion(session, inquiry.subject, inquiry.text, theirs, same[0].name if same else "")


def file(session: Session, attachment_id: int) -> Document:
    """The bytes of a file, to be saved where the person says. Raises NotFound."""
    row = session.execute(
        select(Attachment.name, Attachment.mime, Attachment.data).where(Attachment.id == attachment_id)
    ).one_or_none()
    if row is None:
        raise NotFound("This file does not exist (any more).")
    return Document(row.name, row.mime, row.data)


def _original(session: Session, inquiry_id: int) -> str:
    """The letter that began it; "" for a call."""
    return (
        session.scalar(
            select(Message.original)
            .join(Interaction, Interaction.id == Message.interaction_id)
            .where(Interaction.inquiry_id == inquiry_id)
            .order_by(Interaction.at, Interaction.id)
            .limit(1)
        )
        or ""
    )


def _files(session: Session, inquiry_id: int) -> tuple[FileRow, ...]:
    rows = session.execute(
        select(Attachment.id, Attachment.name, Attachment.mime, Attachment.size)
        .join(Interaction, Interaction.id == Attachment.interaction_id)
        .where(Interaction.inquiry_id == inquiry_id)
        .order_by(Attachment.id)
    )
    return tuple(FileRow(*row) for row in rows)


def _steps(session: Session, inquiry: Inquiry) -> list[HistoryRow]:
    """How it came and what was decided about it, oldest first."""
    sorter, assigner, seller = aliased(Employee), aliased(Employee), aliased(Employee)
    names = session.execute(
        select(Department.name, sorter.name, assigner.name, seller.name)
        .select_from(Inquiry)
        .outerjoin(Department, Department.id == Inquiry.department_id)
        .outerjoin(sorter, sorter.id == Inquiry.sorted_by_id)
        .outerjoin(assigner, assigner.id == Inquiry.assigned_by_id)
        .outerjoin(seller, seller.id == Inquiry.seller_id)
        .where(Inquiry.id == inquiry.id)
    ).one()
    department, sorted_by, assigned_by, sold_by = (name or "" for name in names)
    steps = [
        HistoryRow(inquiry.received_at, Phrase(ARRIVED[inquiry.source]), "step"),
        HistoryRow(inquiry.received_at, phrase("Recorded as inquiry {number}", number=inquiry.number), "step"),
    ]
    if inquiry.sorted_at is not None and department:
        steps.append(HistoryRow(inquiry.sorted_at, phrase("Sent to {department}", department=department), "step", sorted_by))
    if inquiry.assigned_at is not None:
        steps.append(HistoryRow(inquiry.assigned_at, phrase("Given to {seller}", seller=sold_by), "step", assigned_by))
    if inquiry.closed_at is not None and inquiry.close_reason is not None:
        reason = Phrase(CLOSE_REASON_WORDS[inquiry.close_reason])
        steps.append(HistoryRow(inquiry.closed_at, phrase("Closed: {reason}", reason=reason), "step"))
    return steps


def _before(session: Session, inquiry: Inquiry) -> tuple[HistoryRow, ...]:
    """What else happened with whoever asks: further letters and calls; the first letter is the inquiry itself."""
    theirs = Interaction.inquiry_id == inquiry.id
    if inquiry.counterparty_id is not None:
        theirs = or_(theirs, Interaction.counterparty_id == inquiry.counterparty_id)
    first = (
        select(Interaction.id)
        .where(Interaction.inquiry_id == inquiry.id)
        .order_by(Interaction.at, Interaction.id)
        .limit(1)
        .scalar_subquery()
    )
    return happened(session, theirs & (Interaction.id != func.coalesce(first, 0)), HISTORY)


def _told_next(session: Session, inquiry: Inquiry, suggested: Suggestion | None) -> str:
    """Name and department of the head who hears of it next, "" if nobody is to be told."""
    if inquiry.state is not InquiryState.NEW:
        return ""
    department_id = suggested.department_id if suggested else None
    head = head_of(session, department_id)
    if head is None or department_id is None:
        return ""
    name = session.scalar(select(Employee.name).where(Employee.id == head)) or ""
    department = session.scalar(select(Department.name).where(Department.id == department_id)) or ""
    return f"{name}, {department}"
