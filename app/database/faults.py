"""What the databases report, as Kontor's own errors: translated once, here, where it enters."""

import re
import sqlite3
from enum import Enum, auto

import psycopg
from sqlalchemy import CheckConstraint, Constraint, Index, Table, UniqueConstraint
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from app.errors import Conflict, NotAllowed, Offline, UserError
from app.models.base import Base

LOST_STATES = ("08", "57P01", "57P02", "57P03", "57P05", "53300")
REPEATED_STATES = ("40001", "40P01", "55P03")
UNIQUE = "23505"
FOREIGN_KEY = "23503"
CHECKED = "23514"
EXCLUDED = "23P01"
REFUSED = "42501"
CANCELLED = "57014"
READ_ONLY = "25006"
REFUSED_LOGIN = re.compile(
    r"password authentication failed|no password supplied|no pg_hba\.conf entry|role \"[^\"]*\" does not exist"
)


class Fault(Enum):
    """How the store goes on after an error."""

    LOST = auto()
    """The connection is gone or cannot be had."""
    CLASHED = auto()
    """Another transaction was in the way; the same one may pass now."""
    DUPLICATE = auto()
    """A unique key exists already; once repeated, the operation's own look-up finds it."""
    OTHER = auto()


def kind_of(error: BaseException) -> Fault:
    """Sort *error* by what the store can do about it."""
    if isinstance(error, PoolTimeout):
        return Fault.CLASHED
    if not isinstance(error, DBAPIError):
        return Fault.OTHER
    if isinstance(error.orig, sqlite3.Error):
        return _kind_of_sqlite(error.orig)
    state = _state(error)
    if state.startswith(LOST_STATES) or (not state and _is_lost(error)):
        return Fault.LOST
    if state in REPEATED_STATES:
        return Fault.CLASHED
    return Fault.DUPLICATE if state == UNIQUE else Fault.OTHER


def translated(error: Exception) -> Exception:
    """The error that the person gets for *error*; *error* itself where Kontor has no answer, so it is a bug."""
    if isinstance(error, StaleDataError):
        return Conflict("Somebody else changed this record meanwhile. Nothing was saved.")
    match kind_of(error):
        case Fault.LOST:
            return _refused_login(error) or Offline("The database cannot be reached. Kontor goes on trying.")
        case Fault.CLASHED:
            return Conflict("Other workstations are working on the same records. Nothing was saved; try again in a moment.")
    if isinstance(error, IntegrityError):
        return _broken_rule(error) or error
    if isinstance(error, DBAPIError):
        return _other(error)
    return error


def unknown_outcome() -> Offline:
    """The connection was lost between sending the commit and its answer."""
    return Offline(
        "The connection was lost while saving. Kontor does not know whether it was saved: look before you repeat it."
    )


def _state(error: DBAPIError) -> str:
    return (error.orig.sqlstate or "") if isinstance(error.orig, psycopg.Error) else ""


def _is_lost(error: DBAPIError) -> bool:
    # Without a state the server did not answer at all: no connection, or one that broke.
    return error.connection_invalidated or isinstance(error.orig, psycopg.OperationalError)


def _kind_of_sqlite(error: sqlite3.Error) -> Fault:
    name = _sqlite_name(error)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Fault.CLASHED
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_IOERR")):
        return Fault.LOST
    return Fault.DUPLICATE if name in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY") else Fault.OTHER


def _sqlite_name(error: BaseException | None) -> str:
    return str(getattr(error, "sqlite_errorname", ""))


def _refused_login(error: Exception) -> UserError | None:
    """The connection was answered, but with a refusal that waiting will not cure; libpq gives no state for these."""
    text = str(error)
    if re.search(
        r"password authentication failed|no password supplied|no pg_hba\.conf entry|role \"[^\"]*\" does not exist", text
    ):
        return NotAllowed("The database refused this login. Check the name and the password.")
    if missing := re.search(r'database "([^"]*)" does not exist', text):
        return UserError("There is no database “{name}” on this server: run main.py database create.", name=missing.group(1))
    return None


def _other(error: DBAPIError) -> Exception:
    name = _sqlite_name(error.orig)
    if name == "SQLITE_FULL" or _state(error) == "53100":
        return UserError("There is no room left on the disk of the database. Nothing was saved.")
    if name == "SQLITE_NOTADB":
        return UserError("This file is not a Kontor database.")
    if _state(error) == REFUSED or name.startswith("SQLITE_READONLY"):
        return NotAllowed("The database does not allow this login to do that. Nothing was saved.")
    if _state(error) == CANCELLED:
        return UserError("This took the database too long and was stopped. Nothing was saved.")
    return error


def _broken_rule(error: IntegrityError) -> UserError | None:
    if _sqlite_name(error.orig) == "SQLITE_CONSTRAINT_TRIGGER":
        return NotAllowed("These records can be added to, never changed. Nothing was saved.")
    rule = _rule_named(error)
    if rule is not None and "sentence" in rule.info:
        return UserError(str(rule.info["sentence"]))
    name = _sqlite_name(error.orig)
    state = _state(error)
    if state in (UNIQUE, EXCLUDED) or kind_of(error) is Fault.DUPLICATE:
        return Conflict("The same record exists already. Nothing was saved.")
    if state == FOREIGN_KEY or name == "SQLITE_CONSTRAINT_FOREIGNKEY":
        return Conflict("Other records depend on this one, or it depends on one that is gone. Nothing was saved.")
    if state == CHECKED or name == "SQLITE_CONSTRAINT_CHECK":
        named = str(rule.name) if rule is not None else _constraint_name(error)
        return UserError("The database refused values that break the rule “{rule}”. Nothing was saved.", rule=named)
    return None


def _constraint_name(error: IntegrityError) -> str:
    if isinstance(error.orig, psycopg.Error):
        return error.orig.diag.constraint_name or ""
    found = re.search(r"CHECK constraint failed: (\w+)", str(error.orig))
    return found.group(1) if found else ""


def _rule_named(error: IntegrityError) -> Constraint | Index | None:
    """The constraint or unique index of the models that *error* speaks of."""
    name = _constraint_name(error)
    unique = re.search(r"UNIQUE constraint failed: (.+)", str(error.orig))
    for table in Base.metadata.tables.values():
        rules: list[Constraint | Index] = [*table.constraints, *table.indexes]
        for rule in rules:
            if (name and rule.name == name) or (unique and _covers(rule, table, unique.group(1))):
                return rule
    return None


def _covers(rule: Constraint | Index, table: Table, columns: str) -> bool:
    if isinstance(rule, CheckConstraint) or not (
        isinstance(rule, UniqueConstraint) or (isinstance(rule, Index) and rule.unique)
    ):
        return False
    return sorted(f"{table.name}.{column.name}" for column in rule.columns) == sorted(columns.split(", "))


def wrote_while_reading(error: SQLAlchemyError) -> bool:
    """Whether an operation tried to write in a reading transaction: our bug, never the person's."""
    if not isinstance(error, DBAPIError):
        return False
    return _state(error) == READ_ONLY or _sqlite_name(error.orig).startswith("SQLITE_READONLY")
