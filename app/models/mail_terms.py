"""The terms of the mail channel that have a fixed set of values, and the words people read for them. Pure."""

from enum import StrEnum

from app.language import marked


class Security(StrEnum):
    """How the line to a mail server is kept from listeners; PLAIN is for the same computer only."""

    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


SECURITY_WORDS = {
    Security.TLS: marked("TLS from the first byte"),
    Security.STARTTLS: marked("TLS after greeting (STARTTLS)"),
    Security.PLAIN: marked("not encrypted, this computer only"),
}


class MailboxState(StrEnum):
    """What the intake does with a mailbox now: OFF until somebody starts it, TROUBLE while it cannot be read."""

    OFF = "off"
    CONNECTING = "connecting"
    FETCHING = "fetching"
    LISTENING = "listening"
    POLLING = "polling"
    TROUBLE = "trouble"


MAILBOX_WORDS = {
    MailboxState.OFF: marked("switched off"),
    MailboxState.CONNECTING: marked("connecting"),
    MailboxState.FETCHING: marked("fetching letters"),
    MailboxState.LISTENING: marked("waiting for letters"),
    MailboxState.POLLING: marked("looking every few seconds"),
    MailboxState.TROUBLE: marked("cannot be read"),
}


class LetterState(StrEnum):
    """Where an outgoing letter stands.

    DRAFT is being written. WAITING is to be sent at its time. HANDING is with the server this moment. UNSURE was with
    the server when the line or the program broke: nobody knows whether it went, so a person decides. GIVEN_UP was refused
    for good, or too often. CANCELLED was taken back before it went.
    """

    DRAFT = "draft"
    WAITING = "waiting"
    HANDING = "handing"
    UNSURE = "unsure"
    SENT = "sent"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"


LETTER_WORDS = {
    LetterState.DRAFT: marked("draft"),
    LetterState.WAITING: marked("waits to be sent"),
    LetterState.HANDING: marked("being sent"),
    LetterState.UNSURE: marked("perhaps sent"),
    LetterState.SENT: marked("sent"),
    LetterState.GIVEN_UP: marked("not delivered"),
    LetterState.CANCELLED: marked("taken back"),
}


class LetterKind(StrEnum):
    """Why a letter goes out; all but PERSONAL are automatic (RFC 3834)."""

    PERSONAL = "personal"
    ACKNOWLEDGEMENT = "acknowledgement"


class ProposalState(StrEnum):
    """What became of the proposal that an address belongs to somebody known."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
