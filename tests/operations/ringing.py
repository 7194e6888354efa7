"""Calls as the exchange tells of them, for tests: the ring, the answer and the end of one conversation."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.events import CallEvent, CallLegFact
from tests.factories import RECEIVED

STRANGER = "+79161234567"
ANNA = "101"
"""The telephone of who is tried first."""


def ring(
    number: str | None = STRANGER,
    linked_id: str = "1722672000.1",
    *,
    raw: str | None = None,
    direction: str = "in",
    extension: str = ANNA,
    at: datetime = RECEIVED,
    name: str = "",
    number_extension: str = "",
    line: str = "",
) -> CallEvent:
    """A call that rings at *extension*, or that is made there."""
    spelled = raw if raw is not None else (number or "anonymous")
    return CallEvent(
        linked_id=linked_id,
        direction=direction,
        number=number,
        raw_number=spelled,
        extension=extension,
        started_at=at,
        name=name,
        number_extension=number_extension,
        line=line,
        legs=(CallLegFact(extension, at),),
    )


def answered(call: CallEvent, after: float = 4, by: str | None = None) -> CallEvent:
    """*call*, answered after so many seconds; by: at another telephone than rang first."""
    at = call.started_at + timedelta(seconds=after)
    first, *others = call.legs
    legs = [replace(first, answered_at=at, outcome="talking"), *others]
    if by is not None and by != first.extension:
        legs = [
            replace(first, ended_at=at, outcome="elsewhere"),
            *others,
            CallLegFact(by, call.started_at, at, None, "talking"),
        ]
    return replace(call, answered_at=at, extension=by or call.extension, legs=tuple(legs))


def hung_up(call: CallEvent, after: float = 180) -> CallEvent:
    """An answered call, ended after so many seconds of talk."""
    at = (call.answered_at or call.started_at) + timedelta(seconds=after)
    legs = tuple(replace(leg, ended_at=at, outcome="answered") if leg.outcome == "talking" else leg for leg in call.legs)
    return replace(call, ended_at=at, outcome="answered", legs=legs)


def missed(call: CallEvent, after: float = 20, outcome: str = "missed") -> CallEvent:
    """*call*, over after so many seconds without anybody having answered."""
    at = call.started_at + timedelta(seconds=after)
    legs = tuple(replace(leg, ended_at=leg.ended_at or at, outcome="missed") for leg in call.legs)
    return replace(call, ended_at=at, outcome=outcome, legs=legs)
