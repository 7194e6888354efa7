"""The list of an inbox: what is selected, what is chosen besides, and the way from one inquiry to the next."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from app.operations.triage import InboxRow
from app.operations.triage_inbox import DueGroup
from app.views.look.rows import RowList, RowRole
from app.views.triage.inquiry_rows import InquiryRows

NEARLY_AT_THE_END = 600
"""Pixels before the end of what is loaded at which more rows are asked for."""
_ONLY = QItemSelectionModel.SelectionFlag.ClearAndSelect


class InquiryList(RowList):
    """Rows of 60 px; ``selected`` carries the id of the inquiry, 0 for none.

    Shift and the arrows, Ctrl and the mouse, Ctrl+A choose several; Esc goes back to the one.
    """

    selected = Signal(int)
    choice_changed = Signal()
    """Another number of inquiries is chosen."""
    end_near = Signal()
    """The person has come near the end of what is loaded."""
    begin_near = Signal()
    """The person has come near the begin of what is loaded."""

    def __init__(self, *, grouped: bool, parent: QWidget | None = None) -> None:
        super().__init__("inbox", parent=parent)
        self.inquiries = InquiryRows(grouped, self)
        self._changing = False
        self._told = self._chosen = 0
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setModel(self.inquiries)
        self.selectionModel().currentChanged.connect(self._tell)
        self.selectionModel().selectionChanged.connect(self._tell_choice)
        self.verticalScrollBar().valueChanged.connect(self._watch_ends)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A message that comes or goes below does not cover the selected inquiry."""
        current = self.currentIndex()
        area = self.visualRect(current)
        seen = current.isValid() and area.bottom() >= 0 and area.top() < event.oldSize().height()
        super().resizeEvent(event)
        if seen:
            self.scrollTo(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and len(self.chosen_rows) > 1:
            self.choose_only(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    @property
    def current(self) -> int:
        """Id of the selected inquiry, 0 for none."""
        return int(self.currentIndex().data(RowRole.KEY) or 0)

    @property
    def current_row(self) -> InboxRow | None:
        """The selected inquiry."""
        return self.inquiries.row_of(self.current)

    @property
    def chosen_rows(self) -> list[InboxRow]:
        """What a decision is about, in the order of the list: all that are chosen, else the selected one."""
        ids = {index.data(RowRole.KEY) for index in self.selectionModel().selectedIndexes()}
        chosen = [row for row in self.inquiries.rows if row.id in ids]
        if chosen:
            return chosen
        return [row] if (row := self.current_row) is not None else []

    @property
    def row_below(self) -> InboxRow | None:
        """The inquiry that will be selected when the selected one is decided."""
        rows = self.inquiries.rows
        place = next((place for place, row in enumerate(rows) if row.id == self.current), len(rows))
        return rows[place + 1] if place + 1 < len(rows) else None

    def show_rows(self, rows: Sequence[InboxRow], now: datetime, select: int = 0, groups: Sequence[DueGroup] = ()) -> None:
        """Show other rows and select *select*, else what was selected, else what stood below it, else above it."""
        current, before = self.current, [row.id for row in self.inquiries.rows]
        top = self.visualRect(self.currentIndex()).top() if current else 0
        self._changing = True
        self.inquiries.show_rows(rows, now, groups)
        self._changing = False
        index = self.inquiries.index_of(current) if current else QModelIndex()
        if index.isValid() and select in (0, current):
            if self.currentIndex() != index:
                self.choose_only(index)
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(index).top() - top)
        else:
            at = before.index(current) if current in before else 0
            wanted = (select, *before[at:], *reversed(before[:at]), *(row.id for row in self.inquiries.rows[:1]))
            next((each for each in wanted if each and self.select(each)), None)
        self._say()
        self._tell_choice()

    def select(self, inquiry_id: int) -> bool:
        """Select an inquiry alone and bring it into view; whether it is in the list."""
        index = self.inquiries.index_of(inquiry_id)
        if index.isValid():
            self.choose_only(index)
            self.scrollTo(index)
            if index.row() == 1:
                self.scrollToTop()
        return index.isValid()

    def choose_only(self, index: QModelIndex) -> None:
        """Select *index*, and nothing besides."""
        self.selectionModel().setCurrentIndex(index, _ONLY)

    def walk(self, step: int) -> None:
        """Select the inquiry *step* rows further on; the ends hold."""
        ids = [row.id for row in self.inquiries.rows]
        if not ids:
            return
        place = ids.index(self.current) + step if self.current in ids else 0
        self.select(ids[min(max(place, 0), len(ids) - 1)])

    def _tell(self, _current: QModelIndex, _before: QModelIndex) -> None:
        if not self._changing:
            self._say()

    def _say(self) -> None:
        if self.current != self._told:
            self._told = self.current
            self.selected.emit(self._told)

    def _tell_choice(self) -> None:
        chosen = len(self.selectionModel().selectedIndexes())
        if not self._changing and chosen != self._chosen:
            self._chosen = chosen
            self.choice_changed.emit()

    def _watch_ends(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() > 0 and value > bar.maximum() - NEARLY_AT_THE_END:
            self.end_near.emit()
        if value < NEARLY_AT_THE_END:
            self.begin_near.emit()
