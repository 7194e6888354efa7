"""The senders at the left: how many letters, whether a template reads them and how well."""

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr, trn
from app.operations.letter_samples import SenderRow
from app.views.look.areas import set_ground
from app.views.look.chip import ChipText
from app.views.look.label import Label
from app.views.look.numbers import number, percent
from app.views.look.rows import RowList, RowRole

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
WIDTH = 300
SURE = 90
"""Per cent of the letters from which on a template is called good."""


def confidence_words(row: SenderRow) -> str:
    """How well the letters of a sender are understood, in words."""
    if row.template_id is None:
        return trn("{figure} letter, nothing taught", "{figure} letters, nothing taught", row.letters, figure=_figure(row))
    if row.confidence >= SURE:
        return tr("Edition {edition}, reads nearly all", edition=row.edition)
    if row.confidence >= SURE // 2:
        return tr("Edition {edition}, reads most", edition=row.edition)
    return tr("Edition {edition}, reads few", edition=row.edition)


def _figure(row: SenderRow) -> str:
    return number(row.letters, "#,##0")


class SendersModel(QAbstractListModel):
    """Senders, those with a template first."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[SenderRow, ...] = ()

    def show_rows(self, rows: tuple[SenderRow, ...]) -> None:
        """Show other senders."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == RowRole.NAME:
            return row.sender
        if role == RowRole.KEY:
            return row.sender
        if role == RowRole.SECOND:
            return confidence_words(row)
        if role == RowRole.QUIET:
            return row.template_id is None
        if role == RowRole.FIGURE and row.template_id is not None:
            return percent(row.confidence)
        if role == RowRole.CHIP and row.silent:
            return ChipText(tr("{count} not understood", count=row.silent), "warning")
        return None


class SenderList(QWidget):
    """The column with all senders; ``chosen`` when the person goes to another one, ``entered`` on Enter."""

    chosen = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "base")
        self.setFixedWidth(WIDTH)
        self.model = SendersModel()
        self.list = RowList("two", uniform=True)
        self.list.setModel(self.model)
        self._title = Label("", 20, 600)
        self._silent = False
        head = QHBoxLayout()
        head.setContentsMargins(20, 12, 12, 10)
        head.addWidget(self._title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.list.activated.connect(lambda _: self.entered.emit())
        self.setFocusProxy(self.list)
        self.retranslate()

    @property
    def current(self) -> SenderRow | None:
        """The sender that is chosen."""
        index = self.list.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def show_rows(self, rows: tuple[SenderRow, ...]) -> None:
        """Show the senders; the one that was chosen stays so, else the first is. Sends nothing."""
        kept = self.current.sender if self.current else ""
        self._silent = True
        self.model.show_rows(rows)
        place = next((place for place, row in enumerate(rows) if row.sender == kept), 0)
        self._choose(place)
        self._silent = False

    def choose(self, sender: str) -> None:
        """Go to *sender*, if it is here."""
        place = next((place for place, row in enumerate(self.model.rows) if row.sender == sender), None)
        if place is not None:
            self._choose(place)

    def _choose(self, place: int) -> None:
        if self.model.rows:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(self.model.index(place), flag)

    def retranslate(self) -> None:
        """The head in the chosen language."""
        self._title.setText(tr("Senders"))
        self.list.viewport().update()

    def _current_changed(self, index: QModelIndex) -> None:
        if index.isValid() and not self._silent:
            self.chosen.emit()
