"""A closed inquiry is taken up again, where it was when it was closed; and closed again, if that was a slip [M37]."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import phrase
from app.models.audit import AuditEntry
from app.models.company import Department, Employee
from app.models.inquiries import Inquiry
from app.models.notice_terms import NoticeKind
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import CloseReason, InquiryState, Role, TaskKind
from app.operations.absences import with_substitutes
from app.operations.actors import Actor, head_of, require, with_role
from app.operations.decisions import Decided, called, close_as, decided, expect_undecided, require_own
from app.operations.editing import before, locked
from app.operations.intake_rules import company_timetable
from app.operations.notices import gone, tell
from app.operations.triage_seller import QUALIFY_WITHIN, follow, hand_over

OPEN = (InquiryState.NEW, InquiryState.SORTED, InquiryState.ASSIGNED)


def reopen(session: Session, inquiry_id: int, version: int) -> Decided:
    """Take a closed inquiry up again: with its seller, its head or the dispatcher, whoever had it when it was closed.

    Where the seller works here no more, its head names another one; where there is no queue any more, the dispatcher sorts
    it anew. What was promised begins anew too. Raises NotAllowed, NotFound, Conflict, UserError.
    """
    who = require(session, Role.DISPATCHER, Role.HEAD, Role.SELLER)
    inquiry = locked(session, Inquiry, inquiry_id)
    expect_undecided(inquiry, version)
    if inquiry.state is not InquiryState.CLOSED:
        raise UserError("Inquiry {number} is not closed: there is nothing to take up again.", number=inquiry.number)
    require_own(session, who, inquiry)
    inquiry.state = _state_before(session, inquiry)
    inquiry.close_reason, inquiry.close_note, inquiry.closed_at = None, "", None
    inquiry.climbed_at, inquiry.snoozed_until = None, None
    _begin_anew(session, inquiry, who)
    follow(session, inquiry)
    gone(session, "triage", inquiry.id)
    news = phrase("Inquiry {number} was taken up again: {name}", number=inquiry.number, name=called(inquiry))
    tell(session, _told(session, inquiry), news, place="triage", record_id=inquiry.id, kind=_KINDS[inquiry.state])
    return decided(session, inquiry, phrase("{name} is open again.", name=called(inquiry)))


def close_again(session: Session, inquiry_id: int, version: int) -> Decided:
    """Take ``reopen`` back: closed with the reason and the note that it had. Raises as ``triage.close`` does."""
    inquiry = locked(session, Inquiry, inquiry_id)
    closing = _last(session, inquiry.id, "close_reason")
    earlier = before(closing, Inquiry) if closing is not None else {}
    reason = earlier.get("close_reason")
    if not isinstance(reason, CloseReason):
        raise UserError("There is nothing to take back at inquiry {number}.", number=inquiry.number)
    return close_as(session, inquiry_id, version, reason, str(earlier.get("close_note") or ""), *OPEN)


_KINDS = {
    InquiryState.NEW: NoticeKind.INQUIRY_CAME,
    InquiryState.SORTED: NoticeKind.INQUIRY_SORTED,
    InquiryState.ASSIGNED: NoticeKind.INQUIRY_GIVEN,
}


def _state_before(session: Session, inquiry: Inquiry) -> InquiryState:
    """Where it was when it was closed, as far as there is still somebody who can have it."""
    closing = _last(session, inquiry.id, "close_reason")
    state = before(closing, Inquiry).get("state") if closing is not None else None
    if state is None:
        state = InquiryState.ASSIGNED if inquiry.seller_id else InquiryState.SORTED
    if state is InquiryState.ASSIGNED and not _at_work(session, inquiry.seller_id):
        inquiry.seller_id, inquiry.assigned_at, inquiry.assigned_by_id = None, None, None
        state = InquiryState.SORTED
    if state is InquiryState.SORTED and not _is_queue(session, inquiry.department_id):
        state = InquiryState.NEW
    return state if isinstance(state, InquiryState) and state in OPEN else InquiryState.NEW


def _begin_anew(session: Session, inquiry: Inquiry, who: Actor) -> None:
    """Whoever has it now has the usual time for it, from now on."""
    moment = now(session)
    if inquiry.state is InquiryState.ASSIGNED:
        seller = session.get_one(Employee, inquiry.seller_id)
        task = session.scalars(
            select(Task)
            .where(Task.inquiry_id == inquiry.id, Task.kind == TaskKind.QUALIFY)
            .order_by(Task.id.desc())
            .limit(1)
        ).first()
        if task is not None:
            task.done_at, task.done_by_id, task.result = None, None, ""
            task.due_at = moment + QUALIFY_WITHIN
        hand_over(session, inquiry, who.id, seller)
        return
    inquiry.due_at = company_timetable(session).following(moment)
    if inquiry.state is InquiryState.SORTED:
        inquiry.sorted_at, inquiry.sorted_by_id = moment, who.id
    else:
        inquiry.sorted_at, inquiry.sorted_by_id, inquiry.department_id = None, None, None


def _told(session: Session, inquiry: Inquiry) -> list[int]:
    if inquiry.state is InquiryState.ASSIGNED and inquiry.seller_id is not None:
        return with_substitutes(session, [inquiry.seller_id])
    head = head_of(session, inquiry.department_id) if inquiry.state is InquiryState.SORTED else None
    return with_substitutes(session, [head]) if head is not None else with_role(session, Role.DISPATCHER)


def _last(session: Session, inquiry_id: int, field: str) -> AuditEntry | None:
    """The newest change of *field* of an inquiry."""
    changes = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.table_name == Inquiry.__tablename__,
            AuditEntry.record_id == inquiry_id,
            AuditEntry.action == "update",
        )
        .order_by(AuditEntry.id.desc())
    )
    return next((entry for entry in changes if field in entry.changes), None)


def _at_work(session: Session, employee_id: int | None) -> bool:
    return session.scalar(select(Employee.id).where(Employee.id == employee_id, Employee.active)) is not None


def _is_queue(session: Session, department_id: int | None) -> bool:
    known = select(Department.id).where(Department.id == department_id, Department.receives_inquiries)
    return session.scalar(known) is not None
