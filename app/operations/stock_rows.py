"""What the stock room shows: batches at their places, grouped by article or place, and what is asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from app.language import marked
from app.models.terms import MoveKind

Which = Literal["all", "expiring", "over", "none_free"]
"""The views: everything; batches within ``SOON`` days of their last day; past it; articles without free goods."""
Order = Literal["article", "place", "expiry"]

URGENT, SOON = 30, 120
"""Days to the last day of use under which a batch is red, and under which it is amber (look, picture 05)."""
WORTH_WITHIN = 90
"""Days ahead whose expiring goods are summed up in the foot."""

WHICH_WORDS: dict[Which, str] = {
    "all": marked("All"),
    "expiring": marked("Expiring"),
    "over": marked("Over"),
    "none_free": marked("None free"),
}
ORDER_WORDS: dict[Order, str] = {
    "article": marked("By article"),
    "place": marked("By place"),
    "expiry": marked("By expiry"),
}


MOVE_WORDS: dict[MoveKind, str] = {
    MoveKind.OPENING: marked("opening stock"),
    MoveKind.RECEIPT: marked("received"),
    MoveKind.SHIPMENT: marked("shipped"),
    MoveKind.TRANSFER: marked("moved"),
    MoveKind.ADJUSTMENT: marked("corrected"),
    MoveKind.WRITE_OFF: marked("written off"),
    MoveKind.RETURN: marked("returned"),
}


@dataclass(frozen=True, slots=True)
class StockShown:
    """What a person looks at. text: parts of article, batch or place, every word must be found; location_id: one place."""

    which: Which = "all"
    order: Order = "article"
    text: str = ""
    location_id: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page begins or ends: the sort value of a group (or of a row, by expiry) and its id."""

    value: str | date
    id: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """A batch at a place. free: what an order could reserve now, 0 if blocked, past its date, or nothing is picked there.

    left: days to the last day of use, below zero when it is over. next_out: of this article it leaves first, by the rule
    that reservations and shipments follow [M94]. version: of the batch.
    """

    balance_id: int
    batch_id: int
    version: int
    product_id: int
    location_id: int
    code: str
    name: str
    unit: str
    batch: str
    place: str
    received_at: datetime
    expiry: date | None
    blocked: bool
    blocked_reason: str
    pickable: bool
    on_hand: Decimal
    reserved: Decimal
    free: Decimal
    left: int | None = None
    next_out: bool = False


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The head of the rows of an article or a place. Sums over the rows that are shown; None where units would mix."""

    id: int
    code: str
    name: str
    unit: str
    batches: int
    on_hand: Decimal | None = None
    reserved: Decimal | None = None
    free: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A group with its first rows; more: how many rows of it are not here. group is None in a list without heads."""

    group: GroupRow | None
    lines: tuple[LineRow, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Some blocks. first, last: where it begins and ends; more: whether something lies beyond, in the way it was read."""

    blocks: tuple[Block, ...]
    first: Mark | None
    last: Mark | None
    more: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of the head and of the segments. articles, batches: of everything; the others: rows of each view."""

    articles: int
    batches: int
    expiring: int
    over: int
    none_free: int


@dataclass(frozen=True, slots=True)
class Worth:
    """What goods are worth, by currency (ISO 4217). unknown: batches whose cost nobody has written down."""

    amounts: tuple[tuple[Decimal, str], ...]
    unknown: int
