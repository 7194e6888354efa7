"""The ledger of exports: what left the house, when, by whose hand, on what basis; pages of it, newest first [M85]."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.marketing import ExportedAddress, ExportRun
from app.models.marketing_terms import Change, ListKind, Origin
from app.models.terms import Role
from app.operations.actors import require

PAGE = 100


@dataclass(frozen=True, slots=True)
class RunRow:
    """One line of the ledger. who: "" where no person did it; delivered_at: None for a file that was never written."""

    id: int
    at: datetime
    name: str
    list_kind: ListKind
    file_format: str
    origin: Origin
    who: str
    basis: str
    only_changes: bool
    count: int
    total: int
    new: int
    changed: int
    removed: int
    delivered_at: datetime | None
    file: str
    problem: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """One page of the ledger, newest first; after: the mark of the next one, None at the end."""

    rows: tuple[RunRow, ...]
    after: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One address of a run's whole list."""

    value: str
    company: str
    change: Change


def runs(
    session: Session,
    segment_id: int | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> RunPage:
    """The next *limit* exports after the mark *after*, of one segment or of all. Raises NotAllowed."""
    require(session, Role.MARKETER)
    query = select(
        ExportRun.id,
        ExportRun.at,
        ExportRun.list_name.label("name"),
        ExportRun.list_kind,
        ExportRun.format.label("file_format"),
        ExportRun.origin,
        func.coalesce(Employee.name, "").label("who"),
        ExportRun.basis,
        ExportRun.only_changes,
        ExportRun.count,
        ExportRun.total,
        ExportRun.new,
        ExportRun.changed,
        ExportRun.removed,
        ExportRun.delivered_at,
        ExportRun.file,
        ExportRun.problem,
    ).outerjoin(Employee, Employee.id == ExportRun.employee_id)
    if segment_id is not None:
        query = query.where(ExportRun.segment_id == segment_id)
    if after is not None:
        at, run_id = after
        query = query.where(or_(ExportRun.at < at, and_(ExportRun.at == at, ExportRun.id < run_id)))
    found = session.execute(query.order_by(ExportRun.at.desc(), ExportRun.id.desc()).limit(limit + 1)).all()
    rows = tuple(RunRow(**row._mapping) for row in found[:limit])
    return RunPage(rows, (rows[-1].at, rows[-1].id) if len(found) > limit else None)


def addresses(session: Session, run_id: int, after: str = "", limit: int = PAGE) -> tuple[AddressRow, ...]:
    """The next *limit* addresses of a run's list after the address *after*. Raises NotAllowed."""
    require(session, Role.MARKETER)
    query = (
        select(ExportedAddress.value, func.coalesce(Counterparty.name, ""), ExportedAddress.change)
        .outerjoin(Counterparty, Counterparty.id == ExportedAddress.counterparty_id)
        .where(ExportedAddress.export_run_id == run_id, ExportedAddress.value > after)
        .order_by(ExportedAddress.value)
        .limit(limit)
    )
    return tuple(AddressRow(*row) for row in session.execute(query))
