"""What the gates of the process may ask for: each requirement once, with who can supply it and where. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.errors import Missing
from app.language import Phrase, marked, phrase
from app.models.terms import ROLE_WORDS, Role, Stage
from app.money import CENT


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Goods of one order line that have not come, or not gone, yet; quantity in the article's unit."""

    article: str
    quantity: Decimal
    unit: str
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class DealFacts:
    """Everything that a gate may ask of a deal, read in one go.

    entity_lacks: names of empty fields of the legal entity, None if there is no legal entity. open_quotations: numbers of
    quotations without answer. unpaid: gross amount still to come, in *currency*. papers_out: numbers of documents that
    the customer has not sent back signed. uncertified: "article, unit 2" of each unit without its certificate.
    """

    stage: Stage | None = None
    needs: int = 0
    entity_lacks: tuple[str, ...] | None = None
    reachable_contacts: int = 0
    lines: int = 0
    lines_agreed: bool = False
    open_quotations: tuple[str, ...] = ()
    contract: bool = False
    invoice: bool = False
    invoice_covers: bool = True
    without_source: tuple[str, ...] = ()
    from_plant_or_supplier: bool = False
    from_plant: tuple[Outstanding, ...] = ()
    from_supplier: tuple[Outstanding, ...] = ()
    unshipped: tuple[Outstanding, ...] = ()
    without_delivery_note: tuple[str, ...] = ()
    without_tax_invoice: tuple[str, ...] = ()
    needs_certificates: bool = False
    uncertified: tuple[str, ...] = ()
    commissioned: bool = False
    installation_needed: bool | None = None
    installation_reason: str = ""
    service_contract: bool = False
    service_accepted: bool | None = None
    service_declined_reason: str = ""
    unpaid: Decimal = Decimal(0)
    currency: str = ""
    papers_out: tuple[str, ...] = ()
    refusal_reason: str | None = None


Gaps = Mapping[str, object]
Lack = Callable[[DealFacts], Iterable[Gaps]]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a gate asks for.

    done: how it reads when it is fulfilled; asks: how it reads when missing, with gaps; who: can supply it; way: section
    of the deal's card, or room, where it is supplied; lack: gaps of each missing thing, nothing when fulfilled.
    """

    code: str
    done: str
    asks: str
    who: Role
    way: str
    lack: Lack

    def missing(self, facts: DealFacts) -> list[Missing]:
        """What is missing of this requirement."""
        who = phrase(ROLE_WORDS[self.who])
        return [Missing(self.code, Phrase(self.asks, dict(gaps)), who, self.way) for gaps in self.lack(facts)]


def _unless(fulfilled: Callable[[DealFacts], bool]) -> Lack:
    return lambda facts: () if fulfilled(facts) else ({},)


def _goods(outstanding: Callable[[DealFacts], tuple[Outstanding, ...]]) -> Lack:
    return lambda facts: [
        {"article": goods.article, "quantity": f"{goods.quantity.normalize():f}", "unit": Phrase(goods.unit)}
        for goods in outstanding(facts)
    ]


def _numbers(numbers: Callable[[DealFacts], tuple[str, ...]]) -> Lack:
    return lambda facts: [{"number": number} for number in numbers(facts)]


FIELD_WORDS = {
    "name": marked("name"),
    "address": marked("address"),
    "bank_account": marked("bank account"),
    "bank_code": marked("bank code"),
}

NEED = Requirement(
    "need",
    marked("Needs are written down"),
    marked("At least one need of the customer"),
    Role.SELLER,
    "needs",
    _unless(lambda f: f.needs > 0),
)
LEGAL_ENTITY = Requirement(
    "legal_entity",
    marked("Legal entity is chosen"),
    marked("A legal entity with name, bank details and address"),
    Role.SELLER,
    "company",
    _unless(lambda f: f.entity_lacks is not None),
)
ENTITY_DETAILS = Requirement(
    "entity_details",
    marked("Legal entity is complete"),
    marked("The legal entity's {field}"),
    Role.SELLER,
    "company",
    lambda f: [{"field": Phrase(FIELD_WORDS[name])} for name in f.entity_lacks or ()],
)
CONTACT = Requirement(
    "contact",
    marked("Somebody can be reached"),
    marked("A contact with phone or e-mail"),
    Role.SELLER,
    "people",
    _unless(lambda f: f.reachable_contacts > 0),
)
LINES_AGREED = Requirement(
    "lines_agreed",
    marked("Goods and terms are agreed"),
    marked("Goods and terms agreed with the customer"),
    Role.SELLER,
    "lines",
    _unless(lambda f: f.lines > 0 and f.lines_agreed),
)
QUOTATION_ANSWERED = Requirement(
    "quotation_answered",
    marked("Quotation is answered, or none was needed"),
    marked("The customer's answer to quotation {number}"),
    Role.SELLER,
    "documents",
    _numbers(lambda f: f.open_quotations),
)
SOURCE = Requirement(
    "source",
    marked("Every line has a source"),
    marked("A source for {number}: not enough in stock, not made by the plant, no supplier"),
    Role.SELLER,
    "lines",
    _numbers(lambda f: f.without_source),
)
CONTRACT = Requirement(
    "contract",
    marked("Contract is concluded"),
    marked("A contract"),
    Role.SELLER,
    "documents",
    _unless(lambda f: f.contract),
)
INVOICE = Requirement(
    "invoice",
    marked("Invoice is issued"),
    marked("An invoice over the whole deal"),
    Role.SELLER,
    "documents",
    _unless(lambda f: f.invoice and f.invoice_covers),
)
PLANT_RECEIVED = Requirement(
    "plant_received",
    marked("Goods from the plant are in stock"),
    marked("{quantity} {unit} {article} from the plant, received into stock"),
    Role.PRODUCTION,
    "receive",
    _goods(lambda f: f.from_plant),
)
SUPPLIER_RECEIVED = Requirement(
    "supplier_received",
    marked("Goods from suppliers are in stock"),
    marked("{quantity} {unit} {article} from the supplier, received into stock"),
    Role.WAREHOUSE,
    "receive",
    _goods(lambda f: f.from_supplier),
)
SHIPPED = Requirement(
    "shipped",
    marked("Every line is shipped"),
    marked("{quantity} {unit} {article} shipped"),
    Role.WAREHOUSE,
    "ship",
    _goods(lambda f: f.unshipped),
)
DELIVERY_NOTE = Requirement(
    "delivery_note",
    marked("Delivery notes are issued"),
    marked("The delivery note of shipment {number}"),
    Role.WAREHOUSE,
    "documents",
    _numbers(lambda f: f.without_delivery_note),
)
TAX_INVOICE = Requirement(
    "tax_invoice",
    marked("Tax invoices are issued"),
    marked("The tax invoice of shipment {number}"),
    Role.SELLER,
    "documents",
    _numbers(lambda f: f.without_tax_invoice),
)
CERTIFICATE = Requirement(
    "certificate",
    marked("Every unit is certified"),
    marked("A certificate by an outside body for {number}"),
    Role.SELLER,
    "certificates",
    _numbers(lambda f: f.uncertified),
)
COMMISSIONED = Requirement(
    "commissioned",
    marked("Equipment is commissioned, or need not be"),
    marked("The commissioning record, or why none is needed"),
    Role.SERVICE,
    "installation",
    _unless(lambda f: f.commissioned or (f.installation_needed is False and bool(f.installation_reason.strip()))),
)
SERVICE_DECIDED = Requirement(
    "service_decided",
    marked("Service contract is concluded or declined"),
    marked("A service contract, or why the customer declines it"),
    Role.SELLER,
    "service",
    _unless(lambda f: f.service_contract or (f.service_accepted is False and bool(f.service_declined_reason.strip()))),
)
PAID = Requirement(
    "paid",
    marked("Everything is paid"),
    marked("{amount} {currency} still to be paid"),
    Role.SELLER,
    "documents",
    lambda f: [{"amount": f.unpaid.quantize(CENT), "currency": f.currency}] if f.unpaid > 0 else [],
)
PAPERS_BACK = Requirement(
    "papers_back",
    marked("All signed documents are back"),
    marked("The signed copy of {number}"),
    Role.SELLER,
    "documents",
    _numbers(lambda f: f.papers_out),
)
REFUSAL_REASON = Requirement(
    "refusal_reason",
    marked("Refusal has a reason"),
    marked("The reason of the refusal"),
    Role.SELLER,
    "refusal",
    _unless(lambda f: f.refusal_reason is not None),
)
