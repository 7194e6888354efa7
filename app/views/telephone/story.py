"""The story of a call on a card: when, how long it rang, who talked, through which telephones it went, what was noted."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.models.terms import CallOutcome, Direction
from app.operations.call_desk import CallDetails, CallRow, LegRow, NoteRow
from app.phone_number import shown_phone
from app.views.look.card_column import CardColumn, CardSection
from app.views.look.chip import Chip, ChipText
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.numbers import clock, day
from app.views.look.tokens import Token
from app.views.telephone.number_link import Dialled
from app.views.telephone.words import (
    LEG_LOOKS,
    between,
    call_icon,
    direction_words,
    leg_name,
    leg_words,
    length_words,
    outcome_chip,
    span,
    when_words,
)


def chips_of(row: CallRow) -> tuple[ChipText, ...]:
    """How it ended, and who began."""
    return (
        outcome_chip(row.direction, row.outcome, talks=row.answered_at is not None),
        ChipText(direction_words(row.direction), "neutral"),
    )


def dialled_of(row: CallRow) -> Dialled | None:
    """The number of the other side, None where it is withheld or that of a colleague who is not dialled from here."""
    number = row.number or (row.raw_number if row.direction is Direction.INTERNAL else "")
    whose = row.name if row.name != row.company else ""
    return Dialled(number, whose, row.number_extension, row.counterparty_id, row.deal_id) if number else None


def add_facts(section: CardSection, row: CallRow, now: datetime) -> None:
    """When it was, how long it rang and was talked, by whom, over which of our numbers."""
    section.add_fact(tr("Began"), tr("{day}, {time}", day=day(row.started_at), time=clock(row.started_at)))
    end = row.ended_at or now
    going = row.outcome is CallOutcome.GOING
    if row.answered_at is not None:
        section.add_fact(tr("Rang"), tr("{seconds} s", seconds=between(row.started_at, row.answered_at)))
        since = tr("since {time}", time=clock(row.answered_at))
        section.add_fact(tr("Talked"), since if going else span(between(row.answered_at, end)))
    elif not going:
        section.add_fact(tr("Rang"), tr("{seconds} s", seconds=between(row.started_at, end)))
    if row.who and row.answered_at is not None:
        section.add_fact(tr("Talked with"), row.who)
    if row.line:
        section.add_fact(tr("Our number"), shown_phone(row.line))


def add_legs(card: CardColumn, legs: Sequence[LegRow], now: datetime) -> CardSection | None:
    """Where it rang, in the order in which it did; None where the exchange said nothing of it."""
    if not legs:
        return None
    section = card.add_section(tr("Where it rang"), line=True)
    for at, leg in enumerate(legs):
        section.add(leg_line(leg, legs[:at], now))
    return section


def leg_line(leg: LegRow, before: Sequence[LegRow], now: datetime) -> QWidget:
    """One telephone: whose it is, and below what it did."""
    icon, token = LEG_LOOKS[leg.outcome]
    return story_line(icon, token, leg_name(leg), leg_words(leg, before, now))


def story_line(icon: str, token: Token, first: str, second: str, figure: str = "") -> QWidget:
    """Icon, a strong line with a figure at its right, a muted line below."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(IconLabel(icon, token, 16), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    top = QHBoxLayout()
    top.addWidget(Label(first, 13, 500), 1)
    if figure:
        top.addWidget(Label(figure, 12, 400, "muted"))
    words.addLayout(top)
    if second:
        words.addWidget(Label(second, 12, 400, "muted", wrap=True))
    row.addLayout(words, 1)
    return line


def add_notes(section: CardSection, notes: Sequence[NoteRow]) -> None:
    """What was noted, each with who noted it."""
    for note in notes:
        section.add(Label(note.text, 13, 400, wrap=True))
        section.add(Label(note.who, 12, 400, "muted"))


def add_call(section: CardSection, details: CallDetails, now: datetime) -> None:
    """A call in short, for the card of something else: how it ended, the telephones, the notes."""
    row = details.row
    line = QWidget()
    chips = QHBoxLayout(line)
    chips.setContentsMargins(0, 0, 0, 0)
    chips.setSpacing(8)
    ended, _ = chips_of(row)
    chips.addWidget(Chip(ended.text, ended.tone, ended.icon))
    chips.addWidget(Label(length_words(row, now), 13, 500), 1)
    chips.addWidget(Label(when_words(row.started_at, now), 12, 400, "muted"))
    section.add(line)
    for at, leg in enumerate(details.legs):
        section.add(leg_line(leg, details.legs[:at], now))
    add_notes(section, details.notes)


def add_calls(card: CardColumn, title: str, rows: Sequence[CallRow], now: datetime, *, counted: bool = True) -> None:
    """Other calls, each with its end, its length, who had it and what was noted; nothing where there are none."""
    if not rows:
        return
    section = card.add_section(title, str(len(rows)) if counted else "", line=True)
    for row in rows:
        section.add(earlier_line(row, now))


def earlier_line(row: CallRow, now: datetime) -> QWidget:
    """One other call."""
    icon, token = call_icon(row.direction, row.outcome, talks=row.answered_at is not None)
    first = length_words(row, now)
    if row.answered_at is None and row.ended_at is not None:
        first = tr("{what}, {long}", what=outcome_chip(row.direction, row.outcome).text, long=first)
    second = "  ·  ".join(filter(None, (row.who, " ".join(row.note.split()))))
    return story_line(icon, token, first, second, when_words(row.started_at, now))
