"""Every recording gives the calls that its description tells, whatever part of it is heard, and in any pace."""

import pytest

from app.channels.ami_packets import Packet
from app.channels.call_tracker import CallTracker
from app.channels.number_plan import NumberPlan
from tests.channels.call_scripts import RECORDINGS, last_of, legs_of, only, played, recording

RU, DE = "+79161234567", "+4915112345678"
DID = "7495000"
TOLD: dict[str, list[tuple[str, str | None, str, str, str, str, list[tuple[str, str]]]]] = {
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
SECONDS = {"01": (2, 5), "10": (3, 6), "12": (7, 9), "16": (1, 10), "19": (3, 6), "24-": (1, 66), "40": (2, 5), "43": (3, 7)}
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
