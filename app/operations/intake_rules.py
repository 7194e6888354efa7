"""Who a sender is, what the rule table makes of it, and who is responsible: shared by letters and calls [M23, M73, M74]."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.models.company import Employee, Setting
from app.models.counterparties import Counterparty, Identity
from app.models.inquiries import Inquiry, IntakeRule
from app.models.promise import DEFAULT_DAYS, DEFAULT_TIMES, DEFAULT_ZONE, Timetable, timetable
from app.models.terms import CloseReason, ContactPointKind, CounterpartyKind, InquiryState, IntakeEvent, Known, Role, Told
from app.operations.actors import head_of, with_role
from app.operations.settings import COMPANY

OPEN_STATES = (InquiryState.NEW, InquiryState.SORTED, InquiryState.ASSIGNED)
"""States in which somebody still has to do something about an inquiry."""


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A counterparty that a phone number or an address belongs to."""

    id: int
    kind: CounterpartyKind
    name: str
    seller_id: int | None
    department_id: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One cell of the intake table."""

    creates_lead: bool
    creates_inquiry: bool
    creates_call_back: bool
    tells: Told


@dataclass(frozen=True, slots=True)
class LastInquiry:
    """The newest inquiry of a counterparty."""

    id: int
    state: InquiryState
    department_id: int | None
    seller_id: int | None
    close_reason: CloseReason | None


def known_by(session: Session, phone: str, email: str) -> KnownRow | None:
    """Whose *phone* (E.164) or *email* (lower case) it is; "" for what is not there.

    Where the two belong to different counterparties, a customer goes before a lead, and the address before the number:
    a number in a letter may be anybody's, the address is where it came from.
    """
    keys = identity_keys(phone, email)
    if not keys:
        return None
    row = session.execute(
        select(Counterparty.id, Counterparty.kind, Counterparty.name, Counterparty.seller_id, Counterparty.department_id)
        .join(Identity, Identity.counterparty_id == Counterparty.id)
        .where(owned(keys))
        .order_by(
            case((Counterparty.kind == CounterpartyKind.LEAD, 1), else_=0),
            case((Identity.kind == ContactPointKind.EMAIL, 0), else_=1),
        )
        .limit(1)
    ).first()
    return None if row is None else KnownRow(row.id, row.kind, row.name, row.seller_id, row.department_id)


def identity_keys(phone: str, email: str) -> list[tuple[ContactPointKind, str]]:
    """The keys under which a sender is known, sorted: whoever writes several does it in one order, so none can deadlock."""
    keys = [(ContactPointKind.EMAIL, email), (ContactPointKind.PHONE, phone)]
    return [key for key in keys if key[1]]


def owned(keys: Iterable[tuple[ContactPointKind, str]]) -> ColumnElement[bool]:
    """Identities under one of *keys*; one condition each, so that both databases use the unique index."""
    return or_(*(and_(Identity.kind == kind, Identity.value == value) for kind, value in keys))


def kind_of(known: KnownRow | None) -> Known:
    """Unknown, lead or customer; partners and suppliers are treated as customers: known, with somebody responsible."""
    if known is None:
        return Known.UNKNOWN
    return Known.LEAD if known.kind is CounterpartyKind.LEAD else Known.CUSTOMER


def rule(session: Session, event: IntakeEvent, known: Known) -> Rule:
    """The cell of the rule table. Raises UserError where the table has none."""
    row = session.execute(
        select(IntakeRule.creates_lead, IntakeRule.creates_inquiry, IntakeRule.creates_call_back, IntakeRule.tells).where(
            IntakeRule.event == event, IntakeRule.known == known
        )
    ).one_or_none()
    if row is None:
        raise UserError("The intake rules are incomplete. An administrator can complete them: main.py database upgrade.")
    return Rule(row.creates_lead, row.creates_inquiry, row.creates_call_back, row.tells)


def last_inquiry(session: Session, counterparty_id: int) -> LastInquiry | None:
    """The newest inquiry of a counterparty."""
    row = session.execute(
        select(Inquiry.id, Inquiry.state, Inquiry.department_id, Inquiry.seller_id, Inquiry.close_reason)
        .where(Inquiry.counterparty_id == counterparty_id)
        .order_by(Inquiry.id.desc())
        .limit(1)
    ).first()
    return None if row is None else LastInquiry(*row)


def responsible(session: Session, known: KnownRow, last: LastInquiry | None = None) -> list[int]:
    """Who answers for a counterparty: its seller, else the head of its department, else the dispatchers [M74].

    Nobody, if its last inquiry was closed as spam and nobody has it: what was thrown away does not ring again.
    """
    seller = known.seller_id or (last.seller_id if last else None)
    if seller is not None:
        at_work = session.scalar(select(Employee.id).where(Employee.id == seller, Employee.active))
        if at_work is not None:
            return [seller]
    head = head_of(session, known.department_id or (last.department_id if last else None))
    if head is not None:
        return [head]
    if last is not None and last.state is InquiryState.CLOSED and last.close_reason is CloseReason.SPAM:
        return []
    return with_role(session, Role.DISPATCHER)


def company_timetable(session: Session) -> Timetable:
    """When the triage desk promises to be empty [M13]. Raises UserError where the settings make no sense."""
    keys = ("triage.promise", "triage.days", "company.time_zone")
    rows = session.execute(select(Setting.key, Setting.value).where(Setting.owner == COMPANY, Setting.key.in_(keys)))
    kept = {row.key: row.value for row in rows}
    try:
        return timetable(
            kept.get("triage.promise", DEFAULT_TIMES),
            kept.get("triage.days", DEFAULT_DAYS),
            kept.get("company.time_zone", DEFAULT_ZONE),
        )
    except (ValueError, TypeError) as error:
        raise UserError("The times of the triage desk in the settings cannot be read: {problem}", problem=error) from error
