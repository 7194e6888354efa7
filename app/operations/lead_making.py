"""What a letter or a call of somebody new makes: the lead with its person, and the inquiry that waits for the dispatcher."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.errors import UserError
from app.events import MailArrived
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.inquiries import Inquiry
from app.models.naming import folded, tail
from app.models.rows import add_row
from app.models.session import now, touch
from app.models.terms import Channel, ContactPointKind, CounterpartyKind, InquiryState, Source
from app.operations.intake_rules import identity_keys
from app.operations.numbering import Series, next_number
from app.operations.reception import Reception
from app.phone_number import shown_phone

ADD_IDENTITY = insert(Identity.metadata.tables[Identity.__tablename__])
"""Built once, and past the mapped class: the audit trail does not ask for it."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who wrote or called, as a lead and an inquiry are made of it; "" for what is not known.

    at: when it came. phone: E.164; phone_raw: as it was written or shown; phone_extension: what is dialled behind it.
    email: lower case. subject and text: the need.
    """

    at: datetime
    channel: Channel
    source: Source
    name: str = ""
    company: str = ""
    phone: str = ""
    phone_raw: str = ""
    phone_extension: str = ""
    email: str = ""
    language: str = ""
    subject: str = ""
    text: str = ""


def writer_of(letter: MailArrived) -> Stranger:
    """Who wrote *letter*. Raises UserError for a letter of no known kind."""
    return Stranger(
        at=letter.received_at,
        channel=Channel.EMAIL,
        source=_source(letter),
        name=letter.name,
        company=letter.company,
        phone=letter.phone,
        phone_raw=letter.phone_raw,
        email=letter.email,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
    )


def new_lead(session: Session, stranger: Stranger, *, number_is_free: bool = True) -> int | None:
    """The id of a counterparty for a stranger who can be reached, with the person; None without phone and address.

    number_is_free: the number is nobody else's, so that the lead is known by it from now on.
    """
    name = stranger.company or stranger.name or stranger.email or shown_phone(stranger.phone)
    if not (stranger.phone or stranger.email):
        return None
    lead_id = add_row(
        session,
        Counterparty,
        kind=CounterpartyKind.LEAD,
        name=name,
        folded=folded(name),
        language=stranger.language,
        created_at=now(session),
        last_contact_at=stranger.at,
    )
    _add_person(session, stranger, lead_id, stranger.name or name, number_is_free=number_is_free)
    return lead_id


def _add_person(session: Session, stranger: Stranger, lead_id: int, name: str, *, number_is_free: bool) -> None:
    """The person who asks; from now on the lead is known by the address, and by the number if it is nobody else's."""
    raw = {ContactPointKind.PHONE: stranger.phone_raw or stranger.phone, ContactPointKind.EMAIL: stranger.email}
    keys = identity_keys(stranger.phone, stranger.email)
    for kind, value in keys:
        if kind is ContactPointKind.EMAIL or number_is_free:
            # One by one: a statement for several rows is built anew each time, which costs more than a second trip.
            session.connection().execute(ADD_IDENTITY, {"kind": kind, "value": value, "counterparty_id": lead_id})
    touch(session, "identity")
    contact_id = add_row(
        session, Contact, counterparty_id=lead_id, name=name, folded=folded(name), language=stranger.language
    )
    for kind, value in keys:
        by_phone = kind is ContactPointKind.PHONE
        add_row(
            session,
            ContactPoint,
            counterparty_id=lead_id,
            contact_id=contact_id,
            kind=kind,
            value=value,
            raw=raw[kind],
            tail=tail(value) if by_phone else "",
            extension=stranger.phone_extension if by_phone else "",
        )


def new_inquiry(session: Session, stranger: Stranger, met: Reception, counterparty_id: int | None) -> tuple[int, str]:
    """Id and number of the inquiry that waits for the dispatcher until the next promised time.

    A response is promised to whoever can be reached.
    """
    number = next_number(session, Series.INQUIRY)
    inquiry_id = add_row(
        session,
        Inquiry,
        number=number,
        received_at=stranger.at,
        channel=stranger.channel,
        source=stranger.source,
        name=stranger.name,
        company=stranger.company,
        phone=stranger.phone,
        phone_raw=stranger.phone_raw,
        email=stranger.email,
        subject=stranger.subject,
        text=stranger.text,
        language=stranger.language,
        state=InquiryState.NEW,
        counterparty_id=counterparty_id,
        due_at=met.promised.following(now(session)),
        respond_by=met.response.by(stranger.at) if reachable(stranger.phone or stranger.phone_raw, stranger.email) else None,
    )
    return inquiry_id, number


def reachable(number: str, email: str) -> bool:
    """Whether whoever asks can be called or written to: neither who withholds the number, nor who leaves nothing."""
    return bool(email) or any(sign.isdigit() for sign in number)


def _source(letter: MailArrived) -> Source:
    try:
        return Source(letter.source)
    except ValueError as error:
        raise UserError("Kontor does not know letters of the kind {source}.", source=letter.source) from error
