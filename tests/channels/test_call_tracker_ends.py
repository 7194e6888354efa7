"""Whose end a channel is, and what is known of it and when."""

import pytest

from app.channels.call_channels import target_of
from app.channels.call_tracker import CallTracker
from app.channels.number_plan import NumberPlan
from tests.channels.call_scripts import (
    CALLER,
    DOWN,
    E164,
    RESERVED,
    RING,
    UP,
    CallScript,
    incoming,
    last_of,
    legs_of,
    only,
    played,
)


@pytest.fixture
def script() -> CallScript:
    return CallScript()


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


def test_a_telephone_named_otherwise_is_known_from_its_first_ring(script: CallScript) -> None:
    trunk = incoming(script)
    phone = script.rings("PJSIP/ivanov-00000002", "107", trunk, "ivanov")
    script.answers(phone, trunk)
    script.hangs_up(phone, trunk)
    own = script.calls("PJSIP/ivanov-00000003", "107", CALLER)
    script.hangs_up(script.rings("PJSIP/trunk-00000004", "<unknown>", own, f"{CALLER}@trunk"), own)
    first, second = last_of(played(script.packets)).values()
    assert legs_of(first) == [("107", "answered")]
    assert (second.direction, second.extension, second.number) == ("out", "107", E164)


def test_a_trunk_that_is_born_reserved_was_called_nevertheless(script: CallScript) -> None:
    phone = script.calls("PJSIP/101-00000001", "101", CALLER)
    trunk = script.born("DAHDI/i1/89161234567-3f", of=phone, state=RESERVED)
    script.begins(trunk, phone, f"i1/{CALLER}")
    script.answers(trunk, phone)
    script.hangs_up(trunk, phone)
    call = only(played(script.packets))
    assert (call.direction, call.number, call.outcome) == ("out", E164, "answered")


@pytest.mark.parametrize(
    ("dialled", "number"),
    [
        ("89161234567@trunk", "89161234567"),
        ("trunk/sip:89161234567@10.0.0.1:5060", "89161234567"),
        ("74950001101/sip:+79161234567@host;user=phone", "+79161234567"),
        ("74950001101/89161234567", "89161234567"),
        ("user:secret@10.0.0.1/89161234567", "89161234567"),
        ("g1/89161234567", "89161234567"),
        ("PJSIP/89161234567@trunk,30,T", "89161234567"),
        ("PJSIP/101&PJSIP/102,20", "101"),
        ("Local/101@internal/n", "101"),
        ("trunk", ""),
        ("trunk@10.0.0.1", ""),
        ("", ""),
    ],
)
def test_the_number_in_what_was_dialled(dialled: str, number: str) -> None:
    assert target_of(dialled) == number


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
