"""The note of a call: grows with what is typed in it, and says when it is safe."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.typeface import font

MOST_LINES = 5
PADDING = 20
"""Px above and below the lines: the edge, the style sheet's padding, the margin of the text itself."""


class GrowingText(QPlainTextEdit):
    """One line that becomes up to five; Tab leaves it."""

    grown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFont(font())
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        # The size of a plain text is counted in lines.
        lines = max(1, round(self.document().size().height()))
        more = lines > MOST_LINES
        always, never = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(always if more else never)
        height = min(lines, MOST_LINES) * self.fontMetrics().lineSpacing() + PADDING
        if height != self.height():
            self.setFixedHeight(height)
            self.grown.emit()

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())


class NoteField(QWidget):
    """``typed`` carries the whole text at every change by hand; ``say_kept(True)`` when it is safe."""

    typed = Signal(str)
    grown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._asks_need = False
        self.text = GrowingText()
        self.text.textChanged.connect(self._changed)
        self.text.grown.connect(self.grown)
        self._sign = IconLabel("check-circle", "success_text", 14)
        self._below = Label("", 12, 400, "muted")
        self._kept = False
        self._silent = False
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self._sign)
        below.addWidget(self._below, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.text)
        column.addLayout(below)
        self.setFocusProxy(self.text)
        self.retranslate()

    @property
    def value(self) -> str:
        """What stands in it, as it was typed."""
        return self.text.toPlainText()

    def set_value(self, text: str) -> None:
        """Show what is in the books, unless the person is typing here or has typed something."""
        if text and not self.value and not self.text.hasFocus():
            self._silent = True
            self.text.setPlainText(text)
            self._silent = False
            self.say_kept(True)

    def ask_need(self, asked: bool) -> None:
        """Ask what they want, instead of just a note: of somebody who is new."""
        if asked != self._asks_need:
            self._asks_need = asked
            self.retranslate()

    def say_kept(self, kept: bool) -> None:
        """Say whether the note is safe."""
        if kept != self._kept:
            self._kept = kept
            self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        hint = tr("What do they want?") if self._asks_need else tr("Note, kept as you type")
        self.text.setPlaceholderText(hint)
        self.text.setAccessibleName(tr("Note of this call"))
        shown = bool(self.value)
        self._sign.setVisible(shown)
        self._below.setVisible(shown)
        self._sign.set_icon("check-circle" if self._kept else "circle-dashed", "success_text" if self._kept else "muted")
        safe = tr("Note is kept, also if this window closes")
        self._below.setText(safe if self._kept else tr("Note is being kept"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _changed(self) -> None:
        if not self._silent:
            self._kept = False
            self.typed.emit(self.value)
        had = not self._below.isHidden()
        self.retranslate()
        if had == self._below.isHidden():
            self.grown.emit()
