"""Calls from the exchange into the books: every recording as it is described, however the network cuts it."""

import random
import socket
import threading

import pytest

from app.database.store import Store
from tests.fakes.exchange import FakeExchange
from tests.fakes.exchange_play import SAMPLES, recording
from tests.intake.reading_room import eventually
from tests.intake.telephone_room import KeptCall, TelephoneRoom, interactions, kept_calls, outcomes

RUSSIAN = "+79161234567"
TOLD = {
    "01": ("in", RUSSIAN, "101", "answered", ("101 answered",)),
    "03": ("in", RUSSIAN, "102", "missed", ("102 missed",)),
    "04": ("in", "+4915112345678", "102", "missed", ("102 missed",)),
    "05": ("in", "+4915112345678", "103", "busy", ("103 busy",)),
    "08": ("in", None, "101", "answered", ("101 answered",)),
    "10": ("in", RUSSIAN, "106", "answered", ("101 elsewhere", "106 answered", "103 busy")),
    "12": ("in", RUSSIAN, "101", "answered", ("102 missed", "101 answered")),
    "14": ("in", RUSSIAN, "102", "abandoned", ("102 missed",)),
    "16": ("in", RUSSIAN, "101", "answered", ("101 answered", "106 answered")),
    "19": ("out", RUSSIAN, "101", "answered", ("101 answered",)),
    "21": ("internal", None, "101", "answered", ("106 answered",)),
    "40": ("in", RUSSIAN, "101", "answered", ("101 answered",)),
    "41": ("in", RUSSIAN, "101", "missed", ("101 missed",)),
    "43": ("in", RUSSIAN, "106", "answered", ("101 elsewhere", "106 answered")),
}


@pytest.fixture
def room(fresh_store: Store, exchange: FakeExchange) -> TelephoneRoom:
    return TelephoneRoom(fresh_store, exchange)


def told(call: KeptCall) -> tuple[str, str | None, str, str, tuple[str, ...]]:
    """What a recording's description says of a call."""
    return call.direction, call.number, call.extension, call.outcome, call.rang


def test_every_recording_becomes_the_call_that_it_is(room: TelephoneRoom, exchange: FakeExchange) -> None:
    with room.listening() as listener:
        for number, name in enumerate(TOLD):
            exchange.play(recording(name), slices=1 if name == "03" else random.Random(number))
        eventually(lambda: listener.writer.idle and not listener.calls.going and len(outcomes(room.store)) == len(TOLD))
    found = {call.linked_id: told(call) for call in kept_calls(room.store)}
    expected = {linked_id_of(name): wanted for name, wanted in TOLD.items()}
    assert found == expected


def test_thirty_spellings_are_thirty_calls(room: TelephoneRoom, exchange: FakeExchange) -> None:
    with room.listening():
        exchange.play(recording("30"))
        eventually(lambda: outcomes(room.store) == ["missed"] * 30)
    found = kept_calls(room.store)
    assert sum(call.number == RUSSIAN for call in found) >= 9
    assert all(call.direction == "in" for call in found)


def test_two_calls_of_one_number_at_once(room: TelephoneRoom, exchange: FakeExchange) -> None:
    with room.listening():
        exchange.play(recording("22"), slices=random.Random(2))
        eventually(lambda: len(outcomes(room.store)) == 2 and "going" not in outcomes(room.store))
    assert [call.number for call in kept_calls(room.store)] == [RUSSIAN, RUSSIAN]
    assert kept_calls(room.store)[0].inquiries == 1


def test_what_is_told_again_changes_nothing(room: TelephoneRoom, exchange: FakeExchange) -> None:
    for _ in range(2):
        with room.listening() as listener:
            exchange.play(recording("40"))
            eventually(lambda: outcomes(room.store) == ["answered"] and listener.writer.idle)
    assert interactions(room.store) == 1


def test_it_says_what_became_of_each_call(room: TelephoneRoom, exchange: FakeExchange) -> None:
    with room.listening():
        exchange.play(recording("01") + recording("08"))
        eventually(lambda: outcomes(room.store) == ["answered"] * 2)
    assert room.said[0] == f"Listening to the exchange {room.address}."
    answered, withheld = sorted(room.said[1:])
    assert answered.startswith("+7 916 123-45-67: call answered, inquiry A-")
    assert withheld.startswith("anonymous: call answered, inquiry A-")


@pytest.mark.parametrize(("name", "ended"), [("01", "answered"), ("53", "unknown_end")])
def test_once_it_takes_in_what_comes_and_ends(room: TelephoneRoom, exchange: FakeExchange, name: str, ended: str) -> None:
    """With a call that never ends the line does: the exchange has died."""
    listener, well = room.listener(), []
    thread = threading.Thread(target=lambda: well.append(listener.once(threading.Event())))
    thread.start()
    exchange.wait_signed_in()
    exchange.wait_action("CoreShowChannels")
    exchange.play(recording(name))
    if name == "53":
        eventually(lambda: outcomes(room.store) == ["going"])
        exchange.drop()
    thread.join(10)
    assert well == [True]
    assert outcomes(room.store) == [ended]


def test_once_without_an_exchange(room: TelephoneRoom, exchange: FakeExchange) -> None:
    exchange.stop()
    assert not room.listener().once(threading.Event())
    assert "cannot be reached" in room.said[0]


def replay_and_close(listening: socket.socket, stream: bytes) -> None:
    """A server that knows nothing but the login, tells *stream* at once and closes."""
    connection, _ = listening.accept()
    with connection:
        connection.sendall(b"PBX Call Manager/1\r\n")
        said = b""
        while b"\r\n\r\n" not in said.partition(b"Action: Login")[2]:
            said += connection.recv(4096)
            if said.endswith(b"AuthType: MD5\r\n\r\n"):
                connection.sendall(b"Response: Error\r\nMessage: Invalid/unknown command\r\n\r\n")
        connection.sendall(b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n" + stream)


def test_an_exchange_that_tells_all_at_once_and_closes(fresh_store: Store, exchange: FakeExchange) -> None:
    room = TelephoneRoom(fresh_store, exchange)
    exchange.stop()
    with socket.create_server(("127.0.0.1", exchange.port)) as listening:
        server = threading.Thread(target=replay_and_close, args=(listening, recording("40") + recording("53")))
        server.start()
        assert room.listener().once(threading.Event())
        server.join(10)
    assert outcomes(fresh_store) == ["answered", "unknown_end"]


def linked_id_of(name: str) -> str:
    """The call of a recording."""
    (path,) = SAMPLES.glob(f"{name}-*.txt")
    return next(line[10:] for line in path.read_text("utf-8").splitlines() if line.startswith("Linkedid: "))
