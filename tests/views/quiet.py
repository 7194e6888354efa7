"""Waiting as a person does: until the window has shown all that it asked for."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.views.desk import Desk

PASSES = 3


def settled(desk: Desk, qtbot: QtBot, busy: Callable[[], bool] = lambda: False, timeout: int = 20_000) -> None:
    """Wait until everything that was asked is answered, also what the answers asked in their turn.

    An answer may show widgets, move the keyboard and ask again, each by an event that waits in the queue; so the desk
    counts as quiet when it has nothing under way through several passes of the queue. *busy* tells of more to wait for;
    *timeout* is in milliseconds.
    """

    def quiet() -> bool:
        for _ in range(PASSES):
            if desk.under_way or busy():
                return False
            QApplication.processEvents()
        return not desk.under_way and not busy()

    qtbot.waitUntil(quiet, timeout=timeout)
