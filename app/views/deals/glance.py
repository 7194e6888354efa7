"""The card at the right of the board: the selected deal in short, without leaving the board."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.language import tr, trn
from app.operations.deal_rows import DealCard
from app.views.deals.gate import gate_items
from app.views.deals.words import PAPER_WORDS, spoken
from app.views.look.buttons import QuietButton
from app.views.look.card_column import CardColumn
from app.views.look.checklist import GateChecklist
from app.views.look.chip import Chip
from app.views.look.label import Label
from app.views.look.numbers import day, moment, money
from app.views.telephone.number_link import Dialled, add_number

LATEST = 5
"""Entries of the history that are shown."""


class DealGlance(CardColumn):
    """``show_card(card)``; ``way_chosen`` carries the way that somebody wants to go for a missing thing."""

    way_chosen = Signal(str)
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._card: DealCard | None = None
        self._open = QuietButton(height=28, icon="arrow-right")
        self._open.clicked.connect(self.opened)
        self.add_foot(self._open)
        self.retranslate()

    def show_card(self, card: DealCard | None) -> None:
        """Show *card*."""
        self._card = card
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._open.setText(tr("Open the deal"))
        self.clear()
        if (card := self._card) is not None:
            self._say_what(card)
            self._say_gate(card)
            self._say_rest(card)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _say_what(self, card: DealCard) -> None:
        top = self.add_section()
        chips = QWidget()
        row = QHBoxLayout(chips)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        word = next((step.word.said() for step in card.path if step.state == "now"), "")
        row.addWidget(Chip(word, "accent", "columns"))
        if card.chip is not None:
            row.addWidget(Chip(spoken(card.chip), card.chip_tone, card.chip_icon))
        row.addStretch(1)
        top.add(chips)
        top.add(Label(card.company, 17, 600, wrap=True))
        top.add(Label(card.title, 13, 400, "muted", wrap=True))
        top.add_fact(card.number, money(card.net, card.currency))
        top.add_fact(tr("Seller"), card.seller)
        for person in card.people[:2]:
            top.add_fact(person.role or tr("Contact"), person.name)
            if person.phone:
                add_number(top, "", Dialled(person.phone, counterparty_id=card.counterparty_id, deal_id=card.id))
            elif person.email:
                top.add_fact("", person.email)
        if card.step is not None:
            step = self.add_section(tr("Next step"), day(card.step.due_at), line=True)
            step.add(Label(spoken(card.step.title), 13, 400, "danger_text" if card.step.late else "text", wrap=True))

    def _say_gate(self, card: DealCard) -> None:
        if not (card.done or card.missing):
            return
        gate = GateChecklist()
        total = len(card.done) + len(card.missing)
        title = next((tr("To leave {stage}", stage=step.word.said()) for step in card.path if step.state == "now"), "")
        gate.show_gate(title, tr("{done} of {total}", done=len(card.done), total=total), gate_items(card.done, card.missing))
        gate.way_chosen.connect(lambda place: self.way_chosen.emit(card.missing[int(place)].way))
        self.add_section(line=True).add(gate)

    def _say_rest(self, card: DealCard) -> None:
        lines = self.add_section(tr("Lines"), trn("{count} line", "{count} lines", len(card.lines)), line=True)
        for line in card.lines[:LATEST]:
            lines.add_fact(line.name, money(line.net))
        if card.documents:
            papers = self.add_section(tr("Documents"), str(len(card.documents)), line=True)
            for paper in card.documents:
                papers.add_fact(tr(PAPER_WORDS[paper.kind], number=paper.number), spoken(paper.state))
        if card.history:
            history = self.add_section(tr("History"), line=True)
            for entry in card.history[:LATEST]:
                history.add_fact(spoken(entry.title), moment(entry.at))
