"""One condition of a segment, said as a part of a sentence: field, how it compares, with what."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.language import tr
from app.operations.register_spec import Condition, Operator
from app.operations.segment_fields import BY_KEY
from app.views.look.buttons import IconButton, PlainButton
from app.views.look.choice_box import ChoiceBox
from app.views.look.fields import DateField
from app.views.look.label import Label
from app.views.marketing.words import DATE_OPERATORS, RELATIVE_DAYS

NARROWEST = 6
"""Letters of the box that says how a condition compares."""
LEAD = 30
"""Width of the "and" before a condition in px."""
LONGEST_VALUES = 32
"""Letters of the values that are shown; more of them are counted."""
CERTAIN = "certain"
"""Stands among the relative days for one that is typed."""
Choices = Mapping[str, Sequence[tuple[str, str]]]


class ChoiceMenu(QMenu):
    """A menu in which several values can be ticked: a click or Space ticks, Enter ticks and closes, Esc closes."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action: QAction | None = self.activeAction()
        if action is not None and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action: QAction | None = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None:
            action.trigger()
        else:
            super().keyPressEvent(event)


class ConditionRow(QWidget):
    """``ConditionRow(condition, choices, first)``; ``changed`` carries the new condition, ``removed`` its end."""

    changed = Signal(object)
    removed = Signal()

    def __init__(self, condition: Condition, choices: Choices, first: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.condition = condition
        self._field = BY_KEY[condition.field]
        self._choices = choices.get(condition.field, ())
        self.values = PlainButton(icon="", height=28)
        self.operators = ChoiceBox()
        self.operators.setMinimumContentsLength(NARROWEST)
        self.operators.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.days = ChoiceBox()
        self.day = DateField("")
        self.remove = IconButton("x", tr("Take the condition away"), size=28)
        self.remove.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        if not first:
            lead = Label(tr("and"), 13, 400, "muted")
            lead.setFixedWidth(LEAD)
            row.addWidget(lead)
        title = Label(tr(self._field.title), 13, 500)
        title.setMinimumWidth(title.sizeHint().width())
        row.addWidget(title)
        row.addWidget(self.operators)
        row.addWidget(self.values)
        row.addWidget(self.days)
        row.addWidget(self.day)
        row.addStretch(1)
        row.addWidget(self.remove)
        self._fill()
        self.operators.activated.connect(self._compared)
        self.values.clicked.connect(self.open_values)
        self.days.activated.connect(self._dated)
        self.day.line.editingFinished.connect(self._typed)

    @property
    def is_date(self) -> bool:
        """Whether the condition compares days."""
        return self._field.kind == "date"

    def open_values(self) -> None:
        """Show the values to tick; the condition changes when the menu closes."""
        menu = ChoiceMenu(self)
        for value, words in self._choices:
            action = menu.addAction(tr(words))
            action.setCheckable(True)
            action.setChecked(value in self.condition.values)
            action.setData(value)
        menu.aboutToHide.connect(lambda: self._ticked(menu))
        menu.popup(self.values.mapToGlobal(QPoint(0, self.values.height() + 2)))

    def _ticked(self, menu: QMenu) -> None:
        values = tuple(str(action.data()) for action in menu.actions() if action.isChecked())
        menu.deleteLater()
        if values and set(values) != set(self.condition.values):
            operator = self.condition.operator
            if operator is not Operator.IS_NOT:
                operator = Operator.IS if len(values) == 1 else Operator.ONE_OF
            self._become(Condition(self.condition.field, operator, values))

    def _fill(self) -> None:
        operator = self.condition.operator
        self.operators.clear()
        if self.is_date:
            for each, words in DATE_OPERATORS.items():
                self.operators.addItem(tr(words), each)
        else:
            several = len(self.condition.values) > 1
            self.operators.addItem(tr("is one of") if several else tr("is"), Operator.ONE_OF if several else Operator.IS)
            self.operators.addItem(tr("is not"), Operator.IS_NOT)
        self.operators.setCurrentIndex(max(0, self.operators.findData(operator)))
        self.values.setVisible(not self.is_date)
        self.values.setText(self._ticked_words())
        self.values.setToolTip(self._all_words())
        self._fill_days()

    def _fill_days(self) -> None:
        dated = self.is_date and self.condition.operator not in (Operator.KNOWN, Operator.UNKNOWN)
        value = self.condition.values[0] if self.condition.values else ""
        certain = dated and value not in RELATIVE_DAYS
        self.days.setVisible(dated)
        self.day.setVisible(certain)
        if dated:
            self.days.clear()
            for each, words in RELATIVE_DAYS.items():
                self.days.addItem(tr(words), each)
            self.days.addItem(tr("a certain day"), CERTAIN)
            self.days.setCurrentIndex(self.days.findData(CERTAIN if certain else value))
        if certain:
            self.day.set_value(_read(value))

    def _ticked_words(self) -> str:
        words = self._named()
        whole = ", ".join(words)
        if len(words) > 1 and len(whole) > LONGEST_VALUES:
            return tr("{first} and {count} more", first=words[0], count=len(words) - 1)
        return whole

    def _all_words(self) -> str:
        return ", ".join(self._named())

    def _named(self) -> list[str]:
        names = dict(self._choices)
        return [tr(names.get(value, value)) for value in self.condition.values]

    def _compared(self) -> None:
        operator = Operator(self.operators.currentData())
        values = self.condition.values
        if operator in (Operator.KNOWN, Operator.UNKNOWN):
            values = ()
        elif self.is_date and not values:
            values = ("-365d",)
        self._become(Condition(self.condition.field, operator, values))

    def _dated(self) -> None:
        value = str(self.days.currentData())
        if value == CERTAIN:
            self.day.show()
            self.day.setFocus()
        else:
            self._become(Condition(self.condition.field, self.condition.operator, (value,)))

    def _typed(self) -> None:
        day = self.day.value()
        if day is not None and self.condition.values != (day.isoformat(),):
            self._become(Condition(self.condition.field, self.condition.operator, (day.isoformat(),)))

    def _become(self, condition: Condition) -> None:
        if condition != self.condition:
            self.condition = condition
            self._fill()
            self.changed.emit(condition)


def _read(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
