"""Sections of a counterparty's card that stand for themselves: what comes next, its group of companies, what it became."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.language import phrase, tr
from app.operations.counterparty_changes import KindChange
from app.operations.counterparty_groups import PartyLine
from app.operations.counterparty_rows import CounterpartyCard
from app.views.counterparties.parts import LinkLine
from app.views.deals.words import spoken
from app.views.look.buttons import PlainButton
from app.views.look.card_column import CardColumn, CardSection
from app.views.look.chip import Chip
from app.views.look.label import Label
from app.views.look.numbers import day, local

MOST_KINDS = 3
MOST_LINES = 6


def due_words(due: datetime | None, now: datetime, *, late: bool) -> str:
    """Until when, as loud as it is late: "today", "3 d late", "4 Nov"."""
    if due is None:
        return ""
    days = (local(now).date() - local(due).date()).days
    if days == 0:
        return tr("today")
    return tr("{days} d late", days=days) if late else day(due)


def add_next_step(
    column: CardColumn,
    card: CounterpartyCard,
    now: datetime,
    *,
    line: bool,
    open_task: Callable[[int], object],
    plan: Callable[[], object],
) -> None:
    """What is to be done next, whatever else the card shows; loud where nobody plans to go on."""
    if card.merged_into_id is not None:
        return
    section = column.add_section(tr("Next step"), line=line)
    step = card.next_step
    if step is None:
        section.add(Chip(tr("no next step"), "danger", "calendar-x"))
        section.add(Label(tr("Nobody plans to go on with {name}.", name=card.name), 13, 500, "danger_text", wrap=True))
        button = PlainButton(tr("Plan the next step"), icon="check-square", height=28)
        button.clicked.connect(lambda _checked=False: plan())
        section.add(button)
        return
    shown = LinkLine("arrow-right", spoken(step.title), token="danger_text" if step.late else "text")
    shown.clicked.connect(lambda: open_task(step.id))
    section.add(shown)
    words = ", ".join(filter(None, (due_words(step.due_at, now, late=step.late), step.who)))
    section.add(Label(words, 12, 500, "danger_text" if step.late else "muted"))


def add_kinds(section: CardSection, kinds: Sequence[KindChange]) -> None:
    """What it became, when, and who said so."""
    for change in kinds[:MOST_KINDS]:
        words = phrase("{before} → {after}", before=change.before, after=change.after).said()
        who = ", ".join(filter(None, (day(change.at), change.who)))
        section.add(Label(f"{words}  ·  {who}", 12, 400, "muted", wrap=True))


def add_group(column: CardColumn, card: CounterpartyCard, open_party: Callable[[int], object]) -> None:
    """The holding, and the companies beside and below; a click leads there."""
    group = card.group
    if group.holding is None and not group.below:
        return
    section = column.add_section(tr("Group of companies"), line=True)
    if group.holding is not None:
        _add_party(section, group.holding, "tree-structure", open_party)
    for title, lines, count in (
        (tr("Beside it"), group.beside, group.beside_count),
        (tr("Belonging to it"), group.below, group.below_count),
    ):
        if lines:
            section.add(Label(title, 12, 500, "muted"))
        for each in lines[:MOST_LINES]:
            _add_party(section, each, "buildings", open_party)
        if count > MOST_LINES:
            section.add(Label(tr("and {count} more", count=count - MOST_LINES), 12, 400, "muted"))


def _add_party(section: CardSection, party: PartyLine, symbol: str, open_party: Callable[[int], object]) -> None:
    shown = LinkLine(symbol, party.name)
    shown.clicked.connect(lambda: open_party(party.id))
    section.add(shown)
