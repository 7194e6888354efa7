"""The desk of a head, for the measuring of notices; called with an address and the head's id.

Says "ready" once "New leads" is loaded, then a line of JSON for each inquiry: its id, and by the clock that all processes of
a machine share when its row stood in the list. Ends with its standard input.
"""

import json
import sys
import threading
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.database.changes import ChangeFeed
from app.database.store import Store
from app.operations import actors
from app.views.desk import Desk
from app.views.leads.rooms import NewLeadsRoom
from app.views.messages import Messages
from tests.benchmarks.memory import say

LOOK_MILLISECONDS = 2
REST_MILLISECONDS = 1_000


def main(database: str, head: str) -> None:
    """Sit there until the input ends."""
    app = QApplication([])
    store = Store(database, employee_id=int(head))
    desk = Desk(store)
    store.announce = desk.hear_all
    feed = ChangeFeed(store)
    feed.start(desk.hear, desk.hear_state)
    room = NewLeadsRoom(desk, Messages(), store.read(actors.actor))
    room.resize(1240, 820)
    room.show()
    watcher = Watcher(room)
    QTimer.singleShot(REST_MILLISECONDS, watcher.begin)
    threading.Thread(target=_wait_for_the_end, args=(watcher,), daemon=True).start()
    app.exec()
    feed.stop()
    desk.stop()
    store.close()


class Watcher(QObject):
    """Looks every other millisecond which rows stand in the list; ``ended`` ends the program."""

    ended = Signal()

    def __init__(self, room: NewLeadsRoom) -> None:
        super().__init__()
        self._room = room
        self._told: set[int] = set()
        self._timer = QTimer(self, interval=LOOK_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self.ended.connect(QApplication.quit)

    def begin(self) -> None:
        """Say that the room is at rest, and look."""
        self._told = {row.id for row in self._room.list.inquiries.rows}
        say("ready")
        self._timer.start()

    def _look(self) -> None:
        for row in self._room.list.inquiries.rows:
            if row.id not in self._told:
                self._told.add(row.id)
                say(json.dumps({"inquiry": row.id, "shown": monotonic()}))


def _wait_for_the_end(watcher: Watcher) -> None:
    sys.stdin.read()
    watcher.ended.emit()


if __name__ == "__main__":
    main(*sys.argv[1:])
