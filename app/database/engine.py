"""Opening a database: PostgreSQL as the company's, SQLite as the embedded one, both with the same order of names."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import icu
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from app.errors import UserError
from app.models.base import COLLATION
from app.models.searched import plain_text

SqlValue = str | bytes | int | float | None
SQLITE_BUSY_SECONDS = 10
POSTGRESQL_PARAMETERS = {
    "application_name": "kontor",
    "connect_timeout": 5,
    # A pulled cable is noticed after 10 + 3 × 5 seconds without data, and after 20 with unacknowledged data.
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    # Without jit: compiling a question costs up to half a second, and none of ours runs long enough to win it back.
    "options": "-c timezone=UTC -c statement_timeout=120s -c lock_timeout=10s -c idle_in_transaction_session_timeout=120s"
    " -c jit=off",
}
BEGIN_OPTION = "kontor_sqlite_begin"


def open_engine(url: str | URL) -> Engine:
    """An engine for *url*: ``postgresql://…``, or ``sqlite:///path/to/file``; nothing is connected yet.

    Raises UserError if the address is not one of a PostgreSQL or SQLite database.
    """
    address = parsed(url)
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address)
    parameters = {key: value for key, value in POSTGRESQL_PARAMETERS.items() if key not in address.query}
    return create_engine(
        address,
        connect_args=parameters,
        pool_size=6,
        max_overflow=10,
        pool_timeout=10,
        pool_recycle=3600,
        use_native_hstore=False,
    )


def parsed(url: str | URL) -> URL:
    """*url* with the drivers that Kontor uses. Raises UserError for other databases and for what is no address."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise UserError("This is not the address of a database: {address}", address=str(url)) from error
    match address.get_backend_name():
        case "postgresql" | "postgres":
            return address.set(drivername="postgresql+psycopg")
        case "sqlite" if address.database and address.database != ":memory:":
            return address.set(drivername="sqlite+pysqlite")
        case "sqlite":
            raise UserError("The embedded database needs a file: sqlite:///path/to/file")
    raise UserError(
        "Kontor works with PostgreSQL and SQLite, not with {kind}.",
        kind=address.get_backend_name(),
    )


def _open_sqlite(address: URL) -> Engine:
    engine = create_engine(
        address,
        # isolation_level None: the driver begins nothing by itself, so DDL and SELECT stand in our transactions too.
        connect_args={"isolation_level": None, "timeout": SQLITE_BUSY_SECONDS},
        pool_size=6,
        max_overflow=10,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.create_collation(COLLATION, root_order())
    # SQLite's own lower() and upper() know ASCII only, so ilike would miss Cyrillic and umlauts.
    connection.create_function("lower", 1, _lower, deterministic=True)
    connection.create_function("upper", 1, _upper, deterministic=True)
    # What the triggers that keep search in step call, and what search itself compares by.
    connection.create_function("plain_text", 1, plain_text, deterministic=True)
    for pragma in (
        "journal_mode = WAL",
        # FULL: with NORMAL a commit in WAL mode may vanish in a power cut, and "nothing is lost" is a promise here.
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {SQLITE_BUSY_SECONDS * 1000}",
        "cache_size = -32000",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN_OPTION, "BEGIN"))


def root_order() -> Callable[[str, str], int]:
    """Comparison by the root ICU collation, equal only for identical strings: as PostgreSQL's ``und-x-icu`` does it."""
    collator: Any = icu.Collator.createInstance(icu.Locale("und"))
    compare: Callable[[str, str], int] = collator.compare

    def order(left: str, right: str) -> int:
        result = compare(left, right)
        if result or left == right:
            return result
        return -1 if left.encode() < right.encode() else 1

    return order


def _lower(value: SqlValue) -> SqlValue:
    return value.lower() if isinstance(value, str) else value


def _upper(value: SqlValue) -> SqlValue:
    return value.upper() if isinstance(value, str) else value


def sqlite_file(url: str | URL) -> Path | None:
    """The file of an embedded database, None for PostgreSQL."""
    address = parsed(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None
