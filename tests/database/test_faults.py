"""What the databases report becomes one sentence that says what to do."""

import sqlite3

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.database import faults
from app.database.store import Store
from app.errors import Conflict, NotAllowed, Offline, UserError
from app.models.stock import Location
from tests.postgres_server import PostgresServer


class Reported(sqlite3.OperationalError):
    """An error of SQLite with its name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sqlite_errorname = name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SQLITE_BUSY", Conflict),
        ("SQLITE_BUSY_SNAPSHOT", Conflict),
        ("SQLITE_CANTOPEN", Offline),
        ("SQLITE_IOERR_WRITE", Offline),
        ("SQLITE_FULL", UserError),
        ("SQLITE_NOTADB", UserError),
        ("SQLITE_READONLY", NotAllowed),
    ],
)
def test_what_sqlite_reports_is_said_plainly(name: str, kind: type[UserError]) -> None:
    answer = faults.translated(OperationalError("", {}, Reported(name)))
    assert type(answer) is kind
    assert "SQLITE" not in str(answer)


def test_a_lost_update_is_a_conflict() -> None:
    assert isinstance(faults.translated(StaleDataError("")), Conflict)


@pytest.mark.parametrize("error", [ValueError("x"), IntegrityError("", {}, Reported("SQLITE_CONSTRAINT_NOTNULL"))])
def test_our_own_bugs_pass_unchanged(error: Exception) -> None:
    assert faults.translated(error) is error


def look(session: Session) -> list[str]:
    return list(session.scalars(select(Location.code)))


def test_an_unknown_login_is_told_so_and_not_tried_for_ever(postgres_server: PostgresServer) -> None:
    store = Store(postgres_server.url("postgres").replace("kontor@", "stranger@"))
    with pytest.raises(NotAllowed, match="refused this login"):
        store.read(look)
    store.close()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_login_without_rights_is_told_so(database_url: str, postgres_server: PostgresServer) -> None:
    postgres_server.execute("CREATE ROLE clerk_without_rights LOGIN")
    store = Store(database_url.replace("kontor@", "clerk_without_rights@"))
    with pytest.raises(NotAllowed, match="does not allow this login"):
        store.read(look)
    store.close()


def test_missing_tables_are_our_bug(empty_url: str) -> None:
    store = Store(empty_url)
    with pytest.raises(Exception, match="location") as raised:
        store.read(look)
    assert not isinstance(raised.value, UserError)
    store.close()
