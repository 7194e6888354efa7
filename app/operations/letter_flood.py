"""A sender who writes more than any person does: a machine that nobody recognised, or a loop [C10]."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events import MailArrived
from app.language import marked, phrase
from app.models.interactions import Interaction, Message
from app.models.notice_terms import NoticeKind
from app.models.terms import CounterpartyKind, Source
from app.operations.notices import tell
from app.operations.reception import Reception
from app.operations.settings import company_addresses, setting

MOST_AN_HOUR = "mail.most_an_hour"
"""Setting: so many letters an hour are taken from one unknown address; 0: any number."""
USUAL_MOST = 20
HOUR = timedelta(hours=1)
TOO_MANY = marked("more letters within an hour than a person writes")


def too_many(session: Session, letter: MailArrived, met: Reception) -> bool:
    """Whether the sender of *letter* has written as many letters in the hour before it as a person may; the first time, the
    dispatchers are told.

    Never for a customer, partner or supplier, for forms and chats, nor for what one of us forwards.
    """
    if letter.source != Source.LETTER or not letter.sender:
        return False
    if met.known is None and letter.sender == letter.email:
        return False
    if met.known is not None and met.known.kind is not CounterpartyKind.LEAD:
        return False
    most = setting(session, MOST_AN_HOUR, USUAL_MOST)
    if not isinstance(most, int) or most <= 0:
        return False
    before = session.execute(
        select(Interaction.at, Interaction.automatic)
        .join(Message, Message.interaction_id == Interaction.id)
        .where(Message.sender == letter.sender)
        .order_by(Message.interaction_id.desc())
        .limit(most)
    ).all()
    since = letter.received_at - HOUR
    if len(before) < most or any(row.at <= since for row in before) or letter.sender in company_addresses(session):
        return False
    if not before[0].automatic:
        news = phrase(
            "{address} has written {count} letters within an hour: the next ones are kept as automatic mail.",
            address=letter.sender,
            count=most,
        )
        whose = met.known.id if met.known else None
        tell(
            session,
            met.dispatchers,
            news,
            place="counterparties" if whose else "triage",
            record_id=whose,
            kind=NoticeKind.MAIL,
        )
    return True
