"""Shows on a ringing telephone who calls, where the company knows it and the exchange allows it [M21].

Best effort, and off unless the address says ``names=true``, for it changes what the dialplan of the exchange sees. It never
keeps a call waiting, and stops after the first refusal of a connection.
"""

import logging
import queue
import threading

from app.channels.ami_packets import Packet
from app.database.store import Store
from app.errors import DeviceTrouble
from app.events import CallEvent
from app.intake.exchange_calls import ExchangeCalls
from app.intake.exchange_line import ExchangeLine
from app.intake.exchange_requests import shown_on_phone
from app.models.call_terms import LegOutcome
from app.operations import call_gaps
from app.operations.calls import TakenCall

_GONE = "no such channel"
_log = logging.getLogger(__name__)


class PhoneNames:
    """Names for telephones: heard of in the writer's thread, sent in another, by ``round``."""

    def __init__(self, store: Store, line: ExchangeLine, calls: ExchangeCalls) -> None:
        self._store = store
        self._line = line
        self._calls = calls
        self._waiting: queue.SimpleQueue[tuple[CallEvent, int]] = queue.SimpleQueue()
        self._told: dict[str, set[str]] = {}
        self._actions: set[str] = set()
        self._refused = threading.Event()

    def connected(self) -> None:
        """A new connection: it may be allowed there."""
        self._refused.clear()
        self._actions.clear()

    def taken(self, event: CallEvent, taken: TakenCall) -> None:
        """*event* is in the books."""
        if event.outcome:
            self._told.pop(event.linked_id, None)
        elif taken.counterparty_id is not None and event.direction == "in" and not self._refused.is_set():
            self._waiting.put((event, taken.counterparty_id))

    def heard(self, packet: Packet) -> None:
        """*packet* may be an answer to what was sent from here."""
        if packet.response and packet.action_id in self._actions:
            self._actions.discard(packet.action_id)
            message = packet.get("Message")
            if packet.response.lower() == "error" and _GONE not in message.lower():
                _log.info("the exchange does not let names be shown: %s", message)
                self._refused.set()

    def round(self) -> None:
        """Send what waits. Raises Offline."""
        while not self._waiting.empty():
            event, counterparty_id = self._waiting.get()
            told = self._told.setdefault(event.linked_id, set())
            ringing = [leg.extension for leg in event.legs if leg.outcome == LegOutcome.RINGING]
            if self._refused.is_set() or event.linked_id not in self._calls.going or not set(ringing) - told:
                continue
            name = shown_on_phone(self._store.read(call_gaps.name_of, counterparty_id))
            try:
                if name:
                    self._show(event.linked_id, [each for each in ringing if each not in told], name, first=not told)
            except DeviceTrouble:
                return
            told.update(ringing)

    def _show(self, linked_id: str, extensions: list[str], name: str, *, first: bool) -> None:
        outside = self._calls.outside_channel(linked_id) if first else None
        if outside:
            # For the telephones that ring later: the next in the queue, a transfer.
            self._set(outside, "CALLERID(name)", name)
        for extension in extensions:
            channel = self._calls.phone_channel(linked_id, extension)
            if channel:
                self._set(channel, "CONNECTEDLINE(name)", name)

    def _set(self, channel: str, variable: str, value: str) -> None:
        self._actions.add(
            self._line.send(("Action", "Setvar"), ("Channel", channel), ("Variable", variable), ("Value", value))
        )
