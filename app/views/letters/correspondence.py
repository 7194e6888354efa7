"""All letters that are open on this desk: begun, continued, sent with undo, read; each in its window, none of them twice."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.operations import letter_drafts, letter_reading, outbox
from app.operations.letter_rows import DraftRow
from app.operations.outbox_rows import OutboxRow
from app.views.deals.paper_desk import PaperDesk
from app.views.desk import Desk
from app.views.letters import letter_view
from app.views.letters import window as writing
from app.views.look.numbers import clock, day
from app.views.messages import Messages

WRITTEN = {
    "write": "",
    "write_to_counterparty": "counterparty_id",
    "write_about_deal": "deal_id",
    "answer_inquiry": "inquiry_id",
    "answer_letter": "answers_id",
}
"""Kinds of errands that begin a letter, and what their record is to it."""
READ = ("letter", "outgoing")
"""Kinds that show one: a letter of the history, one of the outbox."""


class Correspondence(QObject):
    """``open(kind, record)``: what rooms want by their signal ``wanted``, without leaving the room.

    Kinds: those of WRITTEN and READ, and "draft". The main window asks ``kinds`` before it looks for a room.
    """

    wanted = Signal(str, int)
    """A letter's window wants a room: (kind, record)."""

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        papers: PaperDesk,
        show: Callable[[QUrl], bool] = QDesktopServices.openUrl,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._messages, self._papers, self._show_link = desk, messages, papers, show
        self._drafts: dict[int, writing.LetterWindow] = {}
        self._views: dict[tuple[str, int], letter_view.LetterView] = {}

    @property
    def kinds(self) -> frozenset[str]:
        """What is opened here, not by a room."""
        return frozenset({*WRITTEN, *READ, "draft"})

    @property
    def windows(self) -> tuple[QWidget, ...]:
        """All open windows."""
        return (*self._drafts.values(), *self._views.values())

    def open(self, kind: str, record: int) -> None:
        """Open what *kind* and *record* say in its window; one that is open already comes to the front."""
        if kind == "draft":
            if record in self._drafts:
                _to_front(self._drafts[record])
            else:
                self._answer(self._desk.ask(self, letter_drafts.open_draft, record))
        elif kind in READ:
            self._read(kind, record)
        else:
            about: dict[str, Any] = {WRITTEN[kind]: record} if WRITTEN[kind] else {}
            self._answer(self._desk.do(self, letter_drafts.begin, **about))

    def write_to(self, address: str) -> None:
        """Begin a letter to *address*."""
        self._answer(self._desk.do(self, letter_drafts.begin, to=(address,)))

    def has_unsaved_edits(self) -> bool:
        """Whether something is typed that cannot be kept just now, because the database is out of reach."""
        return not self._desk.online and any(window.keeper.is_dirty for window in self._drafts.values())

    def close_all(self) -> None:
        """The program ends: what is typed goes to the database, the windows close."""
        for window in tuple(self._drafts.values()):
            window.go()
        for view in tuple(self._views.values()):
            view.close()

    # Writing

    def _answer(self, ticket: Any) -> None:
        ticket.then(self._show_draft).otherwise(self._messages.problem)

    def _show_draft(self, draft: DraftRow) -> None:
        if draft.id in self._drafts:
            _to_front(self._drafts[draft.id])
            return
        window = writing.LetterWindow(self._desk, draft)
        self._drafts[draft.id] = window
        window.sent.connect(self._sent)
        window.dropped.connect(self._dropped)
        window.closed.connect(self._closed)
        _to_front(window)

    def _closed(self, draft_id: int, is_draft: bool) -> None:
        window = self._drafts.pop(draft_id, None)
        if window is not None:
            window.deleteLater()
        if is_draft:
            self._messages.say(tr("The draft is kept in the room “Letters”."))

    def _sent(self, row: OutboxRow) -> None:
        whom = row.to[0] if len(row.to) == 1 else tr("{address} and others", address=row.to[0])
        sentence = tr("The letter to {whom} goes in ten seconds.", whom=whom)
        if (at := row.send_at) is not None:
            sentence = tr("The letter to {whom} goes on {date} at {time}.", whom=whom, date=day(at), time=clock(at))
        self._messages.done(sentence, partial(self._take_back, row))

    def _take_back(self, row: OutboxRow) -> None:
        self._answer(self._desk.do(self, outbox.take_back, row.id, row.version))

    def _dropped(self, draft_id: int) -> None:
        self._messages.done(tr("The draft is thrown away."), partial(self._restore, draft_id))

    def _restore(self, draft_id: int) -> None:
        self._answer(self._desk.do(self, letter_drafts.restore, draft_id))

    # Reading

    def _read(self, kind: str, record: int) -> None:
        if (kind, record) in self._views:
            _to_front(self._views[kind, record])
            return
        operation = letter_reading.read if kind == "letter" else letter_reading.outgoing
        ticket = self._desk.ask(self, operation, record)
        ticket.then(partial(self._show_letter, kind, record)).otherwise(self._messages.problem)

    def _show_letter(self, kind: str, record: int, letter: "letter_reading.LetterShown") -> None:
        view = letter_view.LetterView(self._desk, self._papers, letter, self._show_link)
        self._views[kind, record] = view
        view.answer_wanted.connect(partial(self.open, "answer_letter"))
        view.address_wanted.connect(self.write_to)
        view.wanted.connect(self.wanted)
        view.closed.connect(lambda: self._view_closed(kind, record))
        _to_front(view)

    def _view_closed(self, kind: str, record: int) -> None:
        view = self._views.pop((kind, record), None)
        if view is not None:
            view.deleteLater()


def _to_front(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()
