"""The only place where a transaction begins and ends."""

import random
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Concatenate, NoReturn, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, Result, delete, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.database import faults, journal, news
from app.database.engine import BEGIN_OPTION, open_engine
from app.events import Change
from app.models.audit import ChangeNote
from app.models.base import Base
from app.models.session import CLOCK, EMPLOYEE, is_replayable, wall_clock

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 12
"""How often a transaction is tried that others were in the way of."""
DUPLICATE_ATTEMPTS = 3
"""How often one is tried that met a unique key: the second time its own look-up finds what was committed meanwhile."""
LOST_ATTEMPTS = 3
"""How often one is tried whose connection was lost before the commit was sent."""
PAUSE_SECONDS = 0.01
LONGEST_PAUSE_SECONDS = 0.3
NOTES_KEPT = timedelta(minutes=10)
PRUNE_EVERY = 200
CHECKED_ITEMS = 50


class Store:
    """Runs operations, each in one short transaction of its own.

    where: an address, an engine, or one connection that a test holds open and undoes. origin: names this process in the
    news, so that it does not hear itself. employee_id: who is signed in. announce: hears, after a commit and in the
    thread that wrote, what this store itself changed (``Change.mine``). clock: the present moment in UTC.
    Any thread may use a store.
    """

    def __init__(
        self,
        where: str | Engine | Connection,
        *,
        origin: str | None = None,
        employee_id: int | None = None,
        clock: Callable[[], datetime] = wall_clock,
        announce: Callable[[tuple[Change, ...]], None] | None = None,
    ) -> None:
        self._bind = open_engine(where) if isinstance(where, str) else where
        self.origin = origin or uuid.uuid4().hex[:16]
        self.employee_id = employee_id
        self.clock = clock
        self.announce = announce
        self._pause = threading.Event()
        self._turn = threading.RLock() if isinstance(self._bind, Connection) else nullcontext()
        self._reader = self._bind
        self._writer = self._bind
        if isinstance(self._bind, Engine):
            self._reader = self._bind.execution_options(postgresql_readonly=True)
            self._writer = self._bind.execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"})
        self._writes = 0

    @property
    def engine(self) -> Engine:
        """The engine underneath, for the change feed and the schema."""
        return self._bind.engine

    @property
    def embedded(self) -> bool:
        """Whether this is the embedded SQLite database, which has no wall between employees."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Give all connections back; a write that waits to be repeated gives up."""
        self._pause.set()
        if isinstance(self._bind, Engine):
            self._bind.dispose()

    def read(self, use: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What *use* answers, in a transaction that cannot write. Raises Offline, and what *use* raises."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._turn, self._reading() as session:
                    return checked(use(session, *args, **kwargs))
            except SQLAlchemyError as error:
                if faults.wrote_while_reading(error):
                    raise
                if not self._try_again(error, attempt):
                    self._raise(error)
        raise AssertionError("the last attempt returns or raises")

    def write(self, use: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *use* and commit; nothing is kept if it raises.

        Repeats it when other transactions were in the way, when a unique key turned up meanwhile, and when the connection
        was lost before the commit was sent. Raises Conflict, NotAllowed, Offline or UserError for what the database
        refuses, and what *use* raises. An operation may therefore run more than once: it must do nothing but work in its
        session.
        """
        for attempt in range(1, ATTEMPTS + 1):
            committing = threading.Event()
            try:
                with self._turn:
                    result, changes = self._written(use, committing, *args, **kwargs)
            except SQLAlchemyError as error:
                lost = faults.kind_of(error) is faults.Fault.LOST
                if committing.is_set() and lost and not is_replayable(use):
                    raise faults.unknown_outcome() from error
                if not self._try_again(error, attempt):
                    self._raise(error)
            else:
                if changes and self.announce is not None:
                    self.announce(changes)
                return result
        raise AssertionError("the last attempt returns or raises")

    def _written(
        self,
        use: Callable[Concatenate[Session, P], T],
        committing: threading.Event,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> tuple[T, tuple[Change, ...]]:
        with self._session(self._writer) as session:
            noted = journal.collect(session)
            result = checked(use(session, *args, **kwargs))
            session.flush()
            changes = news.publish(session, noted, self.origin)
            self._prune_sometimes(session)
            committing.set()
            session.commit()
        return result, changes

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """A session that the database itself keeps from writing, on both databases alike."""
        with self._session(self._reader) as session:
            if not self.embedded:
                if isinstance(self._bind, Connection):
                    session.execute(text("SET TRANSACTION READ ONLY"))
                yield session
                return
            connection = session.connection()
            connection.exec_driver_sql("PRAGMA query_only = ON")
            try:
                yield session
            finally:
                connection.exec_driver_sql("PRAGMA query_only = OFF")

    @contextmanager
    def _session(self, bind: Engine | Connection) -> Iterator[journal.NotedSession]:
        session = journal.NotedSession(bind, join_transaction_mode="create_savepoint")
        session.info[CLOCK] = self.clock
        session.info[EMPLOYEE] = self.employee_id
        with session:
            yield session

    def _try_again(self, error: SQLAlchemyError, attempt: int) -> bool:
        """Wait a little if *error* may pass; whether to try again."""
        match faults.kind_of(error):
            case faults.Fault.CLASHED:
                allowed = ATTEMPTS
            case faults.Fault.DUPLICATE:
                allowed = DUPLICATE_ATTEMPTS
            case faults.Fault.LOST if isinstance(self._bind, Engine):
                allowed = LOST_ATTEMPTS
            case _:
                return False
        if attempt >= allowed:
            return False
        longest = min(PAUSE_SECONDS * 2**attempt, LONGEST_PAUSE_SECONDS)
        return not self._pause.wait(random.uniform(0, longest))

    @staticmethod
    def _raise(error: SQLAlchemyError) -> NoReturn:
        answer = faults.translated(error)
        if answer is error:
            raise error
        raise answer from error

    def _prune_sometimes(self, session: Session) -> None:
        self._writes += 1
        if self.embedded and self._writes % PRUNE_EVERY == 1:
            session.execute(delete(ChangeNote).where(ChangeNote.at < wall_clock() - NOTES_KEPT))


def checked(result: T) -> T:
    """*result*, if an operation may return it. Raises TypeError for a mapped object or a live result in it: our bug."""
    for value in _shown(result):
        if isinstance(value, Base | Session | Result):
            raise TypeError(f"an operation returned a live {type(value).__name__}; return a frozen row instead")
    return result


def _shown(result: object) -> Iterator[object]:
    """The result, the first of its items, and their fields: cheap enough for every call."""
    yield result
    items: list[object] = []
    if isinstance(result, Mapping):
        items = list(result.values())[:CHECKED_ITEMS]
    elif isinstance(result, list | tuple):
        items = list(result[:CHECKED_ITEMS])
    yield from items
    for item in (result, *items):
        if is_dataclass(item) and not isinstance(item, type):
            yield from (getattr(item, each.name) for each in fields(item))
