"""A letter taken apart: headers decoded, one readable text, attached files. RFC 5322, 2045–2047, 2231, 3676."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32

from app.channels.charsets import clean_text, decode_text
from app.channels.html_text import html_to_text
from app.events import AttachedFile
from app.file_names import safe_name

_HTML_START = re.compile(r"\s*(?:<!doctype html|<html|<body|<div|<table)", re.IGNORECASE)
_NO_HTML_STUB = re.compile(
    r"html|browser|браузер|почтов\w+ (?:клиент|программ)|e-?mail[- ](?:client|programm)", re.IGNORECASE
)
_CALENDAR_LINE = re.compile(r"^(SUMMARY|DESCRIPTION|LOCATION)(?:;[^:\n]*)?:(.*)$", re.MULTILINE)
_MARKUP_LINE = re.compile(r"^(?:--\S.*|content-[a-z-]+:.*(?:\n[ \t].*)*)$\n?", re.IGNORECASE | re.MULTILINE)
"""What stands between the parts of a letter whose boundary is broken."""
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_HEADER_LINE = re.compile(rb"From |[\x21-\x39\x3b-\x7e]+:|[ \t]")
_KNOWN_HEADER = re.compile(
    rb"(?:from|to|subject|date|message-id|mime-version|content-[a-z-]+|received|reply-to):", re.IGNORECASE
)
_LONGEST_HEAD = 256 * 1024
_STUB_LENGTH = 200


@dataclass
class OpenedLetter:
    """Headers by lower-case name, decoded, in order; the text that a person reads; files; letters inside the letter."""

    headers: dict[str, list[str]]
    raw_headers: dict[str, list[str]]
    content_type: str
    report_type: str
    text: str = ""
    attachments: list[AttachedFile] = field(default_factory=list)
    inside: list["OpenedLetter"] = field(default_factory=list)

    def header(self, name: str) -> str:
        """The first header of that name, decoded; "" if there is none."""
        return (self.headers.get(name) or [""])[0]

    def raw_header(self, name: str) -> str:
        """The first header of that name as sent, encoded words still encoded."""
        return (self.raw_headers.get(name) or [""])[0]


def open_letter(raw: bytes) -> OpenedLetter:
    """Take *raw* apart. May raise anything that the email package raises on broken letters; the caller decides."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ")
    # The old policy keeps every header as sent; the new one raises from inside its parser on many broken ones.
    return _opened(message_from_bytes(_mended(raw), policy=compat32))


def decode_words(value: str) -> str:
    """A header's value with encoded words (RFC 2047) and raw 8-bit bytes decoded, on one line."""
    flat = " ".join(_unescaped(value).split())
    if "=?" not in flat:
        return clean_text(flat).strip()
    try:
        chunks = decode_header(flat)
    except (HeaderParseError, ValueError, LookupError):
        return clean_text(_ENCODED_WORD.sub(_leniently, flat)).strip()
    said = [decode_text(chunk, charset or "") if isinstance(chunk, bytes) else chunk for chunk, charset in chunks]
    return " ".join(clean_text("".join(said)).split())


def _leniently(word: re.Match[str]) -> str:
    """One damaged encoded word: what can be read of it."""
    charset, encoding, text = word.groups()
    if encoding.lower() == "q":
        return decode_text(quopri.decodestring(text.encode("utf-8", "replace"), header=True), charset)
    kept = re.sub(r"[^A-Za-z0-9+/]", "", text)
    try:
        return decode_text(base64.b64decode(kept[: len(kept) - (len(kept) % 4 == 1)] + "=" * (-len(kept) % 4)), charset)
    except binascii.Error:
        return ""


def _mended(raw: bytes) -> bytes:
    """*raw* with damaged lines among its headers turned into harmless ones, so that the headers below them still count."""
    head = re.split(rb"\r?\n\r?\n", raw[:_LONGEST_HEAD], maxsplit=1)[0]
    lines = head.splitlines(keepends=True)
    last = max((number for number, line in enumerate(lines) if _KNOWN_HEADER.match(line)), default=-1)
    mended = [
        line if number > last or _HEADER_LINE.match(line) else b"X-Damaged: " + line for number, line in enumerate(lines)
    ]
    return b"".join(mended) + raw[len(head) :]


def _unescaped(value: str) -> str:
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


def _opened(message: Message) -> OpenedLetter:
    headers: dict[str, list[str]] = {}
    raw_headers: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        flat = clean_text(" ".join(_unescaped(str(value)).split()))
        raw_headers.setdefault(name.lower(), []).append(flat)
        headers.setdefault(name.lower(), []).append(decode_words(str(value)))
    _decode_parameters(message)
    report = str(message.get_param("report-type") or "").lower()
    letter = OpenedLetter(headers, raw_headers, message.get_content_type(), report)
    letter.text = clean_text("\n\n".join(text for text in _read(message, letter) if text.strip())).strip("\n")
    if not letter.text.strip():
        letter.text = _invitation(letter)
    return letter


def _read(part: Message, letter: OpenedLetter) -> Iterator[str]:
    """The readable texts of *part*, in order; everything else is attached to *letter*."""
    kind = part.get_content_type()
    if kind == "message/rfc822" and part.is_multipart():
        inner = part.get_payload(0)
        if isinstance(inner, Message):
            opened = _opened(inner)
            letter.inside.append(opened)
            _attach(
                letter, _file_name(part) or f"{opened.header('subject') or 'letter'}.eml", kind, _bytes_of(inner, opened)
            )
    elif kind == "multipart/alternative" and part.is_multipart():
        yield _best(part, letter)
    elif part.is_multipart():
        _decode_all(part)
        for child in _children(part):
            yield from _read(child, letter)
    elif kind in ("text/plain", "text/html") and not _is_file(part):
        yield _text_of(part)
    elif part.get_content_maintype() == "multipart":
        yield _MARKUP_LINE.sub("", _text_of(part))
    else:
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and (data or _file_name(part)):
            _attach(letter, _file_name(part), kind, data)


def _best(part: Message, letter: OpenedLetter) -> str:
    """The one text of several alternatives: plain, unless it only says that the program cannot show HTML."""
    plain = html = ""
    for child in _children(part):
        text = "\n\n".join(_read(child, letter))
        if child.get_content_type() == "text/plain":
            plain = plain or text
        else:
            html = html or text
    is_stub = len(plain) < _STUB_LENGTH and len(html) > len(plain) and bool(_NO_HTML_STUB.search(plain))
    return html if html.strip() and (is_stub or not plain.strip()) else plain


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or (
        bool(_file_name(part)) and part.get_content_disposition() is not None
    )


def _text_of(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_param("charset")
    text = clean_text(decode_text(data, charset if isinstance(charset, str) else ""))
    if part.get_content_type() == "text/html" or _HTML_START.match(text):
        return html_to_text(text)
    if str(part.get_param("format") or "").lower() == "flowed":
        text = _unflowed(text, str(part.get_param("delsp") or "").lower() == "yes")
    return "\n".join(line.rstrip() if line != "-- " else line for line in text.split("\n"))


def _unflowed(text: str, delete_space: bool) -> str:
    """Soft line breaks undone (RFC 3676, 4.2); quoted lines are left as they are."""
    lines: list[str] = []
    soft = False
    for line in text.split("\n"):
        body = line[1:] if line.startswith(" ") else line
        if soft and not body.startswith(">") and body != "-- ":
            lines[-1] = (lines[-1][:-1] if delete_space else lines[-1]) + body
        else:
            lines.append(body)
        soft = body.endswith(" ") and body != "-- " and not body.startswith(">")
    return "\n".join(lines)


def _decode_parameters(part: Message) -> None:
    """Put readable text in place of raw 8-bit bytes in the headers that carry file names."""
    for name in ("Content-Disposition", "Content-Type"):
        values = [str(value) for key, value in part.raw_items() if key.lower() == name.lower()]
        if values and not values[0].isascii():
            part.replace_header(name, clean_text(_unescaped(values[0])))


def _decode_all(part: Message) -> None:
    for child in _children(part):
        _decode_parameters(child)


def _file_name(part: Message) -> str:
    try:
        return decode_words(part.get_filename() or "")
    except (ValueError, TypeError, LookupError, AttributeError):
        return ""  # a parameter broken beyond RFC 2231: the file is kept under a plain name


def _attach(letter: OpenedLetter, name: str, mime: str, data: bytes) -> None:
    taken = [other.name for other in letter.attachments]
    kind = mime if re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,60}", mime, re.ASCII) else "application/octet-stream"
    letter.attachments.append(AttachedFile(safe_name(name, kind, taken), kind, data))


def _bytes_of(message: Message, opened: OpenedLetter) -> bytes:
    try:
        return message.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError):
        return opened.text.encode()  # broken too deep to be written again: its readable text is kept


def _invitation(letter: OpenedLetter) -> str:
    """What a calendar invitation without any words says (RFC 5545)."""
    for file in letter.attachments:
        if file.mime == "text/calendar":
            unfolded = re.sub(r"\r?\n[ \t]", "", clean_text(decode_text(file.data)))
            found = [value for _, value in _CALENDAR_LINE.findall(unfolded) if value.strip()]
            return "\n".join(re.sub(r"\\([,;\\])", r"\1", value.replace("\\n", "\n")).strip() for value in found)
    return ""
