"""The exchange of the tests is itself held to what a real one does: whoever trusts it trusts this."""

import re
import threading
import time
from datetime import UTC, datetime

from app.channels.ami_packets import Packet, PacketReader
from app.channels.ami_session import AmiSession
from app.channels.exchange_address import parse_exchange
from tests.fakes.exchange import FakeExchange
from tests.fakes.exchange_play import event, instant, packets_of, recording, told_anew

SECONDS = 10.0


def heard(session: AmiSession, count: int) -> list[Packet]:
    """The next *count* packets."""
    packets: list[Packet] = []
    until = time.monotonic() + SECONDS
    while len(packets) < count:
        assert time.monotonic() < until, [packet.event for packet in packets]
        packets += session.packets(0.2)
    return packets


def calls_of(stream: bytes) -> set[str]:
    return {found for packet in PacketReader().feed(stream) if (found := packet.get("Linkedid"))}


def test_calls_told_anew_are_other_calls() -> None:
    stream = recording("22")
    began = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
    told = [told_anew(stream, number, began) for number in range(1, 21)]
    assert len(calls_of(b"".join(told))) == 40
    packets = PacketReader().feed(told[6])
    assert [packet.event for packet in packets] == [packet.event for packet in PacketReader().feed(stream)]
    assert int(float(packets[0].get("Timestamp"))) == int(began.timestamp())
    channels = {packet.get("Channel") for packet in packets if packet.get("Channel")}
    assert not channels & {packet.get("Channel") for packet in PacketReader().feed(told[7])}
    # Whoever is named somewhere is the same one everywhere.
    bridged = {packet.get("Uniqueid") for packet in packets if packet.event == "BridgeEnter"}
    assert bridged <= {packet.get("Uniqueid") for packet in packets if packet.event == "Newchannel"}
    assert not re.search(rb"1795\d{6}\.\d{1,4}\b", told[6])


def test_what_is_held_back_comes_after_the_thaw() -> None:
    with FakeExchange() as exchange, AmiSession(parse_exchange(exchange.address)) as session:
        exchange.freeze()
        exchange.play(event("Newchannel", ("Uniqueid", "1.1")) + event("Hangup", ("Uniqueid", "1.1")), slices=3)
        session.send(("Action", "Ping"), action_id="mine")
        assert session.packets(0.05) == []
        exchange.thaw()
        assert [packet.event or packet.action_id for packet in heard(session, 3)] == ["Newchannel", "Hangup", "mine"]


def test_the_book_of_channels() -> None:
    born = (("ChannelState", "0"), ("Linkedid", "1.1"))
    with FakeExchange() as exchange, AmiSession(parse_exchange(exchange.address)) as session:
        exchange.play(event("Newchannel", ("Channel", "PJSIP/a-1"), ("Uniqueid", "1.1"), *born), shown=False)
        exchange.play(event("Newchannel", ("Channel", "PJSIP/b-2"), ("Uniqueid", "1.2"), *born))
        exchange.play(event("Rename", ("Channel", "PJSIP/b-2"), ("Newname", "PJSIP/c-3"), ("Uniqueid", "1.2")))
        assert exchange.channels == ["PJSIP/a-1", "PJSIP/c-3"]
        assert [packet.event for packet in heard(session, 2)] == ["Newchannel", "Rename"]
        session.send(("Action", "Hangup"), ("Channel", "PJSIP/b-2"))
        session.send(("Action", "Redirect"), ("Channel", "PJSIP/c-3"), ("Exten", "101"))
        assert [answer.response for answer in heard(session, 2)] == ["Error", "Success"]
        exchange.play(event("Hangup", ("Channel", "PJSIP/a-1"), ("Uniqueid", "1.1"), *born))
        exchange.play(event("Newstate", ("Channel", "PJSIP/a-1"), ("Uniqueid", "1.1"), *born))
        assert exchange.channels == ["PJSIP/c-3"]
        exchange.restart()
        assert exchange.channels == []


def test_what_follows_on_an_action() -> None:
    def failed(action: Packet) -> bytes:
        return event("OriginateResponse", ("ActionID", action.action_id), ("Response", "Failure"), ("Reason", "0"))

    with FakeExchange() as exchange, AmiSession(parse_exchange(exchange.address)) as session:
        exchange.on_action = failed
        asked = session.send(("Action", "Originate"), ("Channel", "PJSIP/101"))
        queued, result = heard(session, 2)
        exchange.answers["Originate"] = (("Response", "Error"), ("Message", "Extension does not exist."))
        session.send(("Action", "Originate"), ("Channel", "PJSIP/101"))
        refused = heard(session, 1)[0]
    assert (queued.response, queued.get("Message"), result.get("Reason")) == (
        "Success",
        "Originate successfully queued",
        "0",
    )
    assert {queued.action_id, result.action_id} == {asked}
    assert (refused.response, refused.get("Message")) == ("Error", "Extension does not exist.")


def test_the_recorded_pauses() -> None:
    stream = recording("53")
    moments = [moment for block in packets_of(stream) if (moment := instant(block)) is not None]
    with FakeExchange() as exchange:
        began = time.monotonic()
        exchange.play(stream, realtime=20)
        assert time.monotonic() - began >= (moments[-1] - moments[0]) / 20 * 0.9


def test_answers_go_between_what_is_played() -> None:
    stream = b"".join(told_anew(recording("40"), number) for number in range(1, 11))
    with FakeExchange() as exchange, AmiSession(parse_exchange(exchange.address)) as session:
        playing = threading.Thread(target=exchange.play, args=(stream,), kwargs={"slices": 400})
        playing.start()
        session.send(("Action", "Ping"), action_id="mine")
        packets = heard(session, 10 * 68 + 1)
        playing.join()
    assert [packet.get("Ping") for packet in packets if packet.action_id] == ["Pong"]
    assert calls_of(stream) == {found for packet in packets if (found := packet.get("Linkedid"))}
