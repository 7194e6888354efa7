"""What a person does with editions: use an older one again, switch it off, read open inquiries anew, take that back."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.language import tr, trn
from app.operations import letter_corrections, letter_templates
from app.operations.letter_corrections import Correction
from app.operations.letter_templates import EditionRow
from app.views.desk import Desk
from app.views.letter_templates.teaching_card import TeachingCard
from app.views.messages import Messages

CORRECT_KEY = "Ctrl+O"
NAMED = 3
"""How many inquiries the question names."""


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

    def offer_corrections(self) -> None:
        """Say which inquiries that still wait the edition in use would correct, and offer to do it."""
        row = self.in_use
        if row is None:
            self._messages.say(tr("Save the template first: then open inquiries can be read by it."))
        else:
            ticket = self._desk.ask(self, letter_corrections.corrections, row.id)
            ticket.then(partial(self._offer, row)).otherwise(self._messages.problem)

    def _offer(self, row: EditionRow, found: tuple[Correction, ...]) -> None:
        if not found:
            self._messages.say(tr("No inquiry that waits to be sorted would say anything else."))
            return
        numbers = ", ".join(each.number for each in found[:NAMED])
        sentence = trn(
            "{count} inquiry that waits would be corrected: {numbers}",
            "{count} inquiries that wait would be corrected: {numbers}",
            len(found),
            numbers=numbers if len(found) <= NAMED else f"{numbers} …",
        )
        act = partial(self._correct, row, [each.interaction_id for each in found])
        self._messages.bar.say("accent", sentence, action=tr("Correct them"), key=CORRECT_KEY, act=act)

    def _correct(self, row: EditionRow, interaction_ids: list[int]) -> None:
        ticket = self._desk.do(self, letter_corrections.read_anew, row.id, interaction_ids)
        ticket.then(partial(self._corrected, row)).otherwise(self._messages.problem)

    def _corrected(self, row: EditionRow, done: tuple[Correction, ...]) -> None:
        sentence = trn("{count} inquiry was corrected.", "{count} inquiries were corrected.", len(done))
        self._messages.done(sentence, partial(self._take_corrections_back, row, done))
        self.changed.emit(row.sender)

    def _take_corrections_back(self, row: EditionRow, done: tuple[Correction, ...]) -> None:
        ticket = self._desk.do(self, letter_corrections.take_back, done)
        ticket.then(lambda _: self.changed.emit(row.sender)).otherwise(self._messages.problem)
