"""The register of stock moves: every booking with its paper, newest first [M91]."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.language import marked
from app.models.company import Employee
from app.models.naming import folded
from app.models.orders import ProductionOrder, PurchaseOrder, Receipt, ReceiptLine, Shipment, ShipmentLine
from app.models.products import Product
from app.models.stock import Batch, Location, StockMove
from app.models.terms import MoveKind, Role
from app.operations.register_filters import choice_filter, date_filter, people, text_filter
from app.operations.register_spec import Column, Condition, Filter, Operator, Preset, Register, Values
from app.operations.stock_rows import MOVE_WORDS

_source, _target = aliased(Location), aliased(Location)
_CHANGE = case(
    (StockMove.from_location_id.is_(None), StockMove.quantity),
    (StockMove.to_location_id.is_(None), -StockMove.quantity),
    else_=StockMove.quantity - StockMove.quantity,
)
"""What a move did to the whole warehouse; nothing, if the goods only changed their place."""


def _moves(_session: Session) -> Select[Any]:
    return (
        select()
        .select_from(StockMove)
        .join(Product, Product.id == StockMove.product_id)
        .join(Batch, Batch.id == StockMove.batch_id)
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


def _search(_session: Session, text: str) -> ColumnElement[bool]:
    """Article by any part of its name or code; batch by the beginning of its code; shipment or receipt by its number."""
    named = select(Product.id).where(
        or_(
            *([Product.folded.contains(folded(text), autoescape=True)] if folded(text) else []),
            func.lower(Product.code).contains(text.lower(), autoescape=True),
        )
    )
    batches = select(Batch.id).where(func.lower(Batch.code).startswith(text.lower(), autoescape=True))
    paper = text.upper()
    shipped = select(ShipmentLine.id).join(Shipment, Shipment.id == ShipmentLine.shipment_id).where(Shipment.number == paper)
    received = select(ReceiptLine.id).join(Receipt, Receipt.id == ReceiptLine.receipt_id).where(Receipt.number == paper)
    return or_(
        StockMove.product_id.in_(named),
        StockMove.batch_id.in_(batches),
        StockMove.shipment_line_id.in_(shipped),
        StockMove.receipt_line_id.in_(received),
    )


def _place(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
    """From or to one of these places."""
    ids = [int(value) for value in values if value.isdecimal()]
    touched = or_(StockMove.from_location_id.in_(ids), StockMove.to_location_id.in_(ids))
    return ~func.coalesce(touched, False) if operator is Operator.IS_NOT else touched


def _places(session: Session) -> Sequence[tuple[str, str]]:
    return [(str(row.id), row.code) for row in session.execute(select(Location.id, Location.code).order_by(Location.code))]


def _kinds(*kinds: MoveKind) -> tuple[Condition, ...]:
    return (Condition("kind", Operator.ONE_OF, tuple(kind.value for kind in kinds)),)


MOVES = Register(
    "moves",
    marked("Moves"),
    (
        Column("at", marked("At"), "time", StockMove.at, 106, StockMove.at),
        Column("kind", marked("Kind"), "choice", StockMove.kind, 166, words=MOVE_WORDS),
        Column("product", marked("Article"), "text", Product.name, 172),
        Column("code", marked("Code"), "text", Product.code, 110, hidden=True, exported=True),
        Column("batch", marked("Batch"), "text", Batch.code, 96),
        Column("from_location", marked("From"), "text", _source.code, 66),
        Column("to_location", marked("To"), "text", _target.code, 66),
        Column("change", marked("Change"), "quantity", _CHANGE, 76),
        Column("quantity", marked("Quantity"), "quantity", StockMove.quantity, 90, hidden=True, exported=True),
        Column("unit", marked("Unit"), "text", Product.unit, 60, hidden=True, exported=True),
        Column(
            "document",
            marked("Document"),
            "text",
            func.coalesce(Shipment.number, PurchaseOrder.number, ProductionOrder.number, Receipt.number),
            130,
        ),
        Column("employee", marked("Employee"), "text", Employee.name, 130),
        Column("reason", marked("Reason"), "text", StockMove.reason, 200),
        Column("batch_id", marked("Batch"), "integer", StockMove.batch_id, hidden=True),
        Column("product_id", marked("Article"), "integer", StockMove.product_id, hidden=True),
        Column("deal_id", marked("Deal"), "integer", Shipment.deal_id, hidden=True),
        Column("purchase_order_id", marked("Order"), "integer", PurchaseOrder.id, hidden=True),
        Column("production_order_id", marked("Order"), "integer", ProductionOrder.id, hidden=True),
        Column("receipt", marked("Receipt"), "text", Receipt.number, hidden=True),
        Column("receipt_id", marked("Receipt"), "integer", Receipt.id, hidden=True),
    ),
    _moves,
    StockMove.id,
    order="at",
    descending=True,
    filters=(
        date_filter("at", marked("At"), StockMove.at),
        choice_filter("kind", marked("Kind"), StockMove.kind, MOVE_WORDS),
        Filter("place", marked("Place"), "choice", _place, _places),
        choice_filter("employee", marked("Employee"), StockMove.employee_id, people(Role.WAREHOUSE, Role.ADMIN)),
        text_filter("article", marked("Article"), Product.name),
        text_filter("batch", marked("Batch"), Batch.code),
        text_filter("reason", marked("Reason"), StockMove.reason),
    ),
    presets=(
        Preset("all", marked("All"), counted=False),
        Preset("in", marked("Received"), _kinds(MoveKind.RECEIPT, MoveKind.RETURN, MoveKind.OPENING), counted=False),
        Preset("out", marked("Shipped"), _kinds(MoveKind.SHIPMENT), counted=False),
        Preset("moved", marked("Moved"), _kinds(MoveKind.TRANSFER), counted=False),
        Preset("corrected", marked("Corrected"), _kinds(MoveKind.ADJUSTMENT, MoveKind.WRITE_OFF), counted=False),
    ),
    search=_search,
    topics=frozenset({"stock_move"}),
)

REGISTERS = (MOVES,)
