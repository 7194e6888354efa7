"""Tables of the ledger and of the block list: newest first, a page more whenever the person scrolls to the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.language import tr
from app.views.look.chip import ChipText
from app.views.look.table import CellRole, gathered

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
R = TypeVar("R")
Mark = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Shape(Generic[R]):
    """One column: title (marked), words of a row, its chip, whether it is a figure or stands back."""

    title: str
    words: Callable[[R], str]
    chip: Callable[[R], ChipText | None] | None = None
    figure: bool = False
    quiet: bool = False


class PagedModel(QAbstractTableModel, Generic[R]):
    """``begin(rows, after)`` and ``go_on(rows, after)``; ``more_wanted`` asks for the next page. *key*: a row's id."""

    more_wanted = Signal()

    def __init__(self, shapes: Sequence[Shape[R]], key: Callable[[R], int]) -> None:
        super().__init__()
        self._shapes = shapes
        self._key = key
        self.rows: list[R] = []
        self.after: Mark | None = None
        self._asked = False

    def begin(self, rows: Sequence[R], after: Mark | None) -> None:
        """Show the first page."""
        self.beginResetModel()
        self.rows, self.after, self._asked = list(rows), after, False
        self.endResetModel()

    def go_on(self, rows: Sequence[R], after: Mark | None) -> None:
        """Add the next page."""
        self.after, self._asked = after, False
        if rows:
            self.beginInsertRows(NOWHERE, len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def canFetchMore(self, _parent: Index = NOWHERE) -> bool:
        return self.after is not None and not self._asked

    def fetchMore(self, _parent: Index = NOWHERE) -> None:
        if self.canFetchMore():
            self._asked = True
            self.more_wanted.emit()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shapes)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(self._shapes[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole and self._shapes[section].figure:
            return Qt.AlignmentFlag.AlignRight
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        if role == CellRole.WHOLE:
            return gathered(partial(self.data, index))
        row, shape = self.rows[index.row()], self._shapes[index.column()]
        if role == CellRole.KEY:
            return self._key(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return shape.words(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight if shape.figure else None
        if role == CellRole.TOKEN:
            return "muted" if shape.quiet else None
        if role == CellRole.WEIGHT:
            return 500 if index.column() == 0 else None
        if role == CellRole.CHIP and shape.chip is not None:
            return shape.chip(row)
        return None
