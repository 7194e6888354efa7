"""What a person chose for the windows on this computer: language, theme, rows, the rail, places and widths."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QByteArray, QSettings


class Preferences(Protocol):
    """Choices by key, kept from one start to the next. Values are text; ``""`` means: never chosen."""

    def get(self, key: str) -> str:
        """The choice under *key*, "" if there is none."""

    def set(self, key: str, value: str) -> None:
        """Keep *value* under *key*."""


class PreferencesFile:
    """Preferences in an INI file at *path*, each person's in a section of its own (*person* is a login)."""

    def __init__(self, path: Path, person: str = "") -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)
        self._section = person or "everybody"

    def of(self, person: str) -> "PreferencesFile":
        """The same file, the section of *person*."""
        return PreferencesFile(Path(self._settings.fileName()), person)

    def get(self, key: str) -> str:
        """The choice under *key*, "" if there is none."""
        return str(self._settings.value(f"{self._section}/{key}", ""))

    def set(self, key: str, value: str) -> None:
        """Keep *value* under *key*; written at once, so that a killed program forgets nothing."""
        self._settings.setValue(f"{self._section}/{key}", value)
        self._settings.sync()


def kept_bytes(value: QByteArray) -> str:
    """A window's state as text (base 64)."""
    return bytes(value.toBase64().data()).decode("ascii")


def bytes_kept(value: str) -> QByteArray:
    """A window's state from text; empty if *value* is."""
    return QByteArray.fromBase64(QByteArray(value.encode("ascii")))
