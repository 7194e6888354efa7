"""Reading difficult cases: the list of one's departments, one case, and the open one about a deal or an inquiry [M15]."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.errors import NotFound
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.quality import DifficultCase
from app.models.quality_terms import CaseCause
from app.operations.overview_scope import within

_head = aliased(Employee)
DEPARTMENT = func.coalesce(Deal.department_id, Inquiry.department_id)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case that a head took over. who: whose case it is: company or person; number: of the deal or the inquiry.

    from_id, from_name: who had it before, None and "" where nobody was named yet. version: of the case.
    """

    id: int
    version: int
    deal_id: int | None
    inquiry_id: int | None
    number: str
    who: str
    cause: CaseCause
    note: str
    taken_at: datetime
    taken_by_id: int
    taken_by: str
    from_id: int | None
    from_name: str
    resolution: str
    resolved_at: datetime | None


def rows(session: Session, *, opened: bool = True, limit: int = 200) -> tuple[CaseRow, ...]:
    """The cases of one's departments, those that wait longest first; *opened*: those not resolved yet. Raises NotAllowed."""
    query = within(session, _rows(), DEPARTMENT).order_by(DifficultCase.taken_at, DifficultCase.id).limit(limit)
    if opened:
        query = query.where(DifficultCase.resolved_at.is_(None))
    return tuple(CaseRow(*row) for row in session.execute(query))


def waiting(session: Session) -> int:
    """How many cases are open in the departments of who is signed in: the figure in the rail. Raises NotAllowed."""
    opened = select(func.count(DifficultCase.id)).select_from(DifficultCase)
    opened = opened.outerjoin(Deal, Deal.id == DifficultCase.deal_id)
    opened = opened.outerjoin(Inquiry, Inquiry.id == DifficultCase.inquiry_id)
    return session.scalar(within(session, opened.where(DifficultCase.resolved_at.is_(None)), DEPARTMENT)) or 0


def case(session: Session, case_id: int) -> CaseRow:
    """One case; also for the seller whose it was. Raises NotFound."""
    row = session.execute(_rows().where(DifficultCase.id == case_id)).one_or_none()
    if row is None:
        raise NotFound("This case does not exist (any more).")
    return CaseRow(*row)


def open_case(session: Session, *, deal_id: int | None = None, inquiry_id: int | None = None) -> CaseRow | None:
    """The open case about a deal or an inquiry, None if nobody has taken it over."""
    about = DifficultCase.deal_id == deal_id if deal_id is not None else DifficultCase.inquiry_id == inquiry_id
    row = session.execute(_rows().where(about, DifficultCase.resolved_at.is_(None)).limit(1)).one_or_none()
    return None if row is None else CaseRow(*row)


def _rows() -> Select[Any]:
    """The fields of ``CaseRow`` in their order."""
    party = func.coalesce(Counterparty.name, func.nullif(Inquiry.company, ""), func.nullif(Inquiry.name, ""), Inquiry.phone)
    fields: tuple[ColumnElement[Any] | InstrumentedAttribute[Any], ...] = (
        DifficultCase.id,
        DifficultCase.version,
        DifficultCase.deal_id,
        DifficultCase.inquiry_id,
        func.coalesce(Deal.number, Inquiry.number),
        func.coalesce(party, ""),
        DifficultCase.cause,
        DifficultCase.cause_note,
        DifficultCase.taken_at,
        DifficultCase.taken_by_id,
        _head.name,
        DifficultCase.from_employee_id,
        func.coalesce(Employee.name, ""),
        DifficultCase.resolution,
        DifficultCase.resolved_at,
    )
    return (
        select(*fields)
        .join(_head, _head.id == DifficultCase.taken_by_id)
        .outerjoin(Employee, Employee.id == DifficultCase.from_employee_id)
        .outerjoin(Deal, Deal.id == DifficultCase.deal_id)
        .outerjoin(Inquiry, Inquiry.id == DifficultCase.inquiry_id)
        .outerjoin(Counterparty, Counterparty.id == DifficultCase.counterparty_id)
    )
