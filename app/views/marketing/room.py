"""The room of segments: the list at the left, the chosen one as a sentence with its people, the export at the right."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import chosen, marked, tr, trn
from app.models.marketing_terms import Schedule, Standing
from app.operations import (
    export_ledger,
    segment_fields,
    segment_people,
    segments,
)
from app.operations.export_ledger import RunPage
from app.operations.register import Count
from app.operations.segment_figures import Figures
from app.operations.segment_people import Audience, PersonRow
from app.operations.segments import Repeat, SegmentRow
from app.views.desk import Desk
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton
from app.views.look.empty_state import EmptyState
from app.views.look.key_hint import add_shortcut
from app.views.look.label import Label
from app.views.look.numbers import number
from app.views.look.table import CellRole, Table
from app.views.marketing.ask_panel import AskPanel
from app.views.marketing.call_panel import CallPanel
from app.views.marketing.calling import SellerCalls
from app.views.marketing.conditions import ConditionsEditor
from app.views.marketing.counting import ListSizes, LiveCount
from app.views.marketing.export_card import ExportCard
from app.views.marketing.files import ListFiles, SystemFiles
from app.views.marketing.people_model import ADDRESS, PeopleModel
from app.views.marketing.saving import ListSaver
from app.views.marketing.segment_list import SegmentList
from app.views.marketing.segment_work import SegmentWork
from app.views.messages import Messages
from app.views.place import Place
from app.views.register.action_bar import ActionBar
from app.views.room import Room

WIDTHS = (166, 132, 190, 128)
"""In px at first; the address takes what is left, a chip is never cut."""


class SegmentsRoom(Room):
    """``SegmentsRoom(desk, messages)``, way out ``wanted("counterparty", id)``."""

    name: ClassVar[str] = "segments"
    title: ClassVar[str] = marked("Segments")
    icon: ClassVar[str] = "users-three"
    topics: ClassVar[frozenset[str]] = frozenset({"segment", "left_out", "export_run", "block_entry", "consent"})

    def __init__(
        self, desk: Desk, messages: Messages, files: ListFiles | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, messages, parent)
        self.files: ListFiles = files or SystemFiles()
        self._wanted_segment = 0
        self._counted_for: Audience | None = None
        self._figures: Figures | None = None
        self._size: Count | None = None
        self._own_change = False
        self.list = SegmentList()
        self.editor = ConditionsEditor()
        self.people = PeopleModel()
        self.table = Table()
        self.card = ExportCard()
        self.calls = CallPanel()
        self.question = AskPanel()
        self.foot = ActionBar()
        self.work = SegmentWork(desk, messages, self.list, self.question)
        self.saver = ListSaver(desk, messages, files or SystemFiles(), self)
        self.seller_calls = SellerCalls(desk, messages, self.calls)
        self.counting = LiveCount(desk, self)
        self.sizes = ListSizes(desk, self.list.in_sight, self)
        self.heading = Label("", 20, 600)
        self.call_button = PlainButton(icon="phone-outgoing", key="T")
        self.empty = EmptyState("users-three")
        self.nobody = EmptyState("user")
        self._fill()
        self._connect()
        self._declare()
        self.retranslate()

    # Loading

    def reload(self) -> None:
        self.desk.ask(self, segments.segments).then(self._show_segments)
        self.desk.ask(self, segment_fields.all_choices).then(self._show_choices)

    def open_record(self, kind: str, record: int) -> None:
        self._wanted_segment = record
        self.refresh()

    def retranslate(self) -> None:
        self.list.retranslate()
        self.foot.retranslate()
        self.call_button.setText(tr("Task for sellers"))
        self.empty.set_words(
            tr("No segment yet"),
            tr("A segment is a group of customers, said by conditions: kind of equipment, last contact, country."),
            tr("New segment"),
        )
        self.nobody.set_words(
            tr("Nobody fits these conditions"), tr("Take one of them away, or let it compare otherwise."), ""
        )
        self._say_counts()

    def _show_segments(self, rows: tuple[SegmentRow, ...]) -> None:
        self.list.show_rows(rows, self._wanted_segment)
        self._wanted_segment = 0
        self.stack.setCurrentIndex(1 if rows else 0)
        self.card.setEnabled(bool(rows))
        self._show_segment()
        self.sizes.look()

    def _show_choices(self, choices: Mapping[str, tuple[tuple[str, str], ...]]) -> None:
        if choices != self.editor.choices:
            self.editor.choices = choices
            self.editor.show_conditions(self.editor.conditions)

    def _show_segment(self) -> None:
        row = self.list.current
        self.card.show_segment(row)
        self.heading.setText(row.name if row else "")
        if row is None:
            return
        if row.conditions != self.editor.conditions:
            self.editor.show_conditions(row.conditions)
        self._ask_people()
        self.desk.ask(self, export_ledger.runs, row.id).then(self._show_runs)

    def _ask_people(self) -> None:
        audience = self.audience
        if audience is None:
            return
        if audience != self._counted_for:
            self._counted_for, self._figures, self._size = audience, None, None
            self.card.show_figures(None)
        self._say_counts()
        self.desk.ask(self, segment_people.preview, audience).then(self._show_people)
        self.counting.ask(audience, at_once=self._own_change)
        self._own_change = False

    def _show_people(self, page: segment_people.PeoplePage) -> None:
        place = Place.of(self.table, CellRole.KEY)
        self.people.begin(page, self.card.list_kind)
        self.people_stack.setCurrentIndex(1 if page.rows else 0)
        if page.rows:
            (place or Place(None, 0, 0)).restore(self.table, CellRole.KEY)
        self.foot.set_row(self.person is not None)
        self._say_counts()

    def _show_size(self, audience: Audience, size: Count) -> None:
        row = self.list.current
        if row is not None and audience == self.audience:
            self._size = size
            self.sizes.know(row, size)
            self._say_counts()

    def _show_figures(self, audience: Audience, figures: Figures) -> None:
        row = self.list.current
        if row is not None and audience == self.audience:
            self._figures = figures
            self.sizes.know(row, Count(figures.companies))
            self.card.show_figures(figures)
            self._say_counts()

    def _show_runs(self, page: RunPage) -> None:
        self.card.show_runs(page.rows)

    def _ask_more(self) -> None:
        if self.audience is not None:
            ticket = self.desk.ask(self, segment_people.preview, self.audience, self.people.after)
            ticket.then(self._go_on)

    def _go_on(self, page: segment_people.PeoplePage) -> None:
        self.people.go_on(page)
        self._say_counts()

    def _say_counts(self) -> None:
        figures = self._figures
        if figures is None:
            self.editor.count.setText(self._counting_words() if self.list.current else "")
            self.foot.set_note("")
            return
        companies = trn(
            "{figure} company", "{figure} companies", figures.companies, figure=number(figures.companies, "#,##0")
        )
        people = trn("{figure} person", "{figure} people", figures.people, figure=number(figures.people, "#,##0"))
        self.editor.count.setText(tr("{companies}, {people}, counted just now", companies=companies, people=people))
        below = sum(figures.standings.values()) - len(self.people.rows)
        words = trn("{figure} line more below", "{figure} lines more below", below, figure=number(below, "#,##0"))
        self.foot.set_note(words if below > 0 else "")

    def _counting_words(self) -> str:
        size = self._size
        if size is None:
            return tr("Counting …")
        figure = number(size.number, "#,##0")
        if size.estimate:
            return trn(
                "About {figure} company, counting …", "About {figure} companies, counting …", size.number, figure=figure
            )
        return trn("{figure} company, counting …", "{figure} companies, counting …", size.number, figure=figure)

    @property
    def audience(self) -> Audience | None:
        """Whom the chosen list of the chosen segment is for."""
        row = self.list.current
        return None if row is None else row.audience(self.card.list_kind, self.card.chosen_basis)

    @property
    def person(self) -> PersonRow | None:
        """The line that is selected."""
        index = self.table.currentIndex()
        return self.people.rows[index.row()] if index.isValid() else None

    def _again(self, _answer: object = None) -> None:
        self._own_change = True
        self.refresh()

    def _refused(self, error: UserError) -> None:
        self.messages.problem(error)
        self.refresh()

    def _made(self, segment_id: int) -> None:
        self._wanted_segment = segment_id

    # People

    def leave_out(self) -> None:
        """Keep the selected address out of this segment, or let it in again."""
        row, person = self.list.current, self.person
        if row is None or person is None:
            return
        if not person.value:
            self.messages.say(tr("{name} is in no list anyway.", name=person.person or person.company))
        elif person.standing is Standing.LEFT_OUT:
            self._let_in(row.id, person.value)
        else:
            self.desk.do(self, segments.leave_out, row.id, person.value).then(lambda _: self._left_out(row.id, person))

    def _left_out(self, segment_id: int, person: PersonRow) -> None:
        self._again()
        sentence = tr("{address} is left out of this segment.", address=person.value)
        self.messages.done(sentence, partial(self._let_in, segment_id, person.value))

    def _let_in(self, segment_id: int, value: str) -> None:
        self.desk.do(self, segments.let_in, segment_id, value).then(self._again)

    def open_company(self) -> None:
        """Go to the company of the selected line."""
        if self.person is not None:
            self.wanted.emit("counterparty", self.person.counterparty_id)

    # Export

    def save_list(self) -> None:
        """Ask for the file, then save the list."""
        row = self.list.current
        if row is not None and self.card.save.isEnabled():
            self.saver.save(self.card.order(row.id, chosen()), row.name)

    def choose_folder(self) -> None:
        """Ask into which folder the list saves itself."""
        row = self.list.current
        if row is not None:
            self.files.ask_folder(self, row.repeat.folder, partial(self._repeat_into, row))

    def _repeat_into(self, row: SegmentRow, folder: Path) -> None:
        schedule = Schedule(self.card.repeats.current)
        self._repeat(self.card.repeat_into(str(folder), schedule if schedule is not Schedule.ONCE else Schedule.MONTHLY))

    def _repeat(self, wish: Repeat) -> None:
        row = self.list.current
        if row is not None:
            ticket = self.desk.do(self, segments.repeat, row.id, row.version, wish)
            ticket.then(self._again).otherwise(self._refused)

    # Calls

    def ask_sellers(self) -> None:
        """Begin a wish that sellers call the segment, or the selected companies."""
        row = self.list.current
        if row is not None:
            picked = {self.people.rows[index.row()].counterparty_id for index in self.table.selectionModel().selectedRows()}
            self.question.leave()
            self.seller_calls.begin(row, tuple(sorted(picked)), self._figures.companies if self._figures else None)

    # Parts

    def _fill(self) -> None:
        self.table.setModel(self.people)
        head_line = self.table.horizontalHeader()
        head_line.setStretchLastSection(False)
        self.table.set_widths(WIDTHS)
        head_line.setSectionResizeMode(ADDRESS, QHeaderView.ResizeMode.Stretch)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        head = QHBoxLayout()
        head.setContentsMargins(20, 12, 20, 8)
        head.addWidget(self.heading, 1)
        head.addWidget(self.call_button)
        self.people_stack = QStackedWidget()
        self.people_stack.addWidget(self.nobody)
        self.people_stack.addWidget(self.table)
        middle = QWidget()
        set_ground(middle, "base")
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.editor)
        column.addWidget(Hairline())
        column.addWidget(self.people_stack, 1)
        self.stack = QStackedWidget()
        set_ground(self.stack, "base")
        self.stack.addWidget(self.empty)
        self.stack.addWidget(middle)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(Hairline(upright=True))
        row.addWidget(self.stack, 1)
        foot = QWidget()
        below = QVBoxLayout(foot)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        for part in (self.calls, self.question, self.foot):
            below.addWidget(part)
        self.lay_out(body, card=self.card, foot=foot)
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.list.chosen.connect(lambda _: self._show_segment())
        self.list.moved.connect(self.sizes.look)
        self.sizes.sized.connect(self.list.model.show_size)
        self.counting.sized.connect(self._show_size)
        self.counting.counted.connect(self._show_figures)
        self.list.add.clicked.connect(self.work.new_segment)
        self.empty.acted.connect(self.work.new_segment)
        self.editor.changed.connect(self.work.change)
        self.work.made.connect(self._made)
        self.work.ended.connect(self.refresh)
        self.people.more_wanted.connect(self._ask_more)
        self.table.activated.connect(lambda _: self.open_company())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.foot.set_row(self.person is not None))
        save_from_afar = add_shortcut(self, "Ctrl+E", self.save_list)
        self.card.seen.connect(lambda seen: save_from_afar.setEnabled(not seen))
        self.card.list_changed.connect(self._ask_people)
        self.card.save_wanted.connect(self.save_list)
        self.card.repeat_changed.connect(self._repeat)
        self.card.folder_wanted.connect(self.choose_folder)
        self.call_button.clicked.connect(self.ask_sellers)
        self.saver.ended.connect(self.refresh)

    def _declare(self) -> None:
        self.foot.add(marked("Open"), "", self.open_company, needs_row=True)
        self.foot.add(marked("Leave out"), "Del", self.leave_out, needs_row=True)
        self.command(marked("New segment"), "N", self.work.new_segment, symbol="plus", shown=False)
        self.command(marked("Rename the segment"), "R", self.work.rename)
        self.command(marked("Take the segment away"), "Ctrl+Del", self.work.take_away, symbol="trash")
        self.command(marked("Add a condition"), "+", self.editor.open_fields, shown=False)
        self.command(marked("Save the list"), "Ctrl+E", self.save_list, symbol="download-simple", shown=False)
        self.command(marked("Task for sellers"), "T", self.ask_sellers, symbol="phone-outgoing", shown=False)
        self.command(marked("Leave out of this segment"), "Del", self.leave_out, shown=False)
