"""A list of tasks that keeps its place: the same task stays chosen, or the one that moved up into its row."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtWidgets import QAbstractItemView

from app.operations.call_desk import CallRow
from app.operations.tasks import MyDay, TaskRow
from app.views.look.rows import RowList
from app.views.tasks.day_model import DayModel, Row


class DayList(RowList):
    """``show_day(day)`` or ``show_tasks(rows)``; ``picked`` when another row is chosen or its content came anew."""

    picked = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__("two")
        self.tasks = DayModel(now)
        self.tasks.setParent(self)
        self.setModel(self.tasks)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.picked.emit())

    @property
    def row(self) -> Row | None:
        """The chosen task or deal."""
        return self.tasks.row_at(self.currentIndex().row())

    @property
    def picked_tasks(self) -> tuple[TaskRow, ...]:
        """The tasks that are selected, in their order: with Shift and the arrows there may be several."""
        lines = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        rows = (self.tasks.row_at(line) for line in lines)
        return tuple(row for row in rows if isinstance(row, TaskRow))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return self.tasks.rowCount() == 0

    def show_day(self, shown: MyDay, calls: Sequence[CallRow] = ()) -> None:
        """Show the groups of a day, and the calls without result among them."""
        self._keep(lambda: self.tasks.show_day(shown, calls))

    def show_tasks(self, rows: Sequence[TaskRow]) -> None:
        """Show tasks without groups."""
        self._keep(lambda: self.tasks.show_tasks(rows))

    def choose(self, task_id: int) -> bool:
        """Choose a task; whether it is here."""
        line = self.tasks.line_of(task_id)
        if line >= 0:
            self.setCurrentIndex(self.tasks.index(line, 0))
        return line >= 0

    def _keep(self, fill: Callable[[], None]) -> None:
        line, height = self.currentIndex().row(), self.verticalScrollBar().value()
        before = self.row
        several = [task.id for task in self.picked_tasks]
        fill()
        found = -1
        if isinstance(before, TaskRow):
            found = self.tasks.line_of(before.id)
        elif isinstance(before, CallRow):
            found = self.tasks.line_of_call(before.interaction_id)
        if found < 0:
            found = self.tasks.near(line)
        if found >= 0:
            self.setCurrentIndex(self.tasks.index(found, 0))
            self._select_again(several)
            self.doItemsLayout()
            self.verticalScrollBar().setValue(height)
        else:
            self.picked.emit()

    def _select_again(self, task_ids: Sequence[int]) -> None:
        """News of others takes nothing out of what was picked, but what is gone."""
        if len(task_ids) < 2:
            return
        for line in map(self.tasks.line_of, task_ids):
            if line >= 0:
                self.selectionModel().select(self.tasks.index(line, 0), QItemSelectionModel.SelectionFlag.Select)
