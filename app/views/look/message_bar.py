"""The message bar: one sentence and one action near the work, never a dialog.

plain = it was done; undo = it was done and can be taken back for ten seconds; danger = the person can put it right;
warning = connection or device, until it is over; accent = news that waits.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import shiboken6
from PySide6.QtCore import QEvent, QPropertyAnimation, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsOpacityEffect, QHBoxLayout, QSizePolicy, QStyle, QWidget

from app.language import tr
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.painting import paint_box
from app.views.look.tokens import Token

MessageKind = Literal["plain", "undo", "danger", "warning", "accent"]
HEIGHT = 40
UNDO_SECONDS = 10
FADE_MS = 120


@dataclass(frozen=True, slots=True)
class _Dress:
    ground: Token
    ink: Token
    icon: str
    icon_ink: Token
    line: Token | None = None


DRESSES: Mapping[MessageKind, _Dress] = MappingProxyType(
    {
        "plain": _Dress("base", "text", "check-circle-fill", "success_text", "border"),
        "undo": _Dress("base", "text", "check-circle-fill", "success_text", "border"),
        "danger": _Dress("danger_tint", "danger_text", "warning-circle-fill", "danger_text"),
        "warning": _Dress("warning_tint", "warning_text", "wifi-slash", "warning_text"),
        "accent": _Dress("accent_tint", "accent_text", "arrows-clockwise", "accent_text"),
    }
)


class MessageBar(QWidget):
    """Hidden until something is said; it needs its place in the window (a parent or a layout) before that.

    ``say(…)`` and ``offer_undo(…)`` replace what it says; ``clear()`` hides it.

    ``acted`` is sent when the person used the action, ``gone`` when an undo or plain message has run out.
    """

    acted = Signal()
    gone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind: MessageKind = "plain"
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._act: Callable[[], object] | None = None
        self._seconds = 0
        self._icon = IconLabel("check-circle-fill")
        self._sentence = Label("", 13, 500)
        self._note = Label("", 12, 400, "muted")
        self._quiet = QuietButton(height=28)
        self._plain = PlainButton(height=28)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._note)
        for button in (self._quiet, self._plain):
            row.addWidget(button)
            button.clicked.connect(self._clicked)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self._fade: QPropertyAnimation | None = None
        self.setVisible(False)

    @property
    def sentence(self) -> str:
        """What it says; empty while it is hidden."""
        return self._sentence.text() if not self.isHidden() else ""

    def say(
        self,
        kind: MessageKind,
        sentence: str,
        *,
        action: str = "",
        key: str = "",
        act: Callable[[], object] | None = None,
        note: str = "",
        icon: str = "",
    ) -> None:
        """Show *sentence*. *action* is the one button's verb, *key* its key; *note* stands muted at the right.

        A plain sentence leaves by itself after ten seconds, the others stay until ``clear()`` or the next one.
        """
        self._show(kind, sentence, icon)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._set_action(action, key, act)
        if kind == "plain":
            self._count_from(UNDO_SECONDS)

    def offer_undo(
        self, sentence: str, undo: Callable[[], object], *, key: str = "Ctrl+Z", seconds: int = UNDO_SECONDS
    ) -> None:
        """Say what was done and offer to take it back for *seconds*, counted down."""
        self._show("undo", sentence, "")
        self._set_action(tr("Undo"), key, undo)
        self._count_from(seconds)
        self._show_seconds()

    def clear(self) -> None:
        """Hide the bar now; its action can no longer be used."""
        self._end_fade()
        self._clock.stop()
        self._act = None
        self.setVisible(False)
        for button in (self._quiet, self._plain):
            button.set_key("")
            button.setVisible(False)

    def retranslate(self) -> None:
        """The word of the undo in the chosen language; other words are the panel's."""
        if self.kind == "undo":
            self._quiet.setText(tr("Undo"))
            self._show_seconds()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        dress = DRESSES[self.kind]
        paint_box(painter, self.rect(), 3, dress.ground, dress.line)
        painter.end()

    def _show(self, kind: MessageKind, sentence: str, icon: str) -> None:
        self.clear()
        self.kind = kind
        dress = DRESSES[kind]
        self._icon.set_icon(icon or dress.icon, dress.icon_ink)
        self._sentence.set_token(dress.ink)
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(True)

    def _set_action(self, action: str, key: str, act: Callable[[], object] | None) -> None:
        self._act = act
        button = self._quiet if self.kind == "undo" else self._plain
        button.setText(action)
        button.set_key(key if action else "")
        button.setVisible(bool(action))

    def _clicked(self) -> None:
        act = self._act
        self.clear()
        if act is not None:
            act()
        self.acted.emit()

    def _count_from(self, seconds: int) -> None:
        self._seconds = seconds
        self._clock.start()

    def _show_seconds(self) -> None:
        self._note.setText(tr("{seconds} s", seconds=self._seconds))
        self._note.setVisible(True)

    def _tick(self) -> None:
        if not shiboken6.isValid(self):
            return  # the last beat of a bar that is being taken down with its window
        self._seconds -= 1
        if self.kind == "undo":
            self._show_seconds()
        if self._seconds > 0:
            return
        self._clock.stop()
        # What it would have done may hold the last reference to the window that this bar stands in.
        done, self._act = self._act, None
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) <= 0 or not self.isVisible():
            self._leave()
            return
        veil = QGraphicsOpacityEffect(self)
        self.setGraphicsEffect(veil)
        self._fade = QPropertyAnimation(veil, b"opacity", self)
        self._fade.setDuration(FADE_MS)
        self._fade.setStartValue(1.0)
        self._fade.setEndValue(0.0)
        self._fade.finished.connect(self._leave)
        self._fade.start()
        del done

    def _leave(self) -> None:
        self.clear()
        self.gone.emit()

    def _end_fade(self) -> None:
        if self._fade is not None:
            self._fade.stop()
            self._fade.deleteLater()
            self._fade = None
            self.setGraphicsEffect(None)  # type: ignore[arg-type]  # the stubs forget that None takes the effect away
