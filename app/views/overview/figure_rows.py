"""A chart as a table: the same figures for those who read better than they see, each still opening its rows."""

from decimal import Decimal

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from app.language import Phrase, tr
from app.operations import overview
from app.operations.overview_spec import Figure, Mark
from app.views.look.areas import set_ground
from app.views.look.buttons import QuietButton
from app.views.look.numbers import number, percent
from app.views.look.page_head import PageHead
from app.views.look.table import Table
from app.views.overview.words import place_in_full, value_text

Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
FIRST, OTHERS = 220, 150
ROOT = QModelIndex()


class FigureModel(QAbstractTableModel):
    """The places of a chart as rows, its series and what stands beside them as columns."""

    def __init__(self, figure: Figure) -> None:
        super().__init__()
        self.figure = figure
        self._columns, self._rows = overview.figure_table(figure)
        self._marks = {(mark.bucket, mark.series): mark for mark in figure.marks}

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def mark_at(self, index: Index) -> Mark | None:
        """The mark in a cell; beside the series, the first one of the row."""
        bucket = self.figure.buckets[index.row()].key
        series = [each.key for each in self.figure.series]
        wanted = series[index.column() - 1] if 1 <= index.column() <= len(series) else ""
        first = next((mark for key in series if (mark := self._marks.get((bucket, key)))), None)
        return self._marks.get((bucket, wanted)) or first

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self._columns[section].title)
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and section else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._said(index)
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and index.column() else None

    def _said(self, index: Index) -> str:
        if not index.column():
            return place_in_full(self.figure.buckets[index.row()])
        value, column = self._rows[index.row()][index.column()], self._columns[index.column()]
        if isinstance(value, Phrase):
            return value.said()
        if not isinstance(value, int | Decimal):
            return ""
        if column.key == "share":
            return percent(value)
        if column.key == "rows":
            return number(value)
        return value_text(value, "money" if column.kind == "money" else self.figure.unit)


class FigureRows(QWidget):
    """``FigureRows().show_figure(figure)``. Enter opens the rows behind a cell, Esc goes back to the charts."""

    left = Signal()
    opened = Signal(object, object)
    """Figure and Mark."""
    keep_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "base")
        self.figure: Figure | None = None
        self.model: FigureModel | None = None
        self.head = PageHead()
        self.keep = QuietButton(icon="download-simple", key="Ctrl+E", height=28)
        self.back = QuietButton(icon="arrow-left", key="Esc", height=28)
        for button in (self.keep, self.back):
            self.head.add_right(button)
        self.table = Table()
        self.table.horizontalHeader().setStretchLastSection(False)
        # Each figure opens rows of its own: the cell is chosen, not the line.
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.keep.clicked.connect(self.keep_wanted)
        self.back.clicked.connect(self.left)
        self.table.doubleClicked.connect(self._open)
        self.retranslate()

    def show_figure(self, figure: Figure) -> None:
        """Show the figures of a chart, the first cell chosen."""
        self.figure = figure
        self.model = FigureModel(figure)
        self.model.setParent(self)
        self.table.setModel(self.model)
        self.table.setColumnWidth(0, FIRST)
        for column in range(1, self.model.columnCount()):
            self.table.setColumnWidth(column, OTHERS)
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 1))
        self.retranslate()
        self.table.setFocus()

    def retranslate(self) -> None:
        """The words in the chosen language."""
        self.back.setText(tr("Charts"))
        self.keep.setText(tr("Save as"))
        if self.figure is not None:
            self.head.set_title(str(self.figure.title))
            self.head.set_count(str(self.figure.about))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.table.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        if self.model is None or not index.isValid():
            return
        mark = self.model.mark_at(index)
        if mark is not None:
            self.opened.emit(self.figure, mark)
