"""Plain lines of the card: how to reach whoever asks, what is known of them, what happened."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import chosen, tr, trn
from app.models.terms import KIND_WORDS, CounterpartyKind, InquiryState
from app.operations.triage import HistoryRow, InquiryCard
from app.operations.triage_sender import Sender
from app.phone_place import place_of, time_there
from app.views.look.chip import Chip
from app.views.look.icons import IconLabel
from app.views.look.key_hint import KeyHint
from app.views.look.label import Label
from app.views.look.numbers import age, clock, moment
from app.views.look.tokens import Token
from app.views.telephone.number_link import EDGE, Dialled, NumberLink


def due_chip(card: InquiryCard, now: datetime) -> Chip | None:
    """How long there is to sort it, or for how long it is late; None where nothing was promised, or it is sorted."""
    if card.state != InquiryState.NEW or card.due_at is None:
        return None
    if card.due_at < now:
        return Chip(tr("{age} late", age=age(now - card.due_at)), "danger", "warning-circle")
    return Chip(tr("due in {age}", age=age(card.due_at - now)), "warning", "clock")


def number_line(dialled: Dialled, now: datetime) -> QWidget:
    """The number as a link; below it where it is at home, and what the clocks show there."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10 - EDGE)
    row.addWidget(IconLabel("phone"))
    row.addWidget(NumberLink(dialled, weight=400, key="C"))
    row.addStretch(1)
    column.addWidget(line)
    place, there = place_of(dialled.number, chosen()), time_there(dialled.number, now)
    if place:
        if there is not None and there.utcoffset() != now.astimezone().utcoffset():
            place = tr("{place}, {time} there", place=place, time=clock(there, zone=there.tzinfo))
        below = Label(place, 12, 400, "muted", wrap=True)
        below.setContentsMargins(26, 0, 0, 0)
        column.addWidget(below)
    return whole


def known_lines(known: Sender, now: datetime) -> list[QWidget]:
    """Who the sender is to us."""
    if known.first_contact:
        return [icon_line("user-plus", tr("First contact"), token="muted")]
    kind = tr(KIND_WORDS[CounterpartyKind(known.kind)])
    who = ", ".join(part for part in (known.name, kind, known.seller) if part)
    lines = [icon_line("buildings", who)]
    told = []
    if known.inquiries:
        told.append(trn("{count} other inquiry", "{count} other inquiries", known.inquiries))
    if known.deals:
        told.append(trn("{count} deal", "{count} deals", known.deals))
    if known.open_deals:
        told.append(tr("{count} of them open", count=known.open_deals))
    if told:
        lines.append(icon_line("columns", ", ".join(told)))
    if known.last_at is not None:
        lines.append(icon_line("clock", tr("Last contact {time}", time=moment(known.last_at, now=now))))
    return lines


def at_left(link: QWidget, key: str = "") -> QWidget:
    """*link* no wider than its words, with the hint of its key behind it."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(link)
    if key:
        row.addWidget(KeyHint(key))
    row.addStretch(1)
    return line


def icon_line(symbol: str, words: str, *, token: Token = "text", selectable: bool = False) -> QWidget:
    """An icon and words behind it."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    row.addWidget(IconLabel(symbol), 0, Qt.AlignmentFlag.AlignTop)
    label = Label(words, 13, 400, token, wrap=not selectable)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row.addWidget(label, 1)
    return line


def history_line(row: HistoryRow, now: datetime) -> QWidget:
    """When it was, what it was, and who of us did it."""
    line = QWidget()
    box = QHBoxLayout(line)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(12)
    at = Label(moment(row.at, now=now), 12, 400, "muted")
    at.setMinimumWidth(44)
    box.addWidget(at, 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label(row.text.said(), 12, 400, wrap=True))
    if row.who:
        words.addWidget(Label(row.who, 12, 400, "muted"))
    box.addLayout(words, 1)
    return line
