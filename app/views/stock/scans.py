"""Scanners in a room that looks goods up: a scan belongs to the room that is shown, not to the field with the keyboard.

Nothing is booked by such a scan, so it needs no spool: what the room makes of it is on the screen at once.
"""

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from app.events import Scan, ScanSource


class RoomScans(QObject):
    """Hands the codes of this workstation's scanners to a room, on the main thread, while it is shown."""

    scanned = Signal(str)
    troubled = Signal(str)
    """The sentence of a scanner in trouble."""
    _heard = Signal(str)
    _told = Signal(str)

    def __init__(self, sources: Sequence[ScanSource], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sources = tuple(sources)
        self._running = False
        self._heard.connect(self.scanned, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self.troubled, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """The room is shown: listen."""
        if not self._running:
            self._running = True
            for source in self._sources:
                source.start(self._take, self._tell)

    def stop(self) -> None:
        """The room is left: give the scanners back."""
        if self._running:
            self._running = False
            for source in self._sources:
                source.stop()

    def _take(self, scan: Scan) -> None:
        if shiboken6.isValid(self):
            self._heard.emit(scan.code)

    def _tell(self, ready: bool, sentence: str) -> None:
        if not ready and sentence and shiboken6.isValid(self):
            self._told.emit(sentence)
