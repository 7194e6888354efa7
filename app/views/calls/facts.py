"""What a pop-up knows of a caller, line by line: who else has this number, what is open, what was last."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr, trn
from app.operations.call_rows import CallBackTask, InvoiceThere, PopUpCard, PromiseRow
from app.views.deals.words import spoken
from app.views.look.areas import Hairline
from app.views.look.chip import Chip
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.numbers import clock, day, local, moment, money
from app.views.look.tokens import Token

MOST_PEOPLE = 4
TONES: dict[str, Token] = {"plain": "text", "warning": "warning_text", "danger": "danger_text"}
PROMISE_ICONS = {"task": "clock", "plant": "factory", "supplier": "shopping-cart"}
EVENT_ICONS = {"message": "envelope-simple", "call": "phone", "note": "note", "meeting": "users", "step": "check-square"}


class FactLine(QWidget):
    """Icon, words, and a figure at the right edge that is never cut."""

    def __init__(self, icon: str, words: str, figure: str = "", token: Token = "text", *, strong: bool = True) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel(icon, "muted" if token == "text" else token, 16))
        said = Label(words, 13, 500 if strong else 400, token)
        said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.addWidget(said, 1)
        if figure:
            row.addWidget(Label(figure, 12, 400, "muted"))


def fill_facts(column: QVBoxLayout, card: PopUpCard, *, briefly: bool = False) -> None:
    """Show in *column* what *card* knows, in place of what stood there; *briefly*: only how often they called."""
    clear(column)
    if card.inquiry_number and card.new and card.counterparty_id is not None:
        chip = Chip(tr("Lead and inquiry recorded"), "success", "check-circle")
        chip.setToolTip(tr("Inquiry {number}", number=card.inquiry_number))
        _put(column, chip, 8)
    elif card.inquiry_number and card.new:
        chip = Chip(tr("Inquiry recorded"), "success", "check-circle")
        chip.setToolTip(tr("Inquiry {number}", number=card.inquiry_number))
        _put(column, chip, 8)
    for words in _often(card):
        _put(column, Label(words, 13, 400, "muted", wrap=True), 4)
    if briefly:
        return
    _people(column, card)
    _open_now(column, card)
    _last(column, card)
    _noted(column, card)


def clear(column: QVBoxLayout) -> None:
    """Take away what stands in *column*."""
    while (item := column.takeAt(0)) is not None:
        if (part := item.widget()) is not None:
            part.hide()
            part.deleteLater()


def _put(column: QVBoxLayout, part: QWidget, space: int = 4) -> None:
    if space:
        column.addSpacing(space)
    column.addWidget(part)


def _head(column: QVBoxLayout, words: str) -> None:
    _put(column, Hairline(), 10)
    _put(column, Label(words, 12, 600, "muted"), 8)


def _often(card: PopUpCard) -> list[str]:
    """How often they called, and until when they are called back."""
    task = _task(card.call_back) if card.call_back is not None else ""
    return [words for words in (spoken(card.again), task) if words]


def _task(task: CallBackTask) -> str:
    today = local(task.due_at).date() == datetime.now(UTC).astimezone().date()
    until = clock(task.due_at) if today else day(task.due_at)
    if task.mine:
        return tr("Call back by {until}, the task is yours.", until=until)
    if task.who:
        return tr("{name} calls back by {until}.", name=task.who, until=until)
    return tr("To be called back by {until}.", until=until)


def _people(column: QVBoxLayout, card: PopUpCard) -> None:
    shown = next((each.contact_id for each in card.people if each.matched), None)
    others = [each for each in card.people if each.contact_id != shown]
    if shown is None:
        others = others[1:] if len(others) > 1 and others[0].company == card.company else []
    if not others:
        return
    _head(column, tr("Also at this number"))
    for person in others[:MOST_PEOPLE]:
        words = tr("{name}, {position}", name=person.name, position=person.position) if person.position else person.name
        aside = person.company if person.company != card.company else ""
        if person.extension:
            aside = ", ".join(filter(None, (aside, tr("ext. {extension}", extension=person.extension))))
        _put(column, FactLine("user", words, strong=False) if not aside else _with_aside(words, aside))
    if (more := len(others) - MOST_PEOPLE) > 0:
        _put(column, Label(trn("{count} more person", "{count} more people", more), 12, 400, "muted"))


def _with_aside(words: str, aside: str) -> FactLine:
    return FactLine("user", tr("{name} ({company})", name=words, company=aside), strong=False)


def _open_now(column: QVBoxLayout, card: PopUpCard) -> None:
    lines = [_promise(each) for each in card.promises] + [_invoice(each) for each in card.invoices]
    deal = card.deal
    if deal is not None and deal.open:
        named = tr("{number}, {title}", number=deal.number, title=deal.title) if deal.title else deal.number
        lines.insert(0, FactLine("columns", named, money(deal.net, deal.currency, cents=False)))
    if lines:
        _head(column, tr("Open now"))
    for line in lines:
        _put(column, line)
    if deal is not None and not deal.open:
        _head(column, tr("Last deal"))
        named = tr("{number}, {title}", number=deal.number, title=deal.title) if deal.title else deal.number
        _put(column, FactLine("columns", named, money(deal.net, deal.currency, cents=False), strong=False))


def _promise(promise: PromiseRow) -> FactLine:
    due = promise.due
    figure = ""
    if due is not None:
        on = local(due).date() if isinstance(due, datetime) else due
        figure = tr("today") if on == datetime.now(UTC).astimezone().date() else day(due)
    return FactLine(PROMISE_ICONS[promise.kind], spoken(promise.text), figure, TONES[promise.tone])


def _invoice(invoice: InvoiceThere) -> FactLine:
    words = (
        tr("Invoice {number} half paid, overdue", number=invoice.number)
        if invoice.half
        else tr("Invoice {number} overdue", number=invoice.number)
    )
    open_sum = tr("{sum} open", sum=money(invoice.open, invoice.currency, cents=False))
    return FactLine("currency-eur", words, open_sum, "danger_text")


def _last(column: QVBoxLayout, card: PopUpCard) -> None:
    if not card.last:
        return
    _head(column, tr("What was last"))
    for event in card.last:
        icon = EVENT_ICONS.get(event.kind, "note")
        _put(column, FactLine(icon, " ".join(spoken(event.text).split()), moment(event.at), strong=False))


def _noted(column: QVBoxLayout, card: PopUpCard) -> None:
    if not card.others:
        return
    _head(column, tr("Noted by others"))
    for note in card.others:
        _put(column, Label(tr("{name}: {words}", name=note.who, words=note.text), 13, 400, wrap=True))
