"""What a window leaves with the workstation, kept in memory: choices of the person and documents."""

from PySide6.QtWidgets import QWidget

from app.events import Document


class Choices:
    """Preferences kept in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, key: str) -> str:
        return self.kept.get(key, "")

    def set(self, key: str, value: str) -> None:
        self.kept[key] = value


class Drawer:
    """Where documents go in these tests."""

    def __init__(self) -> None:
        self.opened: list[Document] = []
        self.saved: list[Document] = []

    def open(self, document: Document, owner: QWidget) -> None:
        self.opened.append(document)

    def save(self, document: Document, owner: QWidget) -> None:
        self.saved.append(document)
