"""What desks ask of the exchange: a call from the own telephone, or a running call to a colleague [M23].

A request is claimed in the books before the exchange hears of it: a process that dies in between dials once or not at all,
never twice. What came of it is told in words as the exchange tells it (``request_words``).
"""

import logging
import queue
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from app.channels.ami_packets import Packet
from app.channels.exchange_address import ExchangeAddress
from app.database.store import Store
from app.errors import DeviceTrouble, UserError
from app.events import CallEvent
from app.intake import request_words
from app.intake.exchange_calls import ExchangeCalls
from app.intake.exchange_line import ExchangeLine
from app.intake.request_words import Progress
from app.language import phrase
from app.models.call_terms import RequestKind, RequestState
from app.operations import call_requests
from app.operations.call_requests import RequestRow
from app.operations.leases import LeaseLost

LOOK_SECONDS = 0.25
"""How often the books are asked where the change feed tells nothing."""
LINE_SECONDS = 5.0
"""So long a request waits for a line that is down just now."""
RING_MILLISECONDS = 30_000
FORGOTTEN_SECONDS = 4 * 3600
"""No call from a desk is followed for longer."""
DEFAULT_CONTEXT = "all_peers"
"""Where no address names a context and no telephone has shown its own: MikoPBX's."""
LONGEST_NAME = 60

OURS = "kontor-"
"""How the linked ids of calls from a desk begin."""
TIDY_SECONDS = 5.0

_EXTENSION = re.compile(r"\w{1,16}", re.ASCII)
_DIALLED = re.compile(r"\+?[0-9*#]{1,40}", re.ASCII)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Followed:
    """A request that the exchange has heard of. before: telephones that had rung when a transfer was asked for."""

    row: RequestRow
    linked_id: str
    begun: float
    before: int = 0
    picked_up: bool = False
    rang: bool = False
    progress: Progress | None = None


@dataclass(slots=True)
class RequestDesk:
    """Performs the requests that wait, at one exchange, in one thread: ``run``; the reader tells it what came.

    context: where a telephone of the house dials, as it was seen. duties: what the same thread does besides, each time it
    looks. lost: another process has the lease.
    """

    store: Store
    holder: str
    address: ExchangeAddress
    line: ExchangeLine
    calls: ExchangeCalls
    duties: Sequence[Callable[[], None]] = ()
    lost: threading.Event = field(default_factory=threading.Event)
    context: str = ""
    _heard: "queue.SimpleQueue[Packet | CallEvent | None]" = field(default_factory=queue.SimpleQueue)
    _followed: dict[str, _Followed] = field(default_factory=dict)
    _of_call: dict[str, str] = field(default_factory=dict)
    _unwritten: dict[str, tuple[Progress, str]] = field(default_factory=dict)
    _legs: dict[str, int] = field(default_factory=dict)
    _waits: dict[str, float] = field(default_factory=dict)
    _tidied_at: float = 0.0

    # ------------------------------------------------------------ from other threads
    def wake(self) -> None:
        """Something new may wait."""
        self._heard.put(None)

    def heard(self, packet: Packet) -> None:
        """*packet* came from the exchange; what does not belong to a request is passed over."""
        if not self._of_call:
            return
        answers = packet.action_id in self._followed and (packet.response or packet.event == "OriginateResponse")
        if answers or (_rings(packet) and packet.get("Linkedid") in self._of_call):
            self._heard.put(packet)

    def changed(self, event: CallEvent) -> None:
        """A call has changed."""
        if event.outcome:
            self._legs.pop(event.linked_id, None)
        else:
            self._legs[event.linked_id] = len(event.legs)
        if event.linked_id in self._of_call or (event.outcome and event.linked_id.startswith(OURS)):
            self._heard.put(event)

    # ------------------------------------------------------------ the thread
    def run(self, stopped: threading.Event) -> None:
        """Perform until *stopped* or until the lease is lost; trouble with the books is waited out."""
        while not stopped.is_set() and not self.lost.is_set():
            try:
                self._hear(self._next())
                while not self._heard.empty():
                    self._hear(self._heard.get())
                self.round()
                for duty in self.duties:
                    duty()
            except LeaseLost:
                self.lost.set()
            except UserError as trouble:
                _log.info("requests to the exchange wait: %s", trouble)
                stopped.wait(LOOK_SECONDS)
            except Exception:
                _log.exception("a request to the exchange failed")
                stopped.wait(LOOK_SECONDS)

    def _next(self) -> Packet | CallEvent | None:
        try:
            return self._heard.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            return None

    def round(self) -> None:
        """Write what has happened, then take what waits. Raises LeaseLost, Offline."""
        self._write()
        for row in self.store.read(call_requests.waiting):
            self._perform(row)
        if monotonic() - self._tidied_at > TIDY_SECONDS:
            self.store.write(call_requests.expire, self.holder)
            self._forget()
            self._tidied_at = monotonic()

    def _hear(self, news: Packet | CallEvent | None) -> None:
        if isinstance(news, CallEvent):
            followed = self._followed.get(self._of_call.get(news.linked_id, ""))
            if followed is not None:
                self._follow(followed, news)
            elif news.outcome:
                self._end_of_another(news)
        elif news is not None and (followed := self._followed.get(news.action_id)) is not None:
            self._answered(followed, news)
        elif news is not None and (action_id := self._of_call.get(news.get("Linkedid"))) is not None:
            self._rung(self._followed[action_id])

    def _end_of_another(self, event: CallEvent) -> None:
        """The end of a call that a process asked for which is no more."""
        try:
            self.store.write(call_requests.ended, self.holder, event.linked_id)
        except LeaseLost:
            raise
        except UserError:
            self._heard.put(event)
            raise

    # ------------------------------------------------------------ performing
    def _perform(self, row: RequestRow) -> None:
        if not self.line.is_open:
            self._wait_for_line(row)
            return
        self._waits.pop(row.action_id, None)
        transfer = row.kind is RequestKind.TRANSFER
        # The linked id of a call from here is the one that its first channel is given.
        linked_id = row.linked_id if transfer else row.action_id
        channel = self.calls.outside_channel(linked_id) if transfer else self.address.channel_of(row.extension)
        if channel is None:
            self._moved(row.action_id, request_words.gone())
            return
        if not _DIALLED.fullmatch(row.number) or not _EXTENSION.fullmatch(row.extension):
            # What an exchange would take for more than a number never leaves the house.
            self._moved(row.action_id, request_words.unfit())
            return
        if self.store.write(call_requests.claim, self.holder, row.action_id) is None:
            return
        followed = _Followed(row, linked_id, monotonic(), self._legs.get(linked_id, 0))
        self._followed[row.action_id] = followed
        self._of_call[linked_id] = row.action_id
        try:
            pairs = self._redirect(row, channel) if transfer else self._originate(row, channel)
            self.line.send(*pairs, action_id=row.action_id)
        except DeviceTrouble as trouble:
            self._end(followed, (RequestState.FAILED, trouble.phrase))
            self._write()

    def _wait_for_line(self, row: RequestRow) -> None:
        """A line that is down just now may be up in a moment."""
        if monotonic() - self._waits.setdefault(row.action_id, monotonic()) > LINE_SECONDS:
            words = phrase("The telephone exchange is out of reach at the moment: nothing was asked of it.")
            self._moved(row.action_id, (RequestState.FAILED, words))

    def _originate(self, row: RequestRow, channel: str) -> list[tuple[str, str]]:
        pairs = [
            ("Action", "Originate"),
            ("Channel", channel),
            ("ChannelId", row.action_id),
            ("Context", self.address.originate_context or self.context or DEFAULT_CONTEXT),
            ("Exten", row.number),
            ("Priority", "1"),
            # The number stays our own: it is what the other side is shown.
            ("CallerID", f'"{shown_on_phone(row.name or row.number)}" <{row.extension}>'),
            ("Timeout", str(RING_MILLISECONDS)),
            ("Async", "true"),
        ]
        if channel.startswith("Local/"):
            # By this MikoPBX's own dialplan learns whom the telephone is to show.
            pairs.append(("Variable", f"pt1c_cid={row.number}"))
        return pairs

    def _redirect(self, row: RequestRow, channel: str) -> list[tuple[str, str]]:
        context = self.address.transfer_context or self.address.originate_context or self.context or DEFAULT_CONTEXT
        return [
            ("Action", "Redirect"),
            ("Channel", channel),
            ("Context", context),
            ("Exten", row.number),
            ("Priority", "1"),
        ]

    # ------------------------------------------------------------ what came of it
    def _answered(self, followed: _Followed, packet: Packet) -> None:
        transfer = followed.row.kind is RequestKind.TRANSFER
        if packet.event == "OriginateResponse":
            if packet.get("Response").lower() == "success":
                followed.picked_up = True
                self._progress(followed, (RequestState.DIALLING, None))
            else:
                reason = packet.get("Reason").strip()
                self._end(followed, request_words.own_phone_failed(reason, rang=followed.rang))
        elif packet.response.lower() == "error":
            message = packet.get("Message").strip()
            refused = request_words.transfer_refused if transfer else request_words.call_refused
            self._end(followed, refused(message))
        else:
            self._progress(followed, (RequestState.OWN_PHONE if transfer else RequestState.QUEUED, None))

    def _rung(self, followed: _Followed) -> None:
        """A telephone rings; until the own one is picked up it can be no other."""
        if followed.row.kind is RequestKind.CALL and not followed.picked_up:
            followed.rang = True
            self._progress(followed, (RequestState.OWN_PHONE, None))

    def _follow(self, followed: _Followed, event: CallEvent) -> None:
        row = followed.row
        if row.kind is RequestKind.TRANSFER:
            progress = request_words.transfer_progress(event, row.number, followed.before)
        else:
            followed.rang = followed.rang or bool(event.legs)
            progress = request_words.call_progress(event, row.extension, picked_up=followed.picked_up)
        if progress is None:
            return
        if progress[0] in call_requests.ENDED:
            self._end(followed, progress)
        else:
            self._progress(followed, progress)

    def _progress(self, followed: _Followed, progress: Progress) -> None:
        """Keep *progress* to be written; the exchange's answers overtake each other, but nothing goes back."""
        order = call_requests.ORDER
        before = followed.progress
        if before is not None and progress[0] in order and order.index(progress[0]) <= order.index(before[0]):
            return
        followed.progress = progress
        self._unwritten[followed.row.action_id] = (progress, followed.linked_id)

    def _end(self, followed: _Followed, progress: Progress) -> None:
        self._progress(followed, progress)
        self._drop(followed)

    def _drop(self, followed: _Followed) -> None:
        self._followed.pop(followed.row.action_id, None)
        self._of_call.pop(followed.linked_id, None)

    def _moved(self, action_id: str, progress: Progress, linked_id: str = "") -> None:
        self._waits.pop(action_id, None)
        self.store.write(call_requests.moved, self.holder, action_id, *progress, linked_id=linked_id)

    def _write(self) -> None:
        for action_id, (progress, linked_id) in list(self._unwritten.items()):
            self._moved(action_id, progress, linked_id)
            del self._unwritten[action_id]

    def _forget(self) -> None:
        late = monotonic() - FORGOTTEN_SECONDS
        for followed in [each for each in self._followed.values() if each.begun < late]:
            self._drop(followed)
        late = monotonic() - 2 * TIDY_SECONDS - LINE_SECONDS
        self._waits = {action_id: since for action_id, since in self._waits.items() if since > late}


def _rings(packet: Packet) -> bool:
    return packet.event == "Newstate" and packet.get("ChannelState").strip() == "5"


def shown_on_phone(name: str) -> str:
    """*name* as it may stand in a header between quotes, cut to what a telephone shows."""
    plain = "".join(each if each.isprintable() and each not in '"<>\\' else " " for each in name)
    return " ".join(plain.split())[:LONGEST_NAME]
