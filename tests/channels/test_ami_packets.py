"""The reader of the manager interface: the same packets however the bytes are cut, and nothing that stops it."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.channels.ami_packets import LARGEST_PACKET, LONGEST_LINE, Packet, PacketReader
from tests.fakes.exchange_play import SAMPLES, event

RECORDINGS = sorted(SAMPLES.glob("*.txt"))
STREAM = (
    "Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: 1\r\n\r\n"
    "Event: Newchannel\r\nCallerIDName:  Иван “Müller” 😀\r\nAccountCode: \r\nExten:\r\nX-Own:a: b\r\n"
    "ChanVariable: A=1\r\nChanVariable: B=2: 3\r\nChanVariable: C=\r\n\r\n"
    "Event: Hangup\nCause: 16\n\n"
).encode()


def read(data: bytes, sizes: list[int]) -> tuple[PacketReader, list[Packet]]:
    """The packets of *data*, fed in pieces of *sizes*, again and again."""
    reader = PacketReader()
    packets: list[Packet] = []
    start = turn = 0
    while start < len(data):
        size = sizes[turn % len(sizes)]
        packets += reader.feed(data[start : start + size])
        start += size
        turn += 1
    return reader, packets


def event_after(garbage: bytes) -> list[str]:
    """The events that are read after *garbage* and an empty line."""
    reader, packets = read(garbage + b"\r\n\r\n" + event("Hangup", ("Cause", "16")), [4096])
    assert reader.dropped <= 1
    return [packet.event for packet in packets]


def test_a_packet_keeps_what_was_said() -> None:
    reader, (login, ring, hangup) = read(STREAM, [len(STREAM)])
    assert reader.banner == "Asterisk Call Manager/11.0.0"
    assert (login.response, login.event, login.action_id) == ("Success", "", "1")
    assert ring.get("calleridname") == " Иван “Müller” 😀"
    assert (ring.get("AccountCode", "?"), ring.get("Exten", "?"), ring.get("Missing", "?")) == ("", "", "?")
    assert ring.get("X-Own") == "a: b"
    assert ring.all("CHANVARIABLE") == ("A=1", "B=2: 3", "C=")
    assert ring.get("ChanVariable") == "A=1"
    assert (hangup.event, hangup.get("Cause")) == ("Hangup", "16")


@given(sizes=st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_any_cut_gives_the_same_packets(sizes: list[int]) -> None:
    assert read(STREAM, sizes)[1] == read(STREAM, [len(STREAM)])[1]


@pytest.mark.parametrize("path", RECORDINGS, ids=[path.stem for path in RECORDINGS])
def test_recordings_in_slices(path: Path) -> None:
    chance = random.Random(path.stem)
    # Byte by byte takes long, and the beginning of each has everything.
    for longest, sizes in ((8_000, [1]), (1_000_000, [chance.randint(1, 900) for _ in range(50)])):
        data = path.read_bytes()[:longest]
        whole, packets = read(data, [len(data)])
        reader, again = read(data, sizes)
        assert again == packets
        assert (reader.banner, reader.dropped, reader.stray) == (whole.banner, whole.dropped, whole.stray)


@pytest.mark.parametrize(
    ("banner", "shown"),
    [
        (b"", ""),
        (b"PBX Call Manager/12.0.0\r\n", "PBX Call Manager/12.0.0"),
        (b"\r\n\xff Manager: of ours\r\n", "\ufffd Manager: of ours"),
        (b"Asterisk Call Manager/1.1\n\n", "Asterisk Call Manager/1.1"),
        ("АТС\r\nTelephone exchange, welcome\r\n".encode(), "АТС Telephone exchange, welcome"),
    ],
)
def test_any_banner(banner: bytes, shown: str) -> None:
    reader, packets = read(banner + b"Response: Success\r\nMessage: in\r\n\r\n", [3])
    assert reader.banner == shown
    assert [packet.response for packet in packets] == ["Success"]


def test_an_answer_in_an_event_is_no_answer() -> None:
    (packet,) = PacketReader().feed(event("OriginateResponse", ("ActionID", "7"), ("Response", "Failure"), ("Reason", "0")))
    assert (packet.event, packet.response, packet.get("Response")) == ("OriginateResponse", "", "Failure")


def test_a_channel_within_a_key() -> None:
    (packet,) = PacketReader().feed(
        event("Newchannel", ("ChanVariable(PJSIP/101-0000004f)", "A=1"), ("ChanVariable(IAX2/10.0.0.5:4569-7)", "B=x: y"))
    )
    assert packet.get("ChanVariable(PJSIP/101-0000004f)") == "A=1"
    assert packet.get("ChanVariable(IAX2/10.0.0.5:4569-7)") == "B=x: y"


def test_wrong_bytes_become_readable() -> None:
    (packet,) = PacketReader().feed(b"Event: Newchannel\r\nCallerIDName: \xc8\xe2\xe0\xed\0 5\r\n\r\n")
    assert packet.get("CallerIDName") == "\ufffd\ufffd\ufffd\ufffd 5"


@pytest.mark.parametrize(
    "garbage",
    [
        b"Event: Huge\r\nX: " + b"a" * (LONGEST_LINE + 1),
        b"Event: Many\r\n" + b"Key: value\r\n" * (LARGEST_PACKET // 10),
        b"\xff\x00\x7f" * 50_000,
        b"no colon at all\r\n" * 100,
    ],
    ids=["line", "packet", "bytes", "lines"],
)
def test_what_is_too_much_is_dropped_and_the_next_is_read(garbage: bytes) -> None:
    assert event_after(garbage) == ["Hangup"]


def test_garbage_without_an_end_fills_no_memory() -> None:
    reader = PacketReader()
    for _ in range(200):
        assert reader.feed(b"a" * LONGEST_LINE) == []
        assert len(reader._rest) <= LONGEST_LINE
    assert [packet.event for packet in reader.feed(b"\r\n\r\n" + event("Hangup"))] == ["Hangup"]
    assert reader.dropped == 1


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_the_output_of_old_commands(size: int) -> None:
    told = (
        b"Response: Follows\r\nPrivilege: Command\r\nActionID: 5\r\nName: Ringing\n\nEvents follow\n\n101 active\n"
        b"--END COMMAND--\r\n\r\n" + event("Hangup")
    )
    _, (output, hangup) = read(told, [size])
    assert (output.response, output.action_id) == ("Follows", "5")
    assert output.all("Output") == ("Name: Ringing", "", "Events follow", "", "101 active")
    assert hangup.event == "Hangup"


def test_an_output_that_never_ends_takes_no_event_with_it() -> None:
    _, packets = read(b"Response: Follows\r\nActionID: 5\r\nhalf a line\r\n\r\n" + event("Hangup"), [5])
    assert [packet.event or packet.response for packet in packets] == ["Follows", "Hangup"]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_mutated_streams_never_stop_the_reader(data: st.DataObject) -> None:
    stream = bytearray(RECORDINGS[0].read_bytes()[:2500])
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(stream)))
        stream[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    mutated = bytes(stream)
    sizes = data.draw(st.lists(st.integers(1, 500), min_size=1, max_size=5))
    reader, packets = read(mutated, sizes)
    assert packets == read(mutated, [len(mutated)])[1]
    assert all("\0" not in value for packet in packets for _, value in packet.pairs)
    assert reader.feed(b"\r\n--END COMMAND--\r\n\r\n" + event("Hangup"))[-1].event == "Hangup"
