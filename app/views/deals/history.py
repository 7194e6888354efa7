"""What has happened in a deal: times, signs, two lines an entry."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from app.operations.deal_rows import HistoryRow
from app.views.deals.words import spoken
from app.views.look.icons import paint_icon
from app.views.look.numbers import clock, day, moment
from app.views.look.painting import paint_text
from app.views.look.rows import paint_row_ground
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.look.typeface import font

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
HEIGHT = 46
KINDS = {"all": None, "calls": "call", "mail": "message"}
"""View → kind of entry that it shows."""


class EntryRole(IntEnum):
    """What the model says of an entry."""

    ENTRY = Qt.ItemDataRole.UserRole


class HistoryModel(QAbstractListModel):
    """``set_entries(entries)``, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[HistoryRow, ...] = ()

    def set_entries(self, entries: Sequence[HistoryRow]) -> None:
        """Show other entries."""
        self.beginResetModel()
        self.entries = tuple(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == EntryRole.ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(filter(None, (spoken(entry.title), entry.text, entry.who)))
        return None


class HistoryDelegate(QStyledItemDelegate):
    """Time, sign, title 13/500, text 12 muted."""

    def __init__(self, now: Callable[[], datetime], parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._now = now

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: HistoryRow = index.data(EntryRole.ENTRY)
        rect: QRect = option.rect
        painter.save()
        paint_row_ground(painter, option)
        first = QRect(rect.x() + 16, rect.y() + 4, rect.width() - 26, 19)
        second = first.translated(0, 18)
        paint_text(
            painter, first.adjusted(0, 0, 50 - first.width(), 0), moment(entry.at, now=self._now()), font(12), "muted"
        )
        paint_icon(painter, QRect(first.x() + 54, first.y() + 2, 16, 16), entry.icon)
        below = entry.text or entry.who
        paint_text(painter, first.adjusted(80, 0, 0, 0), spoken(entry.title), font(13, 500))
        paint_text(painter, second.adjusted(80, 0, 0, 0), " ".join(below.split()), font(12), "muted")
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The whole entry, with its hour and who made it."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        entry: HistoryRow = index.data(EntryRole.ENTRY)
        at = f"{day(entry.at)}, {clock(entry.at)}"
        QToolTip.showText(event.globalPos(), "\n".join(filter(None, (at, spoken(entry.title), entry.text, entry.who))), view)
        return True


class HistoryList(QListView):
    """``show_entries(entries, view)`` with a view of ``KINDS``; the place is kept while more is written."""

    letter_wanted = Signal(int)
    """Enter, or a double click, on a letter: its interaction."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.entries_model = HistoryModel()
        self.setModel(self.entries_model)
        self.setItemDelegate(HistoryDelegate(now, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumHeight(1)
        steady_scroll_bar(self)
        self.activated.connect(self._open)

    def show_entries(self, entries: Sequence[HistoryRow], view: str) -> None:
        """Show *entries* as *view* ("all", "calls", "mail") has them."""
        kind = KINDS[view]
        place = self.verticalScrollBar().value()
        self.entries_model.set_entries([entry for entry in entries if kind is None or entry.kind == kind])
        self.doItemsLayout()
        self.verticalScrollBar().setValue(place)

    def _open(self, index: QModelIndex) -> None:
        entry: HistoryRow = index.data(EntryRole.ENTRY)
        if entry.kind == "message" and entry.interaction_id is not None:
            self.letter_wanted.emit(entry.interaction_id)
