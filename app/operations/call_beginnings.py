"""A call that somebody else saw begin: what was written down then, and what is told of its end now. Pure.

An intake that was killed in mid-call, and the one that takes over, each see a part. Whoever came late does not know that a
queue had put the call through, or that somebody had answered: the one before wrote it down.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from app.events import CallEvent, CallLegFact
from app.models.call_terms import LegOutcome
from app.models.terms import CallOutcome
from app.operations.call_keeping import NOT_TAKEN, outcome_of


def with_beginning(kept: CallEvent, told: CallEvent) -> CallEvent:
    """What is *told* by somebody who came late, with what was *kept* of the time before."""
    answered_at = kept.answered_at or told.answered_at
    outcome = told.outcome
    if kept.answered_at is not None and outcome and outcome_of(told) in NOT_TAKEN:
        outcome = CallOutcome.ANSWERED.value
    return replace(
        told,
        direction=kept.direction,
        number=told.number or kept.number,
        raw_number=told.raw_number or kept.raw_number,
        number_extension=told.number_extension or kept.number_extension,
        name=told.name or kept.name,
        line=told.line or kept.line,
        extension=kept.extension if kept.answered_at is not None and kept.extension else told.extension or kept.extension,
        answered_at=answered_at,
        ended_at=None if told.ended_at is None else max(told.ended_at, answered_at or told.ended_at),
        outcome=outcome,
        legs=_legs(kept.legs, told.legs, told.ended_at),
    )


def _legs(kept: Sequence[CallLegFact], told: Iterable[CallLegFact], over: datetime | None) -> tuple[CallLegFact, ...]:
    """Every telephone of both, those that were kept first; over: when the call ended."""
    later = list(told)
    joined = []
    for leg in kept:
        same = next((each for each in later if each.extension == leg.extension), None)
        if same is not None:
            later.remove(same)
        joined.append(_leg(leg, same, over))
    return (*joined, *later)


def _leg(kept: CallLegFact, told: CallLegFact | None, over: datetime | None) -> CallLegFact:
    if kept.ended_at is not None:
        return kept
    answered_at = kept.answered_at or (told.answered_at if told is not None else None)
    ended_at = told.ended_at if told is not None else over
    if ended_at is None:
        goes_on = LegOutcome.RINGING if answered_at is None else LegOutcome.TALKING
        return replace(kept, answered_at=answered_at, outcome=goes_on.value)
    if answered_at is not None:
        return replace(kept, answered_at=answered_at, ended_at=max(ended_at, answered_at), outcome=LegOutcome.ANSWERED.value)
    outcome = LegOutcome.GONE.value if told is None else told.outcome
    return replace(kept, ended_at=max(ended_at, kept.rang_at), outcome=outcome)
