"""What a letter begins with: whom it goes to, what it is about, the signature, and the words that it answers."""

from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesHeaderParser
from email.policy import default

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.language import LANGUAGES, phrase
from app.letter_quote import answering_subject, quoted
from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.deals import Deal, DealContact
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction, Message
from app.models.terms import ContactPointKind, Direction, InteractionKind, Source
from app.operations.actors import actor
from app.operations.bounces import is_bouncing
from app.operations.company_day import company_zone
from app.operations.own_settings import own
from app.operations.settings import company_addresses
from app.outgoing_mail import usable_address

LONGEST_HEAD = 64 * 1024
"""Bytes of a letter in which its header is looked for."""
MOST_REFERENCES = 30


@dataclass(frozen=True, slots=True)
class About:
    """What a letter is about; answers_id: the letter (an interaction) that it answers."""

    counterparty_id: int | None = None
    deal_id: int | None = None
    inquiry_id: int | None = None
    answers_id: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter begins with."""

    to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class _Answered:
    """The letter that is answered."""

    at: datetime
    direction: Direction
    subject: str
    original: str
    key: str
    source: str
    sender: str
    recipients: tuple[str, ...]
    references: tuple[str, ...]
    raw: bytes
    name: str


def about(
    session: Session, counterparty_id: int | None, deal_id: int | None, inquiry_id: int | None, answers_id: int | None
) -> About:
    """What belongs together: the card of the letter, the customer of the deal, the newest letter of the inquiry.

    Raises NotFound.
    """
    if answers_id is not None:
        answered = session.get(Interaction, answers_id)
        if answered is None:
            raise NotFound("This letter does not exist (any more).")
        counterparty_id = counterparty_id or answered.counterparty_id
        deal_id = deal_id or answered.deal_id
        inquiry_id = inquiry_id or answered.inquiry_id
        if answered.kind is not InteractionKind.MESSAGE:
            answers_id = None
    if deal_id is not None:
        deal = session.get(Deal, deal_id)
        if deal is None:
            raise NotFound("This deal does not exist (any more).")
        counterparty_id = deal.counterparty_id
    if inquiry_id is not None:
        inquiry = session.get(Inquiry, inquiry_id)
        if inquiry is None:
            raise NotFound("This inquiry does not exist (any more).")
        counterparty_id = counterparty_id or inquiry.counterparty_id
        answers_id = answers_id or _letter_of(session, inquiry_id)
    return About(_present(session, counterparty_id), deal_id, inquiry_id, answers_id)


def prefilled(session: Session, thing: About, to: tuple[str, ...]) -> Words:
    """The words of a new letter about *thing*, to *to* if somebody is named."""
    answered = None if thing.answers_id is None else _answered(session, thing.answers_id)
    language = language_for(session, thing)
    signature = own(session).signature
    parts = ["", signature] if signature else [""]
    subject = ""
    references: tuple[str, ...] = ()
    if answered is not None:
        subject = answering_subject(answered.subject)
        references = thread_of(answered.references, answered.key)
        moment = answered.at.astimezone(company_zone(session)).replace(tzinfo=None)
        head = phrase("On {date}, {name} wrote:", date=moment, name=answered.name).said(language)
        parts.append(f"{head}\n{quoted(answered.original)}")
    elif thing.inquiry_id is not None:
        subject = answering_subject(session.get_one(Inquiry, thing.inquiry_id).subject)
    elif thing.deal_id is not None:
        subject = session.get_one(Deal, thing.deal_id).title
    return Words(to or _whom(session, thing, answered), references, subject, "\n\n".join(parts), language)


def language_for(session: Session, thing: About) -> str:
    """The language of a letter: the customer's, else that of the request, else of who writes."""
    known = [
        None if thing.counterparty_id is None else session.get_one(Counterparty, thing.counterparty_id).language,
        None if thing.inquiry_id is None else session.get_one(Inquiry, thing.inquiry_id).language,
        actor(session).language,
    ]
    return next((each for each in known if each and each in LANGUAGES), "en")


def _present(session: Session, counterparty_id: int | None) -> int | None:
    """The counterparty itself where this one turned out to be a double. Raises NotFound."""
    if counterparty_id is None:
        return None
    record = session.get(Counterparty, counterparty_id)
    if record is None:
        raise NotFound("This customer does not exist (any more).")
    return record.merged_into_id or record.id


def _letter_of(session: Session, inquiry_id: int) -> int | None:
    """The newest letter that somebody wrote about an inquiry."""
    return session.scalar(
        select(Interaction.id)
        .join(Message, Message.interaction_id == Interaction.id)
        .where(Interaction.inquiry_id == inquiry_id, Interaction.direction == Direction.IN, ~Interaction.automatic)
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(1)
    )


def _answered(session: Session, interaction_id: int) -> _Answered | None:
    row = session.execute(
        select(
            Interaction.at,
            Interaction.direction,
            Interaction.subject,
            Message.original,
            Interaction.text,
            Message.unique_key,
            Message.source,
            Message.sender,
            Message.recipients,
            Message.references,
            Message.raw,
            Contact.name.label("contact"),
            Inquiry.name.label("asked"),
        )
        .join(Message, Message.interaction_id == Interaction.id)
        .outerjoin(Contact, Contact.id == Interaction.contact_id)
        .outerjoin(Inquiry, Inquiry.id == Interaction.inquiry_id)
        .where(Interaction.id == interaction_id)
    ).one_or_none()
    if row is None:
        return None
    return _Answered(
        row.at,
        row.direction,
        row.subject,
        row.original or row.text,
        row.unique_key,
        row.source,
        row.sender,
        tuple(row.recipients),
        tuple(row.references),
        row.raw,
        row.contact or row.asked or row.sender,
    )


def thread_of(references: tuple[str, ...], key: str) -> tuple[str, ...]:
    """The thread that an answer to the letter *key* goes on with, that letter last (RFC 5322, 3.6.4).

    references: as edges give them, In-Reply-To first, then References from the oldest to the newest.
    """
    before = (*references[1:], *references[:1], key)
    thread = list(dict.fromkeys(each for each in before if each.startswith("<")))
    return (*thread[: len(thread) > MOST_REFERENCES], *thread[-MOST_REFERENCES:])


def _whom(session: Session, thing: About, answered: _Answered | None) -> tuple[str, ...]:
    """Whom a letter goes to: who wrote, else the first person of the card who can be reached."""
    ours = company_addresses(session)
    candidates: list[str] = []
    if answered is not None and answered.direction is Direction.OUT:
        return tuple(each for each in answered.recipients if usable_address(each) and each not in ours)
    if answered is not None and answered.source == Source.LETTER:
        candidates += [_reply_to(answered.raw), answered.sender]
    if thing.inquiry_id is not None:
        candidates.append(session.get_one(Inquiry, thing.inquiry_id).email)
    if answered is not None and answered.source != Source.LETTER:
        candidates.append(_reply_to(answered.raw))
    candidates += _addresses(session, thing)
    usable = [found for each in candidates if (found := usable_address(each)) and not _own(found, ours)]
    broken = is_bouncing(session, usable)
    return tuple(([each for each in usable if each not in broken] or usable)[:1])


def _own(address: str, ours: frozenset[str]) -> bool:
    return address in ours or address.rpartition("@")[2] in ours


def _reply_to(raw: bytes) -> str:
    """Where the writer wants the answer, "" if the letter does not say it."""
    try:
        said = BytesHeaderParser(policy=default).parsebytes(raw[:LONGEST_HEAD])["reply-to"]
    except (ValueError, IndexError, AttributeError, LookupError):
        # The standard library stumbles over some hostile headers; then the sender is asked for.
        return ""
    return usable_address(str(said).split(",")[0]) if said else ""


def _addresses(session: Session, thing: About) -> list[str]:
    """The valid addresses of a card: people of the deal first, main ones before others."""
    if thing.counterparty_id is None:
        return []
    points = (
        select(ContactPoint.value)
        .outerjoin(Contact, Contact.id == ContactPoint.contact_id)
        .where(
            ContactPoint.counterparty_id == thing.counterparty_id,
            ContactPoint.kind == ContactPointKind.EMAIL,
            ContactPoint.valid,
            Contact.active.is_not(False),
        )
    )
    found: list[str] = []
    if thing.deal_id is not None:
        of_deal = points.join(DealContact, DealContact.contact_id == Contact.id).where(DealContact.deal_id == thing.deal_id)
        found += session.scalars(of_deal.order_by(DealContact.main.desc(), ContactPoint.id))
    return [*found, *session.scalars(points.order_by(ContactPoint.id))]
