"""Every recording gives the calls that its description tells, whatever part of it is heard, and in any pace."""

import gc
from datetime import timedelta

import pytest

from app.channels.ami_packets import Packet
from app.channels.call_channels import Channel
from app.channels.call_tracker import CallTracker
from app.channels.number_plan import NumberPlan
from app.channels.tracked_call import TrackedCall
from tests.channels.call_scripts import BEGIN, RECORDINGS, last_of, legs_of, only, played, recording

RU, DE = "+79161234567", "+4915112345678"
DID = "7495000"
TOLD = {
    "01": [("in", RU, "101", "answered", "1101", "", [("101", "answered")])],
    "03": [("in", RU, "102", "missed", "1102", "", [("102", "missed")])],
    "04": [("in", DE, "102", "missed", "1102", "", [("102", "missed")])],
    "05": [("in", DE, "103", "busy", "1103", "", [("103", "busy")])],
    "08": [("in", None, "101", "answered", "1101", "", [("101", "answered")])],
    "10": [
        (
            *("in", RU, "106", "answered", "1110", "ООО «Рога и копыта»"),
            [("101", "elsewhere"), ("106", "answered"), ("103", "busy")],
        )
    ],
    "12": [("in", RU, "101", "answered", "1120", "Иван Петров", [("102", "missed"), ("101", "answered")])],
    "14": [("in", RU, "102", "abandoned", "1120", "", [("102", "missed")])],
    "16": [("in", RU, "101", "answered", "1130", "", [("101", "answered"), ("106", "answered")])],
    "19": [("out", RU, "101", "answered", "", "", [("101", "answered")])],
    "21": [("internal", None, "101", "answered", "", "User 101", [("106", "answered")])],
    "22": [
        ("in", RU, "102", "missed", "1102", "", [("102", "missed")]),
        ("in", RU, "101", "answered", "1101", "", [("101", "answered")]),
    ],
    # The older call was not seen to begin: it is told by its end, and its record says how long it was.
    "24-": [
        ("out", RU, "101", "answered", "", "", []),
        ("in", RU, "101", "answered", "1101", "", [("101", "answered")]),
    ],
    "40": [("in", RU, "101", "answered", "1101", "", [("101", "answered")])],
    "41": [("in", RU, "101", "missed", "1101", "", [("101", "missed")])],
    "43": [("in", RU, "106", "answered", "1120", "Иван", [("101", "elsewhere"), ("106", "answered")])],
    "50": [],
    "52": [("in", RU, "101", "answered", "1101", "", [("101", "answered")])],
    "53": [("in", RU, "101", "", "1101", "", [("101", "talking")])],
}
SECONDS = {"01": (2, 5), "10": (3, 6), "12": (7, 9), "16": (1, 10), "19": (3, 6), "24-": (2, 66), "40": (2, 5), "43": (3, 7)}
"""From the beginning to the answer and to the end, of the first call."""


@pytest.mark.parametrize("name", TOLD)
def test_a_recording_gives_the_calls_of_its_description(name: str) -> None:
    events = played(recording(name))
    calls = sorted(last_of(events).values(), key=lambda call: call.started_at)
    found = [
        (
            *(call.direction, call.number, call.extension, call.outcome, call.line.removeprefix(DID), call.name),
            legs_of(call),
        )
        for call in calls
    ]
    assert found == TOLD[name]
    for call in calls:
        assert (call.ended_at is None) == (call.outcome == "")
        assert all((leg.ended_at is None) == (call.ended_at is None) for leg in call.legs)
        assert call.number_extension == ""


@pytest.mark.parametrize("name", SECONDS)
def test_how_long_it_rang_and_how_long_was_talked(name: str) -> None:
    call = min(last_of(played(recording(name))).values(), key=lambda call: call.started_at)
    assert call.answered_at is not None
    assert call.ended_at is not None
    lengths = (call.answered_at - call.started_at, call.ended_at - call.started_at)
    assert tuple(round(length.total_seconds() + 0.01) for length in lengths) == SECONDS[name]


def test_every_recording_is_in_the_table() -> None:
    names = {path.name for path in RECORDINGS.glob("*.txt")}
    told = {name for name in names if any(name.startswith(begin) for begin in (*TOLD, "24b", "30"))}
    assert told == names
    assert len(names) == 21


def test_a_click_to_call_is_told_when_the_outside_is_dialled() -> None:
    first = played(recording("19"))[0]
    assert (first.direction, first.number, first.raw_number, first.extension) == ("out", RU, "89161234567", "101")
    assert first.name == ""
    assert legs_of(first) == [("101", "talking")]


@pytest.mark.parametrize("name", ["01", "10", "16", "40", "43"])
def test_the_first_word_of_a_call_comes_with_its_first_packet(name: str) -> None:
    packets = recording(name)
    born = next(index for index, packet in enumerate(packets) if packet.event == "Newchannel")
    (event,) = played(packets[: born + 1])
    assert (event.direction, event.number, event.outcome, event.legs) == ("in", RU, "", ())


def test_calls_are_told_when_they_change_and_not_with_every_packet() -> None:
    assert len(played(recording("01"))) == 4
    assert len(played(recording("43"))) <= 7
    events = played(recording("30"))
    assert len(last_of(events)) == 30
    assert len(events) <= 120


@pytest.mark.parametrize("name", [name for name in TOLD if name not in ("24-", "53")])
def test_a_recording_told_twice_gives_the_same_calls_once(name: str) -> None:
    packets = recording(name)
    tracker = CallTracker(NumberPlan())
    once = last_of(played(packets, tracker))
    assert played(packets, tracker) == []
    twice = played([packet for packet in packets for _ in range(2)])
    assert last_of(twice) == once


# ---------------------------------------------------------------- whatever classes of events are given


def without(packets: list[Packet], *events: str) -> list[Packet]:
    return [packet for packet in packets if packet.event not in events]


@pytest.mark.parametrize("name", ["01", "03", "05", "10", "12", "16", "40", "41", "43"])
@pytest.mark.parametrize(
    "missing",
    [
        ("Cdr", "CEL"),
        ("DialState", "Newstate"),
        ("BridgeEnter", "BridgeLeave", "BridgeCreate", "BridgeDestroy"),
        ("AgentCalled", "AgentConnect", "AgentComplete", "AgentRingNoAnswer"),
        ("NewConnectedLine", "NewCallerid", "HangupRequest", "SoftHangupRequest"),
        ("DialBegin", "DialState", "Cdr"),
    ],
)
def test_the_calls_are_the_same_without_some_events(name: str, missing: tuple[str, ...]) -> None:
    whole, part = only(played(recording(name))), only(played(without(recording(name), *missing)))
    assert (part.outcome, part.extension, part.number, part.name) == (
        whole.outcome,
        whole.extension,
        whole.number,
        whole.name,
    )
    assert legs_of(part) == legs_of(whole)


@pytest.mark.parametrize(
    ("name", "outcome", "extension"), [("01", "answered", "101"), ("03", "missed", "102"), ("16", "answered", "101")]
)
def test_births_hangups_and_states_are_enough(name: str, outcome: str, extension: str) -> None:
    kept = [packet for packet in recording(name) if packet.event in ("Newchannel", "Newstate", "Hangup")]
    call = only(played(kept))
    assert (call.number, call.outcome, call.extension) == (RU, outcome, extension)


def test_without_the_birth_of_its_channels_a_call_is_told_by_its_ringing() -> None:
    call = only(played(without(recording("01"), "Newchannel", "Newstate")))
    assert (call.direction, call.number, call.extension, call.outcome) == ("in", RU, "101", "answered")


@pytest.mark.parametrize("name", [name for name in TOLD if name not in ("16", "21", "41", "43", "50", "53")])
def test_records_alone_are_enough_to_know_of_a_call(name: str) -> None:
    kept = [packet for packet in recording(name) if packet.event == "Cdr"]
    calls = sorted(last_of(played(kept)).values(), key=lambda call: call.started_at)
    told = [(direction, number, outcome) for direction, number, _, outcome, *_ in TOLD[name]]
    assert [(call.direction, call.number, call.outcome) for call in calls] == told
    assert all(call.ended_at is not None for call in calls)


# ---------------------------------------------------------------- in the middle of it


def listed() -> list[Packet]:
    return [packet for packet in recording("24b") if packet.event == "CoreShowChannel"]


def test_calls_that_went_on_before_us_are_taken_over_and_completed() -> None:
    tracker = CallTracker(NumberPlan())
    begun = {event.linked_id: event for event in tracker.resync(listed(), BEGIN)}
    assert tracker.going == {"1795431835.99", "1795431898.120"}
    out, came = begun["1795431835.99"], begun["1795431898.120"]
    assert (out.direction, out.number, out.extension, out.outcome) == ("out", RU, "101", "")
    assert (came.direction, came.number, came.extension, came.outcome) == ("in", RU, "101", "")
    assert legs_of(came) == [("101", "talking")]
    assert round((BEGIN - out.started_at).total_seconds()) == 64
    assert tracker.outside_channel("1795431835.99") == "PJSIP/trunk-00000039"
    after = recording("24b")[recording("24b").index(listed()[-1]) :]
    ended = last_of(played(after, tracker, BEGIN + timedelta(seconds=1)))
    assert ended["1795431835.99"].outcome == "answered"
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
    events = played(recording("53"), tracker)
    booted = Packet((("Event", "FullyBooted"), ("Uptime", "500000")))
    assert tracker.feed(booted, events[-1].started_at + timedelta(seconds=9)) == ()
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
