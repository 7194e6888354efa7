"""What an exchange says of calls that no recording is at hand of: channels are born, rung, bridged and hung up."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.channels.ami_packets import Packet, PacketReader
from app.channels.call_tracker import CallTracker
from app.channels.number_plan import NumberPlan
from app.events import CallEvent

RECORDINGS = Path(__file__).parent.parent / "data" / "ami"
BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DOWN, RESERVED, RING, RINGING, UP = 0, 1, 4, 5, 6
CALLER, E164 = "89161234567", "+79161234567"
STATES = {DOWN: "Down", RESERVED: "Rsrvd", RING: "Ring", RINGING: "Ringing", UP: "Up"}


@dataclass
class Line:
    """A channel as the script knows it."""

    name: str
    unique: str
    linked: str
    number: str = "<unknown>"
    shown: str = "<unknown>"
    exten: str = "s"
    state: int = DOWN
    connected: str = "<unknown>"
    bridge: str = ""

    def pairs(self, prefix: str = "") -> list[tuple[str, str]]:
        """What every event says of it."""
        return [
            (f"{prefix}Channel", self.name),
            (f"{prefix}ChannelState", str(self.state)),
            (f"{prefix}ChannelStateDesc", STATES[self.state]),
            (f"{prefix}CallerIDNum", self.number),
            (f"{prefix}CallerIDName", self.shown),
            (f"{prefix}ConnectedLineNum", self.connected),
            (f"{prefix}Exten", self.exten),
            (f"{prefix}Uniqueid", self.unique),
            (f"{prefix}Linkedid", self.linked),
        ]


@dataclass
class CallScript:
    """Writes packets, one after another; ``after`` lets time pass. packets: all that was said so far."""

    moment: datetime = BEGIN
    packets: list[Packet] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def after(self, seconds: float) -> None:
        """Time passes."""
        self.moment += timedelta(seconds=seconds)

    def say(self, event: str, *pairs: tuple[str, str]) -> Packet:
        """One event."""
        packet = Packet((("Event", event), ("Timestamp", f"{self.moment.timestamp():.6f}"), *pairs))
        self.packets.append(packet)
        self.after(0.001)
        return packet

    def tell(self, event: str, line: Line, *pairs: tuple[str, str]) -> None:
        """One event of a channel."""
        self.say(event, *line.pairs(), *pairs)

    def born(
        self,
        name: str,
        number: str = "<unknown>",
        *,
        state: int = DOWN,
        of: Line | None = None,
        exten: str = "s",
        shown: str = "<unknown>",
    ) -> Line:
        """A channel begins, a call of its own or one *of* another's."""
        unique = f"{int(self.moment.timestamp())}.{len(self.lines)}"
        line = Line(name, unique, of.linked if of else unique, number, shown, exten, state)
        self.lines.append(line)
        self.tell("Newchannel", line)
        return line

    def calls(self, name: str, number: str, exten: str = "74950001101", shown: str = "<unknown>") -> Line:
        """Somebody calls in on a channel: a trunk, or an own telephone."""
        return self.born(name, number, state=RING, exten=exten, shown=shown)

    def rings(self, name: str, number: str, by: Line | None, dialled: str = "", of: Line | None = None) -> Line:
        """The exchange rings somebody, for *by*, or by itself."""
        line = self.born(name, number, of=of or by)
        self.begins(line, by, dialled or number)
        line.state = RINGING
        self.tell("Newstate", line)
        return line

    def begins(self, line: Line, by: Line | None, dialled: str) -> None:
        """DialBegin."""
        self.say("DialBegin", *(by.pairs() if by else ()), *line.pairs("Dest"), ("DialString", dialled))

    def ends(self, line: Line, by: Line | None, status: str, *more: tuple[str, str]) -> None:
        """DialEnd."""
        self.say("DialEnd", *(by.pairs() if by else ()), *line.pairs("Dest"), ("DialStatus", status), *more)

    def up(self, line: Line) -> None:
        """It is answered."""
        line.state = UP
        self.tell("Newstate", line)

    def answers(self, line: Line, by: Line | None) -> None:
        """Who was rung answers, and both are connected."""
        self.up(line)
        self.ends(line, by, "ANSWER")
        if by is not None:
            if by.state != UP:
                self.up(by)
            self.bridge(line, by)

    def bridge(self, *lines: Line, name: str = "") -> None:
        """They hear each other."""
        for line in lines:
            line.bridge = name or f"bridge-{lines[0].unique}"
            self.tell("BridgeEnter", line, ("BridgeUniqueid", line.bridge))

    def leaves(self, line: Line) -> None:
        """It leaves its bridge."""
        self.tell("BridgeLeave", line, ("BridgeUniqueid", line.bridge))
        line.bridge = ""

    def hangs_up(self, *lines: Line, cause: int = 16, **more: str) -> None:
        """They are gone."""
        for line in lines:
            if line.bridge:
                self.leaves(line)
            self.tell("Hangup", line, ("Cause", str(cause)), *more.items())

    def refuses(self, line: Line, by: Line | None, status: str, cause: int) -> None:
        """Who was rung does not answer."""
        self.ends(line, by, status)
        self.hangs_up(line, cause=cause)

    def local(self, name: str, of: Line | None = None, exten: str = "") -> tuple[Line, Line]:
        """Both halves of a Local channel."""
        one = self.born(f"Local/{name};1", of=of, exten=exten)
        return one, self.born(f"Local/{name};2", of=one, state=RING, exten=exten)


def incoming(script: CallScript, trunk: str = "PJSIP/trunk-00000001") -> Line:
    """The usual caller calls in."""
    return script.calls(trunk, CALLER)


def recording(name: str) -> list[Packet]:
    """The packets of the recording whose name begins so."""
    (path,) = RECORDINGS.glob(f"{name}*.txt")
    return PacketReader().feed(path.read_bytes())


def played(packets: list[Packet], tracker: CallTracker | None = None, begin: datetime = BEGIN) -> list[CallEvent]:
    """All that a tracker says of *packets*, which come ten milliseconds apart."""
    tracker = tracker or CallTracker(NumberPlan())
    events: list[CallEvent] = []
    for count, packet in enumerate(packets):
        events += tracker.feed(packet, begin + timedelta(milliseconds=10 * count))
    return events


def last_of(events: list[CallEvent]) -> dict[str, CallEvent]:
    """What was said last of each call."""
    return {event.linked_id: event for event in events}


def only(events: list[CallEvent]) -> CallEvent:
    """What was said last of the one call that there was."""
    (event,) = last_of(events).values()
    return event


def legs_of(event: CallEvent) -> list[tuple[str, str]]:
    """Where it rang, and what became of it."""
    return [(leg.extension, leg.outcome) for leg in event.legs]
