"""The triage inbox: what waits to be sorted, late ones first, and how the promise stands [M12, M13]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.models.company import Department
from app.models.inquiries import Inquiry
from app.models.interactions import Attachment, Call, Interaction
from app.models.response import state_of
from app.models.session import now
from app.models.terms import CallOutcome, Channel, InquiryState, Source
from app.models.triage_terms import ResponseState
from app.operations.intake_rules import company_timetable
from app.operations.promise_reminding import reminder
from app.operations.promise_streak import streak
from app.phone_number import shown_phone

PREVIEW = 200
"""Characters of the text that a row shows."""

SEGMENTS: dict[str, ColumnElement[bool]] = {
    "calls": Inquiry.channel == Channel.PHONE,
    "mail": Inquiry.source == Source.LETTER,
    "web": Inquiry.source.in_([Source.JIVO_CHAT, Source.JIVO_OFFLINE, Source.SITE_FORM]),
}
"""The parts that the inbox can be narrowed to; "all" is no condition."""

LATE_FIRST: tuple[ColumnElement[Any], ...] = (
    Inquiry.due_at.asc().nulls_last(),
    Inquiry.received_at.expression,
    Inquiry.id.expression,
)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One inquiry of the list. name: as said; contact: phone or e-mail as a person reads it; late: past the promise.

    missed_call: the caller rang and nobody answered. department_code: "" until it is sorted. respond_by: until when the
    sender is called or written to, None where nobody can be; response: how that stands.
    """

    id: int
    version: int
    number: str
    received_at: datetime
    channel: str
    source: str
    name: str
    company: str
    contact: str
    subject: str
    preview: str
    attachments: int
    due_at: datetime | None
    late: bool
    state: str
    language: str
    department_code: str
    missed_call: bool
    respond_by: datetime | None = None
    response: ResponseState = ResponseState.NOT_ASKED


@dataclass(frozen=True, slots=True)
class DueGroup:
    """How many wait that are due at one time; due_at: None for those without one."""

    due_at: datetime | None
    count: int


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A part of the list in its order, and how many there are in each segment and, of the chosen one, in each group.

    above, below: whether more of the list stands before and behind the rows.
    """

    rows: tuple[InboxRow, ...]
    all: int
    calls: int
    mail: int
    web: int
    groups: tuple[DueGroup, ...] = ()
    above: bool = False
    below: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """How the promise of today stands.

    morning_done_at: when the last inquiry that was due at the day's first time was sorted, None while any is left or
    where there was none; morning_sorted: how many those were. left: what waits now; due_at: the next promised time;
    late: past their time, late_since: when the first of these was due; share_done: per cent of what is due by the next
    promised time that is sorted. streak: promised times kept in a row; remind: minutes before a promised time from which
    on it is near, 0 for never.
    """

    morning_done_at: datetime | None
    morning_sorted: int
    left: int
    due_at: datetime
    late: int
    share_done: int
    late_since: datetime | None = None
    streak: int = 0
    remind: int = 0


def inbox(
    session: Session,
    *,
    segment: str = "all",
    state: str = "new",
    department_id: int | None = None,
    seller_id: int | None = None,
    limit: int = 200,
) -> InboxPage:
    """The inquiries in *state*, late ones first.

    state: "new" for the dispatcher, "sorted" for a head with *department_id*, "assigned" for a seller with *seller_id*.

    What was laid aside is hidden until its time. Raises ValueError for a segment or state that there is none of.
    """
    waiting = waiting_in(session, segment, state, department_id, seller_id)
    rows = inbox_rows(session, waiting, limit + 1)
    return counted(session, rows[:limit], segment, state, department_id, seller_id, below=len(rows) > limit)


def waiting_in(
    session: Session, segment: str, state: str, department_id: int | None, seller_id: int | None
) -> list[ColumnElement[bool]]:
    """The conditions of one list, as ``inbox`` takes them. Raises ValueError as it does."""
    waiting = [Inquiry.state == InquiryState(state), _not_aside(session)]
    if department_id is not None:
        waiting.append(Inquiry.department_id == department_id)
    if seller_id is not None:
        waiting.append(Inquiry.seller_id == seller_id)
    if segment != "all":
        if segment not in SEGMENTS:
            raise ValueError(f"no segment {segment!r}")
        waiting.append(SEGMENTS[segment])
    return waiting


def counted(
    session: Session,
    rows: tuple[InboxRow, ...],
    segment: str,
    state: str,
    department_id: int | None,
    seller_id: int | None,
    *,
    above: bool = False,
    below: bool = False,
) -> InboxPage:
    """*rows* as a page, with the counts of the whole list."""
    parts = [func.count(case((condition, 1))) for condition in SEGMENTS.values()]
    found: Sequence[Any] = session.execute(
        select(Inquiry.due_at, func.count(), *parts)
        .where(*waiting_in(session, "all", state, department_id, seller_id))
        .group_by(Inquiry.due_at)
        .order_by(Inquiry.due_at.asc().nulls_last())
    ).all()
    column = 1 + ("all", *SEGMENTS).index(segment)
    groups = tuple(DueGroup(each[0], each[column]) for each in found if each[column])
    everything, calls, mail, web = (sum(each[place] for each in found) for place in range(1, 5))
    return InboxPage(rows, everything, calls, mail, web, groups, above, below)


def inbox_rows(
    session: Session,
    waiting: Sequence[ColumnElement[bool]],
    limit: int,
    order: Sequence[ColumnElement[Any]] = LATE_FIRST,
) -> tuple[InboxRow, ...]:
    """The inquiries that fulfil *waiting*, in their *order*: for lists of others than the dispatcher too."""
    behind = Interaction.inquiry_id == Inquiry.id
    files = select(func.count()).select_from(Attachment).join(Interaction, Attachment.interaction_id == Interaction.id)
    answered = (CallOutcome.ANSWERED, CallOutcome.GOING)
    rang = select(Call.interaction_id).join(Interaction, Call.interaction_id == Interaction.id).where(behind)
    # First which ones, then what a row shows: files and calls are looked up for one page, not for the whole list.
    shown = select(Inquiry.id).where(*waiting).order_by(*order).limit(limit)
    rows = session.execute(
        select(
            Inquiry.id,
            Inquiry.version,
            Inquiry.number,
            Inquiry.received_at,
            Inquiry.channel,
            Inquiry.source,
            Inquiry.name,
            Inquiry.company,
            Inquiry.phone,
            Inquiry.phone_raw,
            Inquiry.email,
            Inquiry.subject,
            func.substr(Inquiry.text, 1, PREVIEW * 2).label("text"),
            Inquiry.due_at,
            Inquiry.respond_by,
            Inquiry.first_response_at,
            Inquiry.state,
            Inquiry.language,
            func.coalesce(Department.code, "").label("department_code"),
            files.where(behind).correlate(Inquiry).scalar_subquery().label("attachments"),
            and_(
                rang.correlate(Inquiry).exists(),
                ~rang.where(Call.outcome.in_(answered)).correlate(Inquiry).exists(),
            ).label("missed_call"),
        )
        .outerjoin(Department, Department.id == Inquiry.department_id)
        .where(Inquiry.id.in_(shown))
        .order_by(*order)
    )
    moment = now(session)
    return tuple(_row(row, moment) for row in rows)


def _row(row: Any, moment: datetime) -> InboxRow:
    return InboxRow(
        id=row.id,
        version=row.version,
        number=row.number,
        received_at=row.received_at,
        channel=row.channel.value,
        source=row.source.value,
        name=row.name,
        company=row.company,
        contact=contact_shown(row.phone, row.phone_raw, row.email),
        subject=row.subject,
        preview=" ".join(row.text.split())[:PREVIEW],
        attachments=row.attachments,
        due_at=row.due_at,
        late=row.state is InquiryState.NEW and row.due_at is not None and row.due_at < moment,
        state=row.state.value,
        language=row.language,
        department_code=row.department_code,
        missed_call=bool(row.missed_call),
        respond_by=row.respond_by,
        response=state_of(row.respond_by, row.first_response_at, moment),
    )


def contact_shown(phone: str, phone_raw: str, email: str) -> str:
    """The phone as a person reads it, else the number as it came, else the address; "" if there is none."""
    return shown_phone(phone) if phone else phone_raw or email


def promise(session: Session) -> Promise:
    """How the promise of today stands, for the strip above the list."""
    moment = now(session)
    times = company_timetable(session)
    morning, upcoming = times.first_of_day(moment), times.following(moment)
    waits = and_(Inquiry.state == InquiryState.NEW, _not_aside(session))
    counts = session.execute(
        select(
            func.count(case((waits, 1))).label("left"),
            func.count(case((and_(waits, Inquiry.due_at < moment), 1))).label("late"),
            func.min(case((waits, Inquiry.due_at))).label("first_due"),
        ).where(Inquiry.state == InquiryState.NEW)
    ).one()
    due = session.execute(
        select(
            Inquiry.due_at,
            func.count(case((waits, 1))).label("waiting"),
            func.count(case((Inquiry.state != InquiryState.NEW, 1))).label("sorted"),
            func.max(Inquiry.sorted_at).label("last"),
        )
        .where(Inquiry.due_at.in_([morning, upcoming]))
        .group_by(Inquiry.due_at)
    )
    by_time = {row.due_at: row for row in due}
    first, following = by_time.get(morning), by_time.get(upcoming)
    done = following.sorted if following else 0
    return Promise(
        morning_done_at=first.last if first and not first.waiting else None,
        morning_sorted=first.sorted if first else 0,
        left=counts.left,
        due_at=upcoming,
        late=counts.late,
        late_since=counts.first_due if counts.late else None,
        streak=streak(session),
        remind=reminder(session),
        share_done=100 * done // (done + counts.left) if done + counts.left else 100,
    )


def _not_aside(session: Session) -> ColumnElement[bool]:
    return or_(Inquiry.snoozed_until.is_(None), Inquiry.snoozed_until <= now(session))
