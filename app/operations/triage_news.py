"""What somebody else has decided about an inquiry, in one calm sentence for whoever just looked at it [M12]."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.audit import AuditEntry
from app.models.company import Department, Employee
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.session import acting
from app.models.terms import CLOSE_REASON_WORDS, InquiryState
from app.operations.decisions import called
from app.operations.triage_undo import last_decision


@dataclass(frozen=True, slots=True)
class DecidedNews:
    """Who decided what about an inquiry. mine: who is signed in did; state: what it is now."""

    inquiry_id: int
    sentence: Phrase
    mine: bool
    state: str


def news_of(session: Session, inquiry_id: int) -> DecidedNews | None:
    """The last decision about *inquiry_id*; None where there was none, or the inquiry is no more."""
    inquiry = session.get(Inquiry, inquiry_id)
    entry = last_decision(session, inquiry) if inquiry is not None else None
    if inquiry is None or entry is None:
        return None
    who: str | Phrase = _employee(session, entry.employee_id) or phrase("Kontor")
    mine = entry.employee_id is not None and entry.employee_id == acting(session)
    return DecidedNews(inquiry.id, _sentence(session, inquiry, entry, who), mine, inquiry.state.value)


def _sentence(session: Session, inquiry: Inquiry, entry: AuditEntry, who: str | Phrase) -> Phrase:
    name = called(inquiry)
    match inquiry.state:
        case InquiryState.SORTED:
            department = session.scalar(select(Department.name).where(Department.id == inquiry.department_id)) or ""
            return phrase("{who} has sent {name} to {department}.", who=who, name=name, department=department)
        case InquiryState.ASSIGNED:
            seller = _employee(session, inquiry.seller_id)
            return phrase("{who} has given {name} to {seller}.", who=who, name=name, seller=seller)
        case InquiryState.LINKED:
            known = session.scalar(select(Counterparty.name).where(Counterparty.id == inquiry.counterparty_id)) or ""
            return phrase("{who} has added {name} to {counterparty}.", who=who, name=name, counterparty=known)
        case InquiryState.CLOSED if inquiry.close_reason is not None:
            reason = Phrase(CLOSE_REASON_WORDS[inquiry.close_reason])
            return phrase("{who} has closed {name}: {reason}.", who=who, name=name, reason=reason)
        case InquiryState.QUALIFIED:
            return phrase("{who} has made a deal of {name}.", who=who, name=name)
        case InquiryState.NEW if inquiry.snoozed_until is not None and "snoozed_until" in entry.changes:
            return phrase("{who} has laid {name} aside until {time}.", who=who, name=name, time=inquiry.snoozed_until)
    return phrase("{who} has changed {name}.", who=who, name=name)


def _employee(session: Session, employee_id: int | None) -> str:
    if employee_id is None:
        return ""
    return session.scalar(select(Employee.name).where(Employee.id == employee_id)) or ""
