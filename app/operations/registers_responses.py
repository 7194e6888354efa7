"""What the registers of inquiries say of the promises: by when it was to be sorted, and to be answered, and how it went."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, not_, or_, select
from sqlalchemy.orm import Session, aliased

from app.errors import UserError
from app.language import marked
from app.models.company import Employee
from app.models.inquiries import Inquiry
from app.models.response import NOBODY_ASKED
from app.models.session import now
from app.models.terms import InquiryState
from app.models.triage_terms import RESPONSE_WORDS, ResponseState
from app.operations.company_day import company_zone
from app.operations.intake_rules import OPEN_STATES, company_timetable
from app.operations.register_filters import choice_filter, date_filter, people, yes_no_filter
from app.operations.register_spec import Column, Filter, Operator, Values

OFFERED = timedelta(days=31)
"""Promised times that are so old are no longer offered to choose from."""

SORTER = aliased(Employee)
"""Who took an inquiry out of the inbox; registers join it."""


def response_state(moment: datetime) -> ColumnElement[str]:
    """``state_of`` of ``app.models.response``, as the database says it."""
    first, by = Inquiry.first_response_at, Inquiry.respond_by
    needless = or_(Inquiry.close_reason.in_(NOBODY_ASKED), Inquiry.closed_at <= by)
    return case(
        (by.is_(None), ResponseState.NOT_ASKED.value),
        (first <= by, ResponseState.FULFILLED.value),
        (first.is_not(None), ResponseState.FAILED.value),
        (needless, ResponseState.NOT_ASKED.value),
        (by >= moment, ResponseState.DUE.value),
        else_=ResponseState.FAILED.value,
    )


def lay_there(at: datetime) -> ColumnElement[bool]:
    """Whether an inquiry that was to be sorted by *at* lay in the inbox still, at *at*."""
    return and_(Inquiry.due_at <= at, or_(Inquiry.state == InquiryState.NEW, Inquiry.sorted_at > at))


def sorted_late(moment: datetime) -> ColumnElement[bool]:
    """Whether an inquiry left the inbox after its promised time, or lies there past it at *moment*."""
    waits = and_(Inquiry.state == InquiryState.NEW, Inquiry.due_at < moment)
    return or_(waits, and_(Inquiry.state != InquiryState.NEW, Inquiry.sorted_at > Inquiry.due_at))


def sorted_by_nobody() -> ColumnElement[bool]:
    """Whether an inquiry waits in the inbox, or nobody knows who took it out."""
    return or_(Inquiry.state == InquiryState.NEW, Inquiry.sorted_by_id.is_(None))


def unanswered(moment: datetime) -> ColumnElement[bool]:
    """Open, nobody has called or written to the sender, and the time for it has passed at *moment*."""
    return and_(Inquiry.first_response_at.is_(None), Inquiry.respond_by < moment, Inquiry.state.in_(OPEN_STATES))


def _state(session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
    inside = response_state(now(session)).in_(values)
    return not_(inside) if operator is Operator.IS_NOT else inside


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error:
        raise UserError("{text} is no date.", text=text) from error


def _promised(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
    inside = Inquiry.due_at.in_([_moment(value) for value in values])
    return or_(not_(inside), Inquiry.due_at.is_(None)) if operator is Operator.IS_NOT else inside


def _lay(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
    inside = or_(*(lay_there(_moment(value)) for value in values))
    return not_(inside) if operator is Operator.IS_NOT else inside


def _times(session: Session) -> Sequence[tuple[str, str]]:
    zone, moment = company_zone(session), now(session)
    query = select(Inquiry.due_at).distinct().where(Inquiry.due_at.between(moment - OFFERED, moment + OFFERED))
    timetable = company_timetable(session)
    # The last and the next are there also when nothing came in.
    times = {timetable.preceding(moment), timetable.following(moment)}
    times.update(each for each in session.scalars(query) if each is not None)
    return [(each.isoformat(), f"{each.astimezone(zone):%d.%m.%Y %H:%M}") for each in sorted(times, reverse=True)]


RESPONSE_COLUMNS = (
    Column(
        "response",
        marked("Response"),
        "choice",
        Inquiry.respond_by,
        150,
        words=RESPONSE_WORDS,
        moving=response_state,
    ),
    Column("respond_by", marked("Response promised until"), "time", Inquiry.respond_by, 120, aside=True),
    Column("first_response_at", marked("First response"), "time", Inquiry.first_response_at, 120, aside=True),
    Column(
        "response_minutes",
        marked("Minutes of work to the first response"),
        "integer",
        Inquiry.response_minutes,
        110,
        aside=True,
    ),
    Column("sorted_at", marked("Sorted"), "time", Inquiry.sorted_at, 110, aside=True),
    Column("sorter", marked("Sorted by"), "text", SORTER.name, 140, aside=True),
)
RESPONSE_FILTERS = (
    Filter("response", marked("Response"), "choice", _state, words=RESPONSE_WORDS),
    yes_no_filter("unanswered", marked("Unanswered over the promise"), lambda session: unanswered(now(session))),
    yes_no_filter("answered", marked("Answered"), lambda _session: Inquiry.first_response_at.is_not(None)),
    date_filter("due", marked("To be sorted on"), Inquiry.due_at),
    yes_no_filter("judged", marked("Its promised time has passed"), lambda session: Inquiry.due_at <= now(session)),
    Filter("promised", marked("To be sorted by"), "choice", _promised, _times),
    Filter("lay", marked("In the inbox still at"), "choice", _lay, _times),
    yes_no_filter("sorted_late", marked("Sorted late"), lambda session: sorted_late(now(session))),
    choice_filter("sorter", marked("Sorted by"), Inquiry.sorted_by_id, people()),
    yes_no_filter("nobody", marked("Sorted by nobody yet"), lambda _session: sorted_by_nobody()),
)
