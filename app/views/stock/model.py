"""The stock list as a table: heads with their rows, a window of some pages that slides along a list of any length."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.language import tr
from app.operations import stock_view
from app.operations.stock_rows import Block, GroupRow, LineRow, Mark, Page, StockShown
from app.views.desk import Desk
from app.views.look.numbers import number
from app.views.look.table import CellRole, gathered
from app.views.stock.cells import BATCH, FIGURES, RIGHT, SHARE, TITLES, group_data, line_data

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
MOST_PAGES = 6
"""Pages that are held at once; those at the far end are let go."""


@dataclass(frozen=True, slots=True)
class More:
    """The rest of a long group, which comes when somebody asks for it."""

    group_id: int
    so_far: int
    more: int


Row = GroupRow | LineRow | More


def key_of(row: Row) -> str:
    """What a row is known by over a reload."""
    if isinstance(row, LineRow):
        return f"line:{row.balance_id}"
    return f"group:{row.id}" if isinstance(row, GroupRow) else f"more:{row.group_id}"


class StockModel(QAbstractTableModel):
    """``show(shown)`` asks for the first page; the next comes with ``fetchMore``, the one before with ``fetch_before``."""

    arrived = Signal()
    """Rows of a new view are here, or the list was loaded again."""
    grown = Signal(int)
    """Rows came in at the top (positive) or were let go there (negative)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.shown = StockShown()
        self._pages: list[Page] = []
        self._rows: list[Row] = []
        self._folded: set[int] = set()
        self._more = self._before = self._busy = False

    # Asking

    def show(self, shown: StockShown, start: Mark | None = None) -> None:
        """Show a view of the list, from its beginning or from *start* on."""
        if shown.order != self.shown.order:
            self._folded.clear()
        self.shown = shown
        self._ask_whole(start, 1)

    def reload(self) -> None:
        """Ask again for what is held."""
        self._ask_whole(self._pages[0].first if self._before and self._pages else None, max(1, len(self._pages)))

    def _ask_whole(self, start: Mark | None, number_of_pages: int) -> None:
        self._busy = True
        ticket = self._desk.ask(self, stock_view.pages, self.shown, start, number_of_pages)
        ticket.then(lambda found: self._take_whole(start, found)).anyway(self._rest)

    def fetch_before(self) -> None:
        """Ask for the page before the first one held."""
        if self._before and not self._busy and self._pages:
            self._busy = True
            ticket = self._desk.ask(self, stock_view.page, self.shown, self._pages[0].first, backwards=True)
            ticket.then(self._take_before).anyway(self._rest)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and not self._busy

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._busy = True
            ticket = self._desk.ask(self, stock_view.page, self.shown, self._pages[-1].last)
            ticket.then(self._take_after).anyway(self._rest)

    def fetch_group(self, more: More) -> None:
        """Ask for the next rows of a long group."""
        ticket = self._desk.ask(self, stock_view.more_rows, self.shown, more.group_id, more.so_far)
        ticket.then(lambda found: self._take_more(more, found))

    # What is held

    @property
    def at_top(self) -> bool:
        """Whether the first row of the list is held."""
        return not self._before

    def row_at(self, line: int) -> Row | None:
        """The row in *line*, None if there is none."""
        return self._rows[line] if 0 <= line < len(self._rows) else None

    def line_of(self, key: str) -> int:
        """The line of the row that is known by *key*, -1 if it is not held."""
        return next((line for line, row in enumerate(self._rows) if key_of(row) == key), -1)

    def lines_of(self, group_id: int) -> tuple[LineRow, ...]:
        """The rows of a group that are held, folded or not."""
        blocks = (block for page in self._pages for block in page.blocks)
        return next((block.lines for block in blocks if block.group is not None and block.group.id == group_id), ())

    def is_folded(self, group_id: int) -> bool:
        """Whether only the head of a group is shown."""
        return group_id in self._folded

    def fold(self, group_id: int, folded: bool) -> None:
        """Show only the head of a group, or its rows too."""
        line = self.line_of(f"group:{group_id}")
        if line < 0 or folded is self.is_folded(group_id):
            return
        block = next(b for page in self._pages for b in page.blocks if b.group is not None and b.group.id == group_id)
        self._folded ^= {group_id}
        below: list[Row] = _below(block)
        if folded:
            self.beginRemoveRows(ROOT, line + 1, line + len(below))
            del self._rows[line + 1 : line + 1 + len(below)]
            self.endRemoveRows()
        else:
            self.beginInsertRows(ROOT, line + 1, line + len(below))
            self._rows[line + 1 : line + 1] = below
            self.endInsertRows()
        self.dataChanged.emit(self.index(line, 0), self.index(line, SHARE))

    def retranslate(self) -> None:
        """Say heads and cells in the chosen language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, SHARE)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, SHARE))

    # Answers

    def _rest(self) -> None:
        self._busy = False

    def _take_whole(self, start: Mark | None, found: tuple[Page, ...]) -> None:
        if start is not None and not found[0].blocks:
            self._ask_whole(None, 1)
            return
        self.beginResetModel()
        self._pages = [page for page in found if page.blocks]
        self._more, self._before = found[-1].more, start is not None
        self._rows = [row for page in self._pages for row in self._flat(page)]
        self.endResetModel()
        self.arrived.emit()

    def _take_after(self, found: Page) -> None:
        self._more = found.more
        self._insert(len(self._rows), found)
        if found.blocks:
            self._pages.append(found)
        if len(self._pages) > MOST_PAGES:
            gone = self._flat(self._pages.pop(0))
            self.beginRemoveRows(ROOT, 0, len(gone) - 1)
            del self._rows[: len(gone)]
            self.endRemoveRows()
            self._before = True
            self.grown.emit(-len(gone))

    def _take_before(self, found: Page) -> None:
        self._before = found.more
        if not found.blocks:
            return
        self._insert(0, found)
        self._pages.insert(0, found)
        self.grown.emit(len(self._flat(found)))
        if len(self._pages) > MOST_PAGES:
            gone = self._flat(self._pages.pop())
            first = len(self._rows) - len(gone)
            self.beginRemoveRows(ROOT, first, len(self._rows) - 1)
            del self._rows[first:]
            self.endRemoveRows()
            self._more = True

    def _take_more(self, more: More, found: tuple[LineRow, ...]) -> None:
        line = self.line_of(key_of(more))
        if line < 0 or self._rows[line] != more or not found:
            return
        left = replace(more, so_far=more.so_far + len(found), more=max(0, more.more - len(found)))
        self._widen(more.group_id, found, left.more)
        self.beginInsertRows(ROOT, line, line + len(found) - 1)
        self._rows[line:line] = found
        self.endInsertRows()
        line += len(found)
        if left.more:
            self._rows[line] = left
            self.dataChanged.emit(self.index(line, 0), self.index(line, SHARE))
        else:
            self.beginRemoveRows(ROOT, line, line)
            del self._rows[line]
            self.endRemoveRows()

    def _widen(self, group_id: int, found: tuple[LineRow, ...], more: int) -> None:
        for at, page in enumerate(self._pages):
            blocks = tuple(
                Block(block.group, (*block.lines, *found), more)
                if block.group is not None and block.group.id == group_id
                else block
                for block in page.blocks
            )
            self._pages[at] = replace(page, blocks=blocks)

    def _insert(self, line: int, page: Page) -> None:
        rows = self._flat(page)
        if rows:
            self.beginInsertRows(ROOT, line, line + len(rows) - 1)
            self._rows[line:line] = rows
            self.endInsertRows()

    def _flat(self, page: Page) -> list[Row]:
        rows: list[Row] = []
        for block in page.blocks:
            if block.group is not None:
                rows.append(block.group)
            if block.group is None or block.group.id not in self._folded:
                rows += _below(block)
        return rows

    # What Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(TITLES[section]) if TITLES[section] else ""
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section in FIGURES else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index.row())
        if row is None:
            return None
        if role in (Qt.ItemDataRole.UserRole, CellRole.KEY):
            return key_of(row)
        if role == CellRole.WHOLE:
            return gathered(partial(self.data, index))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if index.column() in FIGURES else None
        if isinstance(row, LineRow):
            return line_data(row, index.column(), role)
        if role == CellRole.GROUP:
            return True
        if isinstance(row, GroupRow):
            return group_data(row, index.column(), role, folded=self.is_folded(row.id))
        if index.column() == BATCH and role == Qt.ItemDataRole.DisplayRole:
            return tr("{count} more: Enter shows them", count=number(row.more))
        return None


def _below(block: Block) -> list[Row]:
    rows: list[Row] = list(block.lines)
    if block.more and block.group is not None:
        rows.append(More(block.group.id, len(block.lines), block.more))
    return rows
