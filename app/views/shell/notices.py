"""The bell: how many notifications are unread, the list of them, and whoever else wants to hear of news."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.events import Change
from app.operations.notice_choices import BellNews
from app.operations.notices import NoticePage, NoticeRow
from app.views.desk import Desk
from app.views.notices.notice_list import NoticeList
from app.views.notices.words import next_quiet
from app.views.room import EVERYTHING

WAIT_FOR_MORE = 150
"""Milliseconds: the first news is asked for at once, what follows it within this time together."""
PAGE = 50
MOST_AGAIN = 500
"""Rows that are read anew under a list that was scrolled far."""
QUIET_OVER = 30_000
"""Milliseconds between two looks whether the time of quiet is over."""


@dataclass(frozen=True, slots=True)
class NoticeBooks:
    """The operations behind the bell (``app.operations.notices`` and ``notice_choices``), and their topics."""

    bell: Callable[[Any], BellNews]
    page: Callable[[Any, bool, Any, int], NoticePage]
    read: Callable[[Any, Collection[int]], datetime]
    unread_again: Callable[[Any, datetime], int]
    be_quiet: Callable[[Any, datetime | None], object]
    topics: frozenset[str] = frozenset({"notification", "setting"})


class Bell(QObject):
    """Asks at each piece of news what is unread. ``open`` leads to what a notice is about, and marks it as read.

    anchor: what the list opens under; news: the last answer; was_read: whether there was one.
    """

    counted = Signal(int)
    heard = Signal(object)
    """BellNews."""

    def __init__(
        self,
        desk: Desk,
        books: NoticeBooks,
        window: QWidget,
        open_record: Callable[[str, int], object],
        anchor: QWidget,
    ) -> None:
        super().__init__(window)
        self._window, self._anchor = window, anchor
        self._desk = desk
        self._books = books
        self._open_record = open_record
        self.news = BellNews(0, (), frozenset(), None)
        self.was_read = False
        self.list = NoticeList(window)
        self.list.taken.connect(self._take)
        self.list.read_wanted.connect(lambda row: self.read([row.id], 1))
        self.list.all_read.connect(lambda: self.read((), self.news.unread))
        self.list.filtered.connect(self.show_list)
        self.list.more_wanted.connect(self._more)
        self.list.quiet_wanted.connect(self.turn_quiet)
        self._wait = QTimer(self, interval=WAIT_FOR_MORE, singleShot=True)
        self._wait.timeout.connect(self._look_again)
        self._stale = False
        self._over = QTimer(self, interval=QUIET_OVER)
        self._over.timeout.connect(self._end_quiet)
        desk.changed.connect(self._hear)
        self.reload()

    def reload(self) -> None:
        """Ask what is unread."""
        self._desk.ask(self, self._books.bell).then(self._show)

    def retranslate(self) -> None:
        """Say the notifications in the chosen language."""
        self.list.retranslate()
        if self.list.isVisible():
            self.show_list()

    def open_list(self) -> None:
        """Open the list under the bell."""
        self.list.bar.clear()
        self.list.open_under(self._anchor if self._anchor.isVisible() else self._window)
        self.show_list()

    def show_list(self) -> None:
        """Read the list anew, as far as it was shown."""
        limit = min(max(PAGE, len(self.list.notices)), MOST_AGAIN)
        self._desk.ask(self.list, self._books.page, self.list.unread_only, None, limit).then(self.list.show_page)

    def open(self, notice: NoticeRow) -> None:
        """Open what *notice* is about; it is read."""
        if notice.unread:
            self._desk.do(self, self._books.read, [notice.id])
        if notice.place:
            self._open_record(notice.place, notice.record_id or 0)

    def read(self, ids: Collection[int], count: int) -> None:
        """Mark *ids* as read, all if there are none; the list offers to take it back. count: how many that are."""
        if count:
            ticket = self._desk.do(self, self._books.read, ids)
            ticket.then(lambda moment: self.list.offer_undo(count, partial(self._unread_again, moment)))

    def turn_quiet(self) -> None:
        """An hour of quiet, then until the morning, then none."""
        moment = datetime.now(UTC)
        self._desk.do(self, self._books.be_quiet, next_quiet(self.news.quiet_until, moment))

    def _unread_again(self, moment: datetime) -> None:
        self._desk.do(self, self._books.unread_again, moment)

    def _hear(self, change: Change) -> None:
        if change.topic not in self._books.topics and change.topic != EVERYTHING:
            return
        if self._wait.isActive():
            self._stale = True
        else:
            self._wait.start()
            self.reload()

    def _look_again(self) -> None:
        if self._stale:
            self._stale = False
            self._wait.start()
            self.reload()

    def _show(self, news: BellNews) -> None:
        before, self.news, self.was_read = self.news, news, True
        self.list.show_count(news.unread)
        self.list.show_quiet(news.quiet_until)
        if self.list.isVisible() and before != news:
            self.show_list()
        if news.quiet_until is None:
            self._over.stop()
        elif not self._over.isActive():
            self._over.start()
        self.counted.emit(news.unread)
        self.heard.emit(news)

    def _end_quiet(self) -> None:
        until = self.news.quiet_until
        if until is None or until <= datetime.now(UTC):
            self.reload()

    def _more(self, after: object) -> None:
        ticket = self._desk.ask(self.list.rows, self._books.page, self.list.unread_only, after, PAGE)
        ticket.then(partial(self.list.show_page, more=True))

    def _take(self, notice: NoticeRow) -> None:
        self.list.hide()
        self.open(notice)
