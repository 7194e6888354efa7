"""What the deal board and the card of one deal show. Icons are names of the icon set; tones are those of chips."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from app.errors import Missing
from app.language import Phrase
from app.models.terms import CounterpartyKind, Periodicity, Stage, Supply

Tone = Literal["neutral", "success", "warning", "danger"]
Which = Literal["all", "late", "no_step", "blocked"]
PathState = Literal["past", "now", "ahead", "passed_over"]
PaperKind = Literal[
    "quotation", "contract", "invoice", "sales_order", "warehouse_order", "production_order", "purchase_order",
    "delivery_note", "tax_invoice", "certificate", "service_contract",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One deal on the board. net in *currency*; days_in_stage: whole days; step: title of the next open task, None if
    there is none; step_late_days: whole days since it was due, 0 if it is not late. chip: the worst news, if there is any.
    """

    id: int
    version: int
    number: str
    company: str
    title: str
    seller_initials: str
    seller: str
    net: Decimal
    currency: str
    days_in_stage: int
    stage: Stage
    step: Phrase | None
    step_due: datetime | None
    step_late_days: int
    chip: Phrase | None
    chip_tone: Tone
    chip_icon: str
    blocked: bool
    step_late: bool = False
    step_task_id: int | None = None


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One stage. count and total are of all its deals, not only of the cards shown; total in *currency*, what is in
    other currencies in *other_totals*. worst: the worst news of the column in one phrase, None if all is on time.
    """

    stage: Stage
    word: Phrase
    count: int
    total: Decimal
    currency: str
    worst: Phrase | None
    cards: tuple[BoardCard, ...]
    other_totals: tuple[tuple[Decimal, str], ...] = ()

    @property
    def more(self) -> int:
        """How many deals of this column are not among the cards."""
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    """The open deals in their stages. open, total, late, no_step, blocked: over all of them, whatever is shown."""

    columns: tuple[BoardColumn, ...]
    open: int
    total: Decimal
    currency: str
    late: int
    no_step: int
    blocked: int
    other_totals: tuple[tuple[Decimal, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WhyRow:
    """What keeps a deal in its stage. target: the next stage, None where the way ends; missing: empty if it may go on."""

    sentence: Phrase
    missing: tuple[Missing, ...]
    target: Stage | None


@dataclass(frozen=True, slots=True)
class PathStep:
    """One stage of a deal's way. since: when it was entered; days: whole days that it took, or has taken so far."""

    stage: Stage
    word: Phrase
    state: PathState
    since: datetime | None
    days: int | None
    note: Phrase | None


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One wish of the customer."""

    id: int
    version: int
    text: str
    negotiable: bool


@dataclass(frozen=True, slots=True)
class PartRow:
    """What of a line comes from one source. planned: said by a person, not by the default split."""

    source: Supply
    quantity: Decimal
    text: Phrase
    tone: Tone
    supplier: str = ""
    promised_on: date | None = None
    ready_percent: int | None = None
    order_line_id: int | None = None
    order_line_version: int | None = None
    planned: bool = False


@dataclass(frozen=True, slots=True)
class LineRow:
    """One position. price: net of one unit; net: of the line; news: the worst that there is to say about its goods."""

    id: int
    version: int
    position: int
    product_id: int
    code: str
    name: str
    quantity: Decimal
    unit: str
    price: Decimal
    discount_percent: Decimal
    net: Decimal
    parts: tuple[PartRow, ...]
    news: Phrase | None
    news_tone: Tone
    tax_percent: Decimal = Decimal(0)
    news_icon: str = ""
    shipped: Decimal = Decimal(0)
    needs_certificate: bool = False


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A document of a deal. document_id: the attachment with its PDF, None if it is not printed (yet).

    open: amount still to be paid of an invoice. back: the signed copy is here (None: none is asked for).
    """

    kind: PaperKind
    number: str
    state: Phrase
    tone: Tone
    document_id: int | None
    record_id: int
    version: int
    icon: str = "file-text"
    open: Decimal | None = None
    back: bool | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person who takes part in the deal, with the first phone number and e-mail address."""

    contact_id: int
    name: str
    role: str
    phone: str
    email: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class EntityRow:
    """The legal entity of the deal. lacks: names of fields that are still empty and needed."""

    id: int
    version: int
    name: str
    tax_id: str
    tax_reason_code: str
    vat_id: str
    registration_number: str
    address: str
    country: str
    bank_name: str
    bank_account: str
    bank_code: str
    correspondent_account: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """The next open task of a deal."""

    task_id: int
    version: int
    title: Phrase
    due_at: datetime
    who: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry of a deal's history. kind: call, message, note, meeting, stage, task, document or shipment.

    interaction_id: of what somebody said or wrote, None for the rest.
    """

    at: datetime
    kind: str
    title: Phrase
    text: str
    who: str
    icon: str = "file-text"
    interaction_id: int | None = None


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One unit that needs a certificate; id and version are None while it has none."""

    line_id: int
    unit: int
    article: str
    id: int | None
    version: int | None
    number: str
    body: str
    serial: str
    issued_on: date | None
    valid_until: date | None
    document_id: int | None


@dataclass(frozen=True, slots=True)
class InstallationRow:
    """Commissioning. needed: None until somebody has said so; reason: why it is not; done_on: None if not done.

    id, document_id: of the record and its scan, None if there is none.
    """

    needed: bool | None
    reason: str
    done_on: date | None
    accepted_by: str
    serials: str
    who: str
    note: str = ""
    id: int | None = None
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit of a service contract."""

    id: int
    due_on: date
    done_at: datetime | None
    who: str
    work: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """The talk about service and what came of it. accepted: None until the customer has answered."""

    offered_at: datetime | None
    accepted: bool | None
    declined_reason: str
    contract_id: int | None
    contract_version: int | None
    number: str
    starts_on: date | None
    ends_on: date | None
    periodicity: Periodicity | None
    price: Decimal | None
    currency: str
    visits: tuple[VisitRow, ...]
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class DealCard:
    """Everything on one page about one deal. done and missing: the gate onward to *target*, requirement by requirement.

    may_change: who asks may work on this deal; lines_open: its lines can still be changed (no order yet); undo: the last
    move can be taken back.
    """

    id: int
    version: int
    number: str
    title: str
    company: str
    counterparty_id: int
    counterparty_kind: CounterpartyKind
    department: str
    department_id: int
    seller: str
    seller_id: int
    stage: Stage
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    chip: Phrase | None
    chip_tone: Tone
    chip_icon: str
    path: tuple[PathStep, ...]
    needs: tuple[NeedRow, ...]
    equipment: str
    material: str
    field: str
    equipment_id: int | None
    material_id: int | None
    field_id: int | None
    lines: tuple[LineRow, ...]
    lines_agreed_at: datetime | None
    taxes: tuple[tuple[Decimal, Decimal], ...]
    documents: tuple[PaperRow, ...]
    people: tuple[PersonRow, ...]
    entity: EntityRow | None
    site: str
    site_id: int | None
    payment_terms: str
    delivery_terms: str
    warranty_months: int | None
    target: Stage | None
    done: tuple[Phrase, ...]
    missing: tuple[Missing, ...]
    step: StepRow | None
    history: tuple[HistoryRow, ...]
    refusable: bool
    refusal: Phrase | None
    certificates: tuple[CertificateRow, ...]
    installation: InstallationRow
    service: ServiceRow
    paid: Decimal
    may_change: bool
    lines_open: bool
    undo: bool
    warehouse_order_id: int | None = None
    warehouse_order_version: int | None = None
    created_at: datetime | None = None
    closed_at: datetime | None = None
