"""What a desk is told of calls: rows that windows show, without anything behind them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from app.language import Phrase
from app.models.call_terms import LegOutcome
from app.models.terms import CallOutcome, CounterpartyKind, Direction, InquiryState
from app.operations.history import HistoryRow

Tone = Literal["plain", "warning", "danger"]


@dataclass(frozen=True, slots=True)
class RingRow:
    """A call at the own telephone: it rings, talks, or has ended within the last minutes.

    name: of the person whom we know behind the number, else as the exchange told it, "" if nobody did. kind: None where
    the call belongs to nobody. state: what became of this telephone; outcome: of the whole call. answered_by: name of the
    colleague who has the call, or had it. new: nobody has said yet who it is: a lead was made, or nothing at all.
    """

    interaction_id: int
    linked_id: str
    direction: Direction
    number: str | None
    raw_number: str
    number_extension: str
    name: str
    company: str
    counterparty_id: int | None
    kind: CounterpartyKind | None
    inquiry_id: int | None
    inquiry_number: str
    line: str
    extension: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    state: LegOutcome
    outcome: CallOutcome
    answered_by: str
    new: bool

    @property
    def going(self) -> bool:
        """Whether it rings or talks at this telephone."""
        return self.ended_at is None

    @property
    def missed(self) -> bool:
        """Whether somebody called, and nobody in the house answered."""
        nobody = self.outcome not in (CallOutcome.ANSWERED, CallOutcome.GOING)
        return self.direction is Direction.IN and not self.going and nobody and self.state is not LegOutcome.ANSWERED

    @property
    def elsewhere(self) -> bool:
        """Whether it is no matter of this telephone any more: another one answered, or still rings."""
        return not self.going and not self.missed and self.state is not LegOutcome.ANSWERED


@dataclass(frozen=True, slots=True)
class PersonThere:
    """A person behind the number. extension: dialled after it; matched: the call came from just this extension [C33]."""

    contact_id: int
    name: str
    position: str
    counterparty_id: int
    company: str
    kind: CounterpartyKind
    extension: str
    matched: bool


@dataclass(frozen=True, slots=True)
class DealThere:
    """The last deal: one that goes on before one that has ended."""

    id: int
    number: str
    title: str
    stage: Phrase
    net: Decimal
    currency: str
    open: bool


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """What we owe them. kind: task (the next step), plant or supplier; due: the day or moment that was promised."""

    kind: Literal["task", "plant", "supplier"]
    text: Phrase
    due: date | datetime | None
    tone: Tone
    record_id: int


@dataclass(frozen=True, slots=True)
class InvoiceThere:
    """What they owe us: an invoice that is overdue. half: a part of it was paid."""

    number: str
    open: Decimal
    currency: str
    due_on: date
    late_days: int
    half: bool
    deal_id: int


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What one person noted during a call. mine: it is the note of who asks."""

    interaction_id: int
    employee_id: int
    who: str
    text: str
    changed_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class LegRow:
    """One telephone that a call rang at. who: name of the colleague, "" for a number outside."""

    position: int
    extension: str
    who: str
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: LegOutcome


@dataclass(frozen=True, slots=True)
class CallBackTask:
    """The open task of calling this number back. mine: it is for who asks, by name or by role."""

    id: int
    version: int
    due_at: datetime
    who: str
    mine: bool


@dataclass(frozen=True, slots=True)
class PopUpCard:
    """All that somebody needs who is about to answer. since: customer since, else the day of the record.

    place: town or region and country of the number; there: the time on the clocks there, where that is certain. people:
    everybody behind the number, whom the extension names first. others: what colleagues noted. again: "Third call since
    20 Nov", None for the first one. new: nobody has said yet who it is; then name, named_company and need are what stands
    in the inquiry, in its *inquiry_version*. may_describe, may_attach, may_lead: what the desk can do.
    """

    interaction_id: int
    linked_id: str
    direction: Direction
    outcome: CallOutcome
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    number: str | None
    raw_number: str
    number_extension: str
    line: str
    caller_name: str
    place: str
    there: datetime | None
    counterparty_id: int | None
    company: str
    kind: CounterpartyKind | None
    since: date | None
    seller: str
    people: tuple[PersonThere, ...]
    deal: DealThere | None
    promises: tuple[PromiseRow, ...]
    invoices: tuple[InvoiceThere, ...]
    last: tuple[HistoryRow, ...]
    again: Phrase | None
    note: str
    others: tuple[NoteRow, ...]
    call_back: CallBackTask | None
    inquiry_id: int | None
    inquiry_number: str
    inquiry_version: int
    inquiry_state: InquiryState | None
    name: str
    named_company: str
    need: str
    new: bool
    may_describe: bool
    may_attach: bool
    may_lead: bool
    settled: bool


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call. name: of the person, else as the exchange told it; company: whose number it is; note: all that was noted."""

    interaction_id: int
    linked_id: str
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    direction: Direction
    outcome: CallOutcome
    number: str | None
    raw_number: str
    number_extension: str
    line: str
    extension: str
    name: str
    company: str
    counterparty_id: int | None
    kind: CounterpartyKind | None
    inquiry_id: int | None
    inquiry_number: str
    deal_id: int | None
    employee_id: int | None
    who: str
    note: str
    settled_at: datetime | None

    @property
    def talked(self) -> int:
        """Seconds of talk; 0 while it goes on, and where nobody answered."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return max(int((self.ended_at - self.answered_at).total_seconds()), 0)


@dataclass(frozen=True, slots=True)
class CallDetails:
    """One call whole: where it rang, what was noted, and whether it waits to be called back."""

    row: CallRow
    legs: tuple[LegRow, ...]
    notes: tuple[NoteRow, ...]
    call_back: CallBackTask | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody whom a call can be handed to. talks: at the telephone just now."""

    employee_id: int
    name: str
    department: str
    extension: str
    talks: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """A call was given to somebody. before_id: whose it was; undo_version: of the inquiry that went along, if one did."""

    interaction_id: int
    counterparty_id: int
    before_id: int | None
    inquiry_id: int | None
    undo_version: int | None
    sentence: Phrase


@dataclass(frozen=True, slots=True)
class Described:
    """What is known now of whom nobody knew. number: of the inquiry; version: of it, after the change."""

    interaction_id: int
    counterparty_id: int | None
    inquiry_id: int
    number: str
    version: int
    sentence: Phrase
