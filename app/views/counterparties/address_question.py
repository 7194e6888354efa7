"""The question whether a new address, from which somebody answered, is one of the counterparty's [C9]."""

from functools import partial

from app.errors import UserError
from app.operations import link_proposals
from app.operations.counterparty_rows import CounterpartyCard
from app.operations.link_proposals import Judged, ProposalRow
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.triage.proposal_strip import ProposalStrip


class AddressQuestion(ProposalStrip):
    """``ask_about(card)``. Where a letter is still an inquiry, triage asks; here, where it stands in the history already."""

    def __init__(self, desk: Desk, messages: Messages) -> None:
        super().__init__(decline_key="X")
        self._desk, self._messages = desk, messages
        self._whose = 0
        self.answered.connect(self.answer)

    def ask_about(self, card: CounterpartyCard) -> None:
        """Ask about the oldest address that waits, if who is signed in may decide about it."""
        if card.id != self._whose:
            self.show_proposal(None)
        self._whose = card.id if card.may_edit else 0
        if self._whose:
            self._ask_again()

    def answer(self, accepted: bool) -> None:
        """The person said whether the address is theirs."""
        row = self.shown
        if row is None:
            return
        self.show_proposal(None)
        operation = link_proposals.accept if accepted else link_proposals.decline
        self._desk.do(self, operation, row.id, row.version).then(self._judged).otherwise(self._refused)

    def _ask_again(self) -> None:
        whose = self._whose
        self._desk.ask(self, link_proposals.open_of, whose).then(lambda rows: self._show(whose, rows))

    def _show(self, whose: int, rows: tuple[ProposalRow, ...]) -> None:
        if whose == self._whose:
            self.show_proposal(next((row for row in rows if row.inquiry_id is None), None))

    def _judged(self, judged: Judged) -> None:
        self._messages.done(judged.sentence, undo=partial(self._undo, judged))
        self._ask_again()

    def _undo(self, judged: Judged) -> None:
        self._desk.do(self, link_proposals.undo, judged.proposal_id, judged.version).then(self._undone)

    def _undone(self, judged: Judged) -> None:
        self._messages.say(judged.sentence)
        self._ask_again()

    def _refused(self, error: UserError) -> None:
        self._messages.problem(error)
        self._ask_again()
