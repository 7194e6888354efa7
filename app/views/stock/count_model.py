"""A sheet of stock-taking as a table: what the books say, what was found, and the difference."""

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.language import marked, tr
from app.operations.stock_count import Counted
from app.operations.stock_sheet import CountLine, Sheet
from app.views.look.chip import ChipText
from app.views.look.numbers import MINUS, clear_day, number, read_decimal
from app.views.look.table import CellRole, gathered

Index = QModelIndex | QPersistentModelIndex
Key = tuple[int, int]
ROOT = QModelIndex()
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

BATCH, ARTICLE, PLACE, EXPIRES, BOOKS, RESERVED, COUNTED, DIFFERENCE = range(8)
TITLES = (
    marked("Batch"),
    marked("Article"),
    marked("Place"),
    marked("Expires"),
    marked("Books say"),
    marked("Reserved"),
    marked("Counted"),
    marked("Difference"),
)
FIGURES = frozenset({BOOKS, RESERVED, COUNTED})


class CountModel(QAbstractTableModel):
    """Keeps what was counted, with what the books said at that moment. ``changed`` after each figure."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self._lines: list[CountLine] = []
        self._counts: dict[Key, tuple[Decimal, Decimal]] = {}

    def show(self, sheet: Sheet | None, *, keep: bool = False) -> None:
        """Show another sheet; *keep* what was counted on it."""
        self.beginResetModel()
        self.sheet = sheet
        self._lines = list(sheet.lines) if sheet else []
        if not keep:
            self._counts = {}
        self.endResetModel()
        self.changed.emit()

    # What was counted

    @property
    def counted(self) -> tuple[Counted, ...]:
        """What somebody has counted so far."""
        return tuple(Counted(*key, *figures) for key, figures in self._counts.items())

    @property
    def differences(self) -> int:
        """How many batches were found otherwise than the books say."""
        return sum(1 for expected, counted in self._counts.values() if expected != counted)

    def line_at(self, row: int) -> CountLine | None:
        """The batch in *row*."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def row_of(self, key: Key) -> int:
        """The row of a (batch, place), -1 if the sheet has none."""
        return next((row for row, line in enumerate(self._lines) if _key(line) == key), -1)

    def count(self, row: int, figure: Decimal | None) -> None:
        """So many were found; None: not counted yet."""
        line = self.line_at(row)
        if line is None:
            return
        if figure is None:
            self._counts.pop(_key(line), None)
        else:
            self._counts[_key(line)] = (line.on_hand, figure)
        self._told(row)

    def add(self, line: CountLine, quantity: Decimal) -> int:
        """One more scan of a batch; a batch that the books do not have here becomes a row. The row."""
        row = self.row_of(_key(line))
        if row < 0:
            row = len(self._lines)
            self.beginInsertRows(ROOT, row, row)
            self._lines.append(line)
            self.endInsertRows()
        expected, so_far = self._counts.get(_key(line), (self._lines[row].on_hand, Decimal(0)))
        self._counts[_key(line)] = (expected, so_far + quantity)
        self._told(row)
        return row

    def fill_rest(self) -> None:
        """What nobody found is not there."""
        for line in self._lines:
            self._counts.setdefault(_key(line), (line.on_hand, Decimal(0)))
        self._told_all()

    def _told(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, DIFFERENCE))
        self.changed.emit()

    def _told_all(self) -> None:
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, DIFFERENCE))
        self.changed.emit()

    # A count that is not booked yet

    def kept(self) -> str:
        """What was counted so far, as text to keep; "" for nothing."""
        if self.sheet is None or not self._counts:
            return ""
        counts = [[*key, str(expected), str(counted)] for key, (expected, counted) in self._counts.items()]
        return json.dumps({"kind": self.sheet.kind, "id": self.sheet.id, "counts": counts})

    def take_kept(self, kept: str) -> tuple[str, int, tuple[Key, ...]] | None:
        """Take up a count that was left: (kind, id, what was counted) of its sheet; None if there is none."""
        try:
            found = json.loads(kept)
            counts = {(int(b), int(p)): (Decimal(e), Decimal(c)) for b, p, e, c in found["counts"]}
            kind, record = str(found["kind"]), int(found["id"])
        except (ValueError, KeyError, TypeError, InvalidOperation):
            return None
        self._counts = counts
        return kind, record, tuple(counts)

    # What Qt asks

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(TITLES):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(TITLES[section])
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section in FIGURES else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == COUNTED else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.line_at(index.row())
        if line is None:
            return None
        if role == CellRole.WHOLE:
            return gathered(partial(self.data, index))
        counted = self._counts.get(_key(line))
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(line, index.column(), counted)
        if role == Qt.ItemDataRole.EditRole:
            return number(counted[1]) if counted else ""
        if role in (Qt.ItemDataRole.UserRole, CellRole.KEY):
            return f"{line.batch_id}:{line.location_id}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if index.column() in FIGURES else None
        if role == CellRole.WEIGHT:
            return 600 if index.column() == COUNTED else 500 if index.column() == BATCH else None
        if role == CellRole.TOKEN and index.column() in (PLACE, EXPIRES):
            return "muted"
        if role == CellRole.CHIP and index.column() == DIFFERENCE:
            return _difference(line, counted)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != COUNTED:
            return False
        typed = str(value).strip()
        figure = read_decimal(typed) if typed else None
        if typed and (figure is None or figure < 0):
            return False
        self.count(index.row(), figure)
        return True

    def retranslate(self) -> None:
        """Say heads and cells in the chosen language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, DIFFERENCE)
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, DIFFERENCE))


def _key(line: CountLine) -> Key:
    return line.batch_id, line.location_id


def _text(line: CountLine, column: int, counted: tuple[Decimal, Decimal] | None) -> str:
    if column == COUNTED:
        return number(counted[1]) if counted else ""
    if column == EXPIRES:
        return tr("no expiry") if line.expiry is None else clear_day(line.expiry)
    texts = {BATCH: line.batch, ARTICLE: line.name, PLACE: line.place}
    figures = {BOOKS: line.on_hand, RESERVED: line.reserved}
    return number(figures[column]) if column in figures else texts.get(column, "")


def _difference(line: CountLine, counted: tuple[Decimal, Decimal] | None) -> Iterable[ChipText] | None:
    if counted is None:
        return None
    expected, found = counted
    if expected != line.on_hand:
        return [ChipText(tr("moved meanwhile"), "warning", "arrows-left-right")]
    if found == expected:
        return [ChipText(tr("agrees"), "success", "check-circle")]
    figure = number(abs(found - expected))
    if found > expected:
        return [ChipText(tr("{count} more", count=figure), "warning", "trend-up")]
    hit = found < line.reserved
    chip = ChipText(f"{MINUS}{figure}", "danger", "warning-circle")
    return [chip, ChipText(tr("orders hit"), "danger", "lock-simple")] if hit else [chip]
