"""The table of a count: a digit begins the figure of the selected row, Enter takes it and goes to the next."""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget

from app.views.look.table import Table, TableDelegate
from app.views.look.typeface import font
from app.views.stock.count_model import (
    ARTICLE,
    BATCH,
    BOOKS,
    COUNTED,
    DIFFERENCE,
    EXPIRES,
    PLACE,
    RESERVED,
    CountModel,
)

Index = QModelIndex | QPersistentModelIndex
WIDTHS = {
    BATCH: 150,
    ARTICLE: 300,
    PLACE: 110,
    EXPIRES: 120,
    BOOKS: 100,
    RESERVED: 100,
    COUNTED: 110,
    DIFFERENCE: 220,
}


class CountDelegate(TableDelegate):
    """Edits the counted figure in its cell. *first*: the digit that began it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("one", parent)
        self.first = ""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(font(13, 600))
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setFrame(False)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(self.first or str(index.data(Qt.ItemDataRole.EditRole) or ""))
            if not self.first:
                editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())


class CountTable(Table):
    """Shows a ``CountModel``."""

    def __init__(self, model: CountModel, parent: QWidget | None = None) -> None:
        super().__init__("one", parent)
        self._model = model
        self.margin = 20
        self.setModel(model)
        self._counts = CountDelegate(self)
        self.setItemDelegate(self._counts)
        self.horizontalHeader().setSectionsMovable(False)
        self.set_widths([WIDTHS[column] for column in range(len(WIDTHS))])
        self._counts.closeEditor.connect(self._go_on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() is QAbstractItemView.State.EditingState:
            return
        row = self.currentIndex().row()
        bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if row < 0 or not bare:
            super().keyPressEvent(event)
        elif event.text().isdigit():
            self._edit(row, event.text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._edit(row, "")
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._model.count(row, None)
        else:
            super().keyPressEvent(event)

    def _edit(self, row: int, first: str) -> None:
        self._counts.first = first
        index = self._model.index(row, COUNTED)
        self.setCurrentIndex(index)
        self.edit(index)

    def _go_on(self, _editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        row = self.currentIndex().row()
        taken = hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache
        if taken and row + 1 < self._model.rowCount():
            self.setCurrentIndex(self._model.index(row + 1, COUNTED))
