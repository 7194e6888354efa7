"""How the line to the exchange is: reported, renewed, silent."""

from datetime import timedelta

import pytest

from app.database.store import Store
from app.language import phrase
from app.models.call_terms import ExchangeCondition
from app.operations import exchange_health, leases
from app.operations.leases import INTAKE, LeaseLost
from tests.clock import FixedClock

HOLDER = "intake-1"
ADDRESS = "kontor@pbx.example:5038"


@pytest.fixture
def listening(store: Store) -> Store:
    """An intake that listens to one exchange."""
    store.write(leases.take, INTAKE, HOLDER)
    store.write(exchange_health.reported, HOLDER, ADDRESS, ExchangeCondition.LISTENING, None, "22.10.1", store.clock())
    return store


def later(store: Store, clock: FixedClock, **span: float) -> None:
    """Some time passes; the intake still has its lease."""
    clock.advance(**span)
    store.write(leases.take, INTAKE, HOLDER)


def test_the_condition_is_said_and_since_when(listening: Store, clock: FixedClock) -> None:
    (row,) = listening.read(exchange_health.rows)
    assert (row.address, row.well, row.version, row.problem) == (ADDRESS, True, "22.10.1", None)
    begun = clock.moment
    later(listening, clock, minutes=1)
    listening.write(exchange_health.reported, HOLDER, ADDRESS, ExchangeCondition.LISTENING, None, "", clock.moment)
    (row,) = listening.read(exchange_health.rows)
    assert (row.since, row.at, row.heard_at, row.version) == (begun, clock.moment, clock.moment, "22.10.1")
    broke = phrase("The line to {host} broke.", host="pbx.example")
    listening.write(exchange_health.reported, HOLDER, ADDRESS, ExchangeCondition.TROUBLE, broke)
    (row,) = listening.read(exchange_health.rows)
    assert (row.well, row.since, str(row.problem)) == (False, clock.moment, "The line to pbx.example broke.")
    assert str(row.words) == "calls are not seen"
    listening.write(exchange_health.reported, HOLDER, ADDRESS, ExchangeCondition.LISTENING)
    assert listening.read(exchange_health.rows)[0].problem is None


def test_where_nobody_renews_the_report_nobody_listens(listening: Store, clock: FixedClock) -> None:
    reported = clock.moment
    later(listening, clock, minutes=2)
    (row,) = listening.read(exchange_health.rows)
    assert (row.silent, row.condition, row.since) == (True, ExchangeCondition.TROUBLE, reported)
    assert "main.py intake" in str(row.problem)
    listening.write(exchange_health.reported, HOLDER, ADDRESS, ExchangeCondition.LISTENING)
    assert listening.read(exchange_health.rows)[0].well


def test_renewing_is_no_news_for_the_windows(listening: Store, clock: FixedClock) -> None:
    heard: list[str] = []
    listening.announce = lambda changes: heard.extend(change.topic for change in changes)
    clock.moment += timedelta(seconds=5)
    listening.write(exchange_health.reported, HOLDER, ADDRESS, ExchangeCondition.LISTENING, None, "22.10.1")
    assert heard == []
    listening.write(exchange_health.reported, HOLDER, ADDRESS, ExchangeCondition.TROUBLE, phrase("The line broke."))
    assert "exchange_state" in heard


def test_how_far_the_history_was_read_is_kept(listening: Store) -> None:
    assert listening.read(exchange_health.history_offset, ADDRESS) is None
    listening.write(exchange_health.history_read, HOLDER, ADDRESS, 120)
    assert listening.read(exchange_health.history_offset, ADDRESS) == 120
    assert listening.read(exchange_health.rows)[0].history_offset == 120


def test_an_exchange_that_is_not_set_any_more_is_forgotten(listening: Store) -> None:
    other = "kontor@new.example:5038"
    listening.write(exchange_health.reported, HOLDER, other, ExchangeCondition.CONNECTING)
    listening.write(exchange_health.only, HOLDER, (other,))
    assert [row.address for row in listening.read(exchange_health.rows)] == [other]


def test_only_the_intake_reports(listening: Store) -> None:
    with pytest.raises(LeaseLost):
        listening.write(exchange_health.reported, "another", ADDRESS, ExchangeCondition.TROUBLE, phrase("No."))
    with pytest.raises(LeaseLost):
        listening.write(exchange_health.history_read, "another", ADDRESS, 7)
    with pytest.raises(LeaseLost):
        listening.write(exchange_health.only, "another", ())
    (row,) = listening.read(exchange_health.rows)
    assert (row.well, row.history_offset) == (True, None)
