"""Calls that were not seen to begin or to end: taken over, lost, revived, and forgotten in time."""

import gc
from datetime import UTC, datetime, timedelta

import pytest

from app.channels.ami_packets import Packet
from app.channels.call_channels import Channel
from app.channels.call_tracker import CallTracker
from app.channels.number_plan import NumberPlan
from app.channels.tracked_call import TrackedCall
from tests.channels.call_scripts import BEGIN, last_of, legs_of, only, played, recording

RU = "+79161234567"


LISTED_AT = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
"""A week after the recording: the ids of its channels tell when they began."""


def listed() -> list[Packet]:
    return [packet for packet in recording("24b") if packet.event == "CoreShowChannel"]


def test_calls_that_went_on_before_us_are_taken_over_and_completed() -> None:
    tracker = CallTracker(NumberPlan())
    begun = {event.linked_id: event for event in tracker.resync(listed(), LISTED_AT)}
    assert tracker.going == {"1795431835.99", "1795431898.120"}
    out, came = begun["1795431835.99"], begun["1795431898.120"]
    assert (out.direction, out.number, out.extension, out.outcome) == ("out", RU, "101", "")
    assert (came.direction, came.number, came.extension, came.outcome) == ("in", RU, "101", "")
    assert legs_of(came) == [("101", "talking")]
    assert out.started_at == datetime(2026, 11, 23, 11, 3, 55, tzinfo=UTC)
    assert tracker.outside_channel("1795431835.99") == "PJSIP/trunk-00000039"
    after = recording("24b")[recording("24b").index(listed()[-1]) :]
    ended = last_of(played(after, tracker, LISTED_AT + timedelta(seconds=1)))["1795431835.99"]
    assert ended.outcome == "answered"
    assert ended.ended_at is not None
    assert ended.answered_at is not None
    assert round((ended.ended_at - ended.answered_at).total_seconds()) == 64
    assert tracker.going == {"1795431898.120"}


def test_the_other_list_of_channels_does_as_well() -> None:
    tracker = CallTracker(NumberPlan())
    status = [packet for packet in recording("24b") if packet.event == "Status"]
    (call,) = tracker.resync(status, BEGIN)
    assert (call.direction, call.number, call.extension, legs_of(call)) == ("in", RU, "101", [("101", "talking")])


def test_a_call_that_is_not_there_any_more_ended_unseen_and_may_come_back() -> None:
    tracker = CallTracker(NumberPlan())
    whole = recording("01")
    talking = next(index for index, packet in enumerate(whole) if packet.event == "HangupRequest")
    played(whole[:talking], tracker)
    (lost,) = tracker.resync([], BEGIN + timedelta(minutes=5))
    assert (lost.outcome, legs_of(lost)) == ("unknown_end", [("101", "answered")])
    assert lost.ended_at is not None
    assert tracker.going == frozenset()
    found = only(played(whole[talking:], tracker, BEGIN + timedelta(minutes=6)))
    assert (found.outcome, found.extension, legs_of(found)) == ("answered", "101", [("101", "answered")])


def test_a_line_that_was_down_too_long_ends_what_rang_and_news_revive_it() -> None:
    tracker = CallTracker(NumberPlan())
    whole = recording("01")
    ringing = next(index for index, packet in enumerate(whole) if packet.get("EventName") == "ANSWER")
    played(whole[:ringing], tracker)
    (lost,) = tracker.lost(BEGIN + timedelta(minutes=5))
    assert (lost.outcome, legs_of(lost), lost.answered_at) == ("unknown_end", [("101", "gone")], None)
    assert tracker.lost(BEGIN + timedelta(minutes=6)) == ()
    revived = played(whole[ringing:], tracker, BEGIN + timedelta(minutes=7))
    assert revived[0].outcome == ""
    assert only(revived).outcome == "answered"


def test_a_call_believed_lost_goes_on_when_the_exchange_lists_it() -> None:
    tracker = CallTracker(NumberPlan())
    whole = recording("16")
    blind = next(index for index, packet in enumerate(whole) if packet.event == "BlindTransfer")
    played(whole[:blind], tracker)
    assert only(list(tracker.lost(BEGIN + timedelta(minutes=1)))).outcome == "unknown_end"
    channel = next(packet for packet in whole if packet.event == "BridgeEnter" and "trunk" in packet.get("Channel"))
    trunk = Packet((("Event", "CoreShowChannel"), *channel.pairs[1:], ("Duration", "00:01:00")))
    (call,) = tracker.resync([trunk], BEGIN + timedelta(minutes=2))
    assert (call.outcome, legs_of(call)) == ("", [("101", "answered")])
    assert tracker.going == {call.linked_id}


def test_a_telephone_that_was_hung_up_unseen_does_not_hold_its_call() -> None:
    tracker = CallTracker(NumberPlan())
    whole = recording("16")
    gone = next(index for index, packet in enumerate(whole) if packet.event == "Hangup")
    played(whole[:gone], tracker)
    listed_now = (
        ("Event", "CoreShowChannel"),
        ("Channel", "PJSIP/trunk-00000049"),
        ("ChannelState", "6"),
        ("Uniqueid", "1795432049.129"),
        ("Linkedid", "1795432049.129"),
        ("Duration", "00:00:09"),
    )
    (call,) = tracker.resync([Packet(listed_now)], BEGIN)
    assert (call.outcome, legs_of(call)) == ("", [("101", "answered")])
    ended = only(played(whole[gone + 1 :], tracker, BEGIN + timedelta(seconds=2)))
    assert (ended.outcome, legs_of(ended)) == ("answered", [("101", "answered"), ("106", "answered")])


@pytest.mark.parametrize(
    "packet",
    [
        Packet((("Event", "Shutdown"), ("Shutdown", "Cleanly"), ("Restart", "True"))),
        Packet((("Event", "FullyBooted"), ("Status", "Fully Booted"), ("Uptime", "2"), ("LastReload", "2"))),
    ],
    ids=["shut down", "just booted"],
)
def test_an_exchange_that_starts_anew_has_no_calls_any_more(packet: Packet) -> None:
    tracker = CallTracker(NumberPlan())
    played(recording("53"), tracker)
    end = BEGIN + timedelta(days=365)
    (call,) = tracker.feed(packet, end)
    assert (call.outcome, legs_of(call)) == ("unknown_end", [("101", "answered")])


def test_an_exchange_that_has_been_up_for_long_keeps_its_calls() -> None:
    tracker = CallTracker(NumberPlan())
    played(recording("53"), tracker)
    booted = Packet((("Event", "FullyBooted"), ("Uptime", "90")))
    assert tracker.feed(booted, BEGIN + timedelta(seconds=80)) == ()
    assert tracker.going == {"1795432644.3"}


def test_a_call_of_which_nothing_is_heard_for_a_day_is_over() -> None:
    tracker = CallTracker(NumberPlan())
    played(recording("53"), tracker)
    ping = Packet((("Response", "Success"), ("Ping", "Pong")))
    assert tracker.feed(ping, BEGIN + timedelta(hours=23)) == ()
    (call,) = tracker.feed(ping, BEGIN + timedelta(hours=25))
    assert call.outcome == "unknown_end"
    assert tracker.going == frozenset()


def test_a_telephone_whose_caller_has_gone_is_over_soon_though_its_end_was_missed() -> None:
    tracker = CallTracker(NumberPlan())
    packets = recording("01")
    last = max(index for index, packet in enumerate(packets) if packet.event == "Hangup")
    played(packets[:last], tracker)
    assert tracker.going
    ping = Packet((("Response", "Success"), ("Ping", "Pong")))
    (call,) = tracker.feed(ping, BEGIN + timedelta(minutes=3))
    assert (call.outcome, legs_of(call)) == ("answered", [("101", "answered")])


def test_what_is_over_is_forgotten() -> None:
    tracker = CallTracker(NumberPlan())
    kept = []
    for hour in range(3):
        played(recording("30")[:100], tracker, BEGIN + timedelta(hours=hour))
        gc.collect()
        kept.append(sum(isinstance(thing, TrackedCall | Channel) for thing in gc.get_objects()))
    assert kept[1:] == kept[:1] * 2
    assert kept[0] > 0
    for hour in (48, 49):
        tracker.feed(Packet((("Response", "Success"),)), BEGIN + timedelta(hours=hour))
    gc.collect()
    assert not any(isinstance(thing, TrackedCall | Channel) for thing in gc.get_objects())
