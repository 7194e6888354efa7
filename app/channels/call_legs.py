"""The telephones that a call rang at: several channels of one telephone, and both halves of a detour, are one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.channels.call_channels import RINGING, Channel
from app.events import CallLegFact

DECLINED, BUSY, ELSEWHERE = 21, 17, 26
"""Causes of a hang-up (Q.850, and Asterisk's own 26 for "answered elsewhere")."""
UNREACHABLE = frozenset((1, 2, 3, 18, 20, 22, 27, 28, 34, 38, 41, 42, 44, 50, 58, 66))
"""Causes of a hang-up that say that it was never rung: no such number, no route, not registered, out of order."""
_NOT_RUNG = frozenset(("CHANUNAVAIL", "CONGESTION", "DONTCALL", "TORTURE", "INVALIDARGS"))
LONGEST_EXTENSION = 32


@dataclass(slots=True, eq=False)
class Leg:
    """One telephone that was rung, or that joined the talk without being rung (joined_at: picked up, handed over)."""

    extension: str
    rang_at: datetime
    channels: list[Channel] = field(default_factory=list)
    joined_at: datetime | None = None

    @property
    def answered_at(self) -> datetime | None:
        """When somebody answered it."""
        moments = [channel.up_at for channel in self.channels if channel.up_at is not None]
        moments += [self.joined_at] if self.joined_at is not None else []
        return max(min(moments), self.rang_at) if moments else None

    @property
    def ended_at(self) -> datetime | None:
        """When it was silent again, None while it goes on."""
        talking = [channel for channel in self.channels if channel.up_at is not None] or self.channels
        ends = [_end(channel) for channel in talking]
        known = [end for end in ends if end is not None]
        return max(*known, self.answered_at or self.rang_at) if known and len(known) == len(ends) else None

    @property
    def lost(self) -> bool:
        """Whether it went without anybody seeing it."""
        return any(channel.lost and channel.hung_at is None for channel in self.channels)

    @property
    def rings(self) -> bool:
        """Whether it rings and was not answered yet."""
        return self.answered_at is None and self.ended_at is None and not self.lost

    @property
    def forwarded(self) -> bool:
        """Whether it only named another telephone, to be rung in its place."""
        return any(channel.forwarded for channel in self.channels)

    def refusal(self) -> str:
        """Why nobody answered: declined, busy, failed or missed."""
        causes = {channel.cause for channel in self.channels}
        states = {channel.status for channel in self.channels}
        if DECLINED in causes:
            return "declined"
        if causes & {BUSY} or "BUSY" in states:
            return "busy"
        if states & _NOT_RUNG or (causes & UNREACHABLE and not any(channel.state == RINGING for channel in self.channels)):
            return "failed"
        return "missed"


def facts(legs: Sequence[Leg], closed_at: datetime | None) -> tuple[CallLegFact, ...]:
    """What became of each of *legs*; closed_at: when the call was over, or nobody saw it any more."""
    return tuple(_fact(leg, legs, closed_at) for leg in legs)


def outcome_of_leg(leg: Leg, legs: Iterable[Leg]) -> str:
    """What became of *leg*, which has ended without being answered, among *legs*."""
    refusal = leg.refusal()
    if refusal in ("declined", "busy"):
        return refusal
    ended = None if leg.forwarded else leg.ended_at
    for other in legs:
        answered = other.answered_at
        if other is not leg and answered is not None and answered >= leg.rang_at and (ended is None or answered <= ended):
            return "elsewhere"
    if any(channel.cause == ELSEWHERE for channel in leg.channels):
        return "elsewhere"
    return refusal


def _fact(leg: Leg, legs: Sequence[Leg], closed_at: datetime | None) -> CallLegFact:
    answered, ended = leg.answered_at, leg.ended_at
    if ended is None and closed_at is not None:
        ended = max(closed_at, answered or leg.rang_at)
        unseen = leg.lost
    else:
        unseen = False
    if answered is not None:
        outcome = "talking" if ended is None else "answered"
    elif ended is None:
        outcome = "ringing"
    else:
        outcome = "gone" if unseen else outcome_of_leg(leg, legs)
    return CallLegFact(leg.extension[:LONGEST_EXTENSION], leg.rang_at, answered, ended, outcome)


def _end(channel: Channel) -> datetime | None:
    """When *channel* fell silent. What was not answered is silent as soon as ringing it has ended."""
    if channel.status_at is not None and channel.up_at is None:
        return channel.status_at
    return channel.hung_at
