"""The middle of the room: the letter and the trial, one at a time, under the name of the sender and the main button."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.language import tr
from app.operations.letter_samples import LetterRow, SampleRow
from app.operations.letter_trials import Trial
from app.views.letter_templates.letter_text import LetterText
from app.views.letter_templates.trial_table import WIDTHS, TrialModel
from app.views.letter_templates.trial_words import Legend, TrialWords
from app.views.look.areas import Hairline, set_ground, set_shown
from app.views.look.buttons import MainButton
from app.views.look.label import Label
from app.views.look.numbers import moment
from app.views.look.segments import Segment, Segments
from app.views.look.table import CellRole, Table
from app.views.place import Place

LETTER, TRIAL = "letter", "trial"


class TeachingPages(QWidget):
    """``turned(page)`` after the person turned from the letter to the trial or back; ``tried(id)``: a line was opened."""

    turned = Signal(str)
    tried = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "base")
        self.heading = Label("", 15, 600)
        self.subject = Label("", 13, 400, "muted")
        self.views = Segments([Segment(LETTER, ""), Segment(TRIAL, "")])
        self.save_button = MainButton(key="Ctrl+Return")
        self.legend = Legend()
        self.text = LetterText()
        self.trial_words = TrialWords()
        self.model = TrialModel()
        self.table = Table("two")
        self.table.setModel(self.model)
        self.table.margin = 20
        self.table.set_widths(WIDTHS)
        self._stack = QStackedWidget()
        self._stack.addWidget(_below(self.legend, self.text))
        self._stack.addWidget(_below(self.trial_words, self.table))
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.heading, 1)
        line.addWidget(self.views)
        line.addWidget(self.save_button)
        head = QVBoxLayout()
        head.setContentsMargins(20, 10, 20, 8)
        head.setSpacing(6)
        head.addLayout(line)
        head.addWidget(self.subject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline())
        column.addWidget(self._stack, 1)
        self.views.chosen.connect(self.turn_to)
        self.table.activated.connect(lambda index: self.tried.emit(self.model.rows[index.row()].id))
        self.retranslate()

    @property
    def page(self) -> str:
        """Which of the two is in sight."""
        return LETTER if self._stack.currentIndex() == 0 else TRIAL

    def turn_to(self, page: str) -> None:
        """Show the letter or the trial, with the keyboard in it."""
        self.views.choose(page)
        self._stack.setCurrentIndex(0 if page == LETTER else 1)
        self.turned.emit(page)
        (self.text if page == LETTER else self.table).setFocus()

    def show_trial(self, trial: Trial | None) -> None:
        """Show another trial, at the same letter as before; None for none."""
        place = Place.of(self.table, CellRole.KEY)
        self.model.show_trial(trial)
        self.trial_words.show_trial(trial)
        if trial is not None and trial.letters:
            (place or Place(None, 0, 0)).restore(self.table, CellRole.KEY)

    def say(
        self, scope: str, letter: LetterRow | None, samples: Sequence[SampleRow], edition: int, *, changed: bool
    ) -> None:
        """The words of the head. edition: the number that the next one gets; changed: whether there is one to save."""
        self.heading.setText(tr("All of {domain}", domain=scope) if scope.startswith("@") else scope)
        place = next((n for n, row in enumerate(samples, 1) if letter and row.id == letter.id), 0)
        if letter is not None and place:
            words = tr(
                "Letter {place} of {count}, {moment}: {subject}",
                place=place,
                count=len(samples),
                moment=moment(letter.at),
                subject=" ".join(letter.subject.split()),
            )
            self.subject.setText(words)
        self.save_button.setText(tr("Save as edition {edition}", edition=edition))
        self.save_button.setEnabled(changed)

    def show_legend(self, shown: bool) -> None:
        """The keys of the fields above the letter, where the card does not stand beside it."""
        set_shown(self.legend, shown)

    def retranslate(self) -> None:
        """The names of the pages in the chosen language; the trial's words come with ``show_trial``."""
        self.views.set_segments([Segment(LETTER, tr("Letter")), Segment(TRIAL, tr("Trial"))])
        self.legend.retranslate()


def _below(above: QWidget, below: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(above)
    column.addWidget(below, 1)
    return page
