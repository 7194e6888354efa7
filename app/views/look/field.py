"""The frame of a form field: label above, help or error below. A wrong field says what is missing, in words."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.views.look.areas import set_shown
from app.views.look.icons import IconLabel
from app.views.look.label import Label


class Field(QWidget):
    """Label, *editor*, and the line below. ``changed`` is sent when the person changed the value, never by ``set_value``.

    The error goes away by itself as soon as the person changes something.
    """

    changed = Signal()

    def __init__(self, label: str, editor: QWidget, help_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._help_text, self._error_text = help_text, ""
        self._label = Label("", 12, 500, "muted")
        self._sign = IconLabel("warning-circle", "danger_text", 14)
        self._below = Label("", 12, 400, "muted", wrap=True)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self._sign)
        below.addWidget(self._below, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._label)
        column.addWidget(editor)
        column.addLayout(below)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(editor)
        self.set_label(label)
        self._show_below()

    @property
    def error(self) -> str:
        """The sentence under a wrong field, empty while it is right."""
        return self._error_text

    def set_label(self, label: str) -> None:
        """The word above, and the name for screen readers."""
        self._label.setText(label)
        set_shown(self._label, bool(label))
        self.editor.setAccessibleName(label)

    def set_help(self, help_text: str) -> None:
        """A line below, shown while there is no error."""
        self._help_text = help_text
        self._show_below()

    def set_error(self, sentence: str) -> None:
        """Mark the field as wrong with a *sentence* that says what is missing; empty takes it away."""
        self._error_text = sentence
        self._show_below()

    def _edited(self) -> None:
        if self._error_text:
            self.set_error("")
        self.changed.emit()

    def _show_below(self) -> None:
        wrong = bool(self._error_text)
        text = self._error_text or self._help_text
        self._below.set_token("danger_text" if wrong else "muted")
        self._below.setText(text)
        set_shown(self._below, bool(text))
        set_shown(self._sign, wrong)
        self.editor.setAccessibleDescription(text)
        self.editor.setProperty("wrong", "true" if wrong else "false")
        if self.editor.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
