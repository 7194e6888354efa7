"""The sheet in which a note or a task is typed, over the foot of the window; the room behind it stays usable."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import Phrase, tr
from app.views.deals.form import evening_of
from app.views.deals.words import spoken
from app.views.look.buttons import MainButton, QuietButton
from app.views.look.fields import DateField, LineField, TextField
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.painting import paint_box

Mode = Literal["note", "task"]
WIDTH = 520
REST = 400
"""Milliseconds without a key before a draft is remembered."""
TITLES = {"note": "note-pencil", "task": "check-square"}


class JotSheet(QWidget):
    """``open(mode, subject, draft)``; ``kept`` carries (text, due or None), ``left`` that it was closed, the draft stays."""

    kept = Signal(str, object)
    left = Signal()
    drafted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.mode: Mode = "note"
        self._subject: Phrase | None = None
        self._icon = IconLabel("note-pencil", "accent_text", 18)
        self.title = Label("", 13, 600)
        self.text = TextField("", lines=4)
        self.line = LineField("")
        self.due = DateField("")
        self.keep = MainButton(key="Ctrl+Return", height=32)
        self.keep.clicked.connect(self.submit)
        self.leave = QuietButton(key="Esc", height=32)
        self.leave.clicked.connect(self.left)
        self._rest = QTimer(self, interval=REST, singleShot=True)
        self._rest.timeout.connect(self.tell_draft)
        for field in (self.text, self.line):
            field.changed.connect(self._rest.start)
        self.line.line.returnPressed.connect(self.submit)
        self._lay_out()
        self.retranslate()
        self.setFixedWidth(WIDTH)
        parent.installEventFilter(self)
        self.text.text.installEventFilter(self)
        for button in (self.keep, self.leave):
            # The room behind has keys of the same name; the sheet answers its own where it has the keyboard.
            if button.key_shortcut is not None:
                button.key_shortcut.setEnabled(False)
        self.hide()

    def open(self, mode: Mode, subject: Phrase, draft: str) -> None:
        """Show the sheet for a note or a task about *subject*, with what was typed there before."""
        self.mode, self._subject = mode, subject
        self.text.setVisible(mode == "note")
        self.line.setVisible(mode == "task")
        self.due.setVisible(mode == "task")
        self.due.set_value(_tomorrow())
        for field in (self.text, self.line):
            field.set_value(draft)
            field.set_error("")
        self.setEnabled(True)
        self.retranslate()
        self.show()
        self.raise_()
        self._place()
        self.begin()

    def begin(self) -> None:
        """Give the keyboard to what is typed, its end."""
        if self.mode == "note":
            self.text.text.setFocus()
            self.text.text.moveCursor(self.text.text.textCursor().MoveOperation.End)
        else:
            self.line.line.setFocus()
            self.line.line.end(False)

    @property
    def typed(self) -> str:
        """What stands in it."""
        return self.text.value() if self.mode == "note" else self.line.value()

    def submit(self) -> None:
        """Hand on what is typed, unless something is missing."""
        field = self.text if self.mode == "note" else self.line
        if not self.typed:
            field.set_error(tr("Fill this in."))
            self.begin()
            return
        due = None
        if self.mode == "task":
            if not self.due.check() or self.due.value() is None:
                self.due.set_error(tr("Fill this in."))
                self.due.line.setFocus()
                return
            due = evening_of(self.due.value() or _tomorrow())
        self.tell_draft()
        self.kept.emit(self.typed, due)

    def tell_draft(self) -> None:
        """Tell what is typed so far, so that nothing of it is lost."""
        self._rest.stop()
        self.drafted.emit(self.typed)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        subject = spoken(self._subject)
        note = self.mode == "note"
        self._icon.set_icon(TITLES[self.mode], "accent_text")
        self.title.setText(tr("Note: {subject}", subject=subject) if note else tr("Task: {subject}", subject=subject))
        self.title.setToolTip(self.title.text())
        self.text.set_label(tr("Note"))
        self.line.set_label(tr("What is to be done"))
        self.due.set_label(tr("Until"))
        self.keep.setText(tr("Keep the note") if note else tr("Plan the task"))
        self.leave.setText(tr("Close; the draft stays"))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._is_own(event):
            event.accept()
            return True
        answered = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            # A sentence under a field needs its line.
            self._place()
        return answered

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self._place()
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and watched is self.text.text and isinstance(event, QKeyEvent) and self._is_own(event):
            self.keyPressEvent(event)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What is typed in the sheet is nobody else's key.
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif self._is_own(event):
            self.submit()
        event.accept()

    @staticmethod
    def _is_own(event: QKeyEvent) -> bool:
        """Whether it is a key of the sheet, whatever the room behind does with it: Esc, Ctrl+Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return event.key() == Qt.Key.Key_Escape or (enter and event.modifiers() == Qt.KeyboardModifier.ControlModifier)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect(), 6, "raised", "accent_text", 2)
        painter.end()

    def _place(self) -> None:
        """At the right foot of the window, above its status bar, where it covers least of a list."""
        window, layout = self.parentWidget(), self.layout()
        if window is not None and layout is not None:
            layout.activate()
            self.resize(WIDTH, layout.totalSizeHint().height())
            self.move(max(8, window.width() - self.width() - 24), max(8, window.height() - self.height() - 92))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon)
        head.addWidget(self.title, 1)
        fields = QHBoxLayout()
        fields.setSpacing(10)
        fields.addWidget(self.line, 3, Qt.AlignmentFlag.AlignTop)
        fields.addWidget(self.due, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.keep)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.text)
        column.addLayout(fields)
        column.addLayout(foot)


def _tomorrow() -> date:
    return datetime.now(UTC).astimezone().date() + timedelta(days=1)
