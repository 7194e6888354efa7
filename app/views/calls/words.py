"""What a pop-up says of a call: its state in words and colour, how long, who it is."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.language import tr
from app.models.call_terms import LegOutcome, RequestState
from app.models.terms import KIND_WORDS, CounterpartyKind, Direction
from app.operations.call_requests import RequestRow
from app.operations.call_rows import PopUpCard, RingRow
from app.phone_number import NOBODY, shown_phone
from app.views.look.numbers import clock
from app.views.look.tokens import Token

NUMBER_PX, NAME_PX = 24, 20


@dataclass(frozen=True, slots=True)
class Dress:
    """How a state looks: edge, ink of its words, icon."""

    edge: Token
    ink: Token
    icon: str


RINGS = Dress("accent", "accent_text", "phone-incoming")
NEW = Dress("warning", "warning_text", "phone-incoming")
TALKS = Dress("success", "success_text", "phone-call-fill")
MISSED = Dress("danger", "danger_text", "phone-x")
DIALS = Dress("accent", "accent_text", "phone-outgoing")
OVER = Dress("outline", "muted", "phone")
FAILED = Dress("danger", "danger_text", "warning-circle")


def dress_of(row: RingRow) -> tuple[Dress, str]:
    """State of a call at this telephone: how it looks, and in words."""
    if row.direction is Direction.OUT:
        return _dialled(row)
    if row.missed:
        rang = int(((row.ended_at or row.rang_at) - row.rang_at).total_seconds())
        return MISSED, tr("Missed, rang {seconds} s", seconds=max(rang, 0))
    if row.state is LegOutcome.RINGING:
        if row.new:
            return NEW, tr("Ringing, number is new")
        return RINGS, tr("Ringing at {extension}", extension=row.extension)
    if row.state is LegOutcome.TALKING:
        return TALKS, tr("Talking, number is new") if row.new else tr("Talking")
    if row.elsewhere and row.answered_by:
        return OVER, tr("Answered by {name}", name=row.answered_by)
    return OVER, tr("Call has ended")


def _dialled(row: RingRow) -> tuple[Dress, str]:
    words = {
        LegOutcome.RINGING: tr("Calling, it rings there"),
        LegOutcome.TALKING: tr("Talking"),
        LegOutcome.ANSWERED: tr("Call has ended"),
        LegOutcome.MISSED: tr("Nobody answered there"),
        LegOutcome.BUSY: tr("The number is busy"),
        LegOutcome.DECLINED: tr("The call was declined there"),
        LegOutcome.FAILED: tr("The number could not be reached"),
    }
    if row.state is LegOutcome.TALKING:
        return TALKS, words[row.state]
    if row.going:
        return DIALS, words.get(row.state, tr("Calling, it rings there"))
    ended = row.state in (LegOutcome.ANSWERED, LegOutcome.GONE)
    return (OVER if ended else FAILED), words.get(row.state, tr("Call has ended"))


def figure_of(row: RingRow, now: datetime) -> str:
    """How long it rings or talks, when it rang, how long it was."""
    if row.missed:
        return clock(row.rang_at)
    if row.answered_at is not None and row.state in (LegOutcome.TALKING, LegOutcome.ANSWERED):
        return talk_time((row.ended_at or now) - row.answered_at)
    if row.going:
        return tr("{seconds} s", seconds=max(0, int((now - row.rang_at).total_seconds())))
    return clock(row.rang_at)


def talk_time(span: timedelta) -> str:
    """A length of talk: ``0:42``, ``1:02:05``."""
    seconds = max(0, int(span.total_seconds()))
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def number_words(number: str | None, raw: str, extension: str = "") -> str:
    """The number as a person reads it, as the exchange spelled it, or that it is withheld."""
    if number is None:
        return raw if raw and raw.casefold() not in NOBODY else tr("Number is withheld")
    shown = shown_phone(number)
    return tr("{number} ext. {extension}", number=shown, extension=extension) if extension else shown


def title_of(row: RingRow, card: PopUpCard | None) -> tuple[str, int]:
    """The large line, and its height in px: who it is, else the number."""
    person = _person(row, card)
    if row.new and card is not None and (said := card.name or card.named_company):
        return said, NAME_PX
    if row.new or not (person or row.company):
        return number_words(row.number, row.raw_number, row.number_extension), NUMBER_PX
    return person or row.company, NAME_PX


def lines_of(row: RingRow, card: PopUpCard | None) -> list[str]:
    """The lines under the title: company and since when, number, place and the time there."""
    lines: list[str] = []
    place = _place(card)
    if row.new or not (_person(row, card) or row.company):
        number = number_words(row.number, row.raw_number, row.number_extension)
        if card is not None and (card.name or card.named_company):
            lines = [card.named_company if card.name else "", number, place]
        else:
            lines = [row.name, place]
    else:
        company = row.company if _person(row, card) else ""
        if card is not None and card.company:
            company = _since(card, bool(_person(row, card)))
        number = number_words(row.number, row.raw_number, row.number_extension)
        lines = [company, ", ".join(filter(None, ("" if number == title_of(row, card)[0] else number, place)))]
    return [line for line in lines if line]


def _person(row: RingRow, card: PopUpCard | None) -> str:
    if card is not None and (matched := [each.name for each in card.people if each.matched]):
        return matched[0]
    # A company that is known by its number only has a first person of the same name.
    return "" if row.name == row.company else row.name


def _since(card: PopUpCard, with_company: bool) -> str:
    if card.kind is CounterpartyKind.CUSTOMER and card.since is not None:
        if with_company:
            return tr("{company}, customer since {year}", company=card.company, year=card.since.year)
        return tr("Customer since {year}", year=card.since.year)
    kind = tr(KIND_WORDS[card.kind]) if card.kind is not None else ""
    if with_company and kind:
        return tr("{company}, {kind}", company=card.company, kind=kind)
    return card.company if with_company else kind


def _place(card: PopUpCard | None) -> str:
    if card is None:
        return ""
    if card.there is None:
        return card.place
    there = card.there.strftime("%H:%M")
    return tr("{place}, {time} there", place=card.place, time=there) if card.place else tr("{time} there", time=there)


_COMPANY = re.compile(
    r"[«»„“\"]|\b(GmbH|AG|KG|OHG|UG|mbH|SE|e\.K|ООО|ОАО|АО|ПАО|ЗАО|ИП|НПО|НПП|ТОО|Ltd|LLC|LLP|Inc|Corp|Co|PLC|S\.?A|SARL|B\.?V|Oy|AB)\b",
    re.IGNORECASE,
)
"""What only names of companies have."""


def who_is(typed: str) -> tuple[str, str]:
    """(name, company) of what was typed: both with a comma between them, or one of the two."""
    first, comma, second = (part.strip() for part in typed.partition(","))
    if not comma:
        return ("", first) if _COMPANY.search(first) else (first, "")
    return (second, first) if _COMPANY.search(first) and not _COMPANY.search(second) else (first, second)


def request_state(request: RequestRow) -> tuple[Dress, str]:
    """How far a call has come that the exchange was asked for, until there is a call."""
    words = {
        RequestState.OWN_PHONE: tr("Answer your telephone"),
        RequestState.DIALLING: tr("Dialling"),
        RequestState.TALKING: tr("Talking"),
        RequestState.DONE: tr("Call has ended"),
        RequestState.FAILED: tr("Not called"),
        RequestState.TOO_LATE: tr("Not called"),
    }
    if request.state in (RequestState.FAILED, RequestState.TOO_LATE):
        dress = FAILED
    else:
        dress = {RequestState.TALKING: TALKS, RequestState.DONE: OVER}.get(request.state, DIALS)
    return dress, words.get(request.state, tr("Asking the exchange"))
