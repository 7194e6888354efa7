"""The first response to an inquiry: promised when it comes, found by itself when somebody calls or writes to the sender.

An answered call counts whoever dialled it, and on whatever telephone; a letter counts when the sender's own address got
it. What a machine sends (an acknowledgement) is no response. The record's version stays: no form is in the way of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, and_, false, func, or_, select, update
from sqlalchemy.orm import Session

from app.models.company import Setting
from app.models.inquiries import Inquiry
from app.models.response import worked_minutes
from app.models.session import touch
from app.operations.reception import DAYS, HOLIDAYS, HOURS, RESPONSE, ZONE, ResponseRule, response_rule
from app.operations.settings import COMPANY

__all__ = ["OLDEST", "promised", "responded", "rule"]

OLDEST = timedelta(days=90)
"""Whoever has waited longer than this has given up: by number or address alone, nothing older is looked through."""


def rule(session: Session) -> ResponseRule:
    """Within how much working time a sender is answered, as the settings say; the usual where they make no sense."""
    keys = (RESPONSE, HOURS, DAYS, ZONE, HOLIDAYS)
    rows = session.execute(select(Setting.key, Setting.value).where(Setting.owner == COMPANY, Setting.key.in_(keys)))
    kept = {row.key: row.value for row in rows}
    return response_rule(*(kept.get(key) for key in keys))


def promised(session: Session, received_at: datetime) -> datetime:
    """Until when whoever asked at *received_at* is promised a call or a letter."""
    return rule(session).by(received_at)


def responded(
    session: Session,
    at: datetime,
    employee_id: int | None,
    *,
    number: str = "",
    addresses: Iterable[str] = (),
    inquiry_id: int | None = None,
    counterparty_id: int | None = None,
) -> int:
    """At *at* somebody talked with *number* (E.164, or as the exchange spells it), or wrote to *addresses*.

    Inquiries of that sender that came before, and had no response by then, have it now; how many. inquiry_id: the one
    that the call belongs to, or that the letter answers; counterparty_id: whom it was with.
    """
    mails = sorted({address.lower() for address in addresses if address})
    found = {row.id: row for row in _of_records(session, at, number, mails, inquiry_id, counterparty_id)}
    found |= {row.id: row for row in _of_sender(session, at, number, mails)}
    if not found:
        return 0
    hours = rule(session).hours
    for row in found.values():
        values = {
            "first_response_at": at,
            "first_responder_id": employee_id,
            "response_minutes": worked_minutes(hours, row.received_at, at),
        }
        session.execute(update(Inquiry).where(Inquiry.id == row.id).values(values))
    touch(session, "inquiry", *found)
    return len(found)


def _of_records(
    session: Session,
    at: datetime,
    number: str,
    mails: Sequence[str],
    inquiry_id: int | None,
    counterparty_id: int | None,
) -> Sequence[Row[int, datetime]]:
    """The inquiry of a call or letter, and others of its counterparty that were asked from there.

    A call is to whoever asked where the number is theirs, or where they left none; a letter, where their address got it.
    """
    if inquiry_id is None and counterparty_id is None:
        return ()
    mine = Inquiry.id == (inquiry_id or 0)
    theirs = Inquiry.counterparty_id == (counterparty_id or 0)
    if mails:
        told = and_(or_(mine, theirs), func.lower(Inquiry.email).in_(mails))
    else:
        told = or_(mine, and_(theirs, or_(_is(number), and_(Inquiry.phone == "", Inquiry.phone_raw == ""))))
    later = or_(Inquiry.first_response_at.is_(None), Inquiry.first_response_at > at)
    query = select(Inquiry.id, Inquiry.received_at).where(told, later, Inquiry.received_at <= at)
    return session.execute(query).all()


def _of_sender(session: Session, at: datetime, number: str, mails: Sequence[str]) -> Sequence[Row[int, datetime]]:
    """Inquiries that wait for a response to *number* or *mails*, whosever these are by now."""
    if not number and not mails:
        return ()
    waiting = and_(Inquiry.first_response_at.is_(None), Inquiry.respond_by.is_not(None), Inquiry.respond_by >= at - OLDEST)
    sender = func.lower(Inquiry.email).in_(mails) if mails else _is(number)
    query = select(Inquiry.id, Inquiry.received_at).where(waiting, sender, Inquiry.received_at <= at)
    return session.execute(query).all()


def _is(number: str) -> ColumnElement[bool]:
    return or_(Inquiry.phone == number, Inquiry.phone_raw == number) if number else false()
