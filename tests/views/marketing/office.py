"""Answers of a person to the dialogs of marketing."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

CONTROL = Qt.KeyboardModifier.ControlModifier


class Files:
    """Answers where a list goes, as a person would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.proposed = ""

    def ask_where(self, owner: QWidget, name: str, then: Callable[[Path], object]) -> None:
        self.proposed = name
        then(self.folder / name)

    def ask_folder(self, owner: QWidget, start: str, then: Callable[[Path], object]) -> None:
        then(self.folder)

    def ask_which(self, owner: QWidget, then: Callable[[Path], object]) -> None:
        then(self.folder / "unsubscribed.csv")
