"""Phrases of operations as this window says them: dates and figures in them as people write them here."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from app.language import Phrase, marked
from app.operations.deal_rows import PaperKind
from app.views.look.numbers import day

PAPER_WORDS: Mapping[PaperKind, str] = MappingProxyType(
    {
        "quotation": marked("Quotation {number}"),
        "contract": marked("Contract {number}"),
        "invoice": marked("Invoice {number}"),
        "sales_order": marked("Sales order {number}"),
        "warehouse_order": marked("Order to the warehouse {number}"),
        "production_order": marked("Order to the plant {number}"),
        "purchase_order": marked("Order to the supplier {number}"),
        "delivery_note": marked("Delivery note {number}"),
        "tax_invoice": marked("Tax invoice {number}"),
        "certificate": marked("Certificate {number}"),
        "service_contract": marked("Service contract {number}"),
    }
)


def spoken(phrase: Phrase | None) -> str:
    """*phrase* in the chosen language, "" for None; dates as "4 Nov"."""
    if phrase is None:
        return ""
    return Phrase(phrase.sentence, {key: _shown(value) for key, value in phrase.params.items()}).said()


def _shown(value: object) -> object:
    if isinstance(value, Phrase):
        return spoken(value)
    if isinstance(value, datetime | date):
        return day(value)
    return value
