"""Headers of letters as sent, and decoded: encoded words, raw 8-bit bytes, damaged and endless lines. RFC 5322, 2047."""

import base64
import binascii
import quopri
import re
from collections.abc import Sequence
from email.message import Message
from email.policy import Compat32

from app.charsets import clean_text, decode_text

_ENCODED_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,20})?\?([bq])\?((?:[^?]|\?(?!=)){0,2000})\?=", re.IGNORECASE)
"""RFC 2047, with the language that RFC 2231 allows in it, and with blanks that have no business there."""
_HEADER_LINE = re.compile(rb"From |[\x21-\x39\x3b-\x7e]+:|[ \t]")
_KNOWN_HEADER = re.compile(
    rb"(?:from|to|subject|date|message-id|mime-version|content-[a-z-]+|received|reply-to):", re.IGNORECASE
)
_LONGEST_HEAD = 256 * 1024
_LONGEST_VALUE = 100_000
_LONGEST_DECODED = 10_000
_LONGEST_PARAMETERS = 4_000


class BoundedHeaders(Compat32):
    """Keeps every header as sent, as the old policy does, but none so long that reading its parameters takes minutes."""

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        """Name and value of one header; what no honest program writes is cut off."""
        name, value = super().header_source_parse(list(sourcelines))
        return name, value[: _LONGEST_PARAMETERS if name.lower().startswith("content-") else _LONGEST_VALUE]


def raw_headers_of(message: Message) -> dict[str, list[str]]:
    """The headers of *message* by lower-case name, in order, each on one line, encoded words still encoded."""
    found: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        found.setdefault(name.lower(), []).append(clean_text(" ".join(unescaped(str(value)).split())))
    return found


def decode_words(value: str) -> str:
    """A header's value with encoded words (RFC 2047) and raw 8-bit bytes decoded, on one line."""
    flat = " ".join(unescaped(value[:_LONGEST_DECODED]).split())
    if "=?" not in flat:
        return clean_text(flat).strip()
    said: list[str] = []
    kept, charset, end = b"", "", 0
    for word in _ENCODED_WORD.finditer(flat):
        between = flat[end : word.start()]
        neighbours = bool(end) and not between.strip()
        # Neighbours in one charset are decoded together: programs cut signs of several bytes in two.
        if not neighbours or word.group(1).lower() != charset:
            said += [decode_text(kept, charset), "" if neighbours else between]
            kept, charset = b"", word.group(1).lower()
        kept += _bytes_of_word(word.group(2), word.group(3))
        end = word.end()
    said += [decode_text(kept, charset), flat[end:]]
    return " ".join(clean_text("".join(said)).split())


def _bytes_of_word(encoding: str, text: str) -> bytes:
    """What stands in one encoded word, as far as it can be read."""
    if encoding in "qQ":
        return quopri.decodestring(text.replace(" ", "_").encode("utf-8", "replace"), header=True)
    kept = re.sub(r"[^A-Za-z0-9+/]", "", text)
    try:
        return base64.b64decode(kept[: len(kept) - (len(kept) % 4 == 1)] + "=" * (-len(kept) % 4))
    except binascii.Error:
        return b""


def mended(raw: bytes) -> bytes:
    """*raw* with damaged lines among its headers turned into harmless ones, so that the headers below them still count."""
    head = re.split(rb"\r?\n\r?\n|\r\r", raw[:_LONGEST_HEAD], maxsplit=1)[0]
    lines = head.splitlines(keepends=True)
    last = max((number for number, line in enumerate(lines) if _KNOWN_HEADER.match(line)), default=-1)
    whole = [
        line if number > last or _HEADER_LINE.match(line) else b"X-Damaged: " + line for number, line in enumerate(lines)
    ]
    return b"".join(whole) + raw[len(head) :]


def unescaped(value: str) -> str:
    """*value* with the raw bytes that the parser smuggled through as surrogates decoded."""
    try:
        value.encode()
    except UnicodeEncodeError:
        pass
    else:
        return value
    try:
        return decode_text(value.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return decode_text(value.encode("utf-8", "replace"))
