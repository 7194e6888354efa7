"""Recordings of an exchange, made ready to be played: cut, paced, and told anew as other calls."""

import random
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

END = b"\r\n\r\n"
SAMPLES = Path(__file__).resolve().parent.parent / "data" / "ami"
"""The company's own recordings."""
_LARGEST_CHUNK = 64 * 1024
_LARGEST_SLICE = 700
_ID_LINE = re.compile(rb"(?:unique|linked)id: (\d+\.\d+)\r?\n", re.IGNORECASE)
_ANY_ID = re.compile(rb"\b\d{10}\.\d+\b")
_TIMESTAMP = re.compile(rb"(\nTimestamp: )(\d+)(\.\d+)")
_CHANNEL = re.compile(rb"(-)([0-9a-f]{8})(?=[;\s,)]|$)", re.MULTILINE)
_BRIDGE = re.compile(rb"\b[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")


def recording(name: str) -> bytes:
    """The recording whose file name begins with *name* ("01"), without its greeting and login."""
    (path,) = SAMPLES.glob(f"{name}-*.txt")
    return without_login(path.read_bytes())


def event(name: str, *pairs: tuple[str, str]) -> bytes:
    """An event as an exchange writes it."""
    return packet(("Event", name), ("Privilege", "call,all"), *pairs)


def packet(*pairs: tuple[str, str]) -> bytes:
    """A packet as an exchange writes it."""
    return "".join(f"{key}: {value}\r\n" for key, value in pairs).encode() + b"\r\n"


def without_login(stream: bytes) -> bytes:
    """A recorded stream from the first packet after the answer to the login on."""
    if not stream.startswith((b"Event:", b"Response:")) and b"\n" in stream:
        banner, _, rest = stream.partition(b"\n")
        stream = stream if b":" in banner else rest
    first, end, rest = stream.partition(END)
    return rest if end and first.startswith(b"Response:") and b"Authentication accepted" in first else stream


def value(block: bytes, key: bytes) -> bytes:
    """What stands under *key* in a packet's bytes, b"" if nothing."""
    start = block.find(b"\n" + key + b": ")
    if start < 0:
        return b""
    start += len(key) + 3
    return block[start : block.find(b"\r\n", start)] if b"\r\n" in block[start:] else block[start:]


def chunks(blocks: list[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
    """The bytes of *blocks* in runs of whole packets that are not too large, each with its packets."""
    taken: list[bytes] = []
    size = 0
    for block in blocks:
        taken.append(block)
        size += len(block)
        if size >= _LARGEST_CHUNK:
            yield b"".join(taken), taken
            taken, size = [], 0
    if taken:
        yield b"".join(taken), taken


def packets_of(stream: bytes) -> list[bytes]:
    """The packets of *stream*, each with its empty line; the last may be torn."""
    *whole, rest = stream.split(END)
    return [block + END for block in whole] + ([rest] if rest else [])


def sliced(data: bytes, slices: int | random.Random | None) -> Iterator[bytes]:
    """*data* in pieces of so many bytes, of sizes by chance, or whole (None)."""
    if slices is None:
        yield data
        return
    start = 0
    while start < len(data):
        size = slices if isinstance(slices, int) else slices.choice((1, 2, 3, slices.randint(4, _LARGEST_SLICE)))
        yield data[start : start + size]
        start += size


def instant(block: bytes) -> float | None:
    """The packet's own Timestamp, in seconds; None if it has none."""
    said = value(block, b"Timestamp")
    try:
        return float(said)
    except ValueError:
        return None


def told_anew(stream: bytes, nth: int, began: datetime | None = None) -> bytes:
    """The same calls once more as other calls: their own identities and channels, for every *nth* different ones.

    began: when the first of them begins; as recorded without it. nth: 1 to 60,000.
    """
    shift = 0
    if began is not None and (first := _TIMESTAMP.search(stream)):
        shift = int(began.timestamp()) - int(first[2])
    known: dict[bytes, bytes] = {}
    for found in _ID_LINE.finditer(stream):
        second, _, number = found[1].partition(b".")
        known.setdefault(found[1], b"%d.%d" % (int(second) + shift, nth * 10_000 + int(number)))
    # Identities first: a Timestamp looks like one, but is none that a line names.
    stream = _ANY_ID.sub(lambda found: known.get(found[0], found[0]), stream)
    stream = _TIMESTAMP.sub(lambda found: found[1] + b"%d" % (int(found[2]) + shift) + found[3], stream)
    stream = _CHANNEL.sub(lambda found: found[1] + b"%08x" % ((nth << 16) | (int(found[2], 16) & 0xFFFF)), stream)
    return _BRIDGE.sub(lambda found: b"%08x" % nth + found[1], stream)
