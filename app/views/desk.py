"""The whole interface between windows and work: ``desk.ask(owner, operation, …)`` reads, ``desk.do(…)`` changes.

Operations are plain functions ``(session, …) -> frozen row``; what a session is, windows need not know. mypy checks the
arguments and the row type across this border.
"""

from collections import deque
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.errors import Offline
from app.events import Change
from app.views.background import READERS, Background, Job, Outcome, Ticket

T = TypeVar("T")
P = ParamSpec("P")

RETRY_AFTER = 2000
"""Milliseconds between two tries to reach the database again."""

REACHING = "reaching"


class Books(Protocol):
    """What the desk needs of the store: one short transaction around one operation."""

    def read(self, use: Callable[Concatenate[Any, P], T], /, *args: P.args, **kw: P.kwargs) -> T:
        """Call *use* with a session that changes nothing."""

    def write(self, use: Callable[Concatenate[Any, P], T], /, *args: P.args, **kw: P.kwargs) -> T:
        """Call *use* with a session and commit."""


class Announced(Protocol):
    """How the store tells what it has just committed; ``Desk.hear_all`` is one."""

    def __call__(self, changes: Sequence[Change], /) -> None: ...


def reach(session: Any) -> None:
    """Take a connection from the database, to see whether it is there."""
    session.connection()


class Desk(Background):
    """Reads on four threads, changes on one; answers, news and the state of the connection come on the main thread.

    A read that finds no connection waits and is asked again by itself; a change that finds none is refused to the
    person, unless it came by ``do_surely``. An answer for a closed widget is dropped, and so is the answer to a
    question when the same owner has asked the same operation again since.
    """

    changed = Signal(object)
    """Change: committed here, or heard from another workstation."""
    connection = Signal(bool)
    """Whether the database is within reach; sent when that changes."""
    _heard = Signal(object)
    _reachable = Signal(bool)

    def __init__(
        self,
        books: Books,
        *,
        readers: int = READERS,
        retry_after: int = RETRY_AFTER,
        reach: Callable[[Any], object] = reach,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(readers, parent)
        self._books = books
        self._reach = reach
        self._writes: SimpleQueue[Job | None] = SimpleQueue()
        self._release = Job(0, Ticket(self), lambda: None)
        self._held: deque[Job] = deque()
        self._waiting: list[Job] = []
        self._online = True
        self._heard.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        self._reachable.connect(self._take_state, Qt.ConnectionType.QueuedConnection)
        self.changed.connect(self._reconnected)
        self._retry = QTimer(self, interval=retry_after, singleShot=True)
        self._retry.timeout.connect(self.try_again)
        self._threads.append(self._thread("kontor-writer", self._serve_writes))

    def ask(
        self, owner: QObject, operation: Callable[Concatenate[Any, P], T], /, *args: P.args, **kw: P.kwargs
    ) -> Ticket[T]:
        """Read in the background; only the newest answer for each owner and operation is delivered."""
        ticket: Ticket[T] = Ticket(owner)
        read = self._books.read
        key = (id(owner), operation)
        self._submit(self._reads, ticket, lambda: read(operation, *args, **kw), key=key, books=True)
        return ticket

    def do(self, owner: QObject, operation: Callable[Concatenate[Any, P], T], /, *args: P.args, **kw: P.kwargs) -> Ticket[T]:
        """One transaction in the background; changes keep their order. Without a connection: Offline, nothing written."""
        ticket: Ticket[T] = Ticket(owner)
        write = self._books.write
        self._submit(self._writes, ticket, lambda: write(operation, *args, **kw), books=True)
        return ticket

    def do_surely(
        self, owner: QObject, operation: Callable[Concatenate[Any, P], T], /, *args: P.args, **kw: P.kwargs
    ) -> Ticket[T]:
        """Like ``do`` for what may be repeated without harm (a scan with its nonce, a call by its linked id).

        Without a connection it waits, in its order, and is done as soon as the database is back.
        """
        ticket: Ticket[T] = Ticket(owner)
        write = self._books.write
        self._submit(self._writes, ticket, lambda: write(operation, *args, **kw), books=True, replayable=True)
        return ticket

    def hear(self, change: Change) -> None:
        """Take one piece of news, from any thread."""
        if shiboken6.isValid(self):
            self._heard.emit(change)

    def hear_all(self, changes: Sequence[Change]) -> None:
        """Take the news of one commit, from any thread."""
        for change in changes:
            self.hear(change)

    def hear_state(self, reachable: bool) -> None:
        """Take from the change feed, in any thread, whether it has a connection."""
        if shiboken6.isValid(self):
            self._reachable.emit(reachable)

    @property
    def online(self) -> bool:
        """Whether the database was within reach at the last try."""
        return self._online

    def try_again(self) -> None:
        """Try now whether the database is back."""
        if not self._online:
            ticket: Ticket[None] = Ticket(self)
            self._submit(self._reads, ticket, lambda: self._books.read(self._reach), books=True, key=REACHING)

    def _take_state(self, reachable: bool) -> None:
        if reachable:
            self.try_again()
        else:
            self._lost()

    def _reconnected(self, change: Change) -> None:
        # The feed says "everything" when it has found the database again: no need to wait for the next try.
        if change.topic == "everything":
            self.try_again()

    def _serve_writes(self) -> None:
        while (job := self._writes.get()) is not None:
            if job is self._release:
                waiting, self._held = self._held, deque()
                for kept in waiting:
                    self._write(kept)
            else:
                self._write(job)

    def _write(self, job: Job) -> None:
        if job.replayable and self._held:
            self._held.append(job)
            return
        outcome = self._perform(job)
        if job.replayable and isinstance(outcome.error, Offline):
            self._held.append(job)
        self._post(outcome)

    def _send_home(self) -> None:
        super()._send_home()
        self._writes.put(None)

    def _hand_over(self, outcome: Outcome) -> None:
        job, error = outcome.job, outcome.error
        if error is None and job.books:
            self._found()
        if isinstance(error, Offline) or (error and job.key == REACHING):
            self._lost()
        if isinstance(error, Offline) and (job.key is not None or job.replayable):
            self._wait(job)
        else:
            super()._hand_over(outcome)

    def _wait(self, job: Job) -> None:
        if job.key == REACHING:
            return
        self._under_way += 1
        if job.key is not None:
            self._newest[job.key] = job.number
            self._waiting.append(job)

    def _lost(self) -> None:
        self._retry.start()
        if self._online:
            self._online = False
            self.connection.emit(False)

    def _found(self) -> None:
        if self._online:
            return
        self._online = True
        self._retry.stop()
        self._writes.put(self._release)
        waiting, self._waiting = self._waiting, []
        for job in waiting:
            self._reads.put(job)
        self.connection.emit(True)
