"""The list under the bell: by day, newest first, unread or all; every key works on it without the mouse."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import Phrase, tr, trn
from app.operations.notices import NoticePage, NoticeRow
from app.views.look.areas import set_ground
from app.views.look.buttons import QuietButton
from app.views.look.empty_state import EmptyState
from app.views.look.key_hint import add_shortcut
from app.views.look.label import Label
from app.views.look.message_bar import MessageBar
from app.views.look.numbers import age
from app.views.look.painting import paint_box
from app.views.look.rows import RowList, RowRole
from app.views.look.segments import Segment, Segments
from app.views.notices.words import ICONS, PRESSING, day_words, quiet_words

WIDTH, HEIGHT = 480, 560
NEAR = 400
"""Px above the end of the list at which the next page is asked for."""
UNREAD, ALL = "unread", "all"


class NoticeList(QWidget):
    """``show_page(page, more=…)``; the signals say what the person wants. Esc or another click puts it away."""

    taken = Signal(object)
    """NoticeRow: open what it is about."""
    read_wanted = Signal(object)
    """NoticeRow: it needs no more attention."""
    all_read = Signal()
    filtered = Signal()
    """The person wants to see the unread only, or all."""
    more_wanted = Signal(object)
    """Where the next page begins."""
    quiet_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        set_ground(self, "base")
        self.notices: list[NoticeRow] = []
        self._items: dict[int, QStandardItem] = {}
        self._after: object = None
        self._asked = False
        self._quiet_until: datetime | None = None
        self._unread = 0
        self._title = Label("", 15, 600)
        self.filters = Segments()
        self.filters.chosen.connect(lambda _key: self.filtered.emit())
        self._empty = EmptyState("bell")
        self.rows = RowList("two", parent=self)
        self._model = QStandardItemModel(self)
        self.rows.setModel(self._model)
        self.rows.activated.connect(lambda _index: self._take())
        self.rows.clicked.connect(lambda _index: self._take())
        self.rows.verticalScrollBar().valueChanged.connect(self._look_for_end)
        self.rows.selectionModel().currentChanged.connect(lambda *_: self._look_for_end())
        self.bar = MessageBar(self)
        self.read_one, self.read_all = QuietButton(key="Del", height=28), QuietButton(key="A", height=28)
        self.quiet = QuietButton(icon="bell-slash", key="Q", height=28)
        self.read_one.clicked.connect(self._read_one)
        self.read_all.clicked.connect(self.all_read)
        self.quiet.clicked.connect(self.quiet_wanted)
        add_shortcut(self, "U", self.turn_filter)
        self._lay_out()
        self.retranslate()

    @property
    def unread_only(self) -> bool:
        """Whether only what is unread is wanted."""
        return self.filters.current != ALL

    @property
    def current(self) -> NoticeRow | None:
        """The notice that the keys act on."""
        key = self.rows.currentIndex().data(RowRole.KEY)
        return next((each for each in self.notices if each.id == key), None)

    def retranslate(self) -> None:
        """Say the list's own words in the chosen language."""
        self._title.setText(tr("Notifications"))
        self.rows.setAccessibleName(tr("Notifications"))
        self.read_one.setText(tr("Mark as read"))
        self.read_all.setText(tr("Mark all as read"))
        self.filters.set_segments(
            [Segment(UNREAD, tr("Unread (U)"), self._unread or None), Segment(ALL, tr("All notifications"))]
        )
        self.filters.setAccessibleName(tr("Which notifications"))
        if self.unread_only:
            self._empty.set_words(tr("Nothing new"), tr("What concerns you appears here by itself."))
        else:
            self._empty.set_words(tr("No notifications yet"), tr("What concerns you appears here by itself."))
        self.show_quiet(self._quiet_until)

    def show_count(self, unread: int) -> None:
        """Say how many are unread."""
        if unread != self._unread:
            self._unread = unread
            self.retranslate()

    def show_quiet(self, until: datetime | None) -> None:
        """Say until when the desktop stays free of notices."""
        self._quiet_until = until
        self.quiet.setText(quiet_words(until, datetime.now(UTC)))
        self.quiet.setToolTip(tr("The bell has everything all the same; nothing shows itself on the desktop."))

    def show_page(self, page: NoticePage, *, more: bool = False) -> None:
        """Show *page*; more: it follows what stands there. The place in the list is kept."""
        self._after, self._asked = page.after, False
        kept, place = self.current, self.rows.currentIndex().row()
        scrolled = self.rows.verticalScrollBar().value()
        self.notices = [*self.notices, *page.rows] if more else list(page.rows)
        if more:
            self._append(page.rows)
        else:
            self._model.clear()
            self._items = {}
            self._append(page.rows)
            self._choose(kept, place)
            self.rows.verticalScrollBar().setValue(scrolled)
        self._show_state()

    def offer_undo(self, count: int, undo: Callable[[], object]) -> None:
        """Say that *count* were marked as read, and offer to take it back."""
        self.bar.offer_undo(trn("{count} marked as read", "{count} marked as read", count), undo)

    def open_under(self, anchor: QWidget) -> None:
        """Open with the right edge under *anchor*, within its screen."""
        ground = anchor.screen().availableGeometry()
        size = QSize(WIDTH, min(HEIGHT, ground.height()))
        corner = anchor.mapToGlobal(QPoint(anchor.width() - WIDTH, anchor.height() + 4))
        left = max(ground.left(), min(corner.x(), ground.right() + 1 - WIDTH))
        top = max(ground.top(), min(corner.y(), ground.bottom() + 1 - size.height()))
        self.setGeometry(QRect(QPoint(left, top), size))
        self.rows.setCurrentIndex(self._model.index(-1, -1))
        self.show()
        self._choose(None, 0)
        (self.rows if self.notices else self).setFocus(Qt.FocusReason.PopupFocusReason)

    def turn_filter(self) -> None:
        """U: the unread only, or all."""
        self.filters.choose(ALL if self.unread_only else UNREAD)
        self.filtered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect(), 0, "base", "line")
        painter.end()

    # Inside

    def _lay_out(self) -> None:
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(20, 0, 12, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self.filters)
        foot.setContentsMargins(10, 0, 10, 0)
        foot.addWidget(self.read_one)
        foot.addWidget(self.read_all)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 12, 1, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.rows, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(self.bar)
        column.addLayout(foot)
        last = QHBoxLayout()
        last.setContentsMargins(10, 0, 10, 0)
        last.addWidget(self.quiet)
        last.addStretch(1)
        column.addLayout(last)

    def _append(self, rows: tuple[NoticeRow, ...]) -> None:
        now = datetime.now(UTC)
        last = next((each for each in reversed(self.notices[: len(self.notices) - len(rows)])), None)
        head = day_words(last.at, now) if last is not None else ""
        for row in rows:
            if (words := day_words(row.at, now)) != head:
                head = words
                item = QStandardItem(words)
                item.setData(True, RowRole.GROUP)
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                self._model.appendRow(item)
            item = QStandardItem()
            _fill(item, row, now)
            self._items[row.id] = item
            self._model.appendRow(item)

    def _choose(self, kept: NoticeRow | None, place: int) -> None:
        """Keep the place: the same notice, else the one that stands there now."""
        item = self._items.get(kept.id) if kept is not None else None
        if item is not None:
            self.rows.setCurrentIndex(item.index())
            return
        rows = [each.index().row() for each in self._items.values()]
        if rows:
            near = min((each for each in rows if each >= place), default=rows[-1])
            self.rows.setCurrentIndex(self._model.index(near, 0))

    def _show_state(self) -> None:
        there = bool(self.notices)
        had = self.rows.hasFocus()
        self.rows.setVisible(there)
        self._empty.setVisible(not there)
        self.read_one.setEnabled(there)
        self.read_all.setEnabled(self._unread > 0 or any(each.unread for each in self.notices))
        if had and not there:
            self.setFocus()
        elif there and self.isVisible() and not any(each.hasFocus() for each in self.filters.findChildren(QWidget)):
            self.rows.setFocus()
        self.retranslate()

    def _take(self) -> None:
        if (row := self.current) is not None:
            self.taken.emit(row)

    def _read_one(self) -> None:
        if (row := self.current) is not None and row.unread:
            self.read_wanted.emit(row)

    def _look_for_end(self, _value: int = 0) -> None:
        bar = self.rows.verticalScrollBar()
        if self._after is not None and not self._asked and bar.value() >= bar.maximum() - NEAR:
            self._asked = True
            self.more_wanted.emit(self._after)


def _fill(item: QStandardItem, row: NoticeRow, now: datetime) -> None:
    text = said(row.phrase)
    item.setText(text)
    item.setToolTip(text)
    item.setData(ICONS[row.kind], RowRole.ICON)
    item.setData("warning_text" if row.unread and row.kind in PRESSING else "muted", RowRole.TOKEN)
    item.setData(row.author or "Kontor", RowRole.SECOND)
    item.setData(age(now - row.at), RowRole.FIGURE)
    item.setData(not row.unread, RowRole.QUIET)
    item.setData(row.id, RowRole.KEY)
    state = tr("unread") if row.unread else tr("read")
    item.setData(tr("{text}, {state}", text=text, state=state), Qt.ItemDataRole.AccessibleTextRole)


def said(words: Phrase) -> str:
    """*words* in the chosen language, on one line."""
    return " ".join(str(words).split())
