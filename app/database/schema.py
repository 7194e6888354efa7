"""The tables of one version of Kontor: creating them, bringing them up to date, and looking them over."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import alembic.command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, text
from sqlalchemy.orm import Session

from app.database import ground, revisions, searching
from app.database.engine import BEGIN_OPTION, open_engine, parsed, sqlite_file
from app.database.revisions import (
    SchemaMismatch,
    demand_any,
    demand_current,
    expected_revision,
    found_revision,
    is_newer,
    translating,
)
from app.database.store import Store
from app.language import Phrase, phrase

Check = Callable[[Session], Sequence[Phrase]]
"""Looks for one kind of damage; a sentence for each that it finds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the integrity check found. subject: which check found it."""

    subject: str
    sentence: Phrase


def create(url: str) -> str:
    """Make the database at *url* ready: the file or the database itself where it is missing, and all tables.

    On a database that is ready already it changes nothing. Returns the revision. Raises UserError, Offline, NotAllowed.
    """
    address = parsed(url)
    file = sqlite_file(address)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    else:
        _create_missing_database(address)
    with _opened(url) as engine:
        return _migrate(engine)


def upgrade(url: str) -> str:
    """Bring the tables at *url* up to this program's version, in one transaction. Returns the revision.

    Raises SchemaMismatch if there are none yet or they are newer than this program, UserError, Offline, NotAllowed.
    """
    with _opened(url) as engine:
        demand_any(engine)
        return _migrate(engine)


def check(url: str, checks: Sequence[tuple[str, Check]] = ()) -> list[Finding]:
    """Look over the whole database: its schema, its keys and guards, then each of *checks* (name, check).

    Raises SchemaMismatch, Offline, UserError.
    """
    with _opened(url) as engine:
        demand_current(engine)
        store = Store(engine)
        ours: list[tuple[str, Check]] = [
            *(("keys", _broken_keys), ("guards", _missing_guards), ("letters", _blind_letters)),
            ("search", _missing_search),
        ]
        return [Finding(subject, sentence) for subject, look in [*ours, *checks] for sentence in store.read(look)]


def migration_config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file; *connection* is the one that migrates."""
    config = Config()
    config.set_main_option("script_location", str(revisions.MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _opened(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _migrate(engine: Engine) -> str:
    with translating(), _writer(engine).begin() as connection:
        if is_newer(found_revision(connection)):
            raise SchemaMismatch("The database is newer than this program: update Kontor.")
        alembic.command.upgrade(migration_config(connection), "head")
    return expected_revision()


def _writer(engine: Engine) -> Engine:
    return engine.execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"})


def _create_missing_database(address: URL) -> None:
    """On a PostgreSQL server, the database itself; a role that may not create one finds its own already there."""
    maintenance = open_engine(address.set(database="postgres"))
    try:
        with translating(), maintenance.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            there = text("SELECT 1 FROM pg_database WHERE datname = :name")
            if address.database and not connection.scalar(there, {"name": address.database}):
                name = connection.dialect.identifier_preparer.quote(address.database)
                connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    finally:
        maintenance.dispose()


def _broken_keys(session: Session) -> list[Phrase]:
    """References that lead nowhere; PostgreSQL cannot have them, a file that was edited elsewhere can."""
    if session.connection().dialect.name != "sqlite":
        return []
    rows = session.execute(text("PRAGMA foreign_key_check")).all()
    damage = session.execute(text("PRAGMA quick_check")).scalars().all()
    return [
        *(phrase("The file is damaged: {detail}", detail=line) for line in damage if line != "ok"),
        *(
            phrase("Row {row} of {table} refers to a row of {target} that is gone.", row=r[1], table=r[0], target=r[2])
            for r in rows
        ),
    ]


def _missing_guards(session: Session) -> list[Phrase]:
    """Tables that may only be added to, but can be changed."""
    guarded = ground.guarded_tables(session.connection())
    unguarded = [table for table in ground.append_only_tables() if table not in guarded]
    return [phrase("The table {table} has lost its guard: its rows can be changed.", table=table) for table in unguarded]


def _missing_search(session: Session) -> list[Phrase]:
    """What search by any part needs and is gone: then it is slow, or does not find what was written since."""
    gone = searching.missing(session.connection())
    return [
        phrase("Search has lost its index {index}: it is slow, or does not find everything.", index=name) for name in gone
    ]


def _blind_letters(session: Session) -> list[Phrase]:
    """A database whose locale does not know letters beyond ASCII: search would miss Cyrillic and umlauts."""
    if session.scalar(text("SELECT lower('ÄЁ') = 'äё'")):
        return []
    return [phrase("The locale of this database knows English letters only: create it with a UTF-8 locale.")]
