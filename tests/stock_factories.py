"""Small functions that put products, batches, balances and orders into a test; each takes a session first."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.counterparties import Counterparty, LegalEntity
from app.models.deals import Deal, DealLine
from app.models.naming import folded
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
from app.models.products import Barcode, Product
from app.models.session import now
from app.models.stock import Batch, Location, StockBalance
from app.models.terms import CounterpartyKind, MoveKind, OrderState, Stage
from app.operations.stock import Goods, bring_in

ZERO = Decimal(0)


def product(session: Session, code: str, *, gtin: str = "", has_expiry: bool = False, made: bool = False) -> int:
    """Id of a new product with its own code, and *gtin* if given, as barcodes."""
    record = Product(
        code=code, name=f"Article {code}", folded=folded(code), price=Decimal("100.00"), currency="EUR",
        has_expiry=has_expiry, made=made,
    )  # fmt: skip
    session.add(record)
    session.flush()
    session.add_all(Barcode(product_id=record.id, code=each, quantity=Decimal(1)) for each in (code, gtin) if each)
    session.flush()
    return record.id


def location(session: Session, code: str) -> int:
    """Id of the pickable location *code*, made if it is missing."""
    known = session.scalar(select(Location.id).where(Location.code == code))
    if known is not None:
        return known
    record = Location(code=code, pickable=True)
    session.add(record)
    session.flush()
    return record.id


def batch(
    session: Session,
    product_id: int,
    code: str,
    quantity: int,
    *,
    expiry: date | None = None,
    received_at: datetime | None = None,
    place: str = "A-01",
) -> int:
    """Id of a new batch with *quantity* on hand at *place*."""
    record = Batch(product_id=product_id, code=code, expiry=expiry, received_at=received_at or now(session))
    session.add(record)
    session.flush()
    bring_in(session, MoveKind.OPENING, [Goods(product_id, record.id, location(session, place), Decimal(quantity))])
    session.flush()
    return record.id


def customer(session: Session, name: str = "Helios Batterie GmbH") -> int:
    """Id of a new customer with a legal entity."""
    record = Counterparty(kind=CounterpartyKind.CUSTOMER, name=name, folded=folded(name), created_at=now(session))
    session.add(record)
    session.flush()
    session.add(LegalEntity(counterparty_id=record.id, name=name))
    session.flush()
    return record.id


def sales_order(session: Session, number: str, seller_id: int, department_id: int, lines: list[tuple[int, int]]) -> int:
    """Id of a sales order, of a deal of its own in STOCK_SALE, with (product, quantity) *lines*."""
    deal = Deal(
        number=f"D-{number}", title="Goods", counterparty_id=customer(session, f"Customer {number}"), seller_id=seller_id,
        department_id=department_id, stage=Stage.STOCK_SALE, stage_entered_at=now(session), created_at=now(session),
        currency="EUR", net=ZERO, gross=ZERO,
    )  # fmt: skip
    session.add(deal)
    session.flush()
    order = SalesOrder(deal_id=deal.id, number=f"SO-{number}", state=OrderState.OPEN, ordered_at=now(session))
    session.add(order)
    session.flush()
    for position, (product_id, quantity) in enumerate(lines, 1):
        line = DealLine(
            deal_id=deal.id, position=position, product_id=product_id, product_name="Goods", quantity=Decimal(quantity),
            unit="pc", price=Decimal(100), discount_percent=ZERO, tax_percent=Decimal(19), net=Decimal(100 * quantity),
            tax=Decimal(19 * quantity),
        )  # fmt: skip
        session.add(line)
        session.flush()
        session.add(
            SalesOrderLine(sales_order_id=order.id, deal_line_id=line.id, product_id=product_id, quantity=Decimal(quantity))
        )
    session.flush()
    return order.id


def _lines_of(session: Session, order_id: int) -> list[SalesOrderLine]:
    query = select(SalesOrderLine).where(SalesOrderLine.sales_order_id == order_id).order_by(SalesOrderLine.id)
    return list(session.scalars(query))


def warehouse_order(session: Session, order_id: int, *, from_stock: bool = True) -> int:
    """Id of the warehouse order of a sales order; *from_stock*: it asks for everything at once."""
    record = WarehouseOrder(sales_order_id=order_id, number=f"WO-{order_id}", state=OrderState.OPEN, created_at=now(session))
    session.add(record)
    session.flush()
    for line in _lines_of(session, order_id):
        wanted = line.quantity if from_stock else ZERO
        session.add(
            WarehouseOrderLine(
                warehouse_order_id=record.id, sales_order_line_id=line.id, product_id=line.product_id, quantity=wanted,
                shipped=ZERO,
            )
        )  # fmt: skip
    session.flush()
    return record.id


def production_order(session: Session, order_id: int) -> int:
    """Id of an order to the plant for everything in a sales order, promised in ten days."""
    record = ProductionOrder(
        sales_order_id=order_id, number=f"PR-{order_id}", state=OrderState.OPEN, created_at=now(session)
    )
    session.add(record)
    session.flush()
    promised = now(session).date() + timedelta(days=10)
    for line in _lines_of(session, order_id):
        session.add(
            ProductionOrderLine(
                production_order_id=record.id, sales_order_line_id=line.id, product_id=line.product_id,
                quantity=line.quantity, received=ZERO, first_promised_on=promised, promised_on=promised,
            )
        )  # fmt: skip
    session.flush()
    return record.id


def purchase_order(session: Session, lines: list[tuple[int, int]]) -> int:
    """Id of an order to a supplier for the warehouse itself, with (product, quantity) *lines*."""
    supplier = customer(session, "Wälzlager Krause GmbH")
    record = PurchaseOrder(
        supplier_id=supplier, number=f"PO-{supplier}", state=OrderState.OPEN, created_at=now(session), currency="EUR"
    )
    session.add(record)
    session.flush()
    for product_id, quantity in lines:
        session.add(
            PurchaseOrderLine(purchase_order_id=record.id, product_id=product_id, quantity=Decimal(quantity), received=ZERO)
        )
    session.flush()
    return record.id


def on_hand(session: Session, product_id: int) -> tuple[Decimal, Decimal]:
    """(on hand, reserved) of a product over all batches."""
    rows = session.execute(
        select(StockBalance.on_hand, StockBalance.reserved).where(StockBalance.product_id == product_id)
    ).all()
    return sum((row.on_hand for row in rows), ZERO), sum((row.reserved for row in rows), ZERO)
