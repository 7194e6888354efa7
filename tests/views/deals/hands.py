"""Somebody at the keyboard of a deal's page."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.operations.deal_rows import DealCard
from app.views.deals.page import DealPage
from app.views.deals.room import DealsRoom
from app.views.desk import Desk
from tests.views.quiet import settled


class Hands:
    """Somebody at the keyboard of a room."""

    def __init__(self, room: DealsRoom, desk: Desk, qtbot: QtBot) -> None:
        self.room, self._desk, self._qtbot = room, desk, qtbot

    @property
    def page(self) -> DealPage:
        return self.room.page

    @property
    def card(self) -> DealCard:
        card = self.page.work.card
        assert card is not None
        return card

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.room, key, modifier)
        self.wait()

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.room, text)

    def wait(self) -> None:
        settled(self._desk, self._qtbot)
        self._qtbot.waitUntil(lambda: not self.page.work.busy)

    def menu(self) -> QMenu:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def choose(self, *path: str) -> None:
        """Choose from the open menu by its words, as somebody who reads it."""
        menu = self.menu()
        for words in path[:-1]:
            entry = next(action for action in menu.actions() if action.text().startswith(words))
            inner = entry.menu()
            assert isinstance(inner, QMenu)
            menu.setActiveAction(entry)
            menu = inner
        entry = next(action for action in menu.actions() if action.text().startswith(path[-1]))
        menu.setActiveAction(entry)
        QTest.keyClick(self.menu(), Qt.Key.Key_Return)
        self.wait()
