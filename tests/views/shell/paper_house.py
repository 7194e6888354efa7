"""A house on paper: what the main window of these tests shows and asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.views.shell.main_window import MainWindow
from tests.views.paper_room import PaperRoom

CONTROL = Qt.KeyboardModifier.ControlModifier
TITLES = ("Triage", "Calls", "Customers", "Deals", "Tasks", "Station")


@dataclass(frozen=True)
class FoundRow:
    kind: str
    id: int
    title: str
    subtitle: str
    otherwise: tuple[str, int] = ("", 0)

    @property
    def opens(self) -> str:
        return self.kind


@dataclass(frozen=True)
class NoticeRow:
    id: int
    at: datetime
    text: str
    kind: str
    record: int


class Company:
    """What the operations of these tests work on."""

    def __init__(self) -> None:
        self.waiting = 9
        self.unread = [NoticeRow(1, datetime(2026, 11, 23, tzinfo=UTC), "A deal was moved", "deal", 417)]
        self.begun: list[str] = []
        self.sought: list[str] = []

    def count(self, session: Any) -> int:
        return self.waiting

    def find(self, session: Any, text: str, limit: int) -> Sequence[FoundRow]:
        self.sought.append(text)
        rows = [
            *(FoundRow("deal", 417, "Helios, climatic chamber", "D-2026-0417"), FoundRow("comet", 1, "Hale-Bopp", "")),
            FoundRow("order", 7, "Order of the comet", "", ("deal", 418)),
        ]
        return [row for row in rows if text.casefold() in row.title.casefold()][:limit]

    def notices(self, session: Any) -> Sequence[NoticeRow]:
        return list(self.unread)

    def read(self, session: Any, ids: tuple[int, ...]) -> None:
        self.unread = [row for row in self.unread if row.id not in ids]


def paper(window: MainWindow, name: str) -> PaperRoom:
    room = window.room(name)
    assert isinstance(room, PaperRoom)
    return room


def button(parent: QWidget, words: str) -> QWidget:
    return next(child for child in parent.findChildren(QWidget) if child.accessibleName() == words)


def search(window: MainWindow, text: str, qtbot: QtBot) -> list[str]:
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    assert window.search.field.hasFocus()
    QTest.keyClicks(window.search.field, text)
    return [offer.words for offer in window.search.results.model.offers]
