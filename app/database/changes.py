"""The change feed: what other processes committed, heard within milliseconds, and never missed without saying so."""

import itertools
import selectors
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

import psycopg
from psycopg import sql
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.database import news
from app.database.store import Store
from app.events import Change

POLL_SECONDS = 0.025
"""How often an embedded file is looked at; asking for its data_version costs some microseconds."""
PAUSES_SECONDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
"""Between attempts to reach a database again; the last one repeats."""
LOST_FILE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR")

EVERYTHING = Change("everything")


class _Line(Protocol):
    """An open connection that news comes in by."""

    @property
    def sockets(self) -> tuple[int, ...]:
        """What to wait for."""

    @property
    def timeout(self) -> float | None:
        """How long to wait at most."""

    def arrived(self) -> Iterator[tuple[str, Change]]:
        """(origin, change) of what came since the last look."""


class ChangeFeed:
    """Hears the commits of other processes on the database of *store*, on a thread of its own.

    The news of the store itself is left out: it announces its own commits (``Store.announce``) without a detour. After a
    gap, which is any time without a connection, it says ``Change("everything")``. A feed is started once.
    """

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        self._origin = store.origin
        self._wake, self._woken = socket.socketpair()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="change-feed", daemon=True)
        self._heard: Callable[[Change], None] = lambda _change: None
        self._state: Callable[[bool], None] = lambda _reachable: None

    def start(self, heard: Callable[[Change], None], state: Callable[[bool], None]) -> None:
        """Begin. *heard* gets each change, *state* whether the database is reachable, once a change of it.

        Both are called from the feed's thread.
        """
        self._heard = heard
        self._state = state
        self._thread.start()

    def stop(self) -> None:
        """End; returns when the thread has ended."""
        self._stopping.set()
        with suppress(OSError):
            self._wake.send(b"!")
        if self._thread.is_alive():
            self._thread.join()
        self._wake.close()
        self._woken.close()

    def _run(self) -> None:
        reachable: bool | None = None
        pauses = _growing()
        while not self._stopping.is_set():
            try:
                with self._line() as line:
                    if reachable is not True:
                        self._state(True)
                    if reachable is not None:
                        self._heard(EVERYTHING)
                    reachable = True
                    pauses = _growing()
                    self._listen(line)
            except (psycopg.OperationalError, psycopg.InterfaceError, sqlite3.OperationalError, PoolTimeout) as error:
                if isinstance(error, sqlite3.OperationalError) and not error.sqlite_errorname.startswith(LOST_FILE):
                    raise
                if reachable is not False and not self._stopping.is_set():
                    self._state(False)
                reachable = False
                self._stopping.wait(next(pauses))

    def _listen(self, line: _Line) -> None:
        with selectors.DefaultSelector() as selector:
            for each in (self._woken.fileno(), *line.sockets):
                selector.register(each, selectors.EVENT_READ)
            while not self._stopping.is_set():
                selector.select(line.timeout)
                for origin, change in line.arrived():
                    if origin != self._origin and not self._stopping.is_set():
                        self._heard(change)

    @contextmanager
    def _line(self) -> Iterator[_Line]:
        pooled = self._engine.raw_connection()
        driver: Any = pooled.driver_connection
        # The feed keeps its connection for good: the pool must not count it.
        pooled.detach()
        try:
            yield _File(driver) if isinstance(driver, sqlite3.Connection) else _Channel(driver)
        finally:
            driver.close()


class _Channel:
    """PostgreSQL: a socket that wakes us when a NOTIFY arrives, or when the connection breaks."""

    timeout: float | None = None

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        connection.autocommit = True
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(news.CHANNEL)))
        self._connection = connection
        self.sockets = (connection.fileno(),)

    def arrived(self) -> Iterator[tuple[str, Change]]:
        for notice in self._connection.notifies(timeout=0):
            origin, changes = news.heard(notice.payload)
            yield from ((origin, change) for change in changes)


class _File:
    """SQLite: a version that changes when another connection commits, and notes of what it was."""

    timeout: float | None = POLL_SECONDS
    sockets: tuple[int, ...] = ()

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._version = self._current_version()
        self._last: int = self._row("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'change_note'")

    def arrived(self) -> Iterator[tuple[str, Change]]:
        version = self._current_version()
        if version == self._version:
            return
        # Noted before reading: what is committed in between is then read twice at most, never missed.
        self._version = version
        rows = self._connection.execute(
            "SELECT id, origin, payload FROM change_note WHERE id > ? ORDER BY id", (self._last,)
        ).fetchall()
        for number, origin, payload in rows:
            if number != self._last + 1:
                # This process slept so long that the notes in between are gone.
                yield "", EVERYTHING
            self._last = number
            yield from ((origin, change) for change in news.heard(payload)[1])

    def _current_version(self) -> int:
        return self._row("PRAGMA data_version")

    def _row(self, query: str) -> int:
        value: int = self._connection.execute(query).fetchone()[0]
        return value


def _growing() -> Iterator[float]:
    return itertools.chain(PAUSES_SECONDS, itertools.repeat(PAUSES_SECONDS[-1]))
