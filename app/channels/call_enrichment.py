"""What the exchange writes down of a call when it is over: Cdr, and MikoPBX's own UserEvent. Never needed, gladly taken.

A record cannot say whether a person answered: a dial plan's own answer is ANSWERED there, too. It tells the moments of a
call whose beginning nobody saw, and is all that there is where the right to hear of channels was not given.
"""

import base64
import binascii
import json
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from app.channels.ami_packets import Packet
from app.channels.call_book import CallBook
from app.channels.call_channels import Channel, leads_somewhere
from app.channels.call_packets import LONGEST_ID, begun_at, lasted, plain
from app.channels.tracked_call import TrackedCall

_MOST_BYTES = 256 * 1024
"""Of what a connector's record may unpack to; the longest has a few thousand."""
_LONGEST_VALUE = 300
_STATUS = {
    "BUSY": "BUSY",
    "FAILED": "CONGESTION",
    "CONGESTION": "CONGESTION",
    "NO ANSWER": "NOANSWER",
    "NOANSWER": "NOANSWER",
}
_ZONE_STEP = timedelta(minutes=15)
_LATE_BY = timedelta(seconds=5)
_NO_YEAR = 2000
"""MikoPBX writes a year 0000 or 1970 where nobody answered."""


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One line of the exchange's own book: who called whom over which channels, and how long.

    complete: it is written at the end, and not on the way. answered_at: None if never.
    """

    linked_id: str
    unique: str
    complete: bool
    began: datetime
    answered_at: datetime | None
    ended_at: datetime
    source: str = ""
    destination: str = ""
    channel: str = ""
    rung: str = ""
    disposition: str = ""
    application: str = ""
    line: str = ""


def record_of_cdr(packet: Packet, moment: datetime) -> CallRecord | None:
    """The record in a Cdr event, None if it names no call."""
    unique = plain(packet.get("UniqueID"), LONGEST_ID).strip()
    times = _Times(*map(packet.get, ("StartTime", "AnswerTime", "EndTime", "Duration", "BillableSeconds")))
    linked = plain(packet.get("linkedid"), LONGEST_ID).strip() or unique
    if not linked:
        return None
    return CallRecord(
        linked,
        unique or linked,
        True,
        *_moments(times, linked, moment),
        source=plain(packet.get("Source"), _LONGEST_VALUE),
        destination=plain(packet.get("Destination"), _LONGEST_VALUE),
        channel=plain(packet.get("Channel"), _LONGEST_VALUE),
        rung=plain(packet.get("DestinationChannel"), _LONGEST_VALUE),
        disposition=packet.get("Disposition").strip().upper(),
        application=packet.get("LastApplication"),
    )


def record_of_connector(packet: Packet, moment: datetime) -> CallRecord | None:
    """The record in a UserEvent CdrConnector: base64 of JSON, or "GZ:" and base64 of gzip of JSON. None if damaged."""
    values = _unpacked(packet.get("AgiData"))
    if values is None:
        return None

    def said(key: str) -> str:
        value = values.get(key)
        return plain(str(value), _LONGEST_VALUE) if isinstance(value, str | int) else ""

    linked = said("linkedid")[:LONGEST_ID]
    if not linked:
        return None
    return CallRecord(
        linked,
        linked,
        bool(said("endtime")) and said("action") == "hangup_update_cdr",
        *_moments(_Times(*map(said, ("start", "answer", "endtime", "duration", "billsec"))), linked, moment),
        said("src_num"),
        said("dst_num"),
        said("src_chan"),
        said("dst_chan"),
        said("disposition").upper(),
        said("appname"),
        said("did"),
    )


class _Times(NamedTuple):
    """As a record has them: the exchange's own time without its zone, and whole seconds."""

    start: str
    answer: str
    end: str
    lasted: str
    talked: str


def _moments(times: _Times, linked_id: str, moment: datetime) -> tuple[datetime, datetime | None, datetime]:
    """Beginning, answer and end. The zone of the exchange is not said: the linked id tells when the call truly began."""
    start, answer, end = (_written(text) for text in times[:3])
    born = begun_at(linked_id, moment)
    if start is not None and end is not None and born < moment and start <= end:
        zone = _ZONE_STEP * ((start - born + _LATE_BY) // _ZONE_STEP)
        if end - zone <= moment + _LATE_BY:
            return start - zone, answer - zone if answer is not None else None, end - zone
    talked = lasted(times.talked)
    return moment - (lasted(times.lasted) or timedelta(0)), moment - talked if talked else None, moment


def _written(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip()[:26])
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.year > _NO_YEAR else None


def _unpacked(text: str) -> dict[str, Any] | None:
    packed = text.strip()
    if len(packed) > _MOST_BYTES:
        return None
    try:
        raw = base64.b64decode(packed.removeprefix("GZ:"), validate=False)
        if packed.startswith("GZ:"):
            raw = zlib.decompressobj(wbits=47).decompress(raw, _MOST_BYTES)
        values = json.loads(raw)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def enrich(book: CallBook, record: CallRecord, arrived: datetime) -> None:
    """Add what *record* says to its call; where nobody saw any of it, the record is all that is known."""
    call = book.find(record.linked_id)
    if call is None:
        known = book.channel(record.unique, "")
        call = known[0] if known is not None else None
    if call is None or call.recorded_only:
        if record.complete and record.channel:
            _write_down(book, record, arrived)
        return
    call.queued = call.queued or record.application == "Queue"
    if not call.line and leads_somewhere(record.line):
        call.line = record.line
    if record.complete and record.unique == call.linked_id and (call.late or call.unseen):
        _set_right(book, call, record)
    book.changed(call)


def _set_right(book: CallBook, call: TrackedCall, record: CallRecord) -> None:
    """The moments of a call whose beginning or end was not seen."""
    if call.late:
        call.began = min(call.began, record.began)
        if record.disposition == "ANSWERED" and record.answered_at is not None:
            call.talked_from = record.answered_at
    if call.unseen:
        for channel in call.channels.values():
            if channel.hung_at is None:
                book.hang_up(channel, record.ended_at)


def _write_down(book: CallBook, record: CallRecord, arrived: datetime) -> None:
    """A call of which there is only this record, or one more of a call that has only such."""
    began = min(record.began, begun_at(record.linked_id, record.ended_at))
    talked_at = record.answered_at if record.disposition == "ANSWERED" else None
    caller = _channel(book, record.unique, record.channel, record.source, began)
    rung = _channel(book, f"{record.unique}/{record.rung}", record.rung, record.destination, record.began)
    for channel, dialled in ((caller, False), (rung, True)):
        if channel is None or book.channel(channel.unique, "") is not None:
            continue
        channel.dialled = dialled
        channel.seen_born = True
        channel.exten = record.destination if not dialled else ""
        channel.hung_at = record.ended_at
        if dialled:
            channel.target = record.destination if any(map(str.isdigit, record.destination)) else ""
            channel.up_at = talked_at
            if talked_at is None:
                channel.rung_out(_STATUS.get(record.disposition, "NOANSWER"), record.ended_at)
        book.add(channel, record.linked_id, arrived)
    call = book.find(record.linked_id)
    if call is not None:
        call.recorded_only = True
        call.touched = arrived
        call.queued = call.queued or record.application == "Queue"
        call.line = call.line or record.line
        call.settled = True
        call.ended_at = max(call.ended_at or record.ended_at, record.ended_at)
        book.changed(call)


def _channel(book: CallBook, unique: str, name: str, number: str, began: datetime) -> Channel | None:
    place = book.peers.place(name, number)
    return None if place is None else Channel(unique, name, *place, began, number=number)
