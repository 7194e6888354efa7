"""Working time counted by the database is the working time that is counted in Python, in every zone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import literal, select

from app.database.store import Store
from app.models.base import UtcDateTime
from app.models.working_hours import working_hours
from app.operations.working_seconds import WorkedTime

BEGIN, END = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Vladivostok", "America/Los_Angeles", "UTC"])
@pytest.mark.parametrize(("opens", "closes"), [("09:00", "18:00"), ("00:00", "00:00"), ("22:00", "00:00")])
def test_both_count_the_same(store: Store, zone: str, opens: str, closes: str) -> None:
    hours = working_hours([1, 2, 3, 4, 5], opens, closes, zone, ["2026-04-03"])
    worked = WorkedTime(hours, BEGIN, END)
    moments = [BEGIN + timedelta(days=2, minutes=397 * step) for step in range(64)]
    pairs = [(moments[step], moments[(step * 7 + 3) % 64]) for step in range(64)]
    kind = UtcDateTime()
    query = select(*(worked.between(literal(start, kind), literal(to, kind)) for start, to in pairs if start <= to))
    expected = [int(hours.worked(start, to).total_seconds()) for start, to in pairs if start <= to]
    assert list(store.read(lambda session: session.execute(query).one())) == expected
