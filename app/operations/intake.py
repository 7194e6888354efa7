"""Intake of letters: unknown senders become leads with an inquiry, known ones get their history [M24-M28, M32, M72-M75].

Each letter is taken once, however often it is read: its unique key is kept with it. Two letters of one stranger that are
taken at the same moment both want to write the same ``Identity``; the second one meets the unique key, is repeated by the
store, and then finds the lead of the first: two at once never make two leads [C4].
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.events import AttachedFile, MailArrived, MailUnreadable
from app.language import phrase
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.inquiries import Inquiry
from app.models.interactions import Attachment, Interaction, Message, QuarantineEntry
from app.models.naming import LONGEST_NAME, folded, tail
from app.models.rows import add_row, complete_row
from app.models.session import now, replayable, touch
from app.models.terms import (
    Channel,
    ContactPointKind,
    CounterpartyKind,
    Direction,
    InquiryState,
    IntakeEvent,
    InteractionKind,
    Source,
    Told,
)
from app.operations.history import contacted
from app.operations.intake_rules import OPEN_STATES, identity_keys, last_inquiry, responsible
from app.operations.notices import tell
from app.operations.numbering import Series, next_number
from app.operations.reception import KnownRow, Reception, received
from app.phone_number import shown_phone

LONGEST_KEY = 500
"""Characters of a Message-ID that fit into the unique index; a longer one is kept as its SHA-256."""
LONGEST_ADDRESS = 320
"""Characters of a mail address (RFC 3696, erratum 1690); what is longer is none."""


ADD_IDENTITY = insert(Identity.metadata.tables[Identity.__tablename__])
ADD_MESSAGE = insert(Message.metadata.tables[Message.__tablename__])
"""Built once, and past the mapped classes: these rows are never changed, and the audit trail does not ask for them."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a letter. number: of the inquiry, "" if there is none."""

    outcome: Literal["inquiry", "history", "automatic", "duplicate", "quarantine"]
    interaction_id: int | None = None
    inquiry_id: int | None = None
    counterparty_id: int | None = None
    number: str = ""


@replayable
def take_letter(session: Session, letter: MailArrived) -> Taken:
    """Record *letter* and do what the rule table says for its sender; a letter that was taken before changes nothing."""
    letter = harmless(letter)
    met = received(session, IntakeEvent.MAIL, phone=letter.phone, email=letter.email, key=letter.unique_key)
    if met.seen is not None:
        return Taken("duplicate", interaction_id=met.seen)
    if letter.automatic:
        return _automatic(session, letter, met.known)
    if met.known is not None and not met.rule.creates_inquiry:
        return _history(session, letter, met, met.known)
    return _new(session, letter, met)


@replayable
def take_unreadable(session: Session, letter: MailUnreadable) -> Taken:
    """Keep a letter that could not be understood, whole and with the reason, until a person has looked [C7]."""
    key = _short(letter.unique_key)
    for kept in (QuarantineEntry, Message):
        if session.scalar(select(kept.unique_key).where(kept.unique_key == key)) is not None:
            return Taken("duplicate")
    session.add(
        QuarantineEntry(
            at=letter.received_at,
            origin=_plain(letter.origin),
            reason=_plain(letter.reason),
            unique_key=key,
            raw=letter.raw,
        )
    )
    session.flush()
    return Taken("quarantine")


def harmless(letter: MailArrived) -> MailArrived:
    """*letter* as a database can keep it: no NUL and no half characters, names and keys short enough for an index."""
    email = _plain(letter.email).strip().lower()
    return replace(
        letter,
        origin=_plain(letter.origin),
        source=_plain(letter.source),
        subject=_plain(letter.subject),
        phone=_plain(letter.phone),
        phone_raw=_plain(letter.phone_raw),
        text=_plain(letter.text),
        original=_plain(letter.original),
        automatic=_plain(letter.automatic),
        sender=_plain(letter.sender),
        unique_key=_short(letter.unique_key),
        name=_plain(letter.name).strip()[:LONGEST_NAME],
        company=_plain(letter.company).strip()[:LONGEST_NAME],
        email=email if len(email) <= LONGEST_ADDRESS else "",
        language=_plain(letter.language)[:2],
        recipients=tuple(_plain(each) for each in letter.recipients),
        references=tuple(_plain(each) for each in letter.references),
        attachments=tuple(AttachedFile(_plain(f.name), _plain(f.mime), f.data) for f in letter.attachments),
    )


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _short(key: str) -> str:
    key = _plain(key)
    return key if len(key) <= LONGEST_KEY else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def _automatic(session: Session, letter: MailArrived, known: KnownRow | None) -> Taken:
    """Written by a machine: kept, in the history of whom it belongs to; no lead, no answer, nobody is told [C10]."""
    counterparty_id = known.id if known else None
    return Taken("automatic", _recorded(session, letter, counterparty_id, None), counterparty_id=counterparty_id)


def _history(session: Session, letter: MailArrived, met: Reception, known: KnownRow) -> Taken:
    """A letter of somebody known joins the history, and an inquiry of theirs that is still open."""
    last = last_inquiry(session, known.id)
    open_inquiry = last if last is not None and last.state in OPEN_STATES else None
    interaction_id = _recorded(session, letter, known.id, open_inquiry.id if open_inquiry else None)
    contacted(session, known.id, letter.received_at)
    news = phrase("{name} wrote: {subject}", name=known.name, subject=_gist(letter))
    told: Iterable[int] = met.dispatchers if met.rule.tells is Told.DISPATCHER else ()
    if met.rule.tells is Told.RESPONSIBLE:
        told = responsible(session, known, last)
    tell(session, told, news, place="counterparties", record_id=known.id)
    return Taken("history", interaction_id, open_inquiry.id if open_inquiry else None, known.id)


def _new(session: Session, letter: MailArrived, met: Reception) -> Taken:
    """What the rule says for somebody new: lead, inquiry, both or neither."""
    lead_id = _new_lead(session, letter) if met.known is None and met.rule.creates_lead else None
    counterparty_id = met.known.id if met.known else lead_id
    inquiry_id, number = None, ""
    if met.rule.creates_inquiry:
        inquiry_id, number = _new_inquiry(session, letter, met, counterparty_id)
    if lead_id is not None and inquiry_id is not None:
        complete_row(session, Counterparty, lead_id, "inquiry_id", inquiry_id)
    interaction_id = _recorded(session, letter, counterparty_id, inquiry_id)
    if inquiry_id is None:
        return Taken("history", interaction_id, counterparty_id=counterparty_id)
    if met.rule.tells is not Told.NOBODY:
        news = phrase("New inquiry {number}: {subject}", number=number, subject=_gist(letter))
        tell(session, met.dispatchers, news, place="triage", record_id=inquiry_id)
    return Taken("inquiry", interaction_id, inquiry_id, counterparty_id, number)


def _new_lead(session: Session, letter: MailArrived) -> int | None:
    """The id of a counterparty for a stranger who can be reached, with the person; None without phone and address."""
    name = letter.company or letter.name or letter.email or shown_phone(letter.phone)
    if not (letter.phone or letter.email):
        return None
    lead_id = add_row(
        session,
        Counterparty,
        kind=CounterpartyKind.LEAD,
        name=name,
        folded=folded(name),
        language=letter.language,
        created_at=now(session),
        last_contact_at=letter.received_at,
    )
    _add_person(session, letter, lead_id, letter.name or name)
    return lead_id


def _add_person(session: Session, letter: MailArrived, lead_id: int, name: str) -> None:
    """The person who wrote; from now on the lead is known by phone and address."""
    raw = {ContactPointKind.PHONE: letter.phone_raw or letter.phone, ContactPointKind.EMAIL: letter.email}
    keys = identity_keys(letter.phone, letter.email)
    for kind, value in keys:
        # One by one: a statement for several rows is built anew each time, which costs more than a second trip.
        session.connection().execute(ADD_IDENTITY, {"kind": kind, "value": value, "counterparty_id": lead_id})
    touch(session, "identity")
    contact_id = add_row(session, Contact, counterparty_id=lead_id, name=name, folded=folded(name), language=letter.language)
    for kind, value in keys:
        add_row(
            session,
            ContactPoint,
            counterparty_id=lead_id,
            contact_id=contact_id,
            kind=kind,
            value=value,
            raw=raw[kind],
            tail=tail(value) if kind is ContactPointKind.PHONE else "",
        )


def _new_inquiry(session: Session, letter: MailArrived, met: Reception, counterparty_id: int | None) -> tuple[int, str]:
    """Id and number of the inquiry that waits for the dispatcher."""
    number = next_number(session, Series.INQUIRY)
    inquiry_id = add_row(
        session,
        Inquiry,
        number=number,
        received_at=letter.received_at,
        channel=Channel.EMAIL,
        source=_source(letter),
        name=letter.name,
        company=letter.company,
        phone=letter.phone,
        phone_raw=letter.phone_raw,
        email=letter.email,
        subject=letter.subject,
        text=letter.text,
        language=letter.language,
        state=InquiryState.NEW,
        counterparty_id=counterparty_id,
        due_at=met.promised.following(now(session)),
    )
    return inquiry_id, number


def _source(letter: MailArrived) -> Source:
    try:
        return Source(letter.source)
    except ValueError as error:
        raise UserError("Kontor does not know letters of the kind {source}.", source=letter.source) from error


def _gist(letter: MailArrived) -> str:
    """One line that says what a letter is about."""
    return (" ".join(letter.subject.split()) or " ".join(letter.text.split()) or letter.email)[:120]


def _recorded(session: Session, letter: MailArrived, counterparty_id: int | None, inquiry_id: int | None) -> int:
    """The letter as an event of the history, with the original and its files; the id of the event."""
    interaction_id = add_row(
        session,
        Interaction,
        at=letter.received_at,
        kind=InteractionKind.MESSAGE,
        direction=Direction.IN,
        automatic=bool(letter.automatic),
        automatic_reason=letter.automatic,
        counterparty_id=counterparty_id,
        inquiry_id=inquiry_id,
        subject=letter.subject,
        text=letter.text,
    )
    session.connection().execute(
        ADD_MESSAGE,
        {
            "interaction_id": interaction_id,
            "unique_key": letter.unique_key,
            "source": letter.source,
            "origin": letter.origin,
            "sender": letter.sender,
            "recipients": list(letter.recipients),
            "references": list(letter.references),
            "original": letter.original,
            "raw": letter.raw,
        },
    )
    touch(session, "message")
    session.add_all(
        Attachment(
            interaction_id=interaction_id,
            name=file.name,
            mime=file.mime,
            size=len(file.data),
            sha256=hashlib.sha256(file.data).hexdigest(),
            added_at=now(session),
            data=file.data,
        )
        for file in letter.attachments
    )
    return interaction_id
