"""A list whose rows are worked on: small forms in the foot, changes with undo, a card that the desk fills."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any, TypeVar

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.errors import Conflict, NotFound, UserError
from app.events import Document
from app.language import Phrase, tr
from app.operations import paper_printing
from app.operations.actors import Actor
from app.operations.history import HistoryRow
from app.operations.register import RegisterRow
from app.views.background import Ticket
from app.views.conflict import settle_conflict
from app.views.deals.form import Asked, FormSlot, InlineForm, SmallForm, Values
from app.views.deals.paper_desk import PaperDesk
from app.views.deals.words import spoken
from app.views.desk import Desk
from app.views.look.card_column import CardSection
from app.views.look.chip import Chip, ChipText
from app.views.look.label import Label
from app.views.look.numbers import local, moment
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.register.room import RegisterRoom
from app.views.triage.card_lines import CardLink

T = TypeVar("T")
LEAST_HEIGHT = 96
Clock = Callable[[], datetime]


def present() -> datetime:
    """This moment."""
    return datetime.now(UTC)


class WorkRoom(RegisterRoom):
    """``WorkRoom(desk, messages, preferences, person, papers)``: a register room with a place for forms in its foot."""

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        person: Actor,
        papers: PaperDesk,
        *,
        clock: Clock = present,
        zone: tzinfo | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, preferences, person, parent)
        self.papers, self._clock, self._zone = papers, clock, zone
        self.slot = FormSlot()
        # A form needs its height in a small window; the words of an empty list give way.
        self.view.pages.setMinimumHeight(LEAST_HEIGHT)
        layout = self.foot.layout()
        if layout is not None:
            # Above the bar of actions: the form belongs to the row that is selected.
            layout.removeWidget(self.bar)
            layout.addWidget(self.slot)
            layout.addWidget(self.bar)
        self.slot.closed.connect(self.view.table.setFocus)

    def today(self) -> date:
        """The present day at this workstation."""
        return local(self._clock(), self._zone).date()

    def has_unsaved_edits(self) -> bool:
        return self.slot.is_dirty()

    # Forms and changes

    def ask_for(
        self,
        title: str | Phrase,
        fields: Sequence[Asked],
        verb: str,
        start: Callable[[Values], Ticket[Any] | None],
        *,
        icon: str = "check",
    ) -> InlineForm:
        """Open a small form in the foot; *start* begins the change, the form stays open while it is refused."""
        form = InlineForm(title, fields, verb, icon=icon)
        self.slot.open(form, start)
        return form

    def put_form(self, form: SmallForm) -> None:
        """Open a form that brings its own fields."""
        self.slot.put(form)

    def change(
        self,
        ticket: Ticket[T],
        said: Callable[[T], str | Phrase] | None = None,
        *,
        undo: Callable[[T], Callable[[], object]] | None = None,
        again: Callable[[int], object] | None = None,
    ) -> Ticket[T]:
        """Tell what came of a change that is under way. undo: what takes it back; again: do it over somebody's change."""

        def done(answer: T) -> None:
            if said is not None:
                words = said(answer)
                text = spoken(words) if isinstance(words, Phrase) else words
                self.messages.done(text, undo=undo(answer) if undo else None)
            self.refresh()

        return ticket.then(done).otherwise(lambda error: self.cope(error, again))

    def cope(self, error: UserError, again: Callable[[int], object] | None = None) -> None:
        """Say what cannot be; of a conflict compare mine and theirs."""
        if isinstance(error, Conflict) and error.clashes and error.current_version is not None and again is not None:
            newest = error.current_version
            settle_conflict(error, self, keep_mine=lambda: again(newest), keep_theirs=self._leave_and_load)
            return
        if isinstance(error, Conflict | NotFound):
            self.refresh()
        self.messages.problem(error)

    def _leave_and_load(self) -> None:
        self.slot.close_form()
        self.refresh()

    def undoing(self, start: Callable[[], Ticket[Any]], said: str) -> Callable[[], object]:
        """What an undo button does: begin a change and tell that it is undone."""
        return lambda: self.change(start(), lambda _answer: said)

    def open_document(self, ticket: Ticket[int]) -> None:
        """Show the document whose attachment *ticket* brings."""

        def show(document: Document) -> None:
            self.papers.open(document, self)

        def load(attachment_id: int) -> None:
            self.desk.ask(self, paper_printing.attachment, attachment_id).then(show).otherwise(self.messages.problem)
            self.refresh()

        ticket.then(load).otherwise(self.cope)

    def open_deal(self) -> None:
        """Go to the deal of the selected row."""
        if self.row is not None and self.row.cells.get("deal_id"):
            self.wanted.emit("deal", self.row.cells["deal_id"])
        elif self.row is not None:
            self.messages.say(tr("No deal waits for these goods: they are for stock."))

    # The card

    def fill_from(
        self,
        row: RegisterRow,
        ticket: Ticket[T],
        show: Callable[[T], None],
    ) -> None:
        """Fill the card when *ticket* brings what it shows, if *row* is still the selected one."""

        def take(answer: T) -> None:
            if self.is_current(row.key):
                self.card.clear()
                show(answer)

        ticket.then(take).otherwise(lambda _error: None)

    def add_head(self, title: str, second: str, chips: Sequence[ChipText] = ()) -> CardSection:
        """The top of the card: what it is (chips), its name, a muted line."""
        section = self.card.add_section()
        if chips:
            line = QWidget()
            row = _chip_row(line)
            for chip in chips:
                row.addWidget(Chip(chip.text, chip.tone, chip.icon))
            row.addStretch(1)
            section.add(line)
        section.add(Label(title, 17, 600, wrap=True))
        if second:
            section.add(Label(second, 13, 400, "muted", wrap=True))
        return section

    def add_way(self, section: CardSection, words: str, icon: str, kind: str, record: int) -> None:
        """A line that leads to another record."""
        link = CardLink(words, icon=icon, height=28)
        link.set_stretched()
        link.clicked.connect(lambda: self.wanted.emit(kind, record))
        section.add(link)

    def add_history(self, title: str, rows: Sequence[HistoryRow]) -> None:
        """What happened, newest first."""
        if not rows:
            return
        section = self.card.add_section(title, line=True)
        for row, following in zip(rows, (*rows[1:], None), strict=True):
            section.add(Label(spoken(row.text), 13, 400, wrap=True))
            # What was said at once has its time once.
            if following is None or (following.at, following.who) != (row.at, row.who):
                when = moment(row.at, now=self._clock(), zone=self._zone)
                section.add(Label(" · ".join(filter(None, (when, row.who))), 12, 400, "muted"))


def _chip_row(line: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    return row
