"""The change feed: another process hears what was committed, soon, and nothing else."""

import queue
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.database import news
from app.database.changes import ChangeFeed
from app.database.store import Store
from app.errors import UserError
from app.events import Change
from app.models.session import touch
from app.models.stock import Location
from tests.postgres_server import PostgresServer

PATIENCE = 10
ROOT = Path(__file__).parents[2]


class Listener:
    """A workstation: a store of its own and a feed, with what it heard."""

    def __init__(self, url: str) -> None:
        self.store = Store(url)
        self.changes: queue.Queue[Change] = queue.Queue()
        self.states: queue.Queue[bool] = queue.Queue()
        self._feed = ChangeFeed(self.store)
        self._feed.start(self.changes.put, self.states.put)
        assert self.states.get(timeout=PATIENCE) is True

    def stop(self) -> None:
        self._feed.stop()
        self.store.close()


@pytest.fixture
def listener(database_url: str) -> Iterator[Listener]:
    """Another workstation on the database of ``fresh_store``."""
    listener = Listener(database_url)
    yield listener
    listener.stop()


def add_location(session: Session, code: str) -> int:
    location = Location(code=code)
    session.add(location)
    session.flush()
    return location.id


def test_another_store_hears_what_was_inserted(fresh_store: Store, listener: Listener) -> None:
    record_id = fresh_store.write(add_location, "A-01")
    assert listener.changes.get(timeout=PATIENCE) == Change("location", frozenset({record_id}))


def test_it_is_heard_within_the_budget(fresh_store: Store, listener: Listener) -> None:
    spans = []
    for number in range(9):
        fresh_store.write(add_location, f"A-{number}")
        committed = time.perf_counter()
        listener.changes.get(timeout=PATIENCE)
        spans.append(time.perf_counter() - committed)
    assert sorted(spans)[len(spans) // 2] < 0.05


def test_a_rollback_is_never_announced(fresh_store: Store, listener: Listener) -> None:
    def refuse(session: Session) -> None:
        add_location(session, "B-01")
        raise UserError("No.")

    with pytest.raises(UserError):
        fresh_store.write(refuse)
    kept = fresh_store.write(add_location, "B-02")
    assert listener.changes.get(timeout=PATIENCE).ids == {kept}
    assert listener.changes.empty()


def test_a_savepoint_that_was_rolled_back_is_not_announced(fresh_store: Store, listener: Listener) -> None:
    def try_and_keep(session: Session) -> int:
        savepoint = session.begin_nested()
        add_location(session, "C-01")
        savepoint.rollback()
        return add_location(session, "C-02")

    kept = fresh_store.write(try_and_keep)
    heard = listener.changes.get(timeout=PATIENCE)
    trail = fresh_store.read(lambda session: session.scalars(text("SELECT record_id FROM audit_entry")).all())
    codes = fresh_store.read(lambda session: session.scalars(text("SELECT code FROM location")).all())
    assert heard.ids == {kept}
    assert list(trail) == [kept]
    assert list(codes) == ["C-02"]


def test_a_store_does_not_hear_itself_but_announces_its_own(listener: Listener, fresh_store: Store) -> None:
    own: list[tuple[Change, ...]] = []
    listener.store.announce = own.append
    mine = listener.store.write(add_location, "D-01")
    theirs = fresh_store.write(add_location, "D-02")
    assert listener.changes.get(timeout=PATIENCE) == Change("location", frozenset({theirs}))
    assert own == [(Change("location", frozenset({mine}), mine=True),)]


def test_many_records_become_the_whole_topic(fresh_store: Store, listener: Listener) -> None:
    def add_many(session: Session) -> None:
        session.add_all(Location(code=f"E-{number:04}") for number in range(news.IDS_PER_TOPIC + 1))

    fresh_store.write(add_many)
    assert listener.changes.get(timeout=PATIENCE) == Change("location")


def test_bulk_statements_announce_by_touch(fresh_store: Store, listener: Listener) -> None:
    def bulk(session: Session, *ids: int) -> None:
        rows = [{"code": f"F-{number}", "name": "", "pickable": True, "receives": False, "version": 1} for number in ids]
        session.execute(insert(Location), rows)
        touch(session, "location", *ids)

    fresh_store.write(bulk, 7, 8)
    assert listener.changes.get(timeout=PATIENCE) == Change("location", frozenset({7, 8}))


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_another_process_is_heard(database_url: str, listener: Listener) -> None:
    program = (
        "import sys\n"
        "from app.database.store import Store\n"
        "from app.models.all import stock\n"
        "store = Store(sys.argv[1])\n"
        "store.write(lambda session: session.add(stock.Location(code='Z-01')))\n"
        "store.close()\n"
    )
    subprocess.run([sys.executable, "-c", program, database_url], check=True, cwd=ROOT)
    assert listener.changes.get(timeout=PATIENCE).topic == "location"


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_lost_connection_is_reported_once_and_then_everything_may_have_changed(
    fresh_store: Store, listener: Listener, database_url: str
) -> None:
    fresh_store.write(_end_other_connections)
    assert listener.states.get(timeout=PATIENCE) is False
    assert listener.states.get(timeout=PATIENCE) is True
    assert listener.changes.get(timeout=PATIENCE) == Change("everything")
    kept = fresh_store.write(add_location, "G-01")
    assert listener.changes.get(timeout=PATIENCE).ids == {kept}
    assert listener.states.empty()


def _end_other_connections(session: Session) -> None:
    session.execute(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    )


def test_the_feed_of_a_server_that_is_not_there_says_so_and_ends_when_told(tmp_path: Path) -> None:
    store = Store(f"postgresql://nobody@/nothing?host={tmp_path}")
    states: queue.Queue[bool] = queue.Queue()
    feed = ChangeFeed(store)
    feed.start(lambda _change: None, states.put)
    assert states.get(timeout=PATIENCE) is False
    feed.stop()
    assert states.empty()


def test_every_message_fits_a_notify_and_none_is_lost(postgres_server: PostgresServer) -> None:
    topics = {f"topic_{number:03}": [10**15 + each for each in range(250)] for number in range(30)}
    messages = news.payloads("origin", topics)
    assert len(messages) > 1
    with psycopg.connect(host=str(postgres_server.folder), user="kontor", dbname="postgres") as connection:
        for message in messages:
            connection.execute("SELECT pg_notify('kontor', %s)", (message,))
    heard = [change for message in messages for change in news.heard(message)[1]]
    assert {change.topic: sorted(change.ids) for change in heard} == topics


def test_what_cannot_be_read_means_that_anything_may_have_changed() -> None:
    for payload in ("", "[]", "{}", '{"origin": "x", "topics": 5}', '{"origin": "x", "topics": {"deal": ["a"]}}'):
        assert news.heard(payload) == ("", [Change("everything")])


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_listener_that_slept_until_notes_were_gone_hears_everything(fresh_store: Store, listener: Listener) -> None:
    def lose_a_note(session: Session) -> None:
        add_location(session, "H-01")
        session.execute(text("INSERT INTO change_note (at, origin, payload) VALUES ('2020-01-01 00:00:00', 'x', '{}')"))
        session.execute(text("DELETE FROM change_note"))

    fresh_store.write(lose_a_note)
    assert listener.changes.get(timeout=PATIENCE) == Change("everything")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_old_notes_are_pruned(fresh_store: Store) -> None:
    def note(session: Session) -> None:
        session.execute(text("INSERT INTO change_note (at, origin, payload) VALUES ('2020-01-01 00:00:00', 'old', '{}')"))

    fresh_store.write(note)
    later = Store(fresh_store.engine, origin="later")
    later.write(add_location, "I-01")
    later.write(add_location, "I-02")
    notes = fresh_store.read(lambda session: session.scalars(text("SELECT origin FROM change_note")).all())
    assert notes == ["later", "later"]
