"""Files are told by their bytes, and what the system might run is known as such."""

import pytest

from app.file_type import TEXT, UNKNOWN, is_program, sniffed

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("data", "name", "mime"),
    [
        (b"%PDF-1.7 x", "drawing.exe", "application/pdf"),
        (b"PK\x03\x04rest", "offer.docx", WORD),
        (b"PK\x03\x04rest", "offer.pdf", "application/zip"),
        (b"MZ\x90\x00", "picture.png", "application/vnd.microsoft.portable-executable"),
        (b"a;b\n1;2\n", "list.csv", "text/csv"),
        (b"a;b\n1;2\n", "list.xlsx", TEXT),
        ("Насос".encode(), "note", TEXT),
        ("П".encode() * 2048 + b"x", "long.txt", TEXT),
        (b"x" + "П".encode() * 2500, "cut.txt", TEXT),
        (b"\x00\x01\x02", "x.txt", UNKNOWN),
        (b"", "x.txt", TEXT),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, name: str, mime: str) -> None:
    assert sniffed(data, name) == mime


@pytest.mark.parametrize("name", ["a.exe", "A.EXE", "photo.jpg.lnk", "run.sh.", "list.desktop "])
def test_what_the_system_might_run_is_a_program_whatever_it_holds(name: str) -> None:
    assert is_program("text/plain", name)


def test_bytes_of_a_program_count_more_than_an_innocent_name() -> None:
    assert is_program(sniffed(b"#!/bin/sh", "note.txt"), "note.txt")
    assert not is_program(sniffed(b"%PDF-1.4", "note.pdf"), "note.pdf")
