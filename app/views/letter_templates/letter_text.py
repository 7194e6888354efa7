"""A real letter as text in which values are marked: select words and press 1 to 5, Del takes a mark away, Tab goes on."""

import re
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QWidget

from app.letter_rules import Found
from app.views.letter_templates.words import KEYS, tint
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.look.theme import theme
from app.views.look.typeface import font

_ENDS_OF_LINES = str.maketrans({"\r": " ", "\u2029": " ", "\0": "\ufffd"})
"""Signs that the editor would take for ends of lines or drop; replaced one for one, so that places stay the same."""
_BEHIND_LABEL = re.compile(r"^.{1,60}?(?::|\t|=|\s[–—-]\s)\s*(?=\S)")


class LetterText(QPlainTextEdit):
    """``show_letter(text)``, ``show_marks({field: Found})``; all places are those in Python's string."""

    marked = Signal(str, int, int)
    """(field, start, end): the person marked these words."""
    removal = Signal(int)
    """The mark at this place is to go."""
    step = Signal(int)
    """1: the next letter, -1: the one before."""
    left = Signal()
    """The person wants back to the senders."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._original = ""
        self._marks: Mapping[str, Found] = {}
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(font(14))
        self.document().setDocumentMargin(16)
        steady_scroll_bar(self)
        theme().changed.connect(self._paint_marks)

    def show_letter(self, original: str) -> None:
        """Show another letter, without marks, the cursor at its beginning."""
        self._original = original
        self._marks = {}
        self.setPlainText(original.translate(_ENDS_OF_LINES))
        self.setExtraSelections([])

    def show_marks(self, marks: Mapping[str, Found]) -> None:
        """Show these marks instead of those before."""
        self._marks = marks
        self._paint_marks()

    def selected(self) -> tuple[int, int]:
        """From where to where words are selected; without a selection the value on the cursor's line, behind its label."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            return self._place(cursor.selectionStart()), self._place(cursor.selectionEnd())
        block = cursor.block()
        begin, text = block.position(), block.text()
        behind = _BEHIND_LABEL.match(text)
        start = self._place(begin + (behind.end() if behind else 0))
        return start, self._place(begin + len(text.encode("utf-16-le")) // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.text() in KEYS:
            start, end = self.selected()
            self.marked.emit(KEYS[event.text()], start, end)
        elif plain and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            cursor = self.textCursor()
            self.removal.emit(self._place(cursor.selectionStart()))
        elif key == Qt.Key.Key_Tab and plain:
            self.step.emit(1)
        elif key == Qt.Key.Key_Backtab:
            self.step.emit(-1)
        elif key == Qt.Key.Key_Escape and plain:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, _next: bool) -> bool:
        # Tab belongs to the letters here; Esc leads out.
        return False

    def _place(self, position: int) -> int:
        """The place in Python's string; Qt counts in halves of UTF-16."""
        return len(self._original.encode("utf-16-le", "surrogatepass")[: 2 * position].decode("utf-16-le", "replace"))

    def _position(self, place: int) -> int:
        return len(self._original[:place].encode("utf-16-le", "surrogatepass")) // 2

    def _paint_marks(self) -> None:
        shown = []
        for field, found in self._marks.items():
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(self._position(found.start))
            cursor.setPosition(self._position(found.end), QTextCursor.MoveMode.KeepAnchor)
            dress = QTextCharFormat()
            dress.setBackground(tint(field))
            selection.cursor = cursor
            selection.format = dress
            shown.append(selection)
        self.setExtraSelections(shown)
