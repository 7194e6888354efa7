"""Fills gaps: calls that came and went while nobody listened, from the exchange's own history where it has one [C30].

What was seen live is better told than any history, so only what the books lack or nobody saw end is taken from it.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Protocol

from app.database.store import Store
from app.errors import Conflict, DeviceTrouble, NotAllowed, Offline, UserError
from app.events import CallEvent
from app.language import Phrase, tr
from app.models.session import wall_clock
from app.operations import call_gaps, calls, exchange_health
from app.operations.leases import LeaseLost

PAGE = 500
FIRST_TIME = timedelta(days=7)
"""The first reading leaves older calls alone: a history of years is no gap, and nobody waits to be called back any more."""
AGAIN_SECONDS = 60.0
"""After trouble with the history, and for the second look into it."""
AWAY_SECONDS = 2.0
"""After trouble with the company's own database."""
LOOK_SECONDS = 0.25

_NO_CALLS_FAULT = (Offline, NotAllowed, Conflict, LeaseLost)
_log = logging.getLogger(__name__)


class History(Protocol):
    """The history of an exchange; ``app.channels.call_history.CallHistory``."""

    def page(self, offset: int, limit: int) -> tuple[tuple[CallEvent, ...], int]:
        """Calls from *offset* on, and where to go on. Raises DeviceTrouble."""


class HistoryReader:
    """Reads the history of the exchange at *address* after each login; run it in a thread of its own.

    begin: makes sure that the books know the exchange. going: the calls that go on now, which are told live. troubled:
    hears what is wrong with the history, None when it is well. lost: another process has the lease.
    """

    def __init__(
        self,
        store: Store,
        holder: str,
        address: str,
        history: History,
        begin: Callable[[], None],
        going: Callable[[], frozenset[str]],
        troubled: Callable[[Phrase | None], None],
        say: Callable[[str], None],
    ) -> None:
        self.lost = threading.Event()
        self._store = store
        self._holder = holder
        self._address = address
        self._history = history
        self._begin = begin
        self._going = going
        self._troubled = troubled
        self._say = say
        self._due_at: float | None = None
        self._twice = False

    def wake(self) -> None:
        """There may be a gap: read on, and once more a while later, for its history is written when a call is over."""
        self._twice = True
        self._due_at = 0.0

    @property
    def idle(self) -> bool:
        """Whether nothing is to be read now."""
        return self._due_at is None or self._due_at > monotonic()

    def run(self, stopped: threading.Event) -> None:
        """Read whenever woken, until *stopped* or the lease is lost."""
        while not stopped.wait(LOOK_SECONDS) and not self.lost.is_set():
            due_at = self._due_at
            if due_at is None or due_at > monotonic():
                continue
            again_in = self._attempted(stopped)
            if self._due_at == due_at:
                self._due_at = None if again_in is None else monotonic() + again_in

    def _attempted(self, stopped: threading.Event) -> float | None:
        """Read; after how many seconds to try again, None if all went well."""
        try:
            self._read(stopped)
        except LeaseLost:
            self.lost.set()
        except DeviceTrouble as trouble:
            self._troubled(trouble.phrase)
            return AGAIN_SECONDS
        except UserError as trouble:
            _log.info("the history of calls waits: %s", trouble)
            return AWAY_SECONDS
        except Exception:
            _log.exception("the history of calls could not be read")
            return AGAIN_SECONDS
        else:
            self._troubled(None)
            if self._twice:
                self._twice = False
                return AGAIN_SECONDS
        return None

    def _read(self, stopped: threading.Event) -> None:
        self._begin()
        offset = self._store.read(exchange_health.history_offset, self._address)
        oldest = wall_clock() - FIRST_TIME if offset is None else None
        offset = offset or 0
        count = 0
        while not stopped.is_set():
            events, following = self._history.page(offset, PAGE)
            count += self._taken([event for event in events if oldest is None or event.started_at >= oldest])
            if following <= offset:
                break
            offset = following
            self._store.write(exchange_health.history_read, self._holder, self._address, offset)
        if count:
            self._say(tr("Calls from the history of the exchange: {count}.", count=count))

    def _taken(self, events: list[CallEvent]) -> int:
        """Take in what the books lack; how many that were."""
        wanted = self._store.read(call_gaps.wanted, [event.linked_id for event in events]) - self._going()
        missing = [event for event in events if event.linked_id in wanted and event.outcome]
        for event in missing:
            try:
                self._store.write(calls.take_call, self._holder, event)
            except _NO_CALLS_FAULT:
                raise
            except Exception:
                # One call must not keep the others of the history out.
                _log.exception("the call %s of the history could not be taken in", event.linked_id)
        return len(missing)
