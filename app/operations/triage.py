"""Triage: each inquiry is sorted to a department, then given to a seller; known customers and noise leave here [M12-M15].

The list, the promise and the card are next door (``triage_inbox``, ``triage_card``) and belong to this subject.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound, UserError
from app.language import Phrase, marked, phrase, stored
from app.models.audit import AuditEntry
from app.models.company import Department, Employee, EmployeeRole
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.notice_terms import NoticeKind
from app.models.session import now, touch
from app.models.tasks import Notification, Task
from app.models.terms import CloseReason, InquiryState, Role, TaskKind
from app.operations.actors import Actor, head_of, require
from app.operations.decisions import Decided, called, close_as, decided, lead_of, opened, qualify_task, reach_of
from app.operations.doubles import Double
from app.operations.editing import before, expect, last_change, locked
from app.operations.history import HistoryRow
from app.operations.intake_rules import KnownRow, responsible
from app.operations.linking import join_lead, part_again
from app.operations.notices import tell
from app.operations.proposed import reopen, settle
from app.operations.suggestion import Suggestion
from app.operations.triage_card import FileRow, InquiryCard, card, file
from app.operations.triage_inbox import InboxPage, InboxRow, Promise, inbox, promise

__all__ = [
    "Decided",
    "Double",
    "FileRow",
    "HistoryRow",
    "InboxPage",
    "InboxRow",
    "InquiryCard",
    "Promise",
    "Suggestion",
    "assign",
    "card",
    "close",
    "file",
    "inbox",
    "later",
    "link",
    "promise",
    "sort_to",
    "undo",
]

QUALIFY_WITHIN = timedelta(days=1)
UNDO_WITHIN = timedelta(minutes=10)
QUALIFY_TITLE = marked("Qualify the lead: {name}")
_DECISIONS = {"state", "department_id", "seller_id", "snoozed_until"}
"""Fields of which every decision changes at least one."""


def sort_to(session: Session, inquiry_id: int, version: int, department_id: int) -> Decided:
    """The dispatcher sorts an inquiry to a department; its head is told [M12, M33].

    Raises NotAllowed, NotFound, Conflict, and UserError for a department that is no queue of its own [M2].
    """
    who = require(session, Role.DISPATCHER)
    inquiry = opened(session, inquiry_id, version, InquiryState.NEW, InquiryState.SORTED)
    department = session.get(Department, department_id)
    if department is None:
        raise NotFound("This department does not exist (any more).")
    if not department.receives_inquiries:
        raise UserError("{department} is no queue of its own: choose another department.", department=department.name)
    inquiry.state = InquiryState.SORTED
    inquiry.department_id = department.id
    inquiry.sorted_at = now(session)
    inquiry.sorted_by_id = who.id
    inquiry.snoozed_until = None
    _follow(session, inquiry)
    head = head_of(session, department.id)
    name = called(inquiry)
    news = phrase("Inquiry {number} for {department}: {name}", number=inquiry.number, department=department.name, name=name)
    _tell(session, [head] if head else [], news, inquiry, NoticeKind.INQUIRY_SORTED)
    told = {"name": name, "department": department.name, "head": _name(session, head)}
    if head is None:
        return decided(session, inquiry, phrase("{name} sent to {department}. It has no head who could be told.", **told))
    return decided(session, inquiry, phrase("{name} sent to {department}. {head} was told.", **told))


def assign(session: Session, inquiry_id: int, version: int, seller_id: int) -> Decided:
    """The head names the seller, who gets the task of qualifying; the lead is the seller's from now on [M15, M34].

    Also gives an inquiry to another seller. A dispatcher may name the seller at once: that sorts it to the seller's
    department. Raises NotAllowed, NotFound, Conflict, UserError.
    """
    who = require(session, Role.HEAD, Role.DISPATCHER)
    states = [InquiryState.SORTED, InquiryState.ASSIGNED]
    if not who.roles.isdisjoint({Role.DISPATCHER, Role.ADMIN}):
        states.append(InquiryState.NEW)
    inquiry = opened(session, inquiry_id, version, *states)
    _require_department(session, who, inquiry)
    queue_id = inquiry.department_id or _queue_of(session, seller_id)
    seller = _seller(session, seller_id, queue_id)
    if inquiry.state is InquiryState.NEW:
        inquiry.department_id, inquiry.snoozed_until = queue_id, None
        inquiry.sorted_at, inquiry.sorted_by_id = now(session), who.id
    inquiry.state = InquiryState.ASSIGNED
    inquiry.seller_id = seller.id
    inquiry.assigned_at = now(session)
    inquiry.assigned_by_id = who.id
    _follow(session, inquiry)
    _hand_over(session, inquiry, who, seller)
    name = called(inquiry)
    news = phrase("Inquiry {number} is yours: {name}", number=inquiry.number, name=name)
    _tell(session, [seller.id], news, inquiry, NoticeKind.INQUIRY_GIVEN)
    sentence = phrase("{name} given to {seller}, who was told.", name=name, seller=seller.name)
    return decided(session, inquiry, sentence)


def link(session: Session, inquiry_id: int, version: int, counterparty_id: int) -> Decided:
    """The one who asks is known: the letters join that counterparty's history, whoever is responsible is told [M73, M74].

    The lead that was made joins it too, if there is nothing else about it. Raises NotAllowed, NotFound, Conflict, UserError.
    """
    who = require(session, Role.DISPATCHER, Role.HEAD, Role.SELLER)
    inquiry = opened(session, inquiry_id, version, InquiryState.NEW, InquiryState.SORTED, InquiryState.ASSIGNED)
    _require_department(session, who, inquiry)
    return link_opened(session, who, inquiry, counterparty_id)


def link_opened(session: Session, who: Actor, inquiry: Inquiry, counterparty_id: int) -> Decided:
    """``link``, by *who* may decide about the inquiry, which is open and held: also whoever talks with them just now.

    Raises NotFound, UserError.
    """
    target = session.get(Counterparty, counterparty_id)
    if target is None or target.merged_into_id is not None:
        raise NotFound("This counterparty does not exist (any more).")
    if target.id == inquiry.counterparty_id:
        raise UserError("Inquiry {number} belongs to {name} already.", number=inquiry.number, name=target.name)
    join_lead(session, inquiry, target.id)
    settle(session, inquiry.id, target.id)
    inquiry.state = InquiryState.LINKED
    inquiry.counterparty_id = target.id
    inquiry.snoozed_until = None
    if inquiry.sorted_at is None:
        inquiry.sorted_at, inquiry.sorted_by_id = now(session), who.id
    task = qualify_task(session, inquiry)
    if task is not None:
        task.done_at, task.done_by_id, task.result = now(session), who.id, InquiryState.LINKED.value
    told = responsible(session, KnownRow(target.id, target.kind, target.name, target.seller_id, target.department_id))
    news = phrase("{name} asks: {subject}", name=target.name, subject=inquiry.subject or inquiry.number)
    tell(session, told, news, place="counterparties", record_id=target.id, kind=NoticeKind.CUSTOMER_WROTE)
    sentence = phrase("{name} added to {counterparty}.", name=called(inquiry), counterparty=target.name)
    return decided(session, inquiry, sentence)


def close(session: Session, inquiry_id: int, version: int, reason: CloseReason, note: str = "") -> Decided:
    """No deal comes of it, with the reason [M37]. Raises NotAllowed, NotFound, Conflict, UserError."""
    states = (InquiryState.NEW, InquiryState.SORTED, InquiryState.ASSIGNED)
    return close_as(session, inquiry_id, version, reason, note, *states)


def later(session: Session, inquiry_id: int, version: int, until: datetime) -> Decided:
    """Lay an inquiry aside *until* then; the promise goes on. Raises UserError for a time that has passed."""
    require(session, Role.DISPATCHER)
    inquiry = opened(session, inquiry_id, version, InquiryState.NEW)
    if until <= now(session):
        raise UserError("Choose a time that is still to come.")
    inquiry.snoozed_until = until
    return decided(session, inquiry, phrase("{name} laid aside for later.", name=called(inquiry)))


def undo(session: Session, inquiry_id: int, version: int) -> Decided:
    """Take the last decision back, by whoever made it, within ten minutes; what was told and is unread vanishes.

    Raises NotFound, Conflict (somebody went on meanwhile), and UserError where there is nothing to take back.
    """
    who = require(session, Role.DISPATCHER, Role.HEAD, Role.SELLER)
    inquiry = locked(session, Inquiry, inquiry_id)
    expect(inquiry, version)
    entry = last_change(session, Inquiry, inquiry.id)
    if entry is None or _DECISIONS.isdisjoint(entry.changes) or inquiry.state is InquiryState.QUALIFIED:
        raise UserError("There is nothing to take back at inquiry {number}.", number=inquiry.number)
    if entry.employee_id != who.id and Role.ADMIN not in who.roles:
        raise NotAllowed("Only whoever decided can take it back.")
    if entry.at < now(session) - UNDO_WITHIN:
        raise UserError("It is too late to take this back: others may have begun to work on it.")
    earlier = before(entry, Inquiry)
    if inquiry.state is InquiryState.LINKED and inquiry.counterparty_id is not None:
        asked_before = earlier.get("counterparty_id")
        lead_id = asked_before if isinstance(asked_before, int) else None
        part_again(session, lead_id, inquiry.counterparty_id, entry.at)
        reopen(session, inquiry.id, entry.at, lead_id)
    _untell(session, inquiry, entry)
    reopened = inquiry.state in (InquiryState.CLOSED, InquiryState.LINKED)
    for field, value in earlier.items():
        setattr(inquiry, field, value)
    _follow(session, inquiry)
    _task_back(session, inquiry, reopened)
    return decided(session, inquiry, phrase("{name} is back where it was.", name=called(inquiry)))


def _follow(session: Session, inquiry: Inquiry) -> None:
    """A lead goes where its inquiry goes."""
    lead = lead_of(session, inquiry)
    if lead is not None and lead.inquiry_id == inquiry.id:
        lead.department_id = inquiry.department_id
        lead.seller_id = inquiry.seller_id


def _require_department(session: Session, who: Actor, inquiry: Inquiry) -> None:
    """Heads and sellers decide within their own department. Raises NotAllowed."""
    if who.roles.isdisjoint({Role.DISPATCHER, Role.ADMIN}) and inquiry.department_id not in reach_of(session, who):
        raise NotAllowed("Inquiry {number} was sent to another department.", number=inquiry.number)


def _queue_of(session: Session, employee_id: int) -> int | None:
    """The department that receives inquiries for the employee: the own one, else the one above it [M2]."""
    place = session.scalar(select(Employee.department_id).where(Employee.id == employee_id))
    while place is not None:
        department = session.get_one(Department, place)
        if department.receives_inquiries:
            return department.id
        place = department.parent_id
    return None


def _seller(session: Session, seller_id: int, queue_id: int | None) -> Employee:
    """The employee, if one who sells in the department *queue_id* or below it. Raises NotFound, UserError."""
    seller = session.get(Employee, seller_id)
    if seller is None or not seller.active:
        raise NotFound("This employee does not work here (any more).")
    roles = set(session.scalars(select(EmployeeRole.role).where(EmployeeRole.employee_id == seller.id)))
    place = session.get(Department, seller.department_id) if seller.department_id is not None else None
    near = place is not None and queue_id is not None and queue_id in (place.id, place.parent_id)
    if not near or roles.isdisjoint({Role.SELLER, Role.HEAD}):
        raise UserError("{name} does not sell in this department.", name=seller.name)
    return seller


def _hand_over(session: Session, inquiry: Inquiry, who: Actor, seller: Employee) -> None:
    """The seller's task of qualifying; when the inquiry goes to another seller, the same task goes along."""
    task = qualify_task(session, inquiry)
    if task is not None:
        task.employee_id = seller.id
        return
    session.add(
        Task(
            kind=TaskKind.QUALIFY,
            title=QUALIFY_TITLE,
            params=stored({"name": called(inquiry)}),
            due_at=now(session) + QUALIFY_WITHIN,
            created_at=now(session),
            created_by_id=who.id,
            employee_id=seller.id,
            counterparty_id=inquiry.counterparty_id,
            inquiry_id=inquiry.id,
        )
    )


def _task_back(session: Session, inquiry: Inquiry, reopened: bool) -> None:
    """The task of qualifying as it belongs to the state that the inquiry is in again."""
    task = session.scalars(
        select(Task).where(Task.inquiry_id == inquiry.id, Task.kind == TaskKind.QUALIFY).order_by(Task.id.desc()).limit(1)
    ).first()
    if task is None:
        return
    if inquiry.state is not InquiryState.ASSIGNED:
        session.delete(task)
    else:
        task.employee_id = inquiry.seller_id
        if reopened:
            task.done_at, task.done_by_id, task.result = None, None, ""


def _tell(session: Session, employee_ids: Iterable[int], news: Phrase, inquiry: Inquiry, kind: NoticeKind) -> None:
    tell(session, employee_ids, news, place="triage", record_id=inquiry.id, kind=kind)


def _untell(session: Session, inquiry: Inquiry, entry: AuditEntry) -> None:
    """Take back the unread notices that the decision behind *entry* sent: those since the change before it."""
    since = session.scalar(
        select(AuditEntry.at)
        .where(
            AuditEntry.table_name == Inquiry.__tablename__,
            AuditEntry.record_id == inquiry.id,
            AuditEntry.id < entry.id,
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    about = and_(Notification.place == "triage", Notification.record_id == inquiry.id)
    if inquiry.state is InquiryState.LINKED:
        about = or_(about, and_(Notification.place == "counterparties", Notification.record_id == inquiry.counterparty_id))
    unread = and_(about, Notification.read_at.is_(None))
    session.execute(delete(Notification).where(unread, Notification.at > (since or entry.at)))
    touch(session, "notification")


def _name(session: Session, employee_id: int | None) -> str:
    if employee_id is None:
        return ""
    return session.scalar(select(Employee.name).where(Employee.id == employee_id)) or ""
