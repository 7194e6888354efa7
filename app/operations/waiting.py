"""How much waits in each room for who is signed in: the figures in the rail."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.models.inquiries import Inquiry
from app.models.session import acting, now
from app.models.terms import InquiryState
from app.operations import picking_view, receiving_view
from app.operations.actors import actor
from app.operations.call_results import without_result


def to_sort(session: Session) -> int:
    """Inquiries that wait for the dispatcher, without those laid aside until later."""
    awake = or_(Inquiry.snoozed_until.is_(None), Inquiry.snoozed_until <= now(session))
    return session.scalar(select(func.count(Inquiry.id)).where(Inquiry.state == InquiryState.NEW, awake)) or 0


def new_leads(session: Session) -> int:
    """Inquiries that wait for the head of who is signed in to name a seller."""
    query = select(func.count(Inquiry.id)).where(
        Inquiry.state == InquiryState.SORTED, Inquiry.department_id == actor(session).department_id
    )
    return session.scalar(query) or 0


def my_leads(session: Session) -> int:
    """Inquiries that wait for who is signed in to qualify them."""
    query = select(func.count(Inquiry.id)).where(
        Inquiry.state == InquiryState.ASSIGNED, Inquiry.seller_id == acting(session)
    )
    return session.scalar(query) or 0


def calls_to_note(session: Session) -> int:
    """Calls of who is signed in of which nothing was noted yet."""
    return len(without_result(session))


def to_ship(session: Session) -> int:
    """Orders for which something is held and may be shipped."""
    return picking_view.count_to_ship(session)


def arrivals(session: Session) -> int:
    """Orders whose goods may arrive."""
    return len(receiving_view.expected(session))
