"""The HTML of a letter, found in its bytes and made fit to be shown. Pure: a window's operation may ask for it."""

from email import message_from_bytes
from email.message import Message

from app.charsets import clean_text, decode_text
from app.clean_html import clean
from app.letter_headers import BoundedHeaders, mended

_MOST_PARTS = 2_000
_LARGEST = 4 * 1024 * 1024
"""Bytes of one part that are looked at; what is shown is cut earlier."""


def html_of(raw: bytes) -> str:
    """The letter's own HTML, cleaned (see ``clean_html.clean``); "" if it has none. Raises nothing, whatever the bytes."""
    try:
        part = _html_part(message_from_bytes(mended(raw.lstrip(b"\r\n\t ")), policy=BoundedHeaders()))
        data = part.get_payload(decode=True) if part is not None else None
        charset = part.get_param("charset") if part is not None else None
    except Exception:  # the email package raises nearly anything on broken letters; its text is shown instead
        return ""
    if not isinstance(data, bytes):
        return ""
    return clean(clean_text(decode_text(data[:_LARGEST], charset if isinstance(charset, str) else ""))).strip()


def _html_part(message: Message) -> Message | None:
    """The first HTML part that is shown and not attached; letters inside the letter are not looked into."""
    waiting = [message]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return None
        part = waiting.pop()
        kind, payload = part.get_content_type(), part.get_payload()
        if kind == "text/html" and not part.is_multipart() and part.get_content_disposition() != "attachment":
            return part
        if isinstance(payload, list) and not kind.startswith("message/"):
            waiting += [child for child in reversed(payload) if isinstance(child, Message)]
    return None
