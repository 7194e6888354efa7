"""How each paper of a deal reads in a list: its state in two or three words, and how bad that is."""

from datetime import date
from decimal import Decimal

from app.language import Phrase, phrase
from app.models.orders import ProductionOrder, PurchaseOrder, SalesOrder, WarehouseOrder
from app.models.papers import Contract, DeliveryNote, Invoice, Quotation, TaxInvoice
from app.models.terms import QUOTATION_WORDS, OrderState, QuotationState
from app.operations.deal_rows import PaperKind, PaperRow, Tone

ZERO = Decimal(0)
QUOTATION_TONES: dict[QuotationState, Tone] = {
    QuotationState.ACCEPTED: "success",
    QuotationState.DECLINED: "danger",
    QuotationState.SENT: "warning",
}
ORDER_STATES = {
    OrderState.OPEN: phrase("open"),
    OrderState.DONE: phrase("done"),
    OrderState.CANCELLED: phrase("cancelled"),
}
ORDER_TONES: dict[OrderState, Tone] = {OrderState.DONE: "success"}


def quotation_row(quotation: Quotation, today: date) -> PaperRow:
    """A quotation; one that binds no longer says so."""
    word, tone = Phrase(QUOTATION_WORDS[quotation.state]), QUOTATION_TONES.get(quotation.state, "neutral")
    if quotation.state is QuotationState.SENT and quotation.valid_until < today:
        word, tone = phrase("expired {date}", date=quotation.valid_until), "danger"
    return PaperRow("quotation", quotation.number, word, tone, quotation.document_id, quotation.id, quotation.version)


def contract_row(contract: Contract) -> PaperRow:
    """A contract: signed by both, or not back yet."""
    back = contract.signed_back_at is not None
    return PaperRow(
        "contract",
        contract.number,
        phrase("signed") if back else phrase("signed copy missing"),
        "success" if back else "warning",
        contract.document_id,
        contract.id,
        contract.version,
        icon="handshake",
        back=back,
    )


def invoice_row(invoice: Invoice, today: date) -> PaperRow:
    """An invoice: how much of it is paid, and whether the rest is overdue."""
    still = max(invoice.gross - invoice.paid, ZERO)
    tone: Tone = "warning"
    if still == 0:
        word, tone = phrase("paid") if invoice.gross >= 0 else phrase("correction"), "success"
    elif invoice.due_on < today:
        word, tone = phrase("overdue since {date}", date=invoice.due_on), "danger"
    elif invoice.paid:
        word = phrase("{percent} % paid", percent=int(invoice.paid * 100 / invoice.gross))
    else:
        word = phrase("due {date}", date=invoice.due_on)
    return PaperRow(
        "invoice",
        invoice.number,
        word,
        tone,
        invoice.document_id,
        invoice.id,
        invoice.version,
        icon="currency-eur",
        open=still,
    )


def delivery_note_row(note: DeliveryNote) -> PaperRow:
    """A delivery note: back with the customer's signature, or not."""
    back = note.signed_back_at is not None
    return PaperRow(
        "delivery_note",
        note.number,
        phrase("signed") if back else phrase("signed copy missing"),
        "success" if back else "warning",
        note.document_id,
        note.id,
        note.version,
        icon="truck",
        back=back,
    )


def tax_invoice_row(paper: TaxInvoice) -> PaperRow:
    """A tax invoice."""
    return PaperRow("tax_invoice", paper.number, phrase("issued"), "success", paper.document_id, paper.id, paper.version)


def order_row(kind: PaperKind, order: SalesOrder | WarehouseOrder | ProductionOrder | PurchaseOrder, icon: str) -> PaperRow:
    """An order: open, done or cancelled; one to a supplier may still lack the supplier's word."""
    word, tone = ORDER_STATES[order.state], ORDER_TONES.get(order.state, "neutral")
    if isinstance(order, PurchaseOrder) and order.state is OrderState.OPEN and order.confirmed_at is None:
        word, tone = phrase("unconfirmed"), "warning"
    return PaperRow(kind, order.number, word, tone, None, order.id, order.version, icon=icon)
