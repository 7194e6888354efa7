"""Phone numbers in a list are links: a click on the words of one calls it; beside them a click chooses the row."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip

from app.language import tr
from app.views.look.painting import text_width
from app.views.look.table import PADDING, Table, cell_at
from app.views.look.typeface import font
from app.views.register.model import RegisterModel
from app.views.telephone.number_link import Dialled, dial

ICON_ROOM = 24


class PhoneCells(QObject):
    """``PhoneCells(table, model)`` watches the table; whom one calls is read from the hidden column *counterparty_id*."""

    def __init__(self, table: Table, model: RegisterModel) -> None:
        super().__init__(table)
        self._table, self._model = table, model
        self._pressed: Dialled | None = None
        if any(column.kind == "phone" for column in model.columns):
            table.viewport().installEventFilter(self)

    def at(self, place: QPoint) -> Dialled | None:
        """The number whose words stand at *place* of the table's viewport."""
        index = self._table.indexAt(place)
        row = self._model.row_at(index.row()) if index.isValid() else None
        if row is None or not self._on_words(index, place):
            return None
        number = row.cells[self._model.columns[index.column()].key]
        return Dialled(str(number), counterparty_id=row.cells.get("counterparty_id")) if number else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and (dialled := self.at(event.pos())) is not None:
            QToolTip.showText(event.globalPos(), tr("Call {number}", number=dialled.words()), self._table)
            return True
        if isinstance(event, QMouseEvent):
            self._mouse(event)
        return False

    def _mouse(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if event.type() == QEvent.Type.MouseMove:
            shape = Qt.CursorShape.ArrowCursor if self.at(place) is None else Qt.CursorShape.PointingHandCursor
            self._table.viewport().setCursor(shape)
        elif event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self.at(place)
        elif event.type() == QEvent.Type.MouseButtonRelease and event.button() == Qt.MouseButton.LeftButton:
            pressed, self._pressed = self._pressed, None
            if pressed is not None and pressed == self.at(place):
                dial(pressed)

    def _on_words(self, index: QModelIndex, place: QPoint) -> bool:
        if self._model.columns[index.column()].kind != "phone":
            return False
        cell = cell_at(index)
        left = self._table.visualRect(index).left()
        left += self._table.margin if index.column() == self._table.first_column else PADDING
        left += ICON_ROOM if cell.icon else 0
        return left <= place.x() <= left + text_width(cell.text, font(13, cell.weight))
