"""Letters for the reader to survive: real ones, taken apart, damaged and put together wrongly, by a seed."""

import base64
import random
from collections.abc import Callable, Sequence
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent / "data" / "mail"
HEADERS = (
    b"Auto-Submitted: auto-replied", b"Precedence: bulk", b"List-Id: <x.example>", b"Return-Path: <>",
    b"Reply-To: a@b.example",
    b"Content-Type: multipart/mixed; boundary=", b"Content-Type: text/html; charset=koi8-r", b"Content-Type: message/rfc822",
    b"Content-Type: text/calendar; method=REQUEST", b"Content-Type: application/ms-tnef; name=winmail.dat",
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b", b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: quoted-printable", b"Content-Disposition: attachment; filename*=x''%ff%00", b"From: <>",
    b"Subject: =?utf-8?B?0J/R?= =?koi8-r?Q?=F0?=", b"Date: Mon, 99 Foo 99999", b"Message-ID: <<>>", b"To: \xcf\xf0\xe8",
)  # fmt: skip
PIECES = (
    b"\x00", b"\xff\xfe", b"\r", b"\n\n", b"--b\r\n", b"--b--", b"> ", b"<table><tr><td>", b"<div style=display:none>",
    b"=\r\n",
    b"-- \n", b"=?utf-8?B?", b"\xed\xa0\x80", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2026", b"\x78\x9f\x3e\x22\x01\x00",
    "Имя:\nТелефон: 8 (917) 100-20-30\n".encode(), "От: x\nОтправлено: y\n".encode(), b"10:02 Olga: hello\n",
    b"+49 711 5556677",
    b"Final-Recipient: rfc822; a@b.example\nAction: failed\n\n", b"-----BEGIN PGP SIGNED MESSAGE-----\n", b" " * 300,
    b"<" * 100, b"&" * 100, b"a@" * 50,
)  # fmt: skip


def originals() -> Sequence[bytes]:
    """The sample letters, as they are and in other character sets."""
    whole = [file.read_bytes() for file in sorted(SAMPLES.glob("*.eml"))]
    texts = [
        base64.b64decode(raw.partition(b"\n\n")[2])
        for raw in whole
        if b"encoding: base64" in raw and b"multipart" not in raw
    ]
    heads = b"From: Ivan <ivan@kunde.example>\nSubject: x\nContent-Type: text/plain; charset="
    plain = [heads + name + b"\n\n" + text for text in texts for name in (b"utf-8", b"us-ascii", b"cp1251")]
    return [
        *whole,
        *plain,
        *(heads + b"koi8-r\n\n" + text.decode(errors="replace").encode("koi8-r", "replace") for text in texts),
    ]


def mutated(chance: random.Random, letters: Sequence[bytes]) -> bytes:
    """One letter, damaged in one to six ways."""
    raw = chance.choice(letters)
    for _ in range(chance.randint(1, 6)):
        raw = chance.choice(WAYS)(chance, raw, letters)[:200_000]
    return raw


def _place(chance: random.Random, raw: bytes) -> int:
    return chance.randint(0, len(raw))


def _cut(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    begin, end = sorted((_place(chance, raw), _place(chance, raw)))
    return raw[begin:] if chance.random() < 0.3 else raw[:begin] + raw[end:]


def _flip(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    damaged = bytearray(raw)
    for _i in range(chance.randint(1, 30)):
        if damaged:
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def _insert(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    at = _place(chance, raw)
    return raw[:at] + chance.choice(PIECES) * chance.choice((1, 1, 1, 20)) + raw[at:]


def _head(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    return chance.choice(HEADERS) + b"\r\n" + raw


def _join(chance: random.Random, raw: bytes, letters: Sequence[bytes]) -> bytes:
    other = chance.choice(letters)
    return raw[: _place(chance, raw)] + other[_place(chance, other) :]


def _wrap(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    kind = chance.choice((b"message/rfc822", b"multipart/mixed; boundary=b", b"text/plain", b"application/octet-stream"))
    start = b"From: a@outer.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: " + kind
    return start + b"\n\n" + raw + b"\n--b--\n"


def _lines(chance: random.Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    lines = raw.split(b"\n")
    if chance.random() < 0.5:
        chance.shuffle(lines)
    return chance.choice((b"\n", b"\r\n", b"\r")).join(lines)


WAYS: tuple[Callable[[random.Random, bytes, Sequence[bytes]], bytes], ...] = (
    _cut, _flip, _insert, _insert, _head, _head, _join, _wrap, _lines,
)  # fmt: skip
