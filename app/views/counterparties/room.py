"""The room of the customers: the list with the card at the right, and in its place the page of one of them."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import marked, phrase, tr
from app.models.terms import KIND_WORDS, CounterpartyKind, Role
from app.operations.actors import Actor
from app.operations.counterparty_history import HistoryEntry
from app.operations.counterparty_history_rows import HISTORY_KINDS
from app.operations.counterparty_rows import CounterpartyCard
from app.operations.register import RegisterRow
from app.views.counterparties.card import KIND_LOOKS, PartyFacts, numbers_of
from app.views.counterparties.deeds import Deeds
from app.views.counterparties.history import HEIGHT, EntryRole, HistoryList
from app.views.counterparties.merge_way import MergeWay
from app.views.counterparties.new_party import NewParty
from app.views.counterparties.page import PartyPage
from app.views.counterparties.parts import NoteField
from app.views.counterparties.work import PartyWork
from app.views.deals.form import FormSlot
from app.views.deals.paper_desk import PaperDesk
from app.views.desk import Desk
from app.views.look.chip import ChipText
from app.views.look.label import Label
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.register.cells import CellLook
from app.views.register.room import RegisterRoom
from app.views.room import About
from app.views.telephone.number_link import dial_one_of

TOPICS = frozenset(
    {
        *("counterparty", "contact", "contact_point", "legal_entity", "site", "interaction", "attachment"),
        *("deal", "task", "stage_entry", "consent", "block_entry", "link_proposal", "merge"),
    }
)
HISTORY_ROWS = 8
"""Lines of history that the card shows at once; it scrolls to the rest."""
SELECTION_RESTS = 90
"""Milliseconds that the selection stands still before its card is asked for: who walks the list asks nothing."""


def wall_clock() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class CounterpartiesRoom(RegisterRoom):
    """List and page. *papers* opens and saves files; *now*: the clock of the rows."""

    name: ClassVar[str] = "counterparties"
    title: ClassVar[str] = marked("Customers")
    icon: ClassVar[str] = "address-book"
    topics: ClassVar[frozenset[str]] = TOPICS
    register_name: ClassVar[str] = "counterparties"
    empty_words: ClassVar[tuple[str, str]] = (
        marked("Nobody here"),
        marked("Inquiries bring customers here; + records one by hand."),
    )
    empty_action: ClassVar[str] = marked("New counterparty")

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        person: Actor,
        papers: PaperDesk,
        *,
        now: Callable[[], datetime] = wall_clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, preferences, person, parent)
        self._now = now
        self.work = PartyWork(desk, messages, self)
        self.deeds = Deeds(self.work, self.slot, self)
        self.page = PartyPage(self.work, self.deeds, papers, now)
        self.merge_way = MergeWay(self.work, self.slot, self)
        for whole in (self.page, *self.merge_way.pages):
            self.pages.addWidget(whole)
        self._measure()
        self.note = NoteField()
        self.card.add_foot(self.note)
        self._history: HistoryList | None = None
        self._deal_wanted = 0
        self._rest = QTimer(self, interval=SELECTION_RESTS, singleShot=True)
        self._rest.timeout.connect(self._open_selected)
        self._declare()
        self._connect_page()
        self.page.files.take_drops_of(self.card)
        self.retranslate()

    def lay_out(
        self, body: QWidget, *, head: QWidget | None = None, card: QWidget | None = None, foot: QWidget | None = None
    ) -> None:
        # The page takes the place of the list; forms open below either of them.
        self.pages = QStackedWidget()
        self.pages.addWidget(body)
        self.slot = FormSlot()
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pages, 1)
        column.addWidget(self.slot)
        super().lay_out(self._whole, head=head, card=card, foot=foot)
        self.arrangement.cover(self.pages)

    @property
    def shows_page(self) -> bool:
        """Whether one counterparty is shown, not the list."""
        return self.pages.currentWidget() is self.page

    # As a register

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        if key == "name":
            return CellLook(weight=600)
        if key == "kind":
            kind = CounterpartyKind(row.cells["kind"])
            tone, sign = KIND_LOOKS[kind]
            return CellLook(text="", chips=(ChipText(tr(KIND_WORDS[kind]), tone, sign),))
        return None

    def fill_card(self, row: RegisterRow) -> None:
        if self.work.card is not None and self.work.card.id == row.key:
            self._fill(self.work.card)
        else:
            self.card.add_section().add(Label(str(row.cells["name"]), 17, 600, wrap=True))
            self._rest.start()

    def open_row(self, row: RegisterRow) -> None:
        self.open_party(row.key)

    def open_record(self, kind: str, record: int) -> None:
        if not record:
            return
        self.open_party(record)
        # The board sends here whose deal it is: the form opens when the card says what may be done.
        self._deal_wanted = record if kind == "new_deal" and self.work.counterparty_id == record else 0

    # Page and list

    def open_party(self, counterparty_id: int) -> None:
        """Show the page of a counterparty."""
        if self.has_unsaved_edits() and counterparty_id != self.work.counterparty_id:
            self.messages.problem(UserError("Something is typed here but not saved yet."))
            return
        self._rest.stop()
        self.work.open(counterparty_id)
        self._show(self.page)
        self.page.begin()
        self.page.history.setFocus()

    def show_list(self) -> None:
        """Go back to the list, to the counterparty that was open."""
        if self.has_unsaved_edits():
            self.messages.problem(UserError("Something is typed here but not saved yet."))
            return
        self._show(self.view)
        if self.view.model.line_of(self.work.counterparty_id) >= 0:
            self.view.select(self.work.counterparty_id)
        self._show_card(self.row)
        self.view.table.setFocus()

    def about(self) -> About | None:
        if self.shows_page and self.work.counterparty_id:
            return "counterparty", self.work.counterparty_id
        return ("counterparty", self.row.key) if self.row is not None and not self.shows_page else None

    def begin_new(self) -> None:
        """+: record a counterparty by hand; who it may be already is looked up while it is typed."""
        form = NewParty(self.desk, self.messages, self.person)
        form.left.connect(self.slot.close_form)
        form.known.connect(self._go_to_known)
        form.made.connect(self._go_to_known)
        self.slot.put(form)

    def write_letter(self) -> None:
        """W: write to the counterparty that is shown."""
        if self.work.counterparty_id:
            self.wanted.emit("write_to_counterparty", self.work.counterparty_id)

    def call(self) -> None:
        """C: call the counterparty that is shown; of several numbers the person chooses one."""
        card = self.work.card
        if card is None or not (self.shows_page or self.is_current(card.id)):
            return
        numbers = numbers_of(card)
        if not numbers:
            self.messages.problem(UserError("No number of {name} is known: add one (E).", name=card.name))
        dial_one_of(numbers, self.pages)

    def _answer_letter(self) -> None:
        """R: answer the letter that the person stands on in the history."""
        history = self.page.history if self.shows_page else self._history
        if history is None or not shiboken6.isValid(history):
            return
        entry: HistoryEntry | None = history.currentIndex().data(EntryRole.ENTRY)
        if entry is not None and entry.kind == "message" and entry.interaction_id is not None:
            self.wanted.emit("answer_letter", entry.interaction_id)

    def reload(self) -> None:
        super().reload()
        self.work.reload()
        if self.shows_page and self.work.counterparty_id:
            self.page.reload_history()

    def retranslate(self) -> None:
        super().retranslate()
        self.setAccessibleName(tr(self.title))

    def has_unsaved_edits(self) -> bool:
        return self.slot.is_dirty() or self.page.is_dirty() or self.note.is_dirty()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.slot.form is not None:
            self.slot.close_form()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.shows_page:
            # The layout brings the card back when the window gets wide.
            QTimer.singleShot(0, self.card, lambda: self.card.setVisible(not self.shows_page))

    def _declare(self) -> None:
        self.action(marked("Task"), "T", self.deeds.plan_task, needs_row=True)
        self.action(marked("New deal"), "N", self.deeds.new_deal, needs_row=True)
        self.change_button = self.action(marked("Change"), "E", self._menu, needs_row=True)
        self.action(marked("Note"), "M", self._begin_note, needs_row=True)
        if not self.person.roles.isdisjoint({Role.HEAD, Role.ADMIN}):
            self.action(marked("Assign"), "A", self.deeds.assign, needs_row=True)
        self.command(marked("New counterparty"), "Ctrl+N", self.begin_new, symbol="plus")
        self.action(marked("Write"), "W", self.write_letter, needs_row=True)
        self.command(marked("Answer the letter"), "R", self._answer_letter, symbol="arrow-bend-up-left")
        self.command(marked("Call"), "C", self.call, symbol="phone-outgoing")
        self.command(marked("Consent"), "K", self.deeds.consent.ask, symbol="envelope-simple")
        self.command(marked("Add files"), "Ctrl+Shift+F", self.page.files.choose, symbol="paperclip")
        for place, (kind, word) in enumerate(HISTORY_KINDS.items(), start=1):
            self.command(word, str(place), partial(self._narrow, kind), symbol="funnel-simple")
        self.command(marked("The whole history"), "0", self.page.bar.clear, symbol="clock-counter-clockwise")
        self.command(marked("History of one person"), "P", self._narrow_to_person, symbol="user", shown=False)

    def _connect_page(self) -> None:
        self.view.empty.acted.connect(self.begin_new)
        self.page.left.connect(self.show_list)
        self.page.wanted.connect(self._go)
        self.deeds.deal_made.connect(lambda deal_id: self.wanted.emit("deal", deal_id))
        self.work.shown.connect(self._card_came)
        self.work.gone.connect(self._gone)
        self.page.part_wanted.connect(self.merge_way.part)
        self.page.merge_wanted.connect(self.merge_way.begin)
        self.merge_way.shown.connect(self._turn_to)
        self.merge_way.back.connect(self._back_to_page)
        self.merge_way.party_wanted.connect(self.open_party)
        self.note.written.connect(self._write)

    def _turn_to(self, page: QWidget) -> None:
        self._show(page)
        page.setFocus()

    def _back_to_page(self) -> None:
        self._show(self.page)
        self.work.reload()
        self.page.history.setFocus()

    def _narrow(self, kind: str) -> None:
        if self.shows_page:
            self.page.bar.turn(kind)

    def _narrow_to_person(self) -> None:
        if self.shows_page:
            self.page.bar.ask_person()

    def _begin_note(self) -> None:
        self.arrangement.show_card()
        self.note.setFocus()

    def _menu(self) -> None:
        self.deeds.records.menu(self.change_button, self.deeds.edit, self.deeds.join_group, self.merge_way.begin)

    def _go(self, kind: str, record: int) -> None:
        if kind == "counterparty":
            self.open_party(record)
        else:
            self.wanted.emit(kind, record)

    def _go_to_known(self, counterparty_id: int) -> None:
        self.slot.close_form()
        self.open_party(counterparty_id)

    def _open_selected(self) -> None:
        if self.row is not None and not self.shows_page:
            self.work.open(self.row.key)

    def _card_came(self, card: CounterpartyCard) -> None:
        if card.merged_into_id is not None and (self.shows_page or self.is_current(card.id)):
            into, name = card.merged_into_id, card.merged_into
            self.open_party(into)
            self.messages.say(phrase("{merged} was merged into {name}: this is {name}.", merged=card.name, name=name))
            return
        if self._deal_wanted and self._deal_wanted == card.id and self.shows_page:
            self.deeds.new_deal()
        self._deal_wanted = 0
        if not self.shows_page and self.is_current(card.id):
            self.card.clear()
            self._fill(card)

    def _fill(self, card: CounterpartyCard) -> None:
        facts = PartyFacts(
            card,
            self.card,
            now=self._now(),
            open_deal=lambda deal_id: self.wanted.emit("deal", deal_id),
            open_task=lambda task_id: self.wanted.emit("task", task_id),
            open_party=self.open_party,
            edit_person=self.deeds.records.edit_person,
            edit_entity=self.deeds.records.edit_entity,
            drop_point=self.deeds.records.drop_point,
            use_point=self.deeds.records.use_point,
            state_consent=self.deeds.consent.ask,
            plan=self.deeds.plan_task,
        )
        facts.head()
        facts.next_step()
        facts.reach()
        facts.next_steps()
        facts.people()
        facts.companies()
        facts.group()
        facts.needs()
        section = self.card.add_section(tr("History"), line=True)
        self._history = HistoryList(self.desk, self._now, inset=0)
        self._history.setFixedHeight(HISTORY_ROWS * HEIGHT)
        self._history.show_history(card.id)
        self._history.opened.connect(self._open_letter)
        section.add(self._history)
        self.page.files.show_files_of("counterparty", card.id)

    def _show_card(self, row: RegisterRow | None) -> None:
        super()._show_card(row)
        # Without a customer there is nobody to write a note of; what is typed already stays in sight.
        self.card.show_foot(row is not None or self.note.is_dirty())

    def _open_letter(self, entry: HistoryEntry | None) -> None:
        if entry is not None and entry.kind == "message" and entry.interaction_id is not None:
            self.wanted.emit("letter", entry.interaction_id)

    def _write(self, text: str) -> None:
        ticket = self.deeds.note(text)
        if ticket is not None:
            ticket.then(lambda _id: self.note.clear())

    def _measure(self) -> None:
        # Only the page that is shown says how much room it needs.
        for page in (self.view, self.page, *self.merge_way.pages):
            wanted = QSizePolicy.Policy.Preferred if page is self.pages.currentWidget() else QSizePolicy.Policy.Ignored
            page.setSizePolicy(wanted, QSizePolicy.Policy.Preferred)

    def _gone(self, error: UserError) -> None:
        self.messages.problem(error)
        if self.shows_page:
            self._show(self.view)

    def _show(self, page: QWidget) -> None:
        on_list = page is self.view
        self.slot.close_form()
        self.pages.setCurrentWidget(page)
        self._measure()
        for part in (self.head, self.foot):
            part.setVisible(on_list)
        self.arrangement.show_card(on_list and not self.arrangement.narrow)
        self.setFocusProxy(page)
        if QApplication.focusWidget() is None:
            page.setFocus()
