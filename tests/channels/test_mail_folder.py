"""A folder of letters read as a mailbox."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.channels.letters import Reading, read_letter
from app.channels.mail_folder import MailFolder
from app.errors import UserError
from app.events import MailUnreadable


def test_only_letters_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.eml", "A.EML", "note.txt", "c.eml"):
        (tmp_path / name).write_bytes(name.encode())
    letters = MailFolder(tmp_path).letters()
    assert [raw for _, raw in letters] == [b"A.EML", b"b.eml", b"c.eml"]
    assert len(letters[1:]) == 2


def test_a_file_that_cannot_be_read_comes_empty_and_becomes_unreadable(tmp_path: Path) -> None:
    (tmp_path / "folder.eml").mkdir()
    (tmp_path / "gone.eml").symlink_to(tmp_path / "nowhere")
    reading = Reading()
    found = [
        read_letter(raw, origin=origin, received_at=datetime(2026, 11, 18, tzinfo=UTC), reading=reading)
        for origin, raw in MailFolder(tmp_path).letters()
    ]
    assert all(isinstance(letter, MailUnreadable) for letter in found)
    assert len({letter.unique_key for letter in found}) == 2


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "huge.eml").write_bytes(b"x" * 5000)
    assert len(MailFolder(tmp_path, largest=1000).letters()[0][1]) == 1001


def test_a_missing_folder_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nowhere"):
        MailFolder(tmp_path / "nowhere").letters()
