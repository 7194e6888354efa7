"""Who answers for a sender, and under which keys a sender is known: shared by letters and calls [M23, M73, M74]."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.models.company import Employee, Setting
from app.models.counterparties import Identity
from app.models.inquiries import Inquiry
from app.models.promise import Timetable
from app.models.terms import CloseReason, ContactPointKind, InquiryState, Role
from app.operations.absences import answering_for, with_substitutes
from app.operations.actors import head_of, with_role
from app.operations.reception import DAYS, HOLIDAYS, TIMES, ZONE, KnownRow, known_by, promised_times
from app.operations.settings import COMPANY

__all__ = [
    "OPEN_STATES",
    "KnownRow",
    "LastInquiry",
    "company_timetable",
    "identity_keys",
    "known_by",
    "last_inquiry",
    "owned",
    "responsible",
]

OPEN_STATES = (InquiryState.NEW, InquiryState.SORTED, InquiryState.ASSIGNED)
"""States in which somebody still has to do something about an inquiry."""


@dataclass(frozen=True, slots=True)
class LastInquiry:
    """The newest inquiry of a counterparty."""

    id: int
    number: str
    state: InquiryState
    department_id: int | None
    seller_id: int | None
    close_reason: CloseReason | None


def identity_keys(phone: str, email: str) -> list[tuple[ContactPointKind, str]]:
    """The keys under which a sender is known, sorted: whoever writes several does it in one order, so none can deadlock."""
    keys = [(ContactPointKind.EMAIL, email), (ContactPointKind.PHONE, phone)]
    return [key for key in keys if key[1]]


def owned(keys: Iterable[tuple[ContactPointKind, str]]) -> ColumnElement[bool]:
    """Identities under one of *keys*; one condition each, so that both databases use the unique index."""
    return or_(*(and_(Identity.kind == kind, Identity.value == value) for kind, value in keys))


def last_inquiry(session: Session, counterparty_id: int) -> LastInquiry | None:
    """The newest inquiry of a counterparty."""
    row = session.execute(
        select(Inquiry.id, Inquiry.number, Inquiry.state, Inquiry.department_id, Inquiry.seller_id, Inquiry.close_reason)
        .where(Inquiry.counterparty_id == counterparty_id)
        .order_by(Inquiry.id.desc())
        .limit(1)
    ).first()
    return None if row is None else LastInquiry(*row)


def responsible(session: Session, known: KnownRow, last: LastInquiry | None = None) -> list[int]:
    """Who answers for a counterparty: its seller, else the head of its department, else the dispatchers [M74],
    and where nobody dispatches, the administrators: somebody always hears of it. After one who is away, who stands in.

    Nobody, if its last inquiry was closed as spam and nobody has it: what was thrown away does not ring again.
    """
    seller = known.seller_id or (last.seller_id if last else None)
    if seller is not None:
        at_work = session.scalar(select(Employee.id).where(Employee.id == seller, Employee.active))
        if at_work is not None:
            return answering_for(session, known.id, seller)
    head = head_of(session, known.department_id or (last.department_id if last else None))
    if head is not None:
        return with_substitutes(session, [head])
    if last is not None and last.state is InquiryState.CLOSED and last.close_reason is CloseReason.SPAM:
        return []
    return with_role(session, Role.DISPATCHER) or with_role(session, Role.ADMIN)


def company_timetable(session: Session) -> Timetable:
    """When the triage desk promises to be empty [M13]. Raises UserError where the settings make no sense."""
    rows = session.execute(
        select(Setting.key, Setting.value).where(Setting.owner == COMPANY, Setting.key.in_((TIMES, DAYS, ZONE, HOLIDAYS)))
    )
    kept = {row.key: row.value for row in rows}
    return promised_times(kept.get(TIMES), kept.get(DAYS), kept.get(ZONE), kept.get(HOLIDAYS))
