"""The first response to an inquiry: how it stands against the working time that is promised. Pure."""

from datetime import datetime, timedelta
from functools import lru_cache

from app.models.terms import CloseReason
from app.models.triage_terms import ResponseState
from app.models.working_hours import WorkingHours, working_hours

DEFAULT_RESPONSE = 240
"""Minutes of working time within which a sender is called or written to."""
LONGEST_RESPONSE = 30 * 24 * 60
NOBODY_ASKED = frozenset({CloseReason.SPAM, CloseReason.MISTAKEN})
"""Reasons for closing an inquiry behind which nobody waits for an answer."""


def state_of(
    respond_by: datetime | None,
    first_response_at: datetime | None,
    moment: datetime,
    closed_at: datetime | None = None,
    close_reason: CloseReason | None = None,
) -> ResponseState:
    """How the response stands at *moment*. closed_at, close_reason: of an inquiry that was closed, None for any other.

    What was closed in time needs no answer any more, and advertising needs none at all.
    """
    if respond_by is None:
        return ResponseState.NOT_ASKED
    if first_response_at is not None:
        return ResponseState.FULFILLED if first_response_at <= respond_by else ResponseState.FAILED
    if close_reason in NOBODY_ASKED or (closed_at is not None and closed_at <= respond_by):
        return ResponseState.NOT_ASKED
    return ResponseState.DUE if moment <= respond_by else ResponseState.FAILED


def worked_minutes(hours: WorkingHours, received_at: datetime, first_response_at: datetime) -> int:
    """Whole minutes of working time from an inquiry to its response; none for one that came before it, or off work."""
    return hours.worked(received_at, first_response_at) // timedelta(minutes=1)


@lru_cache(maxsize=16)
def kept_hours(days: tuple[int, ...], begin: str, end: str, zone: str, holidays: tuple[str, ...]) -> WorkingHours:
    """``working_hours``, read once: each letter and each call asks for the same. Raises ValueError as it does."""
    return working_hours(days, begin, end, zone, holidays)
