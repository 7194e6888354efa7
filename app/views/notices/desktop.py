"""Notices on the desktop of one person: what came since they sat down, until it is read, done elsewhere or put away."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent

from app.models.notice_terms import NoticeKind
from app.operations.notice_choices import BellNews
from app.operations.notices import NoticeRow
from app.views.calls.doing import BroughtForward
from app.views.calls.stack import Stack
from app.views.notices.pop_up import NoticePopUp
from app.views.shell.main_window import MainWindow
from app.views.shell.notices import Bell

MOST = 3
"""Windows at once, one a kind; the oldest goes when a fourth comes. The bell has them all."""
TICK = 15_000
TOLD_BY_THE_TELEPHONE = frozenset({NoticeKind.CUSTOMER_WROTE})
"""A call that rings, or was talked: its own pop-up says so."""


class DesktopNotices(QObject):
    """Shows what *bell* hears of, above the calls in *stack*; nothing during quiet, or over a room that fills the window."""

    def __init__(
        self, window: MainWindow, bell: Bell, stack: Stack, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(window)
        self._window, self._bell, self._stack, self._now = window, bell, stack, now
        self._shown: dict[NoticeKind, NoticePopUp] = {}
        self._newest: int | None = None
        self._of_calls: set[int] = set()
        self._minutes = QTimer(self, interval=TICK)
        self._minutes.timeout.connect(self._tick)
        if bell.was_read:
            self._fresh(bell.news)
        bell.heard.connect(self._hear)
        window.entered.connect(lambda _room: self._make_room())

    @property
    def shown(self) -> tuple[NoticePopUp, ...]:
        """The windows, the oldest first."""
        return tuple(self._shown.values())

    def close_all(self) -> None:
        """The person leaves this desk."""
        for pop_up in self.shown:
            self._remove(pop_up)

    def _hear(self, news: BellNews) -> None:
        fresh = self._fresh(news)
        unread = {row.id: row for row in news.newest}
        for pop_up in self.shown:
            left = [unread[row.id] for row in pop_up.rows if row.id in unread]
            if left:
                pop_up.show_notices(left)
            else:
                self._remove(pop_up)
        if news.quiet_until is not None and news.quiet_until > self._now():
            self.close_all()
        elif not self._window.shows_whole_window:
            for kind in dict.fromkeys(row.kind for row in reversed(fresh)):
                if kind in news.desktop:
                    self._add(kind, [row for row in fresh if row.kind is kind])

    def _fresh(self, news: BellNews) -> list[NoticeRow]:
        """What came since the last news; what was there when the person sat down only counts in the bell."""
        before = self._newest
        ringing = {row.id for row in news.newest if row.of_call and row.kind in TOLD_BY_THE_TELEPHONE}
        was_ringing, self._of_calls = self._of_calls, ringing
        self._newest = max([before or 0, *(row.id for row in news.newest)])
        if before is None:
            return []
        new = [row for row in news.newest if row.id not in ringing and (row.id > before or row.id in was_ringing)]
        return [row for row in new if all(row.id != each.id for pop_up in self.shown for each in pop_up.rows)]

    def _add(self, kind: NoticeKind, rows: Sequence[NoticeRow]) -> None:
        pop_up = self._shown.get(kind)
        if pop_up is not None:
            pop_up.show_notices([*rows, *pop_up.rows])
            return
        while len(self._shown) >= MOST:
            self._remove(self.shown[0])
        pop_up = self._shown[kind] = NoticePopUp(kind, self._now)
        pop_up.left.connect(partial(self._remove, pop_up))
        pop_up.taken.connect(partial(self._take, pop_up))
        pop_up.show_notices(rows)
        self._stack.add_notice(pop_up)
        QAccessible.updateAccessibility(QAccessibleEvent(pop_up, QAccessible.Event.Alert))
        if not self._minutes.isActive():
            self._minutes.start()

    def _take(self, pop_up: NoticePopUp) -> None:
        """One notice: to its record. Several: to their room if they have one in common, else to the list."""
        rows = pop_up.rows
        self._remove(pop_up)
        places = {row.place for row in rows}
        if len(rows) == 1:
            BroughtForward(self._window, lambda _kind, _record: self._bell.open(rows[0]))("", 0)
        elif len(places) == 1 and "" not in places:
            self._bell.read([row.id for row in rows], len(rows))
            BroughtForward(self._window, self._window.open_record)(rows[0].place, 0)
        else:
            BroughtForward(self._window, lambda _kind, _record: self._bell.open_list())("", 0)

    def _remove(self, pop_up: NoticePopUp) -> None:
        if self._shown.get(pop_up.kind) is pop_up:
            del self._shown[pop_up.kind]
        self._stack.remove_notice(pop_up)
        if not self._shown:
            self._minutes.stop()

    def _make_room(self) -> None:
        if self._window.shows_whole_window:
            self.close_all()

    def _tick(self) -> None:
        for pop_up in self.shown:
            pop_up.tick()
        self._stack.place()
