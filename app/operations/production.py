"""The plant's work: what it takes on, how far it is, when it will be done; the seller hears of each delay [M58, M62]."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import marked, phrase, stored
from app.models.counterparties import Counterparty
from app.models.deals import Deal, DealLine
from app.models.notice_terms import NoticeKind
from app.models.orders import ProductionOrder, ProductionOrderLine, SalesOrderLine
from app.models.products import Product
from app.models.session import acting, now
from app.models.tasks import Task
from app.models.terms import OrderState, Role, TaskKind
from app.operations.actors import require
from app.operations.company_day import company_date
from app.operations.editing import before, expect, last_change, locked
from app.operations.notices import gone, tell

TELL_CUSTOMER = marked("Tell the customer: {article} comes {days} d later, on {date}")
TELL_DAYS = 1
LABELS = {
    "ready_percent": marked("Ready, %"),
    "promised_on": marked("Promised for"),
    "first_promised_on": marked("First promise"),
    "delay_reason": marked("Reason of the delay"),
    "accepted_at": marked("Accepted"),
    "received": marked("Received"),
}
"""What the forms of the plant call a field, for the conflict dialog."""
REPORTED = ("ready_percent", "promised_on", "first_promised_on", "delay_reason", "accepted_at", "ready_at")
"""What a report writes, and what taking it back restores."""


@dataclass(frozen=True, slots=True)
class ProductionLineRow:
    """Goods that the plant makes for a deal. late_days: how far the promise has moved, or has passed, 0 if it holds.

    accepted_at: None until the plant has taken the work on; until then the dates are those of the list of articles.
    """

    id: int
    version: int
    order_id: int
    order_number: str
    deal_id: int
    deal_number: str
    company: str
    code: str
    name: str
    unit: str
    quantity: Decimal
    received: Decimal
    ready_percent: int
    first_promised_on: date | None
    promised_on: date | None
    delay_reason: str
    late_days: int
    ready_at: datetime | None
    accepted_at: datetime | None = None


def late_days(first: date | None, promised: date | None, today: date) -> int:
    """Days between the first promise and the present one, or today if even that has passed; 0 while it holds."""
    if promised is None:
        return 0
    first = first or promised
    return max((max(promised, today) - first).days, 0)


def _production() -> Select[ProductionOrderLine, ProductionOrder, Deal, str, str, DealLine]:
    return (
        select(ProductionOrderLine, ProductionOrder, Deal, Counterparty.name, Product.code, DealLine)
        .join(ProductionOrder, ProductionOrder.id == ProductionOrderLine.production_order_id)
        .join(SalesOrderLine, SalesOrderLine.id == ProductionOrderLine.sales_order_line_id)
        .join(DealLine, DealLine.id == SalesOrderLine.deal_line_id)
        .join(Deal, Deal.id == DealLine.deal_id)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(Product, Product.id == ProductionOrderLine.product_id)
    )


def _production_row(
    line: ProductionOrderLine, order: ProductionOrder, deal: Deal, company: str, code: str, goods: DealLine, today: date
) -> ProductionLineRow:
    return ProductionLineRow(
        line.id,
        line.version,
        order.id,
        order.number,
        deal.id,
        deal.number,
        company,
        code,
        goods.product_name,
        goods.unit,
        line.quantity,
        line.received,
        line.ready_percent,
        line.first_promised_on,
        line.promised_on,
        line.delay_reason,
        late_days(line.first_promised_on, line.promised_on, today) if line.received < line.quantity else 0,
        line.ready_at,
        line.accepted_at,
    )


def open_orders(session: Session) -> tuple[ProductionLineRow, ...]:
    """What the plant has to make, the earliest promise first."""
    rows = session.execute(
        _production()
        .where(ProductionOrder.state == OrderState.OPEN, ProductionOrderLine.received < ProductionOrderLine.quantity)
        .order_by(ProductionOrderLine.promised_on, ProductionOrderLine.id)
    )
    today = company_date(session)
    return tuple(_production_row(*row, today) for row in rows)


def line_row(session: Session, line_id: int) -> ProductionLineRow | None:
    """One line of a production order, open or not; None if there is none."""
    row = session.execute(_production().where(ProductionOrderLine.id == line_id)).one_or_none()
    return None if row is None else _production_row(*row, company_date(session))


def line_of_order(session: Session, order_id: int) -> int:
    """The line of a production order that needs the plant first: not received, then by promise; 0 if there is none."""
    line = ProductionOrderLine
    query = (
        select(line.id)
        .where(line.production_order_id == order_id)
        .order_by(line.received >= line.quantity, line.promised_on, line.id)
        .limit(1)
    )
    return session.scalar(query) or 0


def waiting(session: Session) -> int:
    """Open lines that the plant has not taken on yet, or whose promise has passed."""
    line = ProductionOrderLine
    query = (
        select(func.count(line.id))
        .join(ProductionOrder, ProductionOrder.id == line.production_order_id)
        .where(
            ProductionOrder.state == OrderState.OPEN,
            line.received < line.quantity,
            or_(line.accepted_at.is_(None), (line.promised_on < company_date(session)) & (line.ready_percent < 100)),
        )
    )
    return session.scalar(query) or 0


def accept(
    session: Session, production_line_id: int, version: int, promised_on: date, delay_reason: str = ""
) -> ProductionLineRow:
    """The plant takes the work on and names its date. A later one than the deal counts on needs a reason, as any delay.

    Raises UserError if it is taken on already, or for a day that has passed; Conflict; NotAllowed for all but production.
    """
    require(session, Role.PRODUCTION)
    line = locked(session, ProductionOrderLine, production_line_id)
    expect(line, version, labels=LABELS)
    if line.accepted_at is not None:
        raise UserError("This work is taken on already: report how far it is.")
    if promised_on < company_date(session):
        raise UserError("A promise lies in the future: choose today or a later day.")
    return report_readiness(session, production_line_id, version, line.ready_percent, promised_on, delay_reason)


def report_readiness(
    session: Session,
    production_line_id: int,
    version: int,
    percent: int,
    promised_on: date | None,
    delay_reason: str = "",
) -> ProductionLineRow:
    """How far the goods are, in per cent, and when they will be done. The seller is told of a delay and of readiness.

    With a delay the seller also gets the task to tell the customer. The first report takes the work on. Raises UserError
    if a later date comes without its reason; Conflict; NotAllowed for all but production.
    """
    require(session, Role.PRODUCTION)
    line = locked(session, ProductionOrderLine, production_line_id)
    expect(line, version, labels=LABELS)
    row = session.execute(_production().where(ProductionOrderLine.id == production_line_id)).one()
    _, order, deal, company, code, goods = row
    if order.state is not OrderState.OPEN:
        raise UserError("Order {number} is not open any more.", number=order.number)
    if not 0 <= percent <= 100:
        raise UserError("Readiness lies between 0 and 100 per cent.")
    old = line.promised_on
    later = promised_on is not None and old is not None and promised_on > old
    if later and not delay_reason.strip():
        raise UserError("Say why the goods come later: the seller has to tell the customer.")
    line.accepted_at = line.accepted_at or now(session)
    gone(session, "production", order.id)
    if percent == 100 and line.ready_percent < 100:
        line.ready_at = now(session)
        ready = phrase("{article} for {company} is ready at the plant.", article=goods.product_name, company=company)
        tell(session, [deal.seller_id], ready, place="deals", record_id=deal.id, kind=NoticeKind.GOODS)
    if percent < 100:
        line.ready_at = None
    line.ready_percent = percent
    if promised_on is not None:
        line.first_promised_on = line.first_promised_on or promised_on
        line.promised_on = promised_on
    if delay_reason.strip():
        line.delay_reason = delay_reason.strip()
    if later and promised_on is not None and old is not None:
        _tell_of_delay(session, line, deal, company, goods.product_name, (promised_on - old).days)
    session.flush()
    return _production_row(line, order, deal, company, code, goods, company_date(session))


def _tell_of_delay(session: Session, line: ProductionOrderLine, deal: Deal, company: str, article: str, days: int) -> None:
    news = phrase(
        "The plant needs {days} d more for {article} for {company}, until {date}: {reason}",
        days=days,
        article=article,
        company=company,
        date=line.promised_on,
        reason=line.delay_reason,
    )
    tell(session, [deal.seller_id], news, place="deals", record_id=deal.id, kind=NoticeKind.GOODS)
    moment = now(session)
    total = late_days(line.first_promised_on, line.promised_on, company_date(session))
    words = stored({"article": article, "days": total, "date": line.promised_on, "line": line.id})
    task = _telling(session, line, deal)
    if task is None:
        task = Task(
            kind=TaskKind.OTHER,
            title=TELL_CUSTOMER,
            created_at=moment,
            created_by_id=acting(session),
            employee_id=deal.seller_id,
            role=Role.SELLER,
            department_id=deal.department_id,
            counterparty_id=deal.counterparty_id,
            deal_id=deal.id,
        )
        session.add(task)
    task.params, task.note, task.due_at = words, line.delay_reason, moment + timedelta(days=TELL_DAYS)


def _telling(session: Session, line: ProductionOrderLine, deal: Deal) -> Task | None:
    """The open task to tell the customer of this line's delay: a second delay changes it instead of adding one."""
    tasks = session.scalars(select(Task).where(Task.deal_id == deal.id, Task.title == TELL_CUSTOMER, Task.done_at.is_(None)))
    return next((task for task in tasks if task.params.get("line") == line.id), None)


def take_back(session: Session, production_line_id: int, version: int) -> ProductionLineRow:
    """Take the last report of a line back: what it said before stands again, and the seller is told.

    Raises Conflict if something else was written since *version*, UserError if there is no report to take back.
    """
    require(session, Role.PRODUCTION)
    line = locked(session, ProductionOrderLine, production_line_id)
    expect(line, version, labels=LABELS)
    entry = last_change(session, ProductionOrderLine, line.id)
    was = {} if entry is None else before(entry, ProductionOrderLine)
    if not was.keys() & set(REPORTED):
        raise UserError("There is no report to take back.")
    row = session.execute(_production().where(ProductionOrderLine.id == production_line_id)).one()
    _, order, deal, company, code, goods = row
    if order.state is not OrderState.OPEN:
        raise UserError("Order {number} is not open any more.", number=order.number)
    for field in was.keys() & set(REPORTED):
        setattr(line, field, was[field])
    task = _telling(session, line, deal) if "promised_on" in was else None
    if task is not None:
        task.done_at, task.done_by_id, task.result = now(session), acting(session), ""
    if "promised_on" in was or "ready_at" in was:
        news = phrase(
            "The plant takes its last word on {article} for {company} back: {percent} % ready, promised for {date}.",
            article=goods.product_name,
            company=company,
            percent=line.ready_percent,
            date=line.promised_on,
        )
        tell(session, [deal.seller_id], news, place="deals", record_id=deal.id, kind=NoticeKind.GOODS)
    session.flush()
    return _production_row(line, order, deal, company, code, goods, company_date(session))
