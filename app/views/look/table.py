"""Tables: 36 or 48 px rows, a head of 28, right-aligned tabular figures, elided text with tooltip, no box around.

A panel gives a table model; besides Qt's own roles (DisplayRole, TextAlignmentRole, ToolTipRole) its cells may answer
the roles of ``CellRole``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Any, cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from app.views.look.areas import ground_under
from app.views.look.chip import ChipText, chip_width, paint_chip
from app.views.look.icons import paint_icon
from app.views.look.painting import LEFT, paint_hairline, paint_text, text_width
from app.views.look.rows import HEIGHTS, SELECTED, Density, Index, RowKind, paint_row_ground
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.look.split_bar import SplitPart, paint_progress, paint_split_bar
from app.views.look.theme import color
from app.views.look.tokens import TONE_TEXT, Token
from app.views.look.typeface import Weight, font

HEAD_HEIGHT = 28
PADDING = 8
ZEROES = frozenset({"0", "0.00", "0,00"})


class CellRole(IntEnum):
    """What a cell may say besides its text. Everything may be missing (None)."""

    SECOND = Qt.ItemDataRole.UserRole + 40
    """str: second line, 12 muted (rows of 48 px)."""
    TOKEN = Qt.ItemDataRole.UserRole + 41
    """Token of the text; "text" if missing, and a zero is always muted."""
    WEIGHT = Qt.ItemDataRole.UserRole + 42
    """int: 400, 500 or 600."""
    ICON = Qt.ItemDataRole.UserRole + 43
    """str: Phosphor name, 16 px before the text."""
    CHIP = Qt.ItemDataRole.UserRole + 44
    """ChipText, or a sequence of them, after the text; with ``SECOND`` missing and no text it stands alone."""
    UNIT = Qt.ItemDataRole.UserRole + 45
    """str: unit behind a figure, muted."""
    SHARE = Qt.ItemDataRole.UserRole + 46
    """Decimal or float 0…1: a thin bar instead of text."""
    SPLIT = Qt.ItemDataRole.UserRole + 47
    """Sequence of SplitPart: a split bar; SECOND is the line below it, CHIP's tone colours that line."""
    GROUP = Qt.ItemDataRole.UserRole + 48
    """bool: a group row (on alt ground, 600)."""
    KEY = Qt.ItemDataRole.UserRole + 49
    """The record's id, for the panel; never painted."""
    WHOLE = Qt.ItemDataRole.UserRole + 50
    """Cell: all of it at once, for painting. A model that leaves it out is asked for the single roles instead."""


@dataclass(frozen=True, slots=True)
class Cell:
    """All that one cell says (see ``CellRole``), so that painting it asks the model once."""

    text: str = ""
    second: str = ""
    align: Qt.AlignmentFlag = LEFT
    token: Token = "text"
    weight: Weight = 400
    icon: str = ""
    chips: Sequence[ChipText] = ()
    unit: str = ""
    share: Decimal | float | None = None
    split: Sequence[SplitPart] = ()
    group: bool = False


def gathered(answer: Callable[[int], Any]) -> Cell:
    """The cell by its single roles; *answer*: role → what the model says. A model may say it whole (``CellRole.WHOLE``)."""
    align, chips = answer(Qt.ItemDataRole.TextAlignmentRole), answer(CellRole.CHIP)
    text, group = _words(answer(Qt.ItemDataRole.DisplayRole)), bool(answer(CellRole.GROUP))
    return Cell(
        text,
        _words(answer(CellRole.SECOND)),
        LEFT if align is None else Qt.AlignmentFlag(align) | Qt.AlignmentFlag.AlignVCenter,
        "muted" if text in ZEROES else answer(CellRole.TOKEN) or "text",
        answer(CellRole.WEIGHT) or (600 if group else 400),
        _words(answer(CellRole.ICON)),
        () if chips is None else (chips,) if isinstance(chips, ChipText) else chips,
        _words(answer(CellRole.UNIT)),
        answer(CellRole.SHARE),
        answer(CellRole.SPLIT) or (),
        group,
    )


def cell_at(index: Index) -> Cell:
    """What the cell at *index* says."""
    whole = index.data(CellRole.WHOLE)
    return whole if isinstance(whole, Cell) else gathered(index.data)


def _words(value: object) -> str:
    return "" if value is None else str(value)


class TableDelegate(QStyledItemDelegate):
    """Paints cells; the edge of the selected row stands at the first visible column."""

    def __init__(self, kind: RowKind = "one", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind: RowKind = kind

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect: QRect = option.rect
        selected = bool(option.state.value & SELECTED)
        cell = cell_at(index)
        if cell.group and not selected:
            painter.fillRect(rect, color("alt"))
        view = cast("Table", option.widget)
        first = index.column() == view.first_column
        paint_row_ground(painter, option, edge=first)
        if not selected:
            paint_hairline(painter, rect.left(), rect.right() + 1, rect.bottom())
        left = view.margin if first else PADDING
        self._paint_cell(painter, rect.adjusted(left, 0, -PADDING, -1), cell, selected)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The full text of a cut cell."""
        if event.type() == QEvent.Type.ToolTip and index.isValid() and not index.data(Qt.ItemDataRole.ToolTipRole):
            cell = cell_at(index)
            texts = [(cell.text, font(13, cell.weight)), (cell.second, font(12))]
            room = option.rect.width() - 2 * PADDING
            if any(text_width(text, face) > room for text, face in texts):
                QToolTip.showText(event.globalPos(), "\n".join(text for text, _ in texts if text), view)
                return True
        return super().helpEvent(event, view, option, index)

    def _paint_cell(self, painter: QPainter, area: QRect, cell: Cell, selected: bool) -> None:
        if cell.share is not None:
            paint_progress(painter, area, float(cell.share))
            return
        first, second = self._lines(area, cell)
        if cell.split:
            paint_split_bar(painter, first, cell.split)
            _paint_news(painter, second, cell)
            return
        if cell.icon:
            paint_icon(painter, QRect(first.x(), first.center().y() - 8, 16, 16), cell.icon, cell.token)
            first.setLeft(first.left() + 24)
        _paint_words(painter, first, cell, selected)
        if second is not None:
            paint_text(painter, second, cell.second, font(12), "muted", cell.align)

    def _lines(self, area: QRect, cell: Cell) -> tuple[QRect, QRect | None]:
        if self.kind == "one" or not cell.second:
            return QRect(area), None
        top = area.y() + (area.height() - 36) // 2
        return QRect(area.x(), top, area.width(), 19), QRect(area.x(), top + 19, area.width(), 17)


def _paint_words(painter: QPainter, area: QRect, cell: Cell, selected: bool) -> None:
    if cell.unit:
        width = text_width(cell.unit, font(12)) + 6
        paint_text(painter, area.adjusted(area.width() - width + 6, 0, 0, 0), cell.unit, font(12), "muted")
        area = area.adjusted(0, 0, -width, 0)
    chips = cell.chips
    room = area.adjusted(0, 0, -sum(chip_width(chip) + 6 for chip in chips), 0) if chips and cell.text else area
    used = paint_text(painter, room, cell.text, font(13, cell.weight), cell.token, cell.align)
    left = area.left() + (used + 8 if used else 0)
    for chip in chips:
        spot = QRect(left, area.y(), area.right() + 1 - left, area.height())
        left += paint_chip(painter, spot, chip, selected=selected) + 6


def _paint_news(painter: QPainter, area: QRect | None, cell: Cell) -> None:
    if area is None:
        return
    chips = cell.chips
    token: Token = TONE_TEXT[chips[0].tone] if chips and chips[0].tone != "neutral" else "muted"
    if chips and chips[0].icon:
        paint_icon(painter, QRect(area.x(), area.center().y() - 7, 14, 14), chips[0].icon, token)
        area = area.adjusted(20, 0, 0, 0)
    paint_text(painter, area, cell.second, font(12), token)


class TableHead(QHeaderView):
    """A head of 28 px: 12/500 muted words aligned like their column, a caret at the sorted one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setSectionsMovable(True)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(32)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEAD_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.fillRect(rect, color("base"))
        model: QAbstractItemModel | None = self.model()
        if model is not None:
            words = model.headerData(section, Qt.Orientation.Horizontal)
            given = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
            align = LEFT if given is None else Qt.AlignmentFlag(given) | Qt.AlignmentFlag.AlignVCenter
            left = cast("Table", self.parent()).margin if self.visualIndex(section) == 0 else PADDING
            area = rect.adjusted(left, 0, -PADDING, -1)
            if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
                up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
                side = QRect(area.left(), area.center().y() - 5, 12, 12)
                if not align & Qt.AlignmentFlag.AlignRight:
                    side.moveLeft(min(area.right() - 11, area.left() + text_width(str(words or ""), font(12, 500)) + 6))
                paint_icon(painter, side, "caret-up" if up else "caret-down", "muted")
            paint_text(painter, area, str(words or ""), font(12, 500), "muted", align)
        paint_hairline(painter, rect.left(), rect.right() + 1, rect.bottom(), "border")
        painter.restore()


class Table(QTableView):
    """A table of whole rows. ``widths_changed`` comes when the person dragged a column; ``widths()`` and ``set_widths``
    are what a panel keeps for the person and gives back."""

    widths_changed = Signal()

    def __init__(self, kind: RowKind = "one", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: RowKind = kind
        self.margin = PADDING
        """Px before the first column; 20 where the table is the page."""
        self.first_column = 0
        """The column that stands at the left now."""
        self._restoring = False
        self.setHorizontalHeader(TableHead(self))
        self.setItemDelegate(TableDelegate(kind, self))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.set_density("normal")
        # All of it is painted here, so scrolling moves what stands there and paints only what comes into sight.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        steady_scroll_bar(self)
        self.horizontalHeader().sectionResized.connect(self._dragged)

    def paintEvent(self, event: QPaintEvent) -> None:
        head = self.horizontalHeader()
        order = (head.logicalIndex(place) for place in range(head.count()))
        self.first_column = next((column for column in order if not head.isSectionHidden(column)), 0)
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), color(ground_under(self)))
        painter.end()
        super().paintEvent(event)

    def set_density(self, density: Density) -> None:
        """Compact, normal or large rows."""
        height = HEIGHTS[density][self._kind]
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)

    def widths(self) -> list[int]:
        """Width of each column in px, by column number."""
        return [self.columnWidth(column) for column in range(self.horizontalHeader().count())]

    def set_widths(self, widths: Sequence[int]) -> None:
        """Give the columns their widths; what is missing keeps the one it has. Sends nothing."""
        self._restoring = True
        for column, width in enumerate(widths[: self.horizontalHeader().count()]):
            self.setColumnWidth(column, width)
        self._restoring = False

    def _dragged(self, column: int, _before: int, _now: int) -> None:
        head = self.horizontalHeader()
        last = max((head.visualIndex(each) for each in range(head.count()) if not head.isSectionHidden(each)), default=0)
        stretches = head.stretchLastSection() and head.visualIndex(column) == last
        if self.isVisible() and not self._restoring and not stretches:
            self.widths_changed.emit()
