"""Calls that are handed over, forwarded, picked up, parked and joined."""

import pytest

from tests.channels.call_scripts import CALLER, E164, CallScript, Line, incoming, last_of, legs_of, only, played


@pytest.fixture
def script() -> CallScript:
    return CallScript()


def test_an_attended_transfer_by_feature_code_goes_through_a_link(script: CallScript) -> None:
    trunk = incoming(script)
    phone = script.rings("PJSIP/101-00000002", "101", trunk)
    script.answers(phone, trunk)
    script.after(5)
    script.leaves(phone)
    one, two = script.local("106@all_peers-00000001", trunk, "106")
    script.begins(one, phone, "106@all_peers")
    other = script.rings("PJSIP/106-00000003", "106", two)
    script.after(2)
    script.answers(other, two)
    script.up(one)
    script.bridge(phone, one)
    script.after(2)
    script.say("AttendedTransfer", ("Result", "Success"), ("OrigTransfererLinkedid", trunk.linked))
    script.hangs_up(phone)
    script.bridge(trunk, one, name="last")
    script.after(10)
    script.hangs_up(trunk, one, two, other)
    call = only(played(script.packets))
    assert (call.outcome, call.extension) == ("answered", "101")
    assert legs_of(call) == [("101", "answered"), ("106", "answered")]
    assert call.legs[0].ended_at is not None
    assert call.legs[1].answered_at is not None
    assert call.ended_at is not None
    assert call.legs[1].answered_at < call.legs[0].ended_at < call.ended_at


@pytest.mark.parametrize("announced", [True, False], ids=["AttendedTransfer", "only the linked id changes"])
def test_the_consultation_call_of_a_desk_telephone_becomes_a_part_of_the_call(script: CallScript, announced: bool) -> None:
    trunk = incoming(script)
    phone = script.rings("PJSIP/101-00000002", "101", trunk)
    script.answers(phone, trunk)
    script.after(5)
    again = script.calls("PJSIP/101-00000003", "101", "106")
    other = script.rings("PJSIP/106-00000004", "106", again)
    script.after(2)
    script.answers(other, again)
    script.after(3)
    if announced:
        transfer = (("OrigTransfererLinkedid", trunk.linked), ("SecondTransfererLinkedid", again.linked))
        script.say("AttendedTransfer", ("Result", "Success"), *transfer)
    other.linked = trunk.linked
    script.tell("NewConnectedLine", other)
    script.leaves(other)
    script.bridge(other, name=trunk.bridge)
    script.hangs_up(phone, again)
    script.after(8)
    script.hangs_up(trunk, other)
    calls = last_of(played(script.packets))
    consultation = calls.pop(again.linked)
    (call,) = calls.values()
    assert (call.outcome, call.extension, call.number) == ("answered", "101", E164)
    assert legs_of(call) == [("101", "answered"), ("106", "answered")]
    assert call.legs[1].ended_at == call.ended_at or call.legs[1].ended_at is not None
    assert (consultation.direction, consultation.outcome) == ("internal", "answered")
    assert consultation.ended_at is not None
    assert call.ended_at is not None
    assert consultation.ended_at < call.ended_at


def test_forwarded_by_the_telephone_to_a_colleague(script: CallScript) -> None:
    trunk = incoming(script)
    phone = script.rings("PJSIP/101-00000002", "101", trunk)
    one, two = script.local("106@all_peers-00000001", trunk, "106")
    script.ends(phone, trunk, "CANCEL", ("Forward", "106"))
    script.begins(one, trunk, "106@all_peers")
    script.hangs_up(phone)
    other = script.rings("PJSIP/106-00000003", "106", two)
    script.after(2)
    script.answers(other, two)
    script.answers(one, trunk)
    script.after(4)
    script.hangs_up(trunk, one, two, other)
    call = only(played(script.packets))
    assert (call.outcome, call.extension) == ("answered", "106")
    assert legs_of(call) == [("101", "elsewhere"), ("106", "answered")]


def test_forwarded_to_a_mobile_outside_is_a_leg_with_its_number(script: CallScript) -> None:
    trunk = incoming(script)
    script.refuses(script.rings("PJSIP/101-00000002", "101", trunk), trunk, "NOANSWER", 0)
    mobile = script.rings("PJSIP/trunk-00000003", "89031112233", trunk, "89031112233@trunk")
    script.answers(mobile, trunk)
    script.after(4)
    script.hangs_up(trunk, mobile)
    call = only(played(script.packets))
    assert (call.direction, call.number, call.outcome, call.extension) == ("in", E164, "answered", "89031112233")
    assert legs_of(call) == [("101", "missed"), ("89031112233", "answered")]


@pytest.mark.parametrize("which", ["the ringing one", "the picking one"])
def test_a_colleague_picks_up_a_ringing_telephone(script: CallScript, which: str) -> None:
    trunk = incoming(script)
    phone = script.rings("PJSIP/102-00000002", "102", trunk)
    script.after(3)
    picker = script.calls("PJSIP/101-00000003", "101", "*8")
    script.up(picker)
    script.say("Pickup", *picker.pairs(), *phone.pairs("Target"))
    script.ends(phone if which == "the ringing one" else picker, trunk, "ANSWER")
    script.hangs_up(phone, cause=26)
    script.up(trunk)
    script.bridge(trunk, picker)
    picker.linked = trunk.linked
    script.tell("NewConnectedLine", picker)
    script.after(10)
    script.hangs_up(trunk, picker)
    call = only(played(script.packets))
    assert (call.outcome, call.extension) == ("answered", "101")
    assert legs_of(call) == [("102", "elsewhere"), ("101", "answered")]


def test_a_parked_call_taken_back_by_another_telephone(script: CallScript) -> None:
    trunk = incoming(script)
    phone = script.rings("PJSIP/101-00000002", "101", trunk)
    script.answers(phone, trunk)
    script.leaves(phone)
    script.leaves(trunk)
    script.bridge(trunk, name="parking")
    script.hangs_up(phone)
    script.after(30)
    taker = script.calls("PJSIP/106-00000003", "106", "71")
    script.up(taker)
    script.leaves(trunk)
    script.bridge(trunk, taker, name="talk")
    taker.linked = trunk.linked
    script.tell("NewConnectedLine", taker)
    script.after(10)
    script.hangs_up(taker, trunk)
    call = only(played(script.packets))
    assert (call.outcome, legs_of(call)) == ("answered", [("101", "answered"), ("106", "answered")])


def test_two_callers_in_one_conference_stay_two_calls(script: CallScript) -> None:
    one = incoming(script)
    two = script.calls("PJSIP/trunk-00000002", "+4915112345678", "74950001102")
    host = script.calls("PJSIP/101-00000003", "101", "900")
    for line in (one, two, host):
        script.up(line)
        script.bridge(line, name="room")
    for line in (two, host):
        line.linked = one.linked
        script.tell("NewConnectedLine", line)
    script.after(60)
    script.hangs_up(one, two, host)
    calls = last_of(played(script.packets))
    assert {(call.number, call.outcome, *legs_of(call)) for call in calls.values()} == {
        (E164, "answered", ("101", "answered")),
        ("+4915112345678", "answered", ("101", "answered")),
    }


def through_a_link(script: CallScript) -> tuple[Line, Line, Line, Line]:
    """An answered call as a MikoPBX makes it: trunk, both halves of the link, telephone."""
    trunk = script.calls("PJSIP/SIP-TRUNK-1-00000001", CALLER)
    one, two = script.local("101@internal-incoming-00000001", trunk, "101")
    script.begins(one, trunk, "101@internal-incoming")
    phone = script.rings("PJSIP/101-00000002", "101", two, "101/sip:101@10.0.0.7:5060")
    script.answers(phone, two)
    script.answers(one, trunk)
    script.after(5)
    return trunk, one, two, phone


def test_a_mikopbx_hands_over_blindly_through_a_second_link(script: CallScript) -> None:
    trunk, one, two, phone = through_a_link(script)
    script.say("BlindTransfer", ("Result", "Success"), ("TransfererChannel", phone.name), ("Extension", "106"))
    script.hangs_up(phone)
    three, four = script.local("106@internal-transfer-00000002", two, "106")
    script.begins(three, two, "106@internal-transfer")
    other = script.rings("PJSIP/106-00000003", "106", four)
    script.after(2)
    script.answers(other, four)
    script.answers(three, two)
    script.after(6)
    script.hangs_up(trunk, one, two, three, four, other)
    call = only(played(script.packets))
    assert (call.outcome, call.extension, call.number) == ("answered", "101", E164)
    assert legs_of(call) == [("101", "answered"), ("106", "answered")]


def test_a_mikopbx_hands_over_after_asking_and_only_a_link_tells_it(script: CallScript) -> None:
    trunk, one, two, phone = through_a_link(script)
    again = script.calls("PJSIP/101-00000009", "101", "106")
    three, four = script.local("106@internal-00000002", again, "106")
    script.begins(three, again, "106@internal")
    other = script.rings("PJSIP/106-00000003", "106", four)
    script.answers(other, four)
    script.answers(three, again)
    for line in (three, four, other):
        line.linked = trunk.linked
    script.tell("NewConnectedLine", three)
    script.leaves(two)
    script.bridge(two, name=three.bridge)
    script.hangs_up(phone, again)
    script.after(6)
    script.hangs_up(trunk, one, two, three, four, other)
    calls = last_of(played(script.packets))
    assert calls.pop(again.linked).direction == "internal"
    (call,) = calls.values()
    assert (call.outcome, legs_of(call)) == ("answered", [("101", "answered"), ("106", "answered")])


def test_two_outsides_that_are_joined_stay_two_calls(script: CallScript) -> None:
    trunk = incoming(script)
    phone = script.rings("PJSIP/101-00000002", "101", trunk)
    script.answers(phone, trunk)
    again = script.calls("PJSIP/101-00000003", "101", "84951112233")
    out = script.rings("PJSIP/trunk-00000004", "<unknown>", again, "84951112233@trunk")
    script.answers(out, again)
    transfer = (("OrigTransfererLinkedid", trunk.linked), ("SecondTransfererLinkedid", again.linked))
    script.say("AttendedTransfer", ("Result", "Success"), *transfer)
    out.linked = trunk.linked
    script.tell("NewConnectedLine", out)
    script.hangs_up(phone, again)
    script.after(9)
    script.hangs_up(trunk, out)
    calls = last_of(played(script.packets)).values()
    assert [(call.direction, call.number, call.outcome) for call in calls] == [
        ("in", E164, "answered"),
        ("out", "+74951112233", "answered"),
    ]


def test_an_outgoing_call_handed_over_to_a_colleague_rang_there(script: CallScript) -> None:
    phone = script.calls("PJSIP/101-00000001", "101", CALLER)
    trunk = script.rings("PJSIP/trunk-00000002", "<unknown>", phone, f"{CALLER}@trunk")
    script.answers(trunk, phone)
    script.hangs_up(phone)
    other = script.rings("PJSIP/106-00000003", "106", trunk)
    script.answers(other, trunk)
    script.hangs_up(trunk, other)
    call = only(played(script.packets))
    assert (call.direction, call.extension, call.outcome, legs_of(call)) == ("out", "101", "answered", [("106", "answered")])
