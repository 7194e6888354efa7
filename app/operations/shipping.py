"""Goods leave the warehouse by batch, with delivery note and tax invoice, whole or in part [M63-M65, M94]."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import Phrase, phrase
from app.models.counterparties import Counterparty, LegalEntity, Site
from app.models.deals import Deal, DealLine
from app.models.notice_terms import NoticeKind
from app.models.orders import SalesOrder, SalesOrderLine, Shipment, ShipmentLine, WarehouseOrder, WarehouseOrderLine
from app.models.papers import Contract, DeliveryNote, TaxInvoice
from app.models.process import RULES
from app.models.products import Product
from app.models.session import acting, now
from app.models.stock import Batch
from app.models.terms import OrderState, Role, Stage
from app.operations.actors import require
from app.operations.company_day import company_date, company_zone
from app.operations.editing import expect, locked
from app.operations.notices import gone, tell
from app.operations.numbering import Series, next_number
from app.operations.paper_printing import (
    address_lines,
    addressee,
    author,
    delivery_address,
    document_language,
    keep_document,
    letterhead,
)
from app.operations.reservations import today
from app.operations.shipping_goods import book, held, take, take_scanned, trouble, worth
from app.operations.shipping_rows import Pick, ReadyLine, ReadyRow, Scanned, ShippedRow
from app.reports.delivery_note import DeliveredBatch, DeliveredLine, DeliveryNotePaper, delivery_note
from app.reports.letterhead import Addressee

ZERO = Decimal(0)
SHIPPING_STAGES = (Stage.PRODUCTION, Stage.STOCK_SALE)


def ship(
    session: Session,
    warehouse_order_id: int,
    version: int,
    quantities: Mapping[int, Decimal] | None = None,
    *,
    scanned: Sequence[Scanned] | None = None,
    carrier: str = "",
) -> ShippedRow:
    """Ship what is held for the order, or *quantities* (order line → how much) of it, the oldest batch first; or exactly
    what was *scanned*, by batch.

    Writes the shipment, its delivery note and tax invoice, whose sums follow the shipped share of each line, so that
    all partial ones add up to the deal. Raises UserError if a batch is blocked or has expired, more is asked for than is
    held, or the deal is in another stage; Conflict; NotAllowed.
    """
    require(session, Role.WAREHOUSE)
    order = locked(session, WarehouseOrder, warehouse_order_id)
    expect(order, version)
    deal = session.scalars(
        select(Deal).join(SalesOrder, SalesOrder.deal_id == Deal.id).where(SalesOrder.id == order.sales_order_id)
    ).one()
    _may_ship(order, deal)
    lines = _lines(session, warehouse_order_id)
    goods = held(session, list(lines), locking=True)
    taken = take(goods, lines, quantities) if scanned is None else take_scanned(goods, scanned)
    if not taken:
        raise UserError("Nothing is held for order {number}: there is nothing to ship.", number=order.number)
    day = today(session)
    for item, _ in taken:
        wrong = trouble(item.batch, item.place, item.pickable, item.line.product_name, day)
        if wrong is not None:
            raise UserError(wrong.sentence, **wrong.params)
    shipment = _shipment(session, order, deal, carrier)
    book(session, shipment, taken, scanned or ())
    net, tax = worth(session, lines, taken)
    for item, quantity in taken:
        lines[item.line_id].shipped += quantity
    papers = _papers(session, shipment, deal, net, tax)
    session.flush()
    return _finish(session, order, deal, shipment, papers)


def _may_ship(order: WarehouseOrder, deal: Deal) -> None:
    if order.state is not OrderState.OPEN:
        raise UserError("Order {number} is not open any more.", number=order.number)
    if deal.stage not in SHIPPING_STAGES:
        raise UserError(
            "Deal {number} is in {stage}: nothing is shipped for it.",
            number=deal.number,
            stage=Phrase(RULES[deal.stage].word),
        )


def _lines(session: Session, warehouse_order_id: int) -> dict[int, WarehouseOrderLine]:
    rows = session.scalars(
        select(WarehouseOrderLine)
        .where(WarehouseOrderLine.warehouse_order_id == warehouse_order_id)
        .order_by(WarehouseOrderLine.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {line.id: line for line in rows}


def _shipment(session: Session, order: WarehouseOrder, deal: Deal, carrier: str) -> Shipment:
    entity = session.get(LegalEntity, deal.legal_entity_id) if deal.legal_entity_id is not None else None
    shipment = Shipment(
        deal_id=deal.id,
        warehouse_order_id=order.id,
        shipped_at=now(session),
        employee_id=acting(session),
        address=delivery_address(session, deal, entity),
        carrier=carrier.strip(),
        number=next_number(session, Series.SHIPMENT),
    )
    session.add(shipment)
    session.flush()
    return shipment


def _papers(session: Session, shipment: Shipment, deal: Deal, net: Decimal, tax: Decimal) -> tuple[DeliveryNote, TaxInvoice]:
    issued_on = company_date(session)
    note = DeliveryNote(shipment_id=shipment.id, issued_on=issued_on, number=next_number(session, Series.DELIVERY_NOTE))
    invoice = TaxInvoice(
        shipment_id=shipment.id,
        issued_on=issued_on,
        currency=deal.currency,
        net=net,
        tax=tax,
        number=next_number(session, Series.TAX_INVOICE),
    )
    session.add_all([note, invoice])
    return note, invoice


def _finish(
    session: Session, order: WarehouseOrder, deal: Deal, shipment: Shipment, papers: tuple[DeliveryNote, TaxInvoice]
) -> ShippedRow:
    """Close the orders when everything is gone, and tell the seller."""
    ordered = session.scalar(
        select(func.sum(SalesOrderLine.quantity)).where(SalesOrderLine.sales_order_id == order.sales_order_id)
    )
    shipped = session.scalar(
        select(func.sum(WarehouseOrderLine.shipped)).where(WarehouseOrderLine.warehouse_order_id == order.id)
    )
    whole = ordered == shipped
    if whole:
        order.state = OrderState.DONE
        session.get_one(SalesOrder, order.sales_order_id).state = OrderState.DONE
    name = session.scalars(select(Counterparty.name).where(Counterparty.id == deal.counterparty_id)).one()
    sentence = (
        phrase("Everything for {company} is shipped: {number}.", company=name, number=shipment.number)
        if whole
        else phrase("A part for {company} is shipped: {number}.", company=name, number=shipment.number)
    )
    if whole:
        gone(session, "deals", deal.id, kinds=[NoticeKind.GOODS])
    tell(session, [deal.seller_id], sentence, place="deals", record_id=deal.id, kind=NoticeKind.DEAL)
    session.flush()
    note, invoice = papers
    return ShippedRow(
        shipment.id,
        shipment.number,
        note.id,
        note.number,
        invoice.id,
        invoice.number,
        deal.id,
        deal.number,
        whole,
        sentence,
    )


def ready(session: Session) -> tuple[ReadyRow, ...]:
    """Orders for which something is held and may be shipped, the oldest order first, with what to take from where."""
    orders = session.execute(
        select(
            WarehouseOrder.id,
            WarehouseOrder.version,
            WarehouseOrder.number,
            WarehouseOrder.created_at,
            Deal.id.label("deal_id"),
            Deal.number.label("deal_number"),
            Deal.stage,
            Counterparty.name,
            func.coalesce(Site.address, LegalEntity.address, "").label("address"),
        )
        .join(SalesOrder, SalesOrder.id == WarehouseOrder.sales_order_id)
        .join(Deal, Deal.id == SalesOrder.deal_id)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .outerjoin(Site, Site.id == Deal.delivery_site_id)
        .outerjoin(LegalEntity, LegalEntity.id == Deal.legal_entity_id)
        .where(WarehouseOrder.state == OrderState.OPEN, Deal.stage.in_(SHIPPING_STAGES))
        .order_by(WarehouseOrder.created_at, WarehouseOrder.id)
    ).all()
    lines = _ready_lines(session, [order.id for order in orders])
    rows = [
        ReadyRow(
            o.id,
            o.version,
            o.number,
            o.deal_id,
            o.deal_number,
            o.name,
            o.address,
            o.stage,
            o.created_at,
            tuple(lines[o.id]),
            all(line.shipped + line.reserved == line.ordered for line in lines[o.id]),
        )
        for o in orders
    ]
    return tuple(row for row in rows if any(line.reserved for line in row.lines))


def _ready_lines(session: Session, order_ids: list[int]) -> dict[int, list[ReadyLine]]:
    rows = session.execute(
        select(
            WarehouseOrderLine.id,
            WarehouseOrderLine.warehouse_order_id,
            WarehouseOrderLine.quantity,
            WarehouseOrderLine.shipped,
            SalesOrderLine.quantity.label("ordered"),
            Product.code,
            DealLine.product_name,
            DealLine.unit,
        )
        .join(SalesOrderLine, SalesOrderLine.id == WarehouseOrderLine.sales_order_line_id)
        .join(DealLine, DealLine.id == SalesOrderLine.deal_line_id)
        .join(Product, Product.id == WarehouseOrderLine.product_id)
        .where(WarehouseOrderLine.warehouse_order_id.in_(order_ids))
        .order_by(DealLine.position)
    ).all()
    picks: dict[int, list[Pick]] = {}
    day = today(session)
    for item in held(session, [row.id for row in rows]):
        wrong = trouble(item.batch, item.place, item.pickable, item.line.product_name, day)
        picks.setdefault(item.line_id, []).append(
            Pick(
                item.reservation.id,
                item.batch.code,
                item.batch.expiry,
                item.place,
                item.reservation.quantity,
                wrong is None,
                item.reservation.why,
                wrong,
            )
        )
    lines: dict[int, list[ReadyLine]] = {order_id: [] for order_id in order_ids}
    for r in rows:
        theirs = tuple(picks.get(r.id, ()))
        reserved = sum((pick.quantity for pick in theirs), ZERO)
        lines[r.warehouse_order_id].append(
            ReadyLine(r.id, r.code, r.product_name, r.unit, r.ordered, r.quantity, r.shipped, reserved, theirs)
        )
    return lines


def print_delivery_note(session: Session, shipment_id: int, language: str | None = None) -> int:
    """The delivery note of a shipment as PDF in *language* (the customer's if None), kept with the deal; its id.

    For a transaction of its own, after the one that shipped.
    """
    shipment = session.get(Shipment, shipment_id)
    note = session.scalars(select(DeliveryNote).where(DeliveryNote.shipment_id == shipment_id)).one_or_none()
    if shipment is None or note is None:
        raise NotFound("This shipment does not exist.")
    deal = session.get_one(Deal, shipment.deal_id)
    entity = session.get(LegalEntity, deal.legal_entity_id) if deal.legal_entity_id is not None else None
    spoken = document_language(session, deal, language)
    whom = addressee(session, deal, entity)
    contract = session.scalar(select(Contract.number).where(Contract.deal_id == deal.id))
    paper = DeliveryNotePaper(
        letterhead(session),
        note.number,
        note.issued_on,
        whom,
        author(session, deal),
        _delivered(session, shipment),
        delivery_address=Addressee(whom.company, whom.contact, address_lines(shipment.address)),
        shipped_on=shipment.shipped_at.astimezone(company_zone(session)).date(),
        deal_number=deal.number,
        contract_number=contract or "",
        delivery_terms=deal.delivery_terms,
        carrier=shipment.carrier,
    )
    note.document_id = keep_document(session, deal.id, delivery_note(paper, spoken))
    session.flush()
    return note.document_id


def _delivered(session: Session, shipment: Shipment) -> tuple[DeliveredLine, ...]:
    """The shipment by position, each with its batches; outstanding: what had not been shipped after this one."""
    rows = session.execute(
        select(ShipmentLine, Batch.code, Batch.expiry, DealLine, Product.code)
        .join(Batch, Batch.id == ShipmentLine.batch_id)
        .join(Product, Product.id == ShipmentLine.product_id)
        .join(WarehouseOrderLine, WarehouseOrderLine.id == ShipmentLine.warehouse_order_line_id)
        .join(SalesOrderLine, SalesOrderLine.id == WarehouseOrderLine.sales_order_line_id)
        .join(DealLine, DealLine.id == SalesOrderLine.deal_line_id)
        .where(ShipmentLine.shipment_id == shipment.id)
        .order_by(DealLine.position, ShipmentLine.id)
    ).all()
    up_to_now: dict[int, Decimal] = {
        row[0]: row[1]
        for row in session.execute(
            select(ShipmentLine.warehouse_order_line_id, func.sum(ShipmentLine.quantity))
            .join(Shipment, Shipment.id == ShipmentLine.shipment_id)
            .where(Shipment.warehouse_order_id == shipment.warehouse_order_id, Shipment.id <= shipment.id)
            .group_by(ShipmentLine.warehouse_order_line_id)
        )
    }
    found: dict[int, DeliveredLine] = {}
    for item, batch, expiry, line, code in rows:
        serials = tuple(serial for serial in item.serials.split() if serial)
        part = DeliveredBatch(batch, item.quantity, expiry, serials)
        before = found.get(line.id)
        found[line.id] = DeliveredLine(
            line.position,
            code,
            line.product_name,
            item.quantity + (before.quantity if before else ZERO),
            line.unit,
            (*(before.batches if before else ()), part),
            line.quantity - up_to_now[item.warehouse_order_line_id],
        )
    return tuple(found.values())
