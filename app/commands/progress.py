"""A line that says how far long work is, while a person looks; nothing in scripts and logs."""

import sys
from time import monotonic
from typing import TextIO

EVERY_SECONDS = 0.1
BAR = 30


class Progress:
    """Counts steps on *stream* if it is a terminal. total: how many there will be, 0 if nobody knows."""

    def __init__(self, total: int = 0, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._total = total
        self._done = 0
        self._last = 0.0

    def step(self, count: int = 1) -> None:
        """So many more are done."""
        self._done += count
        if self._shown and monotonic() - self._last >= EVERY_SECONDS:
            self._last = monotonic()
            self._stream.write(f"\r{self.line()}\x1b[K")
            self._stream.flush()

    def line(self) -> str:
        """What stands there now."""
        if not self._total:
            return f"{self._done}"
        full = min(BAR, BAR * self._done // self._total)
        return f"[{'#' * full}{'.' * (BAR - full)}] {self._done}/{self._total}"

    def end(self) -> None:
        """Take the line away."""
        if self._shown and self._done:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
