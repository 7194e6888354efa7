"""The line to the exchange as several threads use it, and what is known of how it is doing [M21]."""

import threading
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.channels.ami_packets import Packet
from app.channels.ami_session import AmiSession
from app.database.store import Store
from app.errors import DeviceTrouble
from app.language import Phrase, phrase
from app.models.call_terms import ExchangeCondition
from app.models.session import wall_clock
from app.operations import exchange_health

WRITTEN_EVERY = timedelta(seconds=60)
"""How often it is written that all is well still."""
CALLS_SEEN = 5
"""After so many calls without a ringing telephone it is said that the exchange does not tell of them."""
_OF_CALLS = ("Newchannel", "Newstate", "Hangup", "DialBegin", "DialEnd", "BridgeEnter")
_BESIDE_CALLS = ("Cdr", "QueueCallerJoin", "AgentCalled", "AgentConnect")
"""What is told of calls by other permissions. Telephones that sign in tell of their state as well: that says nothing."""
NEEDED = ("Originate", "Redirect")


class ExchangeLine:
    """One session after the other; actions go by the one that is open."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._session: AmiSession | None = None

    def opened(self, session: AmiSession | None) -> None:
        """*session* is open now; None: there is none."""
        with self._turn:
            self._session = session

    @property
    def is_open(self) -> bool:
        """Whether the exchange can be asked for something."""
        with self._turn:
            return self._session is not None

    def send(self, *pairs: tuple[str, str], action_id: str | None = None) -> str:
        """Send an action; its ActionID. Raises DeviceTrouble where there is no line or it breaks."""
        with self._turn:
            session = self._session
        if session is None:
            raise DeviceTrouble("The telephone exchange cannot be reached at the moment.")
        return session.send(*pairs, action_id=action_id)


class LineHealth:
    """How the line to one exchange is doing: said by the reader at once, written by another thread when it can."""

    def __init__(self, store: Store, holder: str, address: str) -> None:
        self._store = store
        self._holder = holder
        self._address = address
        self._turn = threading.Lock()
        self._condition = ExchangeCondition.CONNECTING
        self._problem: Phrase | None = None
        self._version = ""
        self._heard_at: datetime | None = None
        self._written: tuple[object, ...] | None = None
        self._written_at: datetime | None = None
        self._events: Counter[str] = Counter()
        self._commands: frozenset[str] | None = None
        self._history: Phrase | None = None
        self._alone = False
        self._writing = threading.Lock()

    @property
    def problem(self) -> Phrase | None:
        """What is wrong with the line, None while it is well."""
        with self._turn:
            return self._problem

    def connecting(self) -> None:
        """A connection is tried; whether the trouble is over nobody knows yet."""
        with self._turn:
            if self._condition is not ExchangeCondition.TROUBLE:
                self._condition = ExchangeCondition.CONNECTING

    def listening(self, version: str) -> None:
        """The exchange has let us in and calls itself *version*."""
        with self._turn:
            self._condition = ExchangeCondition.LISTENING
            self._problem = None
            self._version = version
            self._heard_at = wall_clock()
            self._events.clear()
            self._commands = None

    def heard(self, packets: Sequence[Packet], arrived: datetime) -> None:
        """*packets* came."""
        with self._turn:
            self._heard_at = arrived
            for packet in packets:
                if packet.event:
                    self._events[packet.event] += 1

    def permitted(self, answer: Packet) -> None:
        """What the exchange lets us do, as it answered to ListCommands."""
        if answer.response == "Success":
            with self._turn:
                self._commands = frozenset(key for key, _ in answer.pairs)

    def troubled(self, problem: Phrase) -> None:
        """The line is down, and why."""
        with self._turn:
            self._condition = ExchangeCondition.TROUBLE
            self._problem = problem

    def history_troubled(self, problem: Phrase | None) -> None:
        """The exchange's own history cannot be read, and why; None: it can."""
        with self._turn:
            self._history = problem

    def write(self) -> None:
        """Write how it is, where that is new or the last word is old. Raises LeaseLost, Offline."""
        with self._writing:
            self._write()

    def _write(self) -> None:
        with self._turn:
            problem = self._problem or self._note()
            now = (self._condition, problem, self._version)
            heard_at = self._heard_at
        moment = wall_clock()
        if now == self._written and self._written_at is not None and moment - self._written_at < WRITTEN_EVERY:
            return
        if not self._alone:
            self._store.write(exchange_health.only, self._holder, (self._address,))
            self._alone = True
        self._store.write(
            exchange_health.reported, self._holder, self._address, now[0], problem, version=now[2], heard_at=heard_at
        )
        self._written, self._written_at = now, moment

    def _note(self) -> Phrase | None:
        """What the exchange does not tell or allow, as far as that can be seen; None if nothing is amiss."""
        seen = self._events
        if not any(seen[name] for name in _OF_CALLS) and any(seen[name] for name in _BESIDE_CALLS):
            return phrase("The exchange tells nothing of calls: its manager user needs the read permission call.")
        if seen["Hangup"] >= 2 * CALLS_SEEN and not seen["DialBegin"] and not seen["DialEnd"]:
            return phrase(
                "The exchange does not tell which telephones ring: its manager user needs the read permission call, and "
                "no filter for the Dial events."
            )
        if self._history is not None:
            return self._history
        if self._commands is not None and not self._commands.issuperset(NEEDED):
            return phrase(
                "Calls are seen, but cannot be started or handed over from here: the manager user of the exchange needs the "
                "write permissions originate and call."
            )
        return None
