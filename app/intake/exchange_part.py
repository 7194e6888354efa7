"""The telephone exchange as a part of the intake: the listener, and the ear for what desks ask of it."""

import threading
from collections.abc import Callable

from app.channels.exchange_address import parse_exchange
from app.config import Settings
from app.database.changes import ChangeFeed
from app.database.store import Store
from app.errors import UserError
from app.events import Change
from app.intake.exchange_listener import ExchangeListener, Pace
from app.operations import leases
from app.operations.leases import INTAKE

REQUESTS = ("call_request", "everything")
"""News after which a desk may have asked for something."""
AGAIN_SECONDS = 1.0


class ExchangePart:
    """The exchange that the settings name; *holder* has the lease while it runs. Raises UserError for a wrong address.

    pace: the patience of its listener.
    """

    def __init__(self, store: Store, holder: str, settings: Settings, say: Callable[[str], None]) -> None:
        self.pace = Pace()
        self._store = store
        self._holder = holder
        self._settings = settings
        self._say = say
        self._address = parse_exchange(settings.exchange)

    def run(self, stopped: threading.Event) -> None:
        """Listen until *stopped*. A listener without the lease ends; should this process have it again, another begins."""
        self._listen(self.listener(), stopped)
        while not stopped.wait(AGAIN_SECONDS):
            if self._has_lease():
                self._listen(self.listener(), stopped)

    def _has_lease(self) -> bool:
        """What is heard without the lease could not be written."""
        try:
            kept = self._store.read(leases.holder_of, INTAKE)
        except UserError:
            return False
        return kept is not None and kept.holder == self._holder

    def _listen(self, listener: ExchangeListener, stopped: threading.Event) -> None:
        feed = ChangeFeed(self._store)

        def heard(change: Change) -> None:
            if change.topic in REQUESTS:
                listener.wake()

        feed.start(heard, lambda _reachable: None)
        try:
            listener.run(stopped)
        finally:
            feed.stop()

    def once(self, stopped: threading.Event) -> bool:
        """Take in what comes until nobody talks and nothing is said; whether that went well."""
        return self.listener().once(stopped)

    def listener(self) -> ExchangeListener:
        """A listener as one period of work has it."""
        return ExchangeListener(self._store, self._holder, self._address, self._settings, self._say, self.pace)
