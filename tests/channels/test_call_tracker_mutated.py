"""Whatever an exchange sends: nothing raises, nothing that is said contradicts itself, and no call stays for ever."""

import random
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.channels.ami_packets import Packet
from app.channels.call_tracker import CallTracker
from app.channels.number_plan import NumberPlan
from tests.channels.call_mutations import ODD, PING, fed, hung_up, mutated, new_tracker, reordered, streams
from tests.channels.call_scripts import BEGIN

KEYS = st.sampled_from(
    (
        *("Channel", "Uniqueid", "Linkedid", "DestChannel", "DestUniqueid", "DestLinkedid", "ChannelState"),
        *("CallerIDNum", "Exten", "BridgeUniqueid", "DialString", "DialStatus", "Cause", "Timestamp"),
        *("Newname", "Uptime", "Hint", "AgiData", "Forward"),
    )
)
EVENTS = st.sampled_from(
    (
        *("Newchannel", "Newstate", "DialBegin", "DialEnd", "BridgeEnter", "BridgeLeave", "Hangup", "Rename"),
        *("Cdr", "UserEvent", "Pickup", "AttendedTransfer", "OriginateResponse", "Dial", "ExtensionStatus"),
        *("FullyBooted", "Shutdown", "QueueCallerJoin"),
    )
)
PAIRS = st.lists(st.tuples(KEYS, st.sampled_from(ODD) | st.text(max_size=20)), max_size=9)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_lost_doubled_and_late_packets_leave_nothing_behind(seed: int) -> None:
    chance = random.Random(seed)
    packets = chance.choice(streams())
    tracker = CallTracker(NumberPlan())
    told, moment = fed(chance, [*reordered(chance, packets), *hung_up(packets)], tracker)
    assert tracker.going == frozenset()
    for ping in range(3):
        for event in tracker.feed(PING, moment + timedelta(seconds=40 * ping)):
            told[event.linked_id] = event
    assert all(event.outcome for event in told.values())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_changed_values_leave_nothing_behind_for_more_than_a_day(seed: int) -> None:
    chance = random.Random(seed)
    tracker = new_tracker(chance)
    packets = mutated(chance)
    told, moment = fed(chance, [*packets, *hung_up(tuple(packets))], tracker)
    for hours in (25, 26):
        for event in tracker.feed(PING, moment + timedelta(hours=hours)):
            told[event.linked_id] = event
    assert tracker.going == frozenset()
    assert all(event.outcome for event in told.values())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(EVENTS, st.lists(st.tuples(KEYS, st.sampled_from(ODD) | st.text(max_size=20)), max_size=9)), max_size=25
    )
)
def test_packets_out_of_nothing(written: list[tuple[str, list[tuple[str, str]]]]) -> None:
    chance = random.Random(0)
    packets = [Packet((("Event", event), *pairs)) for event, pairs in written]
    fed(chance, packets, new_tracker(chance))


def test_a_flood_of_calls_that_never_end_does_not_fill_the_memory() -> None:
    tracker = CallTracker(NumberPlan(), most_calls=200)
    for count in range(1_000):
        pairs = (("Event", "Newchannel"), ("Channel", f"PJSIP/trunk-{count:08x}"), ("Uniqueid", f"{count}.1"))
        tracker.feed(Packet((*pairs, ("Linkedid", f"{count}.1"), ("ChannelState", "4"))), BEGIN)
    assert 0 < len(tracker.going) <= 200
