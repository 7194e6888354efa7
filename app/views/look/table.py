"""Tables: 36 or 48 px rows, a head of 28, right-aligned tabular figures, elided text with tooltip, no box around.

A panel gives a table model; besides Qt's own roles (DisplayRole, TextAlignmentRole, ToolTipRole) its cells may answer
the roles of ``CellRole``.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from app.views.look.chip import ChipText, chip_width, paint_chip
from app.views.look.icons import paint_icon
from app.views.look.painting import LEFT, paint_hairline, paint_text, text_width
from app.views.look.rows import HEIGHTS, Density, Index, RowKind, paint_row_ground
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


class TableDelegate(QStyledItemDelegate):
    """Paints cells; the edge of the selected row stands at the first visible column."""

    def __init__(self, kind: RowKind = "one", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind: RowKind = kind

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if index.data(CellRole.GROUP) and not selected:
            painter.fillRect(rect, color("alt"))
        view = cast("Table", option.widget)
        first = view.horizontalHeader().visualIndex(index.column()) == 0
        paint_row_ground(painter, option, edge=first)
        if not selected:
            paint_hairline(painter, rect.left(), rect.right() + 1, rect.bottom())
        left = view.margin if first else PADDING
        self._paint_cell(painter, rect.adjusted(left, 0, -PADDING, -1), index, selected)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The full text of a cut cell."""
        if event.type() == QEvent.Type.ToolTip and index.isValid() and not index.data(Qt.ItemDataRole.ToolTipRole):
            texts = [
                (_text(index, Qt.ItemDataRole.DisplayRole), self._font(index)),
                (_text(index, CellRole.SECOND), font(12)),
            ]
            room = option.rect.width() - 2 * PADDING
            if any(text_width(text, face) > room for text, face in texts):
                QToolTip.showText(event.globalPos(), "\n".join(text for text, _ in texts if text), view)
                return True
        return super().helpEvent(event, view, option, index)

    def _paint_cell(self, painter: QPainter, area: QRect, index: Index, selected: bool) -> None:
        share = index.data(CellRole.SHARE)
        if share is not None:
            paint_progress(painter, area, float(share))
            return
        first, second = self._lines(area, index)
        if split := cast(Sequence[SplitPart] | None, index.data(CellRole.SPLIT)):
            paint_split_bar(painter, first, split)
            self._paint_news(painter, second, index)
            return
        if icon := _text(index, CellRole.ICON):
            paint_icon(painter, QRect(first.x(), first.center().y() - 8, 16, 16), icon, self._token(index))
            first.setLeft(first.left() + 24)
        self._paint_words(painter, first, index, selected)
        if second is not None:
            align = Qt.AlignmentFlag(int(_alignment(index)))
            paint_text(painter, second, _text(index, CellRole.SECOND), font(12), "muted", align)

    def _paint_words(self, painter: QPainter, area: QRect, index: Index, selected: bool) -> None:
        align = _alignment(index)
        if unit := _text(index, CellRole.UNIT):
            width = text_width(unit, font(12)) + 6
            paint_text(painter, area.adjusted(area.width() - width + 6, 0, 0, 0), unit, font(12), "muted")
            area = area.adjusted(0, 0, -width, 0)
        words = _text(index, Qt.ItemDataRole.DisplayRole)
        chips = _chips(index)
        room = area.adjusted(0, 0, -sum(chip_width(chip) + 6 for chip in chips), 0) if words else area
        used = paint_text(painter, room, words, self._font(index), self._token(index), align)
        left = area.left() + (used + 8 if used else 0)
        for chip in chips:
            spot = QRect(left, area.y(), area.right() + 1 - left, area.height())
            left += paint_chip(painter, spot, chip, selected=selected) + 6

    def _paint_news(self, painter: QPainter, area: QRect | None, index: Index) -> None:
        if area is None:
            return
        chips = _chips(index)
        token: Token = TONE_TEXT[chips[0].tone] if chips and chips[0].tone != "neutral" else "muted"
        if chips and chips[0].icon:
            paint_icon(painter, QRect(area.x(), area.center().y() - 7, 14, 14), chips[0].icon, token)
            area = area.adjusted(20, 0, 0, 0)
        paint_text(painter, area, _text(index, CellRole.SECOND), font(12), token)

    def _lines(self, area: QRect, index: Index) -> tuple[QRect, QRect | None]:
        if self.kind == "one" or not _text(index, CellRole.SECOND):
            return QRect(area), None
        top = area.y() + (area.height() - 36) // 2
        return QRect(area.x(), top, area.width(), 19), QRect(area.x(), top + 19, area.width(), 17)

    def _font(self, index: Index) -> QFont:
        weight = cast(Weight | None, index.data(CellRole.WEIGHT))
        return font(13, weight or (600 if index.data(CellRole.GROUP) else 400))

    def _token(self, index: Index) -> Token:
        if _text(index, Qt.ItemDataRole.DisplayRole) in ZEROES:
            return "muted"
        return cast(Token | None, index.data(CellRole.TOKEN)) or "text"


def _text(index: Index, role: int) -> str:
    value = index.data(role)
    return "" if value is None else str(value)


def _alignment(index: Index) -> Qt.AlignmentFlag:
    given = index.data(Qt.ItemDataRole.TextAlignmentRole)
    return LEFT if given is None else Qt.AlignmentFlag(given) | Qt.AlignmentFlag.AlignVCenter


def _chips(index: Index) -> list[ChipText]:
    given = index.data(CellRole.CHIP)
    if given is None:
        return []
    return [given] if isinstance(given, ChipText) else list(given)


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
        steady_scroll_bar(self)
        self.horizontalHeader().sectionResized.connect(self._dragged)

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
        stretches = head.stretchLastSection() and head.visualIndex(column) == head.count() - 1
        if self.isVisible() and not self._restoring and not stretches:
            self.widths_changed.emit()
