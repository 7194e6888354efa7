"""Who gets the next inquiry of a department where no head chooses: in turn, or whoever has the least to do [M34].

Off by default: the head names the seller. Two inquiries that are sorted in the same moment go to two sellers, because
whoever decides second waits at the department's row until the first decision is written.
"""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.company import Department
from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.triage_terms import Distribution
from app.operations.absences import away
from app.operations.actors import sellers_of
from app.operations.seller_load import open_deals, open_inquiries, without_index

LOOKING_BACK = timedelta(days=30)
"""Whoever got nothing for so long is next, whenever it was."""
NEVER = (datetime.min.replace(tzinfo=UTC), 0)


def chosen_seller(session: Session, department_id: int) -> int | None:
    """Who gets an inquiry of *department_id* now; None where its head chooses, or where nobody who sells is at work.

    Holds the department until the transaction ends: give the inquiry in the same one, after this.
    """
    way = session.scalar(select(Department.distribution).where(Department.id == department_id))
    if way is None or way is Distribution.BY_HEAD:
        return None
    # Keys that point to the department are not touched: whoever only refers to it does not wait.
    turn = select(Department.distribution).where(Department.id == department_id).with_for_update(key_share=True)
    way = session.scalar(turn)
    gone = away(session)
    ids = [seller.id for seller in sellers_of(session, department_id) if seller.id not in gone]
    if not ids or way is Distribution.BY_HEAD:
        return None
    last = _given(session, ids)
    if way is Distribution.ROUND_ROBIN:
        return min(ids, key=lambda each: (last.get(each, NEVER), each))
    inquiries, deals = open_inquiries(session, ids), open_deals(session, ids)
    return min(ids, key=lambda each: (inquiries.get(each, 0) + deals.get(each, 0), last.get(each, NEVER), each))


def _given(session: Session, employee_ids: Collection[int]) -> dict[int, tuple[datetime, int]]:
    """When each of *employee_ids* was last given an inquiry that came in the last weeks, and how many they were given.

    Several may be given in one moment; then whoever got fewer is next.
    """
    rows = session.execute(
        select(Inquiry.seller_id, func.max(Inquiry.assigned_at), func.count(Inquiry.id))
        .where(Inquiry.received_at >= now(session) - LOOKING_BACK, without_index(Inquiry.seller_id).in_(employee_ids))
        .group_by(Inquiry.seller_id)
    )
    return {row[0]: (row[1] or NEVER[0], row[2]) for row in rows if row[0] is not None}
