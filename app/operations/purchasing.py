"""Buying: orders to suppliers for the warehouse itself, and what becomes of those that a deal waits for [M56, M59]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import marked
from app.models.counterparties import Counterparty
from app.models.orders import PurchaseOrder, PurchaseOrderLine, Receipt, ReceiptLine
from app.models.products import Product
from app.models.session import now
from app.models.terms import CounterpartyKind, OrderState, ReceiptState, Role
from app.money import CENT
from app.operations.actors import require
from app.operations.company_day import company_date
from app.operations.editing import expect, locked
from app.operations.notices import back, gone
from app.operations.numbering import Series, next_number
from app.operations.orders import PurchaseRow, purchase
from app.operations.settings import setting

ZERO = Decimal(0)
SMALLEST = Decimal("0.001")
SUPPLYING = (CounterpartyKind.SUPPLIER, CounterpartyKind.PARTNER)
LABELS = {
    "confirmed_at": marked("Confirmed"),
    "sent_at": marked("Sent"),
    "wanted_on": marked("Wanted for"),
    "end_reason": marked("Why the rest was cancelled"),
}
"""What the forms of buying call a field, for the conflict dialog."""


@dataclass(frozen=True, slots=True)
class WantedGoods:
    """A line of a purchase order. price: agreed net price of one unit, None if it is not known yet."""

    product_id: int
    quantity: Decimal
    price: Decimal | None = None


def new_order(
    session: Session, supplier_id: int, goods: Sequence[WantedGoods], wanted_on: date | None = None, currency: str = ""
) -> PurchaseRow:
    """Order goods for the warehouse itself. currency: ISO 4217, "" for the company's own. For the warehouse.

    Raises UserError without goods, for quantities or prices that cannot be, for somebody who supplies nothing, and for a
    day that has passed.
    """
    require(session, Role.WAREHOUSE)
    check_supplier(session, supplier_id)
    if not goods:
        raise UserError("Say what is to be ordered: there is no line yet.")
    _check_wanted(session, wanted_on)
    lead_days = {each.product_id: _checked(session, each) for each in goods}
    today = company_date(session)
    order = PurchaseOrder(
        supplier_id=supplier_id,
        state=OrderState.OPEN,
        created_at=now(session),
        wanted_on=wanted_on,
        currency=currency or str(setting(session, "company.currency", "EUR")),
        number=next_number(session, Series.PURCHASE_ORDER),
    )
    session.add(order)
    session.flush()
    session.add_all(
        PurchaseOrderLine(
            purchase_order_id=order.id,
            product_id=each.product_id,
            quantity=each.quantity,
            received=ZERO,
            price=each.price,
            promised_on=wanted_on or today + timedelta(days=lead_days[each.product_id]),
        )
        for each in goods
    )
    session.flush()
    return purchase(session, order.id)


def check_supplier(session: Session, supplier_id: int) -> None:
    kind = session.scalar(
        select(Counterparty.kind).where(Counterparty.id == supplier_id, Counterparty.merged_into_id.is_(None))
    )
    if kind not in SUPPLYING:
        raise UserError("Choose a counterparty who supplies.")


def _check_wanted(session: Session, wanted_on: date | None) -> None:
    if wanted_on is not None and wanted_on < company_date(session):
        raise UserError("The goods cannot be wanted for a day that has passed.")


def _checked(session: Session, goods: WantedGoods) -> int:
    """The article's usual days until it comes. Raises UserError for what cannot be ordered."""
    product = session.get(Product, goods.product_id)
    if product is None or not product.active:
        raise NotFound("This article does not exist (any more).")
    if not goods.quantity.is_finite() or goods.quantity <= 0 or goods.quantity % SMALLEST:
        raise UserError("Say how many of {article}: more than nothing, with at most three decimals.", article=product.name)
    price = goods.price
    if price is not None and (not price.is_finite() or price < 0 or price != price.quantize(CENT)):
        raise UserError("The price must not be negative, and has at most two decimals.")
    return product.lead_days


def held_open(session: Session, purchase_order_id: int, version: int, *roles: Role) -> PurchaseOrder:
    """An open order, locked, in *version*. Raises NotAllowed, NotFound, Conflict, UserError."""
    require(session, *(roles or (Role.WAREHOUSE,)))
    order = locked(session, PurchaseOrder, purchase_order_id)
    expect(order, version, labels=LABELS)
    if order.state is not OrderState.OPEN:
        raise UserError("Order {number} is not open any more.", number=order.number)
    return order


def counted_up(session: Session, order: PurchaseOrder) -> PurchaseRow:
    """Count the order's version up after one of its lines changed, and give it back as it is now."""
    session.flush()
    order.version += 1
    session.flush()
    return purchase(session, order.id)


def order_lines(session: Session, order: PurchaseOrder) -> Sequence[PurchaseOrderLine]:
    query = select(PurchaseOrderLine).where(PurchaseOrderLine.purchase_order_id == order.id).order_by(PurchaseOrderLine.id)
    return session.scalars(query.with_for_update()).all()


def not_arriving(session: Session, order: PurchaseOrder) -> None:
    """Raise UserError while goods of *order* are being received."""
    arriving = session.scalar(
        select(Receipt.number).where(Receipt.state == ReceiptState.OPEN, Receipt.purchase_order_id == order.id)
    )
    if arriving is not None:
        raise UserError("Goods of this order are being received: finish receipt {number} first.", number=arriving)


def _before_confirmation(session: Session, purchase_order_id: int, version: int) -> PurchaseOrder:
    order = held_open(session, purchase_order_id, version)
    if order.confirmed_at is not None:
        raise UserError("The supplier has confirmed order {number}: its lines stay as they are.", number=order.number)
    not_arriving(session, order)
    return order


def set_line(session: Session, purchase_order_id: int, version: int, goods: WantedGoods, line_id: int = 0) -> PurchaseRow:
    """Add a line (line_id 0) or change one, before the supplier confirms; what was sent has to be sent again.

    Raises UserError for other goods or another quantity than the deal has that waits for them. For the warehouse.
    """
    order = _before_confirmation(session, purchase_order_id, version)
    lead_days = _checked(session, goods)
    if not line_id:
        if order.sales_order_id is not None:
            raise UserError("Order {number} is for a deal: order more goods on their own.", number=order.number)
        promised = order.wanted_on or company_date(session) + timedelta(days=lead_days)
        line = PurchaseOrderLine(purchase_order_id=order.id, received=ZERO, promised_on=promised)
        session.add(line)
    else:
        line = _line(session, order, line_id)
        same = (line.product_id, line.quantity) == (goods.product_id, goods.quantity)
        if line.sales_order_line_id is not None and not same:
            raise UserError("A deal waits for these goods: only their price can change here.")
        if goods.quantity < line.received:
            raise UserError("{quantity} of it have come already: order at least as many.", quantity=line.received)
    line.product_id, line.quantity, line.price = goods.product_id, goods.quantity, goods.price
    order.sent_at = None
    return counted_up(session, order)


def _line(session: Session, order: PurchaseOrder, line_id: int) -> PurchaseOrderLine:
    line = session.get(PurchaseOrderLine, line_id, with_for_update=True)
    if line is None or line.purchase_order_id != order.id:
        raise NotFound("This order has no such line (any more).")
    return line


def remove_line(session: Session, purchase_order_id: int, version: int, line_id: int) -> PurchaseRow:
    """Take a line out before the supplier confirms. Raises UserError for the last one, or if a deal waits for it."""
    order = _before_confirmation(session, purchase_order_id, version)
    line = _line(session, order, line_id)
    if line.sales_order_line_id is not None:
        raise UserError("A deal waits for these goods: they stay in the order.")
    if len(order_lines(session, order)) == 1:
        raise UserError("This is the only line: cancel the order instead.")
    if session.scalar(select(ReceiptLine.id).where(ReceiptLine.purchase_order_line_id == line_id).limit(1)):
        raise UserError("A receipt names these goods: they stay in the order.")
    session.delete(line)
    order.sent_at = None
    return counted_up(session, order)


def want_for(session: Session, purchase_order_id: int, version: int, wanted_on: date | None) -> PurchaseRow:
    """Ask for the goods until another day, before the supplier confirms. For the warehouse."""
    order = _before_confirmation(session, purchase_order_id, version)
    _check_wanted(session, wanted_on)
    order.wanted_on = wanted_on
    if wanted_on is not None:
        for line in order_lines(session, order):
            line.promised_on = wanted_on
    order.sent_at = None
    return counted_up(session, order)


def mark_sent(session: Session, purchase_order_id: int, version: int) -> PurchaseRow:
    """The order went to the supplier. Raises UserError if it went already, Conflict. For the warehouse."""
    order = held_open(session, purchase_order_id, version)
    if order.sent_at is not None:
        raise UserError("Order {number} is sent already.", number=order.number)
    order.sent_at = now(session)
    gone(session, "purchases", order.id)
    session.flush()
    return purchase(session, order.id)


def not_sent(session: Session, purchase_order_id: int, version: int) -> PurchaseRow:
    """Take back that the order was sent. Raises UserError if the supplier has answered it."""
    order = _before_confirmation(session, purchase_order_id, version)
    if order.sent_at is not None:
        back(session, "purchases", order.id, order.sent_at)
    order.sent_at = None
    session.flush()
    return purchase(session, order.id)


def waiting(session: Session) -> int:
    """Open orders that are not sent or not confirmed, or whose promise has passed."""
    line = PurchaseOrderLine
    late = select(line.id).where(
        line.purchase_order_id == PurchaseOrder.id,
        line.received < line.quantity,
        line.promised_on < company_date(session),
    )
    query = select(func.count(PurchaseOrder.id)).where(
        PurchaseOrder.state == OrderState.OPEN, or_(PurchaseOrder.confirmed_at.is_(None), late.exists())
    )
    return session.scalar(query) or 0
