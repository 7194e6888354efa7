"""How many promised times in a row triage has kept, up to now [M13]."""

from datetime import timedelta

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.terms import InquiryState

FURTHEST = timedelta(days=90)
"""Looked back so far: the strip above the inbox asks after each decision."""


def streak(session: Session) -> int:
    """How many promised times, of those at which something was to be sorted, were kept since one was missed.

    A time at which nothing was due breaks no streak and makes none longer. No further back than ``FURTHEST``.
    """
    moment = now(session)
    late = select(Inquiry.id).where(Inquiry.state == InquiryState.NEW, Inquiry.due_at <= moment).limit(1)
    if session.scalar(late) is not None:
        return 0
    # When the last of what lay too long left the inbox: from then on each time was kept.
    missed = session.scalar(select(func.max(Inquiry.sorted_at)).where(Inquiry.sorted_at > Inquiry.due_at))
    since = moment - FURTHEST if missed is None else max(missed, moment - FURTHEST)
    times = select(func.count(distinct(Inquiry.due_at))).where(Inquiry.due_at >= since, Inquiry.due_at <= moment)
    return session.scalar(times) or 0
