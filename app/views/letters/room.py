"""The room "Letters": my drafts, what waits to be sent, what is in doubt or was not delivered, what went [M5]."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import Conflict, NotFound, UserError
from app.language import marked, tr
from app.models.mail_terms import LETTER_WORDS, LetterState
from app.operations import letter_drafts, outbox
from app.operations.actors import Actor
from app.operations.letter_rows import DraftRow
from app.operations.outbox_rows import OutboxRow
from app.operations.register import RegisterRow
from app.views.background import Ticket
from app.views.deals.words import spoken
from app.views.desk import Desk
from app.views.letters.drafts_strip import DraftsStrip
from app.views.look.buttons import QuietButton
from app.views.look.chip import Chip, ChipText
from app.views.look.label import Label
from app.views.look.numbers import clock, day
from app.views.look.rows import Density
from app.views.look.tokens import Tone
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.register.cells import CellLook
from app.views.register.room import RegisterRoom
from app.views.triage.card_lines import CardLink

TOPICS = frozenset({"outgoing_letter"})
LOOKS: Mapping[LetterState, tuple[Tone, str]] = {
    LetterState.DRAFT: ("neutral", "pencil-simple"),
    LetterState.WAITING: ("accent", "clock"),
    LetterState.HANDING: ("accent", "paper-plane-tilt"),
    LetterState.UNSURE: ("warning", "question"),
    LetterState.SENT: ("success", "check"),
    LetterState.GIVEN_UP: ("danger", "warning-circle"),
    LetterState.CANCELLED: ("neutral", "x-circle"),
}
IN_DOUBT = frozenset({LetterState.UNSURE})
RETURNS = frozenset({LetterState.WAITING, LetterState.GIVEN_UP})
TRIED = frozenset({LetterState.WAITING, LetterState.UNSURE, LetterState.GIVEN_UP})


class LettersRoom(RegisterRoom):
    """Where each letter that goes out is, and what a person can do about it; Enter opens it in its window."""

    name: ClassVar[str] = "letters"
    title: ClassVar[str] = marked("Letters")
    icon: ClassVar[str] = "paper-plane-tilt"
    topics: ClassVar[frozenset[str]] = TOPICS
    register_name: ClassVar[str] = "outbox"
    empty_words: ClassVar[tuple[str, str]] = (
        marked("No letter of this kind"),
        marked("Letters are written with W on every card, or here with Ctrl N; they wait here until they have gone."),
    )
    empty_action: ClassVar[str] = marked("New letter")

    def __init__(
        self, desk: Desk, messages: Messages, preferences: Preferences, person: Actor, parent: QWidget | None = None
    ) -> None:
        self.drafts = DraftsStrip()
        super().__init__(desk, messages, preferences, person, parent)
        self._buttons: list[tuple[QuietButton, Callable[[RegisterRow], bool]]] = []
        self._offer(marked("New letter"), "Ctrl+N", self.begin_letter, lambda _row: True)
        self._offer(marked("Back to the drafts"), "B", self.take_back, self._returns)
        self._offer(marked("Send now"), "S", self.send_again, lambda row: _state(row) in TRIED)
        self._offer(marked("It has gone"), "G", self.leave_as_sent, lambda row: _state(row) in IN_DOUBT)
        self._offer(marked("Do not send"), "X", self.cancel, lambda row: _state(row) in RETURNS)
        self.command(marked("My drafts"), "Alt+Up", self._to_drafts, symbol="pencil-simple")
        self.view.selected.connect(self._fit_buttons)
        self.view.empty.acted.connect(self.begin_letter)
        self.drafts.opened.connect(lambda draft_id: self.wanted.emit("draft", draft_id))
        self.drafts.dropped.connect(self._drop)
        self._fit_buttons(None)

    def lay_out(
        self, body: QWidget, *, head: QWidget | None = None, card: QWidget | None = None, foot: QWidget | None = None
    ) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.drafts)
        column.addWidget(body, 1)
        super().lay_out(whole, head=head, card=card, foot=foot)

    def reload(self) -> None:
        super().reload()
        self.desk.ask(self, letter_drafts.mine).then(self.drafts.show_drafts)

    def set_density(self, density: Density) -> None:
        super().set_density(density)
        self.drafts.fit()

    # As a register

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        if key == "state":
            return CellLook(text="", chips=(_chip(_state(row)),))
        if key == "subject":
            return CellLook(text=None if row.cells["subject"] else tr("(no subject)"), weight=600)
        if key == "problem" and row.cells["problem"]:
            return CellLook(token="danger_text")
        return None

    def fill_card(self, row: RegisterRow) -> None:
        section = self.card.add_section()
        chip = _chip(_state(row))
        section.add(Chip(chip.text, chip.tone, chip.icon))
        section.add(Label(str(row.cells["subject"] or tr("(no subject)")), 17, 600, wrap=True))
        self.desk.ask(self, outbox.letter, row.key).then(self._fill).otherwise(lambda _error: None)

    def open_row(self, row: RegisterRow) -> None:
        if row.cells["interaction_id"]:
            self.wanted.emit("letter", row.cells["interaction_id"])
        else:
            self.wanted.emit("outgoing", row.key)

    # What a person does

    def begin_letter(self) -> None:
        """Ctrl+N: write to somebody."""
        self.wanted.emit("write", 0)

    def take_back(self) -> None:
        """B: make a draft of it again and open it."""
        if (row := self.row) is not None:
            ticket = self.desk.do(self, outbox.take_back, row.key, row.cells["version"])
            ticket.then(self._taken_back).otherwise(self._cope)

    def send_again(self) -> None:
        """S: try it now, with the same Message-ID: who has it already knows the second copy again."""
        if (row := self.row) is not None:
            ticket = self.desk.do(self, outbox.send_again, row.key, row.cells["version"])
            self._told(ticket, tr("The letter is sent now."))

    def leave_as_sent(self) -> None:
        """G: it has gone, a person knows."""
        if (row := self.row) is not None:
            ticket = self.desk.do(self, outbox.leave_as_sent, row.key, row.cells["version"])
            self._told(ticket, tr("The letter counts as sent and stands in the history."))

    def cancel(self) -> None:
        """X: send it no more."""
        if (row := self.row) is not None:
            ticket = self.desk.do(self, outbox.cancel, row.key, row.cells["version"])
            self._told(ticket, tr("The letter is not sent. It stays in the list, taken back."))

    # Inside

    def _offer(self, sentence: str, key: str, act: Callable[[], object], fits: Callable[[RegisterRow], bool]) -> None:
        self._buttons.append((self.action(sentence, key, act), fits))

    def _fit_buttons(self, row: RegisterRow | None) -> None:
        for button, fits in self._buttons:
            button.setVisible(bool(fits(row)) if row is not None else button.key == "Ctrl+N")

    def _returns(self, row: RegisterRow) -> bool:
        return _state(row) in RETURNS and row.cells["employee_id"] == self.person.id

    def _told(self, ticket: Ticket[OutboxRow], said: str) -> None:
        def done(_row: OutboxRow) -> None:
            self.messages.done(said)
            self.refresh()

        ticket.then(done).otherwise(self._cope)

    def _cope(self, error: UserError) -> None:
        if isinstance(error, Conflict | NotFound):
            self.refresh()
        self.messages.problem(error)

    def _taken_back(self, draft: DraftRow) -> None:
        self.messages.done(tr("The letter is a draft again."))
        self.refresh()
        self.wanted.emit("draft", draft.id)

    def _drop(self, draft_id: int) -> None:
        def done(_nothing: None) -> None:
            self.messages.done(tr("The draft is thrown away."), lambda: self._bring_back(draft_id))
            self.refresh()

        self.desk.do(self, letter_drafts.drop, draft_id).then(done).otherwise(self._cope)

    def _bring_back(self, draft_id: int) -> None:
        ticket = self.desk.do(self, letter_drafts.restore, draft_id)
        ticket.then(lambda _draft: self.refresh()).otherwise(self._cope)

    def _to_drafts(self) -> None:
        if not self.drafts.isHidden():
            self.drafts.list.setFocus()

    def _fill(self, letter: OutboxRow) -> None:
        if not self.is_current(letter.id):
            return
        self.card.clear()
        first = self.card.add_section()
        chip = _chip(letter.state)
        first.add(Chip(chip.text, chip.tone, chip.icon))
        first.add(Label(letter.subject or tr("(no subject)"), 17, 600, wrap=True))
        first.add(Label(", ".join(letter.to), 13, 400, "muted", wrap=True))
        if letter.problem is not None:
            first.add(Label(spoken(letter.problem), 13, 500, "danger_text", wrap=True))
        facts = self.card.add_section(line=True)
        facts.add_fact(tr("Written by"), letter.who or tr("Kontor itself"))
        for title, at in (
            (tr("Written"), letter.written_at),
            (tr("Shall go"), letter.send_at),
            (tr("Next try"), letter.next_try_at if letter.tries else None),
            (tr("Sent"), letter.sent_at),
        ):
            if at is not None:
                facts.add_fact(title, f"{day(at)}, {clock(at)}")
        if letter.tries:
            facts.add_fact(tr("Tries"), str(letter.tries))
        if letter.refused:
            section = self.card.add_section(tr("Not delivered to"), line=True)
            for address, why in letter.refused:
                section.add(Label(address, 13, 500, wrap=True))
                section.add(Label(why, 12, 400, "muted", wrap=True))
        self._add_ways(letter)

    def _add_ways(self, letter: OutboxRow) -> None:
        ways = (
            ("counterparty", letter.counterparty_id, letter.company, "address-book"),
            ("deal", letter.deal_id, tr("Open deal"), "columns"),
        )
        section = self.card.add_section(line=True)
        for kind, record, words, sign in ways:
            if record is not None:
                link = CardLink(words, icon=sign, height=28)
                link.set_stretched()
                link.clicked.connect(lambda _checked=False, kind=kind, record=record: self.wanted.emit(kind, record))
                section.add(link)


def _state(row: RegisterRow) -> LetterState:
    return LetterState(row.cells["state"])


def _chip(state: LetterState) -> ChipText:
    tone, sign = LOOKS[state]
    return ChipText(tr(LETTER_WORDS[state]), tone, sign)
