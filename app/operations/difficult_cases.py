"""Difficult cases: the head takes a deal or an inquiry over, with the cause, then gives it back with a resolution [M15].

Whose the case was is told and sees why; the customer's history keeps both as notes of the head.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, UserError
from app.language import Phrase, phrase
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.notice_terms import NoticeKind
from app.models.quality import DifficultCase
from app.models.quality_terms import CAUSE_WORDS, CaseCause
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import Direction, InquiryState, InteractionKind, Role, TaskKind
from app.operations.actors import Actor, employee, require
from app.operations.deal_stages import FINAL
from app.operations.deals import departments_up
from app.operations.decisions import called
from app.operations.difficult_case_rows import open_case
from app.operations.editing import expect, locked
from app.operations.notices import gone, tell
from app.operations.triage_seller import follow, hand_over

PLACE = "difficult_cases"
LEADS = (InquiryState.SORTED, InquiryState.ASSIGNED)


@dataclass(frozen=True, slots=True)
class CaseDone:
    """What became of a case. record_version: of the deal or the inquiry; note_id: of the entry in the history."""

    case_id: int
    version: int
    record_version: int
    note_id: int | None
    sentence: Phrase


Matter = Deal | Inquiry


def take_over_deal(session: Session, deal_id: int, version: int, cause: CaseCause, note: str = "") -> CaseDone:
    """Make a deal one's own, with its open tasks of the seller, who is told why.

    Raises NotAllowed for who is no head of its department, NotFound, Conflict, and UserError for a deal that has ended or is
    taken over already, and for "other cause" without a note.
    """
    who, deal = require(session, Role.HEAD), locked(session, Deal, deal_id)
    _require_reach(session, who, deal.department_id)
    if deal.stage in FINAL:
        raise UserError("Deal {number} has ended: nothing is changed in it any more.", number=deal.number)
    return _take(session, who, deal, version, cause, note)


def take_over_inquiry(session: Session, inquiry_id: int, version: int, cause: CaseCause, note: str = "") -> CaseDone:
    """Make a lead's inquiry one's own, with or without a seller yet. Raises as ``take_over_deal`` does."""
    who, inquiry = require(session, Role.HEAD), locked(session, Inquiry, inquiry_id)
    _require_reach(session, who, inquiry.department_id)
    if inquiry.state not in LEADS:
        raise UserError("Inquiry {number} is no open lead of a department.", number=inquiry.number)
    return _take(session, who, inquiry, version, cause, note)


def resolve(session: Session, case_id: int, version: int, resolution: str, to_employee_id: int) -> CaseDone:
    """End a case: what was found, and who goes on: the seller who had it, another one, or the head who took it over.

    Raises NotAllowed, NotFound, Conflict, and UserError without a resolution, for a case that is resolved already, and for
    somebody who does not sell.
    """
    who, case = require(session, Role.HEAD), locked(session, DifficultCase, case_id)
    matter = _matter(session, case)
    _require_reach(session, who, matter.department_id)
    expect(case, version)
    if case.resolved_at is not None:
        raise UserError("This case is resolved already.")
    if not resolution.strip():
        raise UserError("Write down how the case was resolved: that is what others learn from.")
    new = employee(session, to_employee_id)
    if Role.SELLER not in new.roles and new.id != case.taken_by_id:
        raise UserError("{name} does not sell.", name=new.name)
    case.resolution, case.resolved_at, case.returned_to_id = resolution.strip(), now(session), new.id
    ended = isinstance(matter, Deal) and matter.stage in FINAL
    if not ended and not (isinstance(matter, Inquiry) and matter.state not in LEADS):
        _give(session, matter, case.taken_by_id, new.id, who.id)
    gone(session, PLACE, case.id)
    name = _called(session, matter)
    news = phrase(
        "{name}, {number}, is with {seller} again: {resolution}",
        name=name,
        number=matter.number,
        seller=new.name,
        resolution=case.resolution,
    )
    told = [each for each in (case.from_employee_id, new.id) if each is not None]
    tell(session, told, news, place=_place(matter), record_id=matter.id, kind=NoticeKind.QUALITY)
    words = phrase("Difficult case resolved, {seller} goes on: {resolution}", seller=new.name, resolution=case.resolution)
    note_id = _write(session, who, matter, words)
    session.flush()
    said = phrase("{name}: resolved. {seller} goes on and was told.", name=name, seller=new.name)
    if new.id == who.id:
        said = phrase("{name}: resolved. You go on with it.", name=name)
    return CaseDone(case.id, case.version, matter.version, note_id, said)


def take_back(session: Session, taken: CaseDone) -> int:
    """Undo a taking over: everything is the seller's again, and the case never was; the version of deal or inquiry.

    Raises NotAllowed, NotFound, Conflict, UserError where it is resolved already.
    """
    who, case = require(session, Role.HEAD), locked(session, DifficultCase, taken.case_id)
    expect(case, taken.version)
    if case.taken_by_id != who.id:
        raise NotAllowed("Who took the case over takes that back.")
    if case.resolved_at is not None:
        raise UserError("This case is resolved already.")
    matter = _matter(session, case)
    if case.from_employee_id is not None:
        _give(session, matter, case.taken_by_id, case.from_employee_id, case.from_employee_id)
    elif isinstance(matter, Inquiry):
        _to_nobody(session, matter)
    gone(session, _place(matter), matter.id)
    note = session.get(Interaction, taken.note_id) if taken.note_id is not None else None
    if note is not None:
        session.delete(note)
    session.delete(case)
    session.flush()
    return matter.version


def reopen(session: Session, resolved: CaseDone) -> int:
    """Undo ``resolve``: the head has the case again; its new version. Raises NotAllowed, NotFound, Conflict, UserError."""
    who, case = require(session, Role.HEAD), locked(session, DifficultCase, resolved.case_id)
    expect(case, resolved.version)
    matter = _matter(session, case)
    _require_reach(session, who, matter.department_id)
    if case.resolved_at is None or case.returned_to_id is None:
        raise UserError("This case is open already.")
    _give(session, matter, case.returned_to_id, case.taken_by_id, who.id)
    case.resolution, case.resolved_at, case.returned_to_id = "", None, None
    note = session.get(Interaction, resolved.note_id) if resolved.note_id is not None else None
    if note is not None:
        session.delete(note)
    gone(session, _place(matter), matter.id)
    session.flush()
    return case.version


def may_take_over(session: Session, department_id: int | None) -> bool:
    """Whether who is signed in may take over what belongs to a department."""
    try:
        return _reaches(session, require(session, Role.HEAD), department_id)
    except NotAllowed:
        return False


def _take(session: Session, who: Actor, matter: Matter, version: int, cause: CaseCause, note: str) -> CaseDone:
    there = open_case(session, deal_id=matter.id) if isinstance(matter, Deal) else open_case(session, inquiry_id=matter.id)
    if there is not None:
        raise UserError("{name} has taken this over already.", name=there.taken_by)
    expect(matter, version)
    if matter.seller_id == who.id:
        raise UserError("{number} is yours already.", number=matter.number)
    if cause is CaseCause.OTHER and not note.strip():
        raise UserError("Write down the cause: “other cause” alone tells nobody anything.")
    seller_id, name = matter.seller_id, _called(session, matter)
    record = DifficultCase(
        deal_id=matter.id if isinstance(matter, Deal) else None,
        inquiry_id=matter.id if isinstance(matter, Inquiry) else None,
        counterparty_id=matter.counterparty_id,
        taken_at=now(session),
        taken_by_id=who.id,
        from_employee_id=seller_id,
        cause=cause,
        cause_note=note.strip(),
    )
    session.add(record)
    _give(session, matter, seller_id, who.id, who.id)
    session.flush()
    reason = phrase(CAUSE_WORDS[cause])
    if note.strip():
        reason = phrase("{cause}. {note}", cause=reason, note=note.strip())
    seller = session.scalar(select(Employee.name).where(Employee.id == seller_id)) if seller_id is not None else None
    if seller_id is not None:
        news = phrase(
            "{head} has taken over {name}, {number}: {cause}", head=who.name, name=name, number=matter.number, cause=reason
        )
        tell(session, [seller_id], news, place=_place(matter), record_id=matter.id, kind=NoticeKind.QUALITY)
    words = (
        phrase("Taken over from {seller}: {cause}", seller=seller, cause=reason)
        if seller
        else phrase("Taken over by the head: {cause}", cause=reason)
    )
    note_id = _write(session, who, matter, words)
    session.flush()
    said = phrase("{name} is yours now.", name=name)
    if seller:
        said = phrase("{name} is yours now; {seller} was told why.", name=name, seller=seller)
    return CaseDone(record.id, record.version, matter.version, note_id, said)


def _give(session: Session, matter: Matter, from_id: int | None, to_id: int, by_id: int) -> None:
    """Let *to_id* answer for a deal or an inquiry, with the open tasks of whoever did so far."""
    if isinstance(matter, Inquiry):
        matter.state = InquiryState.ASSIGNED
        hand_over(session, matter, by_id, session.get_one(Employee, to_id))
        about = Task.inquiry_id == matter.id
    else:
        matter.seller_id = to_id
        about = Task.deal_id == matter.id
    mine = select(Task).where(
        about, Task.employee_id == from_id, Task.done_at.is_(None), Task.kind != TaskKind.REVIEW_REFUSAL
    )
    for task in session.scalars(mine):
        task.employee_id = to_id


def _to_nobody(session: Session, inquiry: Inquiry) -> None:
    """The inquiry waits for a seller again, as it did before the head took it."""
    inquiry.state = InquiryState.SORTED
    inquiry.seller_id, inquiry.assigned_at, inquiry.assigned_by_id = None, None, None
    follow(session, inquiry)
    open_tasks = select(Task).where(Task.inquiry_id == inquiry.id, Task.kind == TaskKind.QUALIFY, Task.done_at.is_(None))
    for task in session.scalars(open_tasks):
        session.delete(task)


def _matter(session: Session, case: DifficultCase) -> Matter:
    """The deal or the inquiry of a case, held. Raises NotFound."""
    if case.deal_id is not None:
        return locked(session, Deal, case.deal_id)
    return locked(session, Inquiry, case.inquiry_id or 0)


def _called(session: Session, matter: Matter) -> str | Phrase:
    if isinstance(matter, Deal):
        return session.get_one(Counterparty, matter.counterparty_id).name
    return called(matter)


def _place(matter: Matter) -> str:
    return "deals" if isinstance(matter, Deal) else "triage"


def _write(session: Session, who: Actor, matter: Matter, words: Phrase) -> int | None:
    """A note of the head in the history of the customer, in the language that the head works in."""
    if matter.counterparty_id is None:
        return None
    entry = Interaction(
        at=now(session),
        kind=InteractionKind.NOTE,
        direction=Direction.INTERNAL,
        counterparty_id=matter.counterparty_id,
        employee_id=who.id,
        deal_id=matter.id if isinstance(matter, Deal) else None,
        inquiry_id=matter.id if isinstance(matter, Inquiry) else None,
        text=words.said(who.language),
    )
    session.add(entry)
    session.flush()
    return entry.id


def _reaches(session: Session, who: Actor, department_id: int | None) -> bool:
    return Role.ADMIN in who.roles or (
        who.department_id is not None and who.department_id in set(departments_up(session, department_id))
    )


def _require_reach(session: Session, who: Actor, department_id: int | None) -> None:
    if not _reaches(session, who, department_id):
        raise NotAllowed("Only the head of the department takes over its cases.")
