"""The people of a head: what they have to do, and whether they are in time. Enter shows the day of one of them."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from app.language import tr, trn
from app.operations.task_team import TeamRow
from app.views.look.rows import RowList, RowRole


class TeamList(RowList):
    """``show_team(rows)``; ``wanted`` carries the row of the one whose day is wanted."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__("two", middle=0.3)
        self._team: tuple[TeamRow, ...] = ()
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.activated.connect(lambda index: self.wanted.emit(self._team[index.row()]))

    @property
    def row(self) -> TeamRow | None:
        """The one who is chosen."""
        at = self.currentIndex().row()
        return self._team[at] if 0 <= at < len(self._team) else None

    def show_team(self, rows: Sequence[TeamRow]) -> None:
        """Show the people; the chosen one stays chosen."""
        line = max(self.currentIndex().row(), 0)
        self._team = tuple(rows)
        self._model.clear()
        for row in rows:
            self._model.appendRow(_item(row))
        if rows:
            self.setCurrentIndex(self._model.index(min(line, len(rows) - 1), 0))

    def retranslate(self) -> None:
        """Say the rows in the chosen language."""
        self.show_team(self._team)


def _item(row: TeamRow) -> QStandardItem:
    item = QStandardItem(row.name)
    item.setData(row.department, RowRole.SECOND)
    item.setData("user", RowRole.ICON)
    item.setData(trn("{count} open task", "{count} open tasks", row.open), RowRole.MIDDLE)
    done = tr("{today} due today; done in 30 days: {in_time} in time, {late} late", **_figures(row))
    item.setData(done, RowRole.MIDDLE_SECOND)
    if row.overdue:
        item.setData(trn("{count} overdue", "{count} overdue", row.overdue), RowRole.FIGURE)
        item.setData("danger_text", RowRole.FIGURE_TOKEN)
    else:
        item.setData(tr("in time"), RowRole.FIGURE)
        item.setData("success_text", RowRole.FIGURE_TOKEN)
    return item


def _figures(row: TeamRow) -> dict[str, int]:
    return {"today": row.today, "in_time": row.in_time, "late": row.late}
