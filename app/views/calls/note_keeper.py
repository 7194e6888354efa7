"""Keeps what is typed during calls: on this computer's disk within a moment, in the books after each pause of typing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import DeviceTrouble, UserError
from app.views.desk import Desk

PAUSE = 300
"""Milliseconds: what is typed is on disk after so long at the latest, and in the books after such a pause."""


class NotesOnDisk(Protocol):
    """Notes that the database has not yet; ``app.devices.note_journal`` is one."""

    def keep(self, interaction_id: int, text: str) -> None:
        """On disk when this returns. Raises DeviceTrouble."""

    def done(self, interaction_id: int, text: str) -> None:
        """The database has *text*."""

    def kept(self) -> Mapping[int, tuple[str, datetime]]:
        """What the database did not have yet, and when it was typed."""


class NoteKeeper(QObject):
    """``typed(interaction, text)`` at every change, ``keep_all()`` before a window goes, ``replay()`` at the start.

    *write*: operation ``(session, interaction id, text) -> row``, repeated without harm; *restore*: the same with the moment
    of typing, which does not write over what is newer.
    """

    kept = Signal(int)
    """Interaction: its note is safe, on disk or in the books."""
    refused = Signal(object)
    """UserError: a note could not be kept in the books; it stays on disk."""

    def __init__(
        self,
        desk: Desk,
        journal: NotesOnDisk,
        write: Callable[[Any, int, str], Any],
        restore: Callable[[Any, int, str, datetime], Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._journal, self._write, self._restore = desk, journal, write, restore
        self._to_disk: dict[int, str] = {}
        self._to_books: dict[int, str] = {}
        self._disk = QTimer(self, interval=PAUSE, singleShot=True)
        self._disk.timeout.connect(self._keep_on_disk)
        self._rest = QTimer(self, interval=PAUSE, singleShot=True)
        self._rest.timeout.connect(self._keep_in_books)

    def typed(self, interaction_id: int, text: str) -> None:
        """The note of a call is *text* now."""
        self._to_disk[interaction_id] = self._to_books[interaction_id] = text
        if not self._disk.isActive():
            self._disk.start()
        self._rest.start()

    @property
    def waits(self) -> frozenset[int]:
        """The calls whose newest note is on its way to the books only."""
        return frozenset(self._to_books)

    def keep_all(self) -> None:
        """Keep now what was typed."""
        self._keep_on_disk()
        self._keep_in_books()

    def replay(self) -> None:
        """Bring into the books what a crash, or a lost connection, left on disk."""
        for interaction_id, (text, at) in self._journal.kept().items():
            ticket = self._desk.do_surely(self, self._restore, interaction_id, text, at)
            self._follow(ticket, interaction_id, text)

    def _keep_on_disk(self) -> None:
        self._disk.stop()
        waiting, self._to_disk = self._to_disk, {}
        for interaction_id, text in waiting.items():
            try:
                self._journal.keep(interaction_id, text)
            except DeviceTrouble as trouble:
                self.refused.emit(trouble)
            else:
                self.kept.emit(interaction_id)

    def _keep_in_books(self) -> None:
        self._rest.stop()
        waiting, self._to_books = self._to_books, {}
        for interaction_id, text in waiting.items():
            self._follow(self._desk.do_surely(self, self._write, interaction_id, text), interaction_id, text)

    def _follow(self, ticket: Any, interaction_id: int, text: str) -> None:
        def done(_row: object) -> None:
            self._journal.done(interaction_id, text)
            self.kept.emit(interaction_id)

        def refuse(error: UserError) -> None:
            self.refused.emit(error)

        ticket.then(done).otherwise(refuse)
