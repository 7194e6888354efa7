"""The forms of tasks: done with what comes next, postponed, planned, handed on. Until when is typed in one's own words."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.language import Phrase, marked, phrase, tr, trn
from app.models.working_hours import WorkingHours
from app.operations import task_chain
from app.operations.task_chain import Suggestion
from app.operations.tasks import NextStep, TaskRow
from app.views.deals.form import Asked, InlineForm, SmallForm, Values, evening_of
from app.views.deals.words import spoken
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.label import Label
from app.views.look.moment_field import MomentField, monday_to_friday
from app.views.look.numbers import day, local
from app.views.look.typed_moments import Workday
from app.views.look.typed_moments import next_workday as after

Now = Callable[[], datetime]


def wall_clock() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class Calendar:
    """On which days the company works, as soon as that is known; Monday to Friday until then."""

    def __init__(self) -> None:
        self._hours: WorkingHours | None = None

    def take(self, hours: WorkingHours) -> None:
        """Go by these hours from now on."""
        self._hours = hours

    def works(self, at: date) -> bool:
        """Whether *at* is worked."""
        return monday_to_friday(at) if self._hours is None else task_chain.is_workday(self._hours, at)


def next_workday(present: date, workday: Workday = monday_to_friday) -> date:
    """The working day after *present*: on a Friday that is Monday, or Tuesday if Monday is a holiday."""
    return after(present, workday)


def next_monday(present: date, workday: Workday = monday_to_friday) -> date:
    """The first working day of the week after *present*."""
    monday = present + timedelta(days=7 - present.weekday())
    return monday if workday(monday) else after(monday, workday)


def done_form(
    row: TaskRow,
    now: Now,
    *,
    result_needed: bool,
    workday: Workday = monday_to_friday,
    suggestion: Suggestion | None = None,
    following: bool = False,
) -> InlineForm:
    """What came of a task, and what happens next: as *suggestion* says, or with a title that is needed if *following*."""
    until = suggestion.due_at if suggestion is not None else next_workday(local(now()).date(), workday)
    title = suggestion.title.said() if suggestion is not None else ""
    asked = (
        Asked("result", marked("What came of it"), needed=result_needed, stretch=3),
        Asked("title", marked("What happens next"), value=title, needed=following, stretch=3),
        Asked("due", marked("Until"), "moment", until, stretch=2, now=now, workday=workday),
    )
    verb = marked("Done, and plan this") if following else marked("Done")
    return InlineForm(phrase("Done: {task}", task=row.title), asked, verb)


def several_done_form(count: int) -> InlineForm:
    """What came of several tasks."""
    title = Phrase(trn("Done: {count} task", "Done: {count} tasks", count))
    return InlineForm(title, (Asked("result", marked("What came of them"), stretch=3),), marked("Done"))


def next_step_of(form: InlineForm, values: Values) -> tuple[bool, NextStep | None]:
    """Whether the form is whole, and the next step that it names; a step without a day is asked for it."""
    if not values["title"]:
        return True, None
    if values["due"] is None:
        form.fields["due"].set_error(tr("Until when?"))
        return False, None
    return True, NextStep(str(values["title"]), values["due"])


def plan_form(
    title: str | Phrase,
    now: Now,
    people: tuple[tuple[object, str | Phrase], ...] = (),
    workday: Workday = monday_to_friday,
) -> InlineForm:
    """A task for oneself, or for one of *people*."""
    until = next_workday(local(now()).date(), workday)
    asked = [
        Asked("title", marked("What is to be done"), needed=True, stretch=3),
        Asked("due", marked("Until"), "moment", until, needed=True, stretch=2, now=now, workday=workday),
    ]
    if people:
        asked.append(Asked("who", marked("Who"), "choice", people[0][0], people))
    return InlineForm(title, asked, marked("Plan it"))


class PostponeForm(SmallForm):
    """Another time: 1 the next working day, 2 next week, 3 in one's own words. ``chosen`` carries the moment."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, title: str | Phrase, now: Now, workday: Workday = monday_to_friday) -> None:
        super().__init__()
        self._words = title
        self._today, self._workday = local(now()).date(), workday
        self._title = Label("", 13, 600)
        self.tomorrow = PlainButton(key="1")
        self.monday = PlainButton(key="2")
        self.other = PlainButton(key="3", icon="calendar-blank")
        self.date = MomentField("", now=now, workday=workday)
        self.leave = QuietButton()
        self._lay_out()
        self.tomorrow.clicked.connect(lambda: self._choose(evening_of(next_workday(self._today, workday))))
        self.monday.clicked.connect(lambda: self._choose(evening_of(next_monday(self._today, workday))))
        self.other.clicked.connect(self.date.setFocus)
        self.date.line.returnPressed.connect(self._take_date)
        self.leave.clicked.connect(self.left)
        self.retranslate()

    def begin(self) -> None:
        """Give the keyboard to the first choice."""
        self.tomorrow.setFocus()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._title.setText(tr(self._words) if isinstance(self._words, str) else spoken(self._words))
        first, monday = next_workday(self._today, self._workday), next_monday(self._today, self._workday)
        self.tomorrow.setText(tr("Next working day, {day}", day=day(first)))
        self.monday.setText(tr("Next week, {day}", day=day(monday)))
        self.other.setText(tr("At another time"))
        self.date.line.setPlaceholderText(tr("+3d, fri 10:00"))
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

    def _choose(self, until: datetime) -> None:
        self.setEnabled(False)
        self.chosen.emit(until)

    def _lay_out(self) -> None:
        set_ground(self, "alt")
        self.date.setFixedWidth(190)
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
