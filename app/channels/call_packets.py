"""Values in the exchange's packets: moments, lengths and texts, whatever stands there."""

import re
from datetime import UTC, datetime, timedelta

from app.channels.ami_packets import Packet

LONGEST_ID = 150
LONGEST_NAME = 200
_EARLIEST, _LATEST = 946684800.0, 4102444800.0
"""2000 to 2100, in seconds since 1970: what lies outside is no time of a call."""
_EPOCH = re.compile(r"(?:^|-)(\d{9,11})\.\d{1,12}$", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,5}):)?(\d{1,2}):(\d{1,2})", re.ASCII)
_LONGEST_DURATION = timedelta(days=7)


def moment_of(packet: Packet, arrived: datetime) -> datetime:
    """When the exchange says that it happened; *arrived* if it does not say."""
    return _from_epoch(packet.get("Timestamp")) or arrived


def begun_at(unique_id: str, moment: datetime, within: timedelta = timedelta(days=1)) -> datetime:
    """When the channel *unique_id* was made: its name begins with the second. *moment* if that is not to be believed."""
    found = _EPOCH.search(unique_id)
    begun = _from_epoch(found[1]) if found else None
    return begun if begun is not None and moment - within <= begun <= moment else moment


def lasted(text: str) -> timedelta | None:
    """How long ``00:01:03`` or ``63`` is, None if it is neither."""
    text = text.strip()
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    elif (number := whole(text)) is not None:
        length = timedelta(seconds=number)
    else:
        return None
    return min(length, _LONGEST_DURATION)


def whole(text: str) -> int | None:
    """A whole number of at most nine digits, None if *text* is none."""
    text = text.strip()
    return int(text) if len(text) <= 9 and text.isascii() and text.isdigit() else None


def plain(text: str, longest: int) -> str:
    """*text* without signs that cannot be printed or kept, at most *longest* characters."""
    kept = text if text.isprintable() else "".join(sign for sign in text if sign.isprintable())
    return kept[:longest]


def _from_epoch(text: str) -> datetime | None:
    text = text.strip()
    if len(text) > 20:
        return None
    try:
        seconds = float(text)
    except ValueError:
        return None
    return datetime.fromtimestamp(seconds, UTC) if _EARLIEST <= seconds <= _LATEST else None
