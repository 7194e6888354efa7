"""The leads of heads and sellers [M33, M38]: what waits for them, also in the place of those away, and what was closed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.models.company import Employee
from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.terms import CloseReason, InquiryState, Role
from app.operations.absences import stand_ins
from app.operations.acting_for import departments_headed, headed_usually_by, sellers_acted_for
from app.operations.actors import Actor, actor, head_of
from app.operations.inquiry_climbing import begun
from app.operations.seller_load import SellerLoad, loads, without_index
from app.operations.triage_inbox import SEGMENTS, InboxPage, inbox_rows

CLOSED = "closed"
"""The segment of what was closed lately; the others are those of the inbox."""
LATELY = timedelta(days=90)
"""What was closed longer ago stands in the register of inquiries."""
MOST_COUNTED = 1_000
"""Nobody reads a figure beyond this, and counting on would cost more than the list."""
WAITING = (InquiryState.SORTED, InquiryState.ASSIGNED)
NEWEST_FIRST: tuple[ColumnElement[Any], ...] = (Inquiry.closed_at.desc(), Inquiry.id.desc())


@dataclass(frozen=True, slots=True)
class LeadMark:
    """What a list of leads says besides the inquiry. seller: who has it, "" for nobody. stands_for: the one away in whose
    place it is shown here, "" for none. waits_since: since when it waits for whoever has it. climbed: it waited too long,
    and those above were told. close_reason and close_note: why it was closed, None while it is open."""

    inquiry_id: int
    department_id: int | None
    seller: str
    stands_for: str
    waits_since: datetime | None
    climbed: bool
    close_reason: CloseReason | None
    close_note: str
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AwayUntil:
    """Whose work is done here until that day, the last one included."""

    name: str
    last_day: date


@dataclass(frozen=True, slots=True)
class LeadPage:
    """The rows with their counts, how many were closed lately, and by id what else is said of each. stands_in: for whom."""

    page: InboxPage
    closed: int
    marks: dict[int, LeadMark]
    stands_in: tuple[AwayUntil, ...]


def new_leads(session: Session, *, segment: str = "all", limit: int = 200) -> LeadPage:
    """What waits for a seller where who is signed in names them; also what a seller has not begun with in time.

    Raises NotAllowed where nobody is signed in, ValueError for a segment that there is none of.
    """
    who = actor(session)
    places = _places(session, who)
    return _page(session, who, heads_share(session, who), without_index(Inquiry.department_id).in_(places), segment, limit)


def my_leads(session: Session, *, segment: str = "all", limit: int = 200) -> LeadPage:
    """What who is signed in has to qualify, for themselves and in the place of those away.

    Whoever stands in for a head without being one names sellers here too. Raises as ``new_leads`` does.
    """
    who = actor(session)
    share = sellers_share(session, who)
    return _page(session, who, share, without_index(Inquiry.seller_id).in_(sellers_acted_for(session, who)), segment, limit)


def seller_loads(session: Session, department_id: int | None = None) -> tuple[SellerLoad, ...]:
    """Who can be named for an inquiry of *department_id*, of the own department where none is given, with their loads."""
    place = department_id if department_id is not None else actor(session).department_id
    return () if place is None else loads(session, place)


def heads_share(session: Session, who: Actor) -> ColumnElement[bool]:
    """What waits for a seller in the departments that *who* heads or stands in for, and what climbed from a seller there."""
    not_begun = and_(Inquiry.state == InquiryState.ASSIGNED, Inquiry.climbed_at > Inquiry.assigned_at, ~begun())
    # Said twice, so that both databases begin with the few that wait and not with all of a department.
    waits = and_(Inquiry.state.in_(WAITING), or_(Inquiry.state == InquiryState.SORTED, not_begun))
    share = and_(without_index(Inquiry.department_id).in_(departments_headed(session, who)), waits)
    climbed_to = headed_usually_by(session, who)
    if not climbed_to:
        return share
    climbed = and_(without_index(Inquiry.department_id).in_(climbed_to), Inquiry.climbed_at.is_not(None), waits)
    return or_(share, climbed)


def sellers_share(session: Session, who: Actor) -> ColumnElement[bool]:
    """What *who* has to qualify, and those in whose place *who* is."""
    own = and_(Inquiry.state == InquiryState.ASSIGNED, without_index(Inquiry.seller_id).in_(sellers_acted_for(session, who)))
    if Role.HEAD in who.roles:
        return own
    if not _places(session, who):
        return own
    return and_(Inquiry.state.in_(WAITING), or_(own, heads_share(session, who)))


def _places(session: Session, who: Actor) -> set[int]:
    return departments_headed(session, who) | headed_usually_by(session, who)


def _page(
    session: Session,
    who: Actor,
    waiting: ColumnElement[bool],
    whose: ColumnElement[bool],
    segment: str,
    limit: int,
) -> LeadPage:
    lately = now(session) - LATELY
    closed = and_(
        Inquiry.state == InquiryState.CLOSED,
        whose,
        Inquiry.closed_at >= lately,
        # What the index knows: hardly anything is closed later after it came.
        Inquiry.received_at >= lately - LATELY,
    )
    parts = [func.count(case((condition, 1))) for condition in SEGMENTS.values()]
    counts: Sequence[Any] = session.execute(select(func.count(), *parts).where(waiting)).one()
    lately_closed = select(Inquiry.id).where(closed).limit(MOST_COUNTED).subquery()
    how_many = session.scalar(select(func.count()).select_from(lately_closed)) or 0
    if segment == CLOSED:
        rows = inbox_rows(session, [closed], limit, NEWEST_FIRST)
    elif segment == "all" or segment in SEGMENTS:
        rows = inbox_rows(session, [waiting, SEGMENTS[segment]] if segment in SEGMENTS else [waiting], limit)
    else:
        raise ValueError(f"no segment {segment!r}")
    page = InboxPage(rows, counts[0], counts[1], counts[2], counts[3])
    gone = stand_ins(session)
    mine = tuple(AwayUntil(each.name, each.last_day) for each in gone if each.substitute_id == who.id)
    return LeadPage(page, how_many, _marks(session, who, [row.id for row in rows]), mine)


def _marks(session: Session, who: Actor, inquiry_ids: Collection[int]) -> dict[int, LeadMark]:
    since = case((Inquiry.state == InquiryState.SORTED, Inquiry.sorted_at), else_=Inquiry.assigned_at)
    rows = session.execute(
        select(
            Inquiry.id,
            Inquiry.state,
            Inquiry.department_id,
            Inquiry.seller_id,
            func.coalesce(Employee.name, "").label("seller"),
            since.label("since"),
            and_(Inquiry.climbed_at > since, Inquiry.state.in_(WAITING)).label("climbed"),
            Inquiry.close_reason,
            Inquiry.close_note,
            Inquiry.closed_at,
        )
        .outerjoin(Employee, Employee.id == Inquiry.seller_id)
        .where(Inquiry.id.in_(inquiry_ids))
    ).all()
    places = {row.department_id for row in rows if row.state is InquiryState.SORTED}
    heads = _heads_stood_in_for(session, who, places)
    sellers = set(sellers_acted_for(session, who)) - {who.id}

    def stands_for(row: Any) -> str:
        if row.state is InquiryState.SORTED:
            return heads.get(row.department_id, "")
        return str(row.seller) if row.seller_id in sellers else ""

    return {
        r.id: LeadMark(
            r.id,
            r.department_id,
            r.seller,
            stands_for(r),
            r.since,
            bool(r.climbed),
            r.close_reason,
            r.close_note,
            r.closed_at,
        )
        for r in rows
    }


def _heads_stood_in_for(session: Session, who: Actor, places: Collection[int | None]) -> dict[int, str]:
    """By department, the head in whose place *who* names the sellers; none for those that *who* heads."""
    found: dict[int, str] = {}
    own = {who.department_id} if Role.HEAD in who.roles else set()
    for place in sorted(each for each in places if each is not None):
        head = head_of(session, place)
        at = session.execute(select(Employee.name, Employee.department_id).where(Employee.id == head)).first()
        if at is not None and at.department_id not in own:
            found[place] = at.name
    return found
