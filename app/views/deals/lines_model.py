"""The lines of a deal as a table: article, quantity, where it comes from, price, sum."""

from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from app.language import marked, tr
from app.operations.deal_rows import LineRow
from app.views.deals.words import spoken
from app.views.look.chip import ChipText
from app.views.look.numbers import money, percent, quantity
from app.views.look.split_bar import SplitPart
from app.views.look.table import CellRole, gathered

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
POSITION, ARTICLE, QUANTITY, ORIGIN, PRICE, SUM = range(6)
HEADS = ("#", marked("Article"), marked("Quantity"), marked("From"), marked("Price"), marked("Sum"))
WIDTHS = {POSITION: 44, QUANTITY: 92, ORIGIN: 220, PRICE: 112, SUM: 120}
RIGHT = Qt.AlignmentFlag.AlignRight


class LinesModel(QAbstractTableModel):
    """``set_lines(lines)``; a row answers its line's id under ``CellRole.KEY``."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[LineRow, ...] = ()

    def set_lines(self, lines: tuple[LineRow, ...]) -> None:
        """Show other lines, or the same in another language."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def row_of(self, line_id: int) -> int:
        """The row of a line, -1 if it is not here."""
        return next((row for row, line in enumerate(self.lines) if line.id == line_id), -1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(HEADS[section]) if section else HEADS[0]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        if role == CellRole.WHOLE:
            return gathered(partial(self.data, index))
        line, column = self.lines[index.row()], index.column()
        if role == CellRole.KEY:
            return line.id
        if role == Qt.ItemDataRole.DisplayRole:
            return _words(line, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole and column == ORIGIN:
            return "\n".join(spoken(part.text) for part in line.parts) or None
        return _dress(line, column, role)


def _alignment(column: int) -> Qt.AlignmentFlag | None:
    if column == POSITION:
        return Qt.AlignmentFlag.AlignHCenter
    return RIGHT if column in (QUANTITY, PRICE, SUM) else None


def _words(line: LineRow, column: int) -> str:
    return {
        POSITION: str(line.position),
        ARTICLE: line.name,
        QUANTITY: quantity(line.quantity),
        ORIGIN: "",
        PRICE: money(line.price),
        SUM: money(line.net),
    }[column]


def _dress(line: LineRow, column: int, role: int) -> object:
    if role == CellRole.WEIGHT:
        return {ARTICLE: 500, QUANTITY: 600, SUM: 600}.get(column)
    if role == CellRole.TOKEN:
        return "muted" if column in (POSITION, PRICE) else None
    if role == CellRole.UNIT and column == QUANTITY:
        return tr(line.unit)
    if role == CellRole.SECOND:
        if column == PRICE and line.discount_percent:
            return tr("less {percent}", percent=percent(line.discount_percent))
        return {ARTICLE: line.code, ORIGIN: spoken(line.news)}.get(column)
    if column == ORIGIN and role == CellRole.SPLIT:
        return tuple(SplitPart(part.source.value, part.quantity) for part in line.parts)
    if column == ORIGIN and role == CellRole.CHIP and line.news is not None:
        return ChipText("", line.news_tone, line.news_icon)
    return None
