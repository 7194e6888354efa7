"""The terms of marketing that have a fixed set of values, and the words people read for them. Pure: windows use them too."""

from enum import StrEnum

from app.language import marked


class ListKind(StrEnum):
    """What a segment leaves the house as: addresses to write to, or numbers to call [M85, M86]."""

    EMAIL = "email"
    PHONE = "phone"


LIST_WORDS = {ListKind.EMAIL: marked("E-mail list"), ListKind.PHONE: marked("Phone list")}


class Basis(StrEnum):
    """The legal basis on which addresses of a list may be used; it decides who goes in.

    CONSENT: a statement of consent (GDPR Art. 6 (1) a; 152-FZ Art. 6 and 9; 38-FZ Art. 18 (1)).
    CUSTOMER: consent, or a customer outside Russia who has not objected (UWG § 7 (3); 38-FZ knows no such exception).
    INTEREST: everybody who has not objected (GDPR Art. 6 (1) f; businesses by telephone: UWG § 7 (2) no. 1), in Russia
    only with consent (38-FZ Art. 18 (1)).
    """

    CONSENT = "consent"
    CUSTOMER = "customer"
    INTEREST = "interest"


BASIS_WORDS = {
    Basis.CONSENT: marked("Consent (GDPR Art. 6 (1) a, 152-FZ)"),
    Basis.CUSTOMER: marked("Customers, not objected (UWG § 7 (3))"),
    Basis.INTEREST: marked("Business interest, not objected (GDPR Art. 6 (1) f)"),
}
BASES = {
    ListKind.EMAIL: (Basis.CONSENT, Basis.CUSTOMER),
    ListKind.PHONE: (Basis.INTEREST, Basis.CONSENT),
}
"""The bases that a list may stand on, the usual one first. Nobody is written to on mere interest."""


class BlockCause(StrEnum):
    """Why an address is blocked; the first two are what a mail service reports [C26]."""

    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    BY_HAND = "by_hand"


CAUSE_WORDS = {
    BlockCause.UNSUBSCRIBED: marked("unsubscribed"),
    BlockCause.BOUNCED: marked("bounced"),
    BlockCause.COMPLAINED: marked("complained"),
    BlockCause.BY_HAND: marked("blocked by hand"),
}


class Standing(StrEnum):
    """Whether an address goes into a list, and if not, why."""

    GOES_IN = "goes_in"
    NO_ADDRESS = "no_address"
    UNUSABLE = "unusable"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    BLOCKED = "blocked"
    REFUSED = "refused"
    NO_CONSENT = "no_consent"
    DOUBLE = "double"
    LEFT_OUT = "left_out"


class Change(StrEnum):
    """What a list says of an address compared with the last one that was saved."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class Schedule(StrEnum):
    """How often a list saves itself: never, each Monday, each 1st of the month, at six in the morning [M87]."""

    ONCE = ""
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Origin(StrEnum):
    """Who made a list: a person at a window, the house by itself, or a script."""

    PERSON = "person"
    ITSELF = "itself"
    SCRIPT = "script"
