"""Intake of letters: unknown senders become leads with an inquiry, known ones get their history [M24-M28, M32, M72-M75].

Each letter is taken once, however often it is read: its unique key is kept with it. Two letters of one stranger that are
taken at the same moment both want to write the same ``Identity``; the second one meets the unique key, is repeated by the
store, and then finds the lead of the first: two at once never make two leads [C4]. Whose a letter is: decision 022.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.events import MailArrived, MailUnreadable
from app.language import Phrase, marked, phrase
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.interactions import Message, QuarantineEntry
from app.models.notice_terms import NoticeKind
from app.models.rows import complete_row
from app.models.session import replayable
from app.models.terms import CounterpartyKind, InquiryState, IntakeEvent, Told
from app.operations import bounces
from app.operations.acknowledgements import acknowledge
from app.operations.history import contacted
from app.operations.intake_rules import OPEN_STATES, LastInquiry, last_inquiry, responsible
from app.operations.lead_making import new_inquiry, new_lead, writer_of
from app.operations.letter_flood import TOO_MANY, too_many
from app.operations.letter_keeping import harmless, keep_letter, plain, short_key
from app.operations.letter_threads import Answered, answered, belongs, writer
from app.operations.notices import tell
from app.operations.proposed import propose
from app.operations.reception import KnownRow, Reception, received, rule_for
from app.operations.responses import responded

__all__ = ["Taken", "harmless", "take_letter", "take_unreadable"]

OURS = marked("our own letter")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a letter: exactly one outcome [C9]. number: of the inquiry, "" if there is none.

    inquiry: a lead or an inquiry was made; history: linked to somebody known; automatic: kept, nobody is asked to do
    anything; duplicate: it is here already; quarantine: a person has to look at it. proposal_id: a person is asked
    whether it belongs to somebody known.
    """

    outcome: Literal["inquiry", "history", "automatic", "duplicate", "quarantine"]
    interaction_id: int | None = None
    inquiry_id: int | None = None
    counterparty_id: int | None = None
    number: str = ""
    proposal_id: int | None = None


@replayable
def take_letter(session: Session, letter: MailArrived) -> Taken:
    """Record *letter* and do what the rule table says for its sender; a letter that was taken before changes nothing."""
    letter = harmless(letter)
    met = received(session, IntakeEvent.MAIL, phone=letter.phone, email=letter.email, key=letter.unique_key)
    if met.seen is not None:
        return Taken("duplicate", interaction_id=met.seen)
    if letter.bounced:
        return _bounce(session, letter, met)
    if met.ours and not letter.automatic:
        letter = replace(letter, automatic=OURS)
    thread = answered(session, letter.references) if letter.references else None
    if letter.automatic:
        return _automatic(session, letter, met, thread)
    if too_many(session, letter, met):
        return _automatic(session, replace(letter, automatic=TOO_MANY), met, thread)
    if met.known is None and thread is not None and belongs(session, thread, letter.email):
        return _from_new_address(session, letter, met, thread)
    if met.known is not None and not met.rule.creates_inquiry:
        return _history(session, letter, met, met.known, thread)
    return _new(session, letter, met, thread)


@replayable
def take_unreadable(session: Session, letter: MailUnreadable) -> Taken:
    """Keep a letter that could not be understood, whole and with the reason, until a person has looked [C7]."""
    key = short_key(letter.unique_key)
    for kept in (QuarantineEntry, Message):
        if session.scalar(select(kept.unique_key).where(kept.unique_key == key)) is not None:
            return Taken("duplicate")
    session.add(
        QuarantineEntry(
            at=letter.received_at,
            origin=plain(letter.origin),
            reason=plain(letter.reason),
            unique_key=key,
            raw=letter.raw,
        )
    )
    session.flush()
    return Taken("quarantine")


def _automatic(session: Session, letter: MailArrived, met: Reception, thread: Answered | None) -> Taken:
    """Written by a machine: kept, in the history of whom it belongs to; no lead, no answer, nobody is told [C10]."""
    known = met.known or (thread.known if thread is not None and belongs(session, thread, letter.email) else None)
    whose = known.id if known else None
    if letter.automatic == OURS and not met.ours:
        # Written in another program, and found in a folder that the house reads: "Sent", or a copy to ourselves.
        author = session.scalar(select(Employee.id).where(func.lower(Employee.email) == letter.sender.lower()).limit(1))
        responded(session, min(letter.sent_at, letter.received_at), author, addresses=letter.recipients)
    deal_id = thread.deal_id if thread is not None and thread.known.id == whose else None
    return Taken("automatic", keep_letter(session, letter, whose, deal_id=deal_id), counterparty_id=whose)


def _bounce(session: Session, letter: MailArrived, met: Reception) -> Taken:
    """A delivery report stands in the history of whom the letter was for, and the address is marked (RFC 3464)."""
    letter = replace(letter, automatic=letter.automatic or bounces.BOUNCE)
    undelivered = bounces.undelivered(session, letter)
    known = undelivered.known if undelivered else bounces.holder(session, letter) or met.known
    interaction_id = keep_letter(
        session, letter, known.id if known else None, deal_id=undelivered.deal_id if undelivered else None
    )
    bounces.bounced(session, letter, interaction_id, undelivered, known)
    return Taken("automatic", interaction_id, counterparty_id=known.id if known else None)


def _history(
    session: Session, letter: MailArrived, met: Reception, known: KnownRow, thread: Answered | None = None
) -> Taken:
    """A letter of somebody known joins the history, the letter that it answers, and an inquiry that is still open."""
    if thread is not None and thread.known.id != known.id:
        thread = None
    last = last_inquiry(session, known.id)
    open_inquiry = last.id if last is not None and last.state in OPEN_STATES else None
    inquiry_id, deal_id, contact_id = open_inquiry, None, None
    if thread is not None:
        inquiry_id, deal_id = thread.inquiry_id or (None if thread.deal_id else open_inquiry), thread.deal_id
        contact_id = writer(session, thread, letter.email)
    interaction_id = keep_letter(session, letter, known.id, inquiry_id, deal_id, contact_id)
    contacted(session, known.id, letter.received_at)
    told: Iterable[int] = met.dispatchers if met.rule.tells is Told.DISPATCHER else ()
    if met.rule.tells is Told.RESPONSIBLE:
        told = responsible(session, known, last)
    if thread is not None and thread.author_id is not None:
        told = (thread.author_id, *told)
    tell(
        session,
        told,
        _news(letter, known, last, thread),
        place="counterparties",
        record_id=known.id,
        kind=NoticeKind.CUSTOMER_WROTE,
    )
    proposal_id = None
    if met.holder is not None and known.kind is CounterpartyKind.LEAD and inquiry_id is not None:
        proposal_id = propose(session, letter, interaction_id, inquiry_id, met.holder.id, phone=letter.phone)
    return Taken("history", interaction_id, inquiry_id, known.id, proposal_id=proposal_id)


def _from_new_address(session: Session, letter: MailArrived, met: Reception, thread: Answered) -> Taken:
    """An answer of somebody known from an address we have not seen: the letter joins, the address is only proposed."""
    known = thread.known
    met = replace(met, known=known, holder=None, rule=rule_for(session, IntakeEvent.MAIL, known.kind))
    taken = _history(session, letter, met, known, thread)
    if not letter.email or taken.interaction_id is None:
        return taken
    proposal_id = propose(session, letter, taken.interaction_id, taken.inquiry_id, known.id)
    return replace(taken, proposal_id=proposal_id)


def _news(letter: MailArrived, known: KnownRow, last: LastInquiry | None, thread: Answered | None) -> Phrase:
    """What is told of a letter of somebody known. One whose inquiry was closed is not opened again: a person decides."""
    subject = _gist(letter)
    if thread is not None and thread.ours:
        return phrase("{name} answered: {subject}", name=known.name, subject=subject)
    if known.kind is CounterpartyKind.LEAD and last is not None and last.state is InquiryState.CLOSED:
        return phrase(
            "{name} wrote although inquiry {number} is closed: {subject}",
            name=known.name,
            number=last.number,
            subject=subject,
        )
    return phrase("{name} wrote: {subject}", name=known.name, subject=subject)


def _new(session: Session, letter: MailArrived, met: Reception, thread: Answered | None) -> Taken:
    """What the rule says for somebody new: lead, inquiry, both or neither; and who it may be, for a person to decide."""
    stranger, lead_id = writer_of(letter), None
    if met.known is None and met.rule.creates_lead:
        lead_id = new_lead(session, stranger, number_is_free=met.holder is None)
    counterparty_id = met.known.id if met.known else lead_id
    inquiry_id, number = None, ""
    if met.rule.creates_inquiry:
        inquiry_id, number = new_inquiry(session, stranger, met, counterparty_id)
    if lead_id is not None and inquiry_id is not None:
        complete_row(session, Counterparty, lead_id, "inquiry_id", inquiry_id)
    interaction_id = keep_letter(session, letter, counterparty_id, inquiry_id)
    if inquiry_id is None:
        return Taken("history", interaction_id, counterparty_id=counterparty_id)
    if met.rule.tells is not Told.NOBODY:
        news = phrase("New inquiry {number}: {subject}", number=number, subject=_gist(letter))
        tell(session, met.dispatchers, news, place="triage", record_id=inquiry_id, kind=NoticeKind.INQUIRY_CAME)
    if met.acknowledges:
        acknowledge(session, inquiry_id, letter)
    proposal_id = None
    if met.known is None and letter.email:
        if thread is not None:
            proposal_id = propose(session, letter, interaction_id, inquiry_id, thread.known.id)
        elif met.holder is not None:
            proposal_id = propose(session, letter, interaction_id, inquiry_id, met.holder.id, phone=letter.phone)
    return Taken("inquiry", interaction_id, inquiry_id, counterparty_id, number, proposal_id)


def _gist(letter: MailArrived) -> str:
    """One line that says what a letter is about."""
    return (" ".join(letter.subject.split()) or " ".join(letter.text.split()) or letter.email)[:120]
