"""What desks ask of the exchange, and what they are told: queued is not answered, and Reason 0 tells nothing."""

import pytest

from app.channels.ami_packets import Packet
from app.database.store import Store
from app.models.call_terms import RequestState
from app.operations import call_requests, exchange_health
from app.operations.call_requests import RequestRow
from tests import call_factories, factories
from tests.fakes.exchange import FakeExchange
from tests.fakes.exchange_play import event, packets_of, recording
from tests.intake.reading_room import eventually
from tests.intake.telephone_room import TelephoneRoom, kept_calls, outcomes

NUMBER = "+79161234567"
DIALLED = recording("19").replace(b"89161234567", NUMBER.encode())
OWN_ANSWERED = next(
    place for place, block in enumerate(packets_of(DIALLED)) if block.startswith(b"Event: OriginateResponse")
)


@pytest.fixture
def room(fresh_store: Store, exchange: FakeExchange) -> TelephoneRoom:
    """Olga at the telephone 101 asks."""
    people = fresh_store.write(factories.company)
    fresh_store.write(call_factories.telephone, people["Olga"], "101")
    fresh_store.employee_id = people["Olga"]
    return TelephoneRoom(fresh_store, exchange)


def asked(room: TelephoneRoom) -> RequestRow:
    """The newest request of Olga."""
    return room.store.read(call_requests.mine)[0]


def until_well(room: TelephoneRoom) -> None:
    """Wait until the books say that somebody listens."""
    eventually(lambda: any(row.well for row in room.store.read(exchange_health.rows)))


def ask(room: TelephoneRoom, number: str = NUMBER) -> RequestRow:
    """Ask for a call as soon as somebody listens."""
    until_well(room)
    return room.store.write(call_requests.ask_call, number)


def as_asked(action: Packet, blocks: list[bytes]) -> bytes:
    """The recorded call as the one that *action* asks for: its identity and its ActionID."""
    stream = b"".join(blocks).replace(b"1795432082.144", action.get("ChannelId").encode())
    return stream.replace(b"ActionID: crm-4711", b"ActionID: " + action.action_id.encode())


def test_a_call_from_the_desk_is_told_step_by_step(room: TelephoneRoom, exchange: FakeExchange) -> None:
    blocks = packets_of(DIALLED)
    until_own_rings = next(place for place, block in enumerate(blocks) if block.startswith(b"Event: DialState"))
    bridged = max(place for place, block in enumerate(blocks) if block.startswith(b"Event: BridgeEnter")) + 1
    with room.listening():
        request = ask(room)
        (action,) = exchange.wait_action("Originate")
        eventually(lambda: asked(room).state is RequestState.QUEUED)
        assert asked(room).words.said() == "The exchange has taken the request. Nothing rings yet."
        exchange.play(as_asked(action, blocks[:until_own_rings]))
        eventually(lambda: asked(room).state is RequestState.OWN_PHONE)
        exchange.play(as_asked(action, blocks[until_own_rings : OWN_ANSWERED + 1]))
        eventually(lambda: asked(room).state is RequestState.DIALLING)
        exchange.play(as_asked(action, blocks[OWN_ANSWERED + 1 : bridged]))
        eventually(lambda: asked(room).state is RequestState.TALKING)
        exchange.play(as_asked(action, blocks[bridged:]))
        eventually(lambda: asked(room).state is RequestState.DONE)
        eventually(lambda: outcomes(room.store) == ["answered"])
    (call,) = kept_calls(room.store)
    assert (call.linked_id, call.direction, call.number) == (asked(room).linked_id, "out", NUMBER)
    said = {key: action.get(key) for key in ("Channel", "Context", "Exten", "Priority", "Async", "CallerID")}
    assert said == {
        "Channel": "PJSIP/101",
        "Context": "all_peers",
        "Exten": request.number,
        "Priority": "1",
        "Async": "true",
        "CallerID": f'"{NUMBER}" <101>',
    }


def test_mikopbx_is_asked_in_its_own_way(fresh_store: Store, exchange: FakeExchange) -> None:
    people = fresh_store.write(factories.company)
    fresh_store.write(call_factories.telephone, people["Olga"], "201")
    fresh_store.employee_id = people["Olga"]
    room = TelephoneRoom(fresh_store, exchange, "?miko=true")
    with room.listening():
        ask(room)
        (action,) = exchange.wait_action("Originate")
    assert (action.get("Channel"), action.get("Variable")) == ("Local/201@internal-originate", f"pt1c_cid={NUMBER}")


@pytest.mark.parametrize(
    ("message", "words"),
    [("Permission denied", "write permission originate"), ("Extension does not exist.", "the context of its dialplan")],
)
def test_an_exchange_that_refuses_to_dial(room: TelephoneRoom, exchange: FakeExchange, message: str, words: str) -> None:
    exchange.answers["Originate"] = (("Response", "Error"), ("Message", message))
    with room.listening():
        ask(room)
        eventually(lambda: asked(room).state is RequestState.FAILED)
    assert words in asked(room).words.said()


@pytest.mark.parametrize(
    ("reason", "words"),
    [("0", "it declined, is not registered, or"), ("3", "was not picked up"), ("5", "is busy"), ("8", "found no way")],
)
def test_an_own_telephone_that_does_not_answer(room: TelephoneRoom, exchange: FakeExchange, reason: str, words: str) -> None:
    with room.listening():
        ask(room)
        (action,) = exchange.wait_action("Originate")
        response = (("ActionID", action.action_id), ("Response", "Failure"), ("Reason", reason), ("Channel", "PJSIP/101"))
        exchange.play(event("OriginateResponse", *response))
        eventually(lambda: asked(room).state is RequestState.FAILED)
    said = asked(room).words.said()
    assert words in said
    assert "101" in said


def test_a_running_call_is_handed_over(room: TelephoneRoom, exchange: FakeExchange) -> None:
    blocks = packets_of(recording("16"))
    moved = next(place for place, block in enumerate(blocks) if block.startswith(b"Event: BlindTransfer"))
    with room.listening():
        until_well(room)
        exchange.play(b"".join(blocks[:moved]))
        eventually(lambda: [call.rang for call in kept_calls(room.store)] == [("101 talking",)])
        (call,) = kept_calls(room.store)
        room.store.write(call_requests.ask_transfer, call.interaction_id, "106")
        (action,) = exchange.wait_action("Redirect")
        assert (action.get("Channel")[:12], action.get("Exten"), action.get("Context")) == (
            "PJSIP/trunk-",
            "106",
            "all_peers",
        )
        eventually(lambda: asked(room).state is RequestState.OWN_PHONE)
        exchange.play(b"".join(blocks[moved:]))
        eventually(lambda: asked(room).state is RequestState.DONE)
    assert asked(room).words.said() == "The call was handed over to 106."


def test_a_call_that_is_over_cannot_be_handed_over(room: TelephoneRoom, exchange: FakeExchange) -> None:
    exchange.answers["Redirect"] = (("Response", "Error"), ("Message", "Channel does not exist: PJSIP/trunk-1"))
    blocks = packets_of(recording("16"))
    moved = next(place for place, block in enumerate(blocks) if block.startswith(b"Event: BlindTransfer"))
    with room.listening():
        until_well(room)
        exchange.play(b"".join(blocks[:moved]))
        eventually(lambda: [call.rang for call in kept_calls(room.store)] == [("101 talking",)])
        room.store.write(call_requests.ask_transfer, kept_calls(room.store)[0].interaction_id, "106")
        eventually(lambda: asked(room).state is RequestState.FAILED)
    assert asked(room).words.said() == "This call has ended: there is nothing to hand over."


def test_a_request_is_never_sent_twice(room: TelephoneRoom, exchange: FakeExchange) -> None:
    """A listener that comes after one that died leaves alone what it had taken."""
    exchange.silent.add("Originate")
    with room.listening():
        ask(room)
        exchange.wait_action("Originate")
    with room.listening():
        exchange.wait_action("CoreShowChannels", 2)
        until_well(room)
        exchange.play(recording("01"))
        eventually(lambda: outcomes(room.store) == ["answered"])
    assert len(exchange.wait_action("Originate")) == 1


def test_who_calls_is_shown_where_the_address_says_so(fresh_store: Store, exchange: FakeExchange) -> None:
    fresh_store.write(factories.counterparty, 'ООО "Волга" <1>', phones=(NUMBER,))
    room = TelephoneRoom(fresh_store, exchange, "?names=true")
    blocks = packets_of(recording("01"))
    rings = next(place for place, block in enumerate(blocks) if block.startswith(b"Event: DialBegin")) + 1
    with room.listening():
        exchange.play(b"".join(blocks[:rings]))
        actions = exchange.wait_action("Setvar", 2)
        exchange.play(b"".join(blocks[rings:]))
        eventually(lambda: outcomes(room.store) == ["answered"])
    said = {action.get("Variable"): (action.get("Channel").rpartition("-")[0], action.get("Value")) for action in actions}
    assert said == {
        "CALLERID(name)": ("PJSIP/trunk", "ООО Волга 1"),
        "CONNECTEDLINE(name)": ("PJSIP/101", "ООО Волга 1"),
    }
