"""Cyclic garbage is collected on the main thread only.

Python collects in whichever thread happens to allocate. A widget that is garbage would then be taken apart on a reader
thread, and Qt objects must die on the thread they live on: seen as a window that stands still for ever while it paints.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500
"""Milliseconds between two looks at how much garbage there may be."""


class MainThreadGarbage(QObject):
    """Takes the collecting away from Python's own trigger and does it by a timer, as long as it lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before = gc.isenabled()
        gc.disable()
        # What was loaded until now stays for ever: no collection needs to walk through it again.
        gc.freeze()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(collect_due)
        self._timer.start()

    def end(self) -> None:
        """Give the collecting back to Python: no thread beside the main one is left."""
        self._timer.stop()
        gc.unfreeze()
        if self._before:
            gc.enable()


def collect_due() -> None:
    """Collect the oldest generation that is due by Python's own thresholds; call it on the main thread."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return
