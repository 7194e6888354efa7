"""What every test can ask for: databases of both kinds, a still clock; and what no test may leave behind."""

import gc
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator

import hypothesis
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry, Pool, PoolProxiedConnection

# Before anything imports Qt: tests never need a screen, nor open windows on one.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.fonts=false")

from app import language
from app.database.engine import BEGIN_OPTION, open_engine
from app.database.store import Store
from app.views.garbage import collect_due
from tests.clock import FixedClock
from tests.databases import Databases, PostgresDatabases, SqliteFiles
from tests.postgres_server import PostgresServer

KINDS = ("sqlite", "postgresql")
ENDING_SECONDS = 5
EXAMPLES = 50
"""How many examples hypothesis tries for each property; KONTOR_EXAMPLES says how many instead."""

# A busy machine is no defect of a property, and a failure must show again when it is run again.
hypothesis.settings.register_profile(
    "kontor", max_examples=int(os.environ.get("KONTOR_EXAMPLES", EXAMPLES)), deadline=None, print_blob=True
)
hypothesis.settings.load_profile("kontor")


@pytest.fixture(autouse=True, scope="session")
def _own_environment() -> Iterator[None]:
    """What the owner of this machine set up for Kontor is not for tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [each for each in os.environ if each.startswith("KONTOR_")]:
            patch.delenv(name)
        yield


@pytest.fixture(autouse=True, scope="session")
def nothing_synced() -> Iterator[None]:
    """No test waits for the disk; PostgreSQL is set up so in ``postgres_server``. For tests only, never for a benchmark."""
    event.listen(Pool, "checkout", do_not_sync)
    yield
    event.remove(Pool, "checkout", do_not_sync)


@pytest.fixture
def synced(nothing_synced: None) -> Iterator[None]:
    """In this test embedded databases are as safe as they are for a company."""
    event.remove(Pool, "checkout", do_not_sync)
    yield
    event.listen(Pool, "checkout", do_not_sync)


def do_not_sync(connection: object, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """Let an embedded database lose what a power cut would take."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF").close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for this worker, started when the first test needs it."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """Embedded databases."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases(postgres_server: PostgresServer) -> PostgresDatabases:
    """Databases of a company."""
    return PostgresDatabases(postgres_server)


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database; whoever uses it runs once with each."""
    return str(request.param)


@pytest.fixture(scope="session")
def databases(kind: str, request: pytest.FixtureRequest) -> Databases:
    """Where new databases of this kind come from."""
    source: Databases = request.getfixturevalue(f"{kind}_databases")
    return source


@pytest.fixture
def database_url(databases: Databases) -> str:
    """A database of the test's own, with a founded company: for commands, several connections, real commits."""
    return databases.founded()


@pytest.fixture
def empty_url(databases: Databases) -> str:
    """A database of the test's own, without any table."""
    return databases.empty()


@pytest.fixture
def clock() -> FixedClock:
    """The present moment of the stores in this test; it stands still."""
    return FixedClock()


@pytest.fixture
def fresh_store(database_url: str, clock: FixedClock) -> Iterator[Store]:
    """A store on a database of the test's own: for threads, other stores and the change feed."""
    store = Store(database_url, clock=clock)
    yield store
    store.close()


@pytest.fixture(scope="session")
def shared_engine(databases: Databases) -> Iterator[Engine]:
    """One engine for all tests with ``store``, over a founded company: its compiled statements are used again."""
    engine = open_engine(databases.founded()).execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"})
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def bare_engine(databases: Databases) -> Iterator[Engine]:
    """The same over empty tables, for those who ask for it in the place of ``shared_engine``."""
    engine = open_engine(databases.ready()).execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"})
    yield engine
    engine.dispose()


@pytest.fixture
def store(shared_engine: Engine, clock: FixedClock) -> Iterator[Store]:
    """A real store whose commits are savepoints, undone at the end of the test. One connection: no other store sees it."""
    with shared_engine.connect() as connection:
        transaction = connection.begin()
        yield Store(connection, clock=clock)
        transaction.rollback()


@pytest.fixture(autouse=True)
def _garbage_on_the_main_thread() -> Iterator[None]:
    """As in the program: no reader thread takes widgets apart that a test has left (app.views.garbage)."""
    gc.disable()
    yield
    collect_due()


@pytest.fixture
def expected_logs() -> list[str]:
    """Parts of the warnings and errors that this test may log; append to it."""
    return []


class _Gathered(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Threads that a test started must have ended, and the language be the first one again."""
    before = set(threading.enumerate())
    yield
    language.choose("en")
    deadline = time.monotonic() + ENDING_SECONDS
    for thread in set(threading.enumerate()) - before:
        # A foreign thread (Qt's own) that ran Python once shows as a dummy and cannot be joined.
        if not thread.name.startswith("Dummy-"):
            thread.join(max(0, deadline - time.monotonic()))
            assert not thread.is_alive(), f"the test left the thread {thread.name!r} running"


@pytest.fixture(autouse=True)
def _no_unexpected_logs(_nothing_left_behind: None, expected_logs: list[str]) -> Iterator[None]:
    """A warning or an error in the log that the test did not expect fails it."""
    gathered = _Gathered()
    logging.getLogger().addHandler(gathered)
    yield
    logging.getLogger().removeHandler(gathered)
    unexpected = [line for line in gathered.lines if not any(part in line for part in expected_logs)]
    assert not unexpected, "unexpected log records:\n" + "\n".join(unexpected)
