"""winmail.dat: the files and words that Outlook packs into one attachment. Microsoft's MS-OXTNEF and MS-OXRTFCP.

The library for it (tnefparse) copies the rest of the data at every object and trusts counts of four thousand million, so
that a hostile file stops the queue; the few objects that matter are read here, once, within their bounds.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.channels.html_text import html_to_text
from app.charsets import clean_text, decode_text

_SIGNATURE = 0x223E9F78
_BODY, _PROPERTIES, _CODE_PAGE = 0x800C, 0x9003, 0x9007
_FILE_BEGINS, _FILE_DATA, _FILE_TITLE, _FILE_PROPERTIES = 0x9002, 0x800F, 0x8010, 0x9005
_TEXT, _HTML, _RTF = 0x1000, 0x1013, 0x1009
_LONG_NAME, _SHORT_NAME, _MIME, _CONTENT = 0x3707, 0x3704, 0x370E, 0x3701
_WIDTHS = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8,
           0x0048: 16}  # fmt: skip
"""Bytes of MAPI types of fixed width, padded to four."""
_VARIABLE = frozenset((0x000D, 0x001E, 0x001F, 0x0102))
_UNICODE = 0x001F
_MOST_OBJECTS = 20_000
_LONGEST_RTF = 4_000_000
_RTF_BEGINNING = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What the compression's dictionary begins with, by the specification (MS-OXRTFCP 2.1.2.1)."""


@dataclass
class PackedFile:
    """One file of a winmail.dat; mime is "" if Outlook did not say."""

    name: str = ""
    mime: str = ""
    data: bytes = b""


@dataclass
class Packed:
    """What a winmail.dat holds: readable text, and files."""

    text: str = ""
    files: list[PackedFile] = field(default_factory=list)


def unpack(data: bytes) -> Packed | None:
    """What *data* holds as far as it can be read; None if it is no winmail.dat. Raises nothing."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:
        return None
    packed, page, texts = Packed(), "cp1252", dict[int, str]()
    for name, value in _objects(data):
        if name == _CODE_PAGE and len(value) >= 4:
            page = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _BODY:
            texts.setdefault(_TEXT, decode_text(value, page).rstrip("\x00"))
        elif name == _PROPERTIES:
            for tag, kind, content in _properties(value):
                if tag in (_TEXT, _HTML, _RTF):
                    texts[tag] = _readable(tag, kind, content, page)
        elif name == _FILE_BEGINS:
            packed.files.append(PackedFile())
        elif packed.files:
            _fill(packed.files[-1], name, value, page)
    packed.text = next((clean_text(texts[tag]).strip() for tag in (_TEXT, _HTML, _RTF) if texts.get(tag, "").strip()), "")
    packed.files = [file for file in packed.files if file.data or file.name]
    return packed


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    offset = 6
    for _ in range(_MOST_OBJECTS):
        if offset + 11 > len(data):
            return
        name, length = struct.unpack_from("<xHxxI", data, offset)
        yield name, data[offset + 9 : offset + 9 + length]
        offset += 11 + length


def _fill(file: PackedFile, name: int, value: bytes, page: str) -> None:
    if name == _FILE_TITLE:
        file.name = file.name or decode_text(value.rstrip(b"\x00"), page)
    elif name == _FILE_DATA:
        file.data = value
    elif name == _FILE_PROPERTIES:
        for tag, kind, content in _properties(value):
            if tag == _CONTENT and not file.data:
                file.data = content[16:] if kind == 0x000D else content
            elif tag == _LONG_NAME or (tag == _SHORT_NAME and not file.name):
                file.name = _word(kind, content, page)
            elif tag == _MIME:
                file.mime = _word(kind, content, page)


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Tag, type and first value of each MAPI property (MS-OXTNEF 2.1.3.4); stops where the data does not fit."""
    try:
        (count,) = struct.unpack_from("<I", data)
        offset = 4
        for _ in range(min(count, _MOST_OBJECTS)):
            kind, tag = struct.unpack_from("<HH", data, offset)
            offset += 4
            if tag >= 0x8000:
                offset = _after_name(data, offset)
            many, kind = kind & 0x1000, kind & ~0x1000
            values = struct.unpack_from("<I", data, offset)[0] if many or kind in _VARIABLE else 1
            offset += 4 if many or kind in _VARIABLE else 0
            first = b""
            for number in range(min(values, _MOST_OBJECTS)):
                width = _WIDTHS.get(kind, 0)
                if kind in _VARIABLE:
                    (width,) = struct.unpack_from("<I", data, offset)
                    offset += 4
                first = first if number else data[offset : offset + width]
                offset += width + -width % 4
                if offset > len(data) + 3:
                    return
            yield tag, kind, first
    except struct.error:
        return


def _after_name(data: bytes, offset: int) -> int:
    """Where a named property's value begins."""
    kind, number = struct.unpack_from("<II", data, offset + 16)
    return offset + 24 + (number + -number % 4 if kind else 0)


def _word(kind: int, content: bytes, page: str) -> str:
    if kind == _UNICODE:
        return content.decode("utf-16-le", "replace").rstrip("\x00")
    return decode_text(content.rstrip(b"\x00"), page)


def _readable(tag: int, kind: int, content: bytes, page: str) -> str:
    if tag == _TEXT:
        return _word(kind, content, page)
    if tag == _HTML:
        return html_to_text(clean_text(_word(kind, content, "utf-8")))
    return rtf_to_text(decompressed(content))


def decompressed(data: bytes) -> bytes:
    """RTF out of its compressed form (LZFu); b"" if it is none."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack_from("<4xII", data)
    if kind == 0x414C454D:
        return data[16 : 16 + size]
    if kind != 0x75465A4C:
        return b""
    window, position = bytearray(_RTF_BEGINNING.ljust(4096, b"\x00")), len(_RTF_BEGINNING)
    made, offset = bytearray(), 16
    while offset < len(data) and len(made) < min(size, _LONGEST_RTF):
        control = data[offset]
        offset += 1
        for bit in range(8):
            if control >> bit & 1:
                pair = int.from_bytes(data[offset : offset + 2].ljust(2, b"\x00"), "big")
                start, length = pair >> 4, (pair & 15) + 2
                offset += 2
                if start == position % 4096:
                    return bytes(made[:size])
                run = [(start + step) % 4096 for step in range(length)]
            else:
                run = []
                window[position % 4096] = data[offset] if offset < len(data) else 0
                made.append(window[position % 4096])
                position, offset = position + 1, offset + 1
            for place in run:
                window[position % 4096] = window[place]
                made.append(window[place])
                position += 1
    return bytes(made[:size])


_RTF_PART = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6}) ?\??|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z])|([{}])|([^\\{}]+)"
)
_RTF_SILENT = frozenset(b"fonttbl colortbl stylesheet info pict object themedata generator listtable datastore".split())
_RTF_BREAKS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n"}


def rtf_to_text(rtf: bytes) -> str:
    """The words of *rtf*: enough to read what was written, nothing of how it looked."""
    page_found = re.search(rb"\\ansicpg(\d{3,5})", rtf[:2_000])
    page = f"cp{page_found.group(1).decode()}" if page_found else "cp1252"
    said: list[str] = []
    pending = bytearray()
    silent, hidden = [False], False
    for match in _RTF_PART.finditer(rtf):
        byte, code, word, _, sign, brace, plain = match.groups()
        if byte:
            pending += b"" if silent[-1] or hidden else bytes([int(byte, 16)])
            continue
        if pending:
            said.append(decode_text(bytes(pending), page))
            pending.clear()
        if brace:
            silent = [*silent, silent[-1]] if brace == b"{" else (silent[:-1] or [False])
            silent = silent[-500:]
        elif word in _RTF_SILENT or sign == b"*":
            silent[-1] = True
        elif word == b"htmltag":
            silent[-1] = False  # HTML wrapped in RTF (MS-OXRTFEX): its tags are read, the RTF beside them is not
        elif word == b"htmlrtf":
            hidden = not match.group(0).strip().endswith(b"0")
        elif not silent[-1] and not hidden:
            said.append(_rtf_words(code, word, sign, plain))
    said.append(decode_text(bytes(pending), page))
    return html_to_text(made) if re.search(r"<html|<body|<p\b", made := "".join(said), re.IGNORECASE) else made.strip()


def _rtf_words(code: bytes | None, word: bytes | None, sign: bytes | None, plain: bytes | None) -> str:
    if code:
        number = int(code) % 0x10000
        return chr(number) if not 0xD800 <= number < 0xE000 else "\ufffd"
    if word:
        return _RTF_BREAKS.get(word, "")
    if sign:
        return {b"~": "\u00a0", b"-": "", b"_": "-"}.get(sign, sign.decode("latin-1"))
    return (plain or b"").decode("latin-1").replace("\r", "").replace("\n", "")
