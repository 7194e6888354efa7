"""Listens to one telephone exchange: no call is lost, whatever breaks (decision 028) [M21-M23, C16, C30].

One thread reads and never waits for the database; one writes calls; one performs what desks ask for and the small duties;
one reads the exchange's own history, if it has one. The line is taken up again after every trouble, and the exchange says
first which calls go on.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from app.channels.ami_packets import Packet
from app.channels.ami_session import AmiSession, LoginRefused
from app.channels.call_history import CallHistory
from app.channels.exchange_address import ExchangeAddress
from app.channels.number_plan import NumberPlan
from app.config import Settings
from app.database.store import Store
from app.errors import DeviceTrouble, UserError
from app.intake.call_lines import call_line
from app.intake.exchange_calls import CHECK_SECONDS, Events, ExchangeCalls
from app.intake.exchange_history import HistoryReader
from app.intake.exchange_line import ExchangeLine, LineHealth
from app.intake.exchange_names import PhoneNames
from app.intake.exchange_requests import RequestDesk
from app.intake.exchange_writing import CallWriter
from app.intake.pauses import Pauses
from app.language import tr
from app.models.session import wall_clock
from app.operations import call_gaps

READ_SECONDS = 0.2
ENDING_SECONDS = 3.0
STEADY_SECONDS = 10.0
"""A line that has held so long is taken up again at once; one that breaks sooner after growing pauses."""
PLAN_SECONDS = 60.0
"""How often the telephones of the company's people are asked for."""

_PHONE = re.compile(r"[A-Za-z0-9]+/([A-Za-z0-9_]+)-[0-9a-f]+(?:;\d)?", re.ASCII)
_log = logging.getLogger(__name__)


def _usual_pauses() -> Pauses:
    return Pauses(0.5, 30.0)


@dataclass(frozen=True, slots=True)
class Pace:
    """The patience of a listener, in seconds.

    ping, answer: how often a silent exchange is asked whether it lives, and how long it may take to say so. lost: so long
    the line may be down before calls that go on are ends that nobody saw. unreached: so long after the start the calls that
    go on in the books wait for the exchange. refused: the shortest pause after a refused login. check: how often calls that
    go on are compared. quiet, longest: once, it ends after so much silence without a call, and at the latest.
    """

    ping: float = 10.0
    answer: float = 10.0
    lost: float = 20.0
    unreached: float = 30.0
    refused: float = 30.0
    check: float = CHECK_SECONDS
    quiet: float = 2.0
    longest: float = 60.0
    pauses: Callable[[], Pauses] = _usual_pauses


class ExchangeListener:
    """The intake's ear at the exchange *address*; *holder* has the lease.

    say: hears a line about each call and each trouble. trouble: what is wrong with the line, None while all is well.
    """

    def __init__(
        self,
        store: Store,
        holder: str,
        address: ExchangeAddress,
        settings: Settings,
        say: Callable[[str], None] = print,
        pace: Pace | None = None,
    ) -> None:
        self.trouble: UserError | None = None
        self.calls = ExchangeCalls(NumberPlan(settings.region, settings.extensions), (pace or Pace()).check)
        self._store = store
        self._address = address
        self._settings = settings
        self._say = say
        self._pace = pace or Pace()
        self._pauses = self._pace.pauses()
        self._line = ExchangeLine()
        self._health = LineHealth(store, holder, address.shown)
        self._names = PhoneNames(store, self._line, self.calls)
        self._desk = RequestDesk(store, holder, address, self._line, self.calls)
        self._desk.duties = (self._names.round, self._health.write, self._refresh_plan)
        self.writer = CallWriter(store, holder, address.shown, say)
        self.writer.taken.append(lambda event, taken: say(line) if (line := call_line(event, taken)) else None)
        if address.names:
            self.writer.taken.append(self._names.taken)
        self._history: HistoryReader | None = None
        if address.history:
            history = CallHistory(address.history, NumberPlan(settings.region, settings.extensions), address.zone)
            known = (self._health.write, lambda: self.calls.going, self._health.history_troubled)
            self._history = HistoryReader(store, holder, address.shown, history, *known, say)
        self._begun = self._heard = monotonic()
        self._connections = 0
        self._down_since: float | None = monotonic()
        self._up_since = 0.0
        self._settled = self._synced = self._reached = False
        self._permissions = ""
        self._plan_at = 0.0
        self._extensions: frozenset[str] = frozenset()

    # ------------------------------------------------------------ running
    def run(self, stopped: threading.Event) -> None:
        """Listen until *stopped*, or until another process has the lease."""
        with self._threads():
            while not self._over(stopped):
                self._connect(stopped)
                self._pause(stopped)

    def once(self, stopped: threading.Event) -> bool:
        """Take in what comes until the exchange is silent and no call goes on, or the line ends; whether that went well."""
        until = monotonic() + self._pace.longest
        with self._threads():
            self._connect(stopped, until)
            if self.trouble is not None and self._reached:
                # Nobody will see the ends of what goes on; who listens later may revive it.
                self._put(self.calls.lost(wall_clock()))
            # What was heard is written, also where the books are slow.
            until = monotonic() + self._pace.longest
            while not self._over(stopped) and monotonic() < until and not self._written:
                stopped.wait(0.02)
        return self._reached and self._written and not self._over(stopped)

    def wake(self) -> None:
        """A desk may have asked for something."""
        self._desk.wake()

    @contextmanager
    def _threads(self) -> Iterator[None]:
        ended = threading.Event()
        works: list[Callable[[threading.Event], None]] = [self.writer.run, self._desk.run]
        if self._history is not None:
            works.append(self._history.run)
        threads = [threading.Thread(target=work, args=(ended,), name="exchange", daemon=True) for work in works]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            until = monotonic() + ENDING_SECONDS
            for thread in threads:
                thread.join(max(0.0, until - monotonic()))

    @property
    def _written(self) -> bool:
        return self.writer.idle and (self._history is None or self._history.idle)

    def _over(self, stopped: threading.Event) -> bool:
        lost = self.writer.lost.is_set() or self._desk.lost.is_set()
        return stopped.is_set() or lost or (self._history is not None and self._history.lost.is_set())

    # ------------------------------------------------------------ one connection
    def _connect(self, stopped: threading.Event, until: float | None = None) -> None:
        """Take up the line, listen until it breaks or until it is over; then know what is wrong with it."""
        session = AmiSession(self._address, ping_seconds=self._pace.ping, answer_seconds=self._pace.answer)
        self._look_at_the_clock()
        self._health.connecting()
        try:
            session.open()
            self._welcomed(session)
            self._listen(session, stopped, until)
        except LoginRefused as refused:
            self._pauses.lengthen(self._pace.refused)
            self._troubled(refused)
        except DeviceTrouble as trouble:
            self._troubled(trouble)
        except Exception as bug:
            _log.exception("listening to the exchange failed")
            self._troubled(UserError("Kontor failed on what the exchange said ({kind}).", kind=type(bug).__name__))
        finally:
            self._line.opened(None)
            session.close()
            self._put(self.calls.broken())
            if self._down_since is None:
                self._down_since = monotonic()
                if self._down_since - self._up_since > STEADY_SECONDS:
                    self._pauses.reset()

    def _welcomed(self, session: AmiSession) -> None:
        self._connections += 1
        self._down_since = None
        self._up_since = monotonic()
        self._synced = False
        self._reached = True
        self._heard = monotonic()
        self._health.listening(session.banner)
        self._names.connected()
        self._permissions = ""
        # The only word until the list is here: what an exchange says that closes at once is read to its end.
        self.calls.connected(session.send)
        self._line.opened(session)
        self._say(tr("Listening to the exchange {address}.", address=self._address.shown))
        self.trouble = None

    def _listen(self, session: AmiSession, stopped: threading.Event, until: float | None) -> None:
        while not self._over(stopped):
            packets = session.packets(READ_SECONDS)
            arrived = wall_clock()
            if packets:
                self._heard = monotonic()
            self._health.heard(packets, arrived)
            for packet in packets:
                self._hear(packet, arrived)
            self._put(self.calls.look(arrived))
            if self.calls.synced and not self._synced:
                self._compared(session, arrived)
            self._look_at_the_clock()
            if until is not None and (monotonic() > until or self._silent):
                return

    @property
    def _silent(self) -> bool:
        """Whether nothing more is to come: nobody talks, and nothing was said for a while."""
        return self._synced and not self.calls.going and monotonic() - self._heard > self._pace.quiet

    def _compared(self, session: AmiSession, arrived: datetime) -> None:
        """The exchange has said which calls go on: those of the books that do not, ended unseen."""
        self._synced = True
        if self.calls.listed:
            self._settle()
        elif self._connections > 1:
            # It does not say; what lives will be heard of.
            self._put(self.calls.lost(arrived))
        if self._history is not None:
            self._history.wake()
        self._permissions = session.send(("Action", "ListCommands"))

    def _hear(self, packet: Packet, arrived: datetime) -> None:
        if packet.action_id:
            if packet.action_id == self._permissions:
                self._health.permitted(packet)
            self._names.heard(packet)
        self._desk.heard(packet)
        if packet.event == "Newchannel" and not self._desk.context:
            self._learn_context(packet)
        try:
            self._put(self.calls.hear(packet, arrived))
        except DeviceTrouble:
            raise
        except Exception:
            # One packet must not keep the others.
            _log.exception("a packet of the exchange was not understood: %s", packet.event)

    def _learn_context(self, packet: Packet) -> None:
        """A telephone that dials by itself shows the context from which that is done."""
        phone = _PHONE.fullmatch(packet.get("Channel"))
        dials = packet.get("ChannelState") in ("0", "4") and packet.get("Exten") not in ("", "s")
        if phone and dials and phone[1] == packet.get("CallerIDNum") and packet.get("Uniqueid") == packet.get("Linkedid"):
            self._desk.context = packet.get("Context")

    def _put(self, events: Events) -> None:
        if events:
            self.writer.snapshots.put(events)
            for event in events:
                self._desk.changed(event)

    # ------------------------------------------------------------ while the line is down
    def _pause(self, stopped: threading.Event) -> None:
        until = monotonic() + self._pauses.next()
        while monotonic() < until and not self._over(stopped):
            self._look_at_the_clock()
            stopped.wait(0.05)

    def _look_at_the_clock(self) -> None:
        """Nobody waits for ever for an exchange that says nothing."""
        moment = monotonic()
        if self._down_since is not None and moment - self._down_since > self._pace.lost:
            self._put(self.calls.lost(wall_clock()))
        if not self._settled and moment - self._begun > self._pace.unreached:
            self._settle()

    def _settle(self) -> None:
        self._settled = True
        self.writer.settle(lambda: self.calls.going)

    def _troubled(self, trouble: UserError) -> None:
        if self.trouble is None or trouble.phrase != self.trouble.phrase:
            self._say(f"{self._address.shown}: {trouble.said()}")
        self.trouble = trouble
        self._health.troubled(trouble.phrase)

    # ------------------------------------------------------------ duties
    def _refresh_plan(self) -> None:
        """Know the telephones of all who work here. Raises Offline."""
        if self._plan_at and monotonic() - self._plan_at < PLAN_SECONDS:
            return
        extensions = self._store.read(call_gaps.own_extensions)
        if extensions != self._extensions:
            self._extensions = extensions
            self.calls.use(NumberPlan(self._settings.region, self._settings.extensions, extensions))
        self._plan_at = monotonic()
