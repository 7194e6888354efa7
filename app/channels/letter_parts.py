"""A letter taken apart: headers decoded, one readable text, attached files. RFC 5322, 2045–2047, 2231, 3676."""

import base64
import binascii
import codecs
import re
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser

from app.channels.html_text import html_to_text
from app.channels.invitations import read_invitation
from app.channels.tnef import unpack
from app.charsets import clean_text, decode_text
from app.events import AttachedFile
from app.file_names import numbered, safe_name
from app.language import tr
from app.letter_headers import BoundedHeaders, decode_words, mended, raw_headers_of, unescaped

_HTML_START = re.compile(r"\s{0,2000}(?:<!doctype html|<html|<body|<div|<table)", re.IGNORECASE)
_NO_HTML_STUB = re.compile(
    r"html|browser|браузер|почтов\w+ (?:клиент|программ)|e-?mail[- ](?:client|programm)", re.IGNORECASE
)
_MARKUP_LINE = re.compile(r"^(?:--\S.*|content-[a-z-]+:.*(?:\n[ \t].*)*)$\n?", re.IGNORECASE | re.MULTILINE)
"""What stands between the parts of a letter whose boundary is broken."""
_BOUNDARY = re.compile(rb"^--([^\s\"]{1,200})[ \t]*\r?\ncontent-", re.IGNORECASE | re.MULTILINE)
_STUB_LENGTH = 200
_DEEPEST_LETTER = 10
_SHORT = 1_000
_BOUNDS = BoundedHeaders()
"""The old policy keeps every header as sent; the new one raises from inside its parser on many broken ones."""


@dataclass
class OpenedLetter:
    """Headers by lower-case name, as sent, in order; the text that a person reads; files; letters inside the letter.

    delivery_status: the groups of fields of a report on delivery (RFC 3464), by lower-case name; returned_headers: those
    of the letter that it is about. invitation_method: what a calendar part wants (RFC 5546), "" without one.
    """

    raw_headers: dict[str, list[str]]
    content_type: str = "text/plain"
    report_type: str = ""
    text: str = ""
    attachments: list[AttachedFile] = field(default_factory=list)
    inside: list["OpenedLetter"] = field(default_factory=list)
    delivery_status: list[dict[str, str]] = field(default_factory=list)
    returned_headers: str = ""
    invitation_method: str = ""
    depth: int = 0
    _decoded: dict[str, str] = field(default_factory=dict)
    _names: MutableMapping[str, int] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """The first header of that name, decoded; "" if there is none."""
        sent = self.raw_header(name)
        if "=?" not in sent and len(sent) < _SHORT:
            return sent
        if name not in self._decoded:
            self._decoded[name] = decode_words(sent)
        return self._decoded[name]

    def raw_header(self, name: str) -> str:
        """The first header of that name as sent, encoded words still encoded."""
        return (self.raw_headers.get(name) or [""])[0]

    def attach(self, name: str, mime: str, data: bytes) -> None:
        """Keep a file under a safe name that no other file of this letter has."""
        kind = mime if re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,60}", mime, re.ASCII) else "application/octet-stream"
        self.attachments.append(AttachedFile(numbered(safe_name(name, kind), self._names), kind, data))


def open_letter(raw: bytes) -> OpenedLetter:
    """Take *raw* apart. May raise anything that the email package raises on broken letters; the caller decides."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raw = raw.decode("utf-16", "replace").encode()  # somebody saved the letter with a text editor
    raw = mended(raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t "))
    try:
        return _opened(_with_parts(message_from_bytes(raw, policy=_BOUNDS), raw), 0)
    except RecursionError:
        # Parts in parts without end: what stands below the headers is shown as it came.
        return _opened(BytesHeaderParser(policy=_BOUNDS).parsebytes(raw), 0)


def _with_parts(message: Message, raw: bytes) -> Message:
    """*message* taken apart at the boundary that its body uses, where the header names another one or none."""
    if message.get_content_maintype() != "multipart" or message.is_multipart():
        return message
    used = _BOUNDARY.search(raw)
    if used is None:
        return message
    head = b'Content-Type: multipart/mixed; boundary="' + used.group(1).replace(b'"', b"") + b'"\r\n\r\n'
    parts = message_from_bytes(head + raw[used.start() :], policy=_BOUNDS)
    if parts.is_multipart():
        message.set_payload(parts.get_payload())
    return message


def _opened(message: Message, depth: int) -> OpenedLetter:
    _decode_parameters(message)
    report = str(message.get_param("report-type") or "").lower()
    letter = OpenedLetter(raw_headers_of(message), message.get_content_type(), report, depth=depth)
    letter.text = clean_text("\n\n".join(text for text in _read(message, letter) if text.strip())).strip("\n")
    return letter


def _read(part: Message, letter: OpenedLetter) -> Iterator[str]:
    """The readable texts of *part*, in order; everything else is attached to *letter*."""
    kind = part.get_content_type()
    if kind in ("message/delivery-status", "message/global-delivery-status"):
        letter.delivery_status += _status_groups(part)
    elif kind in ("message/rfc822", "message/global") and part.is_multipart():
        _read_inner(part, kind, letter)
    elif kind in ("text/rfc822-headers", "message/rfc822-headers") and not part.is_multipart():
        letter.returned_headers += _text_of(part)
    elif kind == "multipart/alternative" and part.is_multipart():
        yield _best(part, letter)
    elif part.is_multipart():
        _decode_all(part)
        if kind == "multipart/encrypted":
            yield tr("This letter is encrypted. Its content is kept as a file.")
        for child in _children(part):
            yield from _read(child, letter)
    elif kind in ("text/plain", "text/html") and not _is_file(part):
        yield _text_of(part)
    elif part.get_content_maintype() == "multipart":
        yield _MARKUP_LINE.sub("", _text_of(part))
    else:
        yield from _read_file(part, kind, letter)


def _read_inner(part: Message, kind: str, letter: OpenedLetter) -> None:
    """A letter in the letter: opened, and kept as a file of the outermost one."""
    inner = part.get_payload(0)
    if not isinstance(inner, Message) or letter.depth >= _DEEPEST_LETTER:
        return
    opened = _opened(inner, letter.depth + 1)
    letter.inside.append(opened)
    if not letter.depth:
        name = _file_name(part) or f"{opened.header('subject') or 'letter'}.eml"
        letter.attach(name, kind, _bytes_of(inner, opened))


def _read_file(part: Message, kind: str, letter: OpenedLetter) -> Iterator[str]:
    """Keep *part* as a file; yields what it says to a reader: an invitation, a winmail.dat's text, a word on secrecy."""
    data, name = part.get_payload(decode=True), _file_name(part)
    if not isinstance(data, bytes) or not (data or name):
        return
    packed = unpack(data) if kind.endswith("/ms-tnef") or name.lower() == "winmail.dat" else None
    if packed:
        for file in packed.files:
            letter.attach(file.name, file.mime or "application/octet-stream", file.data)
        if not packed.files and not packed.text:
            letter.attach(name, kind, data)
        yield packed.text
        return
    letter.attach(name, kind, data)
    if kind in ("text/calendar", "application/ics"):
        charset = part.get_param("charset")
        invitation = read_invitation(data, charset if isinstance(charset, str) else "")
        letter.invitation_method = letter.invitation_method or (invitation.method if invitation else "")
        yield invitation.text if invitation else ""
    elif kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        yield tr("The content of this letter is encrypted or sealed with S/MIME. It is kept as a file.")


def _status_groups(part: Message) -> list[dict[str, str]]:
    """The fields of each recipient; the first group, about the whole letter, has no recipient (RFC 3464, 2.1)."""
    groups = _children(part)
    # Encoded reports, and those of the newer kind, are not taken apart by the email package.
    for text in [_text_of(each) for each in groups or [part] if not each.is_multipart()]:
        blocks = [block.strip().encode() for block in text.split("\n\n") if block.strip()]
        groups += [BytesHeaderParser(policy=_BOUNDS).parsebytes(block) for block in blocks]
    found = [{name: values[0] for name, values in raw_headers_of(group).items()} for group in groups]
    return [group for group in found if "final-recipient" in group or "original-recipient" in group]


def _best(part: Message, letter: OpenedLetter) -> str:
    """The one text of several alternatives: plain, unless it only says that HTML cannot be shown; and an invitation."""
    plain = html = invitation = ""
    _decode_all(part)
    for child in _children(part):
        text = "\n\n".join(each for each in _read(child, letter) if each.strip())
        kind = child.get_content_type()
        if kind == "text/plain":
            plain = plain or text
        elif kind == "text/calendar":
            invitation = invitation or text
        else:
            html = html or text
    is_stub = len(plain) < _STUB_LENGTH and len(html) > len(plain) and bool(_NO_HTML_STUB.search(plain))
    best = html if html.strip() and (is_stub or not plain.strip()) else plain
    missing = [line for line in invitation.split("\n") if line.strip() and line.strip() not in best]
    return "\n\n".join(each for each in ("\n".join(missing), best) if each.strip())


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
    if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64":
        data = _mended_base64(part, data)
    charset = part.get_param("charset")
    text = clean_text(decode_text(data, charset if isinstance(charset, str) else ""))
    if part.get_content_type() == "text/html" or _HTML_START.match(text):
        return html_to_text(text)
    if str(part.get_param("format") or "").lower() == "flowed":
        text = _unflowed(text, str(part.get_param("delsp") or "").lower() == "yes")
    return "\n".join(line.rstrip() if line != "-- " else line for line in text.split("\n"))


def _mended_base64(part: Message, data: bytes) -> bytes:
    """*data* of a text that says it is base64: read past rubbish in it, and as it is where it plainly is not."""
    try:
        sent = str(part.get_payload()).strip().encode("utf-8", "surrogateescape")
    except (ValueError, TypeError, LookupError):
        return data  # the name of its character set is broken beyond what the email package can look up
    if sent.count(b" ") > len(sent) / 30:
        return sent
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", sent)
    if len(kept) == len(sent.rstrip(b"=")):
        return data
    try:
        return base64.b64decode(kept[: len(kept) - (len(kept) % 4 == 1)] + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return data


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
            part.replace_header(name, clean_text(unescaped(values[0])))


def _decode_all(part: Message) -> None:
    for child in _children(part):
        _decode_parameters(child)


def _file_name(part: Message) -> str:
    try:
        return decode_words(part.get_filename() or "")
    except (ValueError, TypeError, LookupError, AttributeError):
        return ""  # a parameter broken beyond RFC 2231: the file is kept under a plain name


def _bytes_of(message: Message, opened: OpenedLetter) -> bytes:
    try:
        return message.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError):
        return opened.text.encode()  # broken too deep to be written again: its readable text is kept
