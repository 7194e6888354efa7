"""A notice on the desktop: what, from whom, how long ago; several of one kind in one window. It never takes the keyboard.

It stands there at once and moves nowhere, so nobody who asks the system for less motion is disturbed by it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from textwrap import shorten

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from app.language import tr
from app.models.notice_terms import NoticeKind
from app.operations.notices import NoticeRow
from app.views.calls.facts import clear
from app.views.calls.frame import PopUpFrame
from app.views.look.label import Label
from app.views.look.numbers import age
from app.views.notices.notice_list import said
from app.views.notices.words import COUNTED, ICONS, edge_of

LIFE = 20_000
"""Milliseconds after which it goes by itself, unless somebody has the mouse or the keyboard on it; the bell keeps it."""
LONGEST = 220
"""Letters of one notice; the rest stands in the bell."""
MOST_LINES = 3


class NoticePopUp(PopUpFrame):
    """``show_notices(rows)``, newest first, all of one *kind*. ``taken``: the person wants to go there."""

    taken = Signal()

    def __init__(self, kind: NoticeKind, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.kind, self._now = kind, now
        self.rows: tuple[NoticeRow, ...] = ()
        self.title.hide()
        self.facts.hide()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._life = QTimer(self, interval=LIFE, singleShot=True)
        self._life.timeout.connect(self._go_if_idle)

    def show_notices(self, rows: Sequence[NoticeRow]) -> None:
        """Show *rows*; if one of them is new here, it stays its whole time again."""
        known = {row.id for row in self.rows}
        if any(row.id not in known for row in rows):
            self._life.start()
        if tuple(rows) != self.rows:
            self.rows = tuple(rows)
            self.retranslate()

    def tick(self) -> None:
        """Count up."""
        if self.rows:
            self.figure.setText(age(self._now() - self.rows[0].at))

    @property
    def words(self) -> str:
        """Everything that it says, on one line."""
        return " · ".join([self.state.text(), *self._lines()])

    def retranslate(self) -> None:
        super().retranslate()
        edge, ink = edge_of(self.kind)
        self.dress(edge, ink, ICONS[self.kind], COUNTED[self.kind](len(self.rows)))
        clear(self.lines)
        for line in self._lines():
            self._say(line, alone=len(self.rows) == 1)
        if len(self.rows) == 1 and self.rows[0].author:
            self.lines.addWidget(Label(tr("From {name}", name=self.rows[0].author), 12, 400, "muted"))
        elif len(self.rows) > MOST_LINES:
            self.lines.addWidget(Label(tr("and {count} more", count=len(self.rows) - MOST_LINES), 12, 400, "muted"))
        self.tick()
        self.setWindowTitle(tr("Notice, {words}", words=self.state.text()))
        self.setAccessibleName(self.words)
        self.reshaped.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.taken.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.taken.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _lines(self) -> list[str]:
        return [shorten(said(row.phrase), LONGEST, placeholder=" …") for row in self.rows[:MOST_LINES]]

    def _say(self, line: str, *, alone: bool) -> None:
        label = Label(line, 13, 500 if alone else 400, wrap=alone)
        # A click on the words is a click on the notice.
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.lines.addWidget(label)

    def _go_if_idle(self) -> None:
        if self.has_keyboard or self.underMouse():
            self._life.start()
        else:
            self.left.emit()
