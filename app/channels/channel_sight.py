"""What each packet says of a channel: taken down wherever it says it, in whatever order it comes."""

from datetime import datetime, timedelta

from app.channels.ami_packets import Packet
from app.channels.call_book import CallBook
from app.channels.call_channels import DOWN, RING, RINGING, UP, Channel, Kind, leads_somewhere, target_of
from app.channels.call_packets import LONGEST_ID, begun_at, lasted, plain, whole
from app.channels.caller_names import without_queue
from app.channels.number_plan import UNKNOWN

LONGEST_VALUE = 300
ENDING = frozenset(("Hangup", "HangupRequest", "SoftHangupRequest"))
TELLING = frozenset(("DialBegin", "DialState", "DialEnd", "AgentCalled", "AgentRingNoAnswer", "AgentConnect"))
"""Events of somebody being rung."""
_FRESH = TELLING | {"Newchannel", "Newstate", "BridgeEnter", "QueueCallerJoin"}
"""Events of what happens this moment; others may tell of a channel that has been there for long."""
_BEGINNING = frozenset(("Newchannel", "NewCallerid", "NewConnectedLine"))
"""What is told of a channel before anything happens: its number may come a moment after its birth."""


class ChannelSight:
    """Channels as packets show them, written into *book*."""

    def __init__(self, book: CallBook) -> None:
        self._book = book

    def see(self, packet: Packet, prefix: str, moment: datetime, arrived: datetime) -> Channel | None:
        """The channel that *packet* tells of, with what it tells; *prefix*: "Dest" for the one that is rung."""
        unique, name = identity(packet, prefix)
        linked = plain(packet.get(prefix + "Linkedid"), LONGEST_ID).strip()
        event = packet.event
        born = event == "Newchannel" and not prefix
        known = self._book.channel(unique, name, born)
        if known is not None:
            channel = known[1]
            self._book.follow(known[0], linked, moment)
        else:
            place = self._book.peers.place(name, _said(packet, prefix + "CallerIDNum"))
            if place is None:
                return None
            began = moment if born or prefix or event in _FRESH else begun_at(unique, moment)
            channel = Channel(unique, name, *place, began, seen_born=born)
            self._book.add(channel, linked or unique, arrived)
        call = self._book.call_of(channel)
        call.touched = arrived
        if event not in ENDING and channel.lost and channel.hung_at is None:
            channel.lost = False
        if call.ended_at is not None:
            self._book.revive(call)
        self._update(channel, packet, prefix, moment if known is not None or event in _FRESH else channel.began)
        self._book.changed(call)
        return channel

    def _update(self, channel: Channel, packet: Packet, prefix: str, moment: datetime) -> None:
        event, call = packet.event, self._book.call_of(channel)
        number, name = _said(packet, prefix + "CallerIDNum"), _said(packet, prefix + "CallerIDName")
        channel.number = channel.number or number
        if not channel.caller_name and name:
            renamed = channel.seen_born and event != "Newchannel"
            channel.caller_name = without_queue(name, "") if renamed else name
        channel.connected = _said(packet, prefix + "ConnectedLineNum") or channel.connected
        exten = plain(packet.get(prefix + "Exten"), LONGEST_VALUE).strip()
        if not channel.exten and leads_somewhere(exten):
            channel.exten = exten
        if channel.kind is Kind.OUTSIDE and not call.line and not prefix:
            call.line = self._line(channel, packet, exten)
        call.settled = (
            call.settled or event not in ("Newchannel", "NewCallerid", "NewConnectedLine") or len(call.channels) > 1
        )
        state = whole(packet.get(prefix + "ChannelState"))
        if state is None or channel.hung_at is not None:
            return
        if state == RING:
            channel.dialled = False
        elif event == "Newchannel" and state in (DOWN, RINGING) and channel.dialled is None:
            channel.dialled = True
        if state == UP:
            channel.talks(moment)
        elif channel.up_at is None:
            channel.state = state

    def _line(self, channel: Channel, packet: Packet, exten: str) -> str:
        """The own number that was dialled: what a trunk's channel is born with, or what the dial plan noted."""
        if packet.event == "Newchannel" and leads_somewhere(exten) and any(map(str.isdigit, exten)):
            return exten
        for variable in packet.all("ChanVariable"):
            key, _, value = variable.partition("=")
            if key == "FROM_DID" and leads_somewhere(value.strip()):
                return plain(value.strip(), LONGEST_VALUE)
        late = not channel.seen_born and any(map(str.isdigit, exten)) and not self._book.peers.plan.is_own(exten)
        return exten if late and leads_somewhere(exten) else ""

    def listed(self, channel: Channel, packet: Packet, began: datetime) -> None:
        """What only the list of channels tells."""
        call = self._book.call_of(channel)
        application, data = packet.get("Application"), packet.get("ApplicationData") or packet.get("Data")
        if channel.dialled is None and not channel.seen_born:
            channel.dialled = application in ("AppDial", "AppQueue") or channel.unique != call.linked_id
            channel.began = min(channel.began, began)
        call.queued = call.queued or application == "Queue"
        if application == "Dial" and channel.kind is Kind.OWN and self._book.peers.plan.read(channel.exten).number is None:
            channel.exten = target_of(plain(data, LONGEST_VALUE)) or channel.exten
        if bridge := plain(packet.get("BridgeId"), LONGEST_ID):
            self._book.enter(channel, bridge, began)


def identity(packet: Packet, prefix: str) -> tuple[str, str]:
    """Id and name of a channel; the name stands for an id that is missing."""
    name = plain(packet.get(prefix + "Channel"), LONGEST_VALUE).strip()
    return plain(packet.get(prefix + "Uniqueid"), LONGEST_ID).strip() or name, name


def _said(packet: Packet, key: str) -> str:
    """A number or name of a channel, "" where the exchange writes that it has none."""
    text = plain(packet.get(key), LONGEST_VALUE)
    return "" if text.strip().casefold() in UNKNOWN else text


def age_of(packet: Packet) -> timedelta:
    """How long a listed channel has been there."""
    return lasted(packet.get("Duration") or packet.get("Seconds")) or timedelta(0)
