"""How orders get on: readiness and dates from the plant, the supplier's word; and placing and cancelling them [M62]."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import phrase
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.notice_terms import NoticeKind
from app.models.orders import PurchaseOrder, PurchaseOrderLine, SalesOrder
from app.models.products import Product
from app.models.session import now
from app.models.terms import OrderState, Role
from app.money import CENT
from app.operations.actors import require
from app.operations.company_day import company_date
from app.operations.editing import expect, locked
from app.operations.notices import gone, tell
from app.operations.order_placing import cancel, place, said
from app.operations.production import ProductionLineRow, late_days, open_orders, report_readiness

__all__ = [
    "ProductionLineRow",
    "PurchaseLineRow",
    "PurchaseRow",
    "cancel",
    "confirm_purchase",
    "late_days",
    "open_orders",
    "place",
    "purchase",
    "purchases",
    "report_readiness",
    "said",
]


@dataclass(frozen=True, slots=True)
class PurchaseLineRow:
    """Goods that a supplier delivers. price: net of one unit, None until it is known.

    late_days: how far the promise has moved, or has passed, 0 if it holds.
    """

    id: int
    product_id: int
    code: str
    name: str
    unit: str
    quantity: Decimal
    received: Decimal
    price: Decimal | None
    promised_on: date | None
    first_promised_on: date | None
    delay_reason: str
    late_days: int


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """An order to a supplier; deal_number: "" where the warehouse orders for itself.

    wanted_on: when we ask for the goods; end_reason: why what had not come was cancelled; document_id: the last print.
    """

    id: int
    version: int
    number: str
    state: OrderState
    supplier_id: int
    supplier: str
    deal_id: int | None
    deal_number: str
    created_at: datetime
    wanted_on: date | None
    sent_at: datetime | None
    confirmed_at: datetime | None
    end_reason: str
    document_id: int | None
    currency: str
    lines: tuple[PurchaseLineRow, ...]


def purchases(session: Session) -> tuple[PurchaseRow, ...]:
    """Open orders to suppliers, the unconfirmed ones first, then the oldest."""
    return _purchases(session, PurchaseOrder.state == OrderState.OPEN)


def purchase(session: Session, purchase_order_id: int) -> PurchaseRow:
    """One order to a supplier, open or not. Raises NotFound."""
    found = _purchases(session, PurchaseOrder.id == purchase_order_id)
    if not found:
        raise NotFound("This purchase order does not exist (any more).")
    return found[0]


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
    today = company_date(session)
    for line, code, name, unit in rows:
        lines.setdefault(line.purchase_order_id, []).append(_purchase_line(line, code, name, unit, today))
    return tuple(
        PurchaseRow(
            order.id,
            order.version,
            order.number,
            order.state,
            order.supplier_id,
            supplier,
            deal_id,
            deal_number or "",
            order.created_at,
            order.wanted_on,
            order.sent_at,
            order.confirmed_at,
            order.end_reason,
            order.document_id,
            order.currency,
            tuple(lines.get(order.id, ())),
        )
        for order, supplier, deal_id, deal_number in orders
    )


def _purchase_line(line: PurchaseOrderLine, code: str, name: str, unit: str, today: date) -> PurchaseLineRow:
    return PurchaseLineRow(
        line.id,
        line.product_id,
        code,
        name,
        unit,
        line.quantity,
        line.received,
        line.price,
        line.promised_on,
        line.first_promised_on,
        line.delay_reason,
        late_days(line.first_promised_on, line.promised_on, today) if line.received < line.quantity else 0,
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
            # The supplier's first word: what stood there before was only the usual time of the list of articles.
            line.first_promised_on = line.first_promised_on or promised_on
        line.price = prices.get(line.id, line.price)
    order.confirmed_at = now(session)
    order.sent_at = order.sent_at or order.confirmed_at
    gone(session, "purchases", order.id)
    deal = session.scalars(
        select(Deal).join(SalesOrder, SalesOrder.deal_id == Deal.id).where(SalesOrder.id == order.sales_order_id)
    ).one_or_none()
    if deal is not None and later:
        news = phrase("The supplier delivers {number} by {date} only.", number=order.number, date=promised_on)
        tell(session, [deal.seller_id], news, place="deals", record_id=deal.id, kind=NoticeKind.GOODS)
    session.flush()
    return purchase(session, purchase_order_id)
