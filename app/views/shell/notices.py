"""Notifications: the bell's list, newest first; Enter opens what a notification is about and marks it as read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.events import Change
from app.language import Phrase, tr
from app.views.desk import Desk
from app.views.look.buttons import QuietButton
from app.views.look.empty_state import EmptyState
from app.views.look.label import Label
from app.views.look.numbers import age
from app.views.look.painting import paint_box
from app.views.look.rows import RowList, RowRole
from app.views.shell.commands import KINDS

WIDTH, HEIGHT = 400, 420
WAIT_FOR_MORE = 150


class Notice(Protocol):
    """One unread notification; an operation's frozen row. kind and record: what it is about ("", 0 for nothing)."""

    @property
    def id(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def text(self) -> str | Phrase: ...
    @property
    def kind(self) -> str: ...
    @property
    def record(self) -> int: ...


@dataclass(frozen=True, slots=True)
class NoticeBooks:
    """The operations behind the bell: ``unread(session) -> rows`` newest first, ``read(session, ids)``; their topic."""

    unread: Callable[[Any], Sequence[Notice]]
    read: Callable[[Any, tuple[int, ...]], object]
    topic: str = "notification"


class Bell(QObject):
    """Asks for the unread notifications again at each piece of news about them."""

    counted = Signal(int)

    def __init__(self, desk: Desk, books: NoticeBooks, window: QWidget, open_record: Callable[[str, int], object]) -> None:
        super().__init__(window)
        self._desk = desk
        self._books = books
        self._open_record = open_record
        self._rows: Sequence[Notice] = ()
        self.list = NoticeList(window)
        self.list.taken.connect(self._take)
        self.list.all_read.connect(self._mark_all)
        self._wait = QTimer(self, interval=WAIT_FOR_MORE, singleShot=True)
        self._wait.timeout.connect(self.reload)
        desk.changed.connect(self._hear)
        self.reload()

    def reload(self) -> None:
        """Ask which notifications are unread."""
        self._desk.ask(self, self._books.unread).then(self._show)

    def retranslate(self) -> None:
        """Say the notifications in the chosen language."""
        self._show(self._rows)

    def _hear(self, change: Change) -> None:
        if change.topic in (self._books.topic, "everything") and not self._wait.isActive():
            self._wait.start()

    def _show(self, rows: Sequence[Notice]) -> None:
        self._rows = rows
        self.list.show_notices(rows)
        self.counted.emit(len(rows))

    def _take(self, notice: Notice) -> None:
        self._mark((notice.id,))
        self.list.hide()
        if notice.kind:
            self._open_record(notice.kind, notice.record)

    def _mark_all(self) -> None:
        self._mark(tuple(row.id for row in self._rows))

    def _mark(self, ids: tuple[int, ...]) -> None:
        if ids:
            self._desk.do(self, self._books.read, ids).then(lambda _answer: self.reload())


class NoticeList(QWidget):
    """The list under the bell; Esc or another click puts it away."""

    taken = Signal(object)
    all_read = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._notices: Sequence[Notice] = ()
        self._title = Label("", 15, 600)
        self._empty = EmptyState("bell")
        self.rows = RowList("two", parent=self)
        self._model = QStandardItemModel(self)
        self.rows.setModel(self._model)
        self.rows.activated.connect(lambda index: self.taken.emit(self._notices[index.row()]))
        self.rows.clicked.connect(lambda index: self.taken.emit(self._notices[index.row()]))
        self.read_all = QuietButton(height=28)
        self.read_all.clicked.connect(self.all_read)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 12, 1, 8)
        column.setSpacing(8)
        self._title.setContentsMargins(20, 0, 20, 0)
        column.addWidget(self._title)
        column.addWidget(self.rows, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(self.read_all, 0, Qt.AlignmentFlag.AlignRight)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the list's own words in the chosen language."""
        self._title.setText(tr("Notifications"))
        self.rows.setAccessibleName(tr("Notifications"))
        self.read_all.setText(tr("Mark all as read"))
        self._empty.set_words(tr("Nothing new"), tr("What concerns you appears here by itself."))

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """Show *notices*."""
        self.retranslate()
        self._notices = notices
        self._model.clear()
        for notice in notices:
            item = QStandardItem(str(notice.text))
            item.setData(KINDS.get(notice.kind, ("bell", ""))[0], RowRole.ICON)
            item.setData(age(datetime.now(UTC) - notice.at), RowRole.SECOND)
            item.setData(notice.id, RowRole.KEY)
            item.setToolTip(str(notice.text))
            self._model.appendRow(item)
        self.rows.setVisible(bool(notices))
        self.read_all.setVisible(bool(notices))
        self._empty.setVisible(not notices)

    def open_under(self, anchor: QWidget) -> None:
        """Open with the right edge under *anchor*."""
        corner = anchor.mapToGlobal(QPoint(anchor.width() - WIDTH, anchor.height() + 4))
        self.setGeometry(QRect(corner, QSize(WIDTH, HEIGHT)))
        self.show()
        (self.rows if self._notices else self).setFocus(Qt.FocusReason.PopupFocusReason)
        if self._notices:
            self.rows.setCurrentIndex(self._model.index(0, 0))

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
