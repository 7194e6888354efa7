"""What every decision about an inquiry has in common: who is it, is it still open, who has it, what is said after it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, NotAllowed, UserError
from app.language import Phrase, marked, phrase
from app.models.company import Department
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import CloseReason, CounterpartyKind, InquiryState, Role, TaskKind
from app.operations.acting_for import heads_inquiry, sellers_acted_for
from app.operations.actors import Actor, require
from app.operations.editing import expect, locked
from app.operations.notices import gone
from app.phone_number import shown_phone

_TOO_LATE = {
    InquiryState.NEW: marked("Inquiry {number} has to be sorted to a department first."),
    InquiryState.SORTED: marked("Inquiry {number} waits for its seller: the head of the department names one first."),
    InquiryState.ASSIGNED: marked("Inquiry {number} is with a seller already."),
    InquiryState.QUALIFIED: marked("Inquiry {number} has become a deal already."),
    InquiryState.CLOSED: marked("Inquiry {number} is closed already."),
    InquiryState.LINKED: marked("Inquiry {number} was given to a known customer already."),
}
"""Why a decision does not fit the state that the inquiry is in."""

DECISIVE = frozenset({"state", "department_id", "seller_id", "snoozed_until", "counterparty_id"})
"""Fields of which every decision changes at least one; whatever else changes meanwhile is in nobody's way."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, in one sentence; undo_version: with it ``undo`` takes it back."""

    inquiry_id: int
    number: str
    sentence: Phrase
    undo_version: int


def opened(session: Session, inquiry_id: int, version: int, *states: InquiryState) -> Inquiry:
    """The inquiry, held until the end of the transaction, undecided since the *version* that was seen, in one of *states*.

    Two who decide at once: the second one waits here, then meets a newer version. Raises NotFound, Conflict, UserError.
    """
    inquiry = locked(session, Inquiry, inquiry_id)
    expect_undecided(inquiry, version)
    if inquiry.state not in states:
        raise UserError(_TOO_LATE[inquiry.state], number=inquiry.number)
    return inquiry


def expect_undecided(inquiry: Inquiry, version: int) -> None:
    """Raise Conflict if somebody has decided about *inquiry* since *version*.

    A letter that was answered meanwhile, or a name that was put right, is no reason to lose a decision.
    """
    try:
        expect(inquiry, version)
    except Conflict as conflict:
        changed = {clash.field for clash in conflict.clashes}
        if not conflict.clashes or not DECISIVE.isdisjoint(changed):
            raise


def decided(session: Session, inquiry: Inquiry, sentence: Phrase) -> Decided:
    """The answer, after the decision was written and the version has risen."""
    session.flush()
    return Decided(inquiry.id, inquiry.number, sentence, inquiry.version)


def called(inquiry: Inquiry) -> str | Phrase:
    """What a person calls whoever asks: name, company, number or address, else that the number was withheld."""
    known = inquiry.name or inquiry.company or (shown_phone(inquiry.phone) if inquiry.phone else "")
    return known or inquiry.phone_raw or inquiry.email or phrase("Somebody unknown")


def lead_of(session: Session, inquiry: Inquiry) -> Counterparty | None:
    """The lead that asks; None for a withheld number, and for whoever is a customer already."""
    if inquiry.counterparty_id is None:
        return None
    counterparty = session.get(Counterparty, inquiry.counterparty_id)
    return counterparty if counterparty is not None and counterparty.kind is CounterpartyKind.LEAD else None


def qualify_task(session: Session, inquiry: Inquiry) -> Task | None:
    """The open task of qualifying this inquiry."""
    return session.scalars(
        select(Task).where(Task.inquiry_id == inquiry.id, Task.kind == TaskKind.QUALIFY, Task.done_at.is_(None))
    ).first()


def close_as(
    session: Session, inquiry_id: int, version: int, reason: CloseReason, note: str, *states: InquiryState
) -> Decided:
    """End an inquiry without a deal, with its reason [M37]; its open task is done with it.

    Raises UserError for "other reason" without a note.
    """
    who = require(session, Role.DISPATCHER, Role.HEAD, Role.SELLER)
    inquiry = opened(session, inquiry_id, version, *states)
    require_own(session, who, inquiry)
    if reason is CloseReason.OTHER and not note.strip():
        raise UserError("Write down the reason: “other reason” alone tells nobody anything.")
    moment = now(session)
    inquiry.state = InquiryState.CLOSED
    inquiry.close_reason = reason
    inquiry.close_note = note.strip()
    inquiry.closed_at = moment
    inquiry.snoozed_until = None
    if inquiry.sorted_at is None:
        inquiry.sorted_at, inquiry.sorted_by_id = moment, who.id
    task = qualify_task(session, inquiry)
    if task is not None:
        task.done_at, task.done_by_id, task.result = moment, who.id, reason.value
    gone(session, "triage", inquiry.id)
    return decided(session, inquiry, phrase("{name} closed: no deal comes of it.", name=called(inquiry)))


def require_own(session: Session, who: Actor, inquiry: Inquiry) -> None:
    """A seller decides about own inquiries, a head about those of the own department; dispatchers about all.

    Whoever stands in for one of them decides as they do. Raises NotAllowed.
    """
    if not who.roles.isdisjoint({Role.DISPATCHER, Role.ADMIN}):
        return
    if heads_inquiry(session, who, inquiry) or inquiry.seller_id in sellers_acted_for(session, who):
        return
    raise NotAllowed("Inquiry {number} is with somebody else.", number=inquiry.number)


def reach_of(session: Session, who: Actor) -> set[int]:
    """The department of *who*, and those right below it."""
    if who.department_id is None:
        return set()
    below = session.scalars(select(Department.id).where(Department.parent_id == who.department_id))
    return {who.department_id, *below}
