"""What must still be asked before a decision: which customer, why no deal, until when, which seller."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from app.language import tr, trn
from app.models.terms import CloseReason
from app.operations import triage
from app.operations.seller_load import SellerLoad
from app.operations.triage import Double, InboxRow
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.triage.choice_panel import Option
from app.views.triage.foot import InboxFoot, close_options, later_options
from app.views.triage.inquiry_card import InquiryCardColumn
from app.views.triage.inquiry_words import who_asks
from app.views.triage.queue import CLOSE, KNOWN, LATER, Queue, Target


class Asking(Protocol):
    """What the questions need of the room."""

    desk: Desk
    messages: Messages
    queue: Queue
    card: InquiryCardColumn

    def now(self) -> datetime:
        """The present moment in UTC."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """The departments."""


class Questions:
    """``ask(code, rows)``; the answer goes on as ``decide(rows, operation, …)``."""

    def __init__(self, room: Asking, foot: InboxFoot, decide: Callable[..., object]) -> None:
        self._room, self._foot, self._decide = room, foot, decide

    def ask(self, code: str, rows: Sequence[InboxRow]) -> None:
        """Ask what the decision *code* needs to know about *rows*."""
        name = self._called(rows)
        if code == KNOWN:
            doubles, own_id = self._known_of(rows[0]) if len(rows) == 1 else ((), None)
            self._foot.ask_customer(name, doubles, own_id, partial(self._decide, rows, triage.link))
        elif code == CLOSE:
            question = tr("Why does no deal come of {name}?", name=name)
            self._foot.ask(question, close_options(), partial(self._close, rows), tr("Note on the reason"))
        elif code == LATER:
            question = tr("When shall {name} come back?", name=name)
            use = partial(self._later, rows)
            self._foot.ask(question, later_options(self._room.now()), use)
        else:
            self._ask_seller(rows)

    def show_sellers_of(self, department_id: int) -> None:
        """Who sells in this department, with what each has to do."""
        sellers = self._room.queue.sellers
        if sellers is not None:
            asked = self._room.desk.ask(self._foot, sellers, department_id)
            asked.then(self._show_sellers)

    @staticmethod
    def _called(rows: Sequence[InboxRow]) -> str:
        if len(rows) == 1:
            return who_asks(rows[0])
        return trn("{count} inquiry", "{count} inquiries", len(rows))

    def _close(self, rows: Sequence[InboxRow], reason: object, note: str) -> None:
        if isinstance(reason, CloseReason):
            self._decide(rows, self._room.queue.close, reason, note)

    def _later(self, rows: Sequence[InboxRow], until: object, typed: str) -> None:
        moment = until(typed) if callable(until) else until
        if isinstance(moment, datetime):
            self._decide(rows, triage.later, moment)

    def _ask_seller(self, rows: Sequence[InboxRow]) -> None:
        """The sellers of the suggested department at once; without a suggestion, the department first."""
        targets = self._room.targets
        suggested = self._suggested(rows)
        if suggested in {target.id for target in targets}:
            self._show_panel(rows, suggested)
            return
        options = [Option(target.id, target.words, target.note) for target in targets]
        question = tr("In which department shall somebody take it?")
        self._foot.ask(question, options, lambda department, _: self._show_panel(rows, department))

    def _show_panel(self, rows: Sequence[InboxRow], department: object) -> None:
        if not isinstance(department, int):
            return
        question = tr("Who takes {name}?", name=self._called(rows))
        use = partial(self._decide, rows, triage.assign)
        self._foot.ask_seller(question, self._room.targets, department, use)
        self.show_sellers_of(department)

    def _show_sellers(self, sellers: tuple[SellerLoad, ...]) -> None:
        if not self._foot.sellers.isHidden():
            self._foot.sellers.show_sellers(sellers)

    def _suggested(self, rows: Sequence[InboxRow]) -> int:
        card = self._room.card.shown
        if card is None or card.id not in {row.id for row in rows} or card.suggestion is None:
            return 0
        return card.suggestion.department_id

    def _known_of(self, row: InboxRow) -> tuple[tuple[Double, ...], int | None]:
        card = self._room.card.shown
        if card is None or card.id != row.id:
            return (), None
        return card.doubles, card.counterparty_id
