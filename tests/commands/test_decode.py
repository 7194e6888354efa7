"""``decode``: a line in, a line out, whatever a scanner sends."""

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Kontor

VECTORS = Path(__file__).parent.parent / "data" / "gs1" / "vectors.tsv"
KEYS = ["code", "symbology", "elements", "gtin", "batch", "expiry", "serial", "quantity", "problem", "hint"]


def vectors() -> list[tuple[str, str, str]]:
    rows = [line.split("\t") for line in VECTORS.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(row[1], row[2], row[3]) for row in rows]


@pytest.mark.parametrize("separator", ["{GS}", "\x1d"])
def test_every_vector_is_answered_as_judged(kontor: Kontor, separator: str) -> None:
    codes = [code.replace("{GS}", separator) for code, _, _ in vectors()]
    answer = kontor("decode", "--json", given="\n".join(codes).encode())
    records = [json.loads(line) for line in answer.lines]
    assert [record["code"] for record in records] == codes
    for record, (code, verdict, told) in zip(records, vectors(), strict=True):
        assert list(record) == KEYS
        if "symbology identifier" in told:
            assert (record["problem"], bool(record["hint"])) == (None, True)
        else:
            assert (record["problem"] is not None) == (verdict == "error"), code


def test_the_fields_of_a_box(kontor: Kontor) -> None:
    answer = kontor("decode", "--json", given=b"]C101046012345678931726013110L26\x1d37482\n")
    record = json.loads(answer.lines[0])
    assert (record["symbology"], record["gtin"], record["batch"]) == ("gs1-128", "04601234567893", "L26")
    assert record["expiry"] == "2026-01-31"
    plain = json.loads(kontor("decode", "--json", given=b"no code\n").lines[0])
    assert (plain["symbology"], plain["gtin"], plain["elements"]) == (None, None, {})


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_any_end_of_line_will_do(kontor: Kontor, ending: bytes) -> None:
    assert len(kontor("decode", given=ending.join([b"]E04601234567893"] * 3) + ending).lines) == 3


@pytest.mark.parametrize(
    "junk", [b"\xff\xfe\x00\x01", b"\x00", b"\x1b[2J\x07", b"\xc2\x9b31m", b"", b"\xed\xa0\x80", b"a" * 9000]
)
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_junk_is_an_answer_and_drives_no_console(kontor: Kontor, junk: bytes, words: tuple[str, ...]) -> None:
    answer = kontor("decode", *words, given=junk + b"\n]E04601234567893\n")
    assert (answer.code, len(answer.lines)) == (0, 2)
    assert all(sign.isprintable() for line in answer.lines for sign in line)
    if words:
        assert json.loads(answer.lines[0])["problem"] is not None


def test_words_for_a_person(kontor: Kontor) -> None:
    assert kontor("decode", given=b"]C1010460123456789310L26\n").lines == ["(01) 04601234567893 (10) L26 · gs1-128"]
    assert kontor("decode", given=b"").lines == []
