"""The card of a batch at its place, or of an article: every figure with the moves and reservations that make it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.errors import NotFound
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.orders import ProductionOrder, PurchaseOrder, Receipt, ReceiptLine, Shipment, ShipmentLine
from app.models.stock import Batch, Location, StockBalance, StockMove
from app.models.terms import MoveKind
from app.operations.receiving_labels import gtin_of
from app.operations.reservations import today
from app.operations.stock_holders import LISTED, Holder, holders
from app.operations.stock_query import FROM, line_columns, lines, stock
from app.operations.stock_rows import LineRow
from app.reports.labels import BatchLabel

ZERO = Decimal(0)
MOVES = 60
"""Moves that a card shows; the register of moves has them all."""
_source, _target = aliased(Location), aliased(Location)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One booking as this card sees it: change with its sign (0: only the place changed), and what lay here after it.

    document: the receipt's or shipment's number; way, record: the room's kind and id that it leads to ("" for none).
    """

    id: int
    at: datetime
    kind: MoveKind
    quantity: Decimal
    change: Decimal
    after: Decimal
    source: str
    target: str
    document: str
    way: str
    record: int
    employee: str
    reason: str


@dataclass(frozen=True, slots=True)
class BatchCard:
    """A batch at its place. elsewhere: other places with what lies there; earlier: there are older moves than these."""

    line: LineRow
    supplier: str
    unit_cost: Decimal | None
    currency: str
    label: BatchLabel
    elsewhere: tuple[tuple[str, Decimal], ...]
    holders: tuple[Holder, ...]
    moves: tuple[MoveRow, ...]
    earlier: bool


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article over all batches. blocked: pieces that nobody can have (blocked, over their date, not to be picked)."""

    product_id: int
    code: str
    name: str
    unit: str
    batches: int
    on_hand: Decimal
    reserved: Decimal
    free: Decimal
    next_out: LineRow | None
    holders: tuple[Holder, ...]
    moves: tuple[MoveRow, ...]
    earlier: bool

    @property
    def blocked(self) -> Decimal:
        """Pieces in stock that are neither free nor held."""
        return self.on_hand - self.reserved - self.free


def batch_card(session: Session, balance_id: int) -> BatchCard:
    """What is known of a batch at its place. Raises NotFound."""
    row = session.execute(
        select(*line_columns(today(session))).select_from(FROM).where(stock.c.id == balance_id)
    ).one_or_none()
    if row is None:
        raise NotFound("These goods do not lie there any more.")
    line = lines(session, [row])[0]
    batch = session.execute(
        select(Counterparty.name, Batch.unit_cost, Batch.currency)
        .select_from(Batch)
        .outerjoin(Counterparty, Counterparty.id == Batch.supplier_id)
        .where(Batch.id == line.batch_id)
    ).one()
    others = session.execute(
        select(Location.code, StockBalance.on_hand)
        .join(Location, Location.id == StockBalance.location_id)
        .where(StockBalance.batch_id == line.batch_id, StockBalance.id != balance_id, StockBalance.on_hand > 0)
        .order_by(Location.code)
    )
    here = or_(StockMove.from_location_id == line.location_id, StockMove.to_location_id == line.location_id)
    moves, earlier = _moves(session, and_(StockMove.batch_id == line.batch_id, here), line.on_hand, line.location_id)
    return BatchCard(
        line,
        batch.name or "",
        batch.unit_cost,
        batch.currency,
        BatchLabel(line.code, line.name, line.batch, gtin_of(session, line.product_id), line.expiry),
        tuple((other.code, other.on_hand) for other in others),
        holders(session, StockBalance.id == balance_id, limit=LISTED),
        moves,
        earlier,
    )


def article_card(session: Session, product_id: int) -> ArticleCard:
    """What is known of an article's stock. Raises NotFound if nothing of it is there."""
    rows = session.execute(
        select(*line_columns(today(session))).select_from(FROM).where(stock.c.product_id == product_id, stock.c.on_hand > 0)
    ).all()
    if not rows:
        raise NotFound("Nothing of this is in stock any more.")
    found = lines(session, rows)
    first = found[0]
    on_hand = sum((line.on_hand for line in found), ZERO)
    moves, earlier = _moves(session, StockMove.product_id == product_id, on_hand, None)
    return ArticleCard(
        product_id,
        first.code,
        first.name,
        first.unit,
        len(found),
        on_hand,
        sum((line.reserved for line in found), ZERO),
        sum((line.free for line in found), ZERO),
        next((line for line in found if line.next_out), None),
        holders(session, StockBalance.product_id == product_id, limit=LISTED),
        moves,
        earlier,
    )


def _moves(
    session: Session, where: ColumnElement[bool], on_hand: Decimal, location_id: int | None
) -> tuple[tuple[MoveRow, ...], bool]:
    """The newest moves first; what lay here after each, counted back from *on_hand*."""
    rows = session.execute(_query().where(where).order_by(StockMove.at.desc(), StockMove.id.desc()).limit(MOVES + 1)).all()
    found: list[MoveRow] = []
    after = on_hand
    for row in rows[:MOVES]:
        change = _change(row, location_id)
        document, way, record = _document(row)
        found.append(
            MoveRow(
                row.id, row.at, row.kind, row.quantity, change, after, row.source or "", row.target or "",
                document, way, record, row.employee or "", row.reason,
            )
        )  # fmt: skip
        after -= change
    return tuple(found), len(rows) > MOVES


def _query() -> Any:
    return (
        select(
            StockMove.id,
            StockMove.at,
            StockMove.kind,
            StockMove.quantity,
            StockMove.from_location_id,
            StockMove.to_location_id,
            StockMove.reason,
            _source.code.label("source"),
            _target.code.label("target"),
            Employee.name.label("employee"),
            Receipt.id.label("receipt_id"),
            Receipt.number.label("receipt"),
            PurchaseOrder.id.label("purchase_id"),
            PurchaseOrder.number.label("purchase"),
            ProductionOrder.id.label("production_id"),
            ProductionOrder.number.label("production"),
            Shipment.deal_id,
            func.coalesce(Shipment.number, "").label("shipment"),
        )
        .select_from(StockMove)
        .outerjoin(_source, _source.id == StockMove.from_location_id)
        .outerjoin(_target, _target.id == StockMove.to_location_id)
        .outerjoin(Employee, Employee.id == StockMove.employee_id)
        .outerjoin(ReceiptLine, ReceiptLine.id == StockMove.receipt_line_id)
        .outerjoin(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .outerjoin(PurchaseOrder, PurchaseOrder.id == Receipt.purchase_order_id)
        .outerjoin(ProductionOrder, ProductionOrder.id == Receipt.production_order_id)
        .outerjoin(ShipmentLine, ShipmentLine.id == StockMove.shipment_line_id)
        .outerjoin(Shipment, Shipment.id == ShipmentLine.shipment_id)
    )


def _change(row: Any, location_id: int | None) -> Decimal:
    """What the move did to the stock that the card shows: of one place, or (None) of the whole warehouse."""
    came = row.to_location_id is not None if location_id is None else row.to_location_id == location_id
    went = row.from_location_id is not None if location_id is None else row.from_location_id == location_id
    quantity: Decimal = row.quantity
    return (quantity if came else ZERO) - (quantity if went else ZERO)


def _document(row: Any) -> tuple[str, str, int]:
    """(number, kind of record, id) of the paper behind a move."""
    if row.shipment:
        return row.shipment, "deal", row.deal_id
    if row.purchase_id is not None:
        return row.purchase, "purchase_order", row.purchase_id
    if row.production_id is not None:
        return row.production, "production_order", row.production_id
    if row.receipt_id is not None:
        return row.receipt, "receipt", row.receipt_id
    return "", "", 0


def labels_of(session: Session, balance_ids: Sequence[int]) -> tuple[BatchLabel, ...]:
    """The labels of the batches of these balances, each batch once."""
    rows = session.execute(
        select(*line_columns(today(session))).select_from(FROM).where(stock.c.id.in_(balance_ids)).order_by(stock.c.id)
    ).all()
    batches = {row.batch_id: row for row in rows}
    gtins = {product_id: gtin_of(session, product_id) for product_id in {row.product_id for row in rows}}
    return tuple(BatchLabel(row.code, row.name, row.batch, gtins[row.product_id], row.expiry) for row in batches.values())
