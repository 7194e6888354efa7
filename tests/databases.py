"""Ready databases for tests: one template of each kind, copied for whoever needs one of their own."""

import itertools
import shutil
from pathlib import Path
from typing import Protocol

from app.database import schema
from tests.postgres_server import PostgresServer


class Databases(Protocol):
    """Where tests get their databases from."""

    def empty(self) -> str:
        """The address of a new database without any table."""

    def ready(self) -> str:
        """The address of a new database with all tables of Kontor."""


class SqliteFiles:
    """Databases as files in *folder*."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        self._template = folder / "template.sqlite"
        schema.create(f"sqlite:///{self._template}")

    def empty(self) -> str:
        """A file that does not exist yet."""
        return f"sqlite:///{self._folder / f'{next(self._numbers)}.sqlite'}"

    def ready(self) -> str:
        """A copy of the template."""
        url = self.empty()
        shutil.copyfile(self._template, url.removeprefix("sqlite:///"))
        return url


class PostgresDatabases:
    """Databases on the tests' own server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = itertools.count()
        schema.create(server.url("template_kontor"))

    def empty(self) -> str:
        """A new database."""
        return self._new("template0")

    def ready(self) -> str:
        """A copy of the template."""
        return self._new("template_kontor")

    def _new(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self._server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self._server.url(name)
