"""What goes on with whoever calls: the last deal, what we owe them, what they owe us."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase, restored
from app.models.deals import Deal
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
)
from app.models.papers import Invoice
from app.models.process import RULES
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import (
    OrderState,
    TaskKind,
)
from app.operations import production
from app.operations.call_rows import DealThere, InvoiceThere, PromiseRow, Tone
from app.operations.company_day import company_date, company_day
from app.operations.deal_stages import FINAL

PROMISES, INVOICES = 3, 3
"""So many lines of each fit a pop-up."""


def last_deal(session: Session, counterparty_id: int) -> DealThere | None:
    """The newest deal that goes on, else the newest one that has ended."""
    row = session.execute(
        select(Deal.id, Deal.number, Deal.title, Deal.stage, Deal.net, Deal.currency)
        .where(Deal.counterparty_id == counterparty_id)
        .order_by(case((Deal.stage.in_(FINAL), 1), else_=0), Deal.created_at.desc(), Deal.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    word = Phrase(RULES[row.stage].word)
    return DealThere(row.id, row.number, row.title, word, row.net, row.currency, row.stage not in FINAL)


def promises(session: Session, counterparty_id: int) -> tuple[PromiseRow, ...]:
    """What we owe: goods that are behind the promise first, then next steps by their time."""
    today = company_date(session)
    late = sorted((*_plant(session, counterparty_id, today), *_suppliers(session, counterparty_id, today)), key=_by_day)
    return (*late, *_steps(session, counterparty_id))[:PROMISES]


def _by_day(promise: PromiseRow) -> str:
    return "" if promise.due is None else promise.due.isoformat()


def _plant(session: Session, counterparty_id: int, today: date) -> Iterator[PromiseRow]:
    line = ProductionOrderLine
    rows = session.execute(
        select(SalesOrder.deal_id, line.first_promised_on, line.promised_on)
        .join(ProductionOrder, ProductionOrder.id == line.production_order_id)
        .join(SalesOrder, SalesOrder.id == ProductionOrder.sales_order_id)
        .join(Deal, Deal.id == SalesOrder.deal_id)
        .where(
            Deal.counterparty_id == counterparty_id,
            ProductionOrder.state == OrderState.OPEN,
            line.received < line.quantity,
            line.promised_on.is_not(None),
        )
    )
    worst: dict[int, tuple[int, date]] = {}
    for row in rows:
        days = production.late_days(row.first_promised_on, row.promised_on, today)
        worst[row.deal_id] = max(worst.get(row.deal_id, (0, row.promised_on)), (days, row.promised_on))
    for deal_id, (days, promised) in worst.items():
        if days:
            yield PromiseRow("plant", phrase("Plant {days} d behind", days=days), promised, "danger", deal_id)


def _suppliers(session: Session, counterparty_id: int, today: date) -> Iterator[PromiseRow]:
    line = PurchaseOrderLine
    rows = session.execute(
        select(SalesOrder.deal_id, func.min(line.promised_on))
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .join(SalesOrder, SalesOrder.id == PurchaseOrder.sales_order_id)
        .join(Deal, Deal.id == SalesOrder.deal_id)
        .where(
            Deal.counterparty_id == counterparty_id,
            PurchaseOrder.state == OrderState.OPEN,
            line.received < line.quantity,
            line.promised_on < today,
        )
        .group_by(SalesOrder.deal_id)
    )
    for deal_id, promised in rows:
        if promised is not None:
            text = phrase("Supplier {days} d behind", days=(today - promised).days)
            yield PromiseRow("supplier", text, promised, "danger", deal_id)


def _steps(session: Session, counterparty_id: int) -> Iterator[PromiseRow]:
    """Open tasks about them; the call-back of this very call is shown by itself."""
    moment = now(session)
    _, end = company_day(session, moment)
    rows = session.execute(
        select(Task.id, Task.title, Task.params, Task.due_at)
        .where(Task.counterparty_id == counterparty_id, Task.done_at.is_(None), Task.kind != TaskKind.CALL_BACK)
        .order_by(Task.due_at, Task.id)
        .limit(PROMISES)
    )
    for row in rows:
        tone: Tone = "danger" if row.due_at < moment else "warning" if row.due_at < end else "plain"
        yield PromiseRow("task", restored(row.title, row.params or {}), row.due_at, tone, row.id)


def overdue_invoices(session: Session, counterparty_id: int) -> tuple[InvoiceThere, ...]:
    """What they should have paid by now, the longest overdue first."""
    today = company_date(session)
    rows = session.execute(
        select(Invoice.number, Invoice.gross, Invoice.paid, Invoice.currency, Invoice.due_on, Invoice.deal_id)
        .join(Deal, Deal.id == Invoice.deal_id)
        .where(Deal.counterparty_id == counterparty_id, Invoice.gross > Invoice.paid, Invoice.due_on < today)
        .order_by(Invoice.due_on, Invoice.id)
        .limit(INVOICES)
    )
    return tuple(
        InvoiceThere(r.number, r.gross - r.paid, r.currency, r.due_on, (today - r.due_on).days, r.paid > 0, r.deal_id)
        for r in rows
    )
