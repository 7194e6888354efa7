"""Lists of deals, orders and documents."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, cast, func, literal, null, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.language import marked
from app.models.company import Department, Employee
from app.models.counterparties import Counterparty, LegalEntity
from app.models.deals import Deal, DealLine
from app.models.inquiries import Inquiry
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    WarehouseOrder,
    WarehouseOrderLine,
)
from app.models.papers import Contract, DeliveryNote, Invoice, Quotation, TaxInvoice
from app.models.products import Trait
from app.models.service import Certificate, ServiceContract
from app.operations.listing_spec import Field, ListSpec, Part, Question

_equipment, _material, _use = aliased(Trait), aliased(Trait), aliased(Trait)

DEALS = ListSpec(
    "deals",
    marked("Deals"),
    (
        Field("number", marked("Number")),
        Field("title", marked("Title")),
        Field("counterparty", marked("Counterparty")),
        Field("legal_entity", marked("Legal entity")),
        Field("department", marked("Department")),
        Field("seller", marked("Seller")),
        Field("stage", marked("Stage")),
        Field("stage_entered_at", marked("In this stage since"), "time"),
        Field("currency", marked("Currency")),
        Field("net", marked("Net"), "money"),
        Field("gross", marked("Gross"), "money"),
        Field("equipment", marked("Equipment")),
        Field("material", marked("Material")),
        Field("field", marked("Field of application")),
        Field("inquiry", marked("Inquiry")),
        Field("created_at", marked("Created"), "time"),
        Field("expected_at", marked("Expected"), "time"),
        Field("closed_at", marked("Closed"), "time"),
        Field("refusal_reason", marked("Reason of the refusal")),
        Field("refusal_note", marked("Note on the refusal")),
    ),
    (
        Part(
            select(
                Deal.id.label("key"),
                Deal.number,
                Deal.title,
                Counterparty.name.label("counterparty"),
                LegalEntity.name.label("legal_entity"),
                Department.code.label("department"),
                Employee.name.label("seller"),
                Deal.stage,
                Deal.stage_entered_at,
                Deal.currency,
                Deal.net,
                Deal.gross,
                _equipment.name.label("equipment"),
                _material.name.label("material"),
                _use.name.label("field"),
                Inquiry.number.label("inquiry"),
                Deal.created_at,
                Deal.expected_at,
                Deal.closed_at,
                Deal.refusal_reason,
                Deal.refusal_note,
            )
            .join(Counterparty, Counterparty.id == Deal.counterparty_id)
            .join(Department, Department.id == Deal.department_id)
            .join(Employee, Employee.id == Deal.seller_id)
            .outerjoin(LegalEntity, LegalEntity.id == Deal.legal_entity_id)
            .outerjoin(_equipment, _equipment.id == Deal.equipment_id)
            .outerjoin(_material, _material.id == Deal.material_id)
            .outerjoin(_use, _use.id == Deal.field_id)
            .outerjoin(Inquiry, Inquiry.id == Deal.inquiry_id),
            Deal.id,
        ),
    ),
)


def _lines_of(line: Any, owner: InstrumentedAttribute[Any], order: Any) -> Any:
    return select(func.count(line.id)).where(owner == order.id).scalar_subquery().label("lines")


def _order(kind: str, order: Any, at: InstrumentedAttribute[Any], lines: Any) -> Question:
    return select(
        order.id.label("key"),
        literal(kind).label("kind"),
        order.number,
        order.state,
        at.label("created_at"),
        Deal.number.label("deal"),
        Counterparty.name.label("counterparty"),
        lines,
    )


ORDERS = ListSpec(
    "orders",
    marked("Orders"),
    (
        Field("kind", marked("Kind")),
        Field("number", marked("Number")),
        Field("state", marked("State")),
        Field("created_at", marked("Created"), "time"),
        Field("deal", marked("Deal")),
        Field("counterparty", marked("Counterparty")),
        Field("lines", marked("Lines"), "integer"),
    ),
    (
        Part(
            _order(
                "sales",
                SalesOrder,
                SalesOrder.ordered_at,
                _lines_of(SalesOrderLine, SalesOrderLine.sales_order_id, SalesOrder),
            )
            .join(Deal, Deal.id == SalesOrder.deal_id)
            .join(Counterparty, Counterparty.id == Deal.counterparty_id),
            SalesOrder.id,
        ),
        *(
            Part(
                _order(kind, order, order.created_at, _lines_of(line, owner, order))
                .join(SalesOrder, SalesOrder.id == order.sales_order_id)
                .join(Deal, Deal.id == SalesOrder.deal_id)
                .join(Counterparty, Counterparty.id == Deal.counterparty_id),
                order.id,
            )
            for kind, order, line, owner in (
                ("warehouse", WarehouseOrder, WarehouseOrderLine, WarehouseOrderLine.warehouse_order_id),
                ("production", ProductionOrder, ProductionOrderLine, ProductionOrderLine.production_order_id),
            )
        ),
        Part(
            _order(
                "purchase",
                PurchaseOrder,
                PurchaseOrder.created_at,
                _lines_of(PurchaseOrderLine, PurchaseOrderLine.purchase_order_id, PurchaseOrder),
            )
            .outerjoin(SalesOrder, SalesOrder.id == PurchaseOrder.sales_order_id)
            .outerjoin(Deal, Deal.id == SalesOrder.deal_id)
            .join(Counterparty, Counterparty.id == PurchaseOrder.supplier_id),
            PurchaseOrder.id,
        ),
    ),
)


def _paper(kind: str, paper: Any, on: Any, *more: Any) -> Question:
    extra = {column.key: column for column in more}
    return select(
        paper.id.label("key"),
        literal(kind).label("kind"),
        paper.number,
        on.label("issued_on"),
        Deal.number.label("deal"),
        Counterparty.name.label("counterparty"),
        *(extra.get(name, null().label(name)) for name in ("state", "currency", "net", "gross", "paid", "signed_back_at")),
    )


def _of_deal(query: Question, deal_id: Any) -> Question:
    return query.join(Deal, Deal.id == deal_id).join(Counterparty, Counterparty.id == Deal.counterparty_id)


def _papers() -> Sequence[Part]:
    shipped: tuple[tuple[str, Any, Any, tuple[Any, ...]], ...] = (
        ("delivery_note", DeliveryNote, DeliveryNote.issued_on, (DeliveryNote.signed_back_at,)),
        ("tax_invoice", TaxInvoice, TaxInvoice.issued_on, (TaxInvoice.currency, TaxInvoice.net)),
    )
    of_deal: tuple[tuple[str, Any, Any, tuple[Any, ...]], ...] = (
        (
            "quotation",
            Quotation,
            Quotation.issued_on,
            (cast(Quotation.state, String).label("state"), Quotation.currency, Quotation.net, Quotation.gross),
        ),
        ("contract", Contract, Contract.concluded_on, (Contract.signed_back_at,)),
        ("invoice", Invoice, Invoice.issued_on, (Invoice.currency, Invoice.net, Invoice.gross, Invoice.paid)),
        ("service_contract", ServiceContract, ServiceContract.concluded_on, (ServiceContract.currency,)),
    )
    parts = [Part(_of_deal(_paper(kind, paper, on, *more), paper.deal_id), paper.id) for kind, paper, on, more in of_deal]
    for kind, paper, on, more in shipped:
        query = _paper(kind, paper, on, *more).join(Shipment, Shipment.id == paper.shipment_id)
        parts.append(Part(_of_deal(query, Shipment.deal_id), paper.id))
    query = _paper("certificate", Certificate, Certificate.issued_on).join(DealLine, DealLine.id == Certificate.deal_line_id)
    parts.append(Part(_of_deal(query, DealLine.deal_id), Certificate.id))
    return parts


DOCUMENTS = ListSpec(
    "documents",
    marked("Documents"),
    (
        Field("kind", marked("Kind")),
        Field("number", marked("Number")),
        Field("issued_on", marked("Date"), "date"),
        Field("deal", marked("Deal")),
        Field("counterparty", marked("Counterparty")),
        Field("state", marked("State")),
        Field("currency", marked("Currency")),
        Field("net", marked("Net"), "money"),
        Field("gross", marked("Gross"), "money"),
        Field("paid", marked("Paid"), "money"),
        Field("signed_back_at", marked("Signed copy is here since"), "time"),
    ),
    tuple(_papers()),
)
