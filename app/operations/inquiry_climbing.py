"""An inquiry that nobody takes on climbs: past its head to those above, or from its seller to the head [M33, M34].

Sorted, but no seller named in time: the head's substitute and the head above hear of it, where there are none the
administrators. Given to a seller who has not begun in time: the head hears of it. Times are working time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.company import Department, Employee
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.notice_terms import NoticeKind
from app.models.session import now, replayable
from app.models.tasks import Task
from app.models.terms import InquiryState, Role, TaskKind
from app.models.working_hours import WorkingHours
from app.operations.absences import away, with_substitutes
from app.operations.actors import head_of, with_role
from app.operations.call_settings import company_hours
from app.operations.decisions import called
from app.operations.inquiry_settings import climbing_times
from app.operations.leases import INTAKE, demand
from app.operations.notices import tell

AT_ONCE = 200
"""So many at most in one go; the rest follow a minute later."""


@replayable
def climb(session: Session, holder: str | None) -> int:
    """Tell those above of every inquiry that has waited too long, once each; how many there were.

    What has climbed is marked, so a second look changes nothing. Raises LeaseLost; UserError where the working hours in
    the settings make no sense.
    """
    hours, (to_name, to_begin) = company_hours(session), climbing_times(session)
    moment, climbed = now(session), 0
    for inquiry in _due(session, _without_seller(moment, to_name), hours, to_name, moment):
        news = phrase("Nobody has named a seller yet: {number}, {name}", number=inquiry.number, name=called(inquiry))
        _tell(session, _above(session, inquiry), news, inquiry)
        climbed += 1
    for inquiry in _due(session, _not_begun(moment, to_begin), hours, to_begin, moment):
        news = phrase(
            "{seller} has not begun with inquiry {number} yet: {name}",
            seller=_name(session, inquiry.seller_id),
            number=inquiry.number,
            name=called(inquiry),
        )
        _tell(session, _heads(session, inquiry), news, inquiry)
        climbed += 1
    session.flush()
    if holder is not None:
        demand(session, INTAKE, holder)
    return climbed


def begun() -> ColumnElement[bool]:
    """Whether somebody has begun with an inquiry (of the enclosing statement) since it was given: called, written, noted or
    planned something."""
    heard = exists().where(
        Interaction.inquiry_id == Inquiry.id,
        Interaction.employee_id.is_not(None),
        Interaction.at >= Inquiry.assigned_at,
    )
    planned = exists().where(
        Task.inquiry_id == Inquiry.id,
        Task.kind != TaskKind.QUALIFY,
        Task.created_by_id.is_not(None),
        Task.created_at >= Inquiry.assigned_at,
    )
    return Inquiry.first_response_at.is_not(None) | heard.correlate(Inquiry) | planned.correlate(Inquiry)


def _without_seller(moment: datetime, to_name: timedelta) -> Select[Inquiry]:
    return (
        select(Inquiry)
        .where(
            Inquiry.state == InquiryState.SORTED,
            # No more working time than time has passed.
            Inquiry.sorted_at <= moment - to_name,
            Inquiry.climbed_at.is_(None) | (Inquiry.climbed_at <= Inquiry.sorted_at),
        )
        .order_by(Inquiry.sorted_at, Inquiry.id)
    )


def _not_begun(moment: datetime, to_begin: timedelta) -> Select[Inquiry]:
    return (
        select(Inquiry)
        .where(
            Inquiry.state == InquiryState.ASSIGNED,
            Inquiry.assigned_at <= moment - to_begin,
            Inquiry.climbed_at.is_(None) | (Inquiry.climbed_at <= Inquiry.assigned_at),
            ~begun(),
        )
        .order_by(Inquiry.assigned_at, Inquiry.id)
    )


def _due(
    session: Session, waiting: Select[Inquiry], hours: WorkingHours, span: timedelta, moment: datetime
) -> Sequence[Inquiry]:
    """Those of *waiting* whose working time is over, marked as climbed; whatever is being decided just now is left alone."""
    found = session.scalars(waiting.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    due = [each for each in found if hours.after(_since(each), span) <= moment]
    for inquiry in due:
        inquiry.climbed_at = moment
    return due


def _since(inquiry: Inquiry) -> datetime:
    since = inquiry.sorted_at if inquiry.state is InquiryState.SORTED else inquiry.assigned_at
    assert since is not None
    return since


def _heads(session: Session, inquiry: Inquiry) -> list[int]:
    """The head of the inquiry's department, with who stands in; where nobody heads it, the administrators."""
    head_id = head_of(session, inquiry.department_id)
    return with_substitutes(session, [head_id]) if head_id is not None else with_role(session, Role.ADMIN)


def _above(session: Session, inquiry: Inquiry) -> list[int]:
    """The head again, with everybody who can name the seller instead: substitute, other heads there, the head above."""
    head_id = head_of(session, inquiry.department_id)
    if head_id is None:
        return with_role(session, Role.ADMIN)
    others = [*with_substitutes(session, [head_id]), *_usual_substitute(session, head_id)]
    at = session.scalar(select(Employee.department_id).where(Employee.id == head_id))
    if at is not None:
        others += with_role(session, Role.HEAD, at)
        higher = head_of(session, session.scalar(select(Department.parent_id).where(Department.id == at)))
        others += with_substitutes(session, [higher]) if higher is not None else []
    others = [each for each in others if each != head_id]
    return [head_id, *(others or with_role(session, Role.ADMIN))]


def _usual_substitute(session: Session, head_id: int) -> list[int]:
    """Who stands in for the head usually: it may be that nobody has entered that the head is away."""
    usual = session.scalar(select(Employee.substitute_id).where(Employee.id == head_id))
    at_work = select(Employee.id).where(Employee.id == usual, Employee.active)
    return [each for each in session.scalars(at_work) if each not in away(session)]


def _tell(session: Session, employee_ids: Iterable[int], news: Phrase, inquiry: Inquiry) -> None:
    tell(session, employee_ids, news, place="triage", record_id=inquiry.id, kind=NoticeKind.CLIMBED)


def _name(session: Session, employee_id: int | None) -> str:
    return session.scalar(select(Employee.name).where(Employee.id == employee_id)) or ""
