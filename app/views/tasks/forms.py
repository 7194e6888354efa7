"""The forms of tasks: done with what comes next, postponed, planned, handed on."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.language import Phrase, marked, phrase, tr
from app.operations.tasks import NextStep, TaskRow
from app.views.deals.form import Asked, InlineForm, SmallForm, Values, evening_of
from app.views.deals.words import spoken
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.fields import DateField
from app.views.look.label import Label
from app.views.look.numbers import day, local


def next_workday(present: date) -> date:
    """The working day after *present*: on a Friday that is Monday."""
    following = present + timedelta(days=1)
    return following + timedelta(days=(7 - following.weekday()) % 7) if following.weekday() > 4 else following


def next_monday(present: date) -> date:
    """The Monday after *present*."""
    return present + timedelta(days=7 - present.weekday())


def done_form(row: TaskRow, now: datetime, *, result_needed: bool) -> InlineForm:
    """What came of a task, and what happens next."""
    asked = (
        Asked("result", marked("What came of it"), needed=result_needed, stretch=3),
        Asked("title", marked("What happens next"), stretch=3),
        Asked("due", marked("Until"), "date", next_workday(local(now).date())),
    )
    return InlineForm(phrase("Done: {task}", task=row.title), asked, marked("Done"))


def next_step_of(form: InlineForm, values: Values) -> tuple[bool, NextStep | None]:
    """Whether the form is whole, and the next step that it names; a step without a day is asked for it."""
    if not values["title"]:
        return True, None
    if values["due"] is None:
        form.fields["due"].set_error(tr("Until when?"))
        return False, None
    return True, NextStep(str(values["title"]), evening_of(values["due"]))


def plan_form(title: str | Phrase, now: datetime, people: tuple[tuple[object, str | Phrase], ...] = ()) -> InlineForm:
    """A task for oneself, or for one of *people*."""
    asked = [
        Asked("title", marked("What is to be done"), needed=True, stretch=3),
        Asked("due", marked("Until"), "date", next_workday(local(now).date()), needed=True),
    ]
    if people:
        asked.append(Asked("who", marked("Who"), "choice", people[0][0], people))
    return InlineForm(title, asked, marked("Plan it"))


class PostponeForm(SmallForm):
    """Another day: 1 the next working day, 2 next Monday, 3 a date. ``chosen`` carries the moment."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, row: TaskRow, now: datetime) -> None:
        super().__init__()
        self._row = row
        self._today = local(now).date()
        self._title = Label("", 13, 600)
        self.tomorrow = PlainButton(key="1")
        self.monday = PlainButton(key="2")
        self.other = PlainButton(key="3", icon="calendar-blank")
        self.date = DateField("")
        self.leave = QuietButton()
        self._lay_out()
        self.tomorrow.clicked.connect(lambda: self._choose(next_workday(self._today)))
        self.monday.clicked.connect(lambda: self._choose(next_monday(self._today)))
        self.other.clicked.connect(self.date.setFocus)
        self.date.line.returnPressed.connect(self._take_date)
        self.leave.clicked.connect(self.left)
        self.retranslate()

    def begin(self) -> None:
        """Give the keyboard to the first choice."""
        self.tomorrow.setFocus()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._title.setText(tr("Postpone: {task}", task=spoken(self._row.title)))
        first, monday = next_workday(self._today), next_monday(self._today)
        self.tomorrow.setText(tr("Next working day, {day}", day=day(first)))
        self.monday.setText(tr("Next week, {day}", day=day(monday)))
        self.other.setText(tr("On a date"))
        self.leave.setText(tr("Leave it"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _take_date(self) -> None:
        if self.date.check() and (value := self.date.value()) is not None:
            self._choose(value)

    def _choose(self, until: date) -> None:
        self.setEnabled(False)
        self.chosen.emit(evening_of(until))

    def _lay_out(self) -> None:
        set_ground(self, "alt")
        self.date.setFixedWidth(150)
        row = QHBoxLayout()
        row.setSpacing(10)
        for part in (self.tomorrow, self.monday, self.other, self.date, self.leave):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        inner = QVBoxLayout()
        inner.setContentsMargins(20, 4, 20, 0)
        inner.setSpacing(6)
        inner.addWidget(self._title)
        inner.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(6)
        column.addWidget(Hairline())
        column.addLayout(inner)
