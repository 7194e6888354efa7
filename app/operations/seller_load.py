"""What each seller has on the desk, and how soon they respond: shown beside the name when a head gives a lead away [M34].

A head names a seller with one key; who has time for it must be seen in the same moment.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import InquiryState
from app.models.working_hours import WorkingHours
from app.operations.absences import stand_ins
from app.operations.actors import sellers_of
from app.operations.call_settings import company_hours
from app.operations.deal_stages import FINAL

LOOKING_BACK = timedelta(days=30)
MOST_RESPONSES = 1_000
"""So many of the newest responses of a department are enough for a median of everybody in it."""


@dataclass(frozen=True, slots=True)
class SellerLoad:
    """A seller, and what they have to do. open_inquiries: to qualify; response: the median working time from getting an
    inquiry to the first call or letter back, over the last 30 days, None where there was none; responses: of how many.

    away: not at work today, and up to away_until; substitute: who stands in, "" for nobody.
    """

    employee_id: int
    name: str
    open_inquiries: int
    open_deals: int
    overdue_tasks: int
    response: timedelta | None
    responses: int
    away: bool
    substitute: str
    away_until: date | None = None

    @property
    def load(self) -> int:
        """What is open with this seller: inquiries and deals."""
        return self.open_inquiries + self.open_deals


def loads(session: Session, department_id: int) -> tuple[SellerLoad, ...]:
    """The sellers of a department and of those below it, by name: their order is that of the keys 1 to 9.

    Raises UserError where the working hours in the settings make no sense.
    """
    sellers = sellers_of(session, department_id)
    ids = [seller.id for seller in sellers]
    inquiries, deals, overdue = open_inquiries(session, ids), open_deals(session, ids), _overdue(session, ids)
    times = _responses(session, ids, company_hours(session))
    gone = {row.employee_id: row for row in stand_ins(session, ids)}
    return tuple(
        SellerLoad(
            seller.id,
            seller.name,
            inquiries.get(seller.id, 0),
            deals.get(seller.id, 0),
            overdue.get(seller.id, 0),
            median(times.get(seller.id, ())),
            len(times.get(seller.id, ())),
            seller.id in gone,
            gone[seller.id].substitute if seller.id in gone else "",
            gone[seller.id].last_day if seller.id in gone else None,
        )
        for seller in sellers
    )


def without_index(column: InstrumentedAttribute[int | None]) -> ColumnElement[int | None]:
    """*column* where another condition finds far fewer rows: SQLite would read all that a department ever had."""
    return column + 0


def open_inquiries(session: Session, employee_ids: Collection[int]) -> dict[int, int]:
    """How many inquiries each of *employee_ids* has to qualify; nobody who has none."""
    rows = session.execute(
        select(Inquiry.seller_id, func.count(Inquiry.id))
        .where(Inquiry.state == InquiryState.ASSIGNED, without_index(Inquiry.seller_id).in_(employee_ids))
        .group_by(Inquiry.seller_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def open_deals(session: Session, employee_ids: Collection[int]) -> dict[int, int]:
    """How many deals each of *employee_ids* has that are not at an end; nobody who has none."""
    rows = session.execute(
        select(Deal.seller_id, func.count(Deal.id))
        .where(Deal.stage.not_in(FINAL), Deal.seller_id.in_(employee_ids))
        .group_by(Deal.seller_id)
    )
    return {row[0]: row[1] for row in rows}


def _overdue(session: Session, employee_ids: Collection[int]) -> dict[int, int]:
    rows = session.execute(
        select(Task.employee_id, func.count(Task.id))
        .where(Task.employee_id.in_(employee_ids), Task.done_at.is_(None), Task.due_at < now(session))
        .group_by(Task.employee_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def _responses(session: Session, employee_ids: Collection[int], hours: WorkingHours) -> dict[int, list[timedelta]]:
    """The working time that each first response took since the inquiry was given to the one who made it."""
    rows = session.execute(
        select(Inquiry.seller_id, Inquiry.assigned_at, Inquiry.first_response_at)
        .where(
            without_index(Inquiry.seller_id).in_(employee_ids),
            Inquiry.received_at >= now(session) - LOOKING_BACK,
            Inquiry.first_response_at >= Inquiry.assigned_at,
            or_(Inquiry.first_responder_id.is_(None), Inquiry.first_responder_id == Inquiry.seller_id),
        )
        .order_by(Inquiry.received_at.desc(), Inquiry.id.desc())
        .limit(MOST_RESPONSES)
    )
    found: dict[int, list[timedelta]] = {}
    for seller_id, given, responded in rows:
        if seller_id is not None and given is not None and responded is not None:
            found.setdefault(seller_id, []).append(hours.worked(given, responded))
    return found


def median(times: Collection[timedelta]) -> timedelta | None:
    """The middle one of *times*, or the mean of the two in the middle; None of none."""
    if not times:
        return None
    ordered = sorted(times)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
