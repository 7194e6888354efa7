"""Whole codes out of any slicing of the stream."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from app.devices.assembler import LONGEST_CODE, Assembler

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def an_assembler(silence: float = 0.25, patience: float = 2.0) -> Assembler:
    return Assembler("serial:x", silence=silence, patience=patience, clock=lambda: AT)


def codes(assembler: Assembler, *chunks: bytes) -> list[str]:
    return [whole.scan.code for chunk in chunks for whole in assembler.feed(chunk, 1.0)]


def test_two_scans_in_one_read_and_one_scan_in_many() -> None:
    assembler = an_assembler()
    assert codes(assembler, b"A1\r\nB2\rC", b"3", b"\n\tD4\t") == ["A1", "B2", "C3", "D4"]


def test_a_scan_carries_device_time_and_its_own_name() -> None:
    first, second = an_assembler().feed(b"A\rA\r", 1.0)
    assert (first.scan.device, first.scan.at, first.end, second.end) == ("serial:x", AT, 2, 4)
    assert len({first.scan.nonce, second.scan.nonce}) == 2


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\t", exclude_categories=["Cs"]), min_size=1)), st.data())
def test_any_slicing_gives_the_same_codes(texts: list[str], data: st.DataObject) -> None:
    stream = b"".join(text.encode() + data.draw(st.sampled_from([b"\r", b"\n", b"\r\n", b"\t"])) for text in texts)
    assembler = an_assembler()
    found = []
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        found += codes(assembler, stream[:cut])
        stream = stream[cut:]
    assert found == texts
    assert assembler.unfinished == 0


@given(st.lists(st.binary(max_size=50)))
def test_random_bytes_never_raise(chunks: list[bytes]) -> None:
    assembler = an_assembler()
    codes(assembler, *chunks)
    assert codes(assembler, b"\rGOOD\r")[-1] == "GOOD"


def test_silence_ends_a_code_without_suffix() -> None:
    assembler = an_assembler(silence=0.25)
    assert assembler.feed(b"ABC", 1.0) == []
    assert assembler.deadline() == 1.25
    assert assembler.expired(1.2) == []
    assert [whole.scan.code for whole in assembler.expired(1.25)] == ["ABC"]
    assert assembler.deadline() is None


def test_a_scanner_with_suffix_is_given_more_patience() -> None:
    assembler = an_assembler(silence=0.25, patience=2.0)
    assembler.feed(b"A\r", 1.0)
    assert assembler.feed(b"BC", 2.0) == []
    assert [whole.scan.code for whole in assembler.feed(b"D\r", 3.0)] == ["BCD"]


def test_a_line_without_end_comes_out_once_as_junk_and_the_next_code_is_whole() -> None:
    assembler = an_assembler()
    found = codes(assembler, b"x" * 10_000, b"x\rGOOD\r")
    assert [len(code) for code in found] == [LONGEST_CODE, 4]
    assert found[1] == "GOOD"


def test_what_is_no_utf8_is_latin1() -> None:
    assert codes(an_assembler(), "Ünal\r".encode(), "Ünal\r".encode("latin-1"), b"\xff\xfe\r") == ["Ünal", "Ünal", "ÿþ"]
