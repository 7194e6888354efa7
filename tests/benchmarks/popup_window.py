"""One workstation, for the measuring of pop-ups; called with an address, a folder of its own and a login.

Says "ready" once it is at rest, then a line of JSON for each pop-up: the call, and by the clock that all processes of a
machine share when it stood on the screen and when its card did. Ends with its standard input.
"""

import json
import sys
import threading
from time import monotonic

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtWidgets import QApplication

from app import bootstrap
from app.config import Settings
from app.views.calls.at_desk import CallsAtDesk
from tests.benchmarks.memory import say

REST_MILLISECONDS = 3_000


def main(database: str, folder: str, login: str) -> None:
    """Sit there until the input ends."""
    app = QApplication([])
    kontor = bootstrap.Kontor(Settings(database_url=database, folder=folder), demo_company=False)
    kontor.dress(app)
    kontor.sit_down(login)
    assert kontor.workplace is not None
    (calls,) = kontor.workplace.window.findChildren(CallsAtDesk, options=Qt.FindChildOption.FindDirectChildrenOnly)
    rest = QDeadlineTimer(REST_MILLISECONDS)
    while not rest.hasExpired():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    say("ready")
    ended = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(ended,), daemon=True).start()
    shown: dict[int, float] = {}
    told: set[int] = set()
    while not ended.is_set():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 2)
        for pop_up in calls.stack.pop_ups:
            row = pop_up.row
            if row is None or not pop_up.isVisible():
                continue
            key = row.interaction_id
            shown.setdefault(key, monotonic())
            if pop_up.card is not None and key not in told:
                told.add(key)
                say(json.dumps({"call": row.linked_id, "shown": shown[key], "card": monotonic()}))
            if not row.going and key in told:
                pop_up.left.emit()
    kontor.end()


def _wait_for_the_end(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()


if __name__ == "__main__":
    main(*sys.argv[1:])
