"""What a call was, in words: its end as a chip, how long it rang and was talked, what each telephone did."""

from collections.abc import Sequence
from datetime import datetime

from app.language import tr
from app.models.call_terms import LEG_WORDS, LegOutcome
from app.models.terms import CallOutcome, Direction
from app.operations.call_desk import CallRow, LegRow
from app.operations.registers_calls import OUTCOME_WORDS
from app.phone_number import shown_phone
from app.views.look.chip import ChipText
from app.views.look.numbers import clock, local, moment
from app.views.look.tokens import Token, Tone

LEG_LOOKS: dict[LegOutcome, tuple[str, Token]] = {
    LegOutcome.RINGING: ("phone-incoming", "warning_text"),
    LegOutcome.TALKING: ("phone-call-fill", "success_text"),
    LegOutcome.ANSWERED: ("phone-call", "success_text"),
    LegOutcome.MISSED: ("phone-x", "danger_text"),
    LegOutcome.BUSY: ("minus-circle", "warning_text"),
    LegOutcome.DECLINED: ("prohibit", "warning_text"),
    LegOutcome.ELSEWHERE: ("phone", "muted"),
    LegOutcome.FAILED: ("warning-circle", "danger_text"),
    LegOutcome.GONE: ("circle-dashed", "muted"),
}
OUTCOME_TONES: dict[CallOutcome, Tone] = {
    CallOutcome.GOING: "accent",
    CallOutcome.ANSWERED: "success",
    CallOutcome.MISSED: "danger",
    CallOutcome.BUSY: "warning",
    CallOutcome.DECLINED: "warning",
    CallOutcome.ABANDONED: "danger",
    CallOutcome.FAILED: "danger",
    CallOutcome.UNKNOWN_END: "neutral",
}


def span(seconds: float) -> str:
    """A length of talk: ``0:42``, ``1:02:05``."""
    whole = max(0, int(seconds))
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def between(begin: datetime, end: datetime) -> int:
    """Whole seconds from *begin* to *end*, never less than none."""
    return max(0, int((end - begin).total_seconds()))


def when_words(at: datetime, now: datetime) -> str:
    """When it was: the time, with its day unless that is today."""
    if local(at).date() == local(now).date():
        return clock(at)
    return tr("{day}, {time}", day=moment(at, now=now), time=clock(at))


def call_icon(direction: Direction, outcome: CallOutcome, *, talks: bool = False) -> tuple[str, Token]:
    """The sign of a call and its colour."""
    if outcome is CallOutcome.GOING:
        return ("phone-call-fill", "success_text") if talks else ("phone-incoming", "warning_text")
    if direction is Direction.OUT:
        return "phone-outgoing", "muted" if outcome is CallOutcome.ANSWERED else "warning_text"
    if direction is Direction.INTERNAL:
        return "phone", "muted"
    good = outcome in (CallOutcome.ANSWERED, CallOutcome.UNKNOWN_END)
    return ("phone-incoming", "muted") if good else ("phone-x", "danger_text")


def outcome_chip(direction: Direction, outcome: CallOutcome, *, talks: bool = False) -> ChipText:
    """How a call ended, as a chip; of one that goes on, whether it rings or is talked."""
    theirs = direction is Direction.OUT
    if outcome is CallOutcome.GOING:
        words = tr("talks now") if talks else tr("rings now")
    else:
        words = tr("nobody answered") if theirs and outcome is CallOutcome.MISSED else tr(OUTCOME_WORDS[outcome])
    # A call of ours that nobody took over there is no loss of the house.
    tone = "warning" if theirs and outcome is CallOutcome.MISSED else OUTCOME_TONES[outcome]
    if outcome is CallOutcome.GOING and talks:
        tone = "success"
    return ChipText(words, tone, call_icon(direction, outcome, talks=talks)[0])


def direction_words(direction: Direction) -> str:
    """Who began."""
    if direction is Direction.INTERNAL:
        return tr("between colleagues")
    return tr("we called") if direction is Direction.OUT else tr("they called")


def is_dialled(raw: str) -> bool:
    """Whether *raw*, as the exchange spelled it, has a digit: who withholds the number has a word in its place."""
    return any(sign.isdigit() for sign in raw)


def number_words(number: str | None, raw: str, extension: str = "") -> str:
    """The number as a person reads it, as the exchange spelled it, or that it is withheld."""
    if number is None:
        return raw if is_dialled(raw) else tr("Number withheld")
    shown = shown_phone(number)
    return tr("{number} ext. {extension}", number=shown, extension=extension) if extension else shown


def row_title(row: CallRow) -> str:
    """Who it was: the person, else the company, else the number."""
    return row.name or row.company or number_words(row.number, row.raw_number, row.number_extension)


def length_words(row: CallRow, now: datetime) -> str:
    """How long it was talked, or rang, in one short sentence; of a call that goes on, until *now*."""
    end = row.ended_at or now
    if row.outcome is CallOutcome.GOING:
        if row.answered_at is not None:
            return tr("talks since {time}", time=clock(row.answered_at))
        return tr("rings since {time}", time=clock(row.started_at))
    if row.answered_at is not None:
        return tr("talked {time}", time=span(between(row.answered_at, end)))
    return tr("rang {seconds} s", seconds=between(row.started_at, end))


def leg_name(leg: LegRow) -> str:
    """Whose telephone it is."""
    if leg.who:
        return tr("{name}, {extension}", name=leg.who, extension=leg.extension) if leg.extension else leg.who
    return shown_phone(leg.extension) if leg.extension.startswith("+") else leg.extension


def leg_words(leg: LegRow, before: Sequence[LegRow], now: datetime) -> str:
    """What a telephone did in a call; *before*: the telephones that rang before it."""
    end = leg.ended_at or now
    rang = between(leg.rang_at, leg.answered_at or end)
    taken_over = any(other.answered_at is not None and other.answered_at <= leg.rang_at for other in before)
    if leg.outcome is LegOutcome.TALKING and leg.answered_at is not None:
        return tr("talks since {time}", time=clock(leg.answered_at))
    if leg.outcome is LegOutcome.RINGING:
        return tr("rings since {time}", time=clock(leg.rang_at))
    if leg.answered_at is not None and leg.outcome in (LegOutcome.ANSWERED, LegOutcome.GONE):
        talked = span(between(leg.answered_at, end))
        if taken_over:
            return tr("took it over after {seconds} s, talked {time}", seconds=rang, time=talked)
        return tr("answered after {seconds} s, talked {time}", seconds=rang, time=talked)
    if leg.outcome is LegOutcome.MISSED:
        return tr("did not answer, rang {seconds} s", seconds=rang)
    return tr(LEG_WORDS[leg.outcome])
