"""One start of Kontor's main window, as ``--as`` opens it; called with an address, a folder of its own and a login.

Says "ready" when the first rows are painted, then its memory, and its memory again with every room of the person opened.
"""

import sys

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app import bootstrap
from app.config import Settings
from tests.benchmarks.memory import resident, say

PATIENCE_MILLISECONDS = 60_000
ROOM_MILLISECONDS = 1_000
"""As long may a room fill itself before its memory is read."""


def main(database: str, folder: str, login: str) -> None:
    """Open it, walk through the rooms, and end. Raises TimeoutError if no row ever comes."""
    app = QApplication([])
    kontor = bootstrap.Kontor(Settings(database_url=database, folder=folder), demo_company=False)
    kontor.dress(app)
    kontor.sit_down(login)
    assert kontor.workplace is not None
    window = kontor.workplace.window
    patience = QDeadlineTimer(PATIENCE_MILLISECONDS)
    while not (lists := filled_lists(window)):
        if patience.hasExpired():
            raise TimeoutError("the window did not show any row")
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    for view in lists:
        view.viewport().repaint()
    say("ready")
    say(resident())
    for entry in window.house.entries:
        window.go(entry.name)
        live(app, ROOM_MILLISECONDS)
        window.grab()
    say(resident())
    kontor.end()


def filled_lists(window: QWidget) -> list[QAbstractItemView]:
    """The lists that are shown and have rows."""
    return [
        view
        for view in window.findChildren(QAbstractItemView)
        if view.isVisible() and view.model() is not None and view.model().rowCount() > 0
    ]


def live(app: QApplication, milliseconds: int) -> None:
    """Let the window do its work for a while."""
    time = QDeadlineTimer(milliseconds)
    while not time.hasExpired():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


if __name__ == "__main__":
    main(*sys.argv[1:])
