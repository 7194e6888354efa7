"""Keeps the lease of the intake: waits for its turn, renews it from a thread of its own, notices that it is gone."""

import logging
import os
import platform
import threading
import uuid
from collections.abc import Callable
from time import monotonic

from app.database.store import Store
from app.errors import UserError
from app.language import tr
from app.operations import leases
from app.operations.leases import INTAKE, RENEW_SECONDS

ASK_EVERY_SECONDS = 1.0
"""How often a process that stands by asks: with the ten seconds of the lapse it takes over in less than fifteen."""

_log = logging.getLogger(__name__)


def own_name() -> str:
    """A name of this process that no other has, and that tells a person where it runs."""
    return f"{platform.node()[:120] or 'computer'}, process {os.getpid()}, {uuid.uuid4().hex[:8]}"


class LeaseKeeper:
    """The lease of one process. lost: set when another process has taken over."""

    def __init__(self, store: Store, say: Callable[[str], None], *, ask_every: float | None = None) -> None:
        self.holder = own_name()
        self.lost = threading.Event()
        self._store = store
        self._say = say
        self._ask_every = ASK_EVERY_SECONDS if ask_every is None else ask_every
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._said = ""

    def obtain(self, stopped: threading.Event, seconds: float | None = None) -> str:
        """Wait for the lease until it is ours (""), until *stopped*, or for *seconds*: then who has it or why not."""
        until = None if seconds is None else monotonic() + seconds
        while not stopped.is_set():
            hindrance = self._hindrance()
            if not hindrance:
                self._begin()
                return ""
            if until is not None and monotonic() >= until:
                return hindrance
            self._tell(hindrance)
            stopped.wait(self._ask_every)
        return tr("Stopped.")

    def give_back(self) -> None:
        """Renew no more and free the lease for the next one."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        try:
            self._store.write(leases.release, INTAKE, self.holder)
        except UserError as trouble:
            # It lapses by itself.
            _log.info("the lease could not be given back: %s", trouble)

    def _hindrance(self) -> str:
        """Why the lease is not ours, "" if it is."""
        try:
            kept = self._store.write(leases.take, INTAKE, self.holder)
        except UserError as trouble:
            return trouble.said()
        if kept.holder == self.holder:
            return ""
        return tr("Another intake is at work ({holder}); this one stands by.", holder=kept.holder)

    def _begin(self) -> None:
        self._said = ""
        self.lost.clear()
        self._ended.clear()
        self._thread = threading.Thread(target=self._renew, name="intake lease", daemon=True)
        self._thread.start()

    def _renew(self) -> None:
        pause = RENEW_SECONDS
        while not self._ended.wait(pause):
            try:
                kept = self._store.write(leases.take, INTAKE, self.holder)
            except UserError:
                # The database is away or busy: nobody else can take it there either, and each transaction asks for it.
                pause = self._ask_every
                continue
            except Exception:
                _log.exception("the lease could not be renewed")
                continue
            pause = RENEW_SECONDS
            if kept.holder != self.holder:
                self.lost.set()
                return

    def _tell(self, hindrance: str) -> None:
        if hindrance != self._said:
            self._say(hindrance)
            self._said = hindrance
