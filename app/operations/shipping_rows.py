"""What the shipping room shows: orders with goods that can go, and what has been shipped."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.language import Phrase
from app.models.terms import Stage


@dataclass(frozen=True, slots=True)
class Pick:
    """Goods of one batch to take from one place. fit: they may be shipped; why: the rule that chose this batch.

    trouble: why they may not, None if they may.
    """

    reservation_id: int
    batch: str
    expiry: date | None
    place: str
    quantity: Decimal
    fit: bool
    why: str
    trouble: Phrase | None = None


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """One line of an order. ordered: what the customer ordered; quantity: what is in stock or was; reserved: held now."""

    id: int
    code: str
    name: str
    unit: str
    ordered: Decimal
    quantity: Decimal
    shipped: Decimal
    reserved: Decimal
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class ReadyRow:
    """An order with something held for it. whole: everything that is left can go at once."""

    id: int
    version: int
    number: str
    deal_id: int
    deal_number: str
    company: str
    address: str
    stage: Stage
    created_at: datetime
    lines: tuple[ReadyLine, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was scanned of one batch for one order line, with its serial numbers."""

    line_id: int
    batch_id: int
    quantity: Decimal
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShippedRow:
    """A shipment that has just left. whole: nothing is left of the order."""

    shipment_id: int
    number: str
    delivery_note_id: int
    delivery_note: str
    tax_invoice_id: int
    tax_invoice: str
    deal_id: int
    deal_number: str
    whole: bool
    sentence: Phrase
