"""The page of one counterparty: who it is at the left, its history in the middle, what comes next at the right."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.operations import call_desk
from app.operations.counterparty_history import HistoryEntry
from app.operations.counterparty_rows import CounterpartyCard
from app.views.attachments.files_panel import FilesPanel
from app.views.counterparties.address_question import AddressQuestion
from app.views.counterparties.card import PartyFacts
from app.views.counterparties.deeds import Deeds
from app.views.counterparties.entry_reader import EntryReader
from app.views.counterparties.history import HistoryList
from app.views.counterparties.history_bar import HistoryBar
from app.views.counterparties.parts import NoteField
from app.views.counterparties.work import PartyWork
from app.views.deals.paper_desk import PaperDesk
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.card_column import CardColumn
from app.views.look.key_hint import add_shortcut
from app.views.look.label import Label

SIDE = 316


class PartyPage(QWidget):
    """``show_card(card)`` comes from the work; Esc (``left``) goes back to the list."""

    left = Signal()
    wanted = Signal(str, int)
    part_wanted = Signal(int)
    """Id of a merge that shall be undone."""
    merge_wanted = Signal()

    def __init__(self, work: PartyWork, deeds: Deeds, papers: PaperDesk, now: Callable[[], datetime]) -> None:
        super().__init__()
        set_ground(self, "base")
        self.work, self.deeds, self._papers, self._now = work, deeds, papers, now
        self.back = QuietButton(icon="arrow-left", key="Esc", height=28)
        self.name = Label("", 20, 600)
        self.facts, self.next = CardColumn(), CardColumn()
        self.files = FilesPanel(work.desk, work.messages, papers, margin=0, key="")
        self.bar = HistoryBar(work.desk)
        self.history = HistoryList(work.desk, now)
        self.reader = EntryReader()
        self.note = NoteField()
        self.question = AddressQuestion(work.desk, work.messages)
        self.buttons = {
            "E": PlainButton(key="E", icon="pencil-simple", height=28),
            "T": PlainButton(key="T", icon="check-square", height=28),
            "N": PlainButton(key="N", icon="plus", height=28),
            "W": PlainButton(key="W", icon="paper-plane-tilt", height=28),
            "M": PlainButton(key="M", icon="note-pencil", height=28),
            "A": PlainButton(key="A", icon="user", height=28),
        }
        self._lay_out()
        self._connect()
        self.retranslate()
        self.setFocusProxy(self.history)

    def begin(self) -> None:
        """Show the counterparty of the work from its newest entry on."""
        self.bar.show_everything(self.work.counterparty_id)
        self._show_history()
        if self.work.card is not None:
            self.show_card(self.work.card)

    def show_card(self, card: CounterpartyCard) -> None:
        """Show *card*; the history keeps its place."""
        self.name.setText(card.name)
        self.buttons["A"].setVisible(card.may_assign)
        for key in "EN":
            self.buttons[key].setEnabled(card.may_edit if key == "E" else card.may_deal)
        self._fill(card)
        self.files.show_files_of("counterparty", card.id, may_add=True)
        self.question.ask_about(card)

    def reload_history(self) -> None:
        """Ask again what happened."""
        self._show_history()

    def is_dirty(self) -> bool:
        """Whether something is typed here and not kept yet."""
        return self.note.is_dirty()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.back.setText(tr("Back"))
        words = {"E": tr("Change"), "T": tr("Task"), "N": tr("New deal"), "M": tr("Note"), "A": tr("Assign")}
        words["W"] = tr("Write")
        for key, word in words.items():
            self.buttons[key].setText(word)
        if self.work.card is not None and self.isVisible():
            self.show_card(self.work.card)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fill(self, card: CounterpartyCard) -> None:
        for column in (self.facts, self.next):
            column.clear()
        left = self._facts_in(card, self.facts)
        left.head(named=False)
        left.reach()
        left.people()
        left.companies()
        left.group()
        right = self._facts_in(card, self.next)
        right.next_step(line=False)
        right.next_steps(line=card.merged_into_id is None)
        right.needs()

    def _facts_in(self, card: CounterpartyCard, column: CardColumn) -> PartyFacts:
        return PartyFacts(
            card,
            column,
            now=self._now(),
            open_deal=lambda deal_id: self.wanted.emit("deal", deal_id),
            open_task=lambda task_id: self.wanted.emit("task", task_id),
            open_party=lambda party_id: self.wanted.emit("counterparty", party_id),
            edit_person=self.deeds.records.edit_person,
            edit_entity=self.deeds.records.edit_entity,
            drop_point=self.deeds.records.drop_point,
            use_point=self.deeds.records.use_point,
            state_consent=self.deeds.consent.ask,
            plan=self.deeds.plan_task,
        )

    def _show_history(self) -> None:
        self.history.show_history(self.work.counterparty_id, self.bar.shown)

    def _write(self, text: str) -> None:
        ticket = self.deeds.note(text)
        if ticket is not None:
            ticket.then(lambda _id: self.note.clear())

    def _read(self, entry: HistoryEntry | None) -> None:
        self.reader.show_entry(entry)
        if entry is not None and entry.kind == "call" and entry.interaction_id is not None:
            self.work.desk.ask(self.reader, call_desk.call, entry.interaction_id).then(self.reader.show_call)

    def _open_entry(self, entry: HistoryEntry | None) -> None:
        if entry is not None and entry.kind == "message" and entry.interaction_id is not None:
            self.wanted.emit("letter", entry.interaction_id)
        elif entry is not None and entry.merge_id is not None:
            self.part_wanted.emit(entry.merge_id)
        elif entry is not None and entry.inquiry_id is not None:
            self.wanted.emit("inquiry", entry.inquiry_id)
        elif entry is not None and len(entry.files) == 1:
            self._open_file(entry.files[0].id)
        elif entry is not None and entry.deal_id is not None and not entry.files:
            self.wanted.emit("deal", entry.deal_id)

    def _open_file(self, attachment_id: int) -> None:
        self.files.open_document(attachment_id)

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.work.shown.connect(lambda card: self.show_card(card) if self.isVisible() else None)
        self.bar.changed.connect(self._show_history)
        self.bar.left.connect(self.history.setFocus)
        add_shortcut(self, "/", self.bar.begin)
        self.history.chosen.connect(self._read)
        self.history.opened.connect(self._open_entry)
        self.reader.file_wanted.connect(self._open_file)
        self.reader.part_wanted.connect(self.part_wanted)
        self.note.written.connect(self._write)
        self.buttons["T"].clicked.connect(self.deeds.plan_task)
        self.buttons["N"].clicked.connect(self.deeds.new_deal)
        self.buttons["A"].clicked.connect(self.deeds.assign)
        self.buttons["W"].clicked.connect(lambda: self.wanted.emit("write_to_counterparty", self.work.counterparty_id))
        self.buttons["M"].clicked.connect(self.note.setFocus)
        self.buttons["E"].clicked.connect(
            lambda: self.deeds.records.menu(
                self.buttons["E"], self.deeds.edit, self.deeds.join_group, self.merge_wanted.emit
            )
        )
        for part in (self.history.viewport(), self):
            self.files.take_drops_of(part)

    def _lay_out(self) -> None:
        head = QWidget()
        head.setFixedHeight(55)
        row = QHBoxLayout(head)
        row.setContentsMargins(8, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.name, 1)
        for button in self.buttons.values():
            row.addWidget(button)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        views = QVBoxLayout()
        views.setContentsMargins(16, 8, 12, 6)
        views.addWidget(self.bar)
        middle.addLayout(views)
        middle.addWidget(self.history, 1)
        middle.addWidget(self.reader)
        middle.addWidget(Hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        foot.addWidget(self.note)
        middle.addLayout(foot)
        right = QWidget()
        below = QVBoxLayout(right)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.next, 1)
        below.addWidget(Hairline())
        files = QHBoxLayout()
        files.setContentsMargins(20, 10, 10, 12)
        files.addWidget(self.files)
        below.addLayout(files)
        for side in (self.facts, right):
            side.setFixedWidth(SIDE)
        for side in (self.facts, self.next):
            side.setMinimumWidth(SIDE)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.facts)
        body.addWidget(Hairline(upright=True))
        body.addLayout(middle, 1)
        body.addWidget(right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(Hairline())
        column.addWidget(self.question)
        column.addLayout(body, 1)
