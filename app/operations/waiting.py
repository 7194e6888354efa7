"""How much waits in each room for who is signed in: the figures in the rail."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.terms import InquiryState
from app.operations import lead_inbox, picking_view, possible_doubles, receiving_view
from app.operations.actors import actor
from app.operations.call_results import without_result


def to_sort(session: Session) -> int:
    """Inquiries that wait for the dispatcher, without those laid aside until later."""
    awake = or_(Inquiry.snoozed_until.is_(None), Inquiry.snoozed_until <= now(session))
    return session.scalar(select(func.count(Inquiry.id)).where(Inquiry.state == InquiryState.NEW, awake)) or 0


def new_leads(session: Session) -> int:
    """Inquiries that wait for who is signed in to name a seller, also in the place of a head who is away."""
    return session.scalar(select(func.count(Inquiry.id)).where(lead_inbox.heads_share(session, actor(session)))) or 0


def my_leads(session: Session) -> int:
    """Inquiries that wait for who is signed in to qualify them, also in the place of those away."""
    return session.scalar(select(func.count(Inquiry.id)).where(lead_inbox.sellers_share(session, actor(session)))) or 0


def calls_to_note(session: Session) -> int:
    """Calls of who is signed in of which nothing was noted yet."""
    return len(without_result(session))


def to_ship(session: Session) -> int:
    """Orders for which something is held and may be shipped."""
    return picking_view.count_to_ship(session)


def arrivals(session: Session) -> int:
    """Orders whose goods may arrive."""
    return len(receiving_view.expected(session))


def doubles(session: Session) -> int:
    """Pairs that may be one and that nobody has decided about."""
    return possible_doubles.open_count(session)
