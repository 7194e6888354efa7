"""What becomes of ordered goods: the supplier's new dates, a rest that is given up, another supplier instead [M59].

The rest of an order that a deal waits for is never given up silently (decision 016): the goods are ordered elsewhere, and
the seller hears of it.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
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
from app.operations.actors import require, with_role
from app.operations.company_day import company_date
from app.operations.editing import expect, locked
from app.operations.notices import gone, tell
from app.operations.numbering import Series, next_number
from app.operations.orders import PurchaseRow, purchase
from app.operations.purchasing import LABELS, ZERO, check_supplier, counted_up, held_open, not_arriving, order_lines


def move_promise(
    session: Session,
    purchase_order_id: int,
    version: int,
    promised_on: date,
    reason: str,
    line_ids: Sequence[int] = (),
) -> PurchaseRow:
    """The supplier names another day for what has not come (all of it, or *line_ids*); the seller is told of a later one.

    Raises UserError if it is later and no reason is given, or before the supplier has confirmed; Conflict; NotAllowed.
    """
    order = held_open(session, purchase_order_id, version, Role.WAREHOUSE, Role.SELLER, Role.HEAD)
    if order.confirmed_at is None:
        raise UserError("Order {number} is not confirmed yet: confirm it with its date.", number=order.number)
    if promised_on < company_date(session):
        raise UserError("A promise lies in the future: choose today or a later day.")
    known = order_lines(session, order)
    if not set(line_ids) <= {line.id for line in known}:
        raise NotFound("This order has no such line (any more).")
    waiting = [line for line in known if line.received < line.quantity and (not line_ids or line.id in line_ids)]
    days = max((_days(line.promised_on, promised_on) for line in waiting), default=0)
    if days > 0 and not reason.strip():
        raise UserError("Say why the goods come later: the seller has to tell the customer.")
    for line in waiting:
        line.first_promised_on = line.first_promised_on or line.promised_on or promised_on
        line.promised_on = promised_on
        line.delay_reason = reason.strip() or line.delay_reason
    if days > 0:
        _tell_seller(session, order, days, promised_on, reason.strip())
    return counted_up(session, order)


def _days(old: date | None, new: date) -> int:
    return 0 if old is None else (new - old).days


def _deal(session: Session, order: PurchaseOrder) -> Deal | None:
    query = select(Deal).join(SalesOrder, SalesOrder.deal_id == Deal.id).where(SalesOrder.id == order.sales_order_id)
    return session.scalars(query).one_or_none()


def _tell_seller(session: Session, order: PurchaseOrder, days: int, promised_on: date, reason: str) -> None:
    deal = _deal(session, order)
    if deal is None:
        return
    supplier = session.scalar(select(Counterparty.name).where(Counterparty.id == order.supplier_id)) or ""
    news = phrase(
        "{supplier} needs {days} d more for deal {number}, until {date}: {reason}",
        supplier=supplier,
        days=days,
        number=deal.number,
        date=promised_on,
        reason=reason,
    )
    tell(session, [deal.seller_id], news, place="deals", record_id=deal.id, kind=NoticeKind.GOODS)


def cancel_rest(session: Session, purchase_order_id: int, version: int, reason: str) -> PurchaseRow:
    """Give up what has not come of an order for the warehouse itself; what came stays. For the warehouse.

    Raises UserError without a reason, while goods are being received, and for an order that a deal waits for: such goods
    can only be ordered elsewhere.
    """
    order = held_open(session, purchase_order_id, version)
    if not reason.strip():
        raise UserError("Say why the rest is not wanted any more.")
    deal = _deal(session, order)
    if deal is not None:
        raise UserError(
            "Deal {number} waits for these goods: order them from another supplier, or let the seller end the deal.",
            number=deal.number,
        )
    not_arriving(session, order)
    _end(session, order, reason.strip())
    return purchase(session, order.id)


def _end(session: Session, order: PurchaseOrder, reason: str) -> None:
    came = any(line.received > 0 for line in order_lines(session, order))
    order.state = OrderState.DONE if came else OrderState.CANCELLED
    order.end_reason = reason
    gone(session, "purchases", order.id)
    session.flush()


def take_up_again(session: Session, purchase_order_id: int, version: int) -> PurchaseRow:
    """Take a cancelled rest back: the order is open again. Raises UserError if nothing of it was cancelled; Conflict."""
    require(session, Role.WAREHOUSE)
    order = locked(session, PurchaseOrder, purchase_order_id)
    expect(order, version, labels=LABELS)
    if not order.end_reason or order.sales_order_id is not None or order.state is OrderState.OPEN:
        raise UserError("Nothing of order {number} was cancelled.", number=order.number)
    order.state, order.end_reason = OrderState.OPEN, ""
    session.flush()
    return purchase(session, order.id)


def order_elsewhere(session: Session, purchase_order_id: int, version: int, supplier_id: int, reason: str) -> PurchaseRow:
    """Order what has not come from another supplier instead; the new order. The deal's seller is told. For the warehouse.

    The old order ends with what came of it. Raises UserError without a reason, for the same supplier, or while goods are
    being received.
    """
    order = held_open(session, purchase_order_id, version)
    check_supplier(session, supplier_id)
    if supplier_id == order.supplier_id:
        raise UserError("Choose another supplier than the one who does not deliver.")
    if not reason.strip():
        raise UserError("Say why these goods are ordered elsewhere.")
    not_arriving(session, order)
    waiting = [line for line in order_lines(session, order) if line.received < line.quantity]
    other = PurchaseOrder(
        supplier_id=supplier_id,
        sales_order_id=order.sales_order_id,
        state=OrderState.OPEN,
        created_at=now(session),
        wanted_on=order.wanted_on,
        currency=order.currency,
        number=next_number(session, Series.PURCHASE_ORDER),
    )
    session.add(other)
    session.flush()
    _end(session, order, reason.strip())
    for line in waiting:
        _order_anew(session, line, other, partly=order.state is OrderState.DONE)
    _tell_of_change(session, order, other, reason.strip())
    session.flush()
    return purchase(session, other.id)


def _order_anew(session: Session, line: PurchaseOrderLine, other: PurchaseOrder, *, partly: bool) -> None:
    """Let *line*'s rest stand in *other*. partly: the old order stands with what came, so it must not count the rest.

    A cancelled order keeps its lines: they count for nothing, and show what was once ordered.
    """
    lead_days = session.scalar(select(Product.lead_days).where(Product.id == line.product_id)) or 0
    promised = company_date(session) + timedelta(days=lead_days)
    if partly and not line.received:
        line.purchase_order_id, line.price, line.delay_reason = other.id, None, ""
        line.first_promised_on, line.promised_on = None, promised
        return
    session.add(
        PurchaseOrderLine(
            purchase_order_id=other.id,
            sales_order_line_id=line.sales_order_line_id,
            product_id=line.product_id,
            quantity=line.quantity - line.received,
            received=ZERO,
            promised_on=promised,
        )
    )
    if partly:
        line.quantity = line.received


def _tell_of_change(session: Session, order: PurchaseOrder, other: PurchaseOrder, reason: str) -> None:
    deal = _deal(session, order)
    if deal is not None:
        news = phrase(
            "Goods for deal {number} are ordered anew, as {order}: {reason}",
            number=deal.number,
            order=other.number,
            reason=reason,
        )
        tell(session, [deal.seller_id], news, place="deals", record_id=deal.id, kind=NoticeKind.GOODS)
    new = phrase("Purchase order {number} is new: send it, and note the confirmed date.", number=other.number)
    tell(session, with_role(session, Role.WAREHOUSE), new, place="purchases", record_id=other.id, kind=NoticeKind.GOODS)
