"""Orders: the customer's, and from it, line by line and mixed where need be, those to warehouse, plant and supplier.

[M56-M62] One line of a sales order may split over all three: its quantity is the sum of the lines below it.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, TextClause, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Amount, Count, Moment, Record, Versioned, choice
from app.models.terms import OrderState, ReceiptState

OPEN = text("state = 'open'")
OWED = text("received < quantity")
"""What is still to be done: a hundredth of all orders, and what boards and stations ask for all day."""


def _of(name: str, column: str, where: TextClause) -> Index:
    """An index *name* on *column* of the few rows with *where*."""
    return Index(name, column, postgresql_where=where, sqlite_where=where)


class SalesOrder(Versioned):
    """The customer's order, made from the agreed lines of a deal."""

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), unique=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[OrderState] = mapped_column(choice(OrderState))
    ordered_at: Mapped[Moment]
    wanted_on: Mapped[date | None]

    __table_args__ = (_of("ix_sales_order_open", "deal_id", OPEN),)


class SalesOrderLine(Record):
    """One ordered position, in the deal line's unit."""

    sales_order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"), index=True)
    deal_line_id: Mapped[int] = mapped_column(ForeignKey("deal_line.id"), unique=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[Count]


class WarehouseOrder(Versioned):
    """What the warehouse reserves and ships for a sales order."""

    sales_order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"), unique=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[OrderState] = mapped_column(choice(OrderState))
    created_at: Mapped[Moment]


class WarehouseOrderLine(Versioned):
    """Goods to ship. quantity grows when goods from plant or supplier are received for this order line [M63].

    0 ≤ shipped ≤ quantity; what is reserved is the sum of its active reservations.
    """

    warehouse_order_id: Mapped[int] = mapped_column(ForeignKey("warehouse_order.id"), index=True)
    sales_order_line_id: Mapped[int] = mapped_column(ForeignKey("sales_order_line.id"), unique=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[Count]
    shipped: Mapped[Count]

    __table_args__ = (CheckConstraint("shipped >= 0 AND shipped <= quantity", name="shipped_within_quantity"),)


class ProductionOrder(Versioned):
    """An order to the plant for one sales order [M58]."""

    sales_order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"), unique=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[OrderState] = mapped_column(choice(OrderState))
    created_at: Mapped[Moment]

    __table_args__ = (_of("ix_production_order_open", "sales_order_id", OPEN),)


class ProductionOrderLine(Versioned):
    """Goods to make. ready_percent: degree of readiness, 0-100; promised_on: when the plant expects to be done [M62].

    first_promised_on: the first promise, so that delay shows. ready_at: reported finished; received: taken into stock.
    accepted_at: the plant has taken the work on; until then the dates are those of the list of articles.
    """

    production_order_id: Mapped[int] = mapped_column(ForeignKey("production_order.id"), index=True)
    sales_order_line_id: Mapped[int] = mapped_column(ForeignKey("sales_order_line.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[Count]
    received: Mapped[Count]
    ready_percent: Mapped[int] = mapped_column(default=0)
    first_promised_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    delay_reason: Mapped[str] = mapped_column(default="")
    accepted_at: Mapped[Moment | None]
    ready_at: Mapped[Moment | None]

    __table_args__ = (
        CheckConstraint("received >= 0 AND received <= quantity", name="received_within_quantity"),
        CheckConstraint("ready_percent >= 0 AND ready_percent <= 100", name="percent"),
        _of("ix_production_order_line_owed", "production_order_id", OWED),
    )


class PurchaseOrder(Versioned):
    """An order to a supplier, for one sales order or (sales_order_id None) for the warehouse itself [M59].

    wanted_on: when we ask for the goods; sent_at: the order went to the supplier, as the paper *document_id*;
    confirmed_at: the supplier has confirmed goods and dates. end_reason: why what had not come was cancelled.
    """

    supplier_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    sales_order_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order.id"), index=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[OrderState] = mapped_column(choice(OrderState))
    created_at: Mapped[Moment]
    wanted_on: Mapped[date | None]
    sent_at: Mapped[Moment | None]
    confirmed_at: Mapped[Moment | None]
    end_reason: Mapped[str] = mapped_column(default="", server_default="")
    currency: Mapped[str] = mapped_column(String(3))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)

    __table_args__ = (_of("ix_purchase_order_open", "sales_order_id", OPEN),)


class PurchaseOrderLine(Versioned):
    """Goods to buy. price: agreed net purchase price of one unit; first_promised_on: the supplier's first word."""

    purchase_order_id: Mapped[int] = mapped_column(ForeignKey("purchase_order.id"), index=True)
    sales_order_line_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order_line.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[Count]
    received: Mapped[Count]
    price: Mapped[Amount | None]
    first_promised_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    delay_reason: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__ = (
        CheckConstraint("received >= 0 AND received <= quantity", name="received_within_quantity"),
        _of("ix_purchase_order_line_owed", "purchase_order_id", OWED),
    )


class Receipt(Versioned):
    """One arrival of goods at the warehouse: from the plant, from a supplier, or neither (opening, return) [M63, M93]."""

    number: Mapped[str] = mapped_column(String(24), unique=True)
    production_order_id: Mapped[int | None] = mapped_column(ForeignKey("production_order.id"), index=True)
    purchase_order_id: Mapped[int | None] = mapped_column(ForeignKey("purchase_order.id"), index=True)
    state: Mapped[ReceiptState] = mapped_column(choice(ReceiptState))
    opened_at: Mapped[Moment]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    done_at: Mapped[Moment | None]


class ReceiptLine(Record):
    """What is expected of one order line at this arrival, and what has been scanned so far."""

    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"))
    production_order_line_id: Mapped[int | None] = mapped_column(ForeignKey("production_order_line.id"), index=True)
    purchase_order_line_id: Mapped[int | None] = mapped_column(ForeignKey("purchase_order_line.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    position: Mapped[int]
    expected: Mapped[Count]
    received: Mapped[Count]

    __table_args__ = (UniqueConstraint("receipt_id", "position"),)


class Shipment(Versioned):
    """Goods that left the warehouse for a deal; partial shipments are several of these [M65]."""

    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id"), index=True)
    warehouse_order_id: Mapped[int] = mapped_column(ForeignKey("warehouse_order.id"), index=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    shipped_at: Mapped[Moment]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    address: Mapped[str] = mapped_column(default="")
    carrier: Mapped[str] = mapped_column(default="")


class ShipmentLine(Record):
    """One batch in a shipment."""

    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipment.id"), index=True)
    warehouse_order_line_id: Mapped[int] = mapped_column(ForeignKey("warehouse_order_line.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("location.id"))
    quantity: Mapped[Count]
    serials: Mapped[str] = mapped_column(default="")
