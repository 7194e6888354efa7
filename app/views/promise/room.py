"""The proof of the promise: each promised time, kept or not, and the inquiries behind every line [M13]."""

from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.language import marked, tr
from app.models.terms import InquiryState
from app.operations import promise_proof
from app.operations.overview_spec import HeadFigure
from app.operations.promise_proof import Proof
from app.operations.promise_reminding import stamp
from app.operations.promise_tables import TITLES, VIEWS, Line, View, figures
from app.operations.register import RegisterRow
from app.operations.register_spec import Shown
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.buttons import PlainButton
from app.views.look.empty_state import EmptyState
from app.views.look.numbers import clock
from app.views.look.page_head import PageHead
from app.views.look.segments import Segment, Segments
from app.views.look.table import Table
from app.views.messages import Messages
from app.views.overview.pickers import Pickers
from app.views.overview.strip import FigureStrip
from app.views.preferences import Preferences
from app.views.promise.saving import ProofSaving
from app.views.promise.table import ProofModel
from app.views.register.panel import RowsPanel
from app.views.room import Room

VIEW_KEPT = "promise/view"
MARGIN = 20
"""Px before the first column, as before the title."""
NOTHING: dict[View, tuple[str, str]] = {
    "times": (marked("No promised time in this period"), marked("The times stand in the settings, with days and holidays.")),
    "days": (marked("No promised time in this period"), marked("The times stand in the settings, with days and holidays.")),
    "channels": (marked("Nothing to sort"), marked("What comes by phone, letter and web is counted here.")),
    "people": (marked("Nobody had anything to sort"), marked("Whoever sorts inquiries stands here, with their number.")),
    "late": (marked("Nothing was late"), marked("Inquiries that are sorted after their promised time stand here.")),
}


class PromiseRoom(Room):
    """Figures, then one table at a time; in their place the inquiries behind a line. Enter opens, Esc goes back."""

    name: ClassVar[str] = "promise"
    title: ClassVar[str] = marked("Promise kept")
    icon: ClassVar[str] = "check-circle"
    topics: ClassVar[frozenset[str]] = frozenset({"inquiry", "setting"})

    def __init__(self, desk: Desk, messages: Messages, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(desk, messages, parent)
        self._preferences = preferences
        self.proof: Proof | None = None
        self._wanted_at: int | None = None
        self._sized = False
        kept = preferences.get(VIEW_KEPT)
        self._view: View = next((each for each in VIEWS if each == kept), "times")
        self.pickers = Pickers(preferences)
        self.save_button = PlainButton(icon="download-simple", key="Ctrl+E", height=28)
        self.head = PageHead()
        for part in (self.pickers, self.save_button):
            self.head.add_right(part)
        self.strip, self.views = FigureStrip(), Segments()
        self.model, self.table, self.empty = ProofModel(self), Table(), EmptyState("check-circle")
        self.table.setModel(self.model)
        self.table.margin = MARGIN
        self.table.horizontalHeader().setStretchLastSection(False)
        self.tables = QStackedWidget()
        set_ground(self.tables, "base")
        for each in (self.table, self.empty):
            self.tables.addWidget(each)
        self.rows = RowsPanel(desk, messages, preferences)
        self.saving = ProofSaving(desk, messages)
        self.pages = QStackedWidget()
        self.front = self._front()
        for page in (self.front, self.rows):
            self.pages.addWidget(page)
        self.lay_out(self.pages, head=self.head)
        self._connect()
        self._declare()
        self.setFocusProxy(self.table)
        self.retranslate()

    # What a room does

    def reload(self) -> None:
        self.desk.ask(self, promise_proof.proof, self.pickers.question).then(self._show).otherwise(self.messages.problem)
        if self.pages.currentWidget() is self.rows and self.rows.view is not None:
            self.rows.view.reload()

    def retranslate(self) -> None:
        self.setAccessibleName(tr(self.title))
        self.head.set_title(tr(self.title))
        self.save_button.setText(tr("Save as"))
        self.views.setAccessibleName(tr("What is shown"))
        self._say_views()
        title, line = NOTHING[self._view]
        self.empty.set_words(tr(title), tr(line))

    def open_record(self, kind: str, record: int) -> None:
        """From a notice: the promised time that was missed."""
        self.go_back()
        self.choose_view("times")
        self._wanted_at = record
        self._select()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.pages.currentWidget() is self.rows:
            self.go_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.table.hasFocus():
            self.open_line(self.table.currentIndex())
        else:
            super().keyPressEvent(event)

    # What a person does here

    def choose_view(self, key: str) -> None:
        """Another table."""
        self._view = next((each for each in VIEWS if each == key), self._view)
        self.views.choose(self._view)
        self._preferences.set(VIEW_KEPT, self._view)
        self._show_table()
        self.retranslate()
        if self.pages.currentWidget() is self.front:
            self.table.setFocus()

    def open_line(self, index: QModelIndex) -> None:
        """The inquiries behind a line."""
        if not index.isValid():
            return
        line = self.model.lines[index.row()]
        if line.shown is None:
            self.messages.say(tr("There are no inquiries behind this line."))
            return
        self._open(line.shown, self._title(line))

    def open_figure(self, figure: HeadFigure) -> None:
        """The inquiries behind a figure."""
        self._open(figure.shown, str(figure.title))

    def save_table(self) -> None:
        """Ctrl+E: this table to a file, or the inquiries that are shown."""
        if self.pages.currentWidget() is self.rows:
            self.rows.save()
        elif self.proof is not None:
            self.saving.ask(self.proof, self._view, self)

    def go_back(self) -> None:
        """From the inquiries back to the tables."""
        self.pages.setCurrentWidget(self.front)
        self.head.show()
        self.table.setFocus()

    # Answers

    def _show(self, proof: Proof) -> None:
        self.proof = proof
        self.strip.show_figures(figures(proof))
        self.head.set_count(clock(proof.asked_at))
        self._say_views()
        self._show_table()

    def _show_table(self) -> None:
        if self.proof is None:
            return
        row = self.table.currentIndex().row()
        before = self.model.view
        self.model.show_proof(self.proof, self._view)
        for section in range(self.model.columnCount()):
            if before != self._view or not self._sized:
                self.table.setColumnWidth(section, self.model.width(section))
        self._sized = True
        self.tables.setCurrentWidget(self.table if self.model.lines else self.empty)
        same = min(max(row, 0), len(self.model.lines) - 1) if before == self._view else 0
        self.table.setCurrentIndex(self.model.index(same, 0))
        self._select()

    def _select(self) -> None:
        """The line that a notice has asked for, once it is there."""
        if self._wanted_at is None:
            return
        for place, line in enumerate(self.model.lines):
            if line.at is not None and stamp(line.at) == self._wanted_at:
                self._wanted_at = None
                self.table.setCurrentIndex(self.model.index(place, 0))
                return

    def _open(self, shown: Shown, title: str) -> None:
        self.pages.setCurrentWidget(self.rows)
        self.head.hide()
        self.rows.show_rows(shown, title)

    def _open_row(self, _register: str, row: RegisterRow) -> None:
        party = row.cells["counterparty_id"]
        if party is None or InquiryState(row.cells["state"]) is InquiryState.NEW:
            self.wanted.emit("inquiry", row.key)
        else:
            self.wanted.emit("counterparty", party)

    def _title(self, line: Line) -> str:
        first = self.model.data(self.model.index(self.model.lines.index(line), 0))
        return tr("{view}: {place}", view=tr(TITLES[self._view]), place=first)

    # Building

    def _front(self) -> QWidget:
        page = QWidget()
        set_ground(page, "window")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.pickers.own)
        above = QVBoxLayout()
        above.setContentsMargins(20, 12, 20, 12)
        above.setSpacing(12)
        above.addWidget(self.strip)
        row = QHBoxLayout()
        row.addWidget(self.views)
        row.addStretch(1)
        above.addLayout(row)
        column.addLayout(above)
        column.addWidget(self.tables, 1)
        return page

    def _say_views(self) -> None:
        late = self.proof.whole.late if self.proof is not None else None
        self.views.set_segments([Segment(each, tr(TITLES[each]), late if each == "late" else None) for each in VIEWS])
        self.views.choose(self._view)

    def _connect(self) -> None:
        self.pickers.changed.connect(self.reload)
        self.views.chosen.connect(self.choose_view)
        self.save_button.clicked.connect(self.save_table)
        self.strip.opened.connect(self.open_figure)
        self.table.doubleClicked.connect(self.open_line)
        self.rows.left.connect(self.go_back)
        self.rows.opened.connect(self._open_row)

    def _declare(self) -> None:
        self.command(marked("Save the table"), "Ctrl+E", self.save_table, symbol="download-simple", shown=False)
        self.command(marked("Promised times"), "T", lambda: self.choose_view("times"))
        self.command(marked("Days"), "D", lambda: self.choose_view("days"))
        self.command(marked("Ways they came"), "W", lambda: self.choose_view("channels"))
        self.command(marked("Who sorted"), "P", lambda: self.choose_view("people"))
        self.command(marked("Late inquiries"), "L", lambda: self.choose_view("late"))
        self.command(marked("The last 30 days"), "1", lambda: self.pickers.choose_period("30"))
        self.command(marked("The last 90 days"), "2", lambda: self.pickers.choose_period("90"))
        self.command(marked("The last year"), "3", lambda: self.pickers.choose_period("365"))
        self.command(marked("Days of your own"), "4", lambda: self.pickers.choose_period("own"))
