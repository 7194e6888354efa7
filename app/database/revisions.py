"""Which version of Kontor's tables a database has, and whether this program works with it. Needs no migration tool."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.database import faults
from app.database.engine import sqlite_file
from app.errors import UserError

MIGRATIONS = Path(__file__).parent / "migrations"
_SCRIPT = re.compile(r"(\d{4})(?:_.*)?\.py")


class SchemaMismatch(UserError):
    """The database has tables of another version than this program; no work begins."""


def known_revisions() -> tuple[str, ...]:
    """The revisions that this program knows, oldest first: each migration's file begins with its own."""
    named = (_SCRIPT.fullmatch(file.name) for file in (MIGRATIONS / "versions").iterdir())
    return tuple(sorted(match[1] for match in named if match))


def expected_revision() -> str:
    """The revision that this program works with. Raises FileNotFoundError if Kontor came without its migrations."""
    known = known_revisions()
    if not known:
        raise FileNotFoundError(f"no migrations in {MIGRATIONS}")
    return known[-1]


def revision(engine: Engine) -> str | None:
    """The revision of the tables that *engine* leads to; None if Kontor has no tables there. Raises Offline."""
    with translating(), engine.connect() as connection:
        return found_revision(connection)


def found_revision(connection: Connection) -> str | None:
    """The same, over a connection that is open."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def is_newer(found: str | None) -> bool:
    """Whether *found* is of a later program than this one."""
    return found is not None and found not in known_revisions()


def demand_any(engine: Engine) -> str:
    """The revision of the tables; raises SchemaMismatch if there are none. A missing file is not made by looking."""
    file = sqlite_file(engine.url)
    if file is not None and not file.exists():
        raise SchemaMismatch("There is no database at {path} yet: run main.py database create.", path=str(file))
    found = revision(engine)
    if found is None:
        raise SchemaMismatch("The database has no tables of Kontor yet: run main.py database create.")
    return found


def demand_current(engine: Engine) -> None:
    """Go on only if the tables are those of this program.

    Raises SchemaMismatch, one sentence with what to do, if not; Offline if nobody can tell.
    """
    found = demand_any(engine)
    if found == expected_revision():
        return
    if is_newer(found):
        raise SchemaMismatch("The database is newer than this program: update Kontor.")
    raise SchemaMismatch("The database is older than this program: run main.py database upgrade.")


@contextmanager
def translating() -> Iterator[None]:
    """Errors of the database as Kontor's own, for what does not go through a store."""
    try:
        yield
    except SQLAlchemyError as error:
        answer = faults.translated(error)
        if answer is error:
            raise
        raise answer from error
