"""What the card and the page of a counterparty show."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.language import Phrase
from app.models.terms import AddressKind, ConsentState, ContactPointKind, CounterpartyKind, Stage
from app.operations.counterparty_changes import KindChange
from app.operations.counterparty_groups import CompanyGroup, SellerAway
from app.operations.lead_draft import EntityDraft


@dataclass(frozen=True, slots=True)
class PointRow:
    """A phone number or an address. contact: name of the person; blocked: why no list may carry it, "" if one may.

    consent: what was said last about being written to, when and where (*source*); None while nothing was said.
    came_back: what the mail server said of the last letter there, "" where none came back for good. note: why it is
    wrong, or whose it is.
    """

    id: int
    contact_id: int | None
    contact: str
    kind: ContactPointKind
    value: str
    extension: str
    valid: bool
    blocked: str
    consent: ConsentState | None = None
    said_at: datetime | None = None
    source: str = ""
    came_back: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of the counterparty. active: still there."""

    id: int
    version: int
    name: str
    position: str
    role: str
    language: str
    note: str
    active: bool


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A legal entity. lacks: names of fields that a deal needs and that are empty."""

    id: int
    version: int
    draft: EntityDraft
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A place of the counterparty."""

    id: int
    version: int
    kind: AddressKind
    name: str
    address: str
    country: str
    note: str


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """A deal that goes on. step: the next open task, None if nobody plans one."""

    id: int
    number: str
    title: str
    stage: Stage
    word: Phrase
    net: Decimal
    currency: str
    seller: str
    step: Phrase | None
    step_due: datetime | None
    step_id: int | None
    late: bool
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CounterpartyCard:
    """One counterparty whole, but for its history. merged_into: name and id of whom it turned out to be.

    may_edit, may_assign, may_deal, may_state (what people say of mailings): what who asks may do. ended: deals that
    have ended; tasks: open tasks without a deal; next_step: what of all this is due first, None if nobody plans to go on.
    away: the seller is not at work today. kinds: what it became, newest first.
    """

    id: int
    version: int
    kind: CounterpartyKind
    name: str
    department: str
    department_id: int | None
    seller: str
    seller_id: int | None
    substitute: str
    substitute_id: int | None
    away: SellerAway | None
    language: str
    region: str
    website: str
    note: str
    created_at: datetime
    last_contact_at: datetime | None
    customer_since: datetime | None
    inquiry_id: int | None
    inquiry_number: str
    group_id: int | None
    group: CompanyGroup
    kinds: tuple[KindChange, ...]
    merged_into_id: int | None
    merged_into: str
    points: tuple[PointRow, ...]
    people: tuple[PersonRow, ...]
    entities: tuple[EntityRow, ...]
    sites: tuple[SiteRow, ...]
    deals: tuple[OpenDeal, ...]
    ended: int
    tasks: tuple["TaskLine", ...]
    next_step: "TaskLine | None"
    may_edit: bool
    may_assign: bool
    may_deal: bool
    may_state: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An open task about the counterparty, or one of its deals. who: "" where nobody is named."""

    id: int
    title: Phrase
    due_at: datetime
    who: str
    late: bool
