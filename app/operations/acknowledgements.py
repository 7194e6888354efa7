"""Acknowledgement of receipt: a new inquiry by mail is answered at once, where the company has chosen so [M5].

In the sender's language, once a conversation, never to machines, to ourselves, to addresses that do not work, nor to
somebody who wrote to us today already (RFC 3834). It goes through the outbox as every letter does.
"""

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from app.events import MailArrived
from app.language import LANGUAGES
from app.letter_quote import gaps_in, with_gaps
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction, Message
from app.models.mail import LetterText, OutgoingLetter
from app.models.mail_terms import LetterKind
from app.models.session import now
from app.models.terms import Source
from app.operations.bounces import is_bouncing
from app.operations.company_day import company_day
from app.operations.letter_gaps import values_for
from app.operations.letter_prefill import thread_of
from app.operations.mail_settings import ACKNOWLEDGE, own_name, sender_address
from app.operations.outbox import enter
from app.operations.settings import company_addresses, setting
from app.outgoing_mail import usable_address

LONGEST_CONVERSATION = 500
ANSWERED = frozenset({Source.LETTER, Source.SITE_FORM, Source.JIVO_OFFLINE})
"""Who chats on the web site has been answered there already."""


def acknowledge(session: Session, inquiry_id: int, letter: MailArrived) -> int | None:
    """Let the sender of *letter* know that it became the inquiry; the id of the answer, None where none is due.

    Called once, in the transaction that makes the inquiry; it goes out after the commit only.
    """
    if setting(session, ACKNOWLEDGE, False) is not True or letter.automatic or letter.source not in ANSWERED:
        return None
    address = usable_address(letter.email)
    sender = sender_address(session)
    conversation = _conversation(letter)
    if not address or not sender or not _may_be_answered(session, inquiry_id, address, sender, letter, conversation):
        return None
    answer = OutgoingLetter(
        kind=LetterKind.ACKNOWLEDGEMENT,
        counterparty_id=session.scalar(select(Inquiry.counterparty_id).where(Inquiry.id == inquiry_id)),
        inquiry_id=inquiry_id,
        conversation=conversation,
        sender=sender,
        sender_name=own_name(session),
        to=[address],
        cc=[],
        bcc=[],
        references=list(thread_of(letter.references, letter.unique_key)),
        subject="",
        text="",
        language=letter.language if letter.language in LANGUAGES else "en",
        delivered=[],
        refused={},
        written_at=now(session),
        params={},
    )
    words = _words(session, answer)
    if words is None:
        return None
    answer.subject, answer.text = words
    enter(answer, now(session), now(session))
    session.add(answer)
    session.flush()
    return answer.id


def _may_be_answered(
    session: Session, inquiry_id: int, address: str, sender: str, letter: MailArrived, conversation: str
) -> bool:
    ours = company_addresses(session)
    domain = address.rpartition("@")[2]
    if address == sender or address in ours or domain in ours or is_bouncing(session, [address]):
        return False
    if session.scalar(select(exists().where(OutgoingLetter.conversation == conversation))):
        return False
    begin, end = company_day(session, letter.received_at)
    asked = exists().where(
        func.lower(Inquiry.email) == address,
        Inquiry.received_at >= begin,
        Inquiry.received_at < end,
        Inquiry.id != inquiry_id,
    )
    wrote = exists().where(
        Message.sender == address,
        Message.unique_key != letter.unique_key,
        Interaction.id == Message.interaction_id,
        Interaction.at >= begin,
        Interaction.at < end,
    )
    return not session.scalar(select(or_(asked, wrote)))


def _conversation(letter: MailArrived) -> str:
    """What letters of one conversation have in common: the first of them."""
    first = next(iter(thread_of(letter.references, letter.unique_key)), letter.unique_key)
    return f"acknowledged:{first}"[:LONGEST_CONVERSATION]


def _words(session: Session, answer: OutgoingLetter) -> tuple[str, str] | None:
    """Subject and body of the first ready text all of whose gaps can be filled; None if there is none in the language."""
    texts = session.scalars(
        select(LetterText)
        .where(LetterText.active, LetterText.kind == LetterKind.ACKNOWLEDGEMENT, LetterText.language == answer.language)
        .order_by(LetterText.name)
    )
    values = values_for(session, answer, answer.language)
    for text in texts:
        if all(values.get(gap) for gap in gaps_in(f"{text.subject}\n{text.body}")):
            return " ".join(with_gaps(text.subject, values).split()), with_gaps(text.body, values)
    return None
