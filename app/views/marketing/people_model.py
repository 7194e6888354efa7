"""The preview of a segment: people and whether they go in, page after page as the person scrolls."""

from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.language import marked, tr
from app.models.marketing_terms import ListKind, Standing
from app.operations.segment_people import PeoplePage, PersonRow
from app.phone_number import shown_phone
from app.views.look.table import CellRole, gathered
from app.views.marketing.words import standing_chip

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
COMPANY, PERSON, ADDRESS, STANDING = range(4)
HEADS = (marked("Company"), marked("Person"), marked("E-mail"), marked("In this list"))


class PeopleModel(QAbstractTableModel):
    """``begin(page, kind)`` shows the first page, ``go_on(page)`` adds one; ``more_wanted`` asks for the next."""

    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[PersonRow] = []
        self.after: tuple[str, int] | None = None
        self.list_kind = ListKind.EMAIL
        self._asked = False

    def begin(self, page: PeoplePage, list_kind: ListKind) -> None:
        """Show another segment, or the same one anew."""
        self.beginResetModel()
        self.rows, self.after, self.list_kind, self._asked = list(page.rows), page.after, list_kind, False
        self.endResetModel()

    def go_on(self, page: PeoplePage) -> None:
        """Add the page that was asked for."""
        self._asked = False
        self.after = page.after
        if page.rows:
            self.beginInsertRows(NOWHERE, len(self.rows), len(self.rows) + len(page.rows) - 1)
            self.rows.extend(page.rows)
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
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == ADDRESS and self.list_kind is ListKind.PHONE:
            return tr("Phone")
        return tr(HEADS[section])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        if role == CellRole.WHOLE:
            return gathered(partial(self.data, index))
        row, column = self.rows[index.row()], index.column()
        if role == CellRole.KEY:
            return row.key
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, column)
        inside = row.standing is Standing.GOES_IN
        if role == CellRole.TOKEN:
            return "text" if inside and column in (COMPANY, PERSON) else "muted"
        if role == CellRole.WEIGHT:
            return 500 if inside and column == COMPANY else None
        if role == CellRole.CHIP and column == STANDING:
            return standing_chip(row.standing, self.list_kind)
        return None

    def _words(self, row: PersonRow, column: int) -> str:
        if column == COMPANY:
            return row.company
        if column == PERSON:
            return row.person if row.person != row.company else ""
        if column == STANDING:
            return ""
        if not row.value:
            return tr("none")
        return shown_phone(row.value) if self.list_kind is ListKind.PHONE else row.value
