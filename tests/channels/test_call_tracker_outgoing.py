"""Calls to the outside and within the house, and clicks to call."""

import pytest

from app.channels.ami_packets import Packet
from tests.channels.call_scripts import CALLER, E164, CallScript, legs_of, only, played


@pytest.fixture
def script() -> CallScript:
    return CallScript()


@pytest.mark.parametrize(
    ("status", "cause", "outcome"),
    [("BUSY", 17, "busy"), ("NOANSWER", 0, "missed"), ("NOANSWER", 21, "declined"), ("CHANUNAVAIL", 20, "failed")],
)
def test_an_outgoing_call_that_nobody_takes(script: CallScript, status: str, cause: int, outcome: str) -> None:
    phone = script.calls("PJSIP/101-00000001", "101", "89161234567")
    trunk = script.rings("PJSIP/trunk-00000002", "<unknown>", phone, "89161234567@trunk")
    assert only(played(script.packets)).outcome == ""
    script.refuses(trunk, phone, status, cause)
    script.hangs_up(phone)
    call = only(played(script.packets))
    assert (call.direction, call.number, call.extension, call.outcome) == ("out", E164, "101", outcome)
    assert (call.legs, call.name, call.line) == ((), "", "")


def test_an_outgoing_call_is_answered_when_the_other_side_answers(script: CallScript) -> None:
    phone = script.calls("SIP/101-00000001", "101", "9,89161234567")
    first = script.rings("DAHDI/i1/89161234567-3f", "<unknown>", phone, "i1/89161234567")
    script.refuses(first, phone, "CONGESTION", 34)
    trunk = script.rings("IAX2/provider-1234", "<unknown>", phone, "provider/89161234567")
    script.after(6)
    script.answers(trunk, phone)
    script.after(6)
    script.hangs_up(phone, trunk)
    call = only(played(script.packets))
    assert (call.number, call.outcome, call.extension) == (E164, "answered", "101")
    assert call.answered_at is not None
    assert round((call.answered_at - call.started_at).total_seconds()) == 6


def test_an_outgoing_call_without_a_way_out_has_failed(script: CallScript) -> None:
    phone = script.calls("PJSIP/101-00000001", "101", "89161234567")
    script.hangs_up(phone, cause=3)
    call = only(played(script.packets))
    assert (call.direction, call.number, call.outcome) == ("out", E164, "failed")


def test_click_to_call_through_a_link_as_a_mikopbx_does_it(script: CallScript) -> None:
    one, two = script.local("101@internal-originate-00000001", exten="101")
    phone = script.rings("PJSIP/101-00000002", "101", two)
    assert played(script.packets) == []
    script.after(2)
    script.answers(phone, two)
    script.up(one)
    one.exten = "89161234567"
    trunk = script.rings("PJSIP/SIP-TRUNK-ABC-00000003", "<unknown>", one, "SIP-TRUNK-ABC/sip:89161234567@10.0.0.1")
    script.after(5)
    script.answers(trunk, one)
    script.after(9)
    script.hangs_up(trunk, one, two, phone)
    call = only(played(script.packets))
    assert (call.direction, call.number, call.extension, call.outcome) == ("out", E164, "101", "answered")
    assert (legs_of(call), call.name) == ([("101", "answered")], "")
    assert call.answered_at is not None
    assert round((call.answered_at - call.started_at).total_seconds()) == 7


def test_click_to_call_whose_own_telephone_declines(script: CallScript) -> None:
    phone = script.rings("PJSIP/101-00000001", "101", None, "101")
    script.refuses(phone, None, "NOANSWER", 21)
    assert played(script.packets) == []
    script.say(
        "OriginateResponse",
        ("Response", "Failure"),
        ("Channel", "PJSIP/101"),
        ("Exten", CALLER),
        ("Reason", "0"),
        ("Uniqueid", "<null>"),
    )
    call = only(played(script.packets))
    assert (call.direction, call.number, call.extension, call.outcome) == ("out", E164, "101", "failed")
    assert legs_of(call) == [("101", "declined")]


def test_click_to_call_whose_answer_never_comes_is_told_all_the_same(script: CallScript) -> None:
    phone = script.rings("PJSIP/101-00000001", "101", None, "101")
    script.refuses(phone, None, "NOANSWER", 0)
    pings = [Packet((("Response", "Success"), ("Ping", "Pong")))] * 600
    call = only(played([*script.packets, *pings]))
    assert (call.direction, call.number, call.raw_number, call.outcome) == ("out", None, "", "failed")


def test_an_internal_call_through_links(script: CallScript) -> None:
    phone = script.calls("PJSIP/101-WS-00000001", "101", "106")
    one, two = script.local("106@internal-00000001", phone, "106")
    script.begins(one, phone, "106@internal/n")
    other = script.rings("PJSIP/106-00000002", "106", two)
    script.after(2)
    script.refuses(other, two, "NOANSWER", 0)
    script.refuses(one, phone, "NOANSWER", 0)
    script.hangs_up(two, phone)
    call = only(played(script.packets))
    assert (call.direction, call.number, call.raw_number, call.extension) == ("internal", None, "106", "101")
    assert (call.outcome, legs_of(call)) == ("missed", [("106", "missed")])


def test_a_function_of_the_exchange_is_an_internal_call(script: CallScript) -> None:
    phone = script.calls("PJSIP/101-00000001", "101", "*97")
    script.up(phone)
    script.after(5)
    assert played(script.packets) == []
    script.hangs_up(phone)
    call = only(played(script.packets))
    assert (call.direction, call.raw_number, call.outcome) == ("internal", "*97", "answered")
