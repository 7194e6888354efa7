"""Documents and orders by their number: with or without prefix, year and leading zeros."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.orders import ProductionOrder, PurchaseOrder, Receipt, SalesOrder, Shipment, WarehouseOrder
from app.models.papers import Contract, DeliveryNote, Invoice, Quotation, TaxInvoice
from app.models.service import ServiceContract
from app.operations.numbering import Series
from app.operations.search_found import EXACT, Found, Hits, Look


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where the papers of one series are. way: from the paper to its deal; opens: its own room, "" if the deal's."""

    kind: str
    record: Any
    way: tuple[tuple[Any, InstrumentedAttribute[Any], InstrumentedAttribute[Any]], ...] = ()
    opens: str = ""


_BY_ORDER = (SalesOrder, "sales_order_id")
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


def papers(session: Session, look: Look) -> Hits:
    """Documents and orders whose number it is; each kind is asked only if the number may be one of its series."""
    asked = [_asked(series, paper, numbers) for series, paper in _PAPERS.items() if (numbers := look.numbers_of(series))]
    if numbers := look.numbers_of(Series.PURCHASE_ORDER):
        asked.append(_purchases(numbers))
    if not asked:
        return
    for row in session.execute(union_all(*asked).limit(look.limit)):
        deal = ("deal", row.deal_id) if row.deal_id else ("", 0)
        if row.opens:
            yield EXACT, Found(row.kind, row.id, row.number, row.name, row.opens, deal)
        else:
            yield EXACT, Found(row.kind, row.deal_id, row.number, row.name, "deal")
    yield from _receipts(session, look)


def _asked(series: Series, paper: _Paper, numbers: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    query = select(
        literal(paper.kind).label("kind"),
        literal(paper.opens).label("opens"),
        paper.record.id,
        paper.record.number,
        Deal.id.label("deal_id"),
        Counterparty.name,
    ).select_from(paper.record)
    nearest: Any = paper.record
    for through, theirs, ours in paper.way:
        query = query.join(through, theirs == ours)
        nearest = through
    query = query.join(Deal, Deal.id == nearest.deal_id).join(Counterparty, Counterparty.id == Deal.counterparty_id)
    return query.where(paper.record.number.in_(numbers))


def _purchases(numbers: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """Orders to suppliers may belong to no deal: without a room for them they lead to the deal, if there is one."""
    return (
        select(
            literal("order").label("kind"),
            literal("purchase_order").label("opens"),
            PurchaseOrder.id,
            PurchaseOrder.number,
            SalesOrder.deal_id.label("deal_id"),
            Counterparty.name,
        )
        .join(Counterparty, Counterparty.id == PurchaseOrder.supplier_id)
        .outerjoin(SalesOrder, SalesOrder.id == PurchaseOrder.sales_order_id)
        .where(PurchaseOrder.number.in_(numbers))
    )


def _receipts(session: Session, look: Look) -> Hits:
    numbers = look.numbers_of(Series.RECEIPT)
    query = select(Receipt.id, Receipt.number).where(Receipt.number.in_(numbers))
    for row in session.execute(query) if numbers else ():
        yield EXACT, Found("receipt", row.id, row.number, "", "receipt")
