"""Work on one deal: loads its card, makes changes one after another, and copes with what may go wrong."""

from collections import deque
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import Conflict, GateClosed, NotFound, UserError
from app.language import Phrase
from app.models.terms import RefusalReason, Stage
from app.operations import deal_card, deal_moves
from app.operations.deal_moves import Moved
from app.operations.deal_rows import DealCard
from app.views.background import Ticket
from app.views.conflict import settle_conflict
from app.views.desk import Desk
from app.views.messages import Messages

T = TypeVar("T")


class Moves(QObject):
    """Moves, refusals and their undo, the same from the board and from the page."""

    closed = Signal(int, object)
    """A gate is closed: id of the deal, GateClosed."""
    moved = Signal(object)
    """Moved."""
    stale = Signal()
    """Somebody else was faster: what is shown has to be loaded again."""

    def __init__(self, desk: Desk, messages: Messages, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._messages = desk, messages

    def move(self, deal_id: int, version: int, target: Stage) -> Ticket[Moved]:
        """Take the deal to *target*; the gate answers."""
        ticket = self._desk.do(self, deal_moves.move, deal_id, version, target)
        return ticket.then(self._done).otherwise(lambda error: self._cope(deal_id, error))

    def refuse(self, deal_id: int, version: int, reason: RefusalReason, note: str) -> Ticket[Moved]:
        """Close the deal as not suitable."""
        ticket = self._desk.do(self, deal_moves.refuse, deal_id, version, reason, note)
        return ticket.then(self._done).otherwise(lambda error: self._cope(deal_id, error))

    def _undo(self, moved: Moved) -> None:
        ticket = self._desk.do(self, deal_moves.undo_move, moved.deal_id, moved.version)
        ticket.then(self._undone).otherwise(lambda error: self._cope(moved.deal_id, error))

    def _done(self, moved: Moved) -> None:
        self.moved.emit(moved)
        self._messages.done(moved.sentence, (lambda: self._undo(moved)) if moved.undo else None)

    def _undone(self, moved: Moved) -> None:
        self.moved.emit(moved)
        self._messages.done(moved.sentence)

    def _cope(self, deal_id: int, error: UserError) -> None:
        if isinstance(error, GateClosed):
            self.closed.emit(deal_id, error)
            return
        if isinstance(error, Conflict):
            self.stale.emit()
        self._messages.problem(error)


class DealWork(QObject):
    """The deal of a page. Changes wait for each other, so that each one starts from what the one before has made."""

    shown = Signal(object)
    """DealCard, newly loaded."""
    gone = Signal(object)
    """The deal cannot be shown (any more): UserError."""

    def __init__(self, desk: Desk, messages: Messages, page: QWidget) -> None:
        super().__init__(page)
        self.desk, self.messages = desk, messages
        self.card: DealCard | None = None
        self._page = page
        self._deal_id = 0
        self._busy = False
        self._queue: deque[Callable[[], None]] = deque()

    @property
    def deal_id(self) -> int:
        """The deal that is shown or being loaded; 0 for none."""
        return self._deal_id

    @property
    def busy(self) -> bool:
        """Whether a change is under way, or its outcome not shown yet."""
        return self._busy or bool(self._queue)

    def open(self, deal_id: int) -> None:
        """Show another deal."""
        if deal_id != self._deal_id:
            self.card = None
            self._queue.clear()
            self._busy = False
        self._deal_id = deal_id
        self.reload()

    def reload(self) -> None:
        """Load the card again."""
        if self._deal_id:
            self.desk.ask(self, deal_card.card, self._deal_id).then(self._show).otherwise(self._lost)

    def change(
        self,
        start: Callable[[int], Ticket[T]],
        *,
        version: int | None = None,
        said: Callable[[T], Phrase | str | None] | None = None,
    ) -> Ticket[T]:
        """Start a change with the record's version: *version*, or the deal's own at that moment.

        When somebody else was faster, the compare dialog asks; "keep mine" starts the change again over their version.
        *said*: what the message bar tells afterwards.
        """
        promise: Ticket[T] = Ticket(self)
        self._queue.append(lambda: self._start(start, version, said, promise))
        self._next()
        return promise

    def _next(self) -> None:
        if self._queue and not self._busy and self.card is not None:
            self._busy = True
            self._queue.popleft()()

    def _start(
        self,
        start: Callable[[int], Ticket[T]],
        version: int | None,
        said: Callable[[T], Phrase | str | None] | None,
        promise: Ticket[T],
    ) -> None:
        card = self.card
        present = card.version if card is not None else 0

        def done(answer: T) -> None:
            self.messages.clear()
            words = said(answer) if said else None
            if words:
                self.messages.done(words)
            promise.settle(answer)
            self.reload()

        def again(newest: int) -> None:
            self._queue.appendleft(lambda: self._start(start, newest, said, promise))
            self._next()

        def cope(error: UserError) -> None:
            self._busy = False
            self._cope(error, again)
            promise.refuse(error)
            self._next()

        start(version if version is not None else present).then(done).otherwise(cope)

    def _cope(self, error: UserError, again: Callable[[int], None]) -> None:
        if isinstance(error, Conflict) and error.current_version is not None and error.clashes:
            newest = error.current_version
            settle_conflict(error, self._page, keep_mine=lambda: again(newest), keep_theirs=self.reload)
            return
        if isinstance(error, Conflict | NotFound):
            self.reload()
        self.messages.problem(error)

    def _show(self, card: DealCard) -> None:
        if card.id != self._deal_id:
            return
        self.card = card
        self._busy = False
        self.shown.emit(card)
        self._next()

    def _lost(self, error: UserError) -> None:
        self._busy = False
        self._queue.clear()
        self.gone.emit(error)
