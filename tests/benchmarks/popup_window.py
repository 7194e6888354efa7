"""One workstation, for the measuring of pop-ups; called with an address, a folder of its own and a login.

Says "ready" once it is at rest, then a line of JSON for each pop-up: the call, and by the clock that all processes of a
machine share when it stood on the screen and when its card did. Ends with its standard input.
"""

import json
import sys
import threading
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app import bootstrap
from app.config import Settings
from app.views.calls.at_desk import CallsAtDesk
from tests.benchmarks.memory import say

REST_MILLISECONDS = 3_000
LOOK_MILLISECONDS = 3


def main(database: str, folder: str, login: str) -> None:
    """Sit there until the input ends."""
    app = QApplication([])
    kontor = bootstrap.Kontor(Settings(database_url=database, folder=folder), demo_company=False)
    kontor.dress(app)
    kontor.sit_down(login)
    assert kontor.workplace is not None
    (calls,) = kontor.workplace.window.findChildren(CallsAtDesk, options=Qt.FindChildOption.FindDirectChildrenOnly)
    watcher = Watcher(calls)
    QTimer.singleShot(REST_MILLISECONDS, watcher.begin)
    threading.Thread(target=_wait_for_the_end, args=(watcher,), daemon=True).start()
    app.exec()
    kontor.end()


class Watcher(QObject):
    """Looks every few milliseconds which pop-ups stand on the screen; ``ended`` ends the program."""

    ended = Signal()

    def __init__(self, calls: CallsAtDesk) -> None:
        super().__init__()
        self._calls = calls
        self._shown: dict[int, float] = {}
        self._told: set[int] = set()
        self._timer = QTimer(self, interval=LOOK_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self.ended.connect(QApplication.quit)

    def begin(self) -> None:
        """Say that the window is at rest, and look."""
        say("ready")
        self._timer.start()

    def _look(self) -> None:
        for pop_up in self._calls.stack.pop_ups:
            row = pop_up.row
            if row is None or not pop_up.isVisible():
                continue
            key = row.interaction_id
            self._shown.setdefault(key, monotonic())
            if pop_up.card is not None and key not in self._told:
                self._told.add(key)
                say(json.dumps({"call": row.linked_id, "shown": self._shown[key], "card": monotonic()}))
            if not row.going and key in self._told:
                pop_up.left.emit()
                say(json.dumps({"gone": row.linked_id}))


def _wait_for_the_end(watcher: Watcher) -> None:
    sys.stdin.read()
    watcher.ended.emit()


if __name__ == "__main__":
    main(*sys.argv[1:])
