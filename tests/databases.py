"""Ready databases for tests: templates of each kind, made when first needed, copied for whoever needs one of their own."""

import itertools
import shutil
from functools import cached_property
from pathlib import Path
from typing import Protocol

from app.database import schema
from app.database.store import Store
from tests import factories
from tests.clock import FixedClock
from tests.postgres_server import PostgresServer


class Databases(Protocol):
    """Where tests get their databases from."""

    def empty(self) -> str:
        """The address of a new database without any table."""

    def ready(self) -> str:
        """The address of a new database with all tables of Kontor, and nothing in them."""

    def founded(self) -> str:
        """The address of a new database with the people of ``factories.company`` at work."""


def _found(url: str) -> None:
    store = Store(url, clock=FixedClock())
    store.write(factories.company)
    store.close()


class SqliteFiles:
    """Databases as files in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()

    @cached_property
    def _tables(self) -> Path:
        path = self._folder / "tables.sqlite"
        schema.create(f"sqlite:///{path}")
        return path

    @cached_property
    def _company(self) -> Path:
        path = self._folder / "company.sqlite"
        shutil.copyfile(self._tables, path)
        _found(f"sqlite:///{path}")
        return path

    def empty(self) -> str:
        """A file that does not exist yet."""
        return f"sqlite:///{self._folder / f'{next(self._numbers)}.sqlite'}"

    def ready(self) -> str:
        """A copy of the template with tables."""
        return self._copy(self._tables)

    def founded(self) -> str:
        """A copy of the template with a company."""
        return self._copy(self._company)

    def _copy(self, template: Path) -> str:
        url = self.empty()
        shutil.copyfile(template, url.removeprefix("sqlite:///"))
        return url


class PostgresDatabases:
    """Databases on the tests' own server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = itertools.count()

    @cached_property
    def _tables(self) -> str:
        schema.create(self._server.url("template_tables"))
        return "template_tables"

    @cached_property
    def _company(self) -> str:
        url = self._copy(self._tables, "template_company")
        _found(url)
        return "template_company"

    def empty(self) -> str:
        """A new database."""
        return self._copy("template0")

    def ready(self) -> str:
        """A copy of the template with tables."""
        return self._copy(self._tables)

    def founded(self) -> str:
        """A copy of the template with a company."""
        return self._copy(self._company)

    def _copy(self, template: str, name: str = "") -> str:
        name = name or f"test_{next(self._numbers)}"
        self._server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self._server.url(name)
