"""One table of the proof: times, days, ways, people or late inquiries, each line with the inquiries behind it."""

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.language import Phrase, marked, tr
from app.operations.promise_proof import Proof
from app.operations.promise_tables import COLUMNS, Line, View, lines
from app.reports.tables import Column
from app.views.look.chip import ChipText
from app.views.look.numbers import clear_day, clock, day, local, number
from app.views.look.table import CellRole
from app.views.overview.words import duration

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
WIDTHS = {
    "at": 160,
    "state": 150,
    "by": 210,
    "emptied": 140,
    "day": 190,
    "channel": 190,
    "name": 220,
    "number": 130,
    "wait": 160,
}
OTHERS = 110
SHORT = {
    ("times", "wait"): marked("Longest wait"),
    ("days", "wait"): marked("Longest wait"),
    ("channels", "wait"): marked("Longest wait"),
    ("people", "wait"): marked("Longest wait"),
    ("late", "late"): marked("Late by"),
}
"""Columns of minutes: the window says them as a length of time, so the head need not say minutes."""
ICONS = {"success": "check-circle", "danger": "warning-circle"}


class ProofModel(QAbstractTableModel):
    """The lines of one view of a proof."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view: View = "times"
        self.lines: tuple[Line, ...] = ()
        self._columns: tuple[Column, ...] = COLUMNS["times"]
        self._proof: Proof | None = None

    def show_proof(self, proof: Proof, view: View) -> None:
        """Show another proof, or another view of it."""
        self.beginResetModel()
        self.view, self._columns, self._proof = view, COLUMNS[view], proof
        self.lines = lines(proof, view)
        self.endResetModel()

    def width(self, section: int) -> int:
        """How wide a column is at first, px."""
        return WIDTHS.get(self._columns[section].key, OTHERS)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            short = SHORT.get((self.view, column.key))
            return tr(short) if short else str(column.title)
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column.kind == "integer" else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, line = self._columns[index.column()], self.lines[index.row()]
        value = line.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if column.key == "state" else self._said(column, value)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._said(column, value)
        if role == CellRole.CHIP and column.key == "state":
            tone = line.tone or "neutral"
            return ChipText(str(value), tone, ICONS.get(tone, ""))
        if role == CellRole.TOKEN and column.key in ("left", "late", "missed") and value:
            return "danger_text"
        if role == CellRole.TOKEN and value == 0:
            return "muted"
        if role == CellRole.WEIGHT and not index.column():
            return 600
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column.kind == "integer" else None

    def _said(self, column: Column, value: object) -> str:
        if isinstance(value, Phrase):
            return str(value)
        if isinstance(value, datetime):
            return self._moment(value)
        if isinstance(value, date):
            return clear_day(value)
        if isinstance(value, int):
            return duration(value) if (self.view, column.key) in SHORT else number(value)
        return str(value or "")

    def _moment(self, value: datetime) -> str:
        today = local(self._proof.asked_at).date() if self._proof is not None else None
        return tr("{day}, {time}", day=day(local(value), today=today), time=clock(value))
