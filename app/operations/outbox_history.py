"""A letter that went becomes part of the history, in the transaction that says that it went."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.events import AttachedFile
from app.letter_making import compose
from app.letter_quote import own_words
from app.models.counterparties import ContactPoint
from app.models.interactions import Attachment, Interaction, Message
from app.models.mail import OutgoingLetter
from app.models.mail_terms import LetterKind, LetterState
from app.models.notice_terms import NoticeKind
from app.models.session import now, touch
from app.models.terms import ContactPointKind, Direction, InteractionKind, Source
from app.operations.history import contacted
from app.operations.notices import gone
from app.operations.outbox_rows import everybody
from app.operations.reception import known_by
from app.operations.responses import responded
from app.outgoing_mail import OutgoingMail

ACKNOWLEDGED = "acknowledgement of receipt"
ANSWERED = frozenset({NoticeKind.CUSTOMER_WROTE, NoticeKind.CALL_MISSED, NoticeKind.MAIL})
"""Notices of a customer that a letter of ours to them settles."""


def settle(session: Session, letter: OutgoingLetter, delivered: Sequence[str], raw: bytes | None = None) -> None:
    """Note that *letter* went to *delivered*, and is done with everybody; *raw*: its bytes, made again if None."""
    reached(session, letter, delivered, raw)
    letter.state = LetterState.SENT
    letter.next_try_at = None
    letter.claimed_by, letter.claimed_until = "", None
    if not letter.refused:
        letter.problem, letter.params = "", {}


def reached(session: Session, letter: OutgoingLetter, delivered: Sequence[str], raw: bytes | None = None) -> None:
    """Note that *letter* went to *delivered*; with the first of them it joins the history."""
    letter.delivered = list(dict.fromkeys((*letter.delivered, *delivered)))
    letter.sent_at = letter.sent_at or now(session)
    if letter.interaction_id is None:
        letter.interaction_id = _recorded(session, letter, raw if raw is not None else compose(mail_of(session, letter)))
    if letter.kind is LetterKind.PERSONAL:
        if letter.counterparty_id is not None:
            gone(session, "counterparties", letter.counterparty_id, kinds=ANSWERED)
        responded(
            session,
            letter.sent_at,
            letter.employee_id,
            addresses=letter.delivered,
            inquiry_id=letter.inquiry_id,
            counterparty_id=letter.counterparty_id,
        )


def mail_of(session: Session, letter: OutgoingLetter) -> OutgoingMail:
    """*letter* with its files, as it goes over the wire."""
    files = session.execute(
        select(Attachment.name, Attachment.mime, Attachment.data)
        .where(Attachment.outgoing_letter_id == letter.id, Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    )
    return OutgoingMail(
        letter.message_id or "",
        letter.sender,
        letter.sender_name,
        tuple(letter.to),
        tuple(letter.cc),
        tuple(letter.bcc),
        letter.subject,
        letter.text,
        tuple(letter.references),
        letter.written_at,
        letter.kind is not LetterKind.PERSONAL,
        tuple(AttachedFile(file.name, file.mime, file.data) for file in files),
    )


def _recorded(session: Session, letter: OutgoingLetter, raw: bytes) -> int:
    """The letter as an event of the history, with its files; the id of the event."""
    automatic = letter.kind is not LetterKind.PERSONAL
    if letter.counterparty_id is None:
        owners = (known_by(session, "", address) for address in everybody(letter))
        letter.counterparty_id = next((owner.id for owner in owners if owner is not None), None)
    event = Interaction(
        at=now(session),
        kind=InteractionKind.MESSAGE,
        direction=Direction.OUT,
        automatic=automatic,
        automatic_reason=ACKNOWLEDGED if automatic else "",
        counterparty_id=letter.counterparty_id,
        contact_id=_person(session, letter),
        employee_id=letter.employee_id,
        deal_id=letter.deal_id,
        inquiry_id=letter.inquiry_id,
        subject=letter.subject,
        text=own_words(letter.text) or letter.text,
    )
    session.add(event)
    session.flush()
    session.add(
        Message(
            interaction_id=event.id,
            unique_key=_free_key(session, letter.message_id or f"outbox:{letter.id}"),
            source=Source.LETTER,
            origin=f"outbox/{letter.id}",
            sender=letter.sender,
            recipients=list(everybody(letter)),
            references=list(letter.references),
            original=letter.text,
            raw=raw,
        )
    )
    session.execute(
        update(Attachment)
        .where(Attachment.outgoing_letter_id == letter.id, Attachment.removed_at.is_(None))
        .values(interaction_id=event.id)
    )
    touch(session, "attachment")
    if letter.counterparty_id is not None and not automatic:
        contacted(session, letter.counterparty_id, now(session))
    return event.id


def _free_key(session: Session, message_id: str) -> str:
    """The Message-ID; a copy of our own letter may have come in by a mailbox before its sending was recorded."""
    known = session.scalar(select(Message.interaction_id).where(Message.unique_key == message_id))
    return message_id if known is None else f"sent:{message_id}"


def _person(session: Session, letter: OutgoingLetter) -> int | None:
    """The person of the customer to whom the letter goes."""
    return session.scalar(
        select(ContactPoint.contact_id)
        .where(
            ContactPoint.counterparty_id == (letter.counterparty_id or 0),
            ContactPoint.kind == ContactPointKind.EMAIL,
            ContactPoint.value.in_(everybody(letter)),
            ContactPoint.contact_id.is_not(None),
        )
        .order_by(ContactPoint.id)
        .limit(1)
    )
