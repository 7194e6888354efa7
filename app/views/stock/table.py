"""The table of the stock list: heads over the width of their columns, folding with arrows, hairlines under the text."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem, QWidget

from app.operations.stock_rows import GroupRow, LineRow, Order
from app.views.look.icons import paint_icon
from app.views.look.painting import paint_hairline, paint_text, text_width
from app.views.look.rows import SELECTED, Index, paint_row_ground
from app.views.look.table import PADDING, CellRole, Table, TableDelegate, TableHead, cell_at
from app.views.look.theme import color
from app.views.look.typeface import font
from app.views.stock.cells import (
    ARTICLE,
    BATCH,
    EXPIRES,
    FREE,
    LEFT,
    ON_HAND,
    PLACE,
    RECEIVED,
    RESERVED,
    SHARE,
    STATE,
)
from app.views.stock.model import More, Row, StockModel

MARGIN, INDENT = 20, 52
"""Where heads begin, and the text of rows."""
RIGHT_MARGIN = 20
WIDTHS = {
    BATCH: 132,
    ARTICLE: 150,
    PLACE: 64,
    RECEIVED: 88,
    EXPIRES: 94,
    LEFT: 110,
    STATE: 126,
    ON_HAND: 62,
    RESERVED: 72,
    FREE: 62,
    SHARE: 48,
}
NEAR_TOP = 20


class StockDelegate(TableDelegate):
    """Paints heads over all columns up to the figures; rows of batches as any table, from the indent on."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        selected = bool(option.state.value & SELECTED)
        column = index.column()
        cell = cell_at(index)
        painter.save()
        if cell.group and not selected:
            painter.fillRect(rect, color("alt"))
        paint_row_ground(painter, option, edge=column == BATCH)
        if cell.group and column < ON_HAND:
            painter.setClipRect(rect)
            self._paint_head(painter, option, index)
        else:
            left = rect.left() + (INDENT if column == BATCH else 8)
            right = RIGHT_MARGIN - 10 if column == SHARE else 8
            if not selected and not cell.group:
                end = rect.right() + 1 - (right if column == SHARE else 0)
                paint_hairline(painter, left if column == BATCH else rect.left(), end, rect.bottom())
            area = QRect(left, rect.top(), rect.right() + 1 - right - left, rect.height() - 1)
            self._paint_cell(painter, area, cell, selected)
        painter.restore()

    def _paint_head(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = option.widget
        if not isinstance(view, StockTable):
            return
        rect: QRect = option.rect
        first = index.sibling(index.row(), BATCH)
        start = view.columnViewportPosition(BATCH)
        line = QRect(start + MARGIN, rect.top(), view.columnViewportPosition(ON_HAND) - start - MARGIN, rect.height() - 1)
        if icon := first.data(CellRole.ICON):
            paint_icon(painter, QRect(line.left(), line.center().y() - 7, 14, 14), str(icon), "muted")
            line.setLeft(line.left() + 22)
        else:
            line.setLeft(start + INDENT)
        code = str(first.data(CellRole.SECOND) or "")
        name = str(first.data(Qt.ItemDataRole.DisplayRole) or "")
        quiet = not icon
        # A long name gives way to its code: the code tells articles apart.
        room = line.adjusted(0, 0, -(text_width(code, font(12)) + 20) if code else 0, 0)
        used = paint_text(painter, room, name, font(13, 400 if quiet else 600), "accent_text" if quiet else "text")
        paint_text(painter, line.adjusted(used + 10, 0, 0, 0), code, font(12), "muted")


class StockHead(TableHead):
    """The head of the table; the first word stands over the batches, behind the room of the carets."""

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if section == BATCH:
            painter.fillRect(rect, color("base"))
            paint_hairline(painter, rect.left(), rect.right() + 1, rect.bottom(), "border")
            rect = rect.adjusted(INDENT - PADDING, 0, 0, 0)
        super().paintSection(painter, rect, section)


class StockTable(Table):
    """Shows a ``StockModel``. Left and Right fold and unfold, Enter or a click on a figure opens what is behind it."""

    chosen = Signal(object)
    """The row that is selected now, or None."""
    opened = Signal(object, str)
    """A row, and what is wanted of it: "" (Enter), "moves" or "holders" (a click on a figure)."""

    def __init__(self, model: StockModel, parent: QWidget | None = None) -> None:
        super().__init__("one", parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(StockDelegate("one", self))
        head = StockHead(self)
        head.sectionResized.connect(self._dragged)
        self.setHorizontalHeader(head)
        head.setSectionsMovable(False)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(STATE, QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(48)
        self.set_widths([WIDTHS[column] for column in range(len(WIDTHS))])
        self.set_order("article")
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self.chosen.emit(model.row_at(now.row())))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        model.grown.connect(self._keep_height)
        # A short list cannot be scrolled up: what lies before it comes by itself, once the answer is dealt with.
        self._look_up = QTimer(self, interval=0, singleShot=True)
        self._look_up.timeout.connect(lambda: self._scrolled(self.verticalScrollBar().value()))
        model.arrived.connect(self._look_up.start)

    def set_order(self, order: Order) -> None:
        """Show the columns that the heads do not say."""
        hidden = {"article": (ARTICLE,), "place": (PLACE, RECEIVED), "expiry": (RECEIVED, SHARE)}[order]
        for column in (ARTICLE, PLACE, RECEIVED, SHARE):
            self.setColumnHidden(column, column in hidden)

    def take_widths(self, widths: Sequence[int]) -> None:
        """Give the columns the widths that somebody chose; a column that was hidden then (0) keeps its own."""
        for column, width in enumerate(widths[: len(WIDTHS)]):
            if width and not self.isColumnHidden(column):
                self.setColumnWidth(column, width)

    @property
    def row(self) -> Row | None:
        """The selected row."""
        index = self.currentIndex()
        return self._model.row_at(index.row()) if index.isValid() else None

    def select_key(self, key: str) -> bool:
        """Select the row that is known by *key*; whether it is held."""
        line = self._model.line_of(key)
        if line < 0:
            return False
        self.setCurrentIndex(self._model.index(line, BATCH))
        self.scrollTo(self._model.index(max(0, line - 3), BATCH))
        self.scrollTo(self._model.index(line, BATCH))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.row, event.key()
        bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if row is not None and bare and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(row)
        elif row is not None and bare and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._fold(row, key == Qt.Key.Key_Left)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        row = self._model.row_at(index.row()) if index.isValid() else None
        if event.button() != Qt.MouseButton.LeftButton or row is None:
            return
        if isinstance(row, More):
            self._open(row)
        elif isinstance(row, GroupRow) and self._on_caret(event.position().toPoint()):
            self._model.fold(row.id, not self._model.is_folded(row.id))
        elif index.column() in (ON_HAND, FREE):
            self.opened.emit(row, "moves")
        elif index.column() == RESERVED:
            self.opened.emit(row, "holders")

    def _on_caret(self, at: QPoint) -> bool:
        return at.x() - self.columnViewportPosition(BATCH) < MARGIN + 22

    def _open(self, row: Row) -> None:
        if isinstance(row, More):
            self._model.fetch_group(row)
        else:
            self.opened.emit(row, "")

    def _fold(self, row: Row, folded: bool) -> None:
        if isinstance(row, GroupRow):
            self._model.fold(row.id, folded)
        elif folded and isinstance(row, LineRow):
            self.select_key(f"group:{row.location_id if self._model.shown.order == 'place' else row.product_id}")

    def _scrolled(self, value: int) -> None:
        if value < NEAR_TOP * self.verticalHeader().defaultSectionSize() and not self._model.at_top:
            self._model.fetch_before()

    def _keep_height(self, rows: int) -> None:
        # The bar must know the new length before it can be set beyond the old one.
        self.updateGeometries()
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + rows * self.verticalHeader().defaultSectionSize())
        if rows > 0:
            self._look_up.start()
