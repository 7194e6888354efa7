"""The orders of a company of real size: to warehouse, plant and suppliers; what was shipped of which batch, what is held."""

from collections.abc import Iterator, MutableSequence, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.models.deals import Deal
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    ShipmentLine,
    WarehouseOrder,
    WarehouseOrderLine,
)
from app.models.papers import DeliveryNote, TaxInvoice
from app.models.products import Product
from app.models.stock import Batch, Reservation, StockBalance, StockMove
from app.models.terms import MoveKind, OrderState, Stage
from app.operations.demo_large_deals import MOST_LINES, Position, Sketch, line_id
from app.operations.demo_large_goods import COST_PERCENT, Article, cents, location_of, supplier
from app.operations.demo_large_ground import DAY, Door, Ground, share_before, table
from app.operations.numbering import Series
from app.operations.reservations import OLDEST

ZERO = Decimal(0)
SHORT = 5
"""Every so many-th line of the stock sale waits for goods."""


@dataclass(slots=True)
class Used:
    """Pieces by batch: shipped, and held for open orders; holds: (reservation, balance's batch, line, pieces, when)."""

    shipped: MutableSequence[int]
    held: MutableSequence[int]
    holds: list[tuple[int, int, int, int, int, int]]


def write_orders(ground: Ground, goods: Sequence[Article], part: list[Sketch], used: Used, door: Door) -> None:
    """Write the orders of some deals, and note what they take from which batch."""
    sold = [each for each in part if each.sold]
    _write_sales(ground, sold, door)
    _write_warehouse(ground, sold, door)
    _write_making(ground, goods, [each for each in sold if each.made_first], door)
    _write_shipments(ground, [each for each in sold if each.shipped], used, door)
    _hold(ground, [each for each in sold if each.stage is Stage.STOCK_SALE], used)


def _lines(sold: list[Sketch]) -> Iterator[tuple[Sketch, int, int, Position]]:
    """(deal, number of the line among all, its turn, the line)."""
    for each in sold:
        for turn, line in enumerate(each.lines):
            yield each, each.deal * MOST_LINES + turn, turn, line


def _state(each: Sketch) -> OrderState:
    return OrderState.DONE if each.shipped else OrderState.OPEN


def _write_sales(ground: Ground, sold: list[Sketch], door: Door) -> None:
    first, lines = ground.first_id(SalesOrder), ground.first_id(SalesOrderLine)
    deals, products = ground.first_id(Deal), ground.first_id(Product)

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in sold:
            moment = ground.moment(each.walked[1][1])
            wanted = (moment + timedelta(days=21 + each.dice % 40)).date()
            number = ground.number(Series.SALES_ORDER, moment.year)
            yield first + each.deal, deals + each.deal, number, _state(each), moment, wanted

    door.write(table(SalesOrder), ("id", "deal_id", "number", "state", "ordered_at", "wanted_on"), rows())
    door.write(
        table(SalesOrderLine),
        ("id", "sales_order_id", "deal_line_id", "product_id", "quantity"),
        (
            (lines + key, first + each.deal, line_id(ground, each.deal, turn), products + line.article, line.quantity)
            for each, key, turn, line in _lines(sold)
        ),
    )


def _write_warehouse(ground: Ground, sold: list[Sketch], door: Door) -> None:
    first, lines = ground.first_id(WarehouseOrder), ground.first_id(WarehouseOrderLine)
    sales, ordered = ground.first_id(SalesOrder), ground.first_id(SalesOrderLine)
    products = ground.first_id(Product)

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in sold:
            moment = ground.moment(each.walked[1][1])
            number = ground.number(Series.WAREHOUSE_ORDER, moment.year)
            yield first + each.deal, sales + each.deal, number, _state(each), moment

    door.write(table(WarehouseOrder), ("id", "sales_order_id", "number", "state", "created_at"), rows())
    door.write(
        table(WarehouseOrderLine),
        ("id", "warehouse_order_id", "sales_order_line_id", "product_id", "quantity", "shipped"),
        (
            (
                *(lines + key, first + each.deal, ordered + key, products + line.article),
                *(0 if each.stage is Stage.PRODUCTION else line.quantity, line.quantity if each.shipped else 0),
            )
            for each, key, _, line in _lines(sold)
        ),
    )


def _write_making(ground: Ground, goods: Sequence[Article], made: list[Sketch], door: Door) -> None:
    """Orders to the plant, or to a supplier where the plant does not make the first article."""
    ours = [each for each in made if goods[each.lines[0].article].made]
    bought = [each for each in made if not goods[each.lines[0].article].made]
    _write_production(ground, ours, door)
    _write_purchases(ground, goods, bought, door)


def _write_production(ground: Ground, ours: list[Sketch], door: Door) -> None:
    first, lines = ground.first_id(ProductionOrder), ground.first_id(ProductionOrderLine)
    sales, ordered, products = (ground.first_id(kind) for kind in (SalesOrder, SalesOrderLine, Product))

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in ours:
            moment = ground.moment(each.walked[1][1])
            state = OrderState.OPEN if each.stage is Stage.PRODUCTION else OrderState.DONE
            yield first + each.deal, sales + each.deal, ground.number(Series.PRODUCTION_ORDER, moment.year), state, moment

    door.write(table(ProductionOrder), ("id", "sales_order_id", "number", "state", "created_at"), rows())

    def made() -> Iterator[tuple[Any, ...]]:
        for each, key, _, line in _lines(ours):
            done, begun = each.stage is not Stage.PRODUCTION, each.walked[1][1]
            promised = ground.future(begun + (20 + each.dice % 40) * DAY).date()
            behind = timedelta(days=(each.dice >> 5) % 14 if each.dice % 4 == 0 else 0)
            percent = 100 if done else (each.dice >> 3) % 10 * 10
            yield (
                *(lines + key, first + each.deal, ordered + key, products + line.article, line.quantity),
                *(line.quantity if done else 0, percent, promised, promised + behind),
                *("material came late" if behind else "", ground.moment(each.since) if done else None),
            )

    columns = ("id", "production_order_id", "sales_order_line_id", "product_id", "quantity", "received", "ready_percent")
    more = ("first_promised_on", "promised_on", "delay_reason", "ready_at")
    door.write(table(ProductionOrderLine), (*columns, *more), made())


def _write_purchases(ground: Ground, goods: Sequence[Article], bought: list[Sketch], door: Door) -> None:
    first, lines = ground.first_id(PurchaseOrder), ground.first_id(PurchaseOrderLine)
    sales, ordered, products = (ground.first_id(kind) for kind in (SalesOrder, SalesOrderLine, Product))

    def rows() -> Iterator[tuple[Any, ...]]:
        for each in bought:
            moment = ground.moment(each.walked[1][1])
            article = each.lines[0].article
            state = OrderState.OPEN if each.stage is Stage.PRODUCTION else OrderState.DONE
            confirmed = ground.moment(each.walked[1][1] + DAY) if state is OrderState.DONE or each.dice % 3 else None
            number = ground.number(Series.PURCHASE_ORDER, moment.year)
            from_whom = supplier(ground, article, goods[article])
            yield first + each.deal, from_whom, sales + each.deal, number, state, moment, confirmed

    columns = ("id", "supplier_id", "sales_order_id", "number", "state", "created_at", "confirmed_at")
    door.write(table(PurchaseOrder), columns, rows(), currency="EUR")
    door.write(
        table(PurchaseOrderLine),
        ("id", "purchase_order_id", "sales_order_line_id", "product_id", "quantity", "received", "price", "promised_on"),
        (
            (
                *(lines + key, first + each.deal, ordered + key, products + line.article, line.quantity),
                *(0 if each.stage is Stage.PRODUCTION else line.quantity, cents(line.price * COST_PERCENT // 100)),
                ground.future(each.walked[1][1] + (10 + each.dice % 20) * DAY).date(),
            )
            for each, key, _, line in _lines(bought)
        ),
    )


def _batch_at(ground: Ground, line: Position, at: int, dice: int) -> int:
    """A batch of the article that had come by then: of the last three."""
    newest = int(ground.extent.batches * share_before(ground.today, at)) - 1
    return line.article * ground.extent.batches + max(0, newest - dice % 3)


def _write_shipments(ground: Ground, gone: list[Sketch], used: Used, door: Door) -> None:
    first, deals, orders = ground.first_id(Shipment), ground.first_id(Deal), ground.first_id(WarehouseOrder)
    notes, taxes = ground.first_id(DeliveryNote), ground.first_id(TaxInvoice)
    when = {each.deal: max(each.left(Stage.STOCK_SALE), each.walked[1][1]) for each in gone}
    moments = {each.deal: ground.moment(when[each.deal]) for each in gone}

    def numbered(series: Series) -> Iterator[tuple[Sketch, str]]:
        for each in gone:
            yield each, ground.number(series, moments[each.deal].year)

    door.write(
        table(Shipment),
        ("id", "deal_id", "warehouse_order_id", "number", "shipped_at"),
        (
            (first + each.deal, deals + each.deal, orders + each.deal, number, moments[each.deal])
            for each, number in numbered(Series.SHIPMENT)
        ),
    )
    door.write(
        table(DeliveryNote),
        ("id", "shipment_id", "number", "issued_on", "signed_back_at"),
        (
            (
                *(notes + each.deal, first + each.deal, number, moments[each.deal].date()),
                ground.moment(when[each.deal] + 6 * DAY) if each.ended or each.dice % 2 else None,
            )
            for each, number in numbered(Series.DELIVERY_NOTE)
        ),
    )
    door.write(
        table(TaxInvoice),
        ("id", "shipment_id", "number", "issued_on", "net", "tax"),
        (
            (
                *(taxes + each.deal, first + each.deal, number, moments[each.deal].date()),
                *(cents(sum(line.net for line in each.lines)), cents(sum(line.tax for line in each.lines))),
            )
            for each, number in numbered(Series.TAX_INVOICE)
        ),
        currency="EUR",
    )
    _write_moves(ground, gone, when, used, door)


def _write_moves(ground: Ground, gone: list[Sketch], when: dict[int, int], used: Used, door: Door) -> None:
    """Each line out of one batch, on the shipment and as a move."""
    first, shipments, orders = (ground.first_id(kind) for kind in (ShipmentLine, Shipment, WarehouseOrderLine))
    products, batches = ground.first_id(Product), ground.first_id(Batch)
    moves = ground.first_id(StockMove) + 2 * ground.extent.products * ground.extent.batches
    taken = [
        (each, key, line, _batch_at(ground, line, when[each.deal], each.dice >> turn))
        for each, key, turn, line in _lines(gone)
    ]
    for _, _, line, batch in taken:
        used.shipped[batch] += line.quantity
    door.write(
        table(ShipmentLine),
        ("id", "shipment_id", "warehouse_order_line_id", "product_id", "batch_id", "location_id", "quantity"),
        (
            (
                *(first + key, shipments + each.deal, orders + key, products + line.article, batches + batch),
                *(location_of(ground, batch), line.quantity),
            )
            for each, key, line, batch in taken
        ),
    )
    door.write(
        table(StockMove),
        ("id", "at", "product_id", "batch_id", "from_location_id", "quantity", "shipment_line_id"),
        (
            (
                *(moves + key, ground.moment(when[each.deal]), products + line.article, batches + batch),
                *(location_of(ground, batch), line.quantity, first + key),
            )
            for each, key, line, batch in taken
        ),
        kind=MoveKind.SHIPMENT,
    )


def _hold(ground: Ground, waiting: list[Sketch], used: Used) -> None:
    """Note what is held for the open orders of the stock sale; some lines wait for goods."""
    for each, key, turn, line in _lines(waiting):
        if (each.dice >> turn) % SHORT:
            batch = _batch_at(ground, line, ground.today, each.dice >> turn)
            used.held[batch] += line.quantity
            used.holds.append((key, batch, key, line.quantity, each.since, each.seller.id))


def write_holds(ground: Ground, used: Used, door: Door) -> None:
    """Write the reservations, when the balances that they hold are there."""
    first, balances = ground.first_id(Reservation), ground.first_id(StockBalance)
    lines = ground.first_id(WarehouseOrderLine)
    door.write(
        table(Reservation),
        ("id", "balance_id", "warehouse_order_line_id", "quantity", "reserved_at", "employee_id"),
        (
            (first + key, balances + 2 * batch, lines + line, pieces, ground.moment(since), seller)
            for key, batch, line, pieces, since, seller in used.holds
        ),
        why=OLDEST,
    )
