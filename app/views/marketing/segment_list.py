"""The segments at the left: names and how many companies are in each."""

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.operations.register import Count
from app.operations.segments import SegmentRow
from app.views.look.areas import set_ground
from app.views.look.buttons import IconButton
from app.views.look.label import Label
from app.views.look.numbers import number
from app.views.look.rows import RowList, RowRole

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
WIDTH = 248


class SegmentsModel(QAbstractListModel):
    """Segments by name."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[SegmentRow, ...] = ()
        self.sizes: dict[int, Count] = {}

    def show_rows(self, rows: tuple[SegmentRow, ...]) -> None:
        """Show other segments."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def row_of(self, segment_id: int) -> SegmentRow | None:
        """The segment *segment_id*, None if it is not here."""
        return next((row for row in self.rows if row.id == segment_id), None)

    def replace(self, changed: SegmentRow) -> None:
        """Know a segment as it was just written."""
        self.rows = tuple(changed if row.id == changed.id else row for row in self.rows)

    def show_size(self, segment_id: int, count: Count) -> None:
        """Show how many companies are in one."""
        self.sizes[segment_id] = count
        for place, row in enumerate(self.rows):
            if row.id == segment_id:
                self.dataChanged.emit(self.index(place), self.index(place))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == RowRole.NAME:
            return row.name
        if role == RowRole.KEY:
            return row.id
        if role == RowRole.FIGURE and row.id in self.sizes:
            size = self.sizes[row.id]
            figure = number(size.number, "#,##0")
            return tr("about {number}", number=figure) if size.estimate else figure
        return None


class SegmentList(QWidget):
    """The column with all segments; ``chosen`` carries the id when the person goes to another one."""

    chosen = Signal(int)
    moved = Signal()
    """Other segments may be in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "base")
        self.setFixedWidth(WIDTH)
        self.model = SegmentsModel()
        self.list = RowList("one", uniform=True)
        self.list.setModel(self.model)
        self.add = IconButton("plus", "", key="N")
        self._title = Label("", 20, 600)
        self._silent = False
        head = QHBoxLayout()
        head.setContentsMargins(20, 12, 12, 10)
        head.addWidget(self._title, 1)
        head.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.list.verticalScrollBar().valueChanged.connect(lambda _: self.moved.emit())
        self.setFocusProxy(self.list)
        self.retranslate()

    @property
    def current(self) -> SegmentRow | None:
        """The segment that is chosen."""
        index = self.list.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def in_sight(self) -> tuple[SegmentRow, ...]:
        """The segments whose lines can be seen."""
        if not self.isVisible():
            return ()
        sight = self.list.viewport().rect()
        rows = self.model.rows
        return tuple(
            row for place, row in enumerate(rows) if self.list.visualRect(self.model.index(place)).intersects(sight)
        )

    def show_rows(self, rows: tuple[SegmentRow, ...], wanted: int = 0) -> None:
        """Show the segments; *wanted* is chosen, else the one that was, else the first. Sends nothing."""
        kept = wanted or (self.current.id if self.current else 0)
        self._silent = True
        self.model.show_rows(rows)
        place = next((place for place, row in enumerate(rows) if row.id == kept), 0)
        if rows:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(self.model.index(place), flag)
        self._silent = False

    def retranslate(self) -> None:
        """The head in the chosen language."""
        self._title.setText(tr("Segments"))
        self.add.setText(tr("New segment"))

    def _current_changed(self, index: QModelIndex) -> None:
        if index.isValid() and not self._silent:
            self.chosen.emit(self.model.rows[index.row()].id)
