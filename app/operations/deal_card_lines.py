"""The lines of one deal with the sources of their goods: planned before the order, real after it [M60, M62]."""

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.counterparties import Counterparty
from app.models.deals import DealLine
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    WarehouseOrderLine,
)
from app.models.products import Product, Trait
from app.models.stock import Batch, Reservation, StockBalance
from app.models.terms import OrderState, ReservationState, Supply
from app.operations.deal_news import WORST
from app.operations.deal_rows import LineRow, PartRow, Tone
from app.operations.order_splitting import SplitLine, plan
from app.operations.orders import late_days, said

ZERO = Decimal(0)
PART_ICONS = {Supply.STOCK: "lock-simple", Supply.PLANT: "calendar-blank", Supply.SUPPLIER: "calendar-blank"}


def lines(session: Session, deal_id: int, today: date) -> tuple[LineRow, ...]:
    """The positions of a deal in their order."""
    rows = session.execute(
        select(
            DealLine,
            Product.code,
            (Product.needs_certificate | func.coalesce(Trait.needs_certificate, False)).label("certified"),
            WarehouseOrderLine.shipped,
        )
        .join(Product, Product.id == DealLine.product_id)
        .outerjoin(Trait, Trait.id == Product.equipment_id)
        .outerjoin(SalesOrderLine, SalesOrderLine.deal_line_id == DealLine.id)
        .outerjoin(WarehouseOrderLine, WarehouseOrderLine.sales_order_line_id == SalesOrderLine.id)
        .where(DealLine.deal_id == deal_id)
        .order_by(DealLine.position)
    ).all()
    ordered = session.scalar(select(SalesOrder.id).where(SalesOrder.deal_id == deal_id))
    parts, lacking = _planned(session, deal_id) if ordered is None else (_ordered(session, deal_id, today), {})
    return tuple(
        _line(line, code, bool(certified), shipped or ZERO, parts.get(line.id, ()), lacking.get(line.id, ZERO))
        for line, code, certified, shipped in rows
    )


def _line(
    line: DealLine, code: str, certified: bool, shipped: Decimal, parts: tuple[PartRow, ...], lacking: Decimal
) -> LineRow:
    news, tone, icon = _news(line, shipped, parts, lacking)
    return LineRow(
        line.id,
        line.version,
        line.position,
        line.product_id,
        code,
        line.product_name,
        line.quantity,
        line.unit,
        line.price,
        line.discount_percent,
        line.net,
        parts,
        news,
        tone,
        tax_percent=line.tax_percent,
        news_icon=icon,
        shipped=shipped,
        needs_certificate=certified,
    )


def _news(line: DealLine, shipped: Decimal, parts: tuple[PartRow, ...], lacking: Decimal) -> tuple[Phrase | None, Tone, str]:
    """The worst that there is to say about the goods of a line."""
    if lacking:
        text = phrase("{quantity} {unit} without source", quantity=said(lacking), unit=Phrase(line.unit))
        return text, "danger", "warning-circle"
    if shipped == line.quantity:
        return phrase("Shipped"), "success", "truck"
    if shipped:
        return (
            phrase("{shipped} of {ordered} shipped", shipped=said(shipped), ordered=said(line.quantity)),
            "neutral",
            "truck",
        )
    if not parts:
        return None, "neutral", ""
    worst = min(parts, key=lambda part: WORST.index(part.tone))
    return worst.text, worst.tone, "warning-circle" if worst.tone == "danger" else PART_ICONS[worst.source]


Parts = dict[int, tuple[PartRow, ...]]


def _planned(session: Session, deal_id: int) -> tuple[Parts, dict[int, Decimal]]:
    """The parts as they would be ordered now, and what has no source."""
    split = plan(session, deal_id)
    suppliers = {line.wanted.supplier_id for line in split if line.wanted.supplier_id is not None}
    rows = session.execute(select(Counterparty.id, Counterparty.name).where(Counterparty.id.in_(suppliers)))
    names: dict[int, str] = {row.id: row.name for row in rows}
    parts = {
        line.wanted.line_id: tuple(_planned_part(line, source, names) for source in Supply if line.parts.get(source))
        for line in split
    }
    return parts, {line.wanted.line_id: line.lacking for line in split}


def _planned_part(line: SplitLine, source: Supply, names: dict[int, str]) -> PartRow:
    wanted, quantity = line.wanted, line.parts[source]
    supplier = names.get(wanted.supplier_id or 0, "") if source is Supply.SUPPLIER else ""
    tone: Tone = "neutral"
    if source is Supply.STOCK and line.short:
        text, tone = phrase("Only {free} free in stock", free=said(quantity - line.short)), "danger"
    elif source is Supply.STOCK:
        text, tone = phrase("{quantity} free in stock", quantity=said(quantity)), "success"
    elif source is Supply.PLANT:
        text = phrase("{quantity} from plant, {days} d", quantity=said(quantity), days=wanted.lead_days)
    else:
        text = phrase(
            "{quantity} from {supplier}, {days} d", quantity=said(quantity), supplier=supplier, days=wanted.lead_days
        )
    return PartRow(source, quantity, text, tone, supplier=supplier, planned=bool(wanted.planned))


def _ordered(session: Session, deal_id: int, today: date) -> Parts:
    """The parts as they were ordered; goods received from plant or supplier stay in the part that they came from."""
    found: dict[int, list[PartRow]] = {}
    plant = _from_plant(session, deal_id, today)
    bought = _from_suppliers(session, deal_id, today)
    held = _held(session, deal_id)
    quantities = session.execute(
        select(DealLine.id, WarehouseOrderLine.quantity, WarehouseOrderLine.shipped)
        .join(SalesOrderLine, SalesOrderLine.deal_line_id == DealLine.id)
        .join(WarehouseOrderLine, WarehouseOrderLine.sales_order_line_id == SalesOrderLine.id)
        .where(DealLine.deal_id == deal_id)
    )
    for line_id, quantity, shipped in quantities:
        came = sum((received for _, received in plant.get(line_id, []) + bought.get(line_id, [])), ZERO)
        parts = found.setdefault(line_id, [])
        if quantity - came > 0:
            parts.append(_stock_part(quantity - came, quantity - shipped, *held.get(line_id, (ZERO, []))))
        parts += [part for part, _ in (*plant.get(line_id, []), *bought.get(line_id, []))]
    return {line_id: tuple(parts) for line_id, parts in found.items()}


def _stock_part(quantity: Decimal, open_quantity: Decimal, held: Decimal, batches: list[str]) -> PartRow:
    if open_quantity <= 0:
        return PartRow(Supply.STOCK, quantity, phrase("Shipped"), "success")
    if held < min(quantity, open_quantity):
        text = phrase("{held} of {quantity} reserved", held=said(held), quantity=said(quantity))
        return PartRow(Supply.STOCK, quantity, text, "warning")
    text = phrase("Reserved, batch {batch}", batch=", ".join(batches))
    return PartRow(Supply.STOCK, quantity, text, "success")


def _held(session: Session, deal_id: int) -> dict[int, tuple[Decimal, list[str]]]:
    """Deal line → what is held for it, and of which batches."""
    rows = session.execute(
        select(SalesOrderLine.deal_line_id, Reservation.quantity, Batch.code)
        .join(WarehouseOrderLine, WarehouseOrderLine.sales_order_line_id == SalesOrderLine.id)
        .join(Reservation, Reservation.warehouse_order_line_id == WarehouseOrderLine.id)
        .join(StockBalance, StockBalance.id == Reservation.balance_id)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(DealLine, DealLine.id == SalesOrderLine.deal_line_id)
        .where(DealLine.deal_id == deal_id, Reservation.state == ReservationState.ACTIVE)
        .order_by(Reservation.id)
    )
    held: dict[int, tuple[Decimal, list[str]]] = {}
    for line_id, quantity, batch in rows:
        before, batches = held.get(line_id, (ZERO, []))
        held[line_id] = (before + quantity, batches if batch in batches else [*batches, batch])
    return held


Received = dict[int, list[tuple[PartRow, Decimal]]]


def _from_plant(session: Session, deal_id: int, today: date) -> Received:
    rows = session.execute(
        select(DealLine.id, ProductionOrderLine, ProductionOrder.state)
        .join(ProductionOrder, ProductionOrder.id == ProductionOrderLine.production_order_id)
        .join(SalesOrderLine, SalesOrderLine.id == ProductionOrderLine.sales_order_line_id)
        .join(DealLine, DealLine.id == SalesOrderLine.deal_line_id)
        .where(DealLine.deal_id == deal_id)
    )
    found: Received = {}
    for line_id, line, state in rows:
        late = late_days(line.first_promised_on, line.promised_on, today)
        tone: Tone = "neutral"
        if state is OrderState.CANCELLED:
            text = phrase("Cancelled")
        elif line.received == line.quantity:
            text, tone = phrase("{quantity} from plant, received", quantity=said(line.quantity)), "success"
        elif late:
            text = phrase("{percent} % ready, late: {date}", percent=line.ready_percent, date=line.promised_on)
            tone = "danger"
        else:
            text = phrase("{percent} % ready, {date}", percent=line.ready_percent, date=line.promised_on)
        part = PartRow(
            Supply.PLANT,
            line.quantity,
            text,
            tone,
            promised_on=line.promised_on,
            ready_percent=line.ready_percent,
            order_line_id=line.id,
            order_line_version=line.version,
        )
        found.setdefault(line_id, []).append((part, line.received))
    return found


def _from_suppliers(session: Session, deal_id: int, today: date) -> Received:
    rows = session.execute(
        select(DealLine.id, PurchaseOrderLine, PurchaseOrder.state, PurchaseOrder.confirmed_at, Counterparty.name)
        .join(PurchaseOrder, PurchaseOrder.id == PurchaseOrderLine.purchase_order_id)
        .join(Counterparty, Counterparty.id == PurchaseOrder.supplier_id)
        .join(SalesOrderLine, SalesOrderLine.id == PurchaseOrderLine.sales_order_line_id)
        .join(DealLine, DealLine.id == SalesOrderLine.deal_line_id)
        .where(DealLine.deal_id == deal_id)
    )
    found: Received = {}
    for line_id, line, state, confirmed_at, supplier in rows:
        tone: Tone = "neutral"
        if state is OrderState.CANCELLED:
            text = phrase("Cancelled")
        elif line.received == line.quantity:
            text, tone = phrase("{quantity} from supplier, received", quantity=said(line.quantity)), "success"
        elif line.promised_on is not None and line.promised_on < today:
            text, tone = phrase("Late: {date} promised", date=line.promised_on), "danger"
        elif confirmed_at is None:
            text, tone = phrase("Ordered, not confirmed"), "warning"
        else:
            text = phrase("Ordered, {date} promised", date=line.promised_on)
        part = PartRow(
            Supply.SUPPLIER,
            line.quantity,
            text,
            tone,
            supplier=supplier,
            promised_on=line.promised_on,
            order_line_id=line.id,
            order_line_version=line.version,
        )
        found.setdefault(line_id, []).append((part, line.received))
    return found
