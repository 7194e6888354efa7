"""The name of a caller, as far as the exchange tells one."""

import re

from app.channels.call_packets import LONGEST_NAME, plain
from app.phone_number import NOBODY

_ESCAPES = {"n": " ", "r": " ", "t": " ", "a": "", "b": "", "f": " ", "v": " "}
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_LOST = "\ufffd"
_NO_NAMES = NOBODY | {"asterisk", "user", "noname", "<unknown>", "<null>", "(null)", "null", "none"}
"""What exchanges and providers write where there is no name."""


def read_name(raw: str, number: str) -> str:
    """The name in *raw*, "" if it holds none: the number once more, a word for nobody, or damaged beyond reading.

    Exchanges escape quotes and backslashes as C does and cut after 79 bytes, within a letter or an escape, too; letters of
    another code page come as U+FFFD.
    """
    text = _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), raw)
    readable = text.replace(_LOST, "")
    text = " ".join(plain(readable.replace("\n", " "), LONGEST_NAME * 2).split())
    if len(text) > 1 and text[0] == text[-1] == '"' and text.count('"') == 2:
        text = text[1:-1].strip()
    # A letter or two left among the ruins of a name are no name.
    ruined = raw.count(_LOST) > 1 and sum(sign.isalpha() for sign in text) <= raw.count(_LOST)
    if not text or ruined or text.casefold() in _NO_NAMES or _is_number(text, number):
        return ""
    return text[:LONGEST_NAME]


def without_queue(name: str, first: str) -> str:
    """*name* as it was before a queue wrote its own in front ("Sales:Ivan"); *first*: how the channel was born."""
    if first and name.endswith(first):
        return first
    _, colon, rest = name.partition(":")
    return rest.strip() if colon else name


def _is_number(text: str, number: str) -> bool:
    if any(sign.isalpha() for sign in text):
        return False
    digits = "".join(filter(str.isdigit, text))
    return len(digits) >= 5 or digits == "".join(filter(str.isdigit, number))
