"""The card of a quality call: whom to ask, by which number, the script, and why just this customer was drawn."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.language import LANGUAGES, phrase, tr, trn
from app.models.quality_terms import QUALITY_KIND_WORDS, QUALITY_RESULT_WORDS, QualityKind, QualityResult
from app.operations.quality_calls import QualityCard
from app.views.counterparties.parts import LinkLine
from app.views.look.card_column import CardColumn
from app.views.look.chip import Chip, ChipText
from app.views.look.label import Label
from app.views.look.numbers import clock, day, moment
from app.views.look.tokens import Tone
from app.views.quality.script import ScriptPanel
from app.views.telephone.number_link import Dialled, NumberLink, add_number

KIND_ICONS = {
    QualityKind.CLOSED_DEAL: "handshake",
    QualityKind.LOST_DEAL: "prohibit",
    QualityKind.FIRST_CONTACT: "user-plus",
}
RESULT_TONES: dict[QualityResult, tuple[Tone, str]] = {
    QualityResult.ANSWERED: ("success", "check-circle"),
    QualityResult.REFUSED: ("neutral", "minus-circle"),
    QualityResult.UNREACHABLE: ("warning", "phone-x"),
}
Go = Callable[[str, int], object]


def result_chip(result: QualityResult) -> ChipText:
    """What came of a call."""
    tone, sign = RESULT_TONES[result]
    return ChipText(tr(QUALITY_RESULT_WORDS[result]), tone, sign)


def dialled_of(card: QualityCard) -> tuple[Dialled, ...]:
    """The numbers that may be called, the first one first."""
    return tuple(
        Dialled(each.number, each.whose, each.extension, card.counterparty_id, card.deal_id) for each in card.numbers
    )


def show_call(column: CardColumn, card: QualityCard, script: ScriptPanel, buttons: QWidget, now: datetime, go: Go) -> None:
    """Fill *column*; *script* and *buttons* stand in it, *go* leads to a record."""
    column.clear()
    head = column.add_section()
    head.add(Chip(tr(QUALITY_KIND_WORDS[card.kind]), "neutral", KIND_ICONS[card.kind]))
    if card.result is not None:
        chip = result_chip(card.result)
        head.add(Chip(chip.text, chip.tone, chip.icon))
    company = LinkLine("address-book", card.company, token="accent_text")
    company.clicked.connect(lambda: go("counterparty", card.counterparty_id))
    head.add(Label(card.subject or card.company, 17, 600, wrap=True))
    head.add(company)
    kind, record = ("deal", card.deal_id) if card.deal_id is not None else ("inquiry", card.inquiry_id)
    if record is not None:
        matter = LinkLine("columns" if kind == "deal" else "tray", card.number, token="accent_text")
        matter.clicked.connect(lambda: go(kind, record))
        head.add(matter)
    if card.seller:
        head.add_fact(tr("Seller"), card.seller)
    head.add_fact(tr("Ended") if card.deal_id is not None else tr("Received"), day(card.ended_at))
    if card.result is None:
        _add_numbers(column, card)
    _add_script(column, card, script, buttons, now)
    _add_why(column, card)


def _add_numbers(column: CardColumn, card: QualityCard) -> None:
    section = column.add_section(tr("Whom to call"), line=True)
    numbers = dialled_of(card)
    if not numbers:
        section.add(Label(tr("No number may be called: blocked, refused or wrong."), 13, 400, "danger_text", wrap=True))
        return
    if numbers[0].whose:
        section.add(Label(numbers[0].whose, 13, 500, wrap=True))
    section.add(NumberLink(numbers[0], 20, 600, key="C"))
    for other in numbers[1:4]:
        add_number(section, other.whose or tr("Also"), other)


def _add_script(column: CardColumn, card: QualityCard, script: ScriptPanel, buttons: QWidget, now: datetime) -> None:
    language = LANGUAGES.get(card.language, LANGUAGES["en"])
    done = card.result is not None
    title = tr("Answers") if done else tr("Questions")
    section = column.add_section(title, "" if done else language, line=True)
    if card.result is QualityResult.ANSWERED or not done:
        section.add(script)
    elif card.note:
        section.add(Label(card.note, 13, 400, wrap=True))
    if done:
        script.setEnabled(False)
        if card.called_at is not None:
            section.add_fact(tr("Asked by"), f"{card.called_by}, {moment(card.called_at, now=now)}")
        return
    section.add(buttons)
    script.reached.connect(lambda part: column.reveal(buttons if part is script.whole else part))
    if card.tries:
        section.add(
            Label(trn("Not reached {count} time so far", "Not reached {count} times so far", card.tries), 12, 400, "muted")
        )
    if card.again_at is not None and card.again_at > now:
        words = tr("Comes again on {day} at {time}.", day=day(card.again_at), time=clock(card.again_at))
        section.add(Label(words, 12, 400, "warning_text", wrap=True))


def _add_why(column: CardColumn, card: QualityCard) -> None:
    if card.why is None:
        return
    why = card.why
    section = column.add_section(tr("Why this one"), line=True)
    said = phrase(
        "Drawn by lot: its ticket is number {place} of the {pool} of this seller, from {begin} to {end}.",
        place=why.place,
        pool=why.pool,
        begin=why.begin.date(),
        end=why.end.date(),
    )
    section.add(Label(said.said(), 12, 400, "muted", wrap=True))
    drawn = tr("{day}, by {name}", day=day(why.at), name=why.by or tr("Kontor"))
    section.add_fact(tr("Drawn"), drawn)
    section.add_fact(tr("Seed"), f"{why.seed[:16]}…")
    section.add_fact(tr("Ticket"), f"{why.ticket[:16]}…")
    section.setToolTip(tr("The ticket is the SHA-256 of seed, kind and number: {seed}", seed=why.seed))
