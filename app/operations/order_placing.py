"""The customer's order, and those to warehouse, plant and suppliers that come from it [M56-M62]."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import Phrase, phrase
from app.models.deals import Deal
from app.models.notice_terms import NoticeKind
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    WarehouseOrder,
    WarehouseOrderLine,
)
from app.models.session import now
from app.models.terms import OrderState, ReceiptState, Role, Supply
from app.operations.actors import with_role
from app.operations.company_day import company_date
from app.operations.notices import gone, tell
from app.operations.numbering import Series, next_number
from app.operations.order_splitting import ZERO, SplitLine, plan
from app.operations.reservations import release_order, reserve
from app.operations.settings import setting


def place(session: Session, deal_id: int) -> int:
    """Make the orders from the agreed lines and hold what comes from stock at once; id of the sales order.

    The free stock is locked first, so that what is split is also there. Raises UserError if a planned stock part is not
    free any more, or a line has no source; nothing is oversold.
    """
    deal = session.get(Deal, deal_id)
    if deal is None:
        raise NotFound("This deal does not exist (any more).")
    lines = plan(session, deal_id, locking=True)
    for line in lines:
        _there(line)
    order = SalesOrder(
        deal_id=deal_id,
        number=next_number(session, Series.SALES_ORDER),
        state=OrderState.OPEN,
        ordered_at=now(session),
        wanted_on=deal.expected_at.date() if deal.expected_at else None,
    )
    session.add(order)
    session.flush()
    ordered = [
        SalesOrderLine(
            sales_order_id=order.id,
            deal_line_id=line.wanted.line_id,
            product_id=line.wanted.product_id,
            quantity=line.wanted.quantity,
        )
        for line in lines
    ]
    session.add_all(ordered)
    session.flush()
    pairs = list(zip(lines, ordered, strict=True))
    _to_plant(session, order, pairs)
    _to_suppliers(session, order, pairs)
    _to_warehouse(session, order, pairs)
    return order.id


def _there(line: SplitLine) -> None:
    wanted = line.wanted
    if line.short:
        planned = line.parts[Supply.STOCK]
        raise UserError(
            "Only {free} {unit} of {article} are free in stock, {planned} were to come from there: split the line anew.",
            free=said(planned - line.short),
            planned=said(planned),
            unit=Phrase(wanted.unit),
            article=wanted.article,
        )
    if line.lacking:
        raise UserError(
            "{quantity} {unit} of {article} have no source: not enough in stock, not made by the plant, no supplier.",
            quantity=said(line.lacking),
            unit=Phrase(wanted.unit),
            article=wanted.article,
        )


def said(quantity: Decimal) -> str:
    """A quantity without needless zeros, for a sentence."""
    return f"{quantity.normalize():f}"


Pairs = Sequence[tuple[SplitLine, SalesOrderLine]]


def _to_warehouse(session: Session, order: SalesOrder, pairs: Pairs) -> None:
    """One line for each ordered position, with its stock part for now; it grows when the rest is received [M63]."""
    warehouse = WarehouseOrder(
        sales_order_id=order.id,
        number=next_number(session, Series.WAREHOUSE_ORDER),
        state=OrderState.OPEN,
        created_at=order.ordered_at,
    )
    session.add(warehouse)
    session.flush()
    session.add_all(
        WarehouseOrderLine(
            warehouse_order_id=warehouse.id,
            sales_order_line_id=ordered.id,
            product_id=ordered.product_id,
            quantity=line.parts.get(Supply.STOCK, ZERO),
            shipped=ZERO,
        )
        for line, ordered in pairs
    )
    session.flush()
    reserve(session, warehouse.id)


def _to_plant(session: Session, order: SalesOrder, pairs: Pairs) -> None:
    made = [(line, ordered) for line, ordered in pairs if line.parts.get(Supply.PLANT)]
    if not made:
        return
    production = ProductionOrder(
        sales_order_id=order.id,
        number=next_number(session, Series.PRODUCTION_ORDER),
        state=OrderState.OPEN,
        created_at=order.ordered_at,
    )
    session.add(production)
    session.flush()
    today = company_date(session)
    for line, ordered in made:
        promised = today + timedelta(days=line.wanted.lead_days)
        session.add(
            ProductionOrderLine(
                production_order_id=production.id,
                sales_order_line_id=ordered.id,
                product_id=ordered.product_id,
                quantity=line.parts[Supply.PLANT],
                received=ZERO,
                first_promised_on=promised,
                promised_on=promised,
            )
        )
    news = phrase("Production order {number} is new.", number=production.number)
    tell(
        session,
        with_role(session, Role.PRODUCTION),
        news,
        place="production",
        record_id=production.id,
        kind=NoticeKind.GOODS,
    )


def _to_suppliers(session: Session, order: SalesOrder, pairs: Pairs) -> None:
    """One purchase order for each supplier, in the order of the lines."""
    bought: dict[int, list[tuple[SplitLine, SalesOrderLine]]] = {}
    for line, ordered in pairs:
        if line.parts.get(Supply.SUPPLIER) and line.wanted.supplier_id is not None:
            bought.setdefault(line.wanted.supplier_id, []).append((line, ordered))
    today = company_date(session)
    for supplier_id, theirs in bought.items():
        purchase = PurchaseOrder(
            supplier_id=supplier_id,
            sales_order_id=order.id,
            number=next_number(session, Series.PURCHASE_ORDER),
            state=OrderState.OPEN,
            created_at=order.ordered_at,
            currency=str(setting(session, "company.currency", "EUR")),
        )
        session.add(purchase)
        session.flush()
        session.add_all(
            PurchaseOrderLine(
                purchase_order_id=purchase.id,
                sales_order_line_id=ordered.id,
                product_id=ordered.product_id,
                quantity=line.parts[Supply.SUPPLIER],
                received=ZERO,
                promised_on=today + timedelta(days=line.wanted.lead_days),
            )
            for line, ordered in theirs
        )
        news = phrase("Purchase order {number} is new: send it, and note the confirmed date.", number=purchase.number)
        tell(
            session,
            with_role(session, Role.WAREHOUSE),
            news,
            place="purchases",
            record_id=purchase.id,
            kind=NoticeKind.GOODS,
        )


def cancel(session: Session, deal_id: int, reason: str) -> None:
    """Take back all orders of a deal and give its goods free.

    Raises UserError if something of it has been shipped, or is being received at this moment.
    """
    order = session.scalars(
        select(SalesOrder).where(SalesOrder.deal_id == deal_id, SalesOrder.state != OrderState.CANCELLED).with_for_update()
    ).one_or_none()
    if order is None:
        return
    warehouse = session.scalars(
        select(WarehouseOrder).where(WarehouseOrder.sales_order_id == order.id).with_for_update()
    ).one()
    production = session.scalars(
        select(ProductionOrder).where(ProductionOrder.sales_order_id == order.id).with_for_update()
    ).all()
    purchases = session.scalars(
        select(PurchaseOrder).where(PurchaseOrder.sales_order_id == order.id).order_by(PurchaseOrder.id).with_for_update()
    ).all()
    if session.scalar(select(exists().where(Shipment.warehouse_order_id == warehouse.id))):
        raise UserError("Goods of this deal have been shipped already: it cannot be refused any more.")
    arriving = session.scalar(
        select(Receipt.number).where(
            Receipt.state == ReceiptState.OPEN,
            Receipt.production_order_id.in_([each.id for each in production])
            | Receipt.purchase_order_id.in_([each.id for each in purchases]),
        )
    )
    if arriving is not None:
        raise UserError("Goods of this deal are being received: finish receipt {number} first.", number=arriving)
    orders: list[SalesOrder | WarehouseOrder | ProductionOrder | PurchaseOrder] = [order, warehouse, *production, *purchases]
    for each in orders:
        if each.state is OrderState.OPEN:
            each.state = OrderState.CANCELLED
    session.flush()
    release_order(session, warehouse.id, reason)
    if production:
        gone(session, "production", production[0].id)
        news = phrase("Production order {number} is cancelled: {reason}", number=production[0].number, reason=reason)
        tell(
            session,
            with_role(session, Role.PRODUCTION),
            news,
            place="production",
            record_id=production[0].id,
            kind=NoticeKind.GOODS,
        )
    for purchase in purchases:
        gone(session, "purchases", purchase.id)
        news = phrase("Purchase order {number} is cancelled: tell the supplier.", number=purchase.number)
        tell(
            session,
            with_role(session, Role.WAREHOUSE),
            news,
            place="purchases",
            record_id=purchase.id,
            kind=NoticeKind.GOODS,
        )
