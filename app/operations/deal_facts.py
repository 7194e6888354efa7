"""Everything that the gates of the process ask of a deal, read in one go."""

import math
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models.counterparties import ContactPoint, LegalEntity
from app.models.deals import Deal, DealContact, DealLine, Need
from app.models.orders import (
    ProductionOrder,
    ProductionOrderLine,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesOrder,
    SalesOrderLine,
    Shipment,
    WarehouseOrderLine,
)
from app.models.papers import Contract, DeliveryNote, Invoice, Quotation, TaxInvoice
from app.models.products import Product, Trait
from app.models.requirements import DealFacts, Outstanding
from app.models.service import Certificate, Commissioning, ServiceContract
from app.models.terms import OrderState, QuotationState
from app.operations.order_splitting import plan

ZERO = Decimal(0)
OPEN_QUOTATIONS = (QuotationState.DRAFT, QuotationState.SENT)


@dataclass(frozen=True, slots=True)
class CertifiedUnit:
    """One unit, counted from 1, of *units* of a line that need a certificate; certificate_id: the one it has."""

    line_id: int
    article: str
    unit: int
    units: int
    certificate_id: int | None

    def said(self) -> str:
        """The article, and which of several it is: "Chamber KK-500 (2/3)"."""
        return self.article if self.units == 1 else f"{self.article} ({self.unit}/{self.units})"


def facts(session: Session, deal_id: int) -> DealFacts:
    """What the gates may ask of the deal. Raises NotFound."""
    row = session.execute(
        select(Deal, LegalEntity).outerjoin(LegalEntity, LegalEntity.id == Deal.legal_entity_id).where(Deal.id == deal_id)
    ).one_or_none()
    if row is None:
        raise NotFound("This deal does not exist (any more).")
    deal: Deal = row[0]
    entity: LegalEntity | None = row[1]
    counts = _counts(session, deal_id)
    shipments = _shipments(session, deal_id)
    production, purchase = _to_come(session, deal_id)
    if counts.ordered:
        without_source: tuple[str, ...] = ()
        elsewhere = bool(counts.production or counts.purchases)
    else:
        planned = plan(session, deal_id) if counts.lines else ()
        without_source = tuple(line.wanted.article for line in planned if line.lacking)
        elsewhere = any(source.value != "stock" for line in planned for source in line.parts)
    units = certified_units(session, deal_id)
    return DealFacts(
        stage=deal.stage,
        needs=counts.needs,
        entity_lacks=None if entity is None else tuple(entity.lacks()),
        reachable_contacts=counts.contacts,
        lines=counts.lines,
        lines_agreed=deal.lines_agreed_at is not None,
        open_quotations=_open_quotations(session, deal_id),
        contract=counts.contracts > 0,
        invoice=counts.invoices > 0,
        invoice_covers=(counts.invoiced or ZERO) == deal.gross,
        without_source=without_source,
        from_plant_or_supplier=elsewhere,
        from_plant=production,
        from_supplier=purchase,
        unshipped=unshipped(session, deal_id),
        without_delivery_note=tuple(row.number for row in shipments if row.note is None),
        without_tax_invoice=tuple(row.number for row in shipments if row.tax_invoice is None),
        needs_certificates=bool(units),
        uncertified=tuple(unit.said() for unit in units if unit.certificate_id is None),
        commissioned=counts.commissioned > 0,
        installation_needed=deal.installation_needed,
        installation_reason=deal.installation_reason,
        service_contract=counts.service_contracts > 0,
        service_accepted=deal.service_accepted,
        service_declined_reason=deal.service_declined_reason,
        unpaid=max(max(deal.gross, counts.invoiced or ZERO) - (counts.paid or ZERO), ZERO),
        currency=deal.currency,
        papers_out=(
            *_contracts_out(session, deal_id),
            *(row.note for row in shipments if row.note is not None and row.signed_back_at is None),
        ),
        refusal_reason=None if deal.refusal_reason is None else deal.refusal_reason.value,
    )


def _counts(session: Session, deal_id: int) -> Row[Any]:
    """What can be counted, in one statement."""
    orders = select(SalesOrder.id).where(SalesOrder.deal_id == deal_id, SalesOrder.state != OrderState.CANCELLED)
    reached = exists().where(ContactPoint.contact_id == DealContact.contact_id, ContactPoint.valid, ContactPoint.value != "")

    def number(column: Any, *where: Any) -> Any:
        return select(func.count(column)).where(*where).scalar_subquery()

    return session.execute(
        select(
            number(Need.id, Need.deal_id == deal_id).label("needs"),
            number(DealContact.contact_id, DealContact.deal_id == deal_id, reached).label("contacts"),
            number(DealLine.id, DealLine.deal_id == deal_id).label("lines"),
            number(Contract.id, Contract.deal_id == deal_id).label("contracts"),
            number(Invoice.id, Invoice.deal_id == deal_id).label("invoices"),
            select(func.sum(Invoice.gross)).where(Invoice.deal_id == deal_id).scalar_subquery().label("invoiced"),
            select(func.sum(Invoice.paid)).where(Invoice.deal_id == deal_id).scalar_subquery().label("paid"),
            number(SalesOrder.id, SalesOrder.id.in_(orders)).label("ordered"),
            number(ProductionOrder.id, ProductionOrder.sales_order_id.in_(orders)).label("production"),
            number(PurchaseOrder.id, PurchaseOrder.sales_order_id.in_(orders)).label("purchases"),
            number(Commissioning.id, Commissioning.deal_id == deal_id).label("commissioned"),
            number(ServiceContract.id, ServiceContract.deal_id == deal_id).label("service_contracts"),
        )
    ).one()


def _open_quotations(session: Session, deal_id: int) -> tuple[str, ...]:
    rows = session.scalars(
        select(Quotation.number)
        .where(Quotation.deal_id == deal_id, Quotation.state.in_(OPEN_QUOTATIONS))
        .order_by(Quotation.id)
    )
    return tuple(rows)


def _contracts_out(session: Session, deal_id: int) -> list[str]:
    rows = session.scalars(
        select(Contract.number).where(Contract.deal_id == deal_id, Contract.signed_back_at.is_(None)).order_by(Contract.id)
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class _Shipped:
    number: str
    note: str | None
    signed_back_at: datetime | None
    tax_invoice: str | None


def _shipments(session: Session, deal_id: int) -> list[_Shipped]:
    rows = session.execute(
        select(Shipment.number, DeliveryNote.number, DeliveryNote.signed_back_at, TaxInvoice.number)
        .outerjoin(DeliveryNote, DeliveryNote.shipment_id == Shipment.id)
        .outerjoin(TaxInvoice, TaxInvoice.shipment_id == Shipment.id)
        .where(Shipment.deal_id == deal_id)
        .order_by(Shipment.id)
    )
    return [_Shipped(*row) for row in rows]


def _to_come(session: Session, deal_id: int) -> tuple[tuple[Outstanding, ...], tuple[Outstanding, ...]]:
    """What has not come yet from the plant, and from suppliers."""
    found = []
    for line, order, owner in (
        (ProductionOrderLine, ProductionOrder, ProductionOrderLine.production_order_id),
        (PurchaseOrderLine, PurchaseOrder, PurchaseOrderLine.purchase_order_id),
    ):
        rows = session.execute(
            select(DealLine.product_name, DealLine.unit, line.quantity, line.received, line.promised_on)
            .join(SalesOrderLine, SalesOrderLine.id == line.sales_order_line_id)
            .join(DealLine, DealLine.id == SalesOrderLine.deal_line_id)
            .join(order, order.id == owner)
            .where(DealLine.deal_id == deal_id, line.received < line.quantity, order.state == OrderState.OPEN)
            .order_by(DealLine.position)
        )
        found.append(tuple(Outstanding(r.product_name, r.quantity - r.received, r.unit, r.promised_on) for r in rows))
    return found[0], found[1]


def unshipped(session: Session, deal_id: int) -> tuple[Outstanding, ...]:
    """What of each line has not left the warehouse; before there is an order, that is all of it."""
    rows = session.execute(
        select(DealLine.product_name, DealLine.unit, DealLine.quantity, WarehouseOrderLine.shipped)
        .outerjoin(SalesOrderLine, SalesOrderLine.deal_line_id == DealLine.id)
        .outerjoin(WarehouseOrderLine, WarehouseOrderLine.sales_order_line_id == SalesOrderLine.id)
        .where(DealLine.deal_id == deal_id)
        .order_by(DealLine.position)
    )
    left = [Outstanding(row.product_name, row.quantity - (row.shipped or ZERO), row.unit) for row in rows]
    return tuple(goods for goods in left if goods.quantity > 0)


def certified_units(session: Session, deal_id: int) -> tuple[CertifiedUnit, ...]:
    """Each unit of climatic and simulation equipment, and its certificate if it has one [M66].

    An article needs certificates if it says so itself, or if its kind of equipment does.
    """
    lines = session.execute(
        select(DealLine.id, DealLine.product_name, DealLine.quantity)
        .join(Product, Product.id == DealLine.product_id)
        .outerjoin(Trait, Trait.id == Product.equipment_id)
        .where(DealLine.deal_id == deal_id, Product.needs_certificate | func.coalesce(Trait.needs_certificate, False))
        .order_by(DealLine.position)
    ).all()
    if not lines:
        return ()
    have = {
        (row.deal_line_id, row.unit): row.id
        for row in session.execute(
            select(Certificate.deal_line_id, Certificate.unit, Certificate.id).where(
                Certificate.deal_line_id.in_([line.id for line in lines])
            )
        )
    }
    return tuple(
        CertifiedUnit(line.id, line.product_name, unit, math.ceil(line.quantity), have.get((line.id, unit)))
        for line in lines
        for unit in range(1, math.ceil(line.quantity) + 1)
    )
