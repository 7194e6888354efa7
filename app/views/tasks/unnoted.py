"""Calls of which nothing was noted yet: each takes a line, or the word that there is nothing to note [C19]."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.language import Phrase, phrase, tr
from app.operations import call_desk
from app.operations.call_desk import CallRow
from app.views.counterparties.parts import LinkLine
from app.views.desk import Desk
from app.views.look.buttons import PlainButton
from app.views.look.card_column import CardColumn
from app.views.look.chip import Chip
from app.views.look.label import Label
from app.views.messages import Messages
from app.views.tasks.card import Go
from app.views.telephone.note_box import NoteBox
from app.views.telephone.number_link import NumberLink, dial
from app.views.telephone.story import add_facts, chips_of, dialled_of
from app.views.telephone.words import row_title


class UnnotedPanel(QObject):
    """``show(row)`` fills the card for one call; ``changed`` when something was written, ``left`` when the typing ends."""

    changed = Signal()
    left = Signal()

    def __init__(
        self, desk: Desk, messages: Messages, card: CardColumn, now: Callable[[], datetime], go: Go, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._messages, self._card, self._now, self._go = desk, messages, card, now, go
        self.row: CallRow | None = None
        self.box: NoteBox | None = None

    def is_dirty(self) -> bool:
        """Whether a note is typed that is not kept yet."""
        return self.box is not None and self.box.is_dirty()

    def leave(self) -> None:
        """The card shows something else now; what is typed is kept."""
        if self.is_dirty() and self.box is not None:
            self.box.keep()
        self.row, self.box = None, None

    def show(self, row: CallRow) -> None:
        """Show another call, or the same anew (what is typed stays)."""
        if self.row is not None and self.row.interaction_id == row.interaction_id and self.is_dirty():
            return
        same = self.row is not None and self.row.interaction_id == row.interaction_id
        typing = same and self.box is not None and self.box.text.hasFocus()
        if not same:
            self.leave()
        self.row = row
        card = self._card
        card.clear()
        head = card.add_section()
        ended, _ = chips_of(row)
        head.add(Chip(ended.text, ended.tone, ended.icon))
        head.add(Label(row_title(row), 17, 600, wrap=True))
        dialled = dialled_of(row)
        if dialled is not None:
            head.add(NumberLink(dialled, key="C"))
        self._add_company(row)
        add_facts(head, row, self._now())
        self.box = NoteBox()
        self.box.written.connect(self._write)
        self.box.left.connect(self.left)
        section = card.add_section(tr("What was said"), line=True)
        section.add(self.box)
        section.add(self._buttons())
        if typing:
            self.box.setFocus()

    def begin(self) -> None:
        """R, or Enter: type what was said."""
        if self.box is not None:
            self.box.setFocus()

    def call(self) -> None:
        """C: call the number once more."""
        if self.row is not None and (dialled := dialled_of(self.row)) is not None:
            dial(dialled)

    def settle(self) -> None:
        """S: there is nothing to note."""
        row = self.row
        if row is None:
            return
        ticket = self._desk.do(self, call_desk.settle, row.interaction_id)
        said = phrase("Nothing to note: {name}.", name=row_title(row))
        ticket.then(lambda _done: self._written(said, lambda: self._take_back(call_desk.unsettle, row.interaction_id)))
        ticket.otherwise(self._messages.problem)

    def _write(self, text: str) -> None:
        row, box = self.row, self.box
        if row is None or box is None or not text:
            return
        ticket = self._desk.do(self, call_desk.note, row.interaction_id, text)

        def written(_note: object) -> None:
            if self.box is box:
                box.show_note(text)
            said = phrase("Noted: {name}.", name=row_title(row))
            self._written(said, lambda: self._take_back(call_desk.note, row.interaction_id, ""))

        ticket.then(written).otherwise(self._messages.problem)

    def _written(self, said: Phrase, undo: Callable[[], object]) -> None:
        self._messages.done(said, undo)
        self.left.emit()
        self.changed.emit()

    def _take_back(self, operation: Callable[..., object], *about: object) -> None:
        ticket = self._desk.do(self, operation, *about)
        ticket.then(lambda _done: self.changed.emit()).otherwise(self._messages.problem)

    def _add_company(self, row: CallRow) -> None:
        if row.counterparty_id is None or not row.company:
            return
        party = row.counterparty_id
        line = LinkLine("address-book", row.company, token="accent_text")
        line.clicked.connect(lambda: self._go("counterparty", party))
        self._card.add_section().add(line)

    def _buttons(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        call = PlainButton(tr("Call"), icon="phone-outgoing", key="C", height=28)
        call.clicked.connect(self.call)
        row.addWidget(call)
        nothing = PlainButton(tr("Nothing to note"), icon="check", height=28)
        nothing.setToolTip(tr("S says that there is nothing to note"))
        nothing.clicked.connect(self.settle)
        row.addWidget(nothing)
        row.addStretch(1)
        return line
