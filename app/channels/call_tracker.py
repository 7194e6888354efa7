"""Calls, not channels: what the exchange tells of its channels becomes whole snapshots of conversations [C16, C17].

A pure state machine: packets in, CallEvents out. It trusts no event class to be there, no order between channels and no
single value; docs/decisions/027-calls-not-channels.md says what it goes by.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from app.channels.ami_packets import Packet
from app.channels.call_book import CallBook
from app.channels.call_channels import RINGING, Channel, Kind, leads_somewhere, target_of
from app.channels.call_endings import MOST_CALLS, CallEndings
from app.channels.call_enrichment import CallRecord, enrich, record_of_cdr, record_of_connector
from app.channels.call_packets import LONGEST_ID, begun_at, lasted, moment_of, plain, whole
from app.channels.channel_sight import ENDING, LONGEST_VALUE, TELLING, ChannelSight, age_of, identity
from app.channels.number_plan import NumberPlan
from app.events import CallEvent

_CANCELLED = 487
"""SIP's answer to a caller who gave up (RFC 3261, 21.4.25)."""
_EVER = timedelta(days=3650)


class CallTracker:
    """All calls of one exchange.

    plan: how numbers are read; it may be changed while calls go on. most_calls: more are not kept at once.
    """

    def __init__(self, plan: NumberPlan, most_calls: int = MOST_CALLS) -> None:
        self._book = CallBook(plan)
        self._endings = CallEndings(self._book, most_calls)
        self._sight = ChannelSight(self._book)

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
        return frozenset(linked_id for linked_id, call in self._book.calls.items() if call.ended_at is None)

    def feed(self, packet: Packet, arrived: datetime) -> tuple[CallEvent, ...]:
        """The calls that *packet* changed, whole. Never raises. arrived: when it came; it counts where it has no time."""
        moment = self._book.heard = moment_of(packet, arrived)
        handler = _HANDLERS.get(packet.event)
        if handler is not None:
            handler(self, packet, moment, arrived)
        self._endings.tidy(arrived)
        return self._book.told()

    def resync(self, channels: Sequence[Packet], arrived: datetime) -> tuple[CallEvent, ...]:
        """What the exchange says it has now (CoreShowChannel or Status): unknown calls begin, absent ones end unseen."""
        present: set[int] = set()
        for packet in sorted(channels, key=age_of, reverse=True):
            unique, name = identity(packet, "")
            # The exchange's own clock, if the id tells it, since it goes on telling times by that.
            began = min(arrived - age_of(packet), begun_at(unique, arrived, _EVER))
            known = self._book.channel(unique, name) is not None
            channel = self._sight.see(packet, "", max(self._book.heard, began) if known else began, arrived)
            if channel is not None:
                present.add(id(channel))
                self._sight.listed(channel, packet, began)
        self._endings.keep_only(present)
        return self._book.told()

    def lost(self, arrived: datetime) -> tuple[CallEvent, ...]:
        """Nothing was heard for too long: every call that goes on ends unseen. Later news may revive it."""
        self._endings.keep_only(set())
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

    # ------------------------------------------------------------ events
    def _any(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        self._sight.see(packet, "", moment, arrived)

    def _dial(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        """Somebody is rung, or it ends. An Originate rings without anybody who calls."""
        caller = self._sight.see(packet, "", moment, arrived) if packet.get("Channel") else None
        rung = self._sight.see(packet, "Dest", moment, arrived) if packet.get("DestChannel") else None
        if rung is None:
            return
        call = self._book.call_of(rung)
        if caller is not None:
            call = self._book.join(call, self._book.call_of(caller), moment)
        call.queued = call.queued or bool(packet.get("Queue"))
        if rung.dialled is None or not rung.seen_born or rung.unique != call.linked_id:
            rung.dialled = True
        dialled = plain(packet.get("DialString"), LONGEST_VALUE)
        if rung.kind is Kind.OUTSIDE and self._book.peers.is_named(rung.name, dialled) and self.plan.is_own(rung.number):
            self._book.peers.adopt(rung.name, rung.number)
            rung.kind, rung.extension = Kind.OWN, rung.number
        elif rung.kind is Kind.OUTSIDE and not rung.target:
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
        channel = self._sight.see(packet, "", moment, arrived)
        if channel is not None:
            self._book.call_of(channel).queued = True

    def _enter(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        channel = self._sight.see(packet, "", moment, arrived)
        bridge = plain(packet.get("BridgeUniqueid"), LONGEST_ID)
        if channel is not None and bridge and channel.hung_at is None:
            self._book.enter(channel, bridge, moment)

    def _leave(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        channel = self._sight.see(packet, "", moment, arrived)
        if channel is not None:
            self._book.bridges.leave(channel)

    def _hangup(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        channel = self._sight.see(packet, "", moment, arrived)
        if channel is None or channel.hung_at is not None:
            return
        cause = whole(packet.get("Cause")) or 0
        channel.cause = channel.cause if channel.cause in (17, 21) else cause or channel.cause
        channel.given_up = channel.given_up or whole(packet.get("TechCause")) == _CANCELLED
        if packet.event == "Hangup":
            self._book.hang_up(channel, moment)

    def _rename(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        known = self._book.channel(plain(packet.get("Uniqueid"), LONGEST_ID), "")
        name = plain(packet.get("Newname"), LONGEST_VALUE)
        if known is not None and name and "<" not in name:
            known[1].name = name

    def _picked_up(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        """Another telephone takes over what rings at this one, whose channel is then said to be answered, too."""
        picking, ringing = (self._sight.see(packet, prefix, moment, arrived) for prefix in ("", "Target"))
        if picking is not None and ringing is not None and picking is not ringing and ringing.up_at is None:
            ringing.picked_up = True
            ringing.rung_out("CANCEL", moment)
            call = self._book.join(self._book.call_of(picking), self._book.call_of(ringing), moment)
            self._book.take_part(call, picking, moment)

    def _handed_over(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        """An attended transfer: the call and the consultation are one from now on."""
        calls = [self._book.find(packet.get(key)) for key in ("OrigTransfererLinkedid", "SecondTransfererLinkedid")]
        first, second = calls
        if packet.get("Result").casefold() == "success" and first is not None and second is not None:
            self._book.join(second, first, moment)

    def _originated(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        number, name = plain(packet.get("Exten"), LONGEST_VALUE), plain(packet.get("Channel"), LONGEST_VALUE)
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
        self._endings.keep_only(set())

    def _booted(self, packet: Packet, moment: datetime, arrived: datetime) -> None:
        """The exchange says after every login how long it has been up; what is older than that cannot go on."""
        up = lasted(packet.get("Uptime"))
        if up is not None:
            self._endings.keep_younger(arrived - up)


_Handler = Callable[[CallTracker, Packet, datetime, datetime], None]
_HANDLERS: dict[str, _Handler] = {
    **dict.fromkeys(
        ("Newchannel", "Newstate", "NewCallerid", "NewConnectedLine", "Newexten", "Hold", "Unhold", "ParkedCall"),
        CallTracker._any,
    ),
    **dict.fromkeys(TELLING, CallTracker._dial),
    **dict.fromkeys(("QueueCallerJoin", "QueueCallerLeave", "QueueCallerAbandon"), CallTracker._queue),
    **dict.fromkeys(ENDING, CallTracker._hangup),
    "BridgeEnter": CallTracker._enter,
    "BridgeLeave": CallTracker._leave,
    "Rename": CallTracker._rename,
    "Pickup": CallTracker._picked_up,
    "AttendedTransfer": CallTracker._handed_over,
    "OriginateResponse": CallTracker._originated,
    "Cdr": CallTracker._recorded,
    "UserEvent": CallTracker._connector,
    "Dial": CallTracker._old_dial,
    "ExtensionStatus": CallTracker._learn,
    "Shutdown": CallTracker._shut_down,
    "FullyBooted": CallTracker._booted,
}


def _number_like(text: str) -> str:
    return text if sum(sign.isdigit() for sign in text) >= 2 else ""
