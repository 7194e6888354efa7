"""Triage: each inquiry is sorted to a department, then given to a seller; known customers and noise leave here [M12-M15].

The list, the promise and the card are next door (``triage_inbox``, ``triage_card``) and belong to this subject.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound, UserError
from app.language import phrase
from app.models.company import Department, Employee
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.notice_terms import NoticeKind
from app.models.session import now
from app.models.terms import CloseReason, InquiryState, Role
from app.operations.absences import told_as, with_substitutes
from app.operations.acting_for import heads_inquiry, require_head, require_naming
from app.operations.actors import Actor, head_of, require
from app.operations.decisions import Decided, called, close_as, decided, opened, qualify_task, reach_of
from app.operations.distribution import chosen_seller
from app.operations.doubles import Double
from app.operations.history import HistoryRow
from app.operations.intake_rules import KnownRow, responsible
from app.operations.linking import join_lead
from app.operations.notices import gone, tell
from app.operations.proposed import settle
from app.operations.suggestion import Suggestion
from app.operations.triage_card import FileRow, InquiryCard, card, file
from app.operations.triage_inbox import InboxPage, InboxRow, Promise, inbox, promise
from app.operations.triage_seller import follow, hand_over, queue_of, seller_of
from app.operations.triage_undo import undo

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
    # Asked before anything changes: the decision stays one line of the trail, and is taken back as one.
    head, seller_id = head_of(session, department.id), chosen_seller(session, department.id)
    seller = session.get(Employee, seller_id) if seller_id is not None else None
    if inquiry.state is InquiryState.NEW:
        # Sent on to another department later, it has left the inbox once [M13].
        inquiry.sorted_at, inquiry.sorted_by_id = now(session), who.id
    inquiry.state = InquiryState.SORTED if seller is None else InquiryState.ASSIGNED
    inquiry.department_id = department.id
    inquiry.snoozed_until = None
    if seller is not None:
        return _given_by_kontor(session, inquiry, department, head, seller)
    follow(session, inquiry)
    name = called(inquiry)
    gone(session, "triage", inquiry.id)
    if head is None:
        alone = phrase(
            "{name} sent to {department}. It has no head who could be told.", name=name, department=department.name
        )
        return decided(session, inquiry, alone)
    news = phrase("Inquiry {number} for {department}: {name}", number=inquiry.number, department=department.name, name=name)
    told = with_substitutes(session, [head])
    tell(session, told, news, place="triage", record_id=inquiry.id, kind=NoticeKind.INQUIRY_SORTED)
    named = told_as(session, head, _name(session, head))
    sentence = phrase("{name} sent to {department}. {head} was told.", name=name, department=department.name, head=named)
    return decided(session, inquiry, sentence)


def _given_by_kontor(
    session: Session, inquiry: Inquiry, department: Department, head_id: int | None, seller: Employee
) -> Decided:
    """The department lets Kontor name the seller [M34]: seller and head are told in the same moment."""
    hand_over(session, inquiry, None, seller)
    name = called(inquiry)
    gone(session, "triage", inquiry.id)
    mine = phrase("Inquiry {number} is yours: {name}", number=inquiry.number, name=name)
    told = with_substitutes(session, [seller.id])
    tell(session, told, mine, place="triage", record_id=inquiry.id, kind=NoticeKind.INQUIRY_GIVEN)
    news = phrase("Inquiry {number} went to {seller}: {name}", number=inquiry.number, seller=seller.name, name=name)
    heads = [each for each in with_substitutes(session, [head_id] if head_id else []) if each not in told]
    tell(session, heads, news, place="triage", record_id=inquiry.id, kind=NoticeKind.INQUIRY_SORTED)
    sentence = phrase(
        "{name} sent to {department}, where {seller} got it in turn.",
        name=name,
        department=department.name,
        seller=seller.name,
    )
    return decided(session, inquiry, sentence)


def assign(session: Session, inquiry_id: int, version: int, seller_id: int) -> Decided:
    """The head names the seller, who gets the task of qualifying; the lead is the seller's from now on [M15, M34].

    Also gives an inquiry to another seller. A dispatcher may name the seller at once: that sorts it to the seller's
    department. Raises NotAllowed, NotFound, Conflict, UserError.
    """
    who = require_naming(session)
    states = [InquiryState.SORTED, InquiryState.ASSIGNED]
    if not who.roles.isdisjoint({Role.DISPATCHER, Role.ADMIN}):
        states.append(InquiryState.NEW)
    inquiry = opened(session, inquiry_id, version, *states)
    require_head(session, who, inquiry)
    queue_id = inquiry.department_id or queue_of(session, seller_id)
    seller = seller_of(session, seller_id, queue_id)
    if inquiry.state is InquiryState.NEW:
        inquiry.department_id, inquiry.snoozed_until = queue_id, None
        inquiry.sorted_at, inquiry.sorted_by_id = now(session), who.id
    inquiry.state = InquiryState.ASSIGNED
    hand_over(session, inquiry, who.id, seller)
    name = called(inquiry)
    gone(session, "triage", inquiry.id)
    told = with_substitutes(session, [seller.id])
    news = phrase("Inquiry {number} is yours: {name}", number=inquiry.number, name=name)
    tell(session, told, news, place="triage", record_id=inquiry.id, kind=NoticeKind.INQUIRY_GIVEN)
    named = told_as(session, seller.id, seller.name)
    return decided(session, inquiry, phrase("{name} given to {seller}, who was told.", name=name, seller=named))


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
    gone(session, "triage", inquiry.id)
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


def _require_department(session: Session, who: Actor, inquiry: Inquiry) -> None:
    """Heads and sellers decide within their own department. Raises NotAllowed."""
    if not who.roles.isdisjoint({Role.DISPATCHER, Role.ADMIN}) or heads_inquiry(session, who, inquiry):
        return
    if inquiry.department_id not in reach_of(session, who):
        raise NotAllowed("Inquiry {number} was sent to another department.", number=inquiry.number)


def _name(session: Session, employee_id: int | None) -> str:
    if employee_id is None:
        return ""
    return session.scalar(select(Employee.name).where(Employee.id == employee_id)) or ""
