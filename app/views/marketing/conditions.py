"""The conditions of a segment as a sentence, one line each, and the way to add one."""

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.language import tr
from app.operations.register_spec import Condition, Operator
from app.operations.segment_fields import FIELDS
from app.views.look.buttons import QuietButton
from app.views.look.label import Label
from app.views.marketing.condition_row import LEAD, Choices, ConditionRow


class ConditionsEditor(QWidget):
    """``show_conditions(conditions)``; ``changed`` carries the new ones after every change by the person."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices: Choices = {}
        self.rows: list[ConditionRow] = []
        self.conditions: tuple[Condition, ...] = ()
        self.add = QuietButton(icon="plus", key="+", height=28)
        self.add.clicked.connect(self.open_fields)
        self.count = Label("", 12, 400, "muted")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        below = QHBoxLayout()
        below.setContentsMargins(LEAD, 0, 0, 0)
        below.addWidget(self.add)
        below.addStretch(1)
        below.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 0, 20, 10)
        column.setSpacing(6)
        column.addLayout(self._lines)
        column.addLayout(below)
        self.retranslate()

    def show_conditions(self, conditions: tuple[Condition, ...]) -> None:
        """Show other conditions, or the same with other choices or in another language."""
        self.conditions = conditions
        for row in self.rows:
            self._lines.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for place, condition in enumerate(conditions):
            row = ConditionRow(condition, self.choices, place == 0)
            row.changed.connect(lambda _=None: self._tell())
            row.removed.connect(lambda gone=row: self._remove(gone))
            self.rows.append(row)
            self._lines.addWidget(row)

    def open_fields(self) -> None:
        """Offer what a condition may ask for."""
        menu = QMenu(self)
        used = {condition.field for condition in self.conditions}
        for field in FIELDS:
            if field.key not in used:
                menu.addAction(tr(field.title)).triggered.connect(lambda _=False, key=field.key: self.begin(key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.add.mapToGlobal(QPoint(0, self.add.height() + 2)))

    def begin(self, key: str) -> None:
        """Add a condition on the field *key* with its first value, and open what it may be."""
        field = next(each for each in FIELDS if each.key == key)
        if field.kind == "date":
            condition = Condition(key, Operator.AT_LEAST, ("-365d",))
        else:
            offered = self.choices.get(key, ())
            if not offered:
                return
            condition = Condition(key, Operator.IS, (offered[0][0],))
        self.show_conditions((*self.conditions, condition))
        row = self.rows[-1]
        (row.days if row.is_date else row.values).setFocus()
        self._tell()

    def retranslate(self) -> None:
        """Everything in the chosen language."""
        self.add.setText(tr("Condition"))
        self.show_conditions(self.conditions)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _remove(self, gone: ConditionRow) -> None:
        self.show_conditions(tuple(row.condition for row in self.rows if row is not gone))
        self._tell()

    def _tell(self) -> None:
        self.conditions = tuple(row.condition for row in self.rows)
        self.changed.emit(self.conditions)
