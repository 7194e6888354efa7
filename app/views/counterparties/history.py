"""The history of a counterparty on the screen: a list that asks for more while it is scrolled, and the whole entry."""

from collections.abc import Callable
from datetime import datetime
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from app.errors import UserError
from app.language import tr
from app.operations import counterparty_history
from app.operations.counterparty_history import EVERYTHING, HistoryEntry, HistoryFilter, HistoryMark, HistoryPage
from app.views.deals.words import spoken
from app.views.desk import Desk
from app.views.look.icons import paint_icon
from app.views.look.numbers import clock, day, moment
from app.views.look.painting import paint_hairline, paint_text, text_width
from app.views.look.rows import RIGHT_MARGIN, paint_row_ground
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.look.tokens import Token
from app.views.look.typeface import font

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
HEIGHT = 46
WHEN = 58
ICONS = {
    "note": "note",
    "meeting": "users",
    "stage": "columns",
    "task": "check-square",
    "paper": "file-text",
    "file": "paperclip",
    "inquiry": "tray",
    "change": "pencil-simple",
    "merge": "git-merge",
    "unmerge": "git-fork",
    "recorded": "plus",
}


def entry_icon(entry: HistoryEntry) -> tuple[str, Token]:
    """Icon of an entry, and its colour."""
    if entry.kind == "call":
        if entry.missed:
            return "phone-x", "danger_text"
        return ("phone-incoming" if entry.incoming else "phone-outgoing"), "muted"
    if entry.came_back:
        return "warning-circle", "danger_text"
    if entry.automatic:
        return "gear", "muted"
    if entry.kind == "message":
        return ("envelope-simple" if entry.incoming else "paper-plane-tilt"), "muted"
    return ICONS[entry.kind], "muted"


def entry_second(entry: HistoryEntry) -> str:
    """The second line of an entry: why it is automatic, its words, its deal, its files, who of us it was."""
    files = ", ".join(file.name for file in entry.files)
    reason = tr(entry.reason) if entry.reason else ""
    return "  ·  ".join(filter(None, (reason, " ".join(entry.text.split()), files, entry.deal, entry.who)))


class EntryRole(IntEnum):
    """What the model says of an entry."""

    ENTRY = Qt.ItemDataRole.UserRole


class HistoryModel(QAbstractListModel):
    """``show_history(counterparty_id, shown)``; further pages come when the list asks for them."""

    arrived = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._entries: list[HistoryEntry] = []
        self._after: HistoryMark | None = None
        self._asking = False
        self._whose: tuple[int, HistoryFilter] = (0, EVERYTHING)
        self._held: tuple[int, HistoryFilter] = (0, EVERYTHING)

    @property
    def entries(self) -> tuple[HistoryEntry, ...]:
        """What is held so far, newest first."""
        return tuple(self._entries)

    def show_history(self, counterparty_id: int, shown: HistoryFilter) -> None:
        """Show the newest page; what is shown already stays until it is there."""
        if self._whose[0] != counterparty_id:
            self._replace(HistoryPage((), None))
        self._whose = (counterparty_id, shown)
        self._ask(None)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._after is not None and not self._asking

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._ask(self._after)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == EntryRole.ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join(filter(None, (spoken(entry.line), entry_second(entry))))
        return None

    def _ask(self, after: HistoryMark | None) -> None:
        whose = self._whose
        self._asking = True
        ticket = self._desk.ask(self, counterparty_history.page, whose[0], whose[1], after)
        ticket.then(lambda page: self._take(whose, after, page)).otherwise(self._stop)

    def _take(self, whose: tuple[int, HistoryFilter], after: HistoryMark | None, page: HistoryPage) -> None:
        self._asking = False
        if whose != self._whose:
            return
        if after is None:
            self._renew(whose, page)
        else:
            self.beginInsertRows(NOWHERE, len(self._entries), len(self._entries) + len(page.entries) - 1)
            self._entries += page.entries
            self._after = page.after
            self.endInsertRows()
        self.arrived.emit()

    def _renew(self, whose: tuple[int, HistoryFilter], page: HistoryPage) -> None:
        """The newest page again: what was fetched beyond it stays, so that nobody who reads far down is thrown up."""
        older: list[HistoryEntry] = []
        if whose == self._held and page.after is not None:
            end = _order(page.after)
            older = [entry for entry in self._entries if _order(entry.mark) < end]
        self._held = whose
        after = self._after if older else page.after
        self._replace(HistoryPage((*page.entries, *older), after))

    def _stop(self, _error: UserError) -> None:
        self._asking = False

    def _replace(self, page: HistoryPage) -> None:
        self.beginResetModel()
        self._entries, self._after = list(page.entries), page.after
        self.endResetModel()


def _order(mark: HistoryMark) -> tuple[datetime, int, int]:
    return mark.at, mark.rank, mark.id


class HistoryDelegate(QStyledItemDelegate):
    """Time, sign, line 13/500, words 12 muted."""

    def __init__(self, now: Callable[[], datetime], inset: int, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._now, self._inset = now, inset

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: HistoryEntry = index.data(EntryRole.ENTRY)
        rect: QRect = option.rect
        painter.save()
        paint_row_ground(painter, option)
        left = rect.x() + self._inset
        first = QRect(left, rect.y() + 4, rect.width() - self._inset - RIGHT_MARGIN, 19)
        paint_text(painter, QRect(left, first.y(), WHEN - 8, 19), moment(entry.mark.at, now=self._now()), font(12), "muted")
        sign, token = entry_icon(entry)
        paint_icon(painter, QRect(left + WHEN, first.y() + 2, 16, 16), sign, token)
        words = first.adjusted(WHEN + 26, 0, 0, 0)
        if entry.files:
            clip = QRect(words.right() - 15, words.y() + 2, 14, 14)
            paint_icon(painter, clip, "paperclip")
            words = words.adjusted(0, 0, -22, 0)
        paint_text(painter, words, spoken(entry.line), font(13, 500))
        second = first.adjusted(WHEN + 26, 18, 0, 18)
        paint_text(painter, second, entry_second(entry), font(12), "muted")
        paint_hairline(painter, words.x(), rect.right() - RIGHT_MARGIN, rect.bottom())
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """The whole line, with its hour."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return super().helpEvent(event, view, option, index)
        entry: HistoryEntry = index.data(EntryRole.ENTRY)
        at = f"{day(entry.mark.at)}, {clock(entry.mark.at)}"
        cut = text_width(spoken(entry.line), font(13, 500)) > option.rect.width() - WHEN - 60
        QToolTip.showText(event.globalPos(), "\n".join(filter(None, (at, spoken(entry.line) if cut else ""))), view)
        return True


class HistoryList(QListView):
    """``show_history(counterparty_id, shown)``; ``chosen`` carries the entry that the person stands on, or None."""

    chosen = Signal(object)
    opened = Signal(object)
    """HistoryEntry: Enter, or a double click."""

    def __init__(self, desk: Desk, now: Callable[[], datetime], *, inset: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries_model = HistoryModel(desk)
        self.entries_model.setParent(self)
        self.setModel(self.entries_model)
        self.setItemDelegate(HistoryDelegate(now, inset, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMinimumHeight(HEIGHT)
        self.setAccessibleName(tr("History"))
        steady_scroll_bar(self)
        self.selectionModel().currentChanged.connect(lambda index, _before: self.chosen.emit(index.data(EntryRole.ENTRY)))
        self.activated.connect(lambda index: self.opened.emit(index.data(EntryRole.ENTRY)))
        self._place: tuple[HistoryMark | None, int] = (None, 0)
        self.entries_model.modelAboutToBeReset.connect(self._keep_place)
        self.entries_model.modelReset.connect(self._restore_place)

    def show_history(self, counterparty_id: int, shown: HistoryFilter = EVERYTHING) -> None:
        """Show the history of a counterparty, narrowed to *shown*."""
        self.entries_model.show_history(counterparty_id, shown)

    def _keep_place(self) -> None:
        entry: HistoryEntry | None = self.currentIndex().data(EntryRole.ENTRY)
        self._place = (entry.mark if entry else None, self.verticalScrollBar().value())

    def _restore_place(self) -> None:
        mark, height = self._place
        marks = [entry.mark for entry in self.entries_model.entries]
        if mark in marks:
            self.setCurrentIndex(self.entries_model.index(marks.index(mark), 0))
            self.doItemsLayout()
            self.verticalScrollBar().setValue(height)
