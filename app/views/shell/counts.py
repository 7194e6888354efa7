"""The figures in the rail: how much waits in each room, asked again at news about it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from app.events import Change
from app.views.desk import Desk
from app.views.room import EVERYTHING, WAIT_FOR_MORE, RoomEntry


class RoomCount(QObject):
    """The figure of one room."""

    counted = Signal(str, int)

    def __init__(self, desk: Desk, entry: RoomEntry, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._entry = entry
        self._wait = QTimer(self, interval=WAIT_FOR_MORE, singleShot=True)
        self._wait.timeout.connect(self.reload)
        desk.changed.connect(self._hear)

    def reload(self) -> None:
        """Ask how much waits."""
        if self._entry.count is not None:
            self._desk.ask(self, self._entry.count).then(self._show)

    def _show(self, count: int) -> None:
        self.counted.emit(self._entry.name, count)

    def _hear(self, change: Change) -> None:
        if (change.topic in self._entry.topics or change.topic == EVERYTHING) and not self._wait.isActive():
            self._wait.start()


def count_rooms(desk: Desk, entries: Sequence[RoomEntry], parent: QObject) -> list[RoomCount]:
    """The figures of all rooms that have one."""
    return [RoomCount(desk, entry, parent) for entry in entries if entry.count is not None]
