"""Keeps a draft while it is written: after every pause of typing, and before anything else is done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import Conflict, UserError
from app.operations import letter_drafts, outbox
from app.operations.letter_drafts import Saved
from app.operations.outbox_rows import OutboxRow
from app.views.background import Ticket
from app.views.desk import Desk

PAUSE = 800
"""Milliseconds without a key after which the draft is kept."""
RETRY = 5_000
"""Milliseconds after which a draft that could not be kept is tried again."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the window."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    subject: str
    text: str
    language: str


class Step(Protocol):
    """What an operation on a draft answers: it knows the version that came of it."""

    @property
    def version(self) -> int: ...


S = TypeVar("S", bound=Step)


class DraftKeeper(QObject):
    """``DraftKeeper(desk, draft id, version, written)``; ``typed()`` at every change, ``change(…)`` for everything else.

    Changes run one after another on the thread that writes, and each takes the version that the one before left there:
    so what is typed while another change is under way is never a conflict with oneself.
    """

    kept = Signal(datetime)
    """When the draft was written down."""
    refused = Signal(object)
    """UserError: what was typed could not be kept."""

    def __init__(
        self, desk: Desk, draft_id: int, version: int, written: Callable[[], Written], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._id, self._version, self._written = desk, draft_id, version, written
        self._typed = self._safe = 0
        self._rest = QTimer(self, interval=PAUSE, singleShot=True)
        self._rest.timeout.connect(self.keep)

    @property
    def version(self) -> int:
        """The version that this window knows."""
        return self._version

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not in the database yet."""
        return self._typed != self._safe

    def typed(self) -> None:
        """Something was typed: keep it after a pause."""
        self._typed += 1
        self._rest.start(PAUSE)

    def keep(self) -> Ticket[Saved]:
        """Keep now what stands in the window."""
        self._rest.stop()
        typed, words, draft_id = self._typed, self._written(), self._id

        def save(session: Any, version: int) -> Saved:
            return _save(session, draft_id, version, words)

        def done(saved: Saved) -> None:
            self._safe = max(self._safe, typed)
            self.kept.emit(saved.written_at)

        return self.change(save).then(done).otherwise(self._refuse)

    def send(self, at: datetime | None, *, despite_bounces: bool) -> Ticket[OutboxRow]:
        """Put what stands in the window into the outbox; words and sending are one transaction."""
        self._rest.stop()
        typed, words, draft_id = self._typed, self._written(), self._id

        def send(session: Any, version: int) -> OutboxRow:
            saved = _save(session, draft_id, version, words)
            return outbox.send(session, draft_id, saved.version, at, despite_bounces=despite_bounces)

        def gone(_row: OutboxRow) -> None:
            self._safe = max(self._safe, typed)

        # What was refused is kept all the same.
        return self.change(send).then(gone).anyway(lambda: self._rest.start(0) if self.is_dirty else None)

    def change(self, operation: Callable[[Any, int], S]) -> Ticket[S]:
        """Do *operation* ``(session, version) -> row`` with the draft, after what is under way."""
        bases: list[int] = []

        def work(session: Any) -> S:
            # The store may try a transaction again: then from where it began.
            bases[:] = bases or [self._version]
            answer = operation(session, bases[0])
            self._version = answer.version
            return answer

        def refuse(error: UserError) -> None:
            # Not committed after all; a conflict keeps its version, or the next one would not be told.
            if bases and not isinstance(error, Conflict):
                self._version = bases[0]
            if promise.copes:
                promise.refuse(error)
            else:
                self.refused.emit(error)
                promise.end()

        promise: Ticket[S] = Ticket(self)
        self._desk.do(self, work).then(promise.settle).otherwise(refuse)
        return promise

    def go_on_from(self, version: int) -> None:
        """Write over *version*: the person has seen what stands there."""
        self._version = version

    def stop(self) -> None:
        """Keep nothing more: the draft is none any more, or belongs to another window."""
        self._rest.stop()
        self._safe = self._typed

    def _refuse(self, error: UserError) -> None:
        self._rest.stop()
        if not isinstance(error, Conflict):
            self._rest.start(RETRY)
        self.refused.emit(error)


def _save(session: Any, draft_id: int, version: int, words: Written) -> Saved:
    return letter_drafts.save(
        session,
        draft_id,
        version,
        to=words.to,
        cc=words.cc,
        bcc=words.bcc,
        subject=words.subject,
        text=words.text,
        language=words.language,
    )
