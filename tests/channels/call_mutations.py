"""Streams of an exchange as no exchange should send them: packets lost, doubled, exchanged, and with values of all kinds."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache

from app.channels.ami_packets import Packet
from app.channels.call_tracker import CallTracker
from app.channels.number_plan import NumberPlan
from app.events import CallEvent
from tests.channels.call_scripts import BEGIN, RECORDINGS, recording

ENDS = {"answered", "missed", "busy", "declined", "abandoned", "failed", "unknown_end"}
LEG_ENDS = {"answered", "missed", "busy", "declined", "elsewhere", "failed", "gone"}
ODD = (
    *("", " ", "<unknown>", "<null>", "0", "-1", "99999999999999999999", "1e309", "nan", "inf", "\ud83d\ude00"),
    *("PJSIP/101-00000002", "PJSIP/trunk-00000001", "Local/101@internal-00000001;2", "PJSIP/", "/", "PJSIP/101-1<ZOMBIE>"),
    *("Up", "6", "5", "0", "ANSWER", "CANCEL", "101", "+79161234567", "x" * 5000, "1795431548.3", "00:00:01", "99:99:99"),
    *("(((((", "*" * 60, "+" * 60, "Hangup", "Newchannel", "FullyBooted", "GZ:", "\x00\x01", "1795431548", "4102444799.9"),
    "\ufffd" * 50,
)
KEYS = (
    *("Uniqueid", "Linkedid", "Channel", "Event", "ChannelState"),
    *("Timestamp", "CallerIDNum", "BridgeUniqueid", "DialStatus"),
)
PING = Packet((("Response", "Success"), ("Ping", "Pong")))


@cache
def streams() -> tuple[tuple[Packet, ...], ...]:
    """The recorded streams, the long one cut in pieces."""
    names = sorted(path.name[:3] for path in RECORDINGS.glob("*.txt") if not path.name.startswith(("30", "50")))
    numbers = recording("30")
    return (*(tuple(recording(name)) for name in names), *(tuple(numbers[at : at + 60]) for at in range(1, 600, 60)))


@lru_cache(maxsize=64)
def hung_up(packets: tuple[Packet, ...]) -> list[Packet]:
    """The hang-up of every channel that is named in *packets*."""
    channels: dict[str, tuple[str, str]] = {}
    for packet in packets:
        for prefix in ("", "Dest", "LocalOne", "LocalTwo"):
            if packet.get(f"{prefix}Channel") and packet.get(f"{prefix}Uniqueid"):
                unique = packet.get(f"{prefix}Uniqueid")
                channels[unique] = (packet.get(f"{prefix}Channel"), packet.get(f"{prefix}Linkedid"))
    return [
        Packet((("Event", "Hangup"), ("Channel", name), ("Uniqueid", unique), ("Linkedid", linked), ("Cause", "16")))
        for unique, (name, linked) in channels.items()
    ]


def reordered(chance: random.Random, packets: Sequence[Packet]) -> list[Packet]:
    """Some packets lost, doubled, or late."""
    kept = [packet for packet in packets if chance.random() > 0.1]
    for _ in range(chance.randrange(6)):
        if kept:
            kept.insert(chance.randrange(len(kept)), chance.choice(kept))
    for _ in range(chance.randrange(8)):
        if kept:
            kept.insert(chance.randrange(len(kept)), kept.pop(chance.randrange(len(kept))))
    if chance.random() < 0.2:
        chance.shuffle(kept)
    return kept


def mutated(chance: random.Random) -> list[Packet]:
    """One stream, or two at once, with packets and values changed."""
    packets = reordered(chance, chance.choice(streams()))
    if chance.random() < 0.3:
        both = [*packets, *chance.choice(streams())]
        packets = sorted(both, key=lambda packet: (chance.random() < 0.3, packet.get("Timestamp")))
    if chance.random() < 0.15:
        classes = chance.sample(sorted({packet.event for packet in packets}), k=min(3, len({p.event for p in packets})))
        packets = [packet for packet in packets if packet.event not in classes]
    for _ in range(chance.randrange(12)):
        if packets:
            at = chance.randrange(len(packets))
            packets[at] = _changed(chance, packets[at], packets)
    return packets


def _changed(chance: random.Random, packet: Packet, packets: Sequence[Packet]) -> Packet:
    pairs = list(packet.pairs)
    key = chance.choice(KEYS) if chance.random() < 0.6 or not pairs else chance.choice(pairs)[0]
    way = chance.random()
    if way < 0.2:
        return Packet(tuple(pair for pair in pairs if pair[0] != key) or (("Event", ""),))
    value = chance.choice(ODD) if way < 0.7 else chance.choice(packets).get(key)
    return Packet(tuple((name, value if name == key else old) for name, old in pairs))


def fed(chance: random.Random, packets: Sequence[Packet], tracker: CallTracker) -> tuple[dict[str, CallEvent], datetime]:
    """Feed *packets*, now and then with the line lost or the list of channels between: the last of each call, the time."""
    told: dict[str, CallEvent] = {}
    moment = BEGIN
    for packet in packets:
        moment += timedelta(milliseconds=chance.randrange(2000))
        events = tracker.feed(packet, moment)
        if chance.random() < 0.003:
            events += tracker.lost(moment)
        elif chance.random() < 0.003:
            events += tracker.resync([other for other in packets if chance.random() < 0.1], moment)
        for event in events:
            check(event)
            assert told.get(event.linked_id) != event, "said twice"
            told[event.linked_id] = event
    return told, moment


def new_tracker(chance: random.Random) -> CallTracker:
    """A tracker of one of several houses."""
    extensions = chance.choice([frozenset[str](), frozenset({"101", "102", "106"})])
    return CallTracker(NumberPlan(chance.choice(["RU", "DE", "US"]), extensions=extensions))


def check(event: CallEvent) -> None:
    """Whether *event* can be kept, and agrees with itself."""
    assert event.direction in ("in", "out", "internal")
    assert 0 < len(event.linked_id) <= 150
    assert max(len(event.extension), len(event.line)) <= 32
    assert len(event.number_extension) <= 16
    assert max(len(event.name), len(event.raw_number)) <= 200
    assert event.number is None or event.number[1:].isdigit()
    assert event.direction != "internal" or event.number is None
    "".join((event.linked_id, event.extension, event.line, event.name, event.raw_number)).encode()
    assert event.outcome in (ENDS if event.ended_at is not None else {""})
    assert event.outcome != "answered" or event.answered_at is not None
    moments = [moment for moment in (event.started_at, event.answered_at, event.ended_at) if moment is not None]
    assert moments == sorted(moments)
    assert all(moment.tzinfo is UTC for moment in moments)
    assert len(event.legs) <= 100
    for leg in event.legs:
        assert 0 < len(leg.extension) <= 32
        leg.extension.encode()
        assert leg.outcome in (LEG_ENDS if leg.ended_at is not None else {"ringing", "talking"})
        assert (leg.outcome in ("answered", "talking")) == (leg.answered_at is not None)
        assert event.ended_at is None or leg.ended_at is not None
        times = [moment for moment in (leg.rang_at, leg.answered_at, leg.ended_at) if moment is not None]
        assert times == sorted(times)
