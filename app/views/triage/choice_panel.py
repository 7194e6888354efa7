"""A choice that takes the place of the decisions for a moment: digits choose, Esc goes back; no dialog."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.areas import set_ground
from app.views.look.buttons import MainButton, PlainButton, QuietButton
from app.views.look.fields import LineField
from app.views.look.label import Label
from app.views.triage.decision_bar import MARGIN, TOP, WrappingRow
from app.views.triage.queue import digit


@dataclass(frozen=True, slots=True)
class Option:
    """One answer. key: what is handed on; note: shown in the tooltip; asks: the question for words that it needs.

    fits: whether the words can be used, any can if there is none.
    """

    key: object
    words: str
    note: str = ""
    asks: str = ""
    fits: Callable[[str], object] | None = None


class ChoicePanel(QWidget):
    """``ask(question, options)``; ``chosen`` carries the option's key and the words that were asked for ("" if none).

    note: the label of a line for words that may be written down before any option is chosen; Enter goes back to these.
    """

    chosen = Signal(object, str)
    left = Signal()
    """The person went back without a choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self._asked: Option | None = None
        self._question = Label("", 13, 600)
        self._back = QuietButton(key="Esc", height=28)
        self._back.clicked.connect(self._go_back)
        self._row = WrappingRow()
        self.buttons: list[PlainButton] = []
        self.words = LineField("")
        self._take = MainButton()
        self._take.clicked.connect(self._give_words)
        self.words.line.returnPressed.connect(self._give_words)
        self._words_row = QWidget()
        self._lay_out()
        self.retranslate()

    def ask(self, question: str, options: Sequence[Option], note: str = "") -> None:
        """Show a question with its options and take the keyboard."""
        self._asked = None
        self._question.setText(question)
        self.setAccessibleName(question)
        self._words_row.setVisible(bool(note))
        self._take.hide()
        self.words.set_label(note)
        self.words.set_value("")
        self.words.set_error("")
        self.buttons = [self._button(option, digit(place)) for place, option in enumerate(options, start=1)]
        self._row.set_parts([(button, False) for button in self.buttons])
        self._row.show()
        if self.buttons:
            self.buttons[0].setFocus()
        else:
            self._back.setFocus()

    def retranslate(self) -> None:
        """The panel's own words in the chosen language; the question is asked anew by the room."""
        self._back.setText(tr("Back"))
        self._take.setText(tr("Done"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._question, 1)
        head.addWidget(self._back)
        words = QHBoxLayout(self._words_row)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(8)
        words.addWidget(self.words, 1)
        words.addWidget(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 8, MARGIN, TOP)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._row)
        column.addWidget(self._words_row)

    def _button(self, option: Option, key: str) -> PlainButton:
        button = PlainButton(option.words, key=key)
        button.setToolTip(option.note)
        button.clicked.connect(lambda _checked=False: self._choose(option))
        return button

    def _choose(self, option: Option) -> None:
        if not option.asks or (self.words.value() and self._take.isHidden() and option.fits is None):
            self.chosen.emit(option.key, self.words.value())
            return
        self._asked = option
        self._question.setText(option.asks)
        self._row.hide()
        self._words_row.show()
        self._take.show()
        self.words.set_label("")
        self.words.editor.setAccessibleName(option.asks)
        self.words.setFocus()

    def _give_words(self) -> None:
        if self._asked is None:
            if self.buttons:
                self.buttons[0].setFocus()
            return
        fits = self._asked.fits
        if not self.words.value() or (fits is not None and not fits(self.words.value())):
            self.words.set_error(self._asked.asks)
            self.words.setFocus()
            return
        self.chosen.emit(self._asked.key, self.words.value())

    def _go_back(self) -> None:
        self.left.emit()
