"""Choices are kept for each person, from one start to the next."""

from pathlib import Path

from PySide6.QtCore import QByteArray

from app.views.preferences import PreferencesFile, bytes_kept, kept_bytes


def test_choices_are_kept_for_each_person(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "windows.ini"
    path.parent.mkdir()
    everybody = PreferencesFile(path)
    marta = everybody.of("marta.vogel")
    marta.set("language", "de")
    everybody.set("language", "ru")
    again = PreferencesFile(path)
    assert again.get("language") == "ru"
    assert again.of("marta.vogel").get("language") == "de"
    assert again.of("igor").get("language") == ""


def test_a_windows_state_as_text() -> None:
    state = QByteArray(bytes(range(256)))
    assert bytes_kept(kept_bytes(state)) == state
    assert bytes_kept("").isEmpty()
