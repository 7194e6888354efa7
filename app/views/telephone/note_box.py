"""What was said in a call, in a line or a few: Enter keeps it, Shift Enter begins a new line, Esc leaves it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.label import Label
from app.views.look.typeface import font

MOST_LINES = 6
PADDING = 14


class NoteBox(QWidget):
    """``show_note(text)`` shows what is kept; ``written`` carries what the person has typed instead."""

    written = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._kept = ""
        self.text = QPlainTextEdit()
        self.text.setObjectName("call_note")
        self.text.setFont(font())
        self.text.setTabChangesFocus(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.installEventFilter(self)
        self.text.textChanged.connect(self._changed)
        self._hint = Label("", 12, 400, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.text)
        column.addWidget(self._hint)
        self.setFocusProxy(self.text)
        self.retranslate()
        self._changed()

    @property
    def value(self) -> str:
        """What stands in it, without blanks around."""
        return self.text.toPlainText().strip()

    def show_note(self, text: str) -> None:
        """Show what is kept; what is typed already stays."""
        dirty = self.is_dirty()
        self._kept = text.strip()
        if not dirty:
            self.text.setPlainText(self._kept)
        self._changed()

    def is_dirty(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return self.value != self._kept

    def keep(self) -> None:
        """Hand on what is typed, if it is something else than what is kept."""
        if self.is_dirty():
            self.written.emit(self.value)
        else:
            self.left.emit()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.text.setPlaceholderText(tr("What was said? Enter keeps it"))
        self.text.setAccessibleName(tr("Note of this call"))
        self._hint.setText(tr("Enter keeps it, Shift Enter begins a new line"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.text and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
                self.keep()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.text.setPlainText(self._kept)
                self.left.emit()
                return True
        return False

    def _changed(self) -> None:
        lines = min(MOST_LINES, max(2, round(self.text.document().size().height())))
        self.text.setFixedHeight(lines * self.text.fontMetrics().lineSpacing() + PADDING)
        self._hint.setVisible(self.is_dirty())
