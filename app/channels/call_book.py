"""All calls that are tracked: which channel belongs to which, which are one, which are over, and which changed."""

from datetime import UTC, datetime

from app.channels.bridges import Bridges
from app.channels.call_channels import Channel, Kind, Peers
from app.channels.call_legs import Leg
from app.channels.call_packets import begun_at
from app.channels.number_plan import NumberPlan
from app.channels.tracked_call import TrackedCall
from app.events import CallEvent

_MOST_CHANNELS = 500


class CallBook:
    """The calls, by linked id.

    peers: whose ends channels are; parts: what has become a part of which call; waiting: Originates that failed, since when
    they wait for their answer; heard: when the exchange said something last, by its own clock; now: by ours.
    """

    def __init__(self, plan: NumberPlan) -> None:
        self.peers = Peers(plan)
        self.heard = datetime.min.replace(tzinfo=UTC)
        self.calls: dict[str, TrackedCall] = {}
        self.parts: dict[str, str] = {}
        self._channels: dict[str, tuple[TrackedCall, Channel]] = {}
        self._names: dict[str, str] = {}
        self._joined: dict[str, list[TrackedCall]] = {}
        self._changed: dict[str, TrackedCall] = {}
        self.waiting: dict[str, datetime] = {}
        self._said: list[CallEvent] = []
        self.now = self.heard
        self.bridges = Bridges()

    # ------------------------------------------------------------ finding
    def find(self, linked_id: str) -> TrackedCall | None:
        """The call *linked_id*, or the one that it has become a part of."""
        for _ in range(len(self.parts) + 1):
            if linked_id not in self.parts:
                break
            linked_id = self.parts[linked_id]
        return self.calls.get(linked_id)

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

    def waiting_for_answer(self, name: str) -> TrackedCall | None:
        """The call of an Originate that failed: the answer names only what was to be rung (``PJSIP/101``)."""
        for linked_id in reversed(self.waiting):
            call = self.calls.get(linked_id)
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
            self.calls[linked_id] = call
        elif call.ended_at is not None and not call.unseen and not channel.seen_born:
            # A straggler of a call that is over.
            channel.hung_at = call.ended_at
        if len(call.channels) >= _MOST_CHANNELS:
            self._drop_hung(call)
        call.put(channel)
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
            kept.put(channel)
            self._channels[channel.unique] = (kept, channel)
        for leg in part.legs:
            kept.legs = [old for old in kept.legs if not set(old.channels) & set(leg.channels)]
            kept.add_leg(leg)
        kept.legs.sort(key=lambda leg: leg.rang_at)
        kept.queued = kept.queued or part.queued
        self.parts[part.linked_id] = kept.linked_id
        del self.calls[part.linked_id]
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
        members = self.bridges.enter(channel, bridge)
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

    # ------------------------------------------------------------ ending
    def hang_up(self, channel: Channel, moment: datetime) -> None:
        """*channel* is gone; with the last one its call is over."""
        channel.hung_at = max(moment, channel.began)
        self._names.pop(channel.name, None)
        self.bridges.leave(channel)
        call = self.call_of(channel)
        if call.unseen:
            call.ended_at = None
        self.settle(call)
        for other in self._joined.pop(channel.unique, ()):
            self.changed(other)

    def revive(self, call: TrackedCall) -> None:
        """A call that was over has a living channel: it goes on after all."""
        if any(map(holds, call.channels.values())):
            call.ended_at = None
            call.unseen = False

    def settle(self, call: TrackedCall) -> None:
        """End *call* if nobody is left in it."""
        self.changed(call)
        if call.ended_at is not None or any(map(holds, call.channels.values())):
            return
        ends = call.ends() or list(call.channels.values())
        telling = [end for end in ends if end.kind is Kind.OUTSIDE] or ends
        call.unseen = any(end.hung_at is None for end in telling)
        hung = [end.hung_at for end in ends if end.hung_at is not None]
        call.ended_at = max(call.began, *hung, *([self.heard] if call.unseen else []))

    def remove(self, call: TrackedCall) -> None:
        """Forget *call*, unless it has still to be told."""
        if call.linked_id in self._changed:
            return
        del self.calls[call.linked_id]
        for unique, channel in call.channels.items():
            if self._channels.get(unique, (None,))[0] is call:
                del self._channels[unique]
                self._joined.pop(unique, None)
                if self._names.get(channel.name) == unique:
                    del self._names[channel.name]

    def _drop_hung(self, call: TrackedCall) -> None:
        spare = next((c for c in call.channels.values() if c.hung_at is not None and c.unique != call.linked_id), None)
        if spare is not None:
            call.drop(spare)
            self._channels.pop(spare.unique, None)

    # ------------------------------------------------------------ telling
    def told(self) -> tuple[CallEvent, ...]:
        """What has changed since the last time, each call once and whole."""
        said, self._said = self._said, []
        changed, self._changed = self._changed, {}
        for call in changed.values():
            if call.waits_for_answer():
                self.waiting.setdefault(call.linked_id, self.now)
            else:
                self.waiting.pop(call.linked_id, None)
            if call.linked_id in self.waiting or call.waits_for_record():
                continue
            call.understand(self.peers.plan)
            event = call.snapshot()
            if event is not None and event != call.told:
                call.told = event
                said.append(event)
        return tuple(said)


def holds(channel: Channel) -> bool:
    """Whether *channel* keeps its call going. A link whose birth was hidden may hide its end, too."""
    return channel.alive and (channel.kind is not Kind.LOCAL or channel.seen_born)
