"""The registers of the plant and of buying: what is made for whom, what is bought from whom, and until when."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.language import marked
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal, DealLine
from app.models.naming import folded
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
)
from app.models.products import Product
from app.models.terms import OrderState, Role
from app.operations.company_day import company_date
from app.operations.register_filters import choice_filter, date_filter, number_filter, people, text_filter, yes_no_filter
from app.operations.register_spec import Column, Condition, Operator, Preset, Register

ORDER_STATE_WORDS = {
    OrderState.OPEN: marked("open"),
    OrderState.DONE: marked("done"),
    OrderState.CANCELLED: marked("cancelled"),
}
NEVER = date(9999, 12, 31)
"""Where an order without a date stands: at the end."""


class DaysBetween(FunctionElement[int]):
    """Days from the first date to the second, as a whole number; NULL if one is missing."""

    type = Integer()
    inherit_cache = True


@compiles(DaysBetween)
def _days_between(element: DaysBetween, compiler: SQLCompiler, **kw: Any) -> str:
    first, second = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({second} - {first})"


@compiles(DaysBetween, "sqlite")
def _days_between_sqlite(element: DaysBetween, compiler: SQLCompiler, **kw: Any) -> str:
    first, second = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


def named(text: str) -> Select[Any]:
    """Ids of the counterparties with these words in their name."""
    words = folded(text).split()
    return select(Counterparty.id).where(*(Counterparty.folded.contains(word, autoescape=True) for word in words))


def _yes(key: str) -> tuple[Condition, ...]:
    return (Condition(key, Operator.IS, ("yes",)),)


_made = ProductionOrderLine


def _production(_session: Session) -> Select[Any]:
    return (
        select()
        .select_from(_made)
        .join(ProductionOrder, ProductionOrder.id == _made.production_order_id)
        .join(SalesOrderLine, SalesOrderLine.id == _made.sales_order_line_id)
        .join(DealLine, DealLine.id == SalesOrderLine.deal_line_id)
        .join(Deal, Deal.id == DealLine.deal_id)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(Employee, Employee.id == Deal.seller_id)
        .join(Product, Product.id == _made.product_id)
    )


def _to_make(_session: Session) -> ColumnElement[bool]:
    return and_(ProductionOrder.state == OrderState.OPEN, _made.received < _made.quantity)


def _made_late(session: Session) -> ColumnElement[bool]:
    today = company_date(session)
    return and_(_to_make(session), or_(_made.promised_on < today, _made.promised_on > _made.first_promised_on))


def _production_search(_session: Session, text: str) -> ColumnElement[bool]:
    wanted = text.strip()
    return or_(
        ProductionOrder.number == wanted.upper(),
        Deal.number == wanted.upper(),
        func.lower(Product.code).startswith(wanted.lower(), autoescape=True),
        Product.folded.contains(folded(wanted), autoescape=True),
        Deal.counterparty_id.in_(named(wanted)),
    )


PRODUCTION = Register(
    "production",
    marked("Production orders"),
    (
        Column("article", marked("Article"), "text", DealLine.product_name, 190),
        Column("company", marked("For"), "text", Counterparty.name, 140),
        Column("quantity", marked("Quantity"), "quantity", _made.quantity, 86),
        Column("ready_percent", marked("Ready"), "percent", _made.ready_percent, 60, _made.ready_percent),
        Column("bar", marked("Degree"), "text", _made.ready_percent, 124, exported=False),
        Column("promised_on", marked("Promised"), "date", _made.promised_on, 84, func.coalesce(_made.promised_on, NEVER)),
        Column("delay", marked("Delay, days"), "integer", DaysBetween(_made.first_promised_on, _made.promised_on), 160),
        Column("delay_reason", marked("Reason"), "text", _made.delay_reason, 200),
        Column("received", marked("Received"), "quantity", _made.received, 100),
        Column("first_promised_on", marked("First promise"), "date", _made.first_promised_on, 104),
        Column("order", marked("Order"), "text", ProductionOrder.number, 116),
        Column("deal", marked("Deal"), "text", Deal.number, 108),
        Column("seller", marked("Seller"), "text", Employee.name, 130),
        Column("code", marked("Code"), "text", Product.code, 110),
        Column("ordered_at", marked("Ordered"), "time", ProductionOrder.created_at, 96, ProductionOrder.created_at),
        Column("state", marked("State"), "choice", ProductionOrder.state, 90, words=ORDER_STATE_WORDS),
        Column("unit", marked("Unit"), "text", DealLine.unit, hidden=True, exported=True),
        Column("version", marked("Version"), "integer", _made.version, hidden=True),
        Column("accepted_at", marked("Accepted"), "time", _made.accepted_at, hidden=True, exported=True),
        Column("deal_id", marked("Deal"), "integer", Deal.id, hidden=True),
        Column("order_id", marked("Order"), "integer", ProductionOrder.id, hidden=True),
    ),
    _production,
    _made.id,
    order="promised_on",
    filters=(
        yes_no_filter("open", marked("Open orders"), _to_make),
        yes_no_filter("late", marked("Late"), _made_late),
        yes_no_filter("ready", marked("Ready"), lambda s: and_(_to_make(s), _made.ready_percent == 100)),
        yes_no_filter("done", marked("Received"), lambda _s: _made.received >= _made.quantity),
        yes_no_filter("new", marked("Not taken on yet"), lambda s: and_(_to_make(s), _made.accepted_at.is_(None))),
        date_filter("promised", marked("Promised"), _made.promised_on),
        date_filter("ordered", marked("Ordered"), ProductionOrder.created_at),
        number_filter("percent", marked("Ready, %"), _made.ready_percent),
        choice_filter("seller", marked("Seller"), Deal.seller_id, people(Role.SELLER)),
        choice_filter("state", marked("State"), ProductionOrder.state, ORDER_STATE_WORDS),
        text_filter("article", marked("Article"), DealLine.product_name),
    ),
    presets=(
        Preset("open", marked("Open orders"), _yes("open")),
        Preset("late", marked("Late"), _yes("late")),
        Preset("ready", marked("Ready"), _yes("ready")),
        Preset("done", marked("Received"), _yes("done"), counted=False),
        Preset("all", marked("All"), counted=False),
    ),
    search=_production_search,
    topics=frozenset({"production_order", "production_order_line", "deal", "sales_order"}),
)

_bought = PurchaseOrderLine
_of_order = _bought.purchase_order_id == PurchaseOrder.id
_to_come = and_(_of_order, _bought.received < _bought.quantity)
NOT_SENT, SENT, CONFIRMED, DONE, CANCELLED = "not_sent", "sent", "confirmed", "done", "cancelled"
PURCHASE_STATE_WORDS = {
    NOT_SENT: marked("to send"),
    SENT: marked("unconfirmed"),
    CONFIRMED: marked("confirmed"),
    DONE: marked("done"),
    CANCELLED: marked("cancelled"),
}
PURCHASE_STATE = case(
    (PurchaseOrder.state == OrderState.CANCELLED, literal(CANCELLED)),
    (PurchaseOrder.state == OrderState.DONE, literal(DONE)),
    (PurchaseOrder.confirmed_at.is_not(None), literal(CONFIRMED)),
    (PurchaseOrder.sent_at.is_not(None), literal(SENT)),
    else_=literal(NOT_SENT),
)


def _of_lines(column: Any, *where: ColumnElement[bool]) -> ColumnElement[Any]:
    return select(column).where(*where).correlate(PurchaseOrder).scalar_subquery()


_promise = func.coalesce(
    _of_lines(func.min(_bought.promised_on), _to_come), _of_lines(func.max(_bought.promised_on), _of_order)
)
_first_promise = func.coalesce(
    _of_lines(func.min(_bought.first_promised_on), _to_come), _of_lines(func.min(_bought.first_promised_on), _of_order)
)
_delay = _of_lines(func.max(DaysBetween(_bought.first_promised_on, _bought.promised_on)), _of_order)
_reason = _of_lines(func.max(_bought.delay_reason), _of_order)
_goods = (
    select(Product.name)
    .join(_bought, _bought.product_id == Product.id)
    .where(_of_order)
    .order_by(_bought.id)
    .limit(1)
    .correlate(PurchaseOrder)
    .scalar_subquery()
)


def _purchases(_session: Session) -> Select[Any]:
    return (
        select()
        .select_from(PurchaseOrder)
        .join(Counterparty, Counterparty.id == PurchaseOrder.supplier_id)
        .outerjoin(SalesOrder, SalesOrder.id == PurchaseOrder.sales_order_id)
        .outerjoin(Deal, Deal.id == SalesOrder.deal_id)
        .outerjoin(Employee, Employee.id == Deal.seller_id)
    )


def _bought_late(session: Session) -> ColumnElement[bool]:
    """Open, and something of it has not come at its day, or the supplier has put it off."""
    today = company_date(session)
    line = exists().where(_to_come, or_(_bought.promised_on < today, _bought.promised_on > _bought.first_promised_on))
    return and_(PurchaseOrder.state == OrderState.OPEN, line.correlate(PurchaseOrder))


def _purchase_search(_session: Session, text: str) -> ColumnElement[bool]:
    wanted = text.strip()
    goods = exists().where(
        _of_order,
        Product.id == _bought.product_id,
        or_(
            Product.folded.contains(folded(wanted), autoescape=True),
            func.lower(Product.code).startswith(wanted.lower(), autoescape=True),
        ),
    )
    return or_(
        PurchaseOrder.number == wanted.upper(),
        Deal.number == wanted.upper(),
        PurchaseOrder.supplier_id.in_(named(wanted)),
        goods.correlate(PurchaseOrder),
    )


def _unconfirmed(_session: Session) -> ColumnElement[bool]:
    return and_(PurchaseOrder.state == OrderState.OPEN, PurchaseOrder.confirmed_at.is_(None))


PURCHASES = Register(
    "purchases",
    marked("Purchase orders"),
    (
        Column("number", marked("Number"), "text", PurchaseOrder.number, 104),
        Column("supplier", marked("Supplier"), "text", Counterparty.name, 156, Counterparty.name),
        Column("goods", marked("Goods"), "text", _goods, 164),
        Column("state", marked("State"), "choice", PURCHASE_STATE, 140, words=PURCHASE_STATE_WORDS),
        Column("promised_on", marked("Promised"), "date", _promise, 92, func.coalesce(_promise, NEVER)),
        Column("delay", marked("Delay, days"), "integer", _delay, 132),
        Column("deal", marked("For"), "text", func.coalesce(Deal.number, ""), 104),
        Column(
            "received", marked("Received"), "quantity", _of_lines(func.sum(_bought.received), _of_order), 100, aside=True
        ),
        Column("delay_reason", marked("Reason"), "text", _reason, 180, aside=True),
        Column("wanted_on", marked("Wanted"), "date", PurchaseOrder.wanted_on, 90, aside=True),
        Column("seller", marked("Seller"), "text", func.coalesce(Employee.name, ""), 130, aside=True),
        Column("created_at", marked("Ordered"), "time", PurchaseOrder.created_at, 96, PurchaseOrder.created_at, aside=True),
        Column("sent_at", marked("Sent"), "time", PurchaseOrder.sent_at, 90, aside=True),
        Column("confirmed_at", marked("Confirmed"), "time", PurchaseOrder.confirmed_at, 96, aside=True),
        Column(
            "ordered",
            marked("Quantity"),
            "quantity",
            _of_lines(func.sum(_bought.quantity), _of_order),
            hidden=True,
            exported=True,
        ),
        Column(
            "lines", marked("Lines"), "integer", _of_lines(func.count(_bought.id), _of_order), hidden=True, exported=True
        ),
        Column("first_promised_on", marked("First promise"), "date", _first_promise, hidden=True, exported=True),
        Column("end_reason", marked("Why it ended"), "text", PurchaseOrder.end_reason, hidden=True, exported=True),
        Column("version", marked("Version"), "integer", PurchaseOrder.version, hidden=True),
        Column("deal_id", marked("Deal"), "integer", Deal.id, hidden=True),
        Column("supplier_id", marked("Supplier"), "integer", PurchaseOrder.supplier_id, hidden=True),
    ),
    _purchases,
    PurchaseOrder.id,
    order="promised_on",
    filters=(
        yes_no_filter("open", marked("Open orders"), lambda _s: PurchaseOrder.state == OrderState.OPEN),
        yes_no_filter("late", marked("Late"), _bought_late),
        yes_no_filter("unconfirmed", marked("Unconfirmed"), _unconfirmed),
        yes_no_filter("stock", marked("For stock"), lambda _s: PurchaseOrder.sales_order_id.is_(None)),
        choice_filter("state", marked("State"), PURCHASE_STATE, PURCHASE_STATE_WORDS),
        date_filter("promised", marked("Promised"), _promise),
        date_filter("ordered", marked("Ordered"), PurchaseOrder.created_at),
        text_filter("supplier", marked("Supplier"), Counterparty.name),
        choice_filter("seller", marked("Seller"), Deal.seller_id, people(Role.SELLER)),
    ),
    presets=(
        Preset("open", marked("Open orders"), _yes("open")),
        Preset("unconfirmed", marked("Unconfirmed"), _yes("unconfirmed")),
        Preset("late", marked("Late"), _yes("late")),
        Preset("stock", marked("For stock"), (*_yes("stock"), *_yes("open"))),
        Preset("all", marked("All"), counted=False),
    ),
    search=_purchase_search,
    topics=frozenset({"purchase_order", "purchase_order_line", "deal", "sales_order", "counterparty"}),
)

REGISTERS = (PRODUCTION, PURCHASES)
