"""How a first response stands against what was promised."""

from datetime import UTC, datetime, timedelta

import pytest

from app.models.response import kept_hours, state_of, worked_minutes
from app.models.terms import CloseReason
from app.models.triage_terms import ResponseState

BY = datetime(2026, 8, 3, 12, 30, tzinfo=UTC)
EARLIER, LATER = BY - timedelta(minutes=1), BY + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("respond_by", "first", "moment", "state"),
    [
        (BY, None, EARLIER, ResponseState.DUE),
        (BY, None, BY, ResponseState.DUE),
        (BY, None, LATER, ResponseState.FAILED),
        (BY, EARLIER, LATER, ResponseState.FULFILLED),
        (BY, BY, LATER, ResponseState.FULFILLED),
        (BY, LATER, LATER, ResponseState.FAILED),
        (None, None, LATER, ResponseState.NOT_ASKED),
        (None, EARLIER, LATER, ResponseState.NOT_ASKED),
    ],
)
def test_a_response_is_due_then_in_time_or_late(
    respond_by: datetime | None, first: datetime | None, moment: datetime, state: ResponseState
) -> None:
    assert state_of(respond_by, first, moment) is state


@pytest.mark.parametrize(
    ("closed_at", "reason", "state"),
    [
        (EARLIER, CloseReason.NOT_OUR_GOODS, ResponseState.NOT_ASKED),
        (LATER, CloseReason.NOT_OUR_GOODS, ResponseState.FAILED),
        (LATER, CloseReason.SPAM, ResponseState.NOT_ASKED),
    ],
)
def test_what_is_closed_is_not_waited_for_but_closing_late_hides_nothing(
    closed_at: datetime, reason: CloseReason, state: ResponseState
) -> None:
    assert state_of(BY, None, LATER, closed_at, reason) is state


def test_the_night_and_the_weekend_do_not_count() -> None:
    hours = kept_hours((1, 2, 3, 4, 5), "09:00", "18:00", "Europe/Moscow", ("2026-08-10",))
    friday, tuesday = datetime(2026, 8, 7, 14, 30, tzinfo=UTC), datetime(2026, 8, 11, 6, 20, tzinfo=UTC)
    assert worked_minutes(hours, friday, tuesday) == 30 + 20
    assert worked_minutes(hours, tuesday, friday) == 0
