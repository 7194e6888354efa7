"""Notes of calls on disk: what a crash leaves, and what the database has already."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.devices.note_journal import NoteJournal
from app.errors import DeviceTrouble


def texts(journal: NoteJournal) -> dict[int, str]:
    return {key: text for key, (text, _) in journal.kept().items()}


def test_a_note_is_there_for_the_next_start(tmp_path: Path) -> None:
    NoteJournal(tmp_path / "notes").keep(7, "kann bis 8. Dez. warten\nнапишет сам")
    ((call, (text, at)),) = NoteJournal(tmp_path / "notes").kept().items()
    assert (call, text) == (7, "kann bis 8. Dez. warten\nнапишет сам")
    assert timedelta() <= datetime.now(UTC) - at < timedelta(minutes=1)


def test_what_the_database_has_goes_and_what_was_typed_since_stays(tmp_path: Path) -> None:
    journal = NoteJournal(tmp_path)
    journal.keep(7, "can wait")
    journal.keep(8, "calls again")
    journal.keep(7, "can wait until 8 Dec")
    journal.done(7, "can wait")
    journal.done(8, "calls again")
    journal.done(9, "never kept")
    assert texts(journal) == {7: "can wait until 8 Dec"}


def test_what_is_no_note_is_passed_over(tmp_path: Path) -> None:
    journal = NoteJournal(tmp_path)
    journal.keep(7, "whole")
    for name, content in {"8.json": b'{"no', "9.json": b"[1]", "x.json": b'{"note": "?"}', "7.1.new": b"torn"}.items():
        (tmp_path / name).write_bytes(content)
    assert texts(journal) == {7: "whole"}


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("a file where the folder should be")
    with pytest.raises(DeviceTrouble, match="could not be kept on this computer"):
        NoteJournal(tmp_path / "notes").keep(7, "words")
    assert NoteJournal(tmp_path / "notes").kept() == {}
