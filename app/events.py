"""Frozen facts that cross Kontor's borders, and the protocols of the edges that report them.

Times are aware and in UTC. Nothing here knows the database or a window.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Change:
    """News that something committed: *topic* is a table's name ("deal", "task" …) or "everything" after a gap.

    ids: the records touched; empty means the whole topic. mine: committed by this very process.
    """

    topic: str
    ids: frozenset[int] = frozenset()
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """One code from one scanner. nonce: unique for ever, so that a replayed scan changes nothing.

    code: the characters as sent, GS as 0x1D, the AIM symbology identifier (``]C1`` …) still in front if it was sent.
    device: which scanner ("serial:/dev/ttyACM0", "keyboard", "typed").
    """

    nonce: str
    code: str
    device: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """What a scanned string means, by GS1's rules.

    symbology: "gs1-128", "gs1-datamatrix", "ean-13" … or "" if the scanner did not say. elements: AI → value, in order.
    expiry: the last day of use (AI 17, else 15; day 00 = last of month, GS1 General Specifications 3.4). quantity:
    from AI 30, 37 or 310n…316n. problem: a sentence, if it is no code of ours or breaks a rule; the rest then is what
    could be read all the same. hint: a sentence about something that was repaired or is doubtful, never silent.
    """

    code: str
    symbology: str = ""
    elements: Mapping[str, str] = field(default_factory=dict)
    gtin: str | None = None
    batch: str | None = None
    expiry: date | None = None
    serial: str | None = None
    quantity: Decimal | None = None
    problem: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came with a letter; name made safe, never opened by Kontor."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Bounced:
    """One recipient that a letter could not be brought to, as a delivery status notification says it (RFC 3464).

    permanent: SMTP 5xx, a 4xx is only late. status: "5.1.1" or "". message_id: of the letter that bounced, "" if the
    notification does not carry it.
    """

    address: str
    permanent: bool
    status: str
    reason: str
    message_id: str


@dataclass(frozen=True, slots=True)
class MailArrived:
    """One letter, read and understood as far as possible.

    unique_key: the Message-ID, or "sha256:…" of the raw letter where there is none; a second copy has the same.
    source: jivo_chat, jivo_offline, site_form or letter. name, company, phone (E.164), email (lower case): of the person
    who asks, never of a form service or of ourselves; "" if not found. text: the need, without greeting lines of the
    form, quoted history and signature; original: the whole readable body. automatic: why it is automatic mail (RFC 3834,
    bounce, list, our own), "" if a person wrote it. references: Message-IDs it answers. sent_at: as the letter says,
    received time if it says nothing usable. language: en, de or ru, guessed from the text, "" if unsure. bounced: what a
    delivery status notification tells. template_id: the taught template that read it.
    """

    unique_key: str
    origin: str
    received_at: datetime
    sent_at: datetime
    source: str
    subject: str
    name: str
    company: str
    phone: str
    phone_raw: str
    email: str
    text: str
    original: str
    automatic: str
    sender: str
    recipients: tuple[str, ...]
    references: tuple[str, ...]
    language: str
    attachments: tuple[AttachedFile, ...]
    raw: bytes
    bounced: tuple[Bounced, ...] = ()
    template_id: int | None = None


@dataclass(frozen=True, slots=True)
class MailUnreadable:
    """A letter that could not be understood at all: kept in quarantine with the reason, nothing lost."""

    unique_key: str
    origin: str
    received_at: datetime
    reason: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class CallLegFact:
    """One telephone that a call rang at. extension: own telephone, or the number that a forward led to.

    outcome: a value of ``LegOutcome``: ringing and talking while it goes on, then answered, missed, busy, declined,
    elsewhere (another telephone answered), failed, or gone (nobody saw the end).
    """

    extension: str
    rang_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = "ringing"


@dataclass(frozen=True, slots=True)
class CallEvent:
    """All that the telephone exchange has said of one conversation so far; the last of several is the whole truth.

    The first comes at the ring, the last at the hang-up. number: E.164 of the other side, None if withheld or no number;
    number_extension: what is dialled behind it; raw_number: as the exchange spelled it, "" if it said nothing. name: of
    the caller, as the exchange told it. line: the own number that was dialled. extension: the own telephone that
    answered, else the last that rang, in a call from inside the one that calls. direction: in, out or internal; for an
    internal call number is None and raw_number the extension that was called. outcome: "" while it goes on, then
    answered, missed, busy, declined, abandoned, failed or unknown_end. legs: every telephone that rang, in order. late: it
    had begun before anybody listened; what was written down of its beginning is truer than what is told here.
    """

    linked_id: str
    direction: str
    number: str | None
    raw_number: str
    extension: str
    started_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    number_extension: str = ""
    name: str = ""
    line: str = ""
    legs: tuple[CallLegFact, ...] = ()
    late: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A finished document: file name, MIME type and bytes. Reports return it; the edges save, print or send it."""

    filename: str
    mime: str
    data: bytes


class ScanSource(Protocol):
    """A scanner. Reports each code and each change of its state from its own thread."""

    def start(self, scanned: Callable[[Scan], None], state: Callable[[bool, str], None]) -> None:
        """Begin. *state* hears (ready, sentence about the trouble or "")."""

    def stop(self) -> None:
        """End, and give the device back."""


class LetterSource(Protocol):
    """A mailbox or a folder of letters."""

    def letters(self) -> Sequence[tuple[str, bytes]]:
        """(origin, raw letter) of what waits, oldest first."""
