"""The terms of the field that have a fixed set of values, and the words people read for them. Pure: windows use them too."""

from enum import StrEnum

from app.language import marked


class Role(StrEnum):
    """What an employee does; one person may have several [M3]."""

    DISPATCHER = "dispatcher"
    HEAD = "head"
    SELLER = "seller"
    MARKETER = "marketer"
    WAREHOUSE = "warehouse"
    PRODUCTION = "production"
    SERVICE = "service"
    ADMIN = "admin"


ROLE_WORDS = {
    Role.DISPATCHER: marked("dispatcher"),
    Role.HEAD: marked("head of sales"),
    Role.SELLER: marked("seller"),
    Role.MARKETER: marked("marketing"),
    Role.WAREHOUSE: marked("warehouse"),
    Role.PRODUCTION: marked("production"),
    Role.SERVICE: marked("service"),
    Role.ADMIN: marked("administrator"),
}


class CounterpartyKind(StrEnum):
    """What somebody is to the company; a lead becomes a customer at its first contract [M29]."""

    LEAD = "LEAD"
    CUSTOMER = "CUSTOMER"
    PARTNER = "PARTNER"
    SUPPLIER = "SUPPLIER"


KIND_WORDS = {
    CounterpartyKind.LEAD: marked("lead"),
    CounterpartyKind.CUSTOMER: marked("customer"),
    CounterpartyKind.PARTNER: marked("partner"),
    CounterpartyKind.SUPPLIER: marked("supplier"),
}


class ContactPointKind(StrEnum):
    """The ways to reach somebody that can be looked up."""

    PHONE = "phone"
    EMAIL = "email"


class AddressKind(StrEnum):
    """What a place is for."""

    LEGAL = "legal"
    DELIVERY = "delivery"
    SITE = "site"
    POSTAL = "postal"


class InteractionKind(StrEnum):
    """What happened."""

    CALL = "call"
    MESSAGE = "message"
    NOTE = "note"
    MEETING = "meeting"


class Direction(StrEnum):
    """Who began: they (in), we (out), or two of us (internal)."""

    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


class CallOutcome(StrEnum):
    """How a call ended; GOING while it has not."""

    GOING = "going"
    ANSWERED = "answered"
    MISSED = "missed"
    BUSY = "busy"
    DECLINED = "declined"
    ABANDONED = "abandoned"
    FAILED = "failed"
    UNKNOWN_END = "unknown_end"


class Channel(StrEnum):
    """The wire that it came over [M20]."""

    PHONE = "phone"
    EMAIL = "email"


class Source(StrEnum):
    """What brought it."""

    JIVO_CHAT = "jivo_chat"
    JIVO_OFFLINE = "jivo_offline"
    SITE_FORM = "site_form"
    LETTER = "letter"
    CALL = "call"


SOURCE_WORDS = {
    Source.JIVO_CHAT: marked("web chat"),
    Source.JIVO_OFFLINE: marked("offline message"),
    Source.SITE_FORM: marked("web form"),
    Source.LETTER: marked("e-mail"),
    Source.CALL: marked("call"),
}


class InquiryState(StrEnum):
    """Where it stands. NEW waits for the dispatcher, SORTED for the head, ASSIGNED for the seller's qualification.

    QUALIFIED became a deal, CLOSED ended with a reason, LINKED turned out to belong to a known counterparty.
    """

    NEW = "new"
    SORTED = "sorted"
    ASSIGNED = "assigned"
    QUALIFIED = "qualified"
    CLOSED = "closed"
    LINKED = "linked"


INQUIRY_STATE_WORDS = {
    InquiryState.NEW: marked("to sort"),
    InquiryState.SORTED: marked("waits for a seller"),
    InquiryState.ASSIGNED: marked("with the seller"),
    InquiryState.QUALIFIED: marked("became a deal"),
    InquiryState.CLOSED: marked("closed"),
    InquiryState.LINKED: marked("known customer"),
}


class CloseReason(StrEnum):
    """Why an inquiry ended without a deal [M37]."""

    PRELIMINARY = "preliminary"
    MISTAKEN = "mistaken"
    SPAM = "spam"
    NOT_OUR_GOODS = "not_our_goods"
    NO_CONTACT = "no_contact"
    DOUBLE = "double"
    OTHER = "other"


CLOSE_REASON_WORDS = {
    CloseReason.PRELIMINARY: marked("preliminary, may come back"),
    CloseReason.MISTAKEN: marked("mistaken, wrong address"),
    CloseReason.SPAM: marked("advertising or spam"),
    CloseReason.NOT_OUR_GOODS: marked("not our goods"),
    CloseReason.NO_CONTACT: marked("cannot be reached"),
    CloseReason.DOUBLE: marked("double of another inquiry"),
    CloseReason.OTHER: marked("other reason"),
}


class IntakeEvent(StrEnum):
    """What intake hears."""

    CALL_IN = "call_in"
    CALL_MISSED = "call_missed"
    CALL_OUT = "call_out"
    MAIL = "mail"


class Known(StrEnum):
    """What the sender is before the event."""

    UNKNOWN = "unknown"
    LEAD = "lead"
    CUSTOMER = "customer"


class Told(StrEnum):
    """Who hears of it."""

    NOBODY = "nobody"
    DISPATCHER = "dispatcher"
    RESPONSIBLE = "responsible"


class TaskKind(StrEnum):
    """What a task asks for; the process creates most of them itself."""

    NEXT_STEP = "next_step"
    CALL_BACK = "call_back"
    CALL_CUSTOMER = "call_customer"
    QUALIFY = "qualify"
    REVIEW_REFUSAL = "review_refusal"
    CERTIFY = "certify"
    INSTALL = "install"
    OFFER_SERVICE = "offer_service"
    CONCLUDE_SERVICE_CONTRACT = "conclude_service_contract"
    OTHER = "other"


TASK_WORDS = {
    TaskKind.NEXT_STEP: marked("Next step"),
    TaskKind.CALL_BACK: marked("Call back"),
    TaskKind.CALL_CUSTOMER: marked("Call this customer"),
    TaskKind.QUALIFY: marked("Qualify the lead"),
    TaskKind.REVIEW_REFUSAL: marked("Check the seller's work"),
    TaskKind.CERTIFY: marked("Get the certificates"),
    TaskKind.INSTALL: marked("Commission the equipment"),
    TaskKind.OFFER_SERVICE: marked("Offer service"),
    TaskKind.CONCLUDE_SERVICE_CONTRACT: marked("Conclude the service contract"),
    TaskKind.OTHER: marked("Task"),
}


class Supply(StrEnum):
    """Where one unit can come from [M57-M59]."""

    STOCK = "stock"
    PLANT = "plant"
    SUPPLIER = "supplier"


SUPPLY_WORDS = {
    Supply.STOCK: marked("stock"),
    Supply.PLANT: marked("plant"),
    Supply.SUPPLIER: marked("supplier"),
}


class TraitKind(StrEnum):
    """The three parameters that equipment is selected by [M52]."""

    EQUIPMENT = "equipment"
    MATERIAL = "material"
    FIELD = "field"


class MoveKind(StrEnum):
    """Why goods moved."""

    OPENING = "opening"
    RECEIPT = "receipt"
    SHIPMENT = "shipment"
    TRANSFER = "transfer"
    ADJUSTMENT = "adjustment"
    WRITE_OFF = "write_off"
    RETURN = "return"


class ReservationState(StrEnum):
    """A reservation holds goods while ACTIVE; then it was SHIPPED or RELEASED."""

    ACTIVE = "active"
    SHIPPED = "shipped"
    RELEASED = "released"


class Stage(StrEnum):
    """Where a deal stands; ``app/models/process.py`` says how it gets on."""

    SELECTION = "SELECTION"
    PRODUCTION = "PRODUCTION"
    STOCK_SALE = "STOCK_SALE"
    CERTIFICATION = "CERTIFICATION"
    INSTALLATION = "INSTALLATION"
    SERVICE = "SERVICE"
    CLOSED = "CLOSED"
    NOT_SUITABLE = "NOT_SUITABLE"


class RefusalReason(StrEnum):
    """Why a customer refused [M47]."""

    PRICE = "price"
    DELIVERY_TIME = "delivery_time"
    PARAMETERS = "parameters"
    COMPETITOR = "competitor"
    NO_BUDGET = "no_budget"
    NO_NEED = "no_need"
    NO_ANSWER = "no_answer"
    OTHER = "other"


REFUSAL_WORDS = {
    RefusalReason.PRICE: marked("price too high"),
    RefusalReason.DELIVERY_TIME: marked("delivery takes too long"),
    RefusalReason.PARAMETERS: marked("parameters do not fit"),
    RefusalReason.COMPETITOR: marked("bought from a competitor"),
    RefusalReason.NO_BUDGET: marked("no budget"),
    RefusalReason.NO_NEED: marked("need has gone"),
    RefusalReason.NO_ANSWER: marked("customer does not answer"),
    RefusalReason.OTHER: marked("other reason"),
}


class QuotationState(StrEnum):
    """DRAFT may be changed; SENT binds us until valid_until; then ACCEPTED, DECLINED or REPLACED by a newer one."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"


QUOTATION_WORDS = {
    QuotationState.DRAFT: marked("draft"),
    QuotationState.SENT: marked("sent"),
    QuotationState.ACCEPTED: marked("accepted"),
    QuotationState.DECLINED: marked("declined"),
    QuotationState.REPLACED: marked("replaced"),
}


class OrderState(StrEnum):
    """OPEN has work left, DONE has none, CANCELLED was taken back."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class ReceiptState(StrEnum):
    """OPEN takes scans; DONE is booked and closed."""

    OPEN = "open"
    DONE = "done"


class Periodicity(StrEnum):
    """How often service visits."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


class ConsentState(StrEnum):
    """What somebody said about being written or called to."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
