"""Whether a database answers, before anybody has signed in."""

from pathlib import Path

import pytest

from app.database.engine import parsed
from app.database.reach import reach
from app.errors import NotFound, Offline


def test_a_database_that_is_there_answers_without_a_login(database_url: str) -> None:
    encrypted, milliseconds = reach(parsed(database_url))
    assert not encrypted, "the tests' own server and a file offer no encryption"
    assert milliseconds >= 0


def test_what_does_not_answer_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        reach(parsed(f"sqlite:///{tmp_path}/none.sqlite"))
    with pytest.raises(Offline):
        reach(parsed("postgresql://127.0.0.1:1/kontor"))
