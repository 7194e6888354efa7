"""The script of a quality call: five questions, a key from 1 to 5 for each, and what else the customer said."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.models.confidence import HIGHEST, LOWEST
from app.operations.quality_calls import BAD, Asked
from app.views.look.areas import set_shown
from app.views.look.key_hint import add_shortcut
from app.views.look.label import Label
from app.views.look.painting import CENTER, paint_box, paint_text
from app.views.look.tokens import Token
from app.views.look.typeface import font

SIDE, WIDE = 26, 38
MARKS = range(LOWEST, HIGHEST + 1)


class MarkButton(QAbstractButton):
    """One mark of the scale."""

    def __init__(self, mark: int) -> None:
        super().__init__()
        self.mark = mark
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(str(mark))

    def sizeHint(self) -> QSize:
        return QSize(WIDE, SIDE)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        bad = self.mark <= BAD
        fill: Token = "raised"
        edge: Token = "outline" if self.underMouse() else "line"
        ink: Token = "text"
        if self.isChecked():
            fill, edge, ink = ("danger", "danger", "on_danger") if bad else ("accent", "accent", "on_accent")
        paint_box(painter, self.rect(), 4, fill, edge)
        paint_text(painter, self.rect(), str(self.mark), font(13, 600 if self.isChecked() else 500), ink, CENTER)
        painter.end()


class QuestionLine(QWidget):
    """One question with its scale, and a note that opens when it is wanted."""

    pressed = Signal()

    def __init__(self, number: int, asked: Asked) -> None:
        super().__init__()
        self.question = asked.question
        self._words = Label(f"{number}.  {asked.question}", 13, 400, "text", wrap=True)
        self.marks = [MarkButton(mark) for mark in MARKS]
        self.note = QLineEdit(asked.note)
        self.note.setFont(font())
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in self.marks:
            row.addWidget(button)
            button.clicked.connect(lambda _checked=False, button=button: self._clicked(button.mark))
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(6)
        column.addWidget(self._words)
        column.addLayout(row)
        column.addWidget(self.note)
        set_shown(self.note, bool(asked.note))
        self._current = False
        self.set_score(asked.score)
        self.retranslate()

    @property
    def score(self) -> int | None:
        """The mark that is chosen."""
        return next((button.mark for button in self.marks if button.isChecked()), None)

    def set_score(self, score: int | None) -> None:
        """Choose a mark, or none."""
        for button in self.marks:
            button.setChecked(button.mark == score)

    def set_current(self, current: bool) -> None:
        """Whether the keys answer this question now."""
        self._current = current
        self._words.setFont(font(13, 600 if current else 400))
        self._words.updateGeometry()
        self.update()

    def begin_note(self) -> None:
        """Open the note and give it the keyboard."""
        self.note.show()
        self.note.setFocus()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.note.setPlaceholderText(tr("What else was said to this"))
        self.note.setAccessibleName(tr("What else was said to this"))

    def paintEvent(self, _event: object) -> None:
        if self._current:
            painter = QPainter(self)
            paint_box(painter, QRect(0, 0, self.width(), self.height()), 4, "accent_tint")
            paint_box(painter, QRect(0, 0, 3, self.height()), 0, "accent_text")
            painter.end()

    def _clicked(self, mark: int) -> None:
        self.set_score(mark)
        self.pressed.emit()


class ScriptPanel(QWidget):
    """``ScriptPanel(script)``: 1 to 5 answer and go on, 0 takes an answer away, arrows walk, N opens the question's note.

    ``kept`` when Ctrl Enter says that the call is over; ``answers()`` and ``note`` are what was said.
    """

    kept = Signal()
    left = Signal()
    reached = Signal(QWidget)
    """The part that has the keyboard now: in a low window the card scrolls to it."""

    def __init__(self, script: Sequence[Asked], note: str = "") -> None:
        super().__init__()
        self.lines = [QuestionLine(number, asked) for number, asked in enumerate(script, 1)]
        self.whole = QLineEdit(note)
        self.whole.setFont(font())
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for line in self.lines:
            column.addWidget(line)
            line.pressed.connect(lambda line=line: self._go(self.lines.index(line)))
            line.note.returnPressed.connect(self._note_done)
        column.addSpacing(6)
        column.addWidget(self.whole)
        self._start = self.answers(), note
        add_shortcut(self, "N", self.begin_note)
        self.retranslate()

    @property
    def note(self) -> str:
        """What was said beside the questions."""
        return self.whole.text().strip()

    def answers(self) -> tuple[Asked, ...]:
        """The questions as they were asked, with what was answered."""
        return tuple(Asked(line.question, line.score, line.note.text().strip()) for line in self.lines)

    def is_dirty(self) -> bool:
        """Whether something is answered or typed that is not kept yet."""
        return (self.answers(), self.note) != self._start

    def begin(self) -> None:
        """Take the keyboard, at the first question without an answer."""
        self.setFocus()
        self._go(next((at for at, line in enumerate(self.lines) if line.score is None), len(self.lines) - 1))

    def begin_note(self) -> None:
        """Type what else was said to the question."""
        if self.lines:
            self.lines[self._at].begin_note()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.setAccessibleName(tr("Questions of the call"))
        self.whole.setPlaceholderText(tr("What else was said in the call"))
        self.whole.setAccessibleName(tr("What else was said in the call"))
        for line in self.lines:
            line.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def focusInEvent(self, event: object) -> None:
        self._mark_current()

    def focusOutEvent(self, event: object) -> None:
        self._mark_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.kept.emit()
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif not self.hasFocus():
            super().keyPressEvent(event)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_5:
            self._answer(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.lines[self._at].set_score(None)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go(self._at + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end()
        else:
            super().keyPressEvent(event)

    def _answer(self, mark: int) -> None:
        self.lines[self._at].set_score(mark)
        if self._at + 1 < len(self.lines):
            self._go(self._at + 1)
        else:
            self._end()

    def _end(self) -> None:
        self.whole.setFocus()
        self.reached.emit(self.whole)

    def _go(self, at: int) -> None:
        self._at = min(max(at, 0), len(self.lines) - 1)
        if not self.hasFocus():
            self.setFocus()
        self._mark_current()

    def _mark_current(self) -> None:
        for at, line in enumerate(self.lines):
            line.set_current(at == self._at and self.hasFocus())
        if self.hasFocus() and self.lines:
            self.reached.emit(self.lines[self._at])

    def _note_done(self) -> None:
        self.setFocus()

    def _escape(self) -> None:
        if self.hasFocus():
            self.left.emit()
        else:
            self.setFocus()
