"""Rows by the million into one transaction: COPY on PostgreSQL, executemany on SQLite, with the indexes built afterwards.

Past the unit of work, the trail and the news: for filling a database, never for the day's work. Who fills says the whole
topics that changed (``touch``), and gives the ids.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from operator import itemgetter
from typing import Any

import psycopg
from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary, Table, insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.models.base import ExactDecimal, UtcDateTime
from app.models.rows import FIRST_VERSION

ROWS_AT_ONCE = 5_000
NULL = "\\N"
VERSION = "version"
"""The column that counts the versions of a record (``app.models.base.Versioned``)."""
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
Encode = Callable[[Any], Any]
Step = Callable[[int], None]
"""Hears how many more rows are in."""

# Every key of the tables, and every index and unique key but the primary ones, as DDL: first to take away, then to put back.
_KEYS = """
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(CAST(:tables AS regclass[])) ORDER BY conname
"""
_UNIQUE = _KEYS.replace("contype = 'f'", "contype = 'u'")
_INDEXES = """
    SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
    FROM pg_index i
    WHERE i.indrelid = ANY(CAST(:tables AS regclass[]))
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
    ORDER BY i.indexrelid
"""
_SQLITE_INDEXES = """
    SELECT 'DROP INDEX ' || name, sql FROM sqlite_master
    WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (SELECT value FROM json_each(:tables)) ORDER BY name
"""
_SEQUENCE = """
    SELECT setval(s, greatest((SELECT coalesce(max(id), 1) FROM {table}), 1))
    FROM pg_get_serial_sequence('{table}', 'id') s WHERE s IS NOT NULL
"""


class Door:
    """The way in for many rows of one transaction."""

    def __init__(self, session: Session, on_rows: Step) -> None:
        self._connection = session.connection()
        self._driver: Any = self._connection.connection.driver_connection
        self._on_rows = on_rows

    def write(self, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], **same: Any) -> int:
        """Add *rows* (values in the order of *columns*) to *table*; how many. same: columns with one value in every row.

        Other columns get their default. Raises ValueError if one that must not be empty has none.
        """
        constant = {**_defaults(table, {*columns, *same}), **same}
        if isinstance(self._driver, sqlite3.Connection):
            return self._insert(table, columns, rows, constant)
        return self._copy(table, columns, rows, constant)

    def _copy(self, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], constant: dict[str, Any]) -> int:
        encoders = [_copied(table.c[name]) for name in columns]
        end = "".join(f"\t{_copied(table.c[name])(value)}" for name, value in constant.items()) + "\n"
        names = ", ".join(f'"{name}"' for name in (*columns, *constant))
        statement = f'COPY "{table.name}" ({names}) FROM STDIN'
        cursor: psycopg.Cursor[Any] = self._driver.cursor()
        try:
            with cursor, cursor.copy(statement.encode()) as copy:
                return self._in_parts(
                    rows,
                    lambda part: copy.write(
                        "".join(
                            "\t".join([encode(value) for encode, value in zip(encoders, row, strict=True)]) + end
                            for row in part
                        )
                    ),
                )
        except psycopg.Error as error:
            # As SQLAlchemy says what the driver says: the store knows what a lost connection is.
            dialect = self._connection.dialect
            raise DBAPIError.instance(statement, None, error, psycopg.Error, dialect=dialect) from error

    def _insert(
        self, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], constant: dict[str, Any]
    ) -> int:
        encoders = [_bound(table.c[name]) for name in columns]
        fixed = tuple(_bound(table.c[name])(value) for name, value in constant.items())
        names = (*columns, *constant)
        compiled = insert(table).compile(self._connection, column_keys=names)
        # SQLAlchemy names the columns in the order of the table.
        arranged = itemgetter(*(names.index(name) for name in compiled.positiontup or ()))
        return self._in_parts(
            rows,
            lambda part: self._connection.exec_driver_sql(
                compiled.string,
                [arranged((*[encode(value) for encode, value in zip(encoders, row, strict=True)], *fixed)) for row in part],
            ),
        )

    def _in_parts(self, rows: Iterable[tuple[Any, ...]], write: Callable[[list[tuple[Any, ...]]], object]) -> int:
        left, count = iter(rows), 0
        while part := list(islice(left, ROWS_AT_ONCE)):
            write(part)
            count += len(part)
            self._on_rows(len(part))
        return count


@contextmanager
def wide_open(
    session: Session, tables: Sequence[Table], on_rows: Step, on_index: Callable[[int, int], None]
) -> Iterator[Door]:
    """A door to *tables* whose keys and indexes are taken away, and built anew and checked when it closes.

    All in the transaction of *session*: whatever goes wrong, nothing has happened. Only the owner of the tables may do it,
    and nobody else can work with them meanwhile. on_index: hears how many of how many are built.
    """
    postgresql = session.connection().dialect.name == "postgresql"
    putting_back = _taken_postgresql(session, tables) if postgresql else _taken_sqlite(session, tables)
    yield Door(session, on_rows)
    for done, statement in enumerate(putting_back, start=1):
        session.execute(text(statement.replace(":", "\\:")))
        on_index(done, len(putting_back))
    if postgresql:
        for table in tables:
            if "id" in table.c:
                session.execute(text(_SEQUENCE.format(table=table.name)))
    session.execute(text("ANALYZE"))


def _taken_postgresql(session: Session, tables: Sequence[Table]) -> list[str]:
    """Takes keys and indexes away; the statements that put them back, unique keys first."""
    for parameter in ("statement_timeout = 0", "idle_in_transaction_session_timeout = 0", "maintenance_work_mem = '512MB'"):
        session.execute(text(f"SET LOCAL {parameter}"))
    named = {"tables": [f'"{table.name}"' for table in tables]}
    keys, unique, indexes = (session.execute(text(query), named).all() for query in (_KEYS, _UNIQUE, _INDEXES))
    for statement, _ in (*keys, *unique, *indexes):
        session.execute(text(statement))
    return [back for _, back in (*unique, *indexes, *keys)]


def _taken_sqlite(session: Session, tables: Sequence[Table]) -> list[str]:
    """Takes the indexes away that are no keys; keys are checked at the commit, so that rows may come in any order."""
    session.execute(text("PRAGMA defer_foreign_keys = ON"))
    named = {"tables": json.dumps([table.name for table in tables])}
    indexes = session.execute(text(_SQLITE_INDEXES), named).all()
    for statement, _ in indexes:
        session.execute(text(statement))
    return [back for _, back in indexes]


def _defaults(table: Table, given: set[str]) -> dict[str, Any]:
    """The value of every column that is not *given* and must not be empty."""
    constant: dict[str, Any] = {}
    for column in table.c:
        if column.name in given or column.nullable or column.computed is not None:
            continue
        default: Any = column.default
        if default is not None and default.is_scalar:
            constant[column.name] = default.arg
        elif default is not None and default.is_callable:
            constant[column.name] = default.arg(None)
        elif column.name == VERSION:
            constant[column.name] = FIRST_VERSION
        elif not column.primary_key:
            raise ValueError(f"{table.name}.{column.name} needs a value")
    return constant


def _copied(column: Column[Any]) -> Encode:
    """How COPY wants the values of *column* (PostgreSQL's manual, COPY, text format)."""
    match column.type:
        case UtcDateTime() | Date():
            return _moment_copied
        case JSON():
            return lambda value: _escaped(json.dumps(value, ensure_ascii=False))
        case LargeBinary():
            return lambda value: NULL if value is None else f"\\\\x{value.hex()}"
        case ExactDecimal() | Integer() | Boolean():
            return lambda value: NULL if value is None else str(value)
    return _escaped


def _moment_copied(value: date | None) -> str:
    return NULL if value is None else value.isoformat()


def _escaped(value: Any) -> str:
    if value is None:
        return NULL
    written = str(value)
    return _SPECIAL.sub(lambda found: _ESCAPES[found[0]], written) if _SPECIAL.search(written) else written


def _bound(column: Column[Any]) -> Encode:
    """How SQLite keeps the values of *column*: as the mapped types of ``app.models.base`` do."""
    match column.type:
        case ExactDecimal() as kind:
            return lambda value: None if value is None else int(Decimal(value).scaleb(kind.scale))
        case UtcDateTime():
            return _moment_bound
        case Date():
            return lambda value: None if value is None else value.isoformat()
        case JSON():
            return json.dumps
    return lambda value: value


def _moment_bound(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
