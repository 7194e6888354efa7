"""What the overview is narrowed by: a period (30 days, 90 days, a year, own days) and a department."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.language import tr
from app.operations.overview import DepartmentChoice
from app.operations.overview_spec import Question
from app.views.look.areas import set_ground
from app.views.look.buttons import PlainButton
from app.views.look.choice_box import ChoiceBox
from app.views.look.fields import DateField
from app.views.look.segments import Segment, Segments
from app.views.preferences import Preferences

DAYS = {"30": 30, "90": 90, "365": 365}
OWN = "own"
PERIOD_KEPT, DEPARTMENT_KEPT = "overview/period", "overview/department"


class OwnPeriod(QWidget):
    """From and to, and a button; hidden until somebody wants a period of his own."""

    wanted = Signal(object, object)
    """First and last day."""
    left = Signal()
    """Esc."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self.first, self.last = DateField(""), DateField("")
        self.show_button = PlainButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 0)
        row.setSpacing(12)
        row.addStretch(1)
        for field in (self.first, self.last):
            field.setFixedWidth(170)
            row.addWidget(field)
        row.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.show_button.clicked.connect(self._want)
        self.retranslate()
        self.hide()

    def begin(self, first: date | None, last: date | None) -> None:
        """Show the fields and give them the keyboard."""
        if first is not None and last is not None:
            self.first.set_value(first)
            self.last.set_value(last)
        self.show()
        self.first.setFocus()

    def retranslate(self) -> None:
        """The words in the chosen language."""
        self.first.set_label(tr("Begins on"))
        self.last.set_label(tr("Last day"))
        self.show_button.setText(tr("Show"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._want()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _want(self) -> None:
        first, last = self.first.value(), self.last.value()
        for field, value in ((self.first, first), (self.last, last)):
            if value is None:
                field.set_error(tr("Type a day, such as 15.11.2026."))
                field.setFocus()
                return
        if first is not None and last is not None and first > last:
            self.last.set_error(tr("The period ends before it begins."))
            self.last.setFocus()
            return
        self.first.set_error("")
        self.last.set_error("")
        self.wanted.emit(first, last)


class Pickers(QWidget):
    """``Pickers(preferences)``; ``changed`` when another period or department is wanted: ``question`` says which."""

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._first: date | None = None
        self._last: date | None = None
        self._choices: tuple[DepartmentChoice, ...] = ()
        self.own = OwnPeriod()
        self.periods = Segments()
        self.department = ChoiceBox()
        self.department.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.department.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.periods)
        row.addWidget(self.department)
        self.retranslate()
        kept = preferences.get(PERIOD_KEPT)
        self._period = kept if kept in DAYS else "90"
        self.periods.choose(self._period)
        self.periods.chosen.connect(self.choose_period)
        self.department.activated.connect(self._department_chosen)
        self.own.wanted.connect(self._own_chosen)
        self.own.left.connect(self._own_left)

    @property
    def question(self) -> Question:
        """What the charts are asked for."""
        department = self.department.currentData() if self._choices else None
        if self._period == OWN:
            return Question(first=self._first, last=self._last, department_id=department)
        return Question(days=DAYS[self._period], department_id=department)

    @property
    def department_name(self) -> str:
        """Whose figures are shown."""
        if len(self._choices) == 1:
            return self._choices[0].name
        return self.department.currentText()

    def choose_period(self, key: str) -> None:
        """Take 30, 90 or 365 days, or ask for days of the person's own."""
        self.periods.choose(key)
        if key == OWN:
            self.own.begin(self._first, self._last)
            return
        self.own.hide()
        self._period = key
        self._preferences.set(PERIOD_KEPT, key)
        self.changed.emit()

    def show_departments(self, choices: Sequence[DepartmentChoice]) -> bool:
        """Offer the departments; whether another one is asked for now than before."""
        before = self.question
        self._choices = tuple(choices)
        kept = self._preferences.get(DEPARTMENT_KEPT)
        self.department.clear()
        self.department.addItem(tr("All departments"), None)
        for each in self._choices:
            self.department.addItem(each.name, each.id)
            if kept == str(each.id):
                self.department.setCurrentIndex(self.department.count() - 1)
        self.department.setVisible(len(self._choices) > 1)
        return before != self.question

    def focus_department(self) -> None:
        """Give the keyboard to the choice of department, if there is one, and open it."""
        if self.department.isVisible():
            self.department.setFocus()
            self.department.showPopup()

    def retranslate(self) -> None:
        """The words in the chosen language."""
        self.periods.set_segments(
            [
                Segment("30", tr("30 days")),
                Segment("90", tr("90 days")),
                Segment("365", tr("Year")),
                Segment(OWN, tr("From – to")),
            ]
        )
        self.periods.setAccessibleName(tr("Period"))
        self.department.setAccessibleName(tr("Department"))
        self.department.setToolTip(tr("Department (D)"))
        if self.department.count():
            self.department.setItemText(0, tr("All departments"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _department_chosen(self, _place: int) -> None:
        chosen = self.department.currentData()
        self._preferences.set(DEPARTMENT_KEPT, "" if chosen is None else str(chosen))
        self.changed.emit()

    def _own_chosen(self, first: date, last: date) -> None:
        self._period, self._first, self._last = OWN, first, last
        self.changed.emit()

    def _own_left(self) -> None:
        self.own.hide()
        self.periods.choose(self._period)
        self.periods.setFocus()
