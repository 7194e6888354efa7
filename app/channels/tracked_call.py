"""One conversation as the exchange tells it, bit by bit, and what of it can be said at each moment."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from app.channels import call_outcomes
from app.channels.call_channels import Channel, Kind, leads_somewhere
from app.channels.call_legs import Leg, facts
from app.channels.call_packets import LONGEST_ID, plain
from app.channels.caller_names import read_name, without_queue
from app.channels.number_plan import CallerNumber, NumberPlan
from app.events import CallEvent

LONGEST_LINE = 32
MOST_LEGS = 100
"""A queue may ring the same telephones for hours; the oldest that did not answer are let go."""
_NOBODY = CallerNumber(None, "")


@dataclass(slots=True, eq=False)
class TrackedCall:
    """What is known of one call.

    direction: "" until it is clear, then for good. late: it had begun when it was first heard of. settled: more than the
    birth of its first channel has been seen. queued: it waited in a queue. failed_number: what an Originate that failed
    was to dial. talked_from: since when it was talked, by the exchange's record. unseen: nobody saw how it ended.
    recorded_only: nothing but records were heard of it. waited: the answer to its Originate does not come any more. told:
    the last event that was given out.
    """

    linked_id: str
    began: datetime
    touched: datetime
    late: bool = False
    channels: dict[str, Channel] = field(default_factory=dict)
    legs: list[Leg] = field(default_factory=list)
    direction: str = ""
    settled: bool = False
    queued: bool = False
    line: str = ""
    failed_number: str = ""
    talked_from: datetime | None = None
    other: CallerNumber = _NOBODY
    ended_at: datetime | None = None
    unseen: bool = False
    recorded_only: bool = False
    waited: bool = False
    told: CallEvent | None = None
    _ends: list[Channel] | None = None

    @property
    def external(self) -> bool:
        """Whether somebody from outside is in it."""
        return self.direction in ("in", "out")

    def put(self, channel: Channel) -> None:
        """*channel* belongs to it."""
        self.channels[channel.unique] = channel
        self._ends = None

    def drop(self, channel: Channel) -> None:
        """*channel* is of no interest any more."""
        del self.channels[channel.unique]
        self._ends = None

    def ends(self, kind: Kind | None = None) -> list[Channel]:
        """Its channels that are an end of the line, the one it began with first."""
        if self._ends is None:
            found = [channel for channel in self.channels.values() if channel.kind is not Kind.LOCAL]
            self._ends = sorted(found, key=lambda channel: channel.unique != self.linked_id)
        return self._ends if kind is None else [channel for channel in self._ends if channel.kind is kind]

    def caller(self) -> Channel | None:
        """The end that called, None where the exchange rang all of them, or it was not seen."""
        for channel in self.ends():
            if channel.is_caller(self.linked_id):
                return channel
        return None

    def leg_of(self, channel: Channel) -> Leg | None:
        """The leg that *channel* belongs to."""
        return next((leg for leg in self.legs if channel in leg.channels), None)

    def ring(self, channel: Channel, moment: datetime) -> None:
        """*channel* is rung: a leg of its own, or, where its telephone rings already, one more channel of that."""
        extension = channel.extension or plain(channel.target, LONGEST_LINE)
        if not extension or self.leg_of(channel) is not None:
            return
        ringing = next((leg for leg in self.legs if leg.extension == extension and leg.rings), None)
        if ringing is not None:
            ringing.channels.append(channel)
        else:
            self.add_leg(Leg(extension, moment, [channel]))

    def add_leg(self, leg: Leg) -> None:
        """One more telephone."""
        self.legs.append(leg)
        if len(self.legs) > MOST_LEGS:
            spare = next((old for old in self.legs if old.answered_at is None and old.ended_at is not None), self.legs[0])
            self.legs.remove(spare)

    def waits_for_record(self) -> bool:
        """Whether only records of parts of it have come: that of the whole comes last."""
        return self.recorded_only and self.linked_id not in self.channels

    def waits_for_answer(self) -> bool:
        """Whether it is an Originate that came to nothing, and the exchange has still to say what was to be dialled."""
        ends = self.ends()
        return (
            self.ended_at is not None
            and not (self.direction or self.late or self.waited or self.unseen or self.failed_number)
            and len(ends) == 1
            and ends[0].kind is Kind.OWN
            and ends[0].dialled is True
        )

    def deserted(self) -> bool:
        """Whether everybody from outside has hung up."""
        outside = self.ends(Kind.OUTSIDE)
        return self.external and bool(outside) and not any(channel.alive for channel in outside)

    # ------------------------------------------------------------ what it is
    def understand(self, plan: NumberPlan) -> None:
        """Find out, from what is known by now, which way it goes, who the other side is, and which telephones rang."""
        if not self.direction:
            self.direction = self._direction(plan)
        for channel in self.ends():
            if channel.is_caller(self.linked_id):
                continue
            if channel.kind is Kind.OWN or (self.direction == "in" and channel.target):
                self.ring(channel, channel.began)
        if self.other.number is None and self.direction:
            found = self._other(plan)
            if found.raw and (found.number is not None or not self.other.raw):
                self.other = found

    def _direction(self, plan: NumberPlan) -> str:
        caller, own, outside = self.caller(), self.ends(Kind.OWN), self.ends(Kind.OUTSIDE)
        if caller is not None and caller.kind is Kind.OUTSIDE:
            return "in"
        if outside and own:
            return "out"
        if len(own) > 1:
            return "internal"
        return self._direction_at_last(caller, outside, plan) if self.ended_at is not None else ""

    def _direction_at_last(self, caller: Channel | None, outside: list[Channel], plan: NumberPlan) -> str:
        """Of a call that has ended before it was clear."""
        if outside:
            return "out"
        alone = next(iter(self.ends()), None)
        if alone is None:
            return ""
        if caller is not None:
            return "out" if plan.read(caller.exten).number is not None else "internal"
        if self.late:
            return "in" if plan.read(alone.connected).number is not None else "internal"
        # A click to call whose own telephone was not answered, or had nobody to ring.
        return "out"

    def _other(self, plan: NumberPlan) -> CallerNumber:
        first: CallerNumber | None = None
        for raw in self._other_spellings():
            if self.direction == "internal":
                return CallerNumber(None, plain(raw, LONGEST_LINE))
            found = plan.read(raw)
            if found.number is not None:
                return found
            first = found if first is None and found.raw else first
        return first or _NOBODY

    def _other_spellings(self) -> Iterator[str]:
        """Where the number of the other side may stand, the surest first."""
        caller = self.caller()
        outside = self.ends(Kind.OUTSIDE)
        if self.direction == "in":
            yield from (channel.number for channel in (caller, *outside[:1]) if channel is not None)
            if caller is None and not outside:
                yield from (channel.connected for channel in self.ends())
            return
        inside = self.ends(Kind.OWN)
        called = [end.exten for end in (caller, *inside[:1]) if end is not None and leads_somewhere(end.exten)]
        if self.direction == "internal":
            yield from called
            yield from (channel.extension for channel in inside[1:])
            return
        yield from (channel.target for channel in outside if channel.target)
        yield from called
        yield from (channel.number for channel in outside)
        if outside or self.late:
            yield from (channel.connected for channel in inside[:1])
        if self.failed_number:
            yield self.failed_number

    # ------------------------------------------------------------ what is said of it
    def snapshot(self) -> CallEvent | None:
        """All that is known; None while it is not clear what it is, or where there is nothing to tell."""
        if not self.direction or not self.ends():
            return None
        outside = self.ends(Kind.OUTSIDE)
        if self.ended_at is None:
            if self.direction == "in" and not (self.other.raw or self.settled):
                return None
            if self.direction == "out" and not self.other.raw and not any(end.target for end in outside):
                return None
        answered = self._answered_at()
        outcome = "" if self.ended_at is None else self._outcome()
        internal = self.direction == "internal"
        return CallEvent(
            linked_id=self.linked_id[:LONGEST_ID],
            direction=self.direction,
            number=None if internal else self.other.number,
            raw_number=self.other.raw,
            extension=self._extension()[:LONGEST_LINE],
            started_at=self.began,
            answered_at=max(answered, self.began) if answered is not None else None,
            ended_at=max(self.ended_at, self.began, answered or self.began) if self.ended_at is not None else None,
            outcome=outcome,
            number_extension="" if internal else self.other.extension,
            name=self._name(),
            line=self.line[:LONGEST_LINE] if self.direction == "in" else "",
            legs=facts(self.legs, self.ended_at),
            late=self.late,
        )

    def called(self) -> list[Channel]:
        """The outside lines that an outgoing call tried."""
        return [channel for channel in self.ends(Kind.OUTSIDE) if not channel.is_caller(self.linked_id)]

    def _answered_at(self) -> datetime | None:
        if self.direction == "out":
            moments = [channel.up_at for channel in self.called() if channel.up_at is not None]
            found = min(moments) if moments else None
        else:
            first = call_outcomes.first_answer(self.legs)
            found = first.answered_at if first is not None else None
            caller = self.caller()
            if found is None and self.direction == "internal" and not self.legs and caller is not None:
                found = caller.up_at
        return self.talked_from if found is not None and self.talked_from is not None else found

    def _outcome(self) -> str:
        if self.unseen:
            return "unknown_end"
        if self.direction == "in":
            return call_outcomes.of_incoming(self.legs, self.caller(), self.queued)
        if self.direction == "out":
            return call_outcomes.of_outgoing(self.called())
        return call_outcomes.of_internal(self.legs, self.caller())

    def _extension(self) -> str:
        if self.direction != "in":
            inside = self.ends(Kind.OWN)
            return inside[0].extension if inside else ""
        first = call_outcomes.first_answer(self.legs)
        if first is not None:
            return first.extension
        return self.legs[-1].extension if self.legs else ""

    def _name(self) -> str:
        caller = self.caller() or next(iter(self.ends(Kind.OUTSIDE)), None)
        if caller is None or self.direction == "out":
            return ""
        name = caller.caller_name if caller.seen_born and not self.late else without_queue(caller.caller_name, "")
        return read_name(name, caller.number)
