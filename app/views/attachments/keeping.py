"""Keeping files that somebody gave: one after another, so that never more than one is in memory."""

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal

from app.errors import UserError
from app.operations import attachments
from app.operations.attachments import Attached, FileRow, Owner
from app.views.attachments.reading import read_file
from app.views.desk import Desk


class Keeper(QObject):
    """``keep(paths, owner, id)``; when it has ``finished``, ``fresh``, ``known`` and ``refused`` say what became of them."""

    read = Signal(str, int, int)
    """Name of the file, bytes read, bytes whole."""
    finished = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: deque[tuple[Path, Owner, int]] = deque()
        self._stop = Event()
        self._answers: list[Attached] = []
        self.refused: list[str] = []
        self.total = 0
        self.busy = False

    @property
    def at(self) -> int:
        """Which of the files is being read, from 1."""
        return self.total - len(self._waiting)

    @property
    def fresh(self) -> list[FileRow]:
        """Files that were not there before."""
        return [each.file for each in self._answers if not each.known]

    @property
    def known(self) -> list[FileRow]:
        """Files that were there already."""
        return [each.file for each in self._answers if each.known]

    def keep(self, paths: Sequence[Path], owner: Owner, owner_id: int) -> None:
        """Keep *paths* with their owner, after those that are being kept already."""
        if not paths:
            return
        if not self.busy:
            self._answers, self.refused, self.total = [], [], 0
            self._stop.clear()
        self.total += len(paths)
        self._waiting.extend((path, owner, owner_id) for path in paths)
        if not self.busy:
            self.busy = True
            self._desk.ask(self, attachments.limit).then(self._next).otherwise(self._fail)

    def stop(self) -> None:
        """Keep no more of them; what is kept stays."""
        self._stop.set()

    def _next(self, most: int) -> None:
        if not self._waiting or self._stop.is_set():
            self._end()
            return
        path, owner, owner_id = self._waiting.popleft()
        self.read.emit(path.name, 0, 0)

        def going(done: int, whole: int) -> bool:
            self.read.emit(path.name, done, whole)
            return not self._stop.is_set()

        def keep(data: bytes) -> None:
            kept = self._desk.do(self, attachments.attach, owner, owner_id, path.name, data)
            kept.then(self._answers.append).otherwise(self._refuse).anyway(lambda: self._next(most))

        def refuse(error: UserError) -> None:
            self._refuse(error)
            self._next(most)

        self._desk.run(self, read_file, path, most, going).then(keep).otherwise(refuse)

    def _refuse(self, error: UserError) -> None:
        self.refused.append(error.said())

    def _fail(self, error: UserError) -> None:
        self._refuse(error)
        self._end()

    def _end(self) -> None:
        self._waiting.clear()
        self.busy = False
        self.finished.emit()
