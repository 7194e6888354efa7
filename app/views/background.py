"""Work away from the main thread: tickets, reader threads, one writer thread, outcomes by a queued signal.

The main thread never waits for a disk or a network. It hands work in and gets a ticket; the outcome comes back to the
main thread through the event loop, so attaching ``then`` after the call cannot come too late.
"""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Generic, ParamSpec, Self, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.errors import UserError

T = TypeVar("T")
P = ParamSpec("P")

READERS = 4
"""Reader threads; there is always one writer, so that scans and clicks land in the order they were made."""


class Ticket(Generic[T]):
    """A promise of an answer on the main thread. Dropped silently when its owner (a widget) has been closed."""

    def __init__(self, owner: QObject) -> None:
        self.owner = owner
        self._use: list[Callable[[T], object]] = []
        self._cope: Callable[[UserError], object] | None = None
        self._last: list[Callable[[], object]] = []
        self._cancelled = False

    def then(self, use: Callable[[T], object]) -> Self:
        """Hand the answer to *use*, on the main thread."""
        self._use.append(use)
        return self

    def otherwise(self, cope: Callable[[UserError], object]) -> Self:
        """Hand a UserError to *cope*; without one the message bar says it."""
        self._cope = cope
        return self

    def anyway(self, use: Callable[[], object]) -> Self:
        """Call *use* at the end whichever way it went (give a button back), but not for a dropped answer."""
        self._last.append(use)
        return self

    def cancel(self) -> None:
        """Want no answer any more. Work that has begun is finished; what it wrote stays written."""
        self._cancelled = True

    @property
    def wanted(self) -> bool:
        """Whether somebody is still there to hear the answer."""
        return not self._cancelled and shiboken6.isValid(self.owner)

    @property
    def copes(self) -> bool:
        """Whether ``otherwise`` was given."""
        return self._cope is not None

    def settle(self, answer: T) -> None:
        """Deliver the answer."""
        try:
            for use in self._use:
                use(answer)
        finally:
            self.end()

    def refuse(self, error: UserError) -> None:
        """Deliver an error that the person can put right; the ticket copes (see ``copes``)."""
        try:
            if self._cope is not None:
                self._cope(error)
        finally:
            self.end()

    def end(self) -> None:
        """Tell those who wait for the end, whichever way it went."""
        for use in self._last:
            use()


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One piece of work on its way. key: (owner, operation) of a question, of which only the newest counts.

    books: it goes to the database. replayable: a change that may be repeated.
    """

    number: int
    ticket: Ticket[Any]
    work: Callable[[], Any]
    key: Hashable | None = None
    books: bool = False
    replayable: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What became of a job: an answer, or the error."""

    job: Job
    answer: Any = None
    error: Exception | None = None


class Background(QObject):
    """Reader threads and their outcomes. Enough for work without a database: pings, rendering, the sign-in."""

    problem = Signal(object)
    """UserError that no ticket took."""
    crashed = Signal(object)
    """Exception that is a bug of ours."""
    _arrived = Signal(object)

    def __init__(self, readers: int = READERS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reads: SimpleQueue[Job | None] = SimpleQueue()
        self._newest: dict[Hashable, int] = {}
        self._numbers = 0
        self._under_way = 0
        self._stopping = threading.Event()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._threads = [self._thread(f"kontor-reader-{n + 1}", self._serve_reads) for n in range(readers)]

    def run(self, owner: QObject, work: Callable[P, T], *args: P.args, **kw: P.kwargs) -> Ticket[T]:
        """Run *work*, which needs no database session, in the background."""
        ticket: Ticket[T] = Ticket(owner)
        self._submit(self._reads, ticket, lambda: work(*args, **kw))
        return ticket

    @property
    def under_way(self) -> int:
        """How many answers are still to come; 0 means that the window shows all that it asked for."""
        return self._under_way

    def stop(self, within: float = 3.0) -> bool:
        """End the threads; reads that wait are dropped, writes are finished. *within*: seconds at most.

        Returns whether all threads ended; one that hangs in a foreign call ends with the process.
        """
        self._stopping.set()
        self._send_home()
        deadline = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _send_home(self) -> None:
        for _ in self._threads:
            self._reads.put(None)

    def _thread(self, name: str, serve: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=serve, name=name, daemon=True)
        thread.start()
        return thread

    def _submit(
        self,
        queue: "SimpleQueue[Job | None]",
        ticket: Ticket[Any],
        work: Callable[[], Any],
        *,
        key: Hashable | None = None,
        books: bool = False,
        replayable: bool = False,
    ) -> None:
        self._numbers += 1
        if key is not None:
            self._newest[key] = self._numbers
        self._under_way += 1
        queue.put(Job(self._numbers, ticket, work, key, books, replayable))

    def _serve_reads(self) -> None:
        while (job := self._reads.get()) is not None:
            if not self._stopping.is_set():
                self._post(self._perform(job))

    def _perform(self, job: Job) -> Outcome:
        if self._superseded(job):
            return Outcome(job)
        try:
            return Outcome(job, job.work())
        except Exception as error:
            return Outcome(job, error=error)

    def _post(self, outcome: Outcome) -> None:
        if shiboken6.isValid(self):
            self._arrived.emit(outcome)

    def _superseded(self, job: Job) -> bool:
        return job.key is not None and self._newest.get(job.key) != job.number

    def _deliver(self, outcome: Outcome) -> None:
        self._under_way -= 1
        job = outcome.job
        if self._superseded(job):
            return
        if job.key is not None:
            del self._newest[job.key]
        if not job.ticket.wanted and not (outcome.error and job.key is None):
            return
        self._hand_over(outcome)

    def _hand_over(self, outcome: Outcome) -> None:
        ticket, error = outcome.job.ticket, outcome.error
        if error is None:
            ticket.settle(outcome.answer)
        elif isinstance(error, UserError):
            if ticket.copes and ticket.wanted:
                ticket.refuse(error)
                return
            self.problem.emit(error)
            if ticket.wanted:
                ticket.end()
        else:
            self.crashed.emit(error)
            if ticket.wanted:
                ticket.end()
