"""The card of a call to make: the number large, whom, why, what was last, and what came of it in one line."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import phrase, tr, trn
from app.models.terms import TASK_WORDS
from app.operations import task_calls
from app.operations.task_calls import CallCard, NumberRow
from app.operations.tasks import TaskRow
from app.phone_number import shown_phone
from app.views.counterparties.history import entry_icon, entry_second
from app.views.counterparties.parts import LinkLine, OpenLink
from app.views.deals.words import spoken
from app.views.desk import Desk
from app.views.look.buttons import MainButton, PlainButton, QuietButton
from app.views.look.card_column import CardColumn
from app.views.look.chip import Chip
from app.views.look.label import Label
from app.views.look.numbers import moment
from app.views.look.typeface import font
from app.views.tasks.card import Go
from app.views.tasks.day_model import KIND_ICONS, due_figure
from app.views.tasks.deeds import TaskDeeds
from app.views.telephone.number_link import Dialled, NumberLink, add_number
from app.views.telephone.story import add_calls

MOST_MISSED = 6
"""Missed calls that the card names one by one."""


class CallOutcome(QWidget):
    """What came of a call: a line to type it in, and three ways out."""

    reached = Signal(str)
    not_reached = Signal()
    wrong = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setFont(font())
        self.answered = MainButton(key="Ctrl+Return", height=28)
        self.nobody = PlainButton(key="L", height=28)
        self.false = PlainButton(key="W", height=28)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.answered)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.nobody)
        row.addWidget(self.false)
        row.addStretch(1)
        column.addLayout(row)
        self.answered.set_stretched()
        self.line.returnPressed.connect(self.answered.click)
        self.answered.clicked.connect(lambda: self.reached.emit(self.line.text().strip()))
        self.nobody.clicked.connect(self.not_reached)
        self.false.clicked.connect(lambda: self.wrong.emit(self.line.text().strip()))
        self.setFocusProxy(self.line)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.line.setPlaceholderText(tr("What came of it (R)"))
        self.line.setAccessibleName(tr("What came of it"))
        self.answered.setText(tr("Reached"))
        self.nobody.setText(tr("Not reached, in 2 hours"))
        self.false.setText(tr("Wrong number"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.line.clearFocus()
            if (parent := self.parentWidget()) is not None:
                parent.setFocus()
        super().keyPressEvent(event)


class CallPanel:
    """``show(row)`` fills the card for one call; what is typed goes with the call that it was typed for."""

    def __init__(
        self,
        desk: Desk,
        card: CardColumn,
        deeds: TaskDeeds,
        now: Callable[[], datetime],
        go: Go,
        link: OpenLink = QDesktopServices.openUrl,
    ) -> None:
        self._desk, self._card, self._deeds, self._now, self._go, self._link = desk, card, deeds, now, go, link
        self._row: TaskRow | None = None
        self.shown: CallCard | None = None
        self.outcome: CallOutcome | None = None

    def is_dirty(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return self.outcome is not None and bool(self.outcome.line.text().strip())

    def show(self, row: TaskRow) -> None:
        """Show another call, or the same anew (what is typed stays)."""
        if self._row is not None and self._row.id == row.id and self.is_dirty():
            self._row = row
            return
        self._row = row
        ticket = self._desk.ask(self._deeds, task_calls.call_card, row.id)
        ticket.then(self._fill).otherwise(self._deeds.refused)

    def leave(self) -> None:
        """The card shows something else now."""
        self._row, self.shown, self.outcome = None, None, None

    def begin(self) -> None:
        """R: type what came of it."""
        if self.outcome is not None:
            self.outcome.line.setFocus()

    def call(self) -> None:
        """C: call the number, by the own telephone first."""
        if self.shown is not None and self.shown.numbers:
            self._link(self._dialled(self.shown.numbers[0]).link())

    def copy(self) -> None:
        """Put the number on the clipboard."""
        QGuiApplication.clipboard().setText(self.number)

    @property
    def number(self) -> str:
        """The number that is called first, E.164; "" if there is none."""
        return self.shown.numbers[0].value if self.shown is not None and self.shown.numbers else ""

    def _fill(self, shown: CallCard) -> None:
        if self._row is None or shown.task.id != self._row.id:
            return
        typing = self.outcome is not None and self.outcome.line.hasFocus()
        self.shown, row = shown, shown.task
        card = self._card
        card.clear()
        head = card.add_section()
        head.add(Chip(tr(TASK_WORDS[row.kind]), "danger" if row.late else "neutral", KIND_ICONS[row.kind]))
        if shown.numbers:
            first = shown.numbers[0]
            head.add(NumberLink(self._dialled(first), 24, 600, key="C"))
            if first.whose and first.whose != row.company:
                head.add(Label(first.whose, 13, 400, "muted"))
            head.add(self._call_buttons())
        else:
            head.add(Label(tr("No number is known"), 17, 600, "danger_text", wrap=True))
        for other in shown.numbers[1:4]:
            add_number(head, other.whose or tr("Also"), self._dialled(other))
        if row.counterparty_id is not None and row.company:
            party = row.counterparty_id
            line = LinkLine("address-book", row.company, token="accent_text")
            line.clicked.connect(lambda: self._go("counterparty", party))
            head.add(line)
        why = card.add_section(tr("Why"), due_figure(row, self._now())[0], line=True)
        why.add(Label(spoken(row.title), 13, 500, wrap=True))
        if row.note:
            why.add(Label(row.note, 13, 400, "muted", wrap=True))
        words = trn("Missed {count} time", "Missed {count} times", len(shown.missed))
        add_calls(card, words, shown.missed[:MOST_MISSED], self._now(), counted=False)
        self.outcome = CallOutcome()
        self.outcome.reached.connect(self._reached)
        self.outcome.not_reached.connect(self._not_reached)
        self.outcome.wrong.connect(self._wrong)
        card.add_section(tr("What came of it"), line=True).add(self.outcome)
        if typing:
            self.outcome.line.setFocus()
        self._add_last(shown)

    def _dialled(self, number: NumberRow) -> Dialled:
        row = self.shown.task if self.shown is not None else None
        party, deal = (row.counterparty_id, row.deal_id) if row is not None else (None, None)
        return Dialled(number.value, number.whose, number.extension, party, deal)

    def _call_buttons(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        call = PlainButton(tr("Call"), icon="phone-outgoing", key="C", height=28)
        copy = QuietButton(tr("Copy"), icon="copy", height=28)
        call.clicked.connect(self.call)
        copy.clicked.connect(self.copy)
        row.addWidget(call)
        row.addWidget(copy)
        row.addStretch(1)
        return line

    def _add_last(self, shown: CallCard) -> None:
        if not shown.last:
            return
        section = self._card.add_section(tr("What was last"), line=True)
        for entry in shown.last:
            sign, token = entry_icon(entry)
            line = LinkLine(sign, f"{moment(entry.mark.at, now=self._now())}  {spoken(entry.line)}", token=token)
            line.setEnabled(False)
            section.add(line)
            if words := entry_second(entry):
                section.add(Label(words, 12, 400, "muted"))

    def _reached(self, result: str) -> None:
        row = self._row
        if row is None:
            return
        if not result:
            self._deeds.refused(UserError("Say what came of it."))
            self.begin()
            return
        ticket = self._desk.do(self._deeds, task_calls.reached, row.id, row.version, result, self.number)
        said = phrase("Called: {company}.", company=row.company or shown_phone(self.number))
        ticket.then(lambda finished: self._written(lambda: self._deeds.written(finished, said)))
        ticket.otherwise(self._deeds.refused)

    def _not_reached(self) -> None:
        row = self._row
        if row is not None:
            ticket = self._desk.do(self._deeds, task_calls.not_reached, row.id, row.version)
            said = phrase("Not reached: comes again in two hours.")
            ticket.then(lambda newer: self._written(lambda: self._deeds.moved(newer, row.due_at, said)))
            ticket.otherwise(self._deeds.refused)

    def _wrong(self, reason: str) -> None:
        row = self._row
        if row is not None:
            number = self.number
            ticket = self._desk.do(self._deeds, task_calls.wrong_number, row.id, row.version, number, reason)
            said = phrase("{number} is marked as wrong.", number=shown_phone(number) if number else "–")
            ticket.then(lambda finished: self._written(lambda: self._deeds.written(finished, said)))
            ticket.otherwise(self._deeds.refused)

    def _written(self, say: Callable[[], None]) -> None:
        if self.outcome is not None:
            self.outcome.line.clear()
        say()
