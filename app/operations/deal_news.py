"""The worst news of each deal: what makes it late, and what has been reached. One statement a subject for many deals."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from app.language import Phrase, phrase
from app.models.deals import Deal, DealLine
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    WarehouseOrder,
    WarehouseOrderLine,
)
from app.models.papers import Invoice, Quotation
from app.models.products import Product, Trait
from app.models.service import Certificate
from app.models.stock import Reservation
from app.models.terms import OrderState, QuotationState, ReservationState, Stage
from app.operations.deal_rows import Tone
from app.operations.orders import late_days

ZERO = Decimal(0)
WORST = ("danger", "warning", "neutral", "success")
"""Which news a card shows when there is more than one."""


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news in three words, how bad it is, and its icon."""

    text: Phrase
    tone: Tone
    icon: str


def waiting_for_plant(today: date) -> Select[int]:
    """Ids of the deals to which the plant owes goods longer than it first promised."""
    line = ProductionOrderLine
    return (
        select(SalesOrder.deal_id)
        .join(ProductionOrder, ProductionOrder.sales_order_id == SalesOrder.id)
        .join(line, line.production_order_id == ProductionOrder.id)
        .where(
            ProductionOrder.state == OrderState.OPEN,
            line.received < line.quantity,
            or_(line.promised_on < today, line.promised_on > line.first_promised_on),
        )
    )


def waiting_for_supplier(today: date) -> Select[int]:
    """Ids of the deals to which a supplier owes goods beyond the promised date, or has not confirmed its order."""
    line = PurchaseOrderLine
    return (
        select(SalesOrder.deal_id)
        .join(PurchaseOrder, PurchaseOrder.sales_order_id == SalesOrder.id)
        .join(line, line.purchase_order_id == PurchaseOrder.id)
        .where(
            PurchaseOrder.state == OrderState.OPEN,
            line.received < line.quantity,
            or_(line.promised_on < today, PurchaseOrder.confirmed_at.is_(None)),
        )
    )


def waiting_for_customer(today: date) -> Select[int]:
    """Ids of the deals with an overdue invoice."""
    return select(Invoice.deal_id).where(Invoice.gross > Invoice.paid, Invoice.due_on < today)


def waiting_for_stock() -> Select[int]:
    """Ids of the deals that sell from stock and wait for goods that are neither shipped nor held."""
    held = (
        select(func.coalesce(func.sum(Reservation.quantity), ZERO))
        .where(
            Reservation.warehouse_order_line_id == WarehouseOrderLine.id,
            Reservation.state == ReservationState.ACTIVE,
        )
        .correlate(WarehouseOrderLine)
        .scalar_subquery()
    )
    selling = aliased(Deal)
    return (
        select(SalesOrder.deal_id)
        .join(selling, selling.id == SalesOrder.deal_id)
        .join(SalesOrderLine, SalesOrderLine.sales_order_id == SalesOrder.id)
        .join(WarehouseOrderLine, WarehouseOrderLine.sales_order_line_id == SalesOrderLine.id)
        .where(
            selling.stage == Stage.STOCK_SALE,
            SalesOrder.state == OrderState.OPEN,
            SalesOrderLine.quantity - WarehouseOrderLine.shipped > held,
        )
    )


def blocked(today: date, among: Collection[int] | None = None) -> ColumnElement[bool]:
    """Whether a deal cannot go on because of somebody else: plant, supplier, the customer's payment, or stock.

    What is waited for is looked up once for all deals of the statement, or only for the deals *among*, not for each.
    """
    sources = [waiting_for_plant(today), waiting_for_supplier(today), waiting_for_customer(today), waiting_for_stock()]
    if among is not None:
        sources = [each.where(each.selected_columns[0].in_(among)) for each in sources]
    return Deal.id.in_(union_all(*sources))


def news(session: Session, deals: Sequence[tuple[int, Stage, bool | None]], today: date) -> dict[int, News]:
    """The worst news of each of *deals* (id, stage, service accepted); nothing for those without any."""
    ids = [deal_id for deal_id, _, _ in deals]
    if not ids:
        return {}
    found: dict[int, list[News]] = {}
    sources = (_plant, _suppliers, _unpaid, _goods, _offers)
    for source in sources:
        for deal_id, item in source(session, ids, today):
            found.setdefault(deal_id, []).append(item)
    certified = [deal_id for deal_id, stage, _ in deals if stage is Stage.CERTIFICATION]
    for deal_id, item in _certificates(session, certified):
        found.setdefault(deal_id, []).append(item)
    for deal_id, stage, accepted in deals:
        if stage is Stage.SERVICE and accepted:
            found.setdefault(deal_id, []).append(News(phrase("Wants service"), "success", "handshake"))
    return {deal_id: min(items, key=lambda item: WORST.index(item.tone)) for deal_id, items in found.items()}


Found = Iterator[tuple[int, News]]


def _plant(session: Session, ids: list[int], today: date) -> Found:
    line = ProductionOrderLine
    rows = session.execute(
        select(SalesOrder.deal_id, line.first_promised_on, line.promised_on, line.ready_percent)
        .join(ProductionOrder, ProductionOrder.id == line.production_order_id)
        .join(SalesOrder, SalesOrder.id == ProductionOrder.sales_order_id)
        .where(SalesOrder.deal_id.in_(ids), ProductionOrder.state == OrderState.OPEN, line.received < line.quantity)
    )
    worst: dict[int, tuple[int, int, date | None]] = {}
    for r in rows:
        days = late_days(r.first_promised_on, r.promised_on, today)
        before = worst.get(r.deal_id)
        if before is None or (days, -r.ready_percent) > (before[0], -before[1]):
            worst[r.deal_id] = (days, r.ready_percent, r.promised_on)
    for deal_id, (days, percent, promised) in worst.items():
        if days:
            yield deal_id, News(phrase("Plant {days} d behind", days=days), "danger", "factory")
        elif promised is not None:
            yield deal_id, News(phrase("{percent} % ready, {date}", percent=percent, date=promised), "neutral", "factory")


def _suppliers(session: Session, ids: list[int], today: date) -> Found:
    line = PurchaseOrderLine
    rows = session.execute(
        select(SalesOrder.deal_id, func.min(line.promised_on), func.count(PurchaseOrder.confirmed_at), func.count(line.id))
        .join(PurchaseOrder, PurchaseOrder.id == line.purchase_order_id)
        .join(SalesOrder, SalesOrder.id == PurchaseOrder.sales_order_id)
        .where(SalesOrder.deal_id.in_(ids), PurchaseOrder.state == OrderState.OPEN, line.received < line.quantity)
        .group_by(SalesOrder.deal_id)
    )
    for deal_id, promised, confirmed, lines in rows:
        if promised is not None and promised < today:
            yield deal_id, News(phrase("Supplier {days} d behind", days=(today - promised).days), "danger", "shopping-cart")
        elif confirmed < lines:
            yield deal_id, News(phrase("Supplier unconfirmed"), "warning", "shopping-cart")
        elif promised is not None:
            yield deal_id, News(phrase("Supplier {date}", date=promised), "neutral", "shopping-cart")


def _unpaid(session: Session, ids: list[int], today: date) -> Found:
    rows = session.execute(
        select(Invoice.deal_id, func.sum(Invoice.gross), func.sum(Invoice.paid))
        .where(Invoice.deal_id.in_(ids), Invoice.due_on < today)
        .group_by(Invoice.deal_id)
    )
    for deal_id, gross, paid in rows:
        if gross > paid:
            yield deal_id, News(phrase("Unpaid {amount}", amount=said_amount(gross - paid)), "danger", "currency-eur")


def said_amount(amount: Decimal) -> str:
    """An amount in a chip: whole units, thin spaces between thousands."""
    return f"{amount:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _goods(session: Session, ids: list[int], _: date) -> Found:
    """How much of the order is shipped, and whether the rest is held."""
    held = (
        select(Reservation.warehouse_order_line_id, func.sum(Reservation.quantity).label("quantity"))
        .join(WarehouseOrderLine, WarehouseOrderLine.id == Reservation.warehouse_order_line_id)
        .join(WarehouseOrder, WarehouseOrder.id == WarehouseOrderLine.warehouse_order_id)
        .join(SalesOrder, SalesOrder.id == WarehouseOrder.sales_order_id)
        .where(SalesOrder.deal_id.in_(ids), Reservation.state == ReservationState.ACTIVE)
        .group_by(Reservation.warehouse_order_line_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Deal.id,
            Deal.stage,
            func.sum(SalesOrderLine.quantity).label("ordered"),
            func.sum(WarehouseOrderLine.shipped).label("shipped"),
            func.coalesce(func.sum(held.c.quantity), ZERO).label("held"),
        )
        .join(SalesOrder, SalesOrder.deal_id == Deal.id)
        .join(SalesOrderLine, SalesOrderLine.sales_order_id == SalesOrder.id)
        .join(WarehouseOrderLine, WarehouseOrderLine.sales_order_line_id == SalesOrderLine.id)
        .outerjoin(held, held.c.warehouse_order_line_id == WarehouseOrderLine.id)
        .where(Deal.id.in_(ids), Deal.stage.in_((Stage.PRODUCTION, Stage.STOCK_SALE)))
        .group_by(Deal.id, Deal.stage)
    )
    for row in rows:
        item = _goods_news(row)
        if item is not None:
            yield row.id, item


def _goods_news(row: Row[Any]) -> News | None:
    ordered, shipped, held = (f"{quantity.normalize():f}" for quantity in (row.ordered, row.shipped, row.held))
    if row.stage is Stage.STOCK_SALE and row.shipped + row.held < row.ordered:
        there = f"{(row.shipped + row.held).normalize():f}"
        return News(phrase("{there} of {ordered} in stock", there=there, ordered=ordered), "warning", "package")
    if 0 < row.shipped < row.ordered:
        return News(phrase("{shipped} of {ordered} shipped", shipped=shipped, ordered=ordered), "neutral", "truck")
    if row.stage is Stage.STOCK_SALE and row.shipped == row.ordered:
        return News(phrase("All shipped"), "success", "truck")
    if row.stage is Stage.STOCK_SALE and row.held:
        return News(phrase("{held} reserved", held=held), "success", "lock-simple")
    return None


def _offers(session: Session, ids: list[int], today: date) -> Found:
    rows = session.execute(
        select(Quotation.deal_id, func.max(Quotation.valid_until))
        .where(Quotation.deal_id.in_(ids), Quotation.state == QuotationState.SENT)
        .group_by(Quotation.deal_id)
    )
    for deal_id, valid_until in rows:
        if valid_until < today:
            yield deal_id, News(phrase("Offer expired"), "warning", "file-text")


def _certificates(session: Session, ids: list[int]) -> Found:
    have = (
        select(Certificate.deal_line_id, func.count(Certificate.id).label("certificates"))
        .join(DealLine, DealLine.id == Certificate.deal_line_id)
        .where(DealLine.deal_id.in_(ids))
        .group_by(Certificate.deal_line_id)
        .subquery()
    )
    rows = session.execute(
        select(DealLine.deal_id, func.sum(DealLine.quantity), func.coalesce(func.sum(have.c.certificates), 0))
        .join(Product, Product.id == DealLine.product_id)
        .outerjoin(Trait, Trait.id == Product.equipment_id)
        .outerjoin(have, have.c.deal_line_id == DealLine.id)
        .where(DealLine.deal_id.in_(ids), Product.needs_certificate | func.coalesce(Trait.needs_certificate, False))
        .group_by(DealLine.deal_id)
    )
    for deal_id, units, certificates in rows:
        said = f"{units.normalize():f}"
        text = phrase("{have} of {units} certificates", have=certificates, units=said)
        yield deal_id, News(text, "success" if certificates >= units else "warning", "medal")
