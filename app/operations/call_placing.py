"""Where a call belongs: whose it is, the lead and the inquiry that it makes, whom it is told to — by the rule table.

What the table says is done at the ring; what it says of missed calls is added at the end of one that nobody answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events import CallEvent
from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.inquiries import Inquiry
from app.models.rows import complete_row
from app.models.terms import Channel, ContactPointKind, Direction, IntakeEvent, Known, Role, Source, Told
from app.operations.actors import with_role
from app.operations.call_crew import Crew
from app.operations.call_keeping import KeptCall
from app.operations.call_news import COUNTERPARTIES, TRIAGE, Where
from app.operations.history import contacted
from app.operations.intake_rules import OPEN_STATES, LastInquiry, last_inquiry, responsible
from app.operations.lead_making import Stranger, new_inquiry, new_lead
from app.operations.reception import KnownRow, Reception, Rule, received, rule_of
from app.phone_number import NOBODY

LONGEST_RUN = 5
"""Digits in a name that make it a number."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a call belongs in the books; all None for one that belongs nowhere: internal, or of a number of ours.

    name: of whom it is with, "" for a stranger. made_inquiry: this call made the inquiry.
    """

    counterparty_id: int | None = None
    contact_id: int | None = None
    inquiry_id: int | None = None
    inquiry_number: str = ""
    name: str = ""
    told: Sequence[int] = ()
    made_inquiry: bool = False

    @property
    def where(self) -> Where:
        """Where its notice leads."""
        if self.made_inquiry or self.counterparty_id is None:
            return Where(TRIAGE, self.inquiry_id, self.inquiry_number)
        return Where(COUNTERPARTIES, self.counterparty_id)


@dataclass(frozen=True, slots=True)
class Missed:
    """What the table says of a missed call. known, last: whose it is; owners: who answers for it, none for spam."""

    placed: Placed
    rule: Rule
    known: KnownRow | None
    last: LastInquiry | None
    owners: Sequence[int]


NOWHERE = Placed()


def place(session: Session, event: CallEvent, crew: Crew) -> Placed:
    """What the table says of a call that begins. Raises UserError where the table is incomplete."""
    nobody_rang = event.direction == Direction.OUT and event.number is None
    if event.direction == Direction.INTERNAL or nobody_rang or crew.is_own(event):
        return NOWHERE
    heard = IntakeEvent.CALL_OUT if event.direction == Direction.OUT else IntakeEvent.CALL_IN
    met = received(session, heard, phone=event.number or "", email="")
    last = last_inquiry(session, met.known.id) if met.known is not None else None
    if met.known is not None and event.direction == Direction.IN:
        contacted(session, met.known.id, event.started_at)
    placed = _made(session, event, met, met.rule, met.known, last)
    return replace(placed, told=_told(session, met, met.rule, met.known, last))


def place_missed(session: Session, kept: KeptCall, event: CallEvent) -> Missed:
    """What the table says of a call that was missed, and what the ring has not made of it yet.

    The row of the table is that of before the call: a lead that the ring has made was nobody known.
    """
    met = received(session, IntakeEvent.CALL_MISSED, phone=event.number or "", email="")
    rule, known = met.rule, met.known
    if kept.was_unknown and known is not None:
        rule = rule_of(session, IntakeEvent.CALL_MISSED, Known.UNKNOWN)
    if kept.counterparty_id is not None and (known is None or known.id != kept.counterparty_id):
        known = _known(session, kept.counterparty_id)
    last = last_inquiry(session, known.id) if known is not None else None
    placed = _made(session, event, met, rule, known, last, kept)
    owners = _responsible(session, met, known, last)
    return Missed(replace(placed, told=_told(session, met, rule, known, last)), rule, known, last, owners)


def caller_name(event: CallEvent) -> str:
    """What the exchange calls the other side, if it is a name: no number, no queue's prefix before one, nothing broken."""
    name = event.name
    digits = sum(sign.isdigit() for sign in name)
    named = any(sign.isalpha() for sign in name) and digits < LONGEST_RUN and "\ufffd" not in name
    return name if named and not name.startswith("<") else ""


def _made(
    session: Session,
    event: CallEvent,
    met: Reception,
    rule: Rule,
    known: KnownRow | None,
    last: LastInquiry | None,
    kept: KeptCall | None = None,
) -> Placed:
    """Make what *rule* says and is not there yet. An open inquiry of the caller is joined, there is never a second one."""
    stranger = _stranger(event)
    party_id, lead_id = (known.id if known else None), None
    if known is None and rule.creates_lead:
        party_id = lead_id = new_lead(session, stranger)
    inquiry_id, number, made = (kept.inquiry_id, kept.inquiry_number, False) if kept else (None, "", False)
    if inquiry_id is None and last is not None and last.state in OPEN_STATES:
        inquiry_id, number = last.id, last.number
    if inquiry_id is None and rule.creates_inquiry:
        inquiry_id, number = new_inquiry(session, stranger, met, party_id)
        made = True
    elif lead_id is not None and inquiry_id is not None:
        session.get_one(Inquiry, inquiry_id).counterparty_id = lead_id
    if lead_id is not None and inquiry_id is not None:
        complete_row(session, Counterparty, lead_id, "inquiry_id", inquiry_id)
    contact_id = _contact(session, known.id, event) if known is not None else None
    return Placed(party_id, contact_id, inquiry_id, number, known.name if known else stranger.name, (), made)


def _stranger(event: CallEvent) -> Stranger:
    return Stranger(
        at=event.started_at,
        channel=Channel.PHONE,
        source=Source.CALL,
        name=caller_name(event),
        phone=event.number or "",
        phone_raw="" if event.raw_number.casefold() in NOBODY else event.raw_number or event.number or "",
        phone_extension=event.number_extension,
    )


def _told(session: Session, met: Reception, rule: Rule, known: KnownRow | None, last: LastInquiry | None) -> Sequence[int]:
    if rule.tells is Told.NOBODY:
        return ()
    if rule.tells is Told.RESPONSIBLE:
        return _responsible(session, met, known, last)
    return met.dispatchers or with_role(session, Role.ADMIN)


def _responsible(session: Session, met: Reception, known: KnownRow | None, last: LastInquiry | None) -> Sequence[int]:
    if known is None:
        return met.dispatchers or with_role(session, Role.ADMIN)
    return responsible(session, known, last)


def _contact(session: Session, counterparty_id: int, event: CallEvent) -> int | None:
    """The person behind the number, by the extension where one is known; None where several share it [C33]."""
    rows = session.execute(
        select(ContactPoint.contact_id, ContactPoint.extension)
        .join(Contact, Contact.id == ContactPoint.contact_id)
        .where(
            ContactPoint.value == event.number,
            ContactPoint.kind == ContactPointKind.PHONE,
            ContactPoint.counterparty_id == counterparty_id,
            Contact.active,
        )
    ).all()
    exact = {row.contact_id for row in rows if event.number_extension and row.extension == event.number_extension}
    people = exact or {row.contact_id for row in rows}
    return people.pop() if len(people) == 1 else None


def _known(session: Session, counterparty_id: int) -> KnownRow:
    columns = (Counterparty.id, Counterparty.kind, Counterparty.name, Counterparty.seller_id, Counterparty.department_id)
    return KnownRow(*session.execute(select(*columns).where(Counterparty.id == counterparty_id)).one())
