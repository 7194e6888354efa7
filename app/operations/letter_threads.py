"""Which of our letters, or of theirs, a letter answers: by Message-ID only, for a subject proves nothing [C9].

In-Reply-To and References (RFC 5322, 3.6.4) name letters; those we keep say whose conversation it is. Decision 022.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.company import Employee
from app.models.counterparties import ContactPoint, Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction, Message
from app.models.mail import OutgoingLetter
from app.models.naming import company_domain
from app.models.terms import ContactPointKind, Direction
from app.operations.intake_rules import OPEN_STATES
from app.operations.letter_keeping import LONGEST_KEY
from app.operations.reception import KnownRow

MOST_REFERENCES = 50
"""So many of the newest references are looked up; a hostile letter may carry thousands."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A letter of a conversation, and whose it is.

    interaction_id: None while it is only in the outbox. inquiry_id: of an inquiry that is still open. author_id: who of
    us wrote it and still works here. sides: addresses that it went between; theirs: those of them that are not ours.
    """

    known: KnownRow
    interaction_id: int | None
    deal_id: int | None
    inquiry_id: int | None
    contact_id: int | None
    author_id: int | None
    ours: bool
    sides: frozenset[str]
    theirs: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A letter that is named, as it is kept."""

    counterparty_id: int
    interaction_id: int | None
    deal_id: int | None
    inquiry_id: int | None
    contact_id: int | None
    employee_id: int | None
    ours: bool
    sender: str
    recipients: tuple[str, ...]


def answered(session: Session, references: Sequence[str]) -> Answered | None:
    """The nearest letter that *references* name and that belongs to somebody: In-Reply-To first, then the newest one."""
    keys = _nearest_first(references)
    if not keys:
        return None
    kept = _of_history(session, keys) | _of_outbox(session, keys)
    nearest = next((kept[key] for key in keys if key in kept), None)
    return None if nearest is None else _whose(session, nearest)


def belongs(session: Session, letter: Answered, address: str) -> bool:
    """Whether an answer from *address* is one of theirs: it was a side of the letter, or is of their company's domain."""
    if not address or address in letter.sides:
        return True
    domain = company_domain(address)
    if not domain:
        return False
    of_theirs = session.scalars(
        select(ContactPoint.value).where(
            ContactPoint.counterparty_id == letter.known.id, ContactPoint.kind == ContactPointKind.EMAIL
        )
    )
    return any(company_domain(each) == domain for each in (*letter.theirs, *of_theirs))


def writer(session: Session, letter: Answered, address: str) -> int | None:
    """The person of the counterparty who has *address*; whom the letter was about, where nobody has it and it was a side."""
    found = session.scalar(
        select(ContactPoint.contact_id)
        .where(
            ContactPoint.counterparty_id == letter.known.id,
            ContactPoint.kind == ContactPointKind.EMAIL,
            ContactPoint.value == address,
            ContactPoint.contact_id.is_not(None),
        )
        .limit(1)
    )
    return found or (letter.contact_id if address in letter.sides else None)


def _nearest_first(references: Sequence[str]) -> list[str]:
    """Edges put In-Reply-To first, then References from the oldest to the newest."""
    ordered = [*references[:1], *reversed(references[1:])]
    usable = (key for key in ordered if 0 < len(key) <= LONGEST_KEY)
    return list(dict.fromkeys(usable))[:MOST_REFERENCES]


def _of_history(session: Session, keys: Iterable[str]) -> dict[str, _Kept]:
    rows = session.execute(
        select(
            Message.unique_key,
            Message.sender,
            Message.recipients,
            Interaction.id,
            Interaction.counterparty_id,
            Interaction.deal_id,
            Interaction.inquiry_id,
            Interaction.contact_id,
            Interaction.employee_id,
            Interaction.direction,
        )
        .join(Interaction, Interaction.id == Message.interaction_id)
        .where(Message.unique_key.in_(list(keys)), Interaction.counterparty_id.is_not(None))
    )
    return {
        row.unique_key: _Kept(
            row.counterparty_id,
            row.id,
            row.deal_id,
            row.inquiry_id,
            row.contact_id,
            row.employee_id,
            row.direction is Direction.OUT,
            row.sender,
            tuple(row.recipients),
        )
        for row in rows
    }


def _of_outbox(session: Session, keys: Iterable[str]) -> dict[str, _Kept]:
    """Letters that were handed over a moment ago may be answered before the history has them."""
    rows = session.execute(
        select(
            OutgoingLetter.message_id,
            OutgoingLetter.interaction_id,
            OutgoingLetter.counterparty_id,
            OutgoingLetter.deal_id,
            OutgoingLetter.inquiry_id,
            OutgoingLetter.employee_id,
            OutgoingLetter.sender,
            OutgoingLetter.to,
            OutgoingLetter.cc,
            OutgoingLetter.bcc,
            Inquiry.counterparty_id.label("asker_id"),
        )
        .outerjoin(Inquiry, Inquiry.id == OutgoingLetter.inquiry_id)
        .where(OutgoingLetter.message_id.in_(list(keys)))
    )
    found = {}
    for row in rows:
        whose = row.counterparty_id or row.asker_id
        if whose is not None:
            places = (row.interaction_id, row.deal_id, row.inquiry_id, None, row.employee_id)
            found[row.message_id] = _Kept(whose, *places, True, row.sender, (*row.to, *row.cc, *row.bcc))
    return found


def _whose(session: Session, kept: _Kept) -> Answered | None:
    party = session.get(Counterparty, kept.counterparty_id)
    while party is not None and party.merged_into_id is not None:
        party = session.get(Counterparty, party.merged_into_id)
    if party is None:
        return None
    recipients = frozenset(each.lower() for each in kept.recipients)
    sender = kept.sender.lower()
    return Answered(
        known=KnownRow(party.id, party.kind, party.name, party.seller_id, party.department_id),
        interaction_id=kept.interaction_id,
        deal_id=kept.deal_id,
        inquiry_id=_still_open(session, kept.inquiry_id),
        contact_id=kept.contact_id,
        author_id=_at_work(session, kept.employee_id) if kept.ours else None,
        ours=kept.ours,
        sides=recipients | {sender},
        theirs=recipients if kept.ours else frozenset({sender}),
    )


def _still_open(session: Session, inquiry_id: int | None) -> int | None:
    if inquiry_id is None:
        return None
    return session.scalar(select(Inquiry.id).where(Inquiry.id == inquiry_id, Inquiry.state.in_(OPEN_STATES)))


def _at_work(session: Session, employee_id: int | None) -> int | None:
    if employee_id is None:
        return None
    return session.scalar(select(Employee.id).where(Employee.id == employee_id, Employee.active))
