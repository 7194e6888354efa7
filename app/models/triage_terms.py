"""The terms of sorting, heads and doubles that have a fixed set of values, and the words people read for them. Pure."""

from enum import StrEnum

from app.language import marked


class Distribution(StrEnum):
    """How an inquiry of a department finds its seller: the head names one, or Kontor does [M34].

    ROUND_ROBIN: the one who has waited longest for one; LEAST_BUSY: the one with the smallest open load.
    """

    BY_HEAD = "by_head"
    ROUND_ROBIN = "round_robin"
    LEAST_BUSY = "least_busy"


DISTRIBUTION_WORDS = {
    Distribution.BY_HEAD: marked("The head names the seller"),
    Distribution.ROUND_ROBIN: marked("In turn"),
    Distribution.LEAST_BUSY: marked("To the least busy one"),
}


class DoubleReason(StrEnum):
    """Why two counterparties may be one [M36]."""

    PHONE = "phone"
    EMAIL = "email"
    TAX_NUMBER = "tax_number"
    DOMAIN = "domain"
    NAME = "name"


DOUBLE_WORDS = {
    DoubleReason.PHONE: marked("Same phone"),
    DoubleReason.EMAIL: marked("Same e-mail"),
    DoubleReason.TAX_NUMBER: marked("Same tax number"),
    DoubleReason.DOMAIN: marked("Same mail domain"),
    DoubleReason.NAME: marked("Similar name"),
}


class LegalForm(StrEnum):
    """What a legal entity is [M77]."""

    ORGANISATION = "organisation"
    ENTREPRENEUR = "entrepreneur"
    INDIVIDUAL = "individual"


LEGAL_FORM_WORDS = {
    LegalForm.ORGANISATION: marked("organisation"),
    LegalForm.ENTREPRENEUR: marked("sole trader"),
    LegalForm.INDIVIDUAL: marked("private person"),
}


class ResponseState(StrEnum):
    """How the first response to an inquiry stands against the working hours that are promised [M13].

    DUE: there is time left. FAILED: the time has passed, or the response came after it. FULFILLED: in time. NOT_ASKED:
    nobody can be answered (a withheld number), or no promise was made then.
    """

    DUE = "due"
    FAILED = "failed"
    FULFILLED = "fulfilled"
    NOT_ASKED = "not_asked"


RESPONSE_WORDS = {
    ResponseState.DUE: marked("response due"),
    ResponseState.FAILED: marked("response late"),
    ResponseState.FULFILLED: marked("responded in time"),
    ResponseState.NOT_ASKED: marked("no response promised"),
}
