"""What a person says to the question of ``ProposalStrip``, and how it is taken back."""

from collections.abc import Callable
from functools import partial

from app.errors import UserError
from app.operations import link_proposals
from app.operations.link_proposals import Judged
from app.operations.triage import InquiryCard
from app.views.room import Room
from app.views.triage.proposal_strip import ProposalStrip


class Proposals:
    """``Proposals(room, strip, show)``; *show* reloads the inbox and selects the inquiry that it is given."""

    def __init__(self, room: Room, strip: ProposalStrip, show: Callable[[int], None]) -> None:
        self._room, self._strip, self._show = room, strip, show
        self._card: InquiryCard | None = None
        strip.answered.connect(self.answer)

    def show_card(self, card: InquiryCard | None) -> None:
        """Ask about the inquiry that is selected; None: about none."""
        self._card = card
        self._strip.show_proposal(card.proposal if card is not None else None)

    def leave(self, inquiry_id: int) -> None:
        """The person went to *inquiry_id*: a question about another one is no longer asked."""
        if self._card is not None and self._card.id != inquiry_id:
            self.show_card(None)

    def answer(self, accepted: bool) -> None:
        """The person said whether it is them; the question goes at once, and comes back if the answer is refused."""
        card = self._card
        if card is None or card.proposal is None:
            return
        self.show_card(None)
        row = card.proposal
        if accepted:
            ticket = self._room.desk.do(self._room, link_proposals.accept, row.id, row.version, card.version)
        else:
            ticket = self._room.desk.do(self._room, link_proposals.decline, row.id, row.version)
        ticket.then(self._judged).otherwise(self._refused)

    def _judged(self, judged: Judged) -> None:
        self._room.messages.done(judged.sentence, undo=partial(self._undo, judged))
        self._show(0)

    def _undo(self, judged: Judged) -> None:
        undone = self._room.desk.do(self._room, link_proposals.undo, judged.proposal_id, judged.version)
        undone.then(self._undone)

    def _undone(self, judged: Judged) -> None:
        self._room.messages.say(judged.sentence)
        self._show(judged.inquiry_id or 0)

    def _refused(self, error: UserError) -> None:
        self._room.messages.problem(error)
        self._show(0)
