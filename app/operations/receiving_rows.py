"""What the receiving station shows: arrivals, a receipt with its lines, and the answer to a scan."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from app.language import Phrase

Kind = Literal["production", "purchase"]


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """An order whose goods may arrive. open: units still to come; receipt_number: of one that is begun, else ""."""

    kind: Kind
    order_id: int
    number: str
    partner: str
    lines: int
    open: Decimal
    promised_on: date | None
    receipt_number: str


@dataclass(frozen=True, slots=True)
class ReceiptLineRow:
    """One expected article. last: the newest good scan belongs to this line."""

    id: int
    position: int
    name: str
    code: str
    unit: str
    expected: Decimal
    received: Decimal
    last: bool


@dataclass(frozen=True, slots=True)
class LastScan:
    """One line of "last scans"."""

    at: datetime
    text: str
    good: bool


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt as the station shows it. to_scan: units still expected; open_lines: lines that are not complete."""

    id: int
    version: int
    number: str
    order_number: str
    partner: str
    done: bool
    lines: tuple[ReceiptLineRow, ...]
    to_scan: Decimal
    received: Decimal
    expected: Decimal
    open_lines: int
    last_scans: tuple[LastScan, ...]


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The answer to one scan. word: the state in two or three words; detail: the line under it; advice: what to do now.

    ask: what the box does not say and the clerk must ("expiry", "batch"); nothing is booked until the scan comes again
    with it. place_id: set when a location was scanned; the station passes it on with the scans that follow. line: the
    line as it stands after this scan; what else changed is read by ``receiving_view.view``.
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
    ask: Literal["expiry", "batch"] | None = None
    place_id: int | None = None
    line: ReceiptLineRow | None = None
