"""The counterparty that is shown: its card, and the changes that people make in it, one after another."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import Conflict, GateClosed, NotFound, UserError
from app.language import Phrase, tr
from app.operations import counterparty_card
from app.operations.counterparty_rows import CounterpartyCard
from app.views.background import Ticket
from app.views.conflict import settle_conflict
from app.views.desk import Desk
from app.views.messages import Messages

T = TypeVar("T")


class PartyWork(QObject):
    """``open(id)`` loads a card; ``change`` starts an operation and copes with what it refuses."""

    shown = Signal(object)
    """CounterpartyCard, newly loaded."""
    gone = Signal(object)
    """The counterparty cannot be shown (any more): UserError."""
    entity_wanted = Signal()
    """The gate asks for something that a legal entity lacks."""

    def __init__(self, desk: Desk, messages: Messages, page: QWidget) -> None:
        super().__init__(page)
        self.desk, self.messages = desk, messages
        self.card: CounterpartyCard | None = None
        self._page = page
        self._id = 0

    @property
    def counterparty_id(self) -> int:
        """The counterparty that is shown or being loaded; 0 for none."""
        return self._id

    def open(self, counterparty_id: int) -> None:
        """Show another counterparty; 0 for none."""
        if counterparty_id != self._id:
            self.card = None
        self._id = counterparty_id
        self.reload()

    def reload(self) -> None:
        """Load the card again."""
        if self._id:
            self.desk.ask(self, counterparty_card.card, self._id).then(self._show).otherwise(self.gone.emit)

    def change(
        self,
        start: Callable[[int], Ticket[T]],
        version: int = 0,
        *,
        said: Callable[[T], str | Phrase] | None = None,
        undo: Callable[[T], object] | None = None,
    ) -> Ticket[T]:
        """Start a change over *version*; the answer, when it is done and the card is being loaded again.

        When somebody else was faster, the compare dialog asks; "keep mine" starts the change again over their version.
        *said*: what the message bar tells afterwards; *undo*: takes it back.
        """
        promise: Ticket[T] = Ticket(self)

        def done(answer: T) -> None:
            if said is not None:
                self.messages.done(said(answer), (lambda: undo(answer)) if undo is not None else None)
            promise.settle(answer)
            self.reload()

        def begin(over: int) -> None:
            start(over).then(done).otherwise(cope)

        def cope(error: UserError) -> None:
            if isinstance(error, Conflict) and error.current_version is not None and error.clashes:
                newest = error.current_version
                settle_conflict(error, self._page, keep_mine=lambda: begin(newest), keep_theirs=self.reload)
            else:
                self._say(error)
            promise.refuse(error)

        begin(version)
        return promise

    def _say(self, error: UserError) -> None:
        if isinstance(error, Conflict | NotFound):
            self.reload()
        if isinstance(error, GateClosed):
            lacks = " ".join(lack.what.said() for lack in error.missing)
            of_company = any(lack.way == "company" for lack in error.missing)
            sentence = UserError("{refusal} {lacks}", refusal=error.phrase, lacks=lacks)
            action, act = (tr("Legal entities"), self.entity_wanted.emit) if of_company else ("", None)
            self.messages.problem(sentence, action, act)
            return
        self.messages.problem(error)

    def _show(self, card: CounterpartyCard) -> None:
        if card.id == self._id:
            self.card = card
            self.shown.emit(card)
