"""What breaks between the exchange and the books: nothing is lost, nothing is doubled, and ends that nobody saw say so."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from app.database.store import Store
from app.errors import Offline, UserError
from app.models.call_terms import ExchangeCondition
from app.operations import call_gaps, calls, exchange_health, leases
from app.operations.exchange_health import ExchangeRow
from app.operations.leases import INTAKE
from app.operations.listing import page
from tests.clock import FixedClock
from tests.fakes.exchange import FakeExchange
from tests.fakes.exchange_play import packets_of, recording, told_anew
from tests.intake.reading_room import eventually
from tests.intake.telephone_room import QUICK, TelephoneRoom, interactions, kept_calls, outcomes

T = TypeVar("T")
ANSWERED = recording("01")
TALKING = next(place for place, block in enumerate(packets_of(ANSWERED)) if block.startswith(b"Event: BridgeEnter"))
FIRST, REST = (b"".join(packets_of(ANSWERED)[:TALKING]), b"".join(packets_of(ANSWERED)[TALKING:]))
"""A call until it is answered, and what follows."""


@pytest.fixture
def room(fresh_store: Store, exchange: FakeExchange) -> TelephoneRoom:
    return TelephoneRoom(fresh_store, exchange)


def health(store: Store) -> ExchangeRow:
    (row,) = store.read(exchange_health.rows)
    return row


# ---------------------------------------------------------------- the line
def test_a_call_that_goes_on_over_a_broken_line_is_completed_once(room: TelephoneRoom, exchange: FakeExchange) -> None:
    with room.listening():
        exchange.play(FIRST)
        eventually(lambda: outcomes(room.store) == ["going"], "recorded at the ring")
        exchange.drop(b"Event: Hangup\r\nChann")
        exchange.wait_signed_in()
        exchange.play(REST)
        eventually(lambda: outcomes(room.store) == ["answered"])
    assert (len(kept_calls(room.store)), interactions(room.store)) == (1, 1)
    assert any("broke" in line for line in room.said)


def test_an_exchange_that_died_in_the_middle_of_a_call(room: TelephoneRoom, exchange: FakeExchange) -> None:
    with room.listening():
        exchange.play(recording("53"))
        eventually(lambda: outcomes(room.store) == ["going"])
        exchange.restart(b"Event: BridgeEn")
        eventually(lambda: outcomes(room.store) == ["unknown_end"], "the end that nobody saw")
        exchange.play(ANSWERED)
        eventually(lambda: outcomes(room.store) == ["answered", "unknown_end"], "it goes on with the next call")


def test_a_line_that_is_down_for_long(room: TelephoneRoom, exchange: FakeExchange) -> None:
    """Calls end unseen; one that turns out to live is alive again, and ends properly."""
    with room.listening():
        exchange.play(FIRST)
        eventually(lambda: outcomes(room.store) == ["going"])
        exchange.stop()
        eventually(lambda: outcomes(room.store) == ["unknown_end"])
        eventually(lambda: health(room.store).condition is ExchangeCondition.TROUBLE)
        assert "cannot be reached" in str(health(room.store).problem)
        exchange.start()
        eventually(lambda: outcomes(room.store) == ["going"], "the list of channels has revived it")
        exchange.play(REST)
        eventually(lambda: outcomes(room.store) == ["answered"])
        eventually(lambda: health(room.store).well)


def test_a_frozen_exchange_is_noticed(room: TelephoneRoom, exchange: FakeExchange) -> None:
    with room.listening() as listener:
        exchange.play(FIRST)
        eventually(lambda: outcomes(room.store) == ["going"])
        exchange.freeze()
        eventually(lambda: listener.trouble is not None and "stopped answering" in listener.trouble.said())
        exchange.thaw()
        eventually(lambda: listener.trouble is None and listener.calls.synced)
        exchange.play(REST)
        eventually(lambda: outcomes(room.store) == ["answered"])


def test_a_login_that_is_refused(room: TelephoneRoom, exchange: FakeExchange) -> None:
    exchange.refuse_login()
    with room.listening(signed_in=False):
        eventually(lambda: room.store.read(exchange_health.rows) and health(room.store).problem is not None)
        assert "does not let kontor in" in str(health(room.store).problem)
        exchange.refuse_login(False)
        eventually(lambda: health(room.store).well)
        assert health(room.store).version == "Asterisk Call Manager/11.0.0"


# ---------------------------------------------------------------- which calls go on
def test_a_login_in_the_middle_of_calls(room: TelephoneRoom, exchange: FakeExchange) -> None:
    exchange.play(FIRST, shown=False)
    with room.listening():
        eventually(lambda: [call.number for call in kept_calls(room.store)] == ["+79161234567"])
        exchange.play(REST)
        eventually(lambda: outcomes(room.store) == ["answered"])


def test_calls_of_a_listener_that_is_no_more(room: TelephoneRoom, exchange: FakeExchange) -> None:
    """One has ended meanwhile, the other goes on."""
    other = told_anew(FIRST, 7)
    with room.listening():
        exchange.play(FIRST + other)
        eventually(lambda: outcomes(room.store) == ["going", "going"])
    exchange.play(REST, shown=False)
    with room.listening():
        eventually(lambda: sorted(outcomes(room.store)) == ["going", "unknown_end"])
        exchange.play(told_anew(ANSWERED, 7)[len(other) :])
        eventually(lambda: sorted(outcomes(room.store)) == ["answered", "unknown_end"])


def test_calls_of_before_when_the_exchange_is_out_of_reach(room: TelephoneRoom, exchange: FakeExchange) -> None:
    with room.listening():
        exchange.play(FIRST)
        eventually(lambda: outcomes(room.store) == ["going"])
    exchange.stop()
    room.pace = replace(QUICK, unreached=0.1)
    with room.listening(signed_in=False):
        eventually(lambda: outcomes(room.store) == ["unknown_end"])


def test_an_exchange_that_gives_no_list(room: TelephoneRoom, exchange: FakeExchange) -> None:
    """Calls that are born now need not wait for it."""
    exchange.silent.add("CoreShowChannels")
    with room.listening():
        exchange.play(ANSWERED)
        eventually(lambda: outcomes(room.store) == ["answered"])


def test_the_list_that_a_user_without_the_permission_reporting_may_see(room: TelephoneRoom, exchange: FakeExchange) -> None:
    exchange.denied.add("CoreShowChannels")
    with room.listening():
        exchange.wait_action("Status")
        exchange.play(ANSWERED)
        eventually(lambda: outcomes(room.store) == ["answered"])


def test_a_hang_up_that_was_never_told(room: TelephoneRoom, exchange: FakeExchange) -> None:
    with room.listening():
        exchange.play(FIRST)
        eventually(lambda: outcomes(room.store) == ["going"])
        exchange.play(REST, shown=False)
        eventually(lambda: outcomes(room.store) == ["unknown_end"], "the comparison with the exchange")


# ---------------------------------------------------------------- the books
class Trying(Store):
    """Books that fail when a call is taken, as long as *failing* says with which error."""

    failing: Callable[[Any], Exception | None]

    def write(self, use: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        """Fail first."""
        events = {calls.take_call: args[-1:], call_gaps.take_together: args[-1]}.get(use, ())
        for error in filter(None, map(self.failing, events)):
            raise error
        return super().write(use, *args, **kwargs)


@pytest.fixture
def trying(database_url: str, clock: FixedClock) -> Iterator[Trying]:
    store = Trying(database_url, clock=clock)
    store.failing = lambda _: None
    yield store
    store.close()


def test_while_the_books_are_away_calls_wait(trying: Trying, exchange: FakeExchange) -> None:
    room = TelephoneRoom(trying, exchange)
    with room.listening() as listener:
        trying.failing = lambda _: Offline("The database cannot be reached.")
        for number in (1, 2, 3):
            exchange.play(told_anew(ANSWERED, number))
        eventually(lambda: len(listener.writer.snapshots.linked_ids) == 3 and not listener.calls.going)
        assert listener.trouble is None
        trying.failing = lambda _: None
        eventually(lambda: outcomes(trying) == ["answered"] * 3)
    assert room.said.count("The database cannot be reached.") == 1


@pytest.mark.parametrize("error", [RuntimeError("a fault of ours"), UserError("This call cannot be.")])
def test_a_call_that_cannot_be_taken_is_put_aside(
    trying: Trying, exchange: FakeExchange, error: Exception, expected_logs: list[str]
) -> None:
    expected_logs.append("the call ")
    room = TelephoneRoom(trying, exchange)
    trying.failing = lambda event: error if event.linked_id.endswith(".10003") else None
    with room.listening():
        for number in (1, 2):
            exchange.play(told_anew(ANSWERED, number))
        eventually(lambda: outcomes(trying) == ["answered"] and len(trying.read(page, "quarantine").records) == 1)
    (entry,) = trying.read(page, "quarantine").records
    assert "This call cannot be." in str(entry) or "Kontor failed on this call (RuntimeError)" in str(entry)


def test_who_lost_the_lease_writes_no_more(room: TelephoneRoom, exchange: FakeExchange) -> None:
    listener = room.listener()
    thread = threading.Thread(target=listener.run, args=(threading.Event(),))
    thread.start()
    exchange.wait_signed_in()
    room.store.write(leases.release, INTAKE, "this process")
    room.store.write(leases.take, INTAKE, "another process")
    exchange.play(ANSWERED)
    thread.join(10)
    assert not thread.is_alive()
    assert outcomes(room.store) == []
