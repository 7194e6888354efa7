"""The form in which a head takes a case over, with its cause: from a deal's page, and from the list of new leads."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import Conflict, UserError
from app.language import Phrase, marked, phrase
from app.models.quality_terms import CAUSE_WORDS, CaseCause
from app.operations import difficult_cases
from app.operations.difficult_cases import CaseDone
from app.views.background import Ticket
from app.views.deals.form import Asked, FormSlot, InlineForm, Values
from app.views.desk import Desk
from app.views.messages import Messages


class TakingOver(QObject):
    """``TakingOver(desk, messages, slot, parent)``; *slot*: where a deal's form opens.

    ``changed`` when somebody took a case over, or took that back.
    """

    changed = Signal()

    def __init__(self, desk: Desk, messages: Messages, slot: FormSlot | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._messages, self._slot = desk, messages, slot

    def deal(self, deal_id: int, version: int, name: str) -> None:
        """Ask for the cause of taking a deal over."""

        def start(cause: CaseCause, note: str) -> Ticket[CaseDone]:
            return self._desk.do(self, difficult_cases.take_over_deal, deal_id, version, cause, note)

        self._ask(phrase("Take over {name} as a difficult case", name=name), start)

    def take_inquiry(self, inquiry_id: int, version: int, cause: object, note: str) -> None:
        """Take a lead over, where the cause was asked for already."""
        ticket = self._desk.do(self, difficult_cases.take_over_inquiry, inquiry_id, version, CaseCause(str(cause)), note)
        ticket.then(self._taken).otherwise(self._refused)

    def _ask(self, title: Phrase, start: Callable[[CaseCause, str], Ticket[CaseDone]]) -> None:
        causes: tuple[tuple[object, str | Phrase], ...] = tuple((each, words) for each, words in CAUSE_WORDS.items())
        asked = (
            Asked("cause", marked("Why"), "choice", CaseCause.COMPLAINT, causes),
            Asked("note", marked("What happened; the seller reads it"), stretch=3),
        )
        form = InlineForm(title, asked, marked("Take it over"), icon="lifebuoy")

        def submit(values: Values) -> Ticket[CaseDone]:
            return start(CaseCause(values["cause"]), str(values["note"])).then(self._taken).otherwise(self._refused)

        if self._slot is not None:
            self._slot.open(form, submit)

    def _taken(self, done: CaseDone) -> None:
        self._messages.done(done.sentence, lambda: self._take_back(done))
        self.changed.emit()

    def _take_back(self, done: CaseDone) -> None:
        ticket = self._desk.do(self, difficult_cases.take_back, done)
        ticket.then(lambda _version: self.changed.emit()).otherwise(self._refused)

    def _refused(self, error: UserError) -> None:
        if isinstance(error, Conflict):
            self.changed.emit()
        self._messages.problem(error)
