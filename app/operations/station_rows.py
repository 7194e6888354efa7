"""What a scanning station shows, receiving or shipping: orders to choose, one order with its lines, the answer to a scan."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from app.language import Phrase

Kind = Literal["production", "purchase"]
"""Whose goods arrive: the plant's, or a supplier's."""


@dataclass(frozen=True, slots=True)
class StationOrder:
    """An order whose goods may arrive, or leave ("customer").

    open: units still to come, or that can go; begun: what is said of one that somebody works on.
    """

    kind: Literal["production", "purchase", "customer"]
    order_id: int
    number: str
    partner: str
    lines: int
    open: Decimal
    promised_on: date | None
    begun: Phrase | None = None


@dataclass(frozen=True, slots=True)
class StationLine:
    """One article of the order. last: the newest good scan belongs to this line; take: what to take from where."""

    id: int
    position: int
    name: str
    code: str
    unit: str
    expected: Decimal
    counted: Decimal
    last: bool
    take: Phrase | None = None


@dataclass(frozen=True, slots=True)
class LastScan:
    """One line of "last scans"."""

    at: datetime
    text: str
    good: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What to take next: *quantity* of a batch from a place, and why this one; fit: nothing speaks against it."""

    line_id: int
    name: str
    unit: str
    quantity: Decimal
    batch: str
    expiry: date | None
    place: str
    why: Phrase
    fit: bool


@dataclass(frozen=True, slots=True)
class StationView:
    """A receipt, or an order that is picked, as the station shows it.

    number: of the receipt, else of the order; order_number: what stands in the head. done: nothing can be scanned any
    more, ended: why, where that is not the usual end. to_scan: units still expected; open_lines: lines that are not
    complete; next: what to take now; stays: what cannot go with this shipment, because it is not there yet.
    """

    id: int
    version: int
    number: str
    order_number: str
    partner: str
    done: bool
    lines: tuple[StationLine, ...]
    to_scan: Decimal
    counted: Decimal
    expected: Decimal
    open_lines: int
    last_scans: tuple[LastScan, ...]
    next: Proposal | None = None
    stays: Decimal = Decimal(0)
    ended: Phrase | None = None


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The answer to one scan. word: the state in two or three words; detail: the line under it; advice: what to do now.

    ask: what the clerk must add, because the box does not say it ("expiry", "batch") or the rule wants it ("reason");
    nothing is booked until the scan comes again with it. place_id: set when a location was scanned; the station passes it
    on with the scans that follow. line: the line as it stands after this scan; what else changed is read by ``view``.
    """

    good: bool
    word: Phrase
    detail: Phrase
    at: datetime
    product_name: str = ""
    product_code: str = ""
    batch: str = ""
    expiry: date | None = None
    place: str = ""
    code_text: str = ""
    advice: Phrase | None = None
    ask: Literal["expiry", "batch", "reason"] | None = None
    place_id: int | None = None
    line: StationLine | None = None
