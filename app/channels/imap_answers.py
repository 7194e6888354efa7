"""What a mail server answers, read from what imaplib has collected. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_UID = re.compile(rb"\bUID (\d{1,10})\b", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,18})\b", re.IGNORECASE)
_DATE = re.compile(
    rb'\bINTERNALDATE "\s*(\d{1,2})-([A-Z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)"', re.IGNORECASE
)
_BODY = re.compile(rb"\bBODY\[\](?:<\d+>)? ", re.IGNORECASE)
_QUOTED = re.compile(rb'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BODY_FOLLOWS = re.compile(rb"\bBODY\[\](?:<\d+>)? ~?\{\d+\}$", re.IGNORECASE)
# Possessive throughout: a hostile server must not make the search slow.
_END = re.compile(rb' *+(?:[\w.\-\[\]<>]++ (?:\d++|NIL|"[^"]*+"|\([^()]*+\)) *+)*+\)', re.IGNORECASE)
_MONTHS = (b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec")


@dataclass(frozen=True, slots=True)
class Answer:
    """One letter of a FETCH answer; None: not said. body: the first literal or quoted text of ``BODY[]``."""

    uid: int
    size: int | None
    received_at: datetime | None
    body: bytes | None


def fetched(data: Iterable[object]) -> Iterator[Answer]:
    """The letters in what imaplib collected for FETCH: (text, literal) pairs, then the text up to the closing bracket.

    Left out are an answer without its end (the line broke), one that says no UID (another program changed a flag), and one
    that goes on with something else than an answer does: its letter was longer than the server had said.
    """
    said, body = b"", None
    for part in data:
        if isinstance(part, tuple):
            said += part[0] + b" "
            if _BODY_FOLLOWS.search(part[0]):
                body = bytes(part[1])
        elif isinstance(part, bytes):
            whole = body is None or _END.fullmatch(part)
            said += part
            if whole and (found := _UID.search(said)):
                yield Answer(int(found[1]), _size(said), _moment(said), _quoted(said) if body is None else body)
            said, body = b"", None


def numbers(data: Iterable[object]) -> list[int]:
    """The UIDs of a SEARCH answer, ascending; servers may spread it over several lines, or say one twice."""
    return sorted({int(word) for part in data if isinstance(part, bytes) for word in part.split() if word.isdigit()})


def uid_set(uids: Sequence[int]) -> str:
    """*uids* (ascending) as short as IMAP can say them: ``1:5,9``."""
    ranges: list[list[int]] = []
    for uid in uids:
        if ranges and uid == ranges[-1][1] + 1:
            ranges[-1][1] = uid
        else:
            ranges.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in ranges)


def _size(said: bytes) -> int | None:
    found = _SIZE.search(said)
    return int(found[1]) if found else None


def _moment(said: bytes) -> datetime | None:
    found = _DATE.search(said)
    if not found:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == b"-" else 1)
    try:
        number = _MONTHS.index(month.lower()) + 1
        moment = datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=timezone(ahead))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _quoted(said: bytes) -> bytes | None:
    """A short letter may come between quotation marks instead of as a literal (RFC 3501, nstring)."""
    place = _BODY.search(said)
    found = _QUOTED.match(said, place.end()) if place else None
    return re.sub(rb"\\(.)", rb"\1", found[1], flags=re.DOTALL) if found else None
