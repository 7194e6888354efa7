"""What is known of a task, as sections of the card: what, for whom, until when, where it leads."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.language import tr, trn
from app.models.terms import ROLE_WORDS, TASK_WORDS
from app.operations.task_chain import ChainLink
from app.operations.tasks import DealWithoutStep, TaskRow
from app.views.counterparties.parts import LinkLine
from app.views.deals.words import spoken
from app.views.look.card_column import CardColumn
from app.views.look.chip import Chip
from app.views.look.label import Label
from app.views.look.numbers import clock, day
from app.views.tasks.day_model import KIND_ICONS, due_figure

Go = Callable[[str, int], object]


def show_task(card: CardColumn, row: TaskRow, now: datetime, go: Go) -> None:
    """Fill *card* with a task; *go* leads to a record."""
    card.clear()
    head = card.add_section()
    head.add(Chip(tr(TASK_WORDS[row.kind]), "danger" if row.late else "neutral", KIND_ICONS[row.kind]))
    head.add(Label(spoken(row.title), 17, 600, wrap=True))
    head.add_fact(tr("Until"), f"{day(row.due_at)}, {clock(row.due_at)}")
    if row.late:
        head.add(Label(due_figure(row, now)[0], 13, 600, "danger_text"))
    who = row.who or (tr(ROLE_WORDS[row.role]) if row.role is not None else "")
    if who:
        head.add_fact(tr("Who"), who)
    if row.note:
        card.add_section(tr("Note"), line=True).add(Label(row.note, 13, 400, "text", wrap=True))
    ways = [
        ("columns", row.deal_number, "deal", row.deal_id),
        ("address-book", row.company, "counterparty", row.counterparty_id),
        ("tray", row.inquiry_number, "inquiry", row.inquiry_id),
    ]
    if any(record for _, _, _, record in ways):
        section = card.add_section(tr("Belongs to"), line=True)
        for sign, words, kind, record in ways:
            if record is not None and words:
                line = LinkLine(sign, words, token="accent_text")
                line.clicked.connect(lambda _checked=False, kind=kind, record=record: go(kind, record))
                section.add(line)


def add_chain(card: CardColumn, links: Sequence[ChainLink], task_id: int) -> None:
    """What came before a task and what comes after it; nothing for one that stands alone."""
    if len(links) < 2:
        return
    section = card.add_section(tr("One led to the other"), trn("{count} task", "{count} tasks", len(links)), line=True)
    for link in links:
        here = link.task_id == task_id
        sign = "check-circle" if link.done_at is not None else "circle-dashed"
        line = LinkLine(sign, spoken(link.title), token="text" if here else "muted")
        line.setEnabled(False)
        section.add(line)
        when = link.done_at if link.done_at is not None else link.due_at
        said = tr("done {day}", day=day(when)) if link.done_at is not None else tr("until {day}", day=day(when))
        section.add(Label("  ·  ".join(filter(None, (said, link.who, link.result))), 12, 400, "muted", wrap=True))


def show_deal(card: CardColumn, row: DealWithoutStep, go: Go) -> None:
    """Fill *card* with a deal that nobody plans to go on with."""
    card.clear()
    head = card.add_section()
    head.add(Chip(tr("no next step"), "danger", "calendar-x"))
    head.add(Label(row.title, 17, 600, wrap=True))
    head.add(Label(row.company, 13, 400, "muted", wrap=True))
    head.add(Label(tr("Nobody plans to go on with this deal. N plans its next step."), 13, 400, "danger_text", wrap=True))
    line = LinkLine("columns", row.number, token="accent_text")
    line.clicked.connect(lambda: go("deal", row.deal_id))
    head.add(line)
