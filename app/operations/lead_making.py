"""What a letter of somebody new makes: the lead with its person, and the inquiry that waits for the dispatcher."""

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


def new_lead(session: Session, letter: MailArrived, met: Reception) -> int | None:
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
    _add_person(session, letter, lead_id, letter.name or name, number_is_free=met.holder is None)
    return lead_id


def _add_person(session: Session, letter: MailArrived, lead_id: int, name: str, *, number_is_free: bool) -> None:
    """The person who wrote; from now on the lead is known by the address, and by the number if it is nobody else's."""
    raw = {ContactPointKind.PHONE: letter.phone_raw or letter.phone, ContactPointKind.EMAIL: letter.email}
    keys = identity_keys(letter.phone, letter.email)
    for kind, value in keys:
        if kind is ContactPointKind.EMAIL or number_is_free:
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


def new_inquiry(session: Session, letter: MailArrived, met: Reception, counterparty_id: int | None) -> tuple[int, str]:
    """Id and number of the inquiry that waits for the dispatcher. Raises UserError for a letter of no known kind."""
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
