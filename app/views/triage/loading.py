"""How an inbox is fetched: anew, further on, or only what news has told of; what came lies in ``pages``."""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.operations import triage, triage_pages
from app.operations.triage import InboxPage
from app.views.desk import Desk
from app.views.triage.pages import MOST, PAGE, Pages
from app.views.triage.queue import Queue

AT_ONCE = 15
"""Milliseconds that news of an inquiry waits for more of the same commit."""
FOLLOWED = 100
"""So many changed inquiries are looked up by themselves; with more the list is loaded anew."""


class Loading(QObject):
    """``anew(place)``, ``more(above)``, ``note(ids)``. *segment*: what the person has narrowed the list to.

    Of a queue that is not ``by_key`` the whole list is asked for with ``limit`` rows, a page more each time.
    """

    shown = Signal()
    """The list is there anew."""
    grown = Signal()
    """More of the list is there."""
    followed = Signal(object)
    """What news told of is looked up: the ids."""
    whole_wanted = Signal()
    """The list has to be loaded anew."""

    def __init__(self, desk: Desk, queue: Queue, segment: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._queue, self._segment = desk, queue, segment
        self.pages = Pages()
        self.limit = PAGE
        self._asked = 0
        self._news: set[int] = set()
        self._at_once = QTimer(self, interval=AT_ONCE, singleShot=True)
        self._at_once.timeout.connect(self._follow)

    def anew(self, place: int = 0) -> None:
        """The list anew; with a *place* the part in which this inquiry stands."""
        self._asked += 1
        show = partial(self._show, self._asked)
        if self._queue.by_key and place:
            self._desk.ask(self, triage_pages.inbox_around, place, **self._which()).then(show)
            return
        limit = min(max(self.limit, len(self.pages.rows)), MOST) if self._queue.by_key else self.limit
        self._desk.ask(self, triage.inbox, **self._which(), limit=limit).then(show)

    def more(self, above: bool = False) -> None:
        """What stands behind what is loaded, or *above* it, if there is more."""
        pages = self.pages
        if not self._queue.by_key:
            if not above and len(pages.rows) >= self.limit:
                self.limit += PAGE
                self.whole_wanted.emit()
            return
        key = pages.key(above=above)
        if key is not None and (pages.above if above else pages.below):
            asked = self._desk.ask(self, triage_pages.inbox_more, key, above=above, **self._which())
            asked.then(partial(self._add, self._asked, above))

    def note(self, inquiry_ids: Collection[int]) -> None:
        """News of *inquiry_ids*: look at once whether they wait here."""
        self._news.update(inquiry_ids)
        if not self._at_once.isActive():
            self._at_once.start()

    def _which(self) -> dict[str, Any]:
        queue = self._queue
        return {
            "segment": self._segment() or "all",
            "state": queue.state,
            "department_id": queue.department_id,
            "seller_id": queue.seller_id,
        }

    def _show(self, asked: int, page: InboxPage) -> None:
        if asked == self._asked:
            self.pages.show(page)
            self.shown.emit()

    def _add(self, asked: int, above: bool, page: InboxPage) -> None:
        if asked == self._asked:
            self.pages.add(page, above)
            self.grown.emit()

    def _follow(self) -> None:
        if not self._queue.by_key or len(self._news) > FOLLOWED:
            self._news.clear()
            self.whole_wanted.emit()
            return
        ids = frozenset(self._news)
        asked = self._desk.ask(self, triage_pages.inbox_changed, ids, **self._which())
        asked.then(partial(self._changed, ids, self._asked))

    def _changed(self, ids: Collection[int], asked: int, page: InboxPage) -> None:
        self._news.difference_update(ids)
        if asked == self._asked:
            self.pages.change(ids, page)
            self.followed.emit(ids)
