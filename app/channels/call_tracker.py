"""Calls, not channels: what the exchange tells of its channels becomes whole snapshots of conversations [C16, C17].

A pure state machine: packets in, CallEvents out. It trusts no event class to be there, no order between channels and no
single value; docs/decisions/027-calls-not-channels.md says what it goes by.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from app.channels.ami_packets import Packet
from app.channels.call_book import CallBook
from app.channels.call_channels import RINGING, UP, Channel, Kind, leads_somewhere, target_of
from app.channels.call_enrichment import CallRecord, enrich, record_of_cdr, record_of_connector
from app.channels.call_packets import LONGEST_ID, begun_at, lasted, moment_of, plain, whole
from app.channels.caller_names import without_queue
from app.channels.number_plan import UNKNOWN, NumberPlan
from app.events import CallEvent

_ENDING = frozenset(("Hangup", "HangupRequest", "SoftHangupRequest"))
_TELLING = frozenset(("DialBegin", "DialState", "DialEnd", "AgentCalled", "AgentRingNoAnswer", "AgentConnect"))
_FRESH = _TELLING | {"Newchannel", "Newstate", "BridgeEnter", "QueueCallerJoin"}
"""Events of what happens this moment; others may tell of a channel that has been there for long."""
_BEGINNING = frozenset(("Newchannel", "NewCallerid", "NewConnectedLine"))
"""What is told of a channel before anything happens: its number may come a moment after its birth."""
_CANCELLED = 487
"""SIP's answer to a caller who gave up (RFC 3261, 21.4.25)."""
_LONGEST_VALUE = 300


class CallTracker:
    """All calls of one exchange. plan: how numbers are read; it may be changed while calls go on."""

    def __init__(self, plan: NumberPlan) -> None:
        self._book = CallBook(plan)

    @property
    def plan(self) -> NumberPlan:
        """How numbers and own telephones are read."""
        return self._book.peers.plan

    @plan.setter
    def plan(self, plan: NumberPlan) -> None:
        self._book.peers.plan = plan

    @property
    def going(self) -> frozenset[str]:
        """The calls that go on, by linked id."""
        return self._book.going()

    def feed(self, packet: Packet, arrived: datetime) -> tuple[CallEvent, ...]:
        """The calls that *packet* changed, whole. Never raises. arrived: when it came; it counts where it has no time."""
        moment = self._book.heard = moment_of(packet, arrived)
        handler = _HANDLERS.get(packet.event)
        if handler is not None:
            handler(self, packet, moment, arrived)
        self._book.tidy(arrived)
        return self._book.told()

    def resync(self, channels: Sequence[Packet], arrived: datetime) -> tuple[CallEvent, ...]:
        """What the exchange says it has now (CoreShowChannel or Status): unknown calls begin, absent ones end unseen."""
        present: set[int] = set()
        for packet in sorted(channels, key=_age, reverse=True):
            began = arrived - _age(packet)
            known = self._book.channel(*_identity(packet, "")) is not None
            channel = self._see(packet, "", arrived if known else began, arrived)
            if channel is not None:
                present.add(id(channel))
                self._resynced(channel, packet, began)
        self._book.keep_only(present, arrived)
        return self._book.told()

    def lost(self, arrived: datetime) -> tuple[CallEvent, ...]:
        """Nothing was heard for too long: every call that goes on ends unseen. Later news may revive it."""
        self._book.keep_only(set(), arrived)
        return self._book.told()

    def outside_channel(self, linked_id: str) -> str | None:
        """The channel of the other side in a call that goes on, for handing it over; None if there is none."""
        return self._channel(linked_id, lambda channel: channel.kind is Kind.OUTSIDE)

    def phone_channel(self, linked_id: str, extension: str) -> str | None:
        """The channel of the own telephone *extension* in a call that goes on, None if there is none."""
        return self._channel(linked_id, lambda channel: channel.extension == extension)

    def _channel(self, linked_id: str, wanted: Callable[[Channel], bool]) -> str | None:
        call = self._book.find(linked_id)
        if call is None or call.ended_at is not None:
            return None
        there = [channel for channel in call.ends() if channel.alive and wanted(channel)]
        talking = [channel for channel in there if channel.up_at is not None]
        return next((channel.name for channel in (*talking, *there)), None)

    # ------------------------------------------------------------ channels
    def _see(self, packet: Packet, prefix: str, moment: datetime, arrived: datetime) -> Channel | None:
        """The channel that *packet* tells of, with what it tells; *prefix*: "Dest" for the one that is rung."""
        unique, name = _identity(packet, prefix)
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
        if event not in _ENDING and channel.lost and channel.hung_at is None:
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
        exten = plain(packet.get(prefix + "Exten"), _LONGEST_VALUE).strip()
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
        if event == "Newchannel":
            channel.dialled = state in (0, RINGING) if channel.dialled is None else channel.dialled
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
                return plain(value.strip(), _LONGEST_VALUE)
        late = not channel.seen_born and any(map(str.isdigit, exten)) and not self.plan.is_own(exten)
        return exten if late and leads_somewhere(exten) else ""

    def _resynced(self, channel: Channel, packet: Packet, began: datetime) -> None:
        """What only the list of channels tells."""
        call = self._book.call_of(channel)
        application, data = packet.get("Application"), packet.get("ApplicationData") or packet.get("Data")
        if channel.dialled is None and not channel.seen_born:
            channel.dialled = application in ("AppDial", "AppQueue") or channel.unique != call.linked_id
            channel.began = min(channel.began, began)
        call.queued = call.queued or application == "Queue"
        if application == "Dial" and channel.kind is Kind.OWN and self.plan.read(channel.exten).number is None:
            channel.exten = target_of(plain(data, _LONGEST_VALUE)) or channel.exten
        if bridge := plain(packet.get("BridgeId"), LONGEST_ID):
            self._book.enter(channel, bridge, began)

    # ------------------------------------------------------------ events
    def _any(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        self._see(packet, "", moment, arrived)

    def _dial(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        """Somebody is rung, or it ends. An Originate rings without anybody who calls."""
        caller = self._see(packet, "", moment, arrived) if packet.get("Channel") else None
        rung = self._see(packet, "Dest", moment, arrived) if packet.get("DestChannel") else None
        if rung is None:
            return
        call = self._book.call_of(rung)
        if caller is not None:
            call = self._book.join(call, self._book.call_of(caller), moment)
        call.queued = call.queued or bool(packet.get("Queue"))
        if rung.dialled is None or not rung.seen_born:
            rung.dialled = True
        dialled = plain(packet.get("DialString"), _LONGEST_VALUE)
        if rung.kind is Kind.OUTSIDE and not rung.target:
            rung.target = target_of(dialled) or _number_like(rung.exten) or _number_like(rung.number)
        # A queue tells the technology of whom it rings, Dial does not.
        if caller is not None and caller.kind is not Kind.LOCAL and dialled.split("/")[0] == rung.name.split("/")[0]:
            call.queued = True
        status = plain(packet.get("DialStatus"), 32).upper()
        if packet.event == "DialEnd" and status == "ANSWER":
            rung.talks(moment)
        elif packet.event == "DialEnd" and status:
            rung.forwarded = rung.forwarded or bool(packet.get("Forward").strip())
            rung.rung_out(status, moment)
        elif status == "RINGING" and rung.up_at is None:
            rung.state = RINGING
        self._book.changed(call)

    def _queue(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        channel = self._see(packet, "", moment, arrived)
        if channel is not None:
            self._book.call_of(channel).queued = True

    def _enter(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        channel = self._see(packet, "", moment, arrived)
        bridge = plain(packet.get("BridgeUniqueid"), LONGEST_ID)
        if channel is not None and bridge and channel.hung_at is None:
            self._book.enter(channel, bridge, moment)

    def _leave(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        channel = self._see(packet, "", moment, arrived)
        if channel is not None:
            self._book.leave(channel)

    def _hangup(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        channel = self._see(packet, "", moment, arrived)
        if channel is None or channel.hung_at is not None:
            return
        cause = whole(packet.get("Cause")) or 0
        channel.cause = channel.cause if channel.cause in (17, 21) else cause or channel.cause
        channel.given_up = channel.given_up or whole(packet.get("TechCause")) == _CANCELLED
        if packet.event == "Hangup":
            self._book.hang_up(channel, moment)

    def _rename(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        known = self._book.channel(plain(packet.get("Uniqueid"), LONGEST_ID), "")
        name = plain(packet.get("Newname"), _LONGEST_VALUE)
        if known is not None and name and "<" not in name:
            known[1].name = name

    def _handed_over(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        """An attended transfer: the call and the consultation are one from now on."""
        calls = [self._book.find(packet.get(key)) for key in ("OrigTransfererLinkedid", "SecondTransfererLinkedid")]
        first, second = calls
        if packet.get("Result").casefold() == "success" and first is not None and second is not None:
            self._book.join(second, first, moment)

    def _originated(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        number, name = plain(packet.get("Exten"), _LONGEST_VALUE), plain(packet.get("Channel"), _LONGEST_VALUE)
        known = self._book.channel(plain(packet.get("Uniqueid"), LONGEST_ID), "")
        call = known[0] if known is not None else self._book.waiting_for_answer(name)
        if call is not None and leads_somewhere(number):
            call.failed_number = number
            self._book.changed(call)

    def _recorded(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        self._enrich(record_of_cdr(packet, moment), arrived)

    def _connector(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        if packet.get("UserEvent") == "CdrConnector":
            self._enrich(record_of_connector(packet, moment), arrived)

    def _enrich(self, record: CallRecord | None, arrived: datetime) -> None:
        if record is not None:
            enrich(self._book, record, arrived)

    def _old_dial(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        """Before Asterisk 12 one event told the beginning and the end, and named no call."""
        pairs = (
            ("Event", "DialEnd" if packet.get("SubEvent") == "End" else "DialBegin"),
            ("Channel", packet.get("Channel")),
            ("Uniqueid", packet.get("UniqueID")),
            ("DestChannel", packet.get("Destination")),
            ("DestUniqueid", packet.get("DestUniqueID")),
            ("DialString", packet.get("Dialstring")),
        )
        if packet.get("Destination"):
            self._dial(Packet(tuple(pair for pair in pairs if pair[1])), moment, arrived)

    def _learn(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        self._book.peers.learn(packet)

    def _shut_down(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        self._book.keep_only(set(), arrived)

    def _booted(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        """The exchange says after every login how long it has been up; what is older than that cannot go on."""
        up = lasted(packet.get("Uptime"))
        if up is not None:
            self._book.keep_younger(moment - up)


_Handler = Callable[[CallTracker, Packet, datetime, datetime], None]
_HANDLERS: dict[str, _Handler] = {
    **dict.fromkeys(
        ("Newchannel", "Newstate", "NewCallerid", "NewConnectedLine", "Newexten", "Hold", "Unhold", "ParkedCall"),
        CallTracker._any,
    ),
    **dict.fromkeys(_TELLING, CallTracker._dial),
    **dict.fromkeys(("QueueCallerJoin", "QueueCallerLeave", "QueueCallerAbandon"), CallTracker._queue),
    **dict.fromkeys(_ENDING, CallTracker._hangup),
    "BridgeEnter": CallTracker._enter,
    "BridgeLeave": CallTracker._leave,
    "Rename": CallTracker._rename,
    "AttendedTransfer": CallTracker._handed_over,
    "OriginateResponse": CallTracker._originated,
    "Cdr": CallTracker._recorded,
    "UserEvent": CallTracker._connector,
    "Dial": CallTracker._old_dial,
    "ExtensionStatus": CallTracker._learn,
    "Shutdown": CallTracker._shut_down,
    "FullyBooted": CallTracker._booted,
}


def _identity(packet: Packet, prefix: str) -> tuple[str, str]:
    """Id and name of a channel; the name stands for an id that is missing."""
    name = plain(packet.get(prefix + "Channel"), _LONGEST_VALUE).strip()
    return plain(packet.get(prefix + "Uniqueid"), LONGEST_ID).strip() or name, name


def _said(packet: Packet, key: str) -> str:
    """A number or name of a channel, "" where the exchange writes that it has none."""
    text = plain(packet.get(key), _LONGEST_VALUE)
    return "" if text.strip().casefold() in UNKNOWN else text


def _number_like(text: str) -> str:
    return text if sum(sign.isdigit() for sign in text) >= 2 else ""


def _age(packet: Packet) -> timedelta:
    return lasted(packet.get("Duration") or packet.get("Seconds")) or timedelta(0)
