"""One line of a production order as its card shows it: the order, the deal's needs, and each report of the plant [M62]."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.language import Phrase, phrase
from app.models.audit import AuditEntry
from app.models.company import Employee
from app.models.counterparties import Site
from app.models.deals import Deal, Need
from app.models.orders import ProductionOrder, ProductionOrderLine, SalesOrder
from app.models.process import RULES
from app.models.terms import OrderState
from app.operations.editing import value_of
from app.operations.history import HistoryRow
from app.operations.production import ProductionLineRow, line_row

LONGEST_HISTORY = 50


@dataclass(frozen=True, slots=True)
class ProductionCard:
    """Everything that the plant sees of one line. wanted_on: the deal's own day, expected_at: when it should be closed.

    others: further open lines of the same order, id and name.
    """

    line: ProductionLineRow
    state: OrderState
    ordered_at: datetime
    wanted_on: date | None
    expected_at: datetime | None
    stage: Phrase
    deal_title: str
    seller: str
    place: str
    needs: tuple[tuple[str, bool], ...]
    others: tuple[tuple[int, str], ...]
    history: tuple[HistoryRow, ...]


def production_card(session: Session, production_line_id: int) -> ProductionCard:
    """The card of one line. Raises NotFound."""
    row = line_row(session, production_line_id)
    if row is None:
        raise NotFound("This production order does not exist (any more).")
    found = session.execute(
        select(ProductionOrder, SalesOrder, Deal, Employee.name, Site.address)
        .join(SalesOrder, SalesOrder.id == ProductionOrder.sales_order_id)
        .join(Deal, Deal.id == SalesOrder.deal_id)
        .join(Employee, Employee.id == Deal.seller_id)
        .outerjoin(Site, Site.id == Deal.delivery_site_id)
        .where(ProductionOrder.id == row.order_id)
    ).one()
    order, sales, deal, seller, place = found
    needs = session.execute(select(Need.text, Need.negotiable).where(Need.deal_id == deal.id).order_by(Need.position))
    return ProductionCard(
        row,
        order.state,
        order.created_at,
        sales.wanted_on,
        deal.expected_at,
        Phrase(RULES[deal.stage].word),
        deal.title,
        seller,
        ", ".join((place or "").splitlines()),
        tuple((need.text, need.negotiable) for need in needs),
        _others(session, row),
        reports(session, production_line_id),
    )


def _others(session: Session, row: ProductionLineRow) -> tuple[tuple[int, str], ...]:
    from_order = select(ProductionOrderLine.id).where(
        ProductionOrderLine.production_order_id == row.order_id, ProductionOrderLine.id != row.id
    )
    lines = [line_row(session, line_id) for line_id in session.scalars(from_order.order_by(ProductionOrderLine.id))]
    return tuple((line.id, line.name) for line in lines if line is not None)


def reports(session: Session, production_line_id: int) -> tuple[HistoryRow, ...]:
    """What the plant reported of a line, newest first, from the audit trail."""
    entries = session.execute(
        select(AuditEntry, Employee.name)
        .outerjoin(Employee, Employee.id == AuditEntry.employee_id)
        .where(
            AuditEntry.table_name == ProductionOrderLine.__tablename__,
            AuditEntry.record_id == production_line_id,
            AuditEntry.action == "update",
        )
        .order_by(AuditEntry.id.desc())
        .limit(LONGEST_HISTORY)
    )
    return tuple(HistoryRow(entry.at, said, "step", who or "") for entry, who in entries for said in _said(entry))


def _said(entry: AuditEntry) -> Iterator[Phrase]:
    """The pieces of one change, each a sentence; a change that says nothing to people has none."""
    was, now = (
        {field: value_of(ProductionOrderLine, field, pair[at]) for field, pair in entry.changes.items()} for at in (0, 1)
    )
    if now.get("promised_on") not in (None, was.get("promised_on")):
        reason = now.get("delay_reason") or ""
        if was["promised_on"] is None:
            yield phrase("Promised for {date}", date=now["promised_on"])
        elif reason:
            yield phrase(
                "Promised for {date} instead of {before}: {reason}",
                date=now["promised_on"],
                before=was["promised_on"],
                reason=reason,
            )
        else:
            yield phrase("Promised for {date} instead of {before}", date=now["promised_on"], before=was["promised_on"])
    if "ready_percent" in now:
        yield phrase("{percent} % ready", percent=now["ready_percent"])
    if "accepted_at" in now:
        yield phrase("Taken on by the plant") if now["accepted_at"] is not None else phrase("Given back by the plant")
