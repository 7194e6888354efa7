"""How marketing says things: why an address stays out, how a condition compares, where a list came from."""

from collections.abc import Mapping

from app.language import Phrase, marked, tr
from app.models.marketing_terms import BASIS_WORDS, Basis, BlockCause, ListKind, Origin, Schedule, Standing
from app.operations.export_ledger import RunRow
from app.operations.register_spec import Operator
from app.views.look.chip import ChipText
from app.views.look.tokens import Tone
from app.views.register.condition_words import RELATIVE

STANDING: Mapping[Standing, tuple[str, Tone, str]] = {
    Standing.GOES_IN: (marked("goes in"), "success", "check-circle"),
    Standing.NO_ADDRESS: (marked("no e-mail"), "neutral", "minus-circle"),
    Standing.UNUSABLE: (marked("cannot be read"), "warning", "warning-circle"),
    Standing.UNSUBSCRIBED: (marked("unsubscribed"), "neutral", "prohibit"),
    Standing.BOUNCED: (marked("bounced"), "warning", "warning"),
    Standing.BLOCKED: (marked("blocked"), "neutral", "lock-simple"),
    Standing.REFUSED: (marked("has refused"), "neutral", "prohibit"),
    Standing.NO_CONSENT: (marked("no consent"), "neutral", "circle-dashed"),
    Standing.DOUBLE: (marked("same address"), "neutral", "git-merge"),
    Standing.LEFT_OUT: (marked("left out"), "neutral", "x"),
}
"""Word, tone and icon of the chip."""
REASONS: Mapping[Standing, str] = {
    Standing.NO_ADDRESS: marked("No e-mail"),
    Standing.UNUSABLE: marked("Address that no service takes"),
    Standing.UNSUBSCRIBED: marked("Unsubscribed"),
    Standing.BOUNCED: marked("Bounced before"),
    Standing.BLOCKED: marked("Blocked"),
    Standing.REFUSED: marked("Has refused"),
    Standing.NO_CONSENT: marked("No consent on this basis"),
    Standing.DOUBLE: marked("Same address again"),
    Standing.LEFT_OUT: marked("Left out by hand"),
}
GOES_IN: Mapping[Basis, str] = {
    Basis.CONSENT: marked("With consent"),
    Basis.CUSTOMER: marked("Customers and who consented"),
    Basis.INTEREST: marked("Who has not objected"),
}
CAUSE: Mapping[BlockCause, tuple[str, Tone, str]] = {
    BlockCause.UNSUBSCRIBED: (marked("unsubscribed"), "neutral", "prohibit"),
    BlockCause.BOUNCED: (marked("bounced"), "warning", "warning"),
    BlockCause.COMPLAINED: (marked("complained"), "danger", "warning-circle"),
    BlockCause.BY_HAND: (marked("blocked by hand"), "neutral", "lock-simple"),
}
RELATIVE_DAYS: Mapping[str, str] = {**RELATIVE, "-730d": marked("2 years ago")}
DATE_OPERATORS: Mapping[Operator, str] = {
    Operator.AT_LEAST: marked("after"),
    Operator.BEFORE: marked("before"),
    Operator.UNKNOWN: marked("never"),
    Operator.KNOWN: marked("at any time"),
}
SCHEDULES: Mapping[Schedule, str] = {
    Schedule.ONCE: marked("Once"),
    Schedule.WEEKLY: marked("Weekly"),
    Schedule.MONTHLY: marked("Monthly"),
}


def standing_chip(standing: Standing, list_kind: ListKind) -> ChipText:
    """Whether an address goes in, as a chip."""
    word, tone, icon = STANDING[standing]
    if standing is Standing.NO_ADDRESS and list_kind is ListKind.PHONE:
        word = marked("no number")
    return ChipText(tr(word), tone, icon)


def reason_words(standing: Standing, list_kind: ListKind, basis: Basis) -> str:
    """Whether addresses go in, as the card counts them."""
    if standing is Standing.GOES_IN:
        return tr(GOES_IN[basis])
    if standing is Standing.NO_ADDRESS and list_kind is ListKind.PHONE:
        return tr("No number")
    return tr(REASONS[standing])


def cause_chip(cause: BlockCause) -> ChipText:
    """Why an address is blocked, as a chip."""
    word, tone, icon = CAUSE[cause]
    return ChipText(tr(word), tone, icon)


def made_by(run: RunRow) -> str:
    """By whose hand a list left the house."""
    if run.origin is Origin.ITSELF:
        return tr("by itself")
    return run.who if run.origin is Origin.PERSON else tr("by a script")


def basis_words(basis: str) -> str:
    """A legal basis as the ledger keeps it, in words; what an older version kept is shown as it is."""
    known = next((words for each, words in BASIS_WORDS.items() if each.value == basis), None)
    return basis if known is None else Phrase(known).said()
