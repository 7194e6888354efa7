"""Where the goods of a deal come from: by a person's plan, or free stock first, then plant, then supplier [M57-M60, M45]."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.deals import DealLine, SupplyPart
from app.models.products import Product
from app.models.stock import Batch, Location, StockBalance
from app.models.terms import Supply
from app.operations.reservations import today
from app.operations.stock import lock

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class WantedLine:
    """A deal line as the split sees it. planned: what a person has said, empty for the default; quantities in *unit*."""

    line_id: int
    product_id: int
    code: str
    article: str
    unit: str
    quantity: Decimal
    made: bool
    supplier_id: int | None
    lead_days: int
    planned: Mapping[Supply, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SplitLine:
    """A line and its parts; together with *lacking* (no source at all) they make its quantity.

    short: how much of a planned stock part is not free (any more); it is still among the parts.
    """

    wanted: WantedLine
    parts: Mapping[Supply, Decimal]
    lacking: Decimal
    short: Decimal


def split(lines: Sequence[WantedLine], free: Mapping[int, Decimal]) -> tuple[SplitLine, ...]:
    """Split every line over its sources. free: by product, what may be taken from stock.

    Lines of one product share what is free: planned parts come first, then the others in their order.
    """
    left = dict(free)
    done: dict[int, SplitLine] = {}
    for line in lines:
        if line.planned:
            taken = line.planned.get(Supply.STOCK, ZERO)
            there = min(taken, left.get(line.product_id, ZERO))
            left[line.product_id] = left.get(line.product_id, ZERO) - there
            lacking = line.quantity - sum(line.planned.values(), ZERO) + _without_maker(line)
            done[line.line_id] = SplitLine(line, dict(line.planned), max(lacking, ZERO), taken - there)
    for line in lines:
        if not line.planned:
            done[line.line_id] = _by_default(line, left)
    return tuple(done[line.line_id] for line in lines)


def _without_maker(line: WantedLine) -> Decimal:
    plant = ZERO if line.made else line.planned.get(Supply.PLANT, ZERO)
    bought = line.planned.get(Supply.SUPPLIER, ZERO) if line.supplier_id is None else ZERO
    return plant + bought


def _by_default(line: WantedLine, left: dict[int, Decimal]) -> SplitLine:
    """Free stock, then the plant if it makes the article, else its supplier; shrinks *left*."""
    stock = min(line.quantity, max(left.get(line.product_id, ZERO), ZERO))
    left[line.product_id] = left.get(line.product_id, ZERO) - stock
    parts = {Supply.STOCK: stock} if stock else {}
    rest = line.quantity - stock
    if rest and line.made:
        parts[Supply.PLANT] = rest
    elif rest and line.supplier_id is not None:
        parts[Supply.SUPPLIER] = rest
    return SplitLine(line, parts, rest if rest and len(parts) == bool(stock) else ZERO, ZERO)


def wanted_lines(session: Session, deal_id: int) -> tuple[WantedLine, ...]:
    """The lines of a deal with their plans, by position."""
    plans: dict[int, dict[Supply, Decimal]] = {}
    suppliers: dict[int, int] = {}
    parts = session.execute(
        select(SupplyPart.deal_line_id, SupplyPart.source, SupplyPart.quantity, SupplyPart.supplier_id)
        .join(DealLine, DealLine.id == SupplyPart.deal_line_id)
        .where(DealLine.deal_id == deal_id)
        .order_by(SupplyPart.id)
    )
    for part in parts:
        plans.setdefault(part.deal_line_id, {})[part.source] = part.quantity
        if part.supplier_id is not None:
            suppliers[part.deal_line_id] = part.supplier_id
    rows = session.execute(
        select(
            DealLine.id,
            DealLine.product_id,
            Product.code,
            DealLine.product_name,
            DealLine.unit,
            DealLine.quantity,
            Product.made,
            Product.supplier_id,
            Product.lead_days,
        )
        .join(Product, Product.id == DealLine.product_id)
        .where(DealLine.deal_id == deal_id)
        .order_by(DealLine.position)
    )
    return tuple(
        WantedLine(
            line_id=r.id,
            product_id=r.product_id,
            code=r.code,
            article=r.product_name,
            unit=r.unit,
            quantity=r.quantity,
            made=r.made,
            supplier_id=suppliers.get(r.id, r.supplier_id),
            lead_days=r.lead_days,
            planned=plans.get(r.id, {}),
        )
        for r in rows
    )


def free_stock(session: Session, product_ids: Iterable[int], *, locking: bool = False) -> dict[int, Decimal]:
    """Product → what may be reserved: not held, not expired, not blocked, at a place that is picked from.

    locking: nobody else reserves any of it until the transaction ends.
    """
    rows = session.execute(
        select(StockBalance.id, StockBalance.product_id, StockBalance.on_hand, StockBalance.reserved)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(Location, Location.id == StockBalance.location_id)
        .where(
            StockBalance.product_id.in_(set(product_ids)),
            StockBalance.on_hand > StockBalance.reserved,
            Batch.blocked.is_(False),
            or_(Batch.expiry.is_(None), Batch.expiry >= today(session)),
            Location.pickable,
        )
    ).all()
    balances = lock(session, [row.id for row in rows]) if locking else {r.id: (r.on_hand, r.reserved) for r in rows}
    free: dict[int, Decimal] = {}
    for row in rows:
        on_hand, reserved = balances[row.id]
        free[row.product_id] = free.get(row.product_id, ZERO) + on_hand - reserved
    return free


def plan(session: Session, deal_id: int, *, locking: bool = False) -> tuple[SplitLine, ...]:
    """How the lines of a deal would be supplied at this moment."""
    lines = wanted_lines(session, deal_id)
    return split(lines, free_stock(session, {line.product_id for line in lines}, locking=locking))
