"""How orders get on: readiness and dates from the plant, the supplier's word; and placing and cancelling them [M62]."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import phrase
from app.models.counterparties import Counterparty
from app.models.deals import Deal, DealLine
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
)
from app.models.products import Product
from app.models.session import now
from app.models.terms import OrderState, Role
from app.money import CENT
from app.operations.actors import require
from app.operations.company_day import company_date
from app.operations.editing import expect, locked
from app.operations.notices import tell
from app.operations.order_placing import cancel, place, said

__all__ = [
    "ProductionLineRow",
    "PurchaseLineRow",
    "PurchaseRow",
    "cancel",
    "confirm_purchase",
    "open_orders",
    "place",
    "purchases",
    "report_readiness",
    "said",
]


@dataclass(frozen=True, slots=True)
class ProductionLineRow:
    """Goods that the plant makes for a deal. late_days: how far the promise has moved, or has passed, 0 if it holds."""

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


@dataclass(frozen=True, slots=True)
class PurchaseLineRow:
    """Goods that a supplier delivers. price: net of one unit, None until it is known."""

    id: int
    code: str
    name: str
    unit: str
    quantity: Decimal
    received: Decimal
    price: Decimal | None
    promised_on: date | None


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """An open order to a supplier; deal_number: "" where the warehouse orders for itself."""

    id: int
    version: int
    number: str
    supplier: str
    deal_id: int | None
    deal_number: str
    created_at: datetime
    confirmed_at: datetime | None
    currency: str
    lines: tuple[PurchaseLineRow, ...]


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


def report_readiness(
    session: Session,
    production_line_id: int,
    version: int,
    percent: int,
    promised_on: date | None,
    delay_reason: str = "",
) -> ProductionLineRow:
    """How far the goods are, in per cent, and when they will be done. The seller is told of a delay and of readiness.

    Raises UserError if a later date comes without its reason; Conflict; NotAllowed for all but production.
    """
    require(session, Role.PRODUCTION)
    line = locked(session, ProductionOrderLine, production_line_id)
    expect(line, version)
    row = session.execute(_production().where(ProductionOrderLine.id == production_line_id)).one()
    _, order, deal, company, _, goods = row
    if order.state is not OrderState.OPEN:
        raise UserError("Order {number} is not open any more.", number=order.number)
    if not 0 <= percent <= 100:
        raise UserError("Readiness lies between 0 and 100 per cent.")
    later = promised_on is not None and line.promised_on is not None and promised_on > line.promised_on
    if later and not delay_reason.strip():
        raise UserError("Say why the goods come later: the seller has to tell the customer.")
    if percent == 100 and line.ready_percent < 100:
        line.ready_at = now(session)
        ready = phrase("{article} for {company} is ready at the plant.", article=goods.product_name, company=company)
        tell(session, [deal.seller_id], ready, place="deals", record_id=deal.id)
    if percent < 100:
        line.ready_at = None
    line.ready_percent = percent
    if promised_on is not None:
        line.first_promised_on = line.first_promised_on or promised_on
        line.promised_on = promised_on
    if delay_reason.strip():
        line.delay_reason = delay_reason.strip()
    if later:
        delay = phrase(
            "The plant promises {article} for {company} by {date} only: {reason}",
            article=goods.product_name,
            company=company,
            date=promised_on,
            reason=line.delay_reason,
        )
        tell(session, [deal.seller_id], delay, place="deals", record_id=deal.id)
    session.flush()
    return _production_row(line, order, deal, company, row[4], goods, company_date(session))


def purchases(session: Session) -> tuple[PurchaseRow, ...]:
    """Open orders to suppliers, the unconfirmed ones first, then the oldest."""
    return _purchases(session, PurchaseOrder.state == OrderState.OPEN)


def _purchases(session: Session, condition: ColumnElement[bool]) -> tuple[PurchaseRow, ...]:
    orders = session.execute(
        select(PurchaseOrder, Counterparty.name, Deal.id.label("deal_id"), Deal.number.label("deal_number"))
        .join(Counterparty, Counterparty.id == PurchaseOrder.supplier_id)
        .outerjoin(SalesOrder, SalesOrder.id == PurchaseOrder.sales_order_id)
        .outerjoin(Deal, Deal.id == SalesOrder.deal_id)
        .where(condition)
        .order_by(PurchaseOrder.confirmed_at.is_not(None), PurchaseOrder.id)
    ).all()
    lines: dict[int, list[PurchaseLineRow]] = {}
    rows = session.execute(
        select(PurchaseOrderLine, Product.code, Product.name, Product.unit)
        .join(Product, Product.id == PurchaseOrderLine.product_id)
        .where(PurchaseOrderLine.purchase_order_id.in_([order.id for order, *_ in orders]))
        .order_by(PurchaseOrderLine.id)
    )
    for line, code, name, unit in rows:
        lines.setdefault(line.purchase_order_id, []).append(
            PurchaseLineRow(line.id, code, name, unit, line.quantity, line.received, line.price, line.promised_on)
        )
    return tuple(
        PurchaseRow(
            order.id,
            order.version,
            order.number,
            supplier,
            deal_id,
            deal_number or "",
            order.created_at,
            order.confirmed_at,
            order.currency,
            tuple(lines.get(order.id, ())),
        )
        for order, supplier, deal_id, deal_number in orders
    )


def confirm_purchase(
    session: Session,
    purchase_order_id: int,
    version: int,
    promised_on: date,
    prices: Mapping[int, Decimal] | None = None,
) -> PurchaseRow:
    """The supplier confirms the order, its date and prices (line → net price of one unit).

    The seller is told of a later date. Raises UserError, Conflict, NotAllowed.
    """
    require(session, Role.WAREHOUSE, Role.SELLER, Role.HEAD)
    order = locked(session, PurchaseOrder, purchase_order_id)
    expect(order, version)
    if order.state is not OrderState.OPEN:
        raise UserError("Order {number} is not open any more.", number=order.number)
    lines = session.scalars(
        select(PurchaseOrderLine).where(PurchaseOrderLine.purchase_order_id == purchase_order_id).with_for_update()
    ).all()
    prices = prices or {}
    if not prices.keys() <= {line.id for line in lines}:
        raise NotFound("This order has no such line (any more).")
    if any(price < 0 or price != price.quantize(CENT) for price in prices.values()):
        raise UserError("The price must not be negative, and has at most two decimals.")
    later = any(line.promised_on is not None and promised_on > line.promised_on for line in lines)
    for line in lines:
        if line.received < line.quantity:
            line.promised_on = promised_on
        line.price = prices.get(line.id, line.price)
    order.confirmed_at = now(session)
    deal = session.scalars(
        select(Deal).join(SalesOrder, SalesOrder.deal_id == Deal.id).where(SalesOrder.id == order.sales_order_id)
    ).one_or_none()
    if deal is not None and later:
        news = phrase("The supplier delivers {number} by {date} only.", number=order.number, date=promised_on)
        tell(session, [deal.seller_id], news, place="deals", record_id=deal.id)
    session.flush()
    return _purchases(session, PurchaseOrder.id == purchase_order_id)[0]
