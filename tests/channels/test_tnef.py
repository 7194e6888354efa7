"""winmail.dat, made here as Outlook makes it, and broken as hostile senders break it."""

import struct
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from app.channels.tnef import decompressed, rtf_to_text, unpack
from tests.channels.letter_making import letter, read

Property = tuple[int, int, bytes]


def attribute(name: int, data: bytes, level: int = 1) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*found: Property) -> bytes:
    packed = struct.pack("<I", len(found))
    for kind, tag, value in found:
        packed += struct.pack("<HH", kind, tag)
        if tag >= 0x8000:
            packed += b"\x08\x20\x06\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46" + struct.pack("<II", 0, 0x8554)
        if kind in (0x1E, 0x1F, 0x102, 0x0D):
            packed += struct.pack("<II", 1, len(value))
        packed += value + b"\x00" * (-len(value) % 4)
    return packed


def winmail(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + attribute(0x9007, struct.pack("<II", 1251, 0)) + b"".join(attributes)


def a_file(name: str, data: bytes, extra: Sequence[Property] = ()) -> bytes:
    described = [(0x1F, 0x3707, (name + "\x00").encode("utf-16-le")), *extra]
    return (
        attribute(0x9002, b"\x01" * 14, 2)
        + attribute(0x8010, b"PLAN~1.PDF\x00", 2)
        + attribute(0x800F, data, 2)
        + attribute(0x9005, properties(*described), 2)
    )


def compressed(rtf: bytes) -> bytes:
    """Compressed as the specification allows it at its simplest: every byte for itself."""
    made = b""
    for at in range(0, len(rtf), 8):
        made += b"\x00" + rtf[at : at + 8]
    return struct.pack("<IIII", len(made) + 12, len(rtf), 0x75465A4C, 0) + made


def test_files_and_words_come_out_of_a_winmail_dat() -> None:
    data = winmail(
        attribute(
            0x9003, properties((0x3, 0x8001, b"\x01\x00\x00\x00"), (0x1F, 0x1000, "Нужен насос\x00".encode("utf-16-le")))
        ),
        a_file("план цеха.pdf", b"%PDF-1.4\x00\x00", [(0x1E, 0x370E, b"application/pdf\x00")]),
        a_file("../../список.xlsx", b"PK\x03\x04"),
    )
    message = letter("")
    message.set_content("")
    message.add_attachment(data, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    found = read(message)
    assert found.text == "Нужен насос"
    assert [(file.name, file.mime, file.data) for file in found.attachments] == [
        ("план цеха.pdf", "application/pdf", b"%PDF-1.4\x00\x00"),
        ("список.xlsx", "application/octet-stream", b"PK\x03\x04"),
    ]


def test_a_body_in_its_own_code_page_is_read() -> None:
    packed = unpack(winmail(attribute(0x800C, "Добрый день, нужен насос\x00".encode("cp1251"))))
    assert packed is not None
    assert packed.text == "Добрый день, нужен насос"


def test_a_body_that_is_only_rtf_is_read() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}\f0 \'cd\'f3\'e6\'e5\'ed \u1085?\u1072?\par 40 m\'b3"
    rtf += rb"\line {\*\x y}ok}"
    assert decompressed(compressed(rtf)) == rtf
    packed = unpack(winmail(attribute(0x9003, properties((0x102, 0x1009, compressed(rtf))))))
    assert packed is not None
    assert packed.text.split("\n") == ["Нужен на", "40 mі", "ok"]


def test_references_into_the_compressions_dictionary_are_followed() -> None:
    """The example of the specification, MS-OXRTFCP 3.1.1."""
    sample = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert decompressed(sample) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_html_wrapped_in_rtf_is_read_once() -> None:
    rtf = rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf \par \htmlrtf0 Need a pump{\*\htmltag72 </p>}}"
    assert rtf_to_text(rtf) == "Need a pump"


def test_what_cannot_be_unpacked_is_kept_as_it_came() -> None:
    message = letter("see file")
    message.add_attachment(b"\x78\x9f\x3e\x22\x01\x00", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert [(file.name, file.data) for file in read(message).attachments] == [("winmail.dat", b"\x78\x9f\x3e\x22\x01\x00")]


WHOLE = winmail(attribute(0x9003, properties((0x1F, 0x1000, b"a\x00b\x00"))), a_file("a.pdf", b"x" * 50))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(6, len(WHOLE) - 1), st.integers(0, 255)), max_size=30), st.integers(0, len(WHOLE)))
def test_broken_ones_raise_nothing(flips: list[tuple[int, int]], end: int) -> None:
    data = bytearray(WHOLE)
    for at, value in flips:
        data[at] = value
    assert unpack(bytes(data)) is not None
    unpack(bytes(data[:end]))
    decompressed(bytes(data))
    rtf_to_text(bytes(data))
