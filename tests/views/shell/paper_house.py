"""A house on paper: what the main window of these tests shows and asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.language import Phrase
from app.models.notice_terms import NoticeKind
from app.operations.notice_choices import BellNews
from app.operations.notices import NoticePage, NoticeRow
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


def notice(number: int, text: str, place: str = "", record: int | None = None) -> NoticeRow:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return NoticeRow(number, at, Phrase(text), place, record, True, NoticeKind.DEAL, "Igor Petrow", of_call=False)


class Company:
    """What the operations of these tests work on."""

    def __init__(self) -> None:
        self.waiting = 9
        self.unread = [notice(1, "A deal was moved", "deal", 417)]
        self.quiet_until: datetime | None = None
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

    def bell(self, session: Any) -> BellNews:
        return BellNews(len(self.unread), tuple(self.unread), frozenset(NoticeKind), self.quiet_until)

    def page(self, session: Any, unread_only: bool, after: Any, limit: int) -> NoticePage:
        return NoticePage(tuple(self.unread), None)

    def read(self, session: Any, ids: Collection[int]) -> datetime:
        self.unread = [row for row in self.unread if ids and row.id not in ids]
        return datetime(2026, 11, 23, tzinfo=UTC)

    def unread_again(self, session: Any, moment: datetime) -> int:
        self.unread = [notice(1, "A deal was moved", "deal", 417)]
        return 1

    def be_quiet(self, session: Any, until: datetime | None) -> None:
        self.quiet_until = until


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
