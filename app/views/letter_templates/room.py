"""The room of templates of letters: mark values in a real letter, see at once what that finds, try it, save it."""

from functools import partial
from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.errors import UserError
from app.language import marked, tr
from app.operations import letter_samples, letter_templates, letter_trials
from app.operations.letter_samples import LetterRow, SampleRow, SenderRow
from app.operations.letter_templates import EditionRow, UnderstandsLess
from app.operations.letter_trials import Trial
from app.views.desk import Desk
from app.views.letter_templates.editions_work import EditionsWork
from app.views.letter_templates.lesson import Lesson
from app.views.letter_templates.sender_list import SenderList
from app.views.letter_templates.teaching_card import TeachingCard
from app.views.letter_templates.teaching_pages import LETTER, TRIAL, TeachingPages
from app.views.letter_templates.words import KEYS
from app.views.look.areas import Hairline, set_ground
from app.views.look.empty_state import EmptyState
from app.views.messages import Messages
from app.views.register.action_bar import ActionBar
from app.views.room import Room
from app.views.room_layout import NARROW

NO_LETTERS, LETTERS = 0, 1


class LetterTemplatesRoom(Room):
    """``LetterTemplatesRoom(desk, messages)``. What was marked for a sender stays while others are looked at."""

    name: ClassVar[str] = "letter_templates"
    title: ClassVar[str] = marked("Templates of letters")
    icon: ClassVar[str] = "highlighter-circle"
    topics: ClassVar[frozenset[str]] = frozenset({"letter_template"})

    def __init__(self, desk: Desk, messages: Messages, *, parent: QWidget | None = None) -> None:
        super().__init__(desk, messages, parent)
        self.scope = ""
        self.samples: tuple[SampleRow, ...] = ()
        self.trial: Trial | None = None
        self._in_sight = 0
        self._lessons: dict[str, Lesson] = {}
        self._no_lesson = Lesson()
        self.senders = SenderList()
        self.pages = TeachingPages()
        self.text = self.pages.text
        self.card = TeachingCard()
        self.editions = EditionsWork(desk, messages, self.card, self)
        self.empty = EmptyState("envelope-simple-open")
        self.foot = ActionBar()
        self._fill()
        self._connect()
        self._declare()
        self.retranslate()

    # Loading

    def reload(self) -> None:
        self.desk.ask(self, letter_samples.senders).then(self._show_senders)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.pages.show_legend(event.size().width() < NARROW)

    def has_unsaved_edits(self) -> bool:
        return self.lesson.changed

    @property
    def lesson(self) -> Lesson:
        """What is taught about the sender in sight."""
        return self._lessons.get(self.scope, self._no_lesson)

    def retranslate(self) -> None:
        self.senders.retranslate()
        self.card.retranslate()
        self.pages.retranslate()
        self.pages.show_trial(self.trial)
        self.card.show_trial(self.trial)
        self.foot.retranslate()
        self.empty.set_words(
            tr("No letter has come yet"),
            tr("As soon as a website form or a person writes, the letters stand here to be marked."),
            "",
        )
        self._say()

    def _show_senders(self, rows: tuple[SenderRow, ...]) -> None:
        self.senders.show_rows(rows)
        self.stack.setCurrentIndex(LETTERS if rows else NO_LETTERS)
        current = self.senders.current
        if current is None:
            return
        kept = self.scope in (current.sender, _domain(current.sender))
        self._go_to(self.scope if kept else current.sender)

    def _show_chosen(self) -> None:
        current = self.senders.current
        if current is not None:
            self._go_to(current.sender)

    def _go_to(self, scope: str) -> None:
        if scope != self.scope:
            self.scope, self.samples = scope, ()
            self._show_trial(None, None)
        self._lessons.setdefault(scope, Lesson())
        self.desk.ask(self, letter_samples.sample_letters, scope).then(self._show_samples)
        self.desk.ask(self, letter_templates.editions, scope).then(self._show_editions)

    def toggle_domain(self) -> None:
        """Teach for all addresses of the sender's domain, or for this one again."""
        current = self.senders.current
        if current is not None:
            domain = _domain(current.sender)
            self._go_to(current.sender if self.scope == domain else domain)

    def _show_samples(self, rows: tuple[SampleRow, ...]) -> None:
        self.samples = rows
        shown = self.lesson.letter
        if rows:
            kept = next((row.id for row in rows if shown and row.id == shown.id), rows[0].id)
            self._open(kept)

    def _open(self, interaction_id: int) -> None:
        self.desk.ask(self, letter_samples.letter, interaction_id).then(self._show_letter)

    def _show_letter(self, row: LetterRow) -> None:
        if all(row.id != sample.id for sample in self.samples):
            return
        self.lesson.letter = row
        if self._in_sight != row.id:
            self.text.show_letter(row.original)
        self._in_sight = row.id
        self._show_marks()

    def _show_editions(self, rows: tuple[EditionRow, ...]) -> None:
        self.card.show_editions(rows)
        lesson = self.lesson
        if not lesson.changed:
            lesson.begin(next((row.rules for row in rows if row.active), None))
        self._show_marks()
        self._try()

    def _show_marks(self) -> None:
        lesson = self.lesson
        found = lesson.found()
        self.text.show_marks(found)
        self.card.show_found(found, lesson.usable(), lesson.taught())
        self._say()

    def _say(self) -> None:
        lesson, editions = self.lesson, self.card.model.rows
        edition = editions[0].edition + 1 if editions else 1
        self.pages.say(self.scope, lesson.letter, self.samples, edition, changed=lesson.changed)

    # Marking

    def mark(self, field: str, start: int, end: int) -> None:
        """The person says where *field* stands."""
        if self.lesson.mark(field, start, end):
            self._taught()
        else:
            self.messages.say(tr("Select the words that are the value, then press the key of the field."))

    def unmark(self, place: int) -> None:
        """Take the mark at *place* away."""
        field = self.lesson.field_at(place)
        if self.lesson.remove(field):
            self._taught()

    def unmark_all(self) -> None:
        """Begin again with nothing marked."""
        for field in self.lesson.taught():
            self.lesson.remove(field)
        self._taught()

    def _taught(self) -> None:
        self._show_marks()
        self._try()

    def step(self, by: int) -> None:
        """Go to the next letter (1) or the one before (-1); behind the last one is the first."""
        letter = self.lesson.letter
        ids = [row.id for row in self.samples]
        if letter is not None and letter.id in ids:
            self._open(ids[(ids.index(letter.id) + by) % len(ids)])

    # Trying and saving

    def _try(self) -> None:
        rules = self.lesson.rules
        if self.lesson.taught():
            ticket = self.desk.ask(self, letter_trials.trial, self.scope, rules)
            ticket.then(partial(self._show_trial, rules))
        else:
            self._show_trial(None, None)

    def _show_trial(self, rules: object, trial: Trial | None) -> None:
        if trial is not None and (trial.sender != self.scope or rules is not self.lesson.rules):
            return
        self.trial = trial
        self.pages.show_trial(trial)
        self.card.show_trial(trial)

    def _turned(self, page: str) -> None:
        # The table needs the width; in a narrow window the card is called by Space anyway.
        self.arrangement.show_card(page == LETTER and not self.arrangement.narrow)

    def toggle_page(self) -> None:
        """From the letter to the trial, and back."""
        self.pages.turn_to(TRIAL if self.pages.page == LETTER else LETTER)

    def _read_anew(self) -> None:
        if self.lesson.changed:
            self.messages.say(tr("Save the template first: then open inquiries can be read by it."))
            return
        self.pages.turn_to(TRIAL)
        self.editions.offer_corrections()

    def _to_editions(self) -> None:
        self.arrangement.show_card()
        self.card.editions.setFocus()

    def _open_tried(self, interaction_id: int) -> None:
        self._open(interaction_id)
        self.pages.turn_to(LETTER)

    def save(self, *, confirmed: bool = False) -> None:
        """Show the trial first; once it is in sight, save the rules as a new edition."""
        lesson, trial = self.lesson, self.trial
        if not lesson.taught():
            self.messages.problem(UserError("Mark at least one value in the letter: a name, a phone number, an address."))
        elif trial is None or trial.token != letter_trials.token_of(self.scope, lesson.rules):
            self.messages.say(tr("The trial is still under way."))
        elif self.pages.page == LETTER:
            self.pages.turn_to(TRIAL)
            self.messages.say(tr("This is what would change. Press Ctrl Enter once more to save."))
        else:
            ticket = self.desk.do(
                self,
                letter_templates.save,
                self.scope,
                lesson.rules,
                lesson.taught_from,
                trial.token,
                confirmed=confirmed,
            )
            ticket.then(partial(self.editions.now_in_use, before=self.editions.in_use)).otherwise(self._refused)

    def _refused(self, error: UserError) -> None:
        if isinstance(error, UnderstandsLess):
            self.messages.problem(error, tr("Save all the same"), partial(self.save, confirmed=True))
        else:
            self.messages.problem(error)

    def _changed(self, sender: str) -> None:
        """What is in use is another edition now: its rules are what one goes on from, in the same letter."""
        fresh = Lesson()
        if sender == self.scope:
            fresh.letter = self.lesson.letter
        self._lessons[sender] = fresh
        self.refresh()

    # Parts

    def _fill(self) -> None:
        work = QWidget()
        row = QHBoxLayout(work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.senders)
        row.addWidget(Hairline(upright=True))
        row.addWidget(self.pages, 1)
        self.stack = QStackedWidget()
        set_ground(self.stack, "base")
        self.stack.addWidget(self.empty)
        self.stack.addWidget(work)
        self.lay_out(self.stack, card=self.card, foot=self.foot)
        self.setFocusProxy(self.senders)

    def _connect(self) -> None:
        self.senders.chosen.connect(self._show_chosen)
        self.senders.entered.connect(partial(self.pages.turn_to, LETTER))
        self.text.marked.connect(self.mark)
        self.text.removal.connect(self.unmark)
        self.text.step.connect(self.step)
        self.text.left.connect(self.senders.setFocus)
        self.pages.turned.connect(self._turned)
        self.pages.tried.connect(self._open_tried)
        self.card.editions.activated.connect(lambda _: self.editions.use_selected())
        self.pages.save_button.clicked.connect(self.save)
        self.editions.changed.connect(self._changed)

    def _declare(self) -> None:
        self.foot.add(marked("Letter or trial"), "T", self.toggle_page)
        self.foot.add(marked("Whole domain"), "D", self.toggle_domain)
        self.foot.add(marked("Open inquiries"), "O", self._read_anew)
        self.foot.add(marked("Editions"), "E", self._to_editions)
        self.foot.add(marked("Switch off"), "Ctrl+Del", self.editions.switch_off)
        for key, field in KEYS.items():
            self.command(_MARKS[field], key, partial(self._mark_selected, field), shown=False)
        self.command(marked("Next letter"), "Tab", partial(self.step, 1), shown=False)
        self.command(marked("Letter or trial"), "T", self.toggle_page, shown=False)
        self.command(marked("For the whole domain of the sender"), "D", self.toggle_domain, shown=False)
        self.command(marked("Begin with no marks"), "N", self.unmark_all, symbol="eraser")
        self.command(marked("Read open inquiries by the template"), "O", self._read_anew, shown=False)
        self.command(marked("Save the template"), "Ctrl+Return", self.save, shown=False)
        self.command(marked("Switch the template off"), "Ctrl+Del", self.editions.switch_off, shown=False)

    def _mark_selected(self, field: str) -> None:
        self.mark(field, *self.text.selected())


_MARKS = {
    "name": marked("Mark the selected words as the name"),
    "phone": marked("Mark the selected words as the phone number"),
    "email": marked("Mark the selected words as the e-mail address"),
    "company": marked("Mark the selected words as the company"),
    "text": marked("Mark the selected words as the text"),
}


def _domain(sender: str) -> str:
    return "@" + sender.rpartition("@")[2]
