"""Lists of articles, stock, batches, moves and reservations."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.language import marked
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.orders import SalesOrder, WarehouseOrder, WarehouseOrderLine
from app.models.products import Barcode, Product, Trait
from app.models.stock import Batch, Location, Reservation, StockBalance, StockMove
from app.operations.listing_spec import Answer, Field, ListSpec, Part, Record

_equipment, _material = aliased(Trait), aliased(Trait)
_source, _target = aliased(Location), aliased(Location)


def _with_barcodes(session: Session, rows: Sequence[Answer]) -> Iterable[Record]:
    codes: dict[int, list[str]] = defaultdict(list)
    query = select(Barcode.product_id, Barcode.code).where(Barcode.product_id.in_([row.key for row in rows]))
    for product_id, code in session.execute(query.order_by(Barcode.id)):
        codes[product_id].append(code)
    for row in rows:
        yield {**row._mapping, "gtin": "; ".join(code for code in codes[row.key] if code != row.code)}


PRODUCTS = ListSpec(
    "products",
    marked("Articles"),
    (
        Field("code", marked("Code")),
        Field("name", marked("Name")),
        Field("unit", marked("Unit")),
        Field("price", marked("Price"), "money"),
        Field("currency", marked("Currency")),
        Field("gtin", marked("Barcodes")),
        Field("description", marked("Description")),
        Field("made", marked("Made"), "yes_no"),
        Field("supplier", marked("Supplier")),
        Field("lead_days", marked("Lead time days"), "integer"),
        Field("has_expiry", marked("Expires"), "yes_no"),
        Field("shelf_days", marked("Shelf life days"), "integer"),
        Field("needs_certificate", marked("Certificate needed"), "yes_no"),
        Field("needs_commissioning", marked("Commissioning"), "yes_no"),
        Field("equipment", marked("Equipment")),
        Field("material", marked("Material")),
        Field("active", marked("Active"), "yes_no"),
    ),
    (
        Part(
            select(
                Product.id.label("key"),
                Product.code,
                Product.name,
                Product.unit,
                Product.price,
                Product.currency,
                Product.description,
                Product.made,
                Counterparty.name.label("supplier"),
                Product.lead_days,
                Product.has_expiry,
                Product.shelf_days,
                Product.needs_certificate,
                Product.needs_commissioning,
                _equipment.name.label("equipment"),
                _material.name.label("material"),
                Product.active,
            )
            .outerjoin(Counterparty, Counterparty.id == Product.supplier_id)
            .outerjoin(_equipment, _equipment.id == Product.equipment_id)
            .outerjoin(_material, _material.id == Product.material_id),
            Product.id,
            _with_barcodes,
        ),
    ),
)

STOCK = ListSpec(
    "stock",
    marked("Stock"),
    (
        Field("code", marked("Code")),
        Field("product", marked("Article")),
        Field("batch", marked("Batch")),
        Field("expiry", marked("Expires"), "date"),
        Field("location", marked("Place")),
        Field("on_hand", marked("On hand"), "quantity"),
        Field("reserved", marked("Reserved"), "quantity"),
        Field("free", marked("Free"), "quantity"),
        Field("unit", marked("Unit")),
    ),
    (
        Part(
            select(
                StockBalance.id.label("key"),
                Product.code,
                Product.name.label("product"),
                Batch.code.label("batch"),
                Batch.expiry,
                Location.code.label("location"),
                StockBalance.on_hand,
                StockBalance.reserved,
                (StockBalance.on_hand - StockBalance.reserved).label("free"),
                Product.unit,
            )
            .join(Product, Product.id == StockBalance.product_id)
            .join(Batch, Batch.id == StockBalance.batch_id)
            .join(Location, Location.id == StockBalance.location_id),
            StockBalance.id,
        ),
    ),
)

BATCHES = ListSpec(
    "batches",
    marked("Batches"),
    (
        Field("batch", marked("Batch")),
        Field("code", marked("Code")),
        Field("product", marked("Article")),
        Field("expiry", marked("Expires"), "date"),
        Field("received_at", marked("Received"), "time"),
        Field("supplier", marked("Supplier")),
        Field("unit_cost", marked("Cost of one"), "money"),
        Field("currency", marked("Currency")),
        Field("blocked", marked("Blocked"), "yes_no"),
        Field("blocked_reason", marked("Reason")),
        Field("on_hand", marked("On hand"), "quantity"),
        Field("reserved", marked("Reserved"), "quantity"),
    ),
    (
        Part(
            select(
                Batch.id.label("key"),
                Batch.code.label("batch"),
                Product.code,
                Product.name.label("product"),
                Batch.expiry,
                Batch.received_at,
                Counterparty.name.label("supplier"),
                Batch.unit_cost,
                Batch.currency,
                Batch.blocked,
                Batch.blocked_reason,
                *(
                    select(func.coalesce(func.sum(column), 0, type_=column.type))
                    .where(StockBalance.batch_id == Batch.id)
                    .scalar_subquery()
                    .label(column.key)
                    for column in (StockBalance.on_hand, StockBalance.reserved)
                ),
            )
            .join(Product, Product.id == Batch.product_id)
            .outerjoin(Counterparty, Counterparty.id == Batch.supplier_id),
            Batch.id,
        ),
    ),
)

MOVES = ListSpec(
    "moves",
    marked("Moves"),
    (
        Field("at", marked("At"), "time"),
        Field("kind", marked("Kind")),
        Field("code", marked("Code")),
        Field("product", marked("Article")),
        Field("batch", marked("Batch")),
        Field("from_location", marked("From")),
        Field("to_location", marked("To")),
        Field("quantity", marked("Quantity"), "quantity"),
        Field("unit", marked("Unit")),
        Field("employee", marked("Employee")),
        Field("reason", marked("Reason")),
    ),
    (
        Part(
            select(
                StockMove.id.label("key"),
                StockMove.at,
                StockMove.kind,
                Product.code,
                Product.name.label("product"),
                Batch.code.label("batch"),
                _source.code.label("from_location"),
                _target.code.label("to_location"),
                StockMove.quantity,
                Product.unit,
                Employee.name.label("employee"),
                StockMove.reason,
            )
            .join(Product, Product.id == StockMove.product_id)
            .join(Batch, Batch.id == StockMove.batch_id)
            .outerjoin(_source, _source.id == StockMove.from_location_id)
            .outerjoin(_target, _target.id == StockMove.to_location_id)
            .outerjoin(Employee, Employee.id == StockMove.employee_id),
            StockMove.id,
        ),
    ),
)

RESERVATIONS = ListSpec(
    "reservations",
    marked("Reservations"),
    (
        Field("order", marked("Order")),
        Field("deal", marked("Deal")),
        Field("counterparty", marked("Counterparty")),
        Field("code", marked("Code")),
        Field("product", marked("Article")),
        Field("batch", marked("Batch")),
        Field("location", marked("Place")),
        Field("quantity", marked("Quantity"), "quantity"),
        Field("state", marked("State")),
        Field("reserved_at", marked("Reserved"), "time"),
        Field("employee", marked("Employee")),
        Field("why", marked("Rule")),
        Field("released_reason", marked("Reason of the release")),
    ),
    (
        Part(
            select(
                Reservation.id.label("key"),
                WarehouseOrder.number.label("order"),
                Deal.number.label("deal"),
                Counterparty.name.label("counterparty"),
                Product.code,
                Product.name.label("product"),
                Batch.code.label("batch"),
                Location.code.label("location"),
                Reservation.quantity,
                Reservation.state,
                Reservation.reserved_at,
                Employee.name.label("employee"),
                Reservation.why,
                Reservation.released_reason,
            )
            .join(WarehouseOrderLine, WarehouseOrderLine.id == Reservation.warehouse_order_line_id)
            .join(WarehouseOrder, WarehouseOrder.id == WarehouseOrderLine.warehouse_order_id)
            .join(SalesOrder, SalesOrder.id == WarehouseOrder.sales_order_id)
            .join(Deal, Deal.id == SalesOrder.deal_id)
            .join(Counterparty, Counterparty.id == Deal.counterparty_id)
            .join(StockBalance, StockBalance.id == Reservation.balance_id)
            .join(Product, Product.id == StockBalance.product_id)
            .join(Batch, Batch.id == StockBalance.batch_id)
            .join(Location, Location.id == StockBalance.location_id)
            .outerjoin(Employee, Employee.id == Reservation.employee_id),
            Reservation.id,
        ),
    ),
)
