"""All calls that are tracked: which channel belongs to which, which are one, which are over, and which changed."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from app.channels.call_channels import Channel, Kind, Peers
from app.channels.call_legs import Leg
from app.channels.call_packets import begun_at
from app.channels.number_plan import NumberPlan
from app.channels.tracked_call import TrackedCall
from app.events import CallEvent

FORGOTTEN_AFTER = timedelta(minutes=10)
"""So long a call that is over is kept: for records that come late, and to know its stragglers again."""
UNTOUCHED_AFTER = timedelta(hours=24)
"""A call of which nothing was heard for so long is over."""
DESERTED_AFTER = timedelta(minutes=2)
"""Nobody talks to a telephone whose other side has hung up: its own hang-up was missed."""
ANSWER_SECONDS = timedelta(seconds=5)
"""So long the answer to an Originate may come after the hang-up."""
_TIDY_EVERY = timedelta(seconds=30)
MOST_CALLS = 20_000
"""More than any exchange holds; beyond, the calls of which nothing was heard for longest end unseen."""
_MOST_CHANNELS = 500
_MOST_IN_BRIDGE = 100


class CallBook:
    """The calls. peers: whose ends channels are; heard: when the exchange said something last, by its own clock."""

    def __init__(self, plan: NumberPlan, most_calls: int) -> None:
        self.peers = Peers(plan)
        self._most_calls = most_calls
        self.heard = datetime.min.replace(tzinfo=UTC)
        self._calls: dict[str, TrackedCall] = {}
        self._parts: dict[str, str] = {}
        self._channels: dict[str, tuple[TrackedCall, Channel]] = {}
        self._names: dict[str, str] = {}
        self._bridges: dict[str, list[Channel]] = {}
        self._joined: dict[str, list[TrackedCall]] = {}
        self._changed: dict[str, TrackedCall] = {}
        self._waiting: dict[str, datetime] = {}
        self._said: list[CallEvent] = []
        self._now = self._tidied = self.heard

    # ------------------------------------------------------------ finding
    def find(self, linked_id: str) -> TrackedCall | None:
        """The call *linked_id*, or the one that it has become a part of."""
        for _ in range(len(self._parts) + 1):
            if linked_id not in self._parts:
                break
            linked_id = self._parts[linked_id]
        return self._calls.get(linked_id)

    def channel(self, unique: str, name: str, born: bool = False) -> tuple[TrackedCall, Channel] | None:
        """The channel of that id; or, but for a new-born one, the living channel of that name."""
        known = self._channels.get(unique)
        if known is None and name and not born:
            known = self._channels.get(self._names.get(name, ""))
            known = known if known is not None and known[1].alive else None
        return known

    def call_of(self, channel: Channel) -> TrackedCall:
        """The call that *channel* belongs to now."""
        return self._channels[channel.unique][0]

    def going(self) -> frozenset[str]:
        """The calls that have not ended."""
        return frozenset(linked_id for linked_id, call in self._calls.items() if call.ended_at is None)

    def waiting_for_answer(self, name: str) -> TrackedCall | None:
        """The call of an Originate that failed: the answer names only what was to be rung (``PJSIP/101``)."""
        for linked_id in reversed(self._waiting):
            call = self._calls.get(linked_id)
            if call is not None and name and any(channel.name.startswith(name) for channel in call.channels.values()):
                return call
        return None

    # ------------------------------------------------------------ growing
    def add(self, channel: Channel, linked_id: str, arrived: datetime) -> None:
        """A channel not known yet, in the call *linked_id*, which begins with it if need be."""
        call = self.find(linked_id)
        if call is None:
            late = not channel.seen_born or channel.unique != linked_id
            call = TrackedCall(linked_id, begun_at(linked_id, channel.began) if late else channel.began, arrived, late)
            self._calls[linked_id] = call
        elif call.ended_at is not None and not call.unseen and not channel.seen_born:
            # A straggler of a call that is over.
            channel.hung_at = call.ended_at
        if len(call.channels) >= _MOST_CHANNELS:
            self._drop_hung(call)
        call.channels[channel.unique] = channel
        self._channels[channel.unique] = (call, channel)
        if channel.hung_at is None:
            self._names[channel.name] = channel.unique

    def changed(self, call: TrackedCall) -> None:
        """Look at *call* once more before the next telling."""
        self._changed[call.linked_id] = call

    def follow(self, call: TrackedCall, linked_id: str, moment: datetime) -> None:
        """A channel of *call* says that it belongs to *linked_id* now: what was two calls has become one."""
        if linked_id and linked_id != call.linked_id:
            other = self.find(linked_id)
            if other is not None and other is not call:
                self.join(call, other, moment)

    def join(self, one: TrackedCall, other: TrackedCall, moment: datetime) -> TrackedCall:
        """Make one call of two, unless each has its own outside; the one from outside stays, else the older."""
        for call in (one, other):
            call.understand(self.peers.plan)
        over = any(call.ended_at is not None and not call.unseen for call in (one, other))
        if one is other or over or (one.external and other.external):
            return one
        if one.external != other.external:
            kept = one if one.external else other
        else:
            kept = min(one, other, key=lambda call: call.began)
        part = other if kept is one else one
        self._close_part(part, moment)
        for channel in part.channels.values():
            kept.channels[channel.unique] = channel
            self._channels[channel.unique] = (kept, channel)
        for leg in part.legs:
            kept.legs = [old for old in kept.legs if not set(old.channels) & set(leg.channels)]
            kept.add_leg(leg)
        kept.legs.sort(key=lambda leg: leg.rang_at)
        kept.queued = kept.queued or part.queued
        self._parts[part.linked_id] = kept.linked_id
        del self._calls[part.linked_id]
        self._changed.pop(part.linked_id, None)
        self.changed(kept)
        return kept

    def _close_part(self, part: TrackedCall, moment: datetime) -> None:
        if part.told is not None:
            part.ended_at = max(moment, part.began)
            part.unseen = False
            self._said += [event for event in (part.snapshot(),) if event is not None]

    # ------------------------------------------------------------ bridges
    def enter(self, channel: Channel, bridge: str, moment: datetime) -> None:
        """*channel* can hear the others in *bridge*; an own telephone that nobody rang joins their calls so."""
        members = self._bridges.setdefault(bridge, [])
        if channel.bridge != bridge:
            self.leave(channel)
            channel.bridge = bridge
            self._bridges.setdefault(bridge, members)
        if channel not in members and len(members) < _MOST_IN_BRIDGE:
            members.append(channel)
        for call in {id(call): call for call in map(self.call_of, members)}.values():
            for telephone in members:
                self.take_part(call, telephone, moment)

    def take_part(self, call: TrackedCall, telephone: Channel, moment: datetime) -> None:
        """The own *telephone* talks in *call*, without having been rung; nothing, if it is its own call already."""
        if telephone.kind is not Kind.OWN:
            return
        mine = call.direction == "out" and telephone.extension in {end.extension for end in call.ends(Kind.OWN)[:1]}
        had = any(leg.extension == telephone.extension and leg.answered_at is not None for leg in call.legs)
        if not call.external or call.ended_at is not None or mine or had or call.leg_of(telephone) is not None:
            return
        call.add_leg(Leg(telephone.extension, moment, [telephone], joined_at=moment))
        self._joined.setdefault(telephone.unique, []).append(call)
        self.changed(call)

    def leave(self, channel: Channel) -> None:
        """*channel* hears nobody any more."""
        members = self._bridges.get(channel.bridge)
        channel.bridge = ""
        if members is not None and channel in members:
            members.remove(channel)
            if not members:
                self._bridges = {bridge: there for bridge, there in self._bridges.items() if there}

    # ------------------------------------------------------------ ending
    def hang_up(self, channel: Channel, moment: datetime) -> None:
        """*channel* is gone; with the last one its call is over."""
        channel.hung_at = max(moment, channel.began)
        self._names.pop(channel.name, None)
        self.leave(channel)
        call = self.call_of(channel)
        if call.unseen:
            call.ended_at = None
        self._settle(call)
        for other in self._joined.pop(channel.unique, ()):
            self.changed(other)

    def revive(self, call: TrackedCall) -> None:
        """A call that was over has a living channel: it goes on after all."""
        if any(map(_holds, call.channels.values())):
            call.ended_at = None
            call.unseen = False

    def keep_only(self, present: set[int], arrived: datetime) -> None:
        """Only these channels (by identity) are at the exchange; calls that have none of them ended unseen."""
        for call in self._going_calls():
            there = any(id(channel) in present for channel in call.channels.values())
            for channel in call.channels.values():
                if channel.hung_at is None and id(channel) not in present:
                    if there:
                        channel.hung_at = max(self.heard, channel.began)
                    channel.lost = not there
            self._settle(call)

    def keep_younger(self, born: datetime) -> None:
        """The exchange has been up since *born* only: no older call can go on."""
        self._lose(call for call in self._going_calls() if call.began < born)

    def _lose(self, calls: Iterable[TrackedCall]) -> None:
        for call in calls:
            for channel in call.channels.values():
                channel.lost = channel.lost or channel.hung_at is None
            self._settle(call)

    def _settle(self, call: TrackedCall) -> None:
        """End *call* if nobody is left in it."""
        self.changed(call)
        if call.ended_at is not None or any(map(_holds, call.channels.values())):
            return
        ends = call.ends() or list(call.channels.values())
        telling = [end for end in ends if end.kind is Kind.OUTSIDE] or ends
        call.unseen = any(end.hung_at is None for end in telling)
        hung = [end.hung_at for end in ends if end.hung_at is not None]
        call.ended_at = max(call.began, *hung, *([self.heard] if call.unseen else []))

    # ------------------------------------------------------------ time
    def tidy(self, arrived: datetime) -> None:
        """What is due at *arrived*: calls nobody speaks of end, those long over are forgotten."""
        self._now = arrived
        for linked_id in [linked_id for linked_id, since in self._waiting.items() if arrived - since > ANSWER_SECONDS]:
            del self._waiting[linked_id]
            if linked_id in self._calls:
                self._calls[linked_id].waited = True
                self.changed(self._calls[linked_id])
        if abs(arrived - self._tidied) < _TIDY_EVERY and len(self._calls) < self._most_calls:
            return
        self._tidied = arrived
        going = self._going_calls()
        self._lose(call for call in going if arrived - call.touched > UNTOUCHED_AFTER)
        for call in going:
            if arrived - call.touched > DESERTED_AFTER and call.deserted():
                for channel in call.channels.values():
                    channel.hung_at = channel.hung_at or max(self.heard, channel.began)
                self._settle(call)
        self._forget(arrived)

    def _forget(self, arrived: datetime) -> None:
        over = [call for call in self._calls.values() if call.ended_at is not None]
        for call in over:
            if arrived - call.touched > FORGOTTEN_AFTER and call.linked_id not in self._changed:
                self._remove(call)
        if len(self._calls) >= self._most_calls:
            oldest = sorted(self._calls.values(), key=lambda call: call.touched)[: self._most_calls // 4]
            self._lose(call for call in oldest if call.ended_at is None)
            for call in oldest:
                if call.linked_id not in self._changed:
                    self._remove(call)
        self._parts = {part: kept for part, kept in self._parts.items() if kept in self._calls or kept in self._parts}

    def _remove(self, call: TrackedCall) -> None:
        del self._calls[call.linked_id]
        for unique, channel in call.channels.items():
            if self._channels.get(unique, (None,))[0] is call:
                del self._channels[unique]
                self._joined.pop(unique, None)
                if self._names.get(channel.name) == unique:
                    del self._names[channel.name]

    def _drop_hung(self, call: TrackedCall) -> None:
        spare = next((c for c in call.channels.values() if c.hung_at is not None and c.unique != call.linked_id), None)
        if spare is not None:
            del call.channels[spare.unique]
            self._channels.pop(spare.unique, None)

    def _going_calls(self) -> list[TrackedCall]:
        return [call for call in self._calls.values() if call.ended_at is None]

    # ------------------------------------------------------------ telling
    def told(self) -> tuple[CallEvent, ...]:
        """What has changed since the last time, each call once and whole."""
        said, self._said = self._said, []
        changed, self._changed = self._changed, {}
        for call in changed.values():
            if call.waits_for_answer():
                self._waiting.setdefault(call.linked_id, self._now)
            else:
                self._waiting.pop(call.linked_id, None)
            if call.linked_id in self._waiting or call.waits_for_record():
                continue
            call.understand(self.peers.plan)
            event = call.snapshot()
            if event is not None and event != call.told:
                call.told = event
                said.append(event)
        return tuple(said)


def _holds(channel: Channel) -> bool:
    """Whether *channel* keeps its call going. A link whose birth was hidden may hide its end, too."""
    return channel.alive and (channel.kind is not Kind.LOCAL or channel.seen_born)
