"""Small forms that open in place: a few fields in a row, one verb, Enter saves, Esc leaves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

import shiboken6
from PySide6.QtCore import QDate, QDateTime, QEvent, Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.language import Phrase, tr
from app.views.background import Ticket
from app.views.deals.words import spoken
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.fields import ChoiceField, DateField, LineField, NumberField
from app.views.look.label import Label
from app.views.look.moment_field import MomentField, monday_to_friday
from app.views.look.typed_moments import Workday

Values = Mapping[str, Any]
FormField = LineField | NumberField | DateField | MomentField | ChoiceField
Submit = Callable[[Values], Ticket[Any] | None]
IN_A_ROW = 4
"""Fields that stand beside each other; more of them would be too narrow for what is typed."""
EVENING = QTime(17, 0)
"""When something is due on a day that somebody named without an hour."""


def evening_of(day: date) -> datetime:
    """The end of the working day *day* on this workstation, as an instant."""
    return datetime.fromtimestamp(QDateTime(QDate(day.year, day.month, day.day), EVENING).toSecsSinceEpoch(), UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a form. label and help_text: marked sentences; choices: value and its words.

    now, workday: of a moment, the clock that "tomorrow" is read by and the days that count.
    """

    key: str
    label: str
    kind: Literal["line", "number", "date", "moment", "choice"] = "line"
    value: object = None
    choices: tuple[tuple[object, str | Phrase], ...] = ()
    help_text: str | Phrase = ""
    needed: bool = False
    stretch: int = 1
    pattern: str = "#,##0.###"
    now: Callable[[], datetime] | None = None
    workday: Workday | None = None


class SmallForm(QWidget):
    """What may stand in a ``FormSlot``."""

    def is_dirty(self) -> bool:
        """Whether closing it would lose something."""
        return False

    def begin(self) -> None:
        """Take the keyboard."""
        self.setFocus()


class InlineForm(SmallForm):
    """``InlineForm(marked("Next step"), fields, marked("Plan"))``: title, fields in a row (or *upright*), one verb."""

    submitted = Signal(object)
    """dict: key → value, all readable."""
    left = Signal()
    """Esc, or the quiet button."""

    def __init__(
        self, title: str | Phrase, asked: Sequence[Asked], verb: str, *, icon: str = "check", upright: bool = False
    ) -> None:
        super().__init__()
        self._title_words, self._verb_words = title, verb
        self.asked = {field.key: field for field in asked}
        self.fields = {field.key: _field(field) for field in asked}
        self._title = Label("", 13, 600)
        self.save = PlainButton(icon=icon, height=32)
        self.leave = QuietButton(height=32)
        self._lay_out(upright)
        self._start = self.values()
        self.save.clicked.connect(self.submit)
        self.leave.clicked.connect(self.left)
        self.retranslate()
        for field in self.fields.values():
            if isinstance(field.editor, QLineEdit):
                field.editor.returnPressed.connect(self.submit)

    def values(self) -> dict[str, Any]:
        """What stands in the fields; None for a number or a date that is clear or cannot be read."""
        return {key: field.value() for key, field in self.fields.items()}

    def is_dirty(self) -> bool:
        """Whether somebody has typed or chosen something."""
        return self.values() != self._start or any(
            isinstance(field, NumberField | DateField | MomentField) and not field.is_clear() and field.value() is None
            for field in self.fields.values()
        )

    def submit(self) -> None:
        """Send the values, unless one is missing or cannot be read: then say so under it."""
        wrong = [key for key, field in self.fields.items() if not self._right(key, field)]
        if wrong:
            self.fields[wrong[0]].setFocus()
        else:
            self.submitted.emit(self.values())

    def begin(self) -> None:
        """Give the keyboard to the first field."""
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus()
            if isinstance(first.editor, QLineEdit):
                first.editor.selectAll()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._title.setText(tr(self._title_words) if isinstance(self._title_words, str) else spoken(self._title_words))
        self.save.setText(tr(self._verb_words))
        self.leave.setText(tr("Leave it"))
        for key, field in self.fields.items():
            asked = self.asked[key]
            field.set_label(tr(asked.label))
            field.set_help(tr(asked.help_text) if isinstance(asked.help_text, str) else spoken(asked.help_text))
            if isinstance(field, ChoiceField):
                field.set_choices(_choices(asked))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _right(self, key: str, field: FormField) -> bool:
        asked = self.asked[key]
        if isinstance(field, NumberField | DateField | MomentField) and not field.check():
            return False
        if asked.needed and field.value() in (None, ""):
            field.set_error(tr("Fill this in."))
            return False
        return True

    def _lay_out(self, upright: bool) -> None:
        set_ground(self, "alt")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(6)
        column.addWidget(Hairline())
        inner = QVBoxLayout()
        margin = 16 if upright else 20
        inner.setContentsMargins(margin, 4, margin, 0)
        inner.setSpacing(6)
        inner.addWidget(self._title)
        column.addLayout(inner)
        if upright:
            for field in self.fields.values():
                inner.addWidget(field)
            buttons = QHBoxLayout()
            buttons.addWidget(self.save)
            buttons.addWidget(self.leave)
            buttons.addStretch(1)
            inner.addLayout(buttons)
        else:
            self._lay_in_rows(inner)

    def _lay_in_rows(self, inner: QVBoxLayout) -> None:
        count = len(self.fields)
        rows = -(-count // IN_A_ROW)
        for at, (key, field) in enumerate(self.fields.items()):
            # As many in each row as in the others: six are three and three.
            if at * rows // count != (at - 1) * rows // count or at == 0:
                row = QHBoxLayout()
                row.setSpacing(10)
                inner.addLayout(row)
            row.addWidget(field, self.asked[key].stretch, Qt.AlignmentFlag.AlignTop)
        for button in (self.save, self.leave):
            # Level with the editors, whose labels stand above them.
            side = QVBoxLayout()
            side.setContentsMargins(0, 20, 0, 0)
            side.addWidget(button)
            side.addStretch(1)
            row.addLayout(side)


class FormSlot(QWidget):
    """The place where one small form opens at a time; takes no height while there is none."""

    opened = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.form: SmallForm | None = None
        self._back: QWidget | None = None
        self.hide()

    def open(self, form: InlineForm, submit: Submit) -> None:
        """Open *form*; when *submit*'s ticket is settled it closes, if it is refused it stays as it is."""

        def work(values: Values) -> None:
            focus = QApplication.focusWidget()
            form.setEnabled(False)
            ticket = submit(values)
            if ticket is None:
                give_back(focus)
            else:
                ticket.then(lambda _answer: self.close_form(form)).anyway(lambda: give_back(focus))

        def give_back(focus: QWidget | None) -> None:
            # A form that is switched off loses the keyboard; who has to correct something types on where they were.
            if self.form is form:
                form.setEnabled(True)
                if focus is not None and shiboken6.isValid(focus) and form.isAncestorOf(focus):
                    focus.setFocus(Qt.FocusReason.OtherFocusReason)

        form.submitted.connect(work)
        form.left.connect(self.close_form)
        self.put(form)

    def put(self, form: SmallForm) -> None:
        """Show *form* and give it the keyboard, which goes back to where it was when it is closed."""
        back = self._back or QApplication.focusWidget()
        self._drop()
        self._back = back
        self.form = form
        self._column.addWidget(form)
        self.show()
        form.show()
        form.begin()
        self.opened.emit()

    def close_form(self, only: QWidget | None = None) -> None:
        """Close the form (only *only*, if given) and give the keyboard back."""
        if self.form is None or (only is not None and only is not self.form):
            return
        back, self._back = self._back, None
        self._drop()
        self.hide()
        if back is not None and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def is_dirty(self) -> bool:
        """Whether closing would lose something that somebody typed."""
        return self.form is not None and self.form.is_dirty()

    def _drop(self) -> None:
        if self.form is not None:
            self._column.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None


def _field(asked: Asked) -> FormField:
    value: Any = asked.value
    if asked.kind == "choice":
        choice = ChoiceField("", _choices(asked))
        choice.set_value(value)
        return choice
    if asked.kind == "number":
        number = NumberField("", pattern=asked.pattern)
        number.set_value(value)
        return number
    if asked.kind == "date":
        date_field = DateField("")
        date_field.set_value(value)
        return date_field
    if asked.kind == "moment":
        moment_field = MomentField("", now=asked.now, workday=asked.workday or monday_to_friday)
        moment_field.set_value(value)
        return moment_field
    line = LineField("")
    line.set_value(value or "")
    return line


def _choices(asked: Asked) -> list[tuple[object, str]]:
    return [(value, tr(words) if isinstance(words, str) else words.said()) for value, words in asked.choices]
