"""What the exchange writes down of calls: taken where it is there, never needed, and never believed about who answered."""

import base64
import gzip
import json
from datetime import timedelta

import pytest

from app.channels.ami_packets import Packet
from app.channels.call_tracker import CallTracker
from app.channels.number_plan import NumberPlan
from tests.channels.call_scripts import BEGIN, CALLER, E164, CallScript, incoming, legs_of, only, played, recording

RECORD = {
    "action": "hangup_update_cdr",
    "UNIQUEID": "mikopbx-1795424400.1_abc",
    "linkedid": "mikopbx-1795424400.1",
    "src_num": CALLER,
    "src_chan": "PJSIP/SIP-TRUNK-ABC-00000001",
    "dst_num": "101",
    "dst_chan": "PJSIP/101-00000002",
    "did": "74950001105",
    "start": "2026-11-23 12:00:00.100",
    "answer": "2026-11-23 12:00:04.100",
    "endtime": "2026-11-23 12:00:24.100",
    "duration": 24,
    "billsec": "20",
    "disposition": "ANSWERED",
}


def connector(record: object, *, packed: bool = False) -> Packet:
    raw = json.dumps(record).encode()
    data = "GZ:" + base64.b64encode(gzip.compress(raw, mtime=0)).decode() if packed else base64.b64encode(raw).decode()
    return Packet((("Event", "UserEvent"), ("UserEvent", "CdrConnector"), ("AgiData", data)))


@pytest.mark.parametrize("packed", [False, True])
def test_the_connectors_record_alone_makes_a_call(packed: bool) -> None:
    call = only(played([connector(RECORD, packed=packed)]))
    assert (call.linked_id, call.direction, call.number, call.line) == ("mikopbx-1795424400.1", "in", E164, "74950001105")
    assert (call.outcome, call.extension, legs_of(call)) == ("answered", "101", [("101", "answered")])
    assert call.answered_at == BEGIN - timedelta(seconds=20)
    assert call.ended_at == BEGIN


def test_the_connector_tells_the_line_of_a_call_that_goes_on() -> None:
    script = CallScript()
    trunk = script.calls("PJSIP/SIP-TRUNK-ABC-00000001", CALLER, "s")
    dial = {"action": "dial", "linkedid": trunk.linked, "did": "74950001105", "src_num": CALLER}
    (call,) = played([*script.packets, connector(dial, packed=True)])[-1:]
    assert (call.line, call.outcome) == ("74950001105", "")


@pytest.mark.parametrize(
    "data",
    [
        "",
        "GZ:",
        "GZ:!!!",
        "not base64 at all",
        base64.b64encode(b"[1, 2]").decode(),
        base64.b64encode(b'{"linkedid": {"a": 1}}').decode(),
        base64.b64encode(b'{"linkedid": "1"').decode(),
        base64.b64encode(b"[" * 100_000).decode(),
        "GZ:" + base64.b64encode(gzip.compress(b" " * 50_000_000, mtime=0)).decode(),
        "GZ:" + base64.b64encode(gzip.compress(b"x" * 1000, mtime=0)[:40]).decode(),
        "A" * 500_000,
    ],
)
def test_a_damaged_record_is_passed_over(data: str) -> None:
    packet = Packet((("Event", "UserEvent"), ("UserEvent", "CdrConnector"), ("AgiData", data)))
    assert played([packet]) == []


def test_a_record_that_others_sent_is_none_of_ours() -> None:
    packet = Packet((("Event", "UserEvent"), ("UserEvent", "Ping_"), ("AgiData", "x")))
    assert played([packet]) == []


def cdr(linked: str, disposition: str, **more: str) -> Packet:
    values = {
        "Source": CALLER,
        "Destination": "s",
        "Channel": "PJSIP/trunk-00000001",
        "DestinationChannel": "",
        "Duration": "8",
        "BillableSeconds": "8",
        "Disposition": disposition,
        "UniqueID": linked,
        "linkedid": linked,
        "LastApplication": "Dial",
        **more,
    }
    return Packet((("Event", "Cdr"), *values.items()))


@pytest.mark.parametrize(
    ("disposition", "rung", "application", "outcome"),
    [
        ("ANSWERED", "PJSIP/101-00000002", "Dial", "answered"),
        ("NO ANSWER", "PJSIP/101-00000002", "Dial", "missed"),
        ("BUSY", "PJSIP/101-00000002", "Dial", "busy"),
        ("FAILED", "PJSIP/101-00000002", "Dial", "failed"),
        ("FAILED", "", "Dial", "failed"),
        ("ANSWERED", "", "Queue", "abandoned"),
        ("NO ANSWER", "PJSIP/101-00000002", "Queue", "abandoned"),
    ],
)
def test_an_outcome_by_records_alone(disposition: str, rung: str, application: str, outcome: str) -> None:
    packet = cdr("1795424400.7", disposition, DestinationChannel=rung, LastApplication=application)
    call = only(played([packet]))
    assert (call.direction, call.number, call.outcome) == ("in", E164, outcome)


def test_several_records_of_one_call_are_one_call() -> None:
    records = [packet for packet in recording("10") if packet.event == "Cdr"]
    call = only(played(records))
    assert call.outcome == "answered"
    assert sorted(legs_of(call)) == [("101", "elsewhere"), ("103", "busy"), ("106", "answered")]
    assert played([*records, *records])[-1] == call


def test_a_record_of_a_part_waits_for_that_of_the_whole() -> None:
    part = cdr("1795424400.9", "NO ANSWER", Channel="Local/101@internal-00000007;2", DestinationChannel="PJSIP/101-00000002")
    part = Packet(tuple(("UniqueID", "1795424401.11") if key == "UniqueID" else (key, value) for key, value in part.pairs))
    assert played([part]) == []
    whole = cdr("1795424400.9", "ANSWERED", DestinationChannel="PJSIP/106-00000003")
    call = only(played([part, whole]))
    assert (call.outcome, call.extension, call.number) == ("answered", "106", E164)


def test_a_record_says_nothing_new_of_a_call_that_was_seen() -> None:
    script = CallScript()
    trunk = incoming(script)
    script.refuses(script.rings("PJSIP/101-00000002", "101", trunk), trunk, "NOANSWER", 21)
    script.hangs_up(trunk)
    before = only(played(script.packets))
    assert only(played([*script.packets, cdr(trunk.linked, "ANSWERED")])) == before


def test_a_record_tells_the_end_that_was_not_seen() -> None:
    tracker = CallTracker(NumberPlan())
    script = CallScript()
    trunk = incoming(script)
    phone = script.rings("PJSIP/101-00000002", "101", trunk)
    script.answers(phone, trunk)
    played(script.packets, tracker)
    assert only(list(tracker.lost(BEGIN + timedelta(minutes=1)))).outcome == "unknown_end"
    script.after(60)
    record = Packet((*cdr(trunk.linked, "ANSWERED").pairs, ("Timestamp", f"{script.moment.timestamp():.6f}")))
    call = only(played([record], tracker, BEGIN + timedelta(minutes=2)))
    assert (call.outcome, call.ended_at, legs_of(call)) == ("answered", script.moment, [("101", "answered")])
