"""Calls of which no recording is at hand, told as real exchanges tell them."""

import pytest

from app.channels.ami_packets import Packet
from app.channels.call_tracker import CallTracker
from app.channels.number_plan import NumberPlan
from tests.channels.call_scripts import DOWN, RING, UP, CallScript, Line, last_of, legs_of, only, played

CALLER = "89161234567"
E164 = "+79161234567"


@pytest.fixture
def script() -> CallScript:
    return CallScript()


def incoming(script: CallScript, trunk: str = "PJSIP/trunk-00000001") -> Line:
    return script.calls(trunk, CALLER)


# ---------------------------------------------------------------- from outside


def test_the_own_telephone_hangs_up_first(script: CallScript) -> None:
    trunk = incoming(script)
    phone = script.rings("PJSIP/101-00000002", "101", trunk)
    script.after(3)
    script.answers(phone, trunk)
    script.after(20)
    script.hangs_up(phone, trunk)
    call = only(played(script.packets))
    assert (call.direction, call.number, call.extension, call.line) == ("in", E164, "101", "74950001101")
    assert (call.outcome, legs_of(call)) == ("answered", [("101", "answered")])
    assert call.answered_at is not None
    assert call.ended_at is not None
    assert round((call.answered_at - call.started_at).total_seconds()) == 3
    assert round((call.ended_at - call.answered_at).total_seconds()) == 20


def test_declined_is_told_from_nobody_there_by_the_cause_of_the_telephone(script: CallScript) -> None:
    trunk = incoming(script)
    script.refuses(script.rings("PJSIP/101-00000002", "101", trunk), trunk, "NOANSWER", 21)
    script.hangs_up(trunk, cause=16)
    call = only(played(script.packets))
    assert (call.outcome, call.extension, legs_of(call)) == ("declined", "101", [("101", "declined")])


def test_a_telephone_that_is_not_registered_is_a_failure_without_a_leg(script: CallScript) -> None:
    trunk = incoming(script)
    script.hangs_up(trunk, cause=34)
    call = only(played(script.packets))
    assert (call.outcome, call.legs, call.number) == ("failed", (), E164)


def test_a_caller_who_gives_up_before_anything_rang_has_called_in_vain(script: CallScript) -> None:
    trunk = incoming(script)
    script.after(2)
    script.hangs_up(trunk, cause=127, TechCause="487")
    assert only(played(script.packets)).outcome == "missed"


def test_a_ring_group_that_nobody_answers_is_missed(script: CallScript) -> None:
    trunk = incoming(script)
    phones = [script.rings(f"PJSIP/{number}-0000000{number[-1]}", number, trunk) for number in ("101", "106")]
    busy = script.rings("PJSIP/103-00000009", "103", trunk)
    script.refuses(busy, trunk, "BUSY", 17)
    script.after(20)
    for phone in phones:
        script.refuses(phone, trunk, "NOANSWER", 0)
    script.hangs_up(trunk)
    call = only(played(script.packets))
    assert (call.outcome, legs_of(call)) == ("missed", [("101", "missed"), ("106", "missed"), ("103", "busy")])
    assert call.extension == "103"


def test_all_telephones_busy_is_busy(script: CallScript) -> None:
    trunk = incoming(script)
    for number in ("101", "102"):
        script.refuses(script.rings(f"PJSIP/{number}-00000001", number, trunk), trunk, "BUSY", 17)
    script.hangs_up(trunk, cause=17)
    assert only(played(script.packets)).outcome == "busy"


def queue(script: CallScript, trunk: Line, event: str) -> None:
    script.tell(event, trunk, ("Queue", "sales"), ("Position", "1"))


def test_a_queue_is_joined_and_answered(script: CallScript) -> None:
    trunk = incoming(script)
    script.up(trunk)
    script.after(0.5)
    queue(script, trunk, "QueueCallerJoin")
    phone = script.rings("PJSIP/101-00000002", "101", trunk, "PJSIP/101")
    script.after(4)
    script.answers(phone, trunk)
    queue(script, trunk, "QueueCallerLeave")
    script.after(5)
    script.hangs_up(trunk, phone)
    call = only(played(script.packets))
    assert (call.outcome, call.extension) == ("answered", "101")
    assert call.answered_at is not None
    assert round((call.answered_at - call.started_at).total_seconds(), 1) == 4.5


@pytest.mark.parametrize("heard", [True, False], ids=["with queue events", "without the class agent"])
def test_a_queue_that_gives_up_is_abandoned_whatever_the_record_says(script: CallScript, heard: bool) -> None:
    trunk = incoming(script)
    script.up(trunk)
    if heard:
        queue(script, trunk, "QueueCallerJoin")
    phone = script.rings("PJSIP/102-00000002", "102", trunk, "PJSIP/102")
    script.after(4)
    script.ends(phone, trunk, "NOANSWER")
    script.refuses(phone, trunk, "CANCEL", 0)
    if heard:
        queue(script, trunk, "QueueCallerAbandon")
    script.hangs_up(trunk)
    script.say(
        "Cdr",
        ("Channel", trunk.name),
        ("UniqueID", trunk.unique),
        ("linkedid", trunk.linked),
        ("Disposition", "ANSWERED"),
        ("LastApplication", "Hangup"),
        ("Duration", "0"),
        ("BillableSeconds", "0"),
    )
    call = only(played(script.packets))
    assert (call.outcome, call.answered_at, legs_of(call)) == ("abandoned", None, [("102", "missed")])


def test_a_menu_that_answers_with_nobody_there_is_not_an_answer(script: CallScript) -> None:
    trunk = incoming(script)
    script.up(trunk)
    script.after(30)
    script.hangs_up(trunk)
    call = only(played(script.packets))
    assert (call.outcome, call.answered_at) == ("abandoned", None)


def test_a_mailbox_that_answers_after_ringing_in_vain_is_a_missed_call(script: CallScript) -> None:
    trunk = incoming(script)
    script.refuses(script.rings("PJSIP/101-00000002", "101", trunk), trunk, "NOANSWER", 0)
    script.up(trunk)
    script.after(12)
    script.hangs_up(trunk)
    call = only(played(script.packets))
    assert (call.outcome, call.answered_at) == ("missed", None)


def test_holding_changes_nothing(script: CallScript) -> None:
    trunk = incoming(script)
    phone = script.rings("PJSIP/101-00000002", "101", trunk)
    script.answers(phone, trunk)
    before = len(played(script.packets))
    script.tell("Hold", phone)
    script.after(10)
    script.tell("Unhold", phone)
    assert len(played(script.packets)) == before
    script.hangs_up(trunk, phone)
    assert only(played(script.packets)).outcome == "answered"


# ---------------------------------------------------------------- handing over


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
    assert [leg.extension for leg in call.legs] == ["101", "106"]
    assert call.legs[1].outcome == "answered"
    assert call.legs[0].answered_at is None


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


# ---------------------------------------------------------------- to the outside


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


# ---------------------------------------------------------------- within the house


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


# ---------------------------------------------------------------- whose end a channel is


@pytest.mark.parametrize(
    ("name", "number", "extensions", "direction"),
    [
        ("PJSIP/101-phone-0000001f", "101", (), "internal"),
        ("PJSIP/101-phone-0000001f", "74950001101", ("101",), "internal"),
        ("SIP/101-0000001f", "101", (), "internal"),
        ("IAX2/101-4711", "101", (), "internal"),
        ("PJSIP/5551-0000001f", "5551", ("101",), "internal"),
        ("PJSIP/sales-0000001f", "101", ("sales",), "internal"),
        ("PJSIP/trunk-0000001f", "101", ("101",), "in"),
        ("PJSIP/74950001101-0000001f", "101", (), "in"),
        ("PJSIP/495-line-0000001f", CALLER, (), "in"),
        ("PJSIP/1234-0000001f", CALLER, ("101",), "in"),
        ("PJSIP/SIP-TRUNK-ABC-0000001f", CALLER, (), "in"),
        ("PJSIP/anonymous-0000001f", "anonymous", (), "in"),
        ("DAHDI/12-1", CALLER, (), "in"),
        ("SIP/sip.provider.ru-0000001f", CALLER, (), "in"),
    ],
)
def test_own_telephones_are_told_from_trunks(name: str, number: str, extensions: tuple[str, ...], direction: str) -> None:
    script = CallScript()
    caller = script.calls(name, number, "106")
    phone = script.rings("PJSIP/106-00000002", "106", caller)
    script.hangs_up(phone, caller)
    tracker = CallTracker(NumberPlan(extensions=frozenset((*extensions, "106") if extensions else ())))
    assert only(played(script.packets, tracker)).direction == direction


def test_the_exchange_tells_which_device_an_extension_is(script: CallScript) -> None:
    script.say("ExtensionStatus", ("Exten", "107"), ("Hint", "SCCP/ivanov&Custom:DND107"), ("Status", "0"))
    trunk = incoming(script)
    phone = script.rings("SCCP/ivanov-00000002", "<unknown>", trunk)
    script.answers(phone, trunk)
    script.hangs_up(phone, trunk)
    assert legs_of(only(played(script.packets))) == [("107", "answered")]


def test_two_contacts_of_one_telephone_are_one_leg(script: CallScript) -> None:
    trunk = incoming(script)
    desk = script.rings("PJSIP/101-00000002", "101", trunk)
    mobile = script.rings("PJSIP/101-00000003", "101", trunk)
    script.answers(mobile, trunk)
    script.refuses(desk, trunk, "CANCEL", 26)
    script.hangs_up(trunk, mobile)
    assert legs_of(only(played(script.packets))) == [("101", "answered")]


def test_the_number_may_come_a_moment_after_the_channel(script: CallScript) -> None:
    trunk = script.born("DAHDI/i1/-3f", state=RING, exten="74950001101")
    assert played(script.packets) == []
    trunk.number = CALLER
    script.tell("NewCallerid", trunk)
    assert only(played(script.packets)).number == E164


def test_without_a_number_the_call_is_told_with_its_first_ring(script: CallScript) -> None:
    trunk = script.born("PJSIP/trunk-00000001", state=RING, exten="74950001101")
    script.rings("PJSIP/101-00000002", "101", trunk)
    call = only(played(script.packets))
    assert (call.direction, call.number, call.raw_number, call.outcome) == ("in", None, "", "")


def test_the_line_is_what_the_dial_plan_noted_where_the_channel_does_not_say(script: CallScript) -> None:
    trunk = script.born("SIP/trunk-00000001", CALLER, state=RING, exten="s")
    script.tell("Newstate", trunk, ("ChanVariable", "DIALEDPEERNUMBER="), ("ChanVariable", "FROM_DID=74950001109"))
    assert only(played(script.packets)).line == "74950001109"


def test_the_channels_of_a_going_call_are_known_by_name(script: CallScript) -> None:
    trunk = incoming(script)
    phone = script.rings("PJSIP/101-00000002", "101", trunk)
    tracker = CallTracker(NumberPlan())
    played(script.packets, tracker)
    assert tracker.going == {trunk.linked}
    assert tracker.outside_channel(trunk.linked) == trunk.name
    assert tracker.phone_channel(trunk.linked, "101") == phone.name
    assert tracker.phone_channel(trunk.linked, "102") is None
    said = len(script.packets)
    script.hangs_up(phone, trunk)
    played(script.packets[said:], tracker)
    assert tracker.outside_channel(trunk.linked) is None
    assert tracker.going == frozenset()


def test_states_of_the_script_are_those_of_the_exchange() -> None:
    assert (DOWN, RING, UP) == (0, 4, 6)
