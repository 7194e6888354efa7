"""Which file or folder of this computer: asked of the person, behind a protocol so that tests answer themselves."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import UserError
from app.language import tr

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file that is read in; a list of a million addresses is smaller."""


class ListFiles(Protocol):
    """Asks where lists go and which file to read."""

    def ask_where(self, owner: QWidget, name: str, then: Callable[[Path], object]) -> None:
        """Where to save the file *name*."""

    def ask_folder(self, owner: QWidget, start: str, then: Callable[[Path], object]) -> None:
        """Into which folder lists save themselves."""

    def ask_which(self, owner: QWidget, then: Callable[[Path], object]) -> None:
        """Which file to read."""


class SystemFiles:
    """Asks by the dialogs of the system."""

    def ask_where(self, owner: QWidget, name: str, then: Callable[[Path], object]) -> None:
        """Where to save the file *name*."""
        dialog = _dialog(owner, tr("Save the list"), then, str(_documents() / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.open()

    def ask_folder(self, owner: QWidget, start: str, then: Callable[[Path], object]) -> None:
        """Into which folder lists save themselves."""
        dialog = _dialog(owner, tr("Folder for lists"), then, start or str(_documents()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.open()

    def ask_which(self, owner: QWidget, then: Callable[[Path], object]) -> None:
        """Which file to read."""
        dialog = _dialog(owner, tr("File of unsubscribed or cleaned addresses"), then, str(_documents()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Lists (*.csv *.txt *.xlsx *.zip)"), tr("All files (*)")])
        dialog.open()


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def _dialog(owner: QWidget, title: str, then: Callable[[Path], object], start: str) -> QFileDialog:
    dialog = QFileDialog(owner, title, start)
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def read_files(paths: Sequence[Path]) -> list[tuple[bytes, str]]:
    """The bytes and the names of *paths*. Raises UserError for what cannot be read or is too large."""
    found = []
    for path in paths:
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise UserError("{file} is too large to be a list of addresses.", file=path.name)
            found.append((path.read_bytes(), path.name))
        except OSError as error:
            reason = error.strerror or str(error)
            raise UserError("{file} cannot be read: {reason}", file=path.name, reason=reason) from error
    return found
