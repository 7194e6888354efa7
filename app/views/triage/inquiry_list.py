"""The list of an inbox: what is selected, and the way from one inquiry to the next."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.operations.triage import InboxRow
from app.views.look.rows import RowList, RowRole
from app.views.place import Place
from app.views.triage.inquiry_rows import InquiryRows

NEARLY_AT_THE_END = 200
"""Pixels above the end of the list at which more rows are asked for."""


class InquiryList(RowList):
    """Rows of 60 px; ``selected`` carries the id of the inquiry, 0 for none."""

    selected = Signal(int)
    end_near = Signal()
    """The person has come near the end of what is loaded."""

    def __init__(self, *, grouped: bool, parent: QWidget | None = None) -> None:
        super().__init__("inbox", parent=parent)
        self.inquiries = InquiryRows(grouped, self)
        self.setModel(self.inquiries)
        self.selectionModel().currentChanged.connect(self._tell)
        self.verticalScrollBar().valueChanged.connect(self._watch_end)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A message that comes or goes below does not cover the selected inquiry."""
        current = self.currentIndex()
        area = self.visualRect(current)
        seen = current.isValid() and area.bottom() >= 0 and area.top() < event.oldSize().height()
        super().resizeEvent(event)
        if seen:
            self.scrollTo(current)

    @property
    def current(self) -> int:
        """Id of the selected inquiry, 0 for none."""
        return int(self.currentIndex().data(RowRole.KEY) or 0)

    @property
    def current_row(self) -> InboxRow | None:
        """The selected inquiry."""
        return self.inquiries.row_of(self.current)

    def show_rows(self, rows: Sequence[InboxRow], now: datetime, select: int = 0) -> None:
        """Show other rows and select *select*, else what was selected, else what stood below it, else above it."""
        current, place, before = self.current, Place.of(self, RowRole.KEY), [row.id for row in self.inquiries.rows]
        self.inquiries.show_rows(rows, now)
        at = before.index(current) if current in before else 0
        if current and place is not None and select in (0, current) and self.inquiries.row_of(current) is not None:
            place.restore(self, RowRole.KEY)
            return
        for wanted in (select, *before[at:], *reversed(before[:at]), *(row.id for row in self.inquiries.rows[:1])):
            if wanted and self.select(wanted):
                return
        self.selected.emit(0)

    def select(self, inquiry_id: int) -> bool:
        """Select an inquiry and bring it into view; whether it is in the list."""
        index = self.inquiries.index_of(inquiry_id)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
            if index.row() == 1:
                self.scrollToTop()
        return index.isValid()

    def walk(self, step: int) -> None:
        """Select the inquiry *step* rows further on; the ends hold."""
        ids = [row.id for row in self.inquiries.rows]
        if not ids:
            return
        place = ids.index(self.current) + step if self.current in ids else 0
        self.select(ids[min(max(place, 0), len(ids) - 1)])

    def _tell(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.selected.emit(int(current.data(RowRole.KEY) or 0))

    def _watch_end(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if bar.maximum() > 0 and value > bar.maximum() - NEARLY_AT_THE_END:
            self.end_near.emit()
