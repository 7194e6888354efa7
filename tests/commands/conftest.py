"""The command line as a script uses it: words in, exit code and printed lines out."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.command_line import run


@dataclass(frozen=True)
class Answer:
    """What a verb said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The printed lines."""
        return self.out.splitlines()


Kontor = Callable[..., Answer]


@pytest.fixture
def kontor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Kontor:
    """``kontor("export", "inquiries", "--to", file, given=b"standard input")``, without this machine's own settings."""
    monkeypatch.setenv("KONTOR_SETTINGS", str(tmp_path / "no-such.toml"))
    monkeypatch.setenv("KONTOR_FOLDER", str(tmp_path / "own"))

    def call(*words: object, given: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        code = run([str(word) for word in words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return call


@pytest.fixture
def company_url(database_url: str) -> str:
    """A database with tables and a founded company."""
    return database_url
