"""Transactions: nothing of a failed one stays, everything of a finished one does, on both databases."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, Offline, UserError
from app.models.session import acting, now, replayable
from app.models.stock import Batch, Location, StockBalance
from tests.clock import FixedClock

PATIENCE = 10
only_postgresql = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
only_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Shelf:
    id: int
    code: str


@dataclass(frozen=True)
class Leaky:
    location: Location


def add_location(session: Session, code: str) -> Shelf:
    location = Location(code=code)
    session.add(location)
    session.flush()
    return Shelf(location.id, location.code)


def rename(session: Session, code: str, name: str) -> None:
    session.scalars(select(Location).where(Location.code == code)).one().name = name


def codes(session: Session) -> list[str]:
    return list(session.scalars(select(Location.code).order_by(Location.code)))


def name_of(session: Session, code: str) -> str:
    return session.scalars(select(Location.name).where(Location.code == code)).one()


@pytest.fixture
def other_store(database_url: str) -> Iterator[Store]:
    """Another workstation on the database of ``fresh_store``."""
    other = Store(database_url)
    yield other
    other.close()


def test_what_was_written_is_read(store: Store) -> None:
    shelf = store.write(add_location, "A-01")
    assert store.read(codes) == ["A-01"]
    assert shelf.id > 0


def test_the_store_of_the_test_before_was_undone(store: Store) -> None:
    assert store.read(codes) == []


def test_an_error_takes_everything_back(store: Store) -> None:
    def refuse(session: Session) -> None:
        add_location(session, "A-02")
        raise UserError("No.")

    with pytest.raises(UserError):
        store.write(refuse)
    assert store.read(codes) == []


def test_leaving_without_success_rolls_back_a_real_transaction(fresh_store: Store, other_store: Store) -> None:
    def fail(session: Session) -> None:
        add_location(session, "A-02")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fresh_store.write(fail)
    assert other_store.read(codes) == []


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError):
        store.read(add_location, "A-03")
    assert store.write(codes) == []


def test_reading_cannot_write_without_a_savepoint_either(fresh_store: Store) -> None:
    with pytest.raises(DBAPIError):
        fresh_store.read(add_location, "A-03")
    assert fresh_store.write(add_location, "A-03").code == "A-03"


@pytest.mark.parametrize("wrap", [lambda found: found, lambda found: [found], lambda found: {"a": found}, Leaky])
def test_no_mapped_object_leaves(store: Store, wrap: Callable[[Location], object]) -> None:
    store.write(add_location, "A-04")
    with pytest.raises(TypeError, match="live Location"):
        store.read(lambda session: wrap(session.scalars(select(Location)).one()))


def test_no_live_result_leaves(store: Store) -> None:
    with pytest.raises(TypeError, match="live"):
        store.read(lambda session: session.execute(select(Location.id)))


def test_an_operation_knows_the_time_and_who_acts(store: Store, clock: FixedClock) -> None:
    store.employee_id = 7
    assert store.read(lambda session: (now(session), acting(session))) == (clock.moment, 7)


def test_a_lost_update_is_a_conflict(store: Store) -> None:
    store.write(add_location, "B-01")

    def edit_what_somebody_else_changed(session: Session) -> None:
        found = session.scalars(select(Location)).one()
        session.execute(text("UPDATE location SET version = version + 1, name = 'theirs'"))
        found.name = "mine"

    with pytest.raises(Conflict, match="Somebody else changed"):
        store.write(edit_what_somebody_else_changed)
    assert store.read(name_of, "B-01") == ""


def test_a_unique_key_is_met_once_more_so_that_the_look_up_finds_it(fresh_store: Store, other_store: Store) -> None:
    def find_or_add(session: Session, before_adding: Callable[[], object]) -> str:
        found = session.scalar(select(Location.code).where(Location.code == "C-01"))
        if found is not None:
            return "found"
        before_adding()
        session.add(Location(code="C-01"))
        return "added"

    if fresh_store.embedded:
        # One writer at a time: nobody can come between the look and the insert.
        assert fresh_store.write(find_or_add, lambda: None) == "added"
    else:
        assert fresh_store.write(find_or_add, lambda: other_store.write(add_location, "C-01")) == "found"
    assert fresh_store.write(find_or_add, lambda: None) == "found"
    assert fresh_store.read(codes) == ["C-01"]


def test_a_double_is_a_conflict_and_nothing_is_saved(store: Store) -> None:
    store.write(add_location, "C-02")
    with pytest.raises(Conflict, match="exists already"):
        store.write(add_location, "C-02")


def test_a_reference_to_nothing_is_a_conflict(store: Store, clock: FixedClock) -> None:
    with pytest.raises(Conflict, match="gone"):
        store.write(lambda session: session.add(Batch(product_id=99, code="L1", received_at=clock())))


def test_a_broken_rule_says_the_sentence_of_its_model(store: Store) -> None:
    def oversell(session: Session) -> None:
        session.execute(
            text(
                "INSERT INTO stock_balance (product_id, batch_id, location_id, on_hand, reserved) "
                "VALUES (1, 1, 1, 1000, 2000)"
            )
        )

    rule = next(each for each in StockBalance.metadata.tables["stock_balance"].constraints if "sentence" in each.info)
    with pytest.raises(UserError) as refused:
        store.write(oversell)
    assert refused.value.phrase.sentence == rule.info["sentence"]


def test_many_at_once_lose_nothing_and_see_no_error(fresh_store: Store) -> None:
    fresh_store.write(add_location, "I-01")
    start = threading.Barrier(16)
    failures: list[Exception] = []

    def add_a_letter(session: Session) -> None:
        found = session.scalars(select(Location).where(Location.code == "I-01").with_for_update()).one()
        found.name += "x"

    def work() -> None:
        start.wait(PATIENCE)
        try:
            for _ in range(4):
                fresh_store.write(add_a_letter)
        except Exception as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert fresh_store.read(name_of, "I-01") == "x" * 64


@only_postgresql
def test_a_serialization_failure_is_tried_again(fresh_store: Store, other_store: Store) -> None:
    fresh_store.write(add_location, "D-01")
    attempts: list[str] = []

    def edit(session: Session) -> None:
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        attempts.append(name_of(session, "D-01"))
        if len(attempts) == 1:
            other_store.write(rename, "D-01", "theirs")
        session.execute(update(Location).values(name="mine"))

    fresh_store.write(edit)
    assert attempts == ["", "theirs"]
    assert fresh_store.read(name_of, "D-01") == "mine"


@only_postgresql
def test_a_deadlock_is_tried_again_and_both_get_through(fresh_store: Store, other_store: Store) -> None:
    for code in ("E-01", "E-02"):
        fresh_store.write(add_location, code)
    both_hold_one = threading.Barrier(2)
    attempts: list[str] = []

    def lock_both(session: Session, first: str, second: str) -> None:
        attempts.append(first)
        session.execute(update(Location).where(Location.code == first).values(name=Location.name + first))
        if attempts.count(first) == 1:
            both_hold_one.wait(PATIENCE)
        session.execute(update(Location).where(Location.code == second).values(name=Location.name + first))

    thread = threading.Thread(target=other_store.write, args=(lock_both, "E-02", "E-01"))
    thread.start()
    fresh_store.write(lock_both, "E-01", "E-02")
    thread.join(PATIENCE)
    # One of the two was the victim and came again; on a busy machine they may meet once more.
    assert len(attempts) >= 3
    assert {len(fresh_store.read(name_of, code)) for code in ("E-01", "E-02")} == {8}


@only_sqlite
def test_a_locked_file_is_tried_again(fresh_store: Store, other_store: Store) -> None:
    holds, attempted = threading.Event(), threading.Event()

    def hold(session: Session) -> None:
        add_location(session, "F-01")
        holds.set()
        attempted.wait(PATIENCE)

    # So that an attempt fails at once instead of waiting its ten seconds.
    @event.listens_for(fresh_store.engine, "connect")
    def _no_patience(connection: DBAPIConnection, _record: object) -> None:
        connection.cursor().execute("PRAGMA busy_timeout = 0")

    @event.listens_for(fresh_store.engine, "handle_error")
    def _noted(_context: object) -> None:
        refused.append(1)
        attempted.set()

    refused: list[int] = []
    thread = threading.Thread(target=other_store.write, args=(hold,))
    thread.start()
    assert holds.wait(PATIENCE)
    fresh_store.write(add_location, "F-02")
    thread.join(PATIENCE)
    assert refused
    assert fresh_store.read(codes) == ["F-01", "F-02"]


def _end_me(session: Session, other: Store) -> None:
    mine = session.scalar(text("SELECT pg_backend_pid()"))
    other.write(
        lambda session: session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": mine}).all() and None
    )


@only_postgresql
def test_a_connection_lost_before_the_commit_is_replaced(fresh_store: Store, other_store: Store) -> None:
    attempts = []

    def lose_once(session: Session) -> str:
        attempts.append(1)
        if len(attempts) == 1:
            _end_me(session, other_store)
        return add_location(session, "G-01").code

    assert fresh_store.write(lose_once) == "G-01"
    assert len(attempts) == 2
    assert fresh_store.read(codes) == ["G-01"]


@only_postgresql
def test_a_pool_whose_connections_all_died_recovers(fresh_store: Store, other_store: Store) -> None:
    fresh_store.read(codes)
    other_store.write(
        lambda session: (
            session.execute(
                text(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            ).all()
            and None
        )
    )
    assert fresh_store.read(codes) == []


def _lose_at_commit(fresh_store: Store, other_store: Store) -> list[int]:
    """The next commit of *fresh_store* finds its connection ended."""
    losses: list[int] = []

    @event.listens_for(fresh_store.engine, "commit")
    def _lose(connection: object) -> None:
        if not losses:
            losses.append(1)
            _end_me(connection, other_store)  # type: ignore[arg-type]  # a connection executes as a session does

    return losses


@only_postgresql
def test_a_connection_lost_during_the_commit_leaves_the_outcome_open(fresh_store: Store, other_store: Store) -> None:
    losses = _lose_at_commit(fresh_store, other_store)
    with pytest.raises(Offline, match="does not know whether"):
        fresh_store.write(add_location, "H-01")
    assert losses
    assert fresh_store.read(codes) == []


@only_postgresql
def test_what_is_replayable_is_repeated_even_then(fresh_store: Store, other_store: Store) -> None:
    @replayable
    def add_once(session: Session) -> None:
        if session.scalar(select(Location.id).where(Location.code == "H-02")) is None:
            session.add(Location(code="H-02"))

    losses = _lose_at_commit(fresh_store, other_store)
    fresh_store.write(add_once)
    assert losses
    assert fresh_store.read(codes) == ["H-02"]


def test_no_server_is_offline(tmp_path: Path) -> None:
    store = Store(f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(Offline):
        store.read(codes)
    store.close()


@only_postgresql
def test_a_database_that_is_not_there_is_named(empty_url: str) -> None:
    store = Store(empty_url.replace("/test_", "/absent_"))
    with pytest.raises(UserError, match="absent_") as refused:
        store.read(codes)
    assert not isinstance(refused.value, Offline)
    store.close()


def test_a_closed_store_gives_up_waiting_for_its_turn(store: Store) -> None:
    attempts = []

    def clash(session: Session) -> None:
        attempts.append(1)
        store.close()
        raise OperationalError("", {}, Busy())

    with pytest.raises(Conflict, match="try again in a moment"):
        store.write(clash)
    assert attempts == [1]


class Busy(sqlite3.OperationalError):
    """What SQLite says when another process writes."""

    sqlite_errorname = "SQLITE_BUSY"
