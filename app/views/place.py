"""The place of a person in a list: what is selected and where it stands, kept over a reload."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView


@dataclass(frozen=True, slots=True)
class Place:
    """Selected record (*key*), its row, and how far below the list's top it stood, in px."""

    key: Any
    row: int
    top: int

    @classmethod
    def of(cls, view: QAbstractItemView, role: int = Qt.ItemDataRole.UserRole) -> "Place | None":
        """Where the person is now in *view*, whose rows carry their record's id under *role*; None without selection."""
        index = view.currentIndex()
        if not index.isValid():
            return None
        return cls(index.siblingAtColumn(0).data(role), index.row(), view.visualRect(index).top())

    def restore(self, view: QAbstractItemView, role: int = Qt.ItemDataRole.UserRole) -> None:
        """Select the same record again at the same height; if it has gone, the one that moved up into its row."""
        index = self._find(view, role)
        if not index.isValid():
            return
        view.setCurrentIndex(index)
        bar = view.verticalScrollBar()
        bar.setValue(bar.value() + view.visualRect(index).top() - self.top)

    def _find(self, view: QAbstractItemView, role: int) -> QModelIndex:
        model = view.model()
        rows = model.rowCount()
        near = sorted(range(rows), key=lambda row: abs(row - self.row))
        for row in near:
            if model.index(row, 0).data(role) == self.key:
                return model.index(row, 0)
        return model.index(min(self.row, rows - 1), 0) if rows else QModelIndex()
