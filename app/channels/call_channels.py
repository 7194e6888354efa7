"""One channel of the exchange, and whose end of a call it is: an own telephone, the outside, or neither."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.channels.ami_packets import Packet
from app.channels.number_plan import UNKNOWN, NumberPlan

DOWN, RING, RINGING, UP = 0, 4, 5, 6
"""States of a channel: not rung yet, somebody calls in, it is rung at, somebody talks."""
_TELEPHONES = frozenset(
    ("pjsip", "sip", "iax2", "sccp", "skinny", "unistim", "mgcp", "h323", "ooh323", "webrtc", "websocket")
)
"""Technologies of which a telephone's name is that of its account; the others name a line of the exchange."""
_INNER = frozenset(
    (
        "bridge",
        "cbann",
        "cbrec",
        "confbridge",
        "recorder",
        "snoop",
        "surrogate",
        "asyncgoto",
        "announcer",
        "multicastrtp",
        "unicastrtp",
        "message",
        "feature",
        "parked",
        "playback",
        "audiosocket",
        "console",
        "null",
        "voicemail",
    )
)
"""Channels that the exchange makes for itself: nobody holds them to the ear."""
_NAME = re.compile(r"(.+)-[0-9a-f]+", re.IGNORECASE | re.ASCII | re.DOTALL)
_PARTS = re.compile(r"[-_.@+]")
_NUMBER = re.compile(r"\+?[\d*#().\-]{2,40}", re.ASCII)
_ADDRESS = re.compile(r"\d+(\.\d+){3}", re.ASCII)
_LONGEST_DIALLED = 300
_NOWHERE = frozenset(("", "s", "h", "i", "t", "o", "e", "start", *UNKNOWN))
_LONG_NUMBER = 6
_MOST_HINTS = 5000


class Kind(Enum):
    """OWN: an own telephone; OUTSIDE: a trunk; LOCAL: the exchange's link from one part of its plan to another."""

    OWN = "own"
    OUTSIDE = "outside"
    LOCAL = "local"


@dataclass(slots=True, eq=False)
class Channel:
    """What is known of one channel.

    extension: of an own telephone; dialled: whether the exchange rang it (None: not known yet); target: what was dialled
    to reach it; seen_born: its Newchannel was seen; status: how ringing it ended, "" while it has not; given_up: who
    called hung up before an answer; picked_up: another telephone took its call over; lost: not at the exchange any more,
    but nobody saw it go.
    """

    unique: str
    name: str
    kind: Kind
    extension: str
    began: datetime
    dialled: bool | None = None
    seen_born: bool = False
    state: int = 0
    number: str = ""
    caller_name: str = ""
    connected: str = ""
    exten: str = ""
    target: str = ""
    up_at: datetime | None = None
    hung_at: datetime | None = None
    status: str = ""
    status_at: datetime | None = None
    forwarded: bool = False
    cause: int = 0
    given_up: bool = False
    picked_up: bool = False
    bridge: str = ""
    lost: bool = False

    @property
    def alive(self) -> bool:
        """Whether it is still there, as far as is known."""
        return self.hung_at is None and not self.lost

    def is_caller(self, linked_id: str) -> bool:
        """Whether the call began with it: it called, and was not rung."""
        return self.unique == linked_id if self.dialled is None else not self.dialled

    def talks(self, moment: datetime) -> None:
        """It was answered, at *moment* at the latest."""
        if self.picked_up:
            return
        self.state = UP
        if self.up_at is None:
            self.up_at = moment

    def rung_out(self, status: str, moment: datetime) -> None:
        """Ringing it ended with *status*; queues say so twice, and the first time counts."""
        if not self.status and self.up_at is None:
            self.status, self.status_at = status, moment


class Peers:
    """Whose ends channels are, by their names and by what the exchange tells of its telephones."""

    def __init__(self, plan: NumberPlan) -> None:
        self.plan = plan
        self._hints: dict[str, str] = {}

    def learn(self, packet: Packet) -> None:
        """An ExtensionStatus names the device behind an own extension (``Hint: PJSIP/ivanov&Custom:DND101``)."""
        extension = packet.get("Exten")
        known = extension in self.plan.extensions if self.plan.extensions else self.plan.is_own(extension)
        if not known or len(self._hints) >= _MOST_HINTS:
            return
        for device in re.split(r"[&,]", packet.get("Hint")):
            technology, slash, _ = device.partition("/")
            if slash and technology.casefold() not in ("local", "custom"):
                self._hints[device.casefold()] = extension

    def is_named(self, name: str, dialled: str) -> bool:
        """Whether *dialled* is just the name of the channel's account: so telephones are rung, a trunk needs a number."""
        peer = _peer(name.partition("/")[2])
        return dialled == peer or dialled.startswith(f"{peer}/sip:{peer}@")

    def adopt(self, name: str, extension: str) -> None:
        """The account of the channel *name* is the own telephone *extension*."""
        technology, _, rest = name.partition("/")
        if len(self._hints) < _MOST_HINTS:
            self._hints[f"{technology}/{_peer(rest)}".casefold()] = extension

    def place(self, name: str, number: str) -> tuple[Kind, str] | None:
        """Whose end the channel *name* is, and the extension of an own one; None for the exchange's inner channels.

        *number*: what the channel calls itself, which tells a telephone ``101-phone`` from a trunk ``495-line``.
        """
        technology, slash, rest = name.partition("/")
        technology = technology.casefold()
        if not slash or not rest or technology in _INNER or "<" in rest:
            return None
        if technology == "local":
            return Kind.LOCAL, ""
        peer = _peer(rest)
        extension = self._hints.get(f"{technology}/{peer.casefold()}", "")
        if not extension and technology in _TELEPHONES:
            extension = self._by_name(peer, number)
        return (Kind.OWN, extension) if extension else (Kind.OUTSIDE, "")

    def _by_name(self, peer: str, number: str) -> str:
        plan = self.plan
        if peer in plan.extensions:
            return peer
        if plan.looks_own(peer):
            # A trunk may be called 1234: then it brings numbers from outside.
            foreign = plan.extensions and len(re.sub(r"\D", "", number)) >= _LONG_NUMBER
            return "" if foreign else peer
        prefix = _PARTS.split(peer, maxsplit=1)[0]
        if prefix != peer and (prefix in plan.extensions or (plan.looks_own(prefix) and number == prefix)):
            return prefix
        return ""


def _peer(rest: str) -> str:
    found = _NAME.fullmatch(rest)
    return found[1] if found else rest


def target_of(dial_string: str) -> str:
    """The number in what was dialled: ``89161234567@trunk``, ``trunk/sip:8916…@host``, ``g1/8916…``; "" if none."""
    dialled = re.split(r"[&,]", dial_string[:_LONGEST_DIALLED], maxsplit=1)[0]
    _, scheme, address = dialled.partition("sip:")
    before, _, after = (address if scheme else dialled).partition("@")
    for part in (before, after, dialled):
        number = re.split(r"[;:^]", part.rpartition("/")[2], maxsplit=1)[0].strip(".-")
        if _NUMBER.fullmatch(number) and sum(map(str.isdigit, number)) > 1 and not _ADDRESS.fullmatch(number):
            return number
    return ""


def leads_somewhere(exten: str) -> bool:
    """Whether *exten* is a number of the dial plan, and not one of its own marks (``s``, ``h``)."""
    return exten.casefold() not in _NOWHERE
