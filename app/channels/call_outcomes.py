"""What became of a call. Neither Cause nor Cdr nor an answer by the exchange itself tells whether a person answered."""

from collections.abc import Iterable, Sequence

from app.channels.call_channels import Channel
from app.channels.call_legs import Leg, outcome_of_leg

_INTERWORKING = 127
"""What a caller's channel tells who gave up before any answer (Q.850)."""


def of_incoming(legs: Sequence[Leg], caller: Channel | None, queued: bool) -> str:
    """Answered by a person; else abandoned in a queue or menu, missed, declined, busy, or failed: nothing could ring."""
    if any(leg.answered_at is not None for leg in legs):
        return "answered"
    if queued:
        return "abandoned"
    ends = {outcome_of_leg(leg, legs) for leg in legs if not leg.forwarded}
    for outcome in ("missed", "elsewhere", "declined", "busy"):
        if outcome in ends:
            return "missed" if outcome == "elsewhere" else outcome
    if any(leg.forwarded for leg in legs):
        return "missed"
    if caller is None or legs:
        return "failed"
    if caller.up_at is not None:
        # The dial plan answered, a menu or an announcement, and nobody else ever did.
        return "abandoned"
    return "missed" if caller.given_up or caller.cause == _INTERWORKING else "failed"


def of_outgoing(others: Sequence[Channel]) -> str:
    """Whether the other side answered, and else why not: what the last line that was tried says."""
    if any(channel.up_at is not None for channel in others):
        return "answered"
    if not others:
        return "failed"
    last = others[-1]
    return Leg("", last.began, [last]).refusal()


def of_internal(legs: Sequence[Leg], caller: Channel | None) -> str:
    """Between own telephones. Without any that was rung: whether a room, a mailbox or a function answered."""
    if not legs:
        return "answered" if caller is not None and caller.up_at is not None else "failed"
    return of_incoming(legs, None, queued=False)


def first_answer(legs: Iterable[Leg]) -> Leg | None:
    """The telephone that answered first."""
    answered = [(leg.answered_at, index, leg) for index, leg in enumerate(legs) if leg.answered_at is not None]
    return min(answered)[2] if answered else None
