"""Garbage with widgets in it is collected on the main thread, however much other threads allocate."""

import gc
import threading
import weakref

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.views.garbage import EVERY, MainThreadGarbage


class _Knot(QWidget):
    """A widget that holds itself, as closures in signals make them."""

    def __init__(self) -> None:
        super().__init__()
        self.myself = self


def test_only_the_main_thread_takes_widgets_apart(qtbot: QtBot) -> None:
    garbage = MainThreadGarbage()
    died_on: list[str] = []
    knot = _Knot()
    weakref.finalize(knot, lambda: died_on.append(threading.current_thread().name))
    del knot
    kept: list[list[int]] = []
    busy = threading.Thread(target=lambda: kept.extend([] for _ in range(200_000)), name="busy")
    busy.start()
    busy.join()
    assert died_on == []
    qtbot.waitUntil(lambda: bool(died_on), timeout=EVERY * 20)
    garbage.end()
    assert died_on == [threading.main_thread().name]


def test_python_collects_by_itself_again_afterwards(qtbot: QtBot) -> None:
    gc.enable()
    garbage = MainThreadGarbage()
    assert not gc.isenabled()
    garbage.end()
    assert gc.isenabled()
