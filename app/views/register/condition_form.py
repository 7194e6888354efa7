"""A small window that asks for the values of one condition: from and until a day, a text, a number."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.language import tr
from app.operations.register_spec import Condition, Filter, Operator
from app.views.look.areas import set_ground
from app.views.look.buttons import MainButton
from app.views.look.fields import DateField, LineField, NumberField
from app.views.look.label import Label


class ConditionForm(QFrame):
    """``ConditionForm(narrowing, use, parent)``; *use* gets the conditions when the person has filled it in."""

    def __init__(self, narrowing: Filter, use: Callable[[Sequence[Condition]], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        set_ground(self, "raised")
        self._filter, self._use = narrowing, use
        self.fields = self._fields()
        self.button = MainButton(tr("Narrow the list"), key="Return")
        self.button.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(Label(tr(narrowing.title), 13, 600))
        for field in self.fields:
            column.addWidget(field)
        column.addWidget(self.button)
        self.setMinimumWidth(260)

    def open_below(self, anchor: QWidget) -> None:
        """Show it below *anchor*, the first field has the keyboard."""
        self.adjustSize()
        self.move(anchor.mapToGlobal(QPoint(0, anchor.height() + 4)))
        self.show()
        self.fields[0].setFocus()

    def _fields(self) -> list[DateField | LineField | NumberField]:
        if self._filter.kind == "date":
            return [DateField(tr("Begins on")), DateField(tr("Until"))]
        if self._filter.kind == "number":
            return [NumberField(tr("At least")), NumberField(tr("At most"))]
        return [LineField(tr("Has in it"))]

    def _take(self) -> None:
        conditions: list[Condition] = []
        for field, operator in zip(self.fields, (Operator.AT_LEAST, Operator.AT_MOST), strict=False):
            if isinstance(field, LineField):
                if field.value():
                    conditions.append(Condition(self._filter.key, Operator.CONTAINS, (field.value(),)))
                continue
            if not field.check():
                field.setFocus()
                return
            value = field.value()
            if value is not None:
                conditions.append(Condition(self._filter.key, operator, (str(value),)))
        if not conditions:
            self.fields[0].set_error(tr("Fill in at least one field."))
            self.fields[0].setFocus()
            return
        self._use(conditions)
        self.close()
