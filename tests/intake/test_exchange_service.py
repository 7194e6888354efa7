"""The exchange as a part of the intake: one listens, another stands by, gaps are filled from the exchange's own history."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.config import Settings
from app.database.store import Store
from app.errors import UserError
from app.intake import lease_keeper, service
from app.intake.exchange_history import HistoryReader
from app.intake.service import IntakeService
from app.models.call_terms import RequestState
from app.operations import call_requests, exchange_health, leases
from app.operations.leases import INTAKE
from tests import call_factories, factories
from tests.fakes.exchange import FakeExchange
from tests.fakes.exchange_history import FakeHistory, row
from tests.fakes.exchange_play import recording, told_anew
from tests.intake.reading_room import eventually
from tests.intake.telephone_room import QUICK, TelephoneRoom, kept_calls, outcomes
from tests.intake.test_service import at_work

GAP = "mikopbx-1795431990.7"


@pytest.fixture
def books(database_url: str) -> Iterator[Store]:
    """Books whose clock goes on, as for a company."""
    store = Store(database_url)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is waited for in a test."""
    monkeypatch.setattr(service, "LOOK_EVERY_SECONDS", 0.1)
    monkeypatch.setattr(lease_keeper, "ASK_EVERY_SECONDS", 0.05)


def intake(store: Store, exchange: FakeExchange, said: list[str] | None = None) -> IntakeService:
    """An intake with nothing but an exchange."""
    running = IntakeService(
        store, Settings(exchange=exchange.address), say=said.append if said is not None else lambda _: None
    )
    assert running.exchange is not None
    running.exchange.pace = QUICK
    return running


def is_well(store: Store) -> bool:
    return any(row.well for row in store.read(exchange_health.rows))


def test_a_second_intake_stands_by_and_listens_after_the_first(
    books: Store, database_url: str, exchange: FakeExchange
) -> None:
    said: list[str] = []
    other = Store(database_url)
    with at_work(intake(books, exchange)) as first_stopped:
        eventually(lambda: is_well(books))
        with at_work(intake(other, exchange, said)):
            eventually(lambda: said, "the second one told that it stands by")
            exchange.play(recording("01"))
            eventually(lambda: outcomes(books) == ["answered"])
            assert exchange.connections == 1, "only who has the lease listens"
            first_stopped.set()
            exchange.wait_for(lambda: exchange.connections == 2)
            exchange.wait_action("CoreShowChannels", 2)
            exchange.play(told_anew(recording("01"), 3))
            eventually(lambda: outcomes(books) == ["answered"] * 2)
    other.close()


def test_a_listener_that_lost_the_lease_for_a_moment_listens_again(books: Store, exchange: FakeExchange) -> None:
    """It begins only with the lease: what it heard without one could not be written."""
    running = intake(books, exchange)
    with at_work(running):
        eventually(lambda: is_well(books))
        books.write(leases.release, INTAKE, running.keeper.holder)
        books.write(leases.take, INTAKE, "another process")
        exchange.play(recording("03"))
        exchange.wait_action("Logoff")
        books.write(leases.release, INTAKE, "another process")
        exchange.wait_action("CoreShowChannels", 2)
        exchange.play(recording("01"))
        eventually(lambda: outcomes(books) == ["answered"])


def test_a_desk_is_heard_at_once(books: Store, database_url: str, exchange: FakeExchange) -> None:
    """What another process asks for comes by the change feed."""
    desk = Store(database_url)
    people = desk.write(factories.company)
    desk.write(call_factories.telephone, people["Olga"], "101")
    desk.employee_id = people["Olga"]
    with at_work(intake(books, exchange)):
        eventually(lambda: is_well(books))
        desk.write(call_requests.ask_call, "+79161234567")
        exchange.wait_action("Originate")
        eventually(lambda: desk.read(call_requests.mine)[0].state is RequestState.QUEUED)
    desk.close()


def test_an_intake_without_an_exchange_forgets_the_one_of_before(books: Store, exchange: FakeExchange) -> None:
    with at_work(intake(books, exchange)):
        eventually(lambda: is_well(books))
    with at_work(IntakeService(books, Settings(), say=lambda _: None)):
        eventually(lambda: books.read(exchange_health.rows) == ())


def test_an_address_that_is_none_is_told_before_anything_begins(books: Store) -> None:
    with pytest.raises(UserError, match="ami://"):
        IntakeService(books, Settings(exchange="http://pbx"))


# ---------------------------------------------------------------- the history of the exchange
def moscow(moment: datetime) -> str:
    """*moment* on the clock of the exchange."""
    return (moment + timedelta(hours=3)).strftime("%Y-%m-%d %H:%M:%S.000")


def missed(number: int, linked_id: str, began: datetime) -> dict[str, str]:
    """The row of a call that nobody answered."""
    return row(number, linked_id, moscow(began), "89161234567", "101", endtime=moscow(began + timedelta(seconds=9)))


def test_a_gap_is_filled_from_the_history(books: Store, exchange: FakeExchange) -> None:
    """What nobody saw comes from it; what was seen live stays as it was; an end that nobody saw is corrected."""
    now = datetime.now(UTC)
    seen = told_anew(recording("01"), 5, now)
    cut = seen[: seen.index(b"Event: BridgeEnter")]
    with FakeHistory([missed(1, "mikopbx-1.1", now - timedelta(days=30))]) as history:
        room = TelephoneRoom(books, exchange, f"?history={history.url}&zone=Europe/Moscow")
        with room.listening():
            eventually(lambda: offset(books) == 1, "the history of before is left alone")
            exchange.play(cut)
            eventually(lambda: outcomes(books) == ["going"])
            linked_id = kept_calls(books)[0].linked_id
            exchange.restart()
            eventually(lambda: outcomes(books) == ["unknown_end"])
        history.rows += [missed(2, GAP, now), missed(3, linked_id, now)]
        for _ in range(2):
            with room.listening():
                eventually(lambda: offset(books) == 3)
                eventually(lambda: {call.linked_id: call.outcome for call in kept_calls(books)}[GAP] == "missed")
    ended = {call.linked_id: call.outcome for call in kept_calls(books)}
    assert (len(ended), ended[linked_id] != "unknown_end") == (2, True)
    assert room.said.count("Calls from the history of the exchange: 2.") == 1


def offset(store: Store) -> int | None:
    """How far the history was read."""
    rows = store.read(exchange_health.rows)
    return rows[0].history_offset if rows else None


def test_a_history_that_cannot_be_read_is_told_and_keeps_nobody(books: Store, exchange: FakeExchange) -> None:
    with FakeHistory() as history:
        history.answer = (403, {}, b"")
        room = TelephoneRoom(books, exchange, f"?history={history.url}")
        with room.listening():
            exchange.play(recording("01"))
            eventually(lambda: outcomes(books) == ["answered"])
            eventually(
                lambda: ["does not let us in" in str(row.problem) for row in books.read(exchange_health.rows)] == [True]
            )


class Pages:
    """A history of one page, read by a listener that is stopped."""

    def __init__(self) -> None:
        self.asked = threading.Event()

    def page(self, offset: int, limit: int) -> tuple[tuple[()], int]:
        self.asked.set()
        return (), offset


def test_the_history_is_read_only_when_woken(books: Store) -> None:
    pages, stopped = Pages(), threading.Event()
    reader = HistoryReader(books, "me", "pbx", pages, lambda: None, frozenset, lambda _: None, print)
    thread = threading.Thread(target=reader.run, args=(stopped,))
    thread.start()
    assert reader.idle
    reader.wake()
    assert pages.asked.wait(10)
    eventually(lambda: reader.idle)
    stopped.set()
    thread.join(10)
