"""From packets to calls, for one exchange and several threads; after each login the exchange says first which calls go on.

What comes of a call that began before the login waits until that list is here; a call that is born meanwhile does not wait.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from app.channels.ami_packets import Packet
from app.channels.call_tracker import CallTracker
from app.channels.number_plan import NumberPlan
from app.events import CallEvent

LISTS = (("CoreShowChannels", "CoreShowChannel"), ("Status", "Status"))
"""Action and event of each list of the channels. The first asks for the permission reporting, the second for call."""
LIST_SECONDS = 5.0
"""So long the list is waited for; an exchange that gives none is listened to all the same."""
AFTERWARDS_SECONDS = 0.05
"""What happened before the list was made may be told just after it."""
CHECK_SECONDS = 60.0
"""How often calls that go on are compared with what the exchange has: a hang-up that was never told ends so, too."""

Send = Callable[..., str]
Events = tuple[CallEvent, ...]


class ExchangeCalls:
    """Calls of one exchange. synced: the list of this connection is here, or will not come (then ``listed`` is False)."""

    def __init__(self, plan: NumberPlan, check_seconds: float = CHECK_SECONDS) -> None:
        self._tracker = CallTracker(plan)
        self._check_seconds = check_seconds
        self._turn = threading.RLock()
        self._send: Send | None = None
        self._kind = 0
        self._asked = ""
        self._asked_at = 0.0
        self._complete_at: float | None = None
        self._list: list[Packet] = []
        self._born: dict[str, Packet] = {}
        self._held: list[tuple[Packet, datetime]] = []
        self._held_ids: set[str] = set()
        self._suspects: frozenset[str] = frozenset()
        self.synced = False
        self.listed = False

    # ------------------------------------------------------------ the connection
    def connected(self, send: Send) -> None:
        """A new connection, by which actions go with *send*: ask for the channels. Raises what *send* raises."""
        with self._turn:
            self._send = send
            self._kind = 0
            self._held = []
            self._held_ids = set()
            self._suspects = frozenset()
            self.synced = self.listed = False
            self._ask()

    def broken(self) -> Events:
        """The connection is gone; what waited for its list is all that there is."""
        with self._turn:
            self._send = None
            self._asked = ""
            return self._released()

    def lost(self, arrived: datetime) -> Events:
        """Nothing was heard for too long: all calls that go on end as ends that nobody saw."""
        with self._turn:
            return self._tracker.lost(arrived)

    # ------------------------------------------------------------ packets
    def hear(self, packet: Packet, arrived: datetime) -> Events:
        """The calls that *packet* changed."""
        with self._turn:
            if self._asked and packet.action_id == self._asked:
                self._take_listed(packet)
                return ()
            linked_id = _linked_id(packet)
            if self._asked:
                self._note_birth(packet)
            if not self.synced and linked_id and not self._is_known(packet, linked_id):
                self._held.append((packet, arrived))
                self._held_ids.add(linked_id)
                return ()
            return self._tracker.feed(packet, arrived)

    def look(self, arrived: datetime) -> Events:
        """What is due by now: the list is complete, or will not come, or it is time to ask again."""
        with self._turn:
            moment = monotonic()
            if self._complete_at is not None and moment - self._complete_at >= AFTERWARDS_SECONDS:
                return self._compared(arrived)
            if self._asked and self._complete_at is None and moment - self._asked_at > LIST_SECONDS:
                return self._unlisted()
            if not self._asked and self._send and self.listed and moment - self._asked_at > self._check_seconds:
                if self._tracker.going:
                    self._ask()
                else:
                    self._asked_at = moment
            return ()

    # ------------------------------------------------------------ asked by other threads
    @property
    def going(self) -> frozenset[str]:
        """The calls that go on, by linked id."""
        with self._turn:
            return frozenset(self._tracker.going)

    def outside_channel(self, linked_id: str) -> str | None:
        """The channel of the other side of a call."""
        with self._turn:
            return self._tracker.outside_channel(linked_id)

    def phone_channel(self, linked_id: str, extension: str) -> str | None:
        """The channel of the own telephone *extension* in a call."""
        with self._turn:
            return self._tracker.phone_channel(linked_id, extension)

    def use(self, plan: NumberPlan) -> None:
        """Read numbers by *plan* from now on."""
        with self._turn:
            self._tracker.plan = plan

    # ------------------------------------------------------------ the list
    def _is_known(self, packet: Packet, linked_id: str) -> bool:
        """Whether the call of *packet* began before our eyes, so that the list has nothing to add to it."""
        if linked_id in self._held_ids:
            return False
        begins = packet.event == "Newchannel" and packet.get("Uniqueid") == linked_id
        return begins or linked_id in self._tracker.going

    def _ask(self) -> None:
        assert self._send is not None, "only a connection is asked"
        self._list = []
        self._born = {}
        self._complete_at = None
        self._asked_at = monotonic()
        self._asked = self._send(("Action", LISTS[self._kind][0]))

    def _take_listed(self, packet: Packet) -> None:
        event = packet.event
        if event == LISTS[self._kind][1]:
            self._list.append(packet)
        elif event.endswith("Complete"):
            self._complete_at = monotonic()
        elif packet.response == "Error":
            if self._kind + 1 < len(LISTS):
                self._kind += 1
                self._ask()
            else:
                self._asked_at = monotonic() - LIST_SECONDS - 1

    def _compared(self, arrived: datetime) -> Events:
        """Set right what is known by the list that has come."""
        self._asked = ""
        self._complete_at = None
        if not self.synced:
            events = self._tracker.resync(self._present(), arrived)
            self.listed = True
            return (*events, *self._released())
        present = {_linked_id(packet) for packet in self._present()}
        missing = self._tracker.going - present
        # A hang-up may be on its way this moment: only what is missing twice has ended.
        if not missing & self._suspects:
            self._suspects = frozenset(missing)
            return ()
        self._suspects = frozenset()
        return self._tracker.resync(self._present(), arrived)

    def _note_birth(self, packet: Packet) -> None:
        """Remember the channels that are born while the list is made, for they need not stand on it."""
        unique = packet.get("Uniqueid")
        if packet.event == "Newchannel":
            kept = tuple(pair for pair in packet.pairs if pair[0] not in ("Event", "ChannelState"))
            self._born[unique] = Packet(kept)
        elif packet.event == "Hangup":
            self._born.pop(unique, None)

    def _present(self) -> list[Packet]:
        """The channels of the list, and those that were born meanwhile and are known."""
        listed = {packet.get("Uniqueid") for packet in self._list}
        going = self._tracker.going
        born = [
            packet for packet in self._born.values() if _linked_id(packet) in going and packet.get("Uniqueid") not in listed
        ]
        return [*self._list, *born]

    def _unlisted(self) -> Events:
        self._asked = ""
        return self._released()

    def _released(self) -> Events:
        """What waited for the list, in order."""
        self.synced = True
        held, self._held = self._held, []
        self._held_ids = set()
        return tuple(event for packet, arrived in held for event in self._tracker.feed(packet, arrived))


def _linked_id(packet: Packet) -> str:
    return packet.get("Linkedid") or packet.get("DestLinkedid")
