"""The line to the exchange, against one on loopback: the login, what breaks, what freezes, what is said by many threads."""

import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.channels.ami_packets import Packet, PacketReader
from app.channels.ami_session import AmiSession, LineFrozen, LoginRefused
from app.channels.exchange_address import parse_exchange
from app.errors import DeviceTrouble
from tests.fakes.certificate import Certificate
from tests.fakes.exchange import HOST, FakeExchange
from tests.fakes.exchange_play import SAMPLES, event, recording

SECONDS = 10.0
PING, ANSWER = 0.1, 0.3


@pytest.fixture
def exchange() -> Iterator[FakeExchange]:
    with FakeExchange() as running:
        yield running


def session_with(exchange: FakeExchange, **seconds: float) -> AmiSession:
    return AmiSession(parse_exchange(exchange.address), **seconds)


def heard(session: AmiSession, enough: Callable[[list[Packet]], bool]) -> list[Packet]:
    """All packets until it is *enough*."""
    packets: list[Packet] = []
    until = time.monotonic() + SECONDS
    while not enough(packets):
        assert time.monotonic() < until, [packet.event for packet in packets]
        packets += session.packets(0.2)
    return packets


def until_trouble(session: AmiSession) -> DeviceTrouble:
    """What ends the listening."""
    until = time.monotonic() + SECONDS
    try:
        while time.monotonic() < until:
            session.packets(0.2)
    except DeviceTrouble as trouble:
        return trouble
    raise AssertionError("the line never broke")


# ---------------------------------------------------------------- the login
def test_the_secret_is_not_sent_where_the_challenge_is_known(exchange: FakeExchange) -> None:
    with session_with(exchange) as session:
        (login,) = exchange.wait_action("Login")
        assert session.banner == "Asterisk Call Manager/11.0.0"
    assert (login.get("AuthType"), login.get("Secret"), login.get("Events")) == ("MD5", "", "on")
    assert exchange.wait_action("Logoff")


def test_a_server_that_knows_only_the_plain_login() -> None:
    with FakeExchange(challenge=False, users={"c@m": "p:ä%"}, banner=b"PBX Call Manager/7\r\n") as exchange:
        address = parse_exchange(f"ami://c%40m:p%3A%C3%A4%25@{HOST}:{exchange.port}")
        with AmiSession(address) as session:
            assert session.banner == "PBX Call Manager/7"
        assert exchange.wait_action("Login")[0].get("Secret") == "p:ä%"


def test_the_secret_does_not_leave_our_network_unprotected(monkeypatch: pytest.MonkeyPatch) -> None:
    # A test has no address outside of it.
    monkeypatch.setattr("app.channels.ami_line.is_near", lambda line: False)
    monkeypatch.setattr("app.channels.ami_line.is_here", lambda line: False)
    with FakeExchange(challenge=False) as exchange:
        with pytest.raises(DeviceTrouble, match="anybody on the way"):
            session_with(exchange).open()
        assert [action.get("Action") for action in exchange.actions] == ["Challenge"]
        with AmiSession(parse_exchange(exchange.address + "?plain=true")) as session:
            assert session.banner


def test_a_server_that_only_plays_recordings() -> None:
    with FakeExchange(open_door=True) as exchange, session_with(exchange) as session:
        exchange.play(recording("01"))
        assert len(heard(session, lambda packets: len(packets) >= 35)) == 35


def test_a_server_that_does_not_even_answer_to_the_challenge(exchange: FakeExchange) -> None:
    exchange.silent.add("Challenge")
    with session_with(exchange, answer_seconds=ANSWER) as session:
        assert exchange.wait_action("Login")[0].get("Secret") == "secret"
        assert session.banner


def test_no_banner_at_all() -> None:
    with FakeExchange(banner=b"") as exchange, session_with(exchange) as session:
        assert session.banner == ""


def test_a_refused_login_names_what_it_may_be(exchange: FakeExchange) -> None:
    exchange.refuse_login()
    with pytest.raises(LoginRefused) as trouble:
        session_with(exchange).open()
    words = str(trouble.value)
    assert "secret may be wrong" in words
    assert "no such user" in words
    assert "address of this computer" in words
    exchange.refuse_login(False)
    with session_with(exchange) as session:
        assert session.banner


def test_a_wrong_secret_is_shown_nowhere(exchange: FakeExchange) -> None:
    session = AmiSession(parse_exchange(f"ami://kontor:Gr0ssGeheim@{HOST}:{exchange.port}"))
    with pytest.raises(LoginRefused) as trouble:
        session.open()
    assert "Gr0ssGeheim" not in f"{trouble.value} {trouble.value!r} {session.address!r} {vars(session)!r}"


def test_fully_booted_is_seen(exchange: FakeExchange) -> None:
    session = session_with(exchange)
    session.open()
    assert not session.booted
    exchange.restart()
    assert "broke" in str(until_trouble(session))
    with session_with(exchange) as again:
        assert heard(again, bool)[0].event == "FullyBooted"
        assert again.booted


# ---------------------------------------------------------------- unreachable
def test_nobody_listens(exchange: FakeExchange) -> None:
    exchange.stop()
    with pytest.raises(DeviceTrouble, match="cannot be reached on port"):
        session_with(exchange).open()


def test_an_unknown_name() -> None:
    with pytest.raises(DeviceTrouble, match="was not found"):
        AmiSession(parse_exchange("ami://a:b@exchange.invalid")).open()
    with pytest.raises(DeviceTrouble, match="was not found"):
        AmiSession(parse_exchange(f"ami://a:b@{'x' * 70}.example")).open()


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n"])
def test_another_service_that_hangs_up(said: bytes) -> None:
    with socket.create_server((HOST, 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(said)
                connection.recv(10)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(DeviceTrouble, match="port of its manager interface"):
            AmiSession(parse_exchange(f"ami://a:b@{HOST}:{listening.getsockname()[1]}"), answer_seconds=2).open()
        thread.join()


def test_an_exchange_that_is_frozen_before_the_login(exchange: FakeExchange) -> None:
    exchange.freeze()
    with pytest.raises(DeviceTrouble, match="does not answer on port"):
        session_with(exchange, answer_seconds=ANSWER).open()


# ---------------------------------------------------------------- TLS
def test_tls_with_a_certificate_that_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = Certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
    with FakeExchange(context=certificate.context) as exchange, session_with(exchange) as session:
        exchange.play(recording("40"), slices=random.Random(5))
        assert len(heard(session, lambda packets: len(packets) >= 68)) == 68
        session.send(("Action", "Ping"), action_id="mine")
        assert heard(session, bool)[0].get("Ping") == "Pong"


def test_tls_with_a_certificate_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Certificate(tmp_path, "127.0.0.2")
    with FakeExchange(context=wrong.context) as exchange:
        with pytest.raises(DeviceTrouble, match="is not trusted"):
            session_with(exchange).open()
        monkeypatch.setenv("SSL_CERT_FILE", str(wrong.authority))
        with pytest.raises(DeviceTrouble, match="is not trusted"):
            session_with(exchange).open()


def test_no_tls_where_tls_is_wanted(exchange: FakeExchange) -> None:
    with pytest.raises(DeviceTrouble, match="does not speak TLS"):
        AmiSession(parse_exchange(exchange.address.replace("ami://", "amis://")), answer_seconds=2).open()


# ---------------------------------------------------------------- listening
@pytest.mark.parametrize("slices", [1, 7, random.Random(3), None], ids=["1", "7", "chance", "whole"])
def test_what_is_played_is_heard(exchange: FakeExchange, slices: int | random.Random | None) -> None:
    wanted = PacketReader().feed(recording("10"))
    with session_with(exchange) as session:
        exchange.play(SAMPLES / "10-ringgroup-second-answers.txt", slices=slices)
        assert heard(session, lambda packets: len(packets) >= len(wanted)) == wanted
        assert session.damaged == 0


def test_several_clients_hear_the_same(exchange: FakeExchange) -> None:
    with session_with(exchange) as first, session_with(exchange) as second:
        exchange.play(recording("22"))
        assert heard(first, lambda packets: len(packets) >= 44) == heard(second, lambda packets: len(packets) >= 44)


def test_the_channels_that_stand(exchange: FakeExchange) -> None:
    with session_with(exchange) as session:
        exchange.play(recording("53"))
        heard(session, lambda packets: len(packets) >= 21)
        asked = session.send(("Action", "CoreShowChannels"))
        packets = heard(session, lambda packets: bool(packets) and packets[-1].event == "CoreShowChannelsComplete")
    assert {packet.action_id for packet in packets} == {asked}
    assert [packet.get("Channel") for packet in packets[1:-1]] == exchange.channels
    assert packets[1].get("BridgeId") == packets[2].get("BridgeId") != ""


def test_a_broken_line_ends_the_listening(exchange: FakeExchange) -> None:
    for reset in (False, True):
        session = session_with(exchange)
        session.open()
        exchange.wait_signed_in()
        exchange.drop(event("Newstate") + b"Event: Hangup\r\nChann", reset=reset)
        assert "broke" in str(until_trouble(session))
        with pytest.raises(DeviceTrouble, match="no connection"):
            session.send(("Action", "Ping"))
        session.close()


def test_a_silent_exchange_is_asked_and_stays(exchange: FakeExchange) -> None:
    with session_with(exchange, ping_seconds=PING, answer_seconds=5) as session:
        until = time.monotonic() + SECONDS
        while len(exchange.actions) < 6 and time.monotonic() < until:
            assert session.packets(0.05) == []
    assert len(exchange.wait_action("Ping", 3)) >= 3


def test_a_frozen_exchange_is_noticed(exchange: FakeExchange) -> None:
    session = session_with(exchange, ping_seconds=PING, answer_seconds=ANSWER)
    session.open()
    exchange.freeze()
    began = time.monotonic()
    trouble = until_trouble(session)
    assert isinstance(trouble, LineFrozen)
    assert "stopped answering" in str(trouble)
    assert PING <= time.monotonic() - began < SECONDS / 2
    exchange.thaw()
    with session_with(exchange) as again:
        assert again.banner


def test_an_exchange_that_speaks_is_alive_without_a_pong(exchange: FakeExchange) -> None:
    exchange.silent.add("Ping")
    with session_with(exchange, ping_seconds=PING, answer_seconds=ANSWER) as session:
        until = time.monotonic() + 3 * (PING + ANSWER)
        while time.monotonic() < until:
            exchange.play(event("PeerStatus"))
            session.packets(PING)
            session.packets(PING)
        assert exchange.wait_action("Ping")
    assert isinstance(until_trouble(_opened(exchange)), LineFrozen)


def _opened(exchange: FakeExchange) -> AmiSession:
    session = session_with(exchange, ping_seconds=PING, answer_seconds=ANSWER)
    session.open()
    return session


def test_nobody_listened_for_a_while(exchange: FakeExchange) -> None:
    """What waits to be read proves that the exchange lives, however long nobody looked."""
    session = _opened(exchange)
    while not [action for action in exchange.actions if action.get("Action") == "Ping"]:
        session.packets(PING)
    session._asked_at = time.monotonic() - 60
    exchange.play(event("Newchannel"))
    assert [packet.event for packet in heard(session, bool)] == ["Newchannel"]
    session.close()


# ---------------------------------------------------------------- speaking
def test_many_threads_speak(exchange: FakeExchange) -> None:
    with session_with(exchange) as session:
        ids: list[str] = []
        threads = [
            threading.Thread(target=lambda: ids.extend(session.send(("Action", "Ping")) for _ in range(20)))
            for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        answers = heard(session, lambda packets: len(packets) >= 100)
        for thread in threads:
            thread.join()
    assert len(set(ids)) == 100
    assert {answer.action_id for answer in answers} == set(ids)


def test_a_value_cannot_begin_another_line(exchange: FakeExchange) -> None:
    with session_with(exchange) as session:
        name = "Иван\r\nAction: Hangup\0" + "я" * 2000
        session.send(("Action", "Originate"), ("Channel", "PJSIP/101"), ("CallerID", name), action_id="own-1")
        (originate,) = exchange.wait_action("Originate")
        answer = heard(session, bool)[0]
    assert (originate.action_id, originate.get("Channel")) == ("own-1", "PJSIP/101")
    assert originate.get("CallerID").startswith("Иван  Action: Hangup яя")
    assert len(originate.get("CallerID").encode()) < 1000
    assert (answer.response, answer.action_id) == ("Success", "own-1")


def test_what_is_not_permitted_is_only_an_answer(exchange: FakeExchange) -> None:
    exchange.denied.add("Originate")
    with session_with(exchange) as session:
        asked = session.send(("Action", "Originate"), ("Channel", "PJSIP/101"))
        (answer,) = heard(session, bool)
    assert (answer.response, answer.get("Message"), answer.action_id) == ("Error", "Permission denied", asked)


def test_closed_by_another_thread_while_it_listens(exchange: FakeExchange) -> None:
    session = session_with(exchange)
    session.open()
    troubles: list[DeviceTrouble] = []
    thread = threading.Thread(target=lambda: troubles.append(until_trouble(session)))
    thread.start()
    exchange.wait_signed_in()
    session.close()
    session.close()
    thread.join(SECONDS)
    assert len(troubles) == 1
