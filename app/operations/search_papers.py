"""Documents and orders by their number: with or without prefix, year and leading zeros."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func
from sqlalchemy.orm import InstrumentedAttribute

from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.orders import ProductionOrder, PurchaseOrder, Receipt, SalesOrder, Shipment, WarehouseOrder
from app.models.papers import Contract, DeliveryNote, Invoice, Quotation, TaxInvoice
from app.models.service import ServiceContract
from app.operations.numbering import Series
from app.operations.search_found import Found, Look, Rows, part


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where the papers of one series are. way: from the paper to its deal; opens: its own room, "" if the deal's."""

    kind: str
    record: Any
    way: tuple[tuple[Any, InstrumentedAttribute[Any], InstrumentedAttribute[Any]], ...] = ()
    opens: str = ""


_PAPERS: dict[Series, _Paper] = {
    Series.QUOTATION: _Paper("document", Quotation),
    Series.CONTRACT: _Paper("document", Contract),
    Series.INVOICE: _Paper("document", Invoice),
    Series.SERVICE_CONTRACT: _Paper("document", ServiceContract),
    Series.DELIVERY_NOTE: _Paper("document", DeliveryNote, ((Shipment, Shipment.id, DeliveryNote.shipment_id),)),
    Series.TAX_INVOICE: _Paper("document", TaxInvoice, ((Shipment, Shipment.id, TaxInvoice.shipment_id),)),
    Series.SHIPMENT: _Paper("document", Shipment),
    Series.SALES_ORDER: _Paper("order", SalesOrder),
    Series.WAREHOUSE_ORDER: _Paper(
        "order", WarehouseOrder, ((SalesOrder, SalesOrder.id, WarehouseOrder.sales_order_id),), "warehouse_order"
    ),
    Series.PRODUCTION_ORDER: _Paper(
        "order", ProductionOrder, ((SalesOrder, SalesOrder.id, ProductionOrder.sales_order_id),), "production_order"
    ),
}


def paper_parts(look: Look) -> Iterator[Rows]:
    """Documents, orders and arrivals whose number it is; each kind is asked only if the number may be one of its series."""
    for series in look.series:
        numbers = look.number_gaps(series)
        if series is Series.PURCHASE_ORDER:
            yield _purchases().where(PurchaseOrder.number.in_(numbers))
        elif series is Series.RECEIPT:
            yield part("R", Receipt.id, Receipt.number).where(Receipt.number.in_(numbers))
        elif series in _PAPERS:
            record = _PAPERS[series].record
            yield _asked(series).where(record.number.in_(numbers))


def paper(row: Row[*tuple[Any, ...]]) -> Found:
    """What a row of ``paper_parts`` shows."""
    if row.source == Series.RECEIPT:
        return Found("receipt", row.id, row.title, "", "receipt")
    deal = ("deal", row.other) if row.other else ("", 0)
    if row.source == Series.PURCHASE_ORDER:
        return Found("order", row.id, row.title, row.detail, "purchase_order", deal)
    of = _PAPERS[Series(row.source)]
    if of.opens:
        return Found(of.kind, row.id, row.title, row.detail, of.opens, deal)
    return Found(of.kind, row.other, row.title, row.detail, "deal")


def _asked(series: Series) -> Rows:
    of = _PAPERS[series]
    query = part(series.value, of.record.id, of.record.number, Counterparty.name, other=Deal.id).select_from(of.record)
    nearest: Any = of.record
    for through, theirs, ours in of.way:
        query = query.join(through, theirs == ours)
        nearest = through
    return query.join(Deal, Deal.id == nearest.deal_id).join(Counterparty, Counterparty.id == Deal.counterparty_id)


def _purchases() -> Rows:
    """Orders to suppliers may belong to no deal: without a room for them they lead to the deal, if there is one."""
    deal = func.coalesce(SalesOrder.deal_id, 0)
    return (
        part(Series.PURCHASE_ORDER.value, PurchaseOrder.id, PurchaseOrder.number, Counterparty.name, other=deal)
        .join(Counterparty, Counterparty.id == PurchaseOrder.supplier_id)
        .outerjoin(SalesOrder, SalesOrder.id == PurchaseOrder.sales_order_id)
    )
