"""Calls from outside of which no recording is at hand, told as real exchanges tell them."""

import pytest

from tests.channels.call_scripts import E164, CallScript, Line, incoming, legs_of, only, played


@pytest.fixture
def script() -> CallScript:
    return CallScript()


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
