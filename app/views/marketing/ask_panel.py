"""A question that takes a few words, above the foot of the room: Enter gives them, Esc goes back; no dialog."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.fields import LineField
from app.views.look.label import Label


class AskPanel(QWidget):
    """``ask(question, verb, labels, then)``: *then* gets the words typed, one for each label, none of them empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "alt")
        self.fields: list[LineField] = []
        self._then: Callable[..., object] | None = None
        self._question = Label("", 13, 600)
        self.take = PlainButton(height=32)
        self.take.clicked.connect(self.give)
        self.back = QuietButton(key="Esc", height=28)
        self.back.clicked.connect(self.leave)
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(self._question, 1)
        head.addWidget(self.back)
        inside = QVBoxLayout()
        inside.setContentsMargins(20, 8, 20, 12)
        inside.setSpacing(6)
        inside.addLayout(head)
        inside.addLayout(self._row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(inside)
        self.hide()

    def ask(
        self,
        question: str,
        verb: str,
        labels: Sequence[tuple[str, str]],
        then: Callable[..., object],
    ) -> None:
        """Ask; *labels*: (label, first value). All words are the caller's, in the chosen language."""
        self._clear()
        self._question.setText(question)
        self.setAccessibleName(question)
        self.take.setText(verb)
        self.back.setText(tr("Back"))
        self._then = then
        for label, value in labels:
            field = LineField(label)
            field.set_value(value)
            field.line.returnPressed.connect(self.give)
            self.fields.append(field)
            self._row.addWidget(field, 1)
        self._row.addWidget(self.take)
        self.show()
        self.fields[0].line.setFocus()
        self.fields[0].line.selectAll()

    def give(self) -> None:
        """Hand the words over, or say which are missing."""
        for field in self.fields:
            if not field.value():
                field.set_error(tr("Still missing"))
                field.line.setFocus()
                return
        then, words = self._then, [field.value() for field in self.fields]
        self.leave()
        if then is not None:
            then(*words)

    def leave(self) -> None:
        """Go back without an answer."""
        self._then = None
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.leave()
        super().changeEvent(event)

    def _clear(self) -> None:
        self._row.removeWidget(self.take)
        for field in self.fields:
            self._row.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.fields = []
