"""Rows with two sides of which one is chosen: left and right by the arrows or the mouse, both where that makes sense."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from app.language import tr
from app.views.look.icons import paint_icon
from app.views.look.painting import paint_box, paint_hairline, paint_text
from app.views.look.rows import RIGHT_MARGIN, paint_row_ground
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.look.tokens import Token
from app.views.look.typeface import font

Index = QModelIndex | QPersistentModelIndex
Side = Literal["left", "right", "both"]
NOWHERE = QModelIndex()
HEIGHT = 44
HEAD = 52
MARGIN = 20
LABELS = 0.24
"""Share of the width that the labels have; the two sides have the rest in halves."""
GAP = 8


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A row. key: what the answer is kept under; note: below the label; same: there is nothing to choose.

    chosen: what is proposed, until the person chooses otherwise.
    """

    key: object
    label: str
    left: str
    right: str
    chosen: Side
    note: str = ""
    same: bool = False
    may_be_both: bool = False


class ChoiceRole(IntEnum):
    """What the model says of a row."""

    ROW = Qt.ItemDataRole.UserRole
    SIDE = Qt.ItemDataRole.UserRole + 1


def columns(rect: QRect) -> tuple[QRect, QRect, QRect]:
    """Where label, left and right stand in a row."""
    inner = rect.adjusted(MARGIN, 0, -RIGHT_MARGIN, 0)
    label = int(inner.width() * LABELS)
    half = (inner.width() - label - 2 * GAP) // 2
    left = QRect(inner.x() + label + GAP, inner.y(), half, inner.height())
    right = QRect(left.right() + 1 + GAP, inner.y(), half, inner.height())
    return QRect(inner.x(), inner.y(), label, inner.height()), left, right


class ChoiceModel(QAbstractListModel):
    """Rows, and what is chosen in each."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[ChoiceRow, ...] = ()
        self.sides: dict[object, Side] = {}

    def set_rows(self, rows: Sequence[ChoiceRow], sides: dict[object, Side]) -> None:
        """Show other rows; *sides*: what was chosen already."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.sides = {row.key: sides.get(row.key, row.chosen) for row in self.rows}
        self.endResetModel()

    def choose(self, at: int, side: Side) -> bool:
        """Choose *side* in the row *at*; whether that changed anything."""
        row = self.rows[at]
        if row.same or (side == "both" and not row.may_be_both) or self.sides[row.key] == side:
            return False
        self.sides[row.key] = side
        index = self.index(at, 0)
        self.dataChanged.emit(index, index)
        return True

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ChoiceRole.ROW:
            return row
        if role == ChoiceRole.SIDE:
            return self.sides[row.key]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            side = self.sides[row.key]
            shown = row.left if side == "left" else row.right if side == "right" else f"{row.left}, {row.right}"
            return f"{row.label}: {shown}"
        return None


class ChoiceDelegate(QStyledItemDelegate):
    """The label, and both sides; the chosen one stands in a box with its check."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(300, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ChoiceRow = index.data(ChoiceRole.ROW)
        side: Side = index.data(ChoiceRole.SIDE)
        rect: QRect = option.rect
        painter.save()
        paint_row_ground(painter, option)
        label, left, right = columns(rect)
        if row.note:
            paint_text(painter, QRect(label.x(), label.y() + 4, label.width(), 19), row.label, font(13, 500))
            paint_text(painter, QRect(label.x(), label.y() + 22, label.width(), 18), row.note, font(12), "muted")
        else:
            paint_text(painter, label, row.label, font(13, 500), "muted")
        for area, words, mine in ((left, row.left, "left"), (right, row.right, "right")):
            _paint_side(painter, area, words, chosen=not row.same and side in (mine, "both"), same=row.same)
        paint_hairline(painter, label.x(), rect.right() - RIGHT_MARGIN, rect.bottom())
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Both sides whole."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        row: ChoiceRow = index.data(ChoiceRole.ROW)
        _label, left, _ = columns(option.rect)
        at = event.pos().x()
        words = f"{row.label}\n{row.note}".strip() if at < left.x() else row.left if at <= left.right() else row.right
        QToolTip.showText(event.globalPos(), words, view)
        return True


def _paint_side(painter: QPainter, area: QRect, words: str, *, chosen: bool, same: bool) -> None:
    box = area.adjusted(0, 4, 0, -5)
    if chosen:
        paint_box(painter, box, 5, "accent_tint", "accent_text")
        paint_icon(
            painter, QRect(box.x() + 8, box.y() + (box.height() - 16) // 2, 16, 16), "check-circle-fill", "accent_text"
        )
    ink: Token = "text" if chosen or same else "muted"
    paint_text(painter, box.adjusted(32, 0, -8, 0), words or "–", font(13, 500 if chosen else 400), ink)


class ChoiceHead(QWidget):
    """Who stands at the left, and who at the right, with a second line for each."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEAD)
        self._left, self._right = ("", ""), ("", "")

    def show_sides(self, left: tuple[str, str], right: tuple[str, str]) -> None:
        """Name and second line of each side."""
        self._left, self._right = left, right
        self.setAccessibleName(", ".join((*left, *right)))
        self.setToolTip("\n".join((left[0], right[0])))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        # The list below leaves room for its scroll bar.
        _, left, right = columns(self.rect().adjusted(0, 0, -RIGHT_MARGIN, 0))
        for area, (name, second) in ((left, self._left), (right, self._right)):
            inner = area.adjusted(32, 6, -8, 0)
            paint_text(painter, QRect(inner.x(), inner.y(), inner.width(), 22), name, font(15, 600))
            paint_text(painter, QRect(inner.x(), inner.y() + 22, inner.width(), 18), second, font(12), "muted")
        paint_hairline(painter, 0, self.width(), self.height() - 1, "border")
        painter.end()


class ChoiceList(QListView):
    """``show_rows(rows)``, ``sides``; ← and → choose in the row, B both; ``chosen`` when something was chosen otherwise."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choices = ChoiceModel()
        self.choices.setParent(self)
        self.setModel(self.choices)
        self.setItemDelegate(ChoiceDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        steady_scroll_bar(self)

    def show_rows(self, rows: Sequence[ChoiceRow], sides: dict[object, Side] | None = None) -> None:
        """Show other rows, the first one under the keyboard; *sides*: what was chosen already, by key."""
        self.setAccessibleName(tr("Which side stands"))
        at = max(0, self.currentIndex().row())
        self.choices.set_rows(rows, sides or {})
        if rows:
            self.setCurrentIndex(self.choices.index(min(at, len(rows) - 1), 0))

    @property
    def sides(self) -> dict[object, Side]:
        """What stands in each row that has a choice."""
        return {row.key: self.choices.sides[row.key] for row in self.choices.rows if not row.same}

    def choose(self, side: Side) -> None:
        """Choose *side* in the row that the keyboard stands on."""
        at = self.currentIndex().row()
        if at >= 0 and self.choices.choose(at, side):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        sides: dict[int, Side] = {Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right"}
        if event.key() in sides and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.choose(sides[event.key()])
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            _, left, right = columns(self.visualRect(index))
            at = event.position().toPoint()
            if left.contains(at) or right.contains(at):
                self.setCurrentIndex(index)
                self.choose("left" if left.contains(at) else "right")
