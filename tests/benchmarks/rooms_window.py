"""One window on a large company, walked through room by room; called with an address, a folder of its own and a login.

Says a line of JSON for each room, one for scrolling the longest list, and one for the memory with all rooms open.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter, thread_time

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app import bootstrap
from app.config import Settings
from tests.benchmarks.kontor_window import PATIENCE_MILLISECONDS, filled_lists, live
from tests.benchmarks.measuring import MILLI
from tests.benchmarks.memory import resident, say

SETTLED_MILLISECONDS = 700
"""As long a room is watched after its last answer."""
BEHIND_MILLISECONDS = 4_000
"""As long the start may go on loading rooms behind the first one."""
PAGES = 40
SCROLLED = "counterparties"
"""The room with the longest list."""


@dataclass(slots=True)
class Watchdog:
    """The longest times between two turns of the window's thread: by the clock, and of its own work (without waiting for
    a processor that others use). Milliseconds."""

    timer: QTimer = field(default_factory=QTimer)
    clock: float = 0.0
    work: float = 0.0
    last: tuple[float, float] = (0.0, 0.0)

    def watch(self) -> None:
        """Begin anew."""
        self.clock = self.work = 0.0
        self.last = perf_counter(), thread_time()
        if not self.timer.isActive():
            self.timer.setTimerType(Qt.TimerType.PreciseTimer)
            self.timer.timeout.connect(self._turn)
            self.timer.start(1)

    def _turn(self) -> None:
        here = perf_counter(), thread_time()
        self.clock = max(self.clock, (here[0] - self.last[0]) * MILLI - 1)
        self.work = max(self.work, (here[1] - self.last[1]) * MILLI)
        self.last = here


def main(database: str, folder: str, login: str) -> None:
    """Open it, walk through the rooms, scroll, and end. Raises TimeoutError if something never comes."""
    app = QApplication([])
    kontor = bootstrap.Kontor(Settings(database_url=database, folder=folder), demo_company=False)
    kontor.dress(app)
    kontor.sit_down(login)
    assert kontor.workplace is not None
    window, desk = kontor.workplace.window, kontor.workplace.desk
    live(app, BEHIND_MILLISECONDS)
    watchdog = Watchdog()

    def wait(until: Callable[[], bool]) -> float:
        """Milliseconds until it is so."""
        begun, patience = perf_counter(), QDeadlineTimer(PATIENCE_MILLISECONDS)
        while not until():
            if patience.hasExpired():
                raise TimeoutError("the window did not come to rest")
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        return (perf_counter() - begun) * MILLI

    def at_rest() -> bool:
        return desk.under_way == 0

    entries = window.house.entries
    for entry in entries:
        elsewhere = next(other.name for other in reversed(entries) if other is not entry)
        for visit in ("first", "again"):
            window.go(elsewhere)
            wait(at_rest)
            live(app, SETTLED_MILLISECONDS)
            watchdog.watch()
            begun = perf_counter()
            room = window.go(entry.name)
            wait(partial(_has_rows, room, at_rest))
            rows = (perf_counter() - begun) * MILLI
            wait(at_rest)
            whole = (perf_counter() - begun) * MILLI
            live(app, SETTLED_MILLISECONDS)
            told = {"room": entry.name, "visit": visit, "rows": rows, "whole": whole}
            say(json.dumps({**told, "block": watchdog.clock, "work": watchdog.work}))
    say(json.dumps({"memory": float(resident())}))
    if SCROLLED in {entry.name for entry in window.house.entries}:
        room = window.go(SCROLLED)
        wait(at_rest)
        _scroll(app, watchdog, room, wait, at_rest)
        say(json.dumps({"memory": float(resident()), "scrolled": True}))
    kontor.end()


def _has_rows(room: QWidget, at_rest: Callable[[], bool]) -> bool:
    """Whether a list of *room* shows rows, or nothing more will come."""
    return at_rest() or bool(filled_lists(room))


def _scroll(
    app: QApplication,
    watchdog: Watchdog,
    room: QWidget,
    wait: Callable[[Callable[[], bool]], float],
    at_rest: Callable[[], bool],
) -> None:
    """To the end by its key, back to the beginning, then page by page: how long each takes to come to rest."""
    longest: QAbstractItemView = max(filled_lists(room), key=lambda view: view.model().rowCount())
    longest.setFocus()

    def pressed(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> float:
        begun = perf_counter()
        QTest.keyClick(longest, key, modifier)
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        wait(at_rest)
        longest.viewport().repaint()
        return (perf_counter() - begun) * MILLI

    for name, key, modifier, times in (
        ("End", Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier, 1),
        ("Home", Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier, 1),
        ("PageDown", Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, PAGES),
    ):
        watchdog.watch()
        taken = [pressed(key, modifier) for _ in range(times)]
        live(app, SETTLED_MILLISECONDS)
        say(
            json.dumps(
                {
                    "scroll": name,
                    "times": times,
                    "longest": max(taken),
                    "middle": sorted(taken)[times // 2],
                    "block": watchdog.clock,
                    "work": watchdog.work,
                    "line": longest.currentIndex().row(),
                    "held": longest.model().rowCount(),
                }
            )
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
