"""List rows: icon, name and second line, a middle column, figure or age and a chip at the right; group heads between.

A panel gives a model that answers the roles of ``RowRole``; everything else is here. Hairlines start under the text,
the selected row is accent with a 3 px edge while the list has the keyboard, neutral without edge otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Literal

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from app.views.look.areas import ground_under
from app.views.look.chip import ChipText, chip_width, paint_chip
from app.views.look.icons import paint_icon
from app.views.look.painting import RIGHT, paint_hairline, paint_text, text_width
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.look.theme import color
from app.views.look.tokens import Token
from app.views.look.typeface import font

RowKind = Literal["one", "two", "inbox"]
Density = Literal["compact", "normal", "large"]
Index = QModelIndex | QPersistentModelIndex

HEIGHTS: Mapping[Density, Mapping[RowKind, int]] = MappingProxyType(
    {
        "compact": MappingProxyType({"one": 28, "two": 40, "inbox": 48}),
        "normal": MappingProxyType({"one": 36, "two": 48, "inbox": 60}),
        "large": MappingProxyType({"one": 44, "two": 56, "inbox": 72}),
    }
)
GROUP_HEIGHT = 34
MARGIN = 20
ICON = 18
RIGHT_MARGIN = 9
"""Together with the 10 px of the scroll bar that makes the 20 px of the page."""
WIDEST_CHIP = 220
EDGE = 3
SELECTED, UNDER_MOUSE = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_MouseOver.value
"""As plain figures: flags of Python are slow to compare, and every cell asks for them."""


class RowRole(IntEnum):
    """What a model says about a row. All but NAME may be missing (None); texts come formatted and translated."""

    NAME = Qt.ItemDataRole.DisplayRole
    """str: the name, 13/600; of a group head its title."""
    GROUP = Qt.ItemDataRole.UserRole + 1
    """bool: a group head; it uses NAME, COUNT, ICON and TOKEN only. Without flags (NoItemFlags) the keyboard skips it."""
    COUNT = Qt.ItemDataRole.UserRole + 2
    """str: the count behind a group's title."""
    ICON = Qt.ItemDataRole.UserRole + 3
    """str: Phosphor name."""
    TOKEN = Qt.ItemDataRole.UserRole + 4
    """Token of the icon (and of a group's title); "muted" if missing."""
    SECOND = Qt.ItemDataRole.UserRole + 5
    """str: the second line, 12 muted."""
    MIDDLE = Qt.ItemDataRole.UserRole + 6
    """str: first line of the middle column, 13/500."""
    MIDDLE_SECOND = Qt.ItemDataRole.UserRole + 7
    """str: second line of the middle column, 12 muted."""
    FIGURE = Qt.ItemDataRole.UserRole + 8
    """str: figure or age at the right edge."""
    FIGURE_TOKEN = Qt.ItemDataRole.UserRole + 9
    """Token of the figure; "muted" if missing. A state's colour (danger_text) makes it 600."""
    CHIP = Qt.ItemDataRole.UserRole + 10
    """ChipText at the right, under the figure where the row has two lines, before it where it has one."""
    QUIET = Qt.ItemDataRole.UserRole + 11
    """bool: the name in 13/400, for rows that were seen."""
    KEY = Qt.ItemDataRole.UserRole + 12
    """The record's id, for the panel; never painted."""


@dataclass(frozen=True, slots=True)
class _Piece:
    area: QRect
    text: str
    font: QFont
    token: Token


class RowDelegate(QStyledItemDelegate):
    """Paints rows of one *kind* (lines and height). *middle* is the share of the width where the middle column starts."""

    def __init__(
        self, kind: RowKind = "inbox", *, density: Density = "normal", middle: float = 0.31, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.kind: RowKind = kind
        self.density: Density = density
        self.middle = middle

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = GROUP_HEIGHT if index.data(RowRole.GROUP) else HEIGHTS[self.density][self.kind]
        return QSize(200, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect: QRect = option.rect
        if index.data(RowRole.GROUP):
            self._paint_group(painter, rect, index)
        else:
            selected = bool(option.state.value & SELECTED)
            paint_row_ground(painter, option)
            left = self._text_left(rect, index)
            if not selected:
                paint_hairline(painter, left, rect.right() - RIGHT_MARGIN, rect.bottom())
            self._paint_row(painter, rect, index, left, selected)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The full text of what is cut under the mouse."""
        if event.type() == QEvent.Type.ToolTip and index.isValid() and not index.data(Qt.ItemDataRole.ToolTipRole):
            rect: QRect = option.rect
            for piece in self._pieces(rect, index, self._text_left(rect, index)):
                if piece.area.contains(event.pos()) and text_width(piece.text, piece.font) > piece.area.width():
                    QToolTip.showText(event.globalPos(), piece.text, view)
                    return True
        return super().helpEvent(event, view, option, index)

    def _text_left(self, rect: QRect, index: Index) -> int:
        return rect.left() + MARGIN + (ICON + 12 if index.data(RowRole.ICON) else 0)

    def _paint_group(self, painter: QPainter, rect: QRect, index: Index) -> None:
        painter.fillRect(rect, color("base"))
        token = _token(index.data(RowRole.TOKEN), "text")
        left = rect.left() + MARGIN
        name = _text(index, RowRole.NAME)
        if icon := _text(index, RowRole.ICON):
            paint_icon(painter, QRect(left, rect.center().y() - 7, 16, 16), icon, token)
            left += 16 + 6
        area = QRect(left, rect.top(), rect.right() - MARGIN - left, rect.height())
        used = paint_text(painter, area, name, font(12, 600), token)
        area.setLeft(area.left() + used + 8)
        paint_text(painter, area, _text(index, RowRole.COUNT), font(12, 500), "muted")
        paint_hairline(painter, rect.left() + MARGIN - 4, rect.right() - RIGHT_MARGIN + 4, rect.bottom(), "border")

    def _paint_row(self, painter: QPainter, rect: QRect, index: Index, left: int, selected: bool) -> None:
        if icon := _text(index, RowRole.ICON):
            top, _ = self._lines(rect)
            box = QRect(rect.left() + MARGIN, top.center().y() - ICON // 2, ICON, ICON)
            paint_icon(painter, box, icon, _token(index.data(RowRole.TOKEN), "muted"))
        self._paint_right(painter, rect, index, selected)
        for piece in self._pieces(rect, index, left):
            paint_text(painter, piece.area, piece.text, piece.font, piece.token)

    def _pieces(self, rect: QRect, index: Index, left: int) -> list[_Piece]:
        """The texts that share the width between icon and right edge, with the room that each one has."""
        top, bottom = self._lines(rect)
        right_first, right_second = self._right_ends(rect, index)
        middle = rect.left() + round(rect.width() * self.middle)
        words, more = _text(index, RowRole.MIDDLE), _text(index, RowRole.MIDDLE_SECOND)
        fence = middle - 12 if words or more else rect.right()
        name = font(13, 400 if index.data(RowRole.QUIET) else 600)
        first_end, second_end = min(fence, right_first), min(fence, right_second)
        pieces = [
            _Piece(_from_to(top, left, first_end), _text(index, RowRole.NAME), name, "text"),
            _Piece(_from_to(top, middle, right_first), words, font(13, 500), "text"),
        ]
        if bottom is not None:
            second = _text(index, RowRole.SECOND)
            pieces.append(_Piece(_from_to(bottom, left, second_end), second, font(12), "muted"))
            pieces.append(_Piece(_from_to(bottom, middle, right_second), more, font(12), "muted"))
        return [piece for piece in pieces if piece.text]

    def _right_ends(self, rect: QRect, index: Index) -> tuple[int, int]:
        """Where the text of the first and of the second line has to end, because of figure and chip."""
        first = second = rect.right() - RIGHT_MARGIN
        if figure := _text(index, RowRole.FIGURE):
            first -= text_width(figure, self._figure_font(index)) + 12
        chip = index.data(RowRole.CHIP)
        if isinstance(chip, ChipText):
            width = min(chip_width(chip), WIDEST_CHIP) + 12
            first, second = (first - width, second) if self.kind == "one" else (first, second - width)
        return first, second

    def _paint_right(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        top, bottom = self._lines(rect)
        right = rect.right() - RIGHT_MARGIN
        figure = _text(index, RowRole.FIGURE)
        token = _token(index.data(RowRole.FIGURE_TOKEN), "muted")
        used = paint_text(painter, _from_to(top, rect.left(), right), figure, self._figure_font(index), token, RIGHT)
        chip = index.data(RowRole.CHIP)
        if isinstance(chip, ChipText):
            edge = right if bottom is not None or not figure else right - used - 12
            area = _from_to(bottom or top, edge - WIDEST_CHIP, edge)
            paint_chip(painter, area, chip, at_right=True, selected=selected)

    def _figure_font(self, index: Index) -> QFont:
        return font(13, 600 if _token(index.data(RowRole.FIGURE_TOKEN), "muted").endswith("_text") else 400)

    def _lines(self, rect: QRect) -> tuple[QRect, QRect | None]:
        """The text lines of the row: one in the middle, or two of 20 px around it."""
        if self.kind == "one":
            return QRect(rect.left(), rect.top(), rect.width(), rect.height() - 1), None
        top = rect.top() + (rect.height() - 1 - 39) // 2
        return QRect(rect.left(), top, rect.width(), 20), QRect(rect.left(), top + 20, rect.width(), 19)


def paint_row_ground(painter: QPainter, option: QStyleOptionViewItem, *, edge: bool = True) -> None:
    """Ground of a row of any list or table: at rest, under the mouse, selected with and without the keyboard."""
    rect: QRect = option.rect
    state = option.state.value
    if state & SELECTED:
        view = option.widget
        with_keyboard = view.hasFocus()
        painter.fillRect(rect, color("accent_tint" if with_keyboard else "neutral_tint"))
        if with_keyboard and edge:
            painter.fillRect(QRect(rect.left(), rect.top(), EDGE, rect.height()), color("accent_text"))
    elif state & UNDER_MOUSE:
        painter.fillRect(rect, color("alt"))


def _from_to(line: QRect, left: int, right: int) -> QRect:
    return QRect(left, line.top(), max(0, right - left), line.height())


def _text(index: Index, role: RowRole) -> str:
    value = index.data(role)
    return "" if value is None else str(value)


def _token(value: Token | None, fallback: Token) -> Token:
    return value or fallback


class RowList(QListView):
    """A list of rows; ``activated`` comes on Enter and double click.

    *uniform* is for long lists without group heads: every row has the same height, so a hundred thousand of them
    are laid out without asking for each one.
    """

    def __init__(
        self, kind: RowKind = "inbox", *, middle: float = 0.31, uniform: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows = RowDelegate(kind, middle=middle, parent=self)
        self.setItemDelegate(self._rows)
        self.setUniformItemSizes(uniform)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.verticalScrollBar().setSingleStep(20)
        self._fitted = -1
        # All of it is painted here, so scrolling moves what stands there and paints only what comes into sight.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        steady_scroll_bar(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), color(ground_under(self)))
        painter.end()
        super().paintEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home goes to the first row below the first group head: Qt would stay, as a head cannot be selected."""
        to = super().moveCursor(action, modifiers)
        if action != QAbstractItemView.CursorAction.MoveHome:
            return to
        model = self.model()
        rows = (model.index(row, 0) for row in range(model.rowCount()))
        return next((each for each in rows if each.flags() & Qt.ItemFlag.ItemIsSelectable), to)

    def set_density(self, density: Density) -> None:
        """Compact, normal or large rows; the place in the list is kept."""
        self._rows.density = density
        self.scheduleDelayedItemsLayout()
        if self._fitted >= 0:
            self.fit(self._fitted)

    def fit(self, rows: int) -> None:
        """Be as high as so many *rows*, whatever their density is now or later: a page scrolls, not the list in it."""
        self._fitted = rows
        self.setFixedHeight(HEIGHTS[self._rows.density][self._rows.kind] * rows + 1)
