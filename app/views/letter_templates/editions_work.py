"""What a person does with editions: use an older one again, switch the template off, take that back."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.language import tr
from app.operations import letter_templates
from app.operations.letter_templates import EditionRow
from app.views.desk import Desk
from app.views.letter_templates.teaching_card import TeachingCard
from app.views.messages import Messages


class EditionsWork(QObject):
    """``changed(sender)``: another edition of its template is in use now, or none."""

    changed = Signal(str)

    def __init__(self, desk: Desk, messages: Messages, card: TeachingCard, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._messages = messages
        self._card = card

    @property
    def in_use(self) -> EditionRow | None:
        """The edition that reads letters now."""
        return next((row for row in self._card.model.rows if row.active), None)

    def use_selected(self) -> None:
        """Use the selected edition again."""
        row, before = self._card.edition, self.in_use
        if row is not None and not row.active:
            ticket = self._desk.do(self, letter_templates.restore, row.id, row.version)
            ticket.then(partial(self.now_in_use, before=before)).otherwise(self._messages.problem)

    def now_in_use(self, row: EditionRow, before: EditionRow | None) -> None:
        """Say that *row* is in use now; undo brings back what was in use *before*, nothing if nothing was."""
        sentence = tr("Edition {edition} reads the letters of {sender}.", edition=row.edition, sender=row.sender)
        self._messages.done(sentence, partial(self._put_back, row, before))
        self.changed.emit(row.sender)

    def switch_off(self) -> None:
        """Read the letters of this sender without a template."""
        row = self.in_use
        if row is not None:
            ticket = self._desk.do(self, letter_templates.switch_off, row.id, row.version)
            ticket.then(self._switched_off).otherwise(self._messages.problem)

    def _switched_off(self, row: EditionRow) -> None:
        sentence = tr("No template reads the letters of {sender} any more.", sender=row.sender)
        self._messages.done(sentence, partial(self._put_back, row, row))
        self.changed.emit(row.sender)

    def _put_back(self, row: EditionRow, before: EditionRow | None) -> None:
        """Undo, in whatever versions the editions are by now."""
        ticket = self._desk.ask(self, letter_templates.editions, row.sender)
        ticket.then(partial(self._take_back, row.id, before.id if before else None)).otherwise(self._messages.problem)

    def _take_back(self, now_id: int, before_id: int | None, rows: tuple[EditionRow, ...]) -> None:
        change = letter_templates.switch_off if before_id is None else letter_templates.restore
        for row in rows:
            if row.id == (now_id if before_id is None else before_id):
                ticket = self._desk.do(self, change, row.id, row.version)
                ticket.then(lambda row: self.changed.emit(row.sender)).otherwise(self._messages.problem)
