"""A table model that shows a list of any length through a window of some thousand rows, paged by key."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.language import tr
from app.operations import register
from app.operations.register import Mark, RegisterRow, Slice
from app.operations.register_spec import Column, Register, Shown
from app.views.desk import Desk
from app.views.look.table import CellRole
from app.views.register.cells import FIGURES, CellLook, Look, plain, said, whole

PAGE = 200
ABOVE = 20
"""Rows that stand above one that was gone to."""
MOST = 2_000
"""Rows that are held at once; those at the far end are let go."""
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RegisterModel(QAbstractTableModel):
    """``RegisterModel(desk, spec)``; ``show(shown)`` asks for the first rows, ``show_end()`` for the last ones.

    The rows before and after what is held come when the view asks for them (``fetchMore``, ``fetch_before``).
    """

    arrived = Signal()
    """The first rows of a new view are here, or the list was loaded again."""
    grown = Signal(int)
    """Rows came in at the top (positive) or were let go there (negative): the view keeps its place by it."""

    letting_go = Signal(int, int)
    """The rows from … to … are about to be let go."""

    def __init__(self, desk: Desk, spec: Register, look: Look = plain) -> None:
        super().__init__()
        self.spec = spec
        self.columns: tuple[Column, ...] = tuple(each for each in spec.columns if not each.hidden)
        self.shown = Shown(spec.name)
        self._desk, self._look = desk, look
        self._rows: list[RegisterRow] = []
        self._before: Mark | None = None
        self._more = False
        self._busy = False

    def show(self, shown: Shown) -> None:
        """Show another view of the list, from its beginning."""
        self.shown = shown
        self._ask_whole(None, PAGE)

    def show_end(self) -> None:
        """Show the last rows."""
        ticket = self._desk.ask(self, register.rows, self.shown, None, backwards=True, limit=PAGE + 1)
        self._busy = True
        ticket.then(self._take_end).anyway(self._free)

    def show_at(self, shown: Shown, row: RegisterRow) -> None:
        """Show *shown* (in the register's own order) from a few rows before *row* on."""
        self.shown = shown
        self._busy = True
        ticket = self._desk.ask(self, register.rows, shown, row.mark, backwards=True, limit=ABOVE)
        ticket.then(lambda found: self._ask_whole(found.rows[0].mark if found.more else None, PAGE))

    def reload(self) -> None:
        """Ask again for what is held."""
        self._ask_whole(self._before, max(PAGE, len(self._rows)))

    @property
    def loading(self) -> bool:
        """Whether rows are on their way."""
        return self._busy

    @property
    def at_top(self) -> bool:
        """Whether the first row of the list is held."""
        return self._before is None

    @property
    def at_end(self) -> bool:
        """Whether the last row of the list is held."""
        return not self._more

    def row_at(self, row: int) -> RegisterRow | None:
        """The row in line *row*, None if there is none."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def line_of(self, key: int) -> int:
        """The line of the row with *key* among those held, -1 if it is not."""
        return next((line for line, row in enumerate(self._rows) if row.key == key), -1)

    def fetch_before(self) -> None:
        """Ask for the rows before the first one held."""
        if self._busy or self._before is None or not self._rows:
            return
        self._busy = True
        start = self._rows[0].mark
        ticket = self._desk.ask(self, register.rows, self.shown, start, backwards=True, limit=PAGE + 1)
        ticket.then(self._take_before).anyway(self._free)

    # What Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and not self._busy

    def fetchMore(self, parent: Index) -> None:
        if not self.canFetchMore(parent):
            return
        self._busy = True
        ticket = self._desk.ask(self, register.rows, self.shown, self._rows[-1].mark, limit=PAGE)
        ticket.then(self._take_after).anyway(self._free)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole and self.columns[section].kind in FIGURES:
            return RIGHT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row())
        if row is None:
            return None
        if role in (Qt.ItemDataRole.UserRole, CellRole.KEY):
            return row.key
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.kind in FIGURES else None
        look = self._look(row, column.key)
        if role == CellRole.WHOLE:
            return whole(column, row.cells[column.key], look)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return said(column, row.cells[column.key]) if look is None or look.text is None else look.text
        return None if look is None else _painted(look, role)

    def retranslate(self) -> None:
        """Say heads and cells in the chosen language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))

    # Answers

    def _free(self) -> None:
        self._busy = False

    def _ask_whole(self, start: Mark | None, limit: int) -> None:
        self._busy = True
        ticket = self._desk.ask(self, register.rows, self.shown, start, limit=limit)
        ticket.then(lambda found: self._take_whole(start, found)).anyway(self._free)

    def _take_whole(self, start: Mark | None, found: Slice) -> None:
        if start is not None and not found.rows:
            # What stood here has gone meanwhile.
            self._ask_whole(None, PAGE)
            return
        self.beginResetModel()
        self._rows, self._before, self._more = list(found.rows), start, found.more
        self.endResetModel()
        self.arrived.emit()

    def _take_end(self, found: Slice) -> None:
        rows, before = _without_first(found)
        self.beginResetModel()
        self._rows, self._before, self._more = rows, before, False
        self.endResetModel()
        self.arrived.emit()

    def _take_after(self, found: Slice) -> None:
        line = len(self._rows)
        if found.rows:
            self.beginInsertRows(QModelIndex(), line, line + len(found.rows) - 1)
            self._rows.extend(found.rows)
            self.endInsertRows()
        self._more = found.more
        surplus = len(self._rows) - MOST
        if surplus > 0:
            self.letting_go.emit(0, surplus - 1)
            self.beginRemoveRows(QModelIndex(), 0, surplus - 1)
            self._before = self._rows[surplus - 1].mark
            del self._rows[:surplus]
            self.endRemoveRows()
            self.grown.emit(-surplus)

    def _take_before(self, found: Slice) -> None:
        rows, before = _without_first(found)
        self._before = before
        if rows:
            self.beginInsertRows(QModelIndex(), 0, len(rows) - 1)
            self._rows[:0] = rows
            self.endInsertRows()
            self.grown.emit(len(rows))
        if len(self._rows) > MOST:
            self.letting_go.emit(MOST, len(self._rows) - 1)
            self.beginRemoveRows(QModelIndex(), MOST, len(self._rows) - 1)
            del self._rows[MOST:]
            self._more = True
            self.endRemoveRows()


def _without_first(found: Slice) -> tuple[list[RegisterRow], Mark | None]:
    """The rows of a page asked with one to spare, and the mark of that one: where the page begins."""
    rows = list(found.rows)
    if len(rows) > PAGE:
        return rows[1:], rows[0].mark
    return rows, None


def _painted(look: CellLook, role: int) -> Any:
    answers: dict[int, Any] = {
        CellRole.SECOND: look.second or None,
        CellRole.TOKEN: look.token,
        CellRole.WEIGHT: look.weight,
        CellRole.ICON: look.icon or None,
        CellRole.CHIP: look.chips or None,
        CellRole.UNIT: look.unit or None,
        CellRole.SHARE: look.share,
    }
    return answers.get(role)
