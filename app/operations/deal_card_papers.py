"""All documents of one deal, linked to it in the order in which they come about [M64]; and its history."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase, restored
from app.models.company import Employee
from app.models.deals import DealLine, StageEntry
from app.models.interactions import Interaction
from app.models.orders import ProductionOrder, PurchaseOrder, SalesOrder, Shipment, WarehouseOrder
from app.models.papers import Contract, DeliveryNote, Invoice, Payment, Quotation, TaxInvoice
from app.models.process import RULES
from app.models.service import Certificate, ServiceContract
from app.models.tasks import Task
from app.models.terms import Direction, InquiryState, InteractionKind
from app.operations.deal_rows import HistoryRow, PaperRow
from app.operations.paper_rows import (
    contract_row,
    delivery_note_row,
    invoice_row,
    order_row,
    quotation_row,
    tax_invoice_row,
)

LONGEST_HISTORY = 100
INTERACTION_ICONS = {
    (InteractionKind.CALL, Direction.IN): "phone-incoming",
    (InteractionKind.CALL, Direction.OUT): "phone-outgoing",
    (InteractionKind.MESSAGE, Direction.IN): "envelope-simple",
    (InteractionKind.MESSAGE, Direction.OUT): "envelope-simple",
}
INTERACTION_WORDS = {
    (InteractionKind.CALL, Direction.IN): phrase("They called"),
    (InteractionKind.CALL, Direction.OUT): phrase("We called"),
    (InteractionKind.MESSAGE, Direction.IN): phrase("E-mail from them"),
    (InteractionKind.MESSAGE, Direction.OUT): phrase("E-mail to them"),
    (InteractionKind.NOTE, Direction.INTERNAL): phrase("Note"),
    (InteractionKind.MEETING, Direction.OUT): phrase("Meeting"),
    (InteractionKind.MEETING, Direction.IN): phrase("Meeting"),
}


def documents(session: Session, deal_id: int, today: date) -> tuple[PaperRow, ...]:
    """Every paper and order of the deal."""
    return tuple(_documents(session, deal_id, today))


def _documents(session: Session, deal_id: int, today: date) -> Iterator[PaperRow]:
    for quotation in session.scalars(select(Quotation).where(Quotation.deal_id == deal_id).order_by(Quotation.id)):
        yield quotation_row(quotation, today)
    for contract in session.scalars(select(Contract).where(Contract.deal_id == deal_id).order_by(Contract.id)):
        yield contract_row(contract)
    for invoice in session.scalars(select(Invoice).where(Invoice.deal_id == deal_id).order_by(Invoice.id)):
        yield invoice_row(invoice, today)
    yield from _orders(session, deal_id)
    shipped = session.execute(
        select(DeliveryNote, TaxInvoice)
        .join(Shipment, Shipment.id == DeliveryNote.shipment_id)
        .outerjoin(TaxInvoice, TaxInvoice.shipment_id == Shipment.id)
        .where(Shipment.deal_id == deal_id)
        .order_by(Shipment.id)
    )
    for note, tax_invoice in shipped:
        yield delivery_note_row(note)
        if tax_invoice is not None:
            yield tax_invoice_row(tax_invoice)
    yield from _after_sales(session, deal_id, today)


def _orders(session: Session, deal_id: int) -> Iterator[PaperRow]:
    sales = session.scalars(select(SalesOrder).where(SalesOrder.deal_id == deal_id)).one_or_none()
    if sales is None:
        return
    yield order_row("sales_order", sales, "file-text")
    for warehouse in session.scalars(select(WarehouseOrder).where(WarehouseOrder.sales_order_id == sales.id)):
        yield order_row("warehouse_order", warehouse, "package")
    for production in session.scalars(select(ProductionOrder).where(ProductionOrder.sales_order_id == sales.id)):
        yield order_row("production_order", production, "factory")
    purchases = select(PurchaseOrder).where(PurchaseOrder.sales_order_id == sales.id).order_by(PurchaseOrder.id)
    for purchase in session.scalars(purchases):
        yield order_row("purchase_order", purchase, "shopping-cart")


def _after_sales(session: Session, deal_id: int, today: date) -> Iterator[PaperRow]:
    certificates = session.scalars(
        select(Certificate)
        .join(DealLine, DealLine.id == Certificate.deal_line_id)
        .where(DealLine.deal_id == deal_id)
        .order_by(DealLine.position, Certificate.unit)
    )
    for each in certificates:
        over = each.valid_until is not None and each.valid_until < today
        state = phrase("expired {date}", date=each.valid_until) if over else Phrase(each.body)
        yield PaperRow(
            "certificate",
            each.number,
            state,
            "danger" if over else "success",
            each.document_id,
            each.id,
            each.version,
            icon="medal",
        )
    for contract in session.scalars(select(ServiceContract).where(ServiceContract.deal_id == deal_id)):
        yield PaperRow(
            "service_contract",
            contract.number,
            phrase("until {date}", date=contract.ends_on),
            "success",
            contract.document_id,
            contract.id,
            contract.version,
            icon="handshake",
        )


def history(session: Session, deal_id: int) -> tuple[HistoryRow, ...]:
    """What happened in the deal, the newest first."""
    rows = [
        *_interactions(session, deal_id),
        *_stages(session, deal_id),
        *_tasks(session, deal_id),
        *_shipments(session, deal_id),
        *_payments(session, deal_id),
    ]
    return tuple(sorted(rows, key=lambda row: row.at, reverse=True)[:LONGEST_HISTORY])


def _interactions(session: Session, deal_id: int) -> Iterator[HistoryRow]:
    rows = session.execute(
        select(
            Interaction.id,
            Interaction.at,
            Interaction.kind,
            Interaction.direction,
            Interaction.subject,
            Interaction.text,
            Employee.name,
        )
        .outerjoin(Employee, Employee.id == Interaction.employee_id)
        .where(Interaction.deal_id == deal_id)
        .order_by(Interaction.at.desc())
        .limit(LONGEST_HISTORY)
    )
    for r in rows:
        title = INTERACTION_WORDS.get((r.kind, r.direction), phrase("Note"))
        text = "\n".join(part for part in (r.subject, r.text) if part)
        icon = INTERACTION_ICONS.get((r.kind, r.direction), "user")
        yield HistoryRow(r.at, r.kind.value, title, text, r.name or "", icon, r.id)


def _stages(session: Session, deal_id: int) -> Iterator[HistoryRow]:
    rows = session.execute(
        select(StageEntry.stage, StageEntry.entered_at, Employee.name)
        .outerjoin(Employee, Employee.id == StageEntry.employee_id)
        .where(StageEntry.deal_id == deal_id)
        .order_by(StageEntry.id)
    )
    for stage, at, who in rows:
        word = Phrase(RULES[stage].word)
        yield HistoryRow(at, "stage", phrase("Moved to {stage}", stage=word), "", who or "", "flow-arrow")


def _tasks(session: Session, deal_id: int) -> Iterator[HistoryRow]:
    rows = session.execute(
        select(Task.title, Task.params, Task.done_at, Task.result, Employee.name)
        .outerjoin(Employee, Employee.id == Task.done_by_id)
        .where(Task.deal_id == deal_id, Task.done_at.is_not(None))
        .order_by(Task.done_at.desc())
        .limit(LONGEST_HISTORY)
    )
    for title, params, done_at, result, who in rows:
        task = phrase("Done: {task}", task=restored(title, params or {}))
        note = "" if result in set(InquiryState) else result
        yield HistoryRow(done_at, "task", task, note, who or "", "check-circle")


def _shipments(session: Session, deal_id: int) -> Iterator[HistoryRow]:
    rows = session.execute(
        select(Shipment.number, Shipment.shipped_at, Shipment.carrier, Employee.name)
        .outerjoin(Employee, Employee.id == Shipment.employee_id)
        .where(Shipment.deal_id == deal_id)
    )
    for number, at, carrier, who in rows:
        yield HistoryRow(at, "shipment", phrase("Shipped: {number}", number=number), carrier, who or "", "truck")


def _payments(session: Session, deal_id: int) -> Iterator[HistoryRow]:
    rows = session.execute(
        select(Payment.amount, Payment.received_on, Payment.reference, Invoice.number, Invoice.currency, Employee.name)
        .join(Invoice, Invoice.id == Payment.invoice_id)
        .outerjoin(Employee, Employee.id == Payment.employee_id)
        .where(Invoice.deal_id == deal_id)
    )
    for amount, day, reference, number, currency, who in rows:
        title = phrase("{amount} {currency} paid of {number}", amount=amount, currency=currency, number=number)
        yield HistoryRow(datetime.combine(day, time(12), UTC), "document", title, reference, who or "", "currency-eur")
