"""Rows written past the mapped classes, one statement each, with the same lines in the trail and the same news.

For the few operations that are measured against hand-written SQL (decision 009): the unit of work sorts, watches and keeps
what they never look at again. What reads or changes a record any further uses the mapped class.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Update, bindparam, insert, update
from sqlalchemy.orm import Session

from app.models.base import Record, Versioned

NOTED = "noted"
"""Where the store's journal leaves its way to note a row: (action, class, id, {column: (before, after)})."""

Note = Callable[[str, type[Record], int, dict[str, tuple[Any, Any]]], None]
FIRST_VERSION = 1


def add_row(session: Session, kind: type[Record], /, **values: Any) -> int:
    """Insert a row of *kind*; gives back its id. Columns that are not given get their default."""
    if issubclass(kind, Versioned):
        values["version"] = FIRST_VERSION
    result = session.connection().execute(_insert(kind), values)
    (record_id,) = result.inserted_primary_key or (0,)
    parameters = result.last_inserted_params()
    columns = parameters if isinstance(parameters, Mapping) else parameters[0]
    written = {"id": record_id, **columns}
    _note(session, "insert", kind, record_id, {key: (None, value) for key, value in written.items() if value is not None})
    return record_id


def complete_row(session: Session, kind: type[Versioned], record_id: int, column: str, value: Any) -> None:
    """Fill an empty *column* of a row that this same transaction added, as its second version."""
    session.connection().execute(_completion(kind, column), {"row": record_id, column: value, "version": FIRST_VERSION + 1})
    changes = {column: (None, value), "version": (FIRST_VERSION, FIRST_VERSION + 1)}
    _note(session, "update", kind, record_id, changes)


@lru_cache(maxsize=64)
def _insert(kind: type[Record]) -> Insert:
    return insert(kind.metadata.tables[kind.__tablename__])


@lru_cache(maxsize=64)
def _completion(kind: type[Versioned], column: str) -> Update:
    table = kind.metadata.tables[kind.__tablename__]
    return (
        update(table)
        .where(table.c.id == bindparam("row"))
        .values({column: bindparam(column), "version": bindparam("version")})
    )


def _note(session: Session, action: str, kind: type[Record], record_id: int, changes: dict[str, tuple[Any, Any]]) -> None:
    note: Note | None = session.info.get(NOTED)
    if note is not None:
        note(action, kind, record_id, changes)
