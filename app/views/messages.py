"""The one way to tell a person something: a bar near the work, never a dialog."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import UserError
from app.language import Phrase, tr, trn
from app.views.look.message_bar import MessageBar

NEWS_KEY = "Ctrl+R"
"""Shows the news that wait; F5 belongs to the rooms."""


class Messages(QObject):
    """Says things in the room that is shown. There is one bar: the next message takes the place of the one before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A bar needs a parent from the start: without one it would open as a window of its own.
        self._cloakroom = QWidget()
        self._bar = MessageBar(self._cloakroom)

    @property
    def bar(self) -> MessageBar:
        """The bar; it stands in the ``MessageArea`` that was shown last."""
        if not shiboken6.isValid(self._bar):
            self._bar = MessageBar(self._cloakroom)
        return self._bar

    def say(self, text: str | Phrase) -> None:
        """Say that something is so; leaves by itself after ten seconds."""
        self.bar.say("plain", str(text), icon="info")

    def done(self, text: str | Phrase, undo: Callable[[], object] | None = None) -> None:
        """Say that something was done; *undo* takes it back, offered for ten seconds and on Ctrl+Z."""
        if undo is None:
            self.bar.say("plain", str(text))
        else:
            self.bar.offer_undo(str(text), undo)

    def problem(self, error: UserError, action: str = "", act: Callable[[], object] | None = None) -> None:
        """Say what the person can put right; *action*: the verb of the way there.

        Stays until the next message, or until the person leaves the room.
        """
        self.bar.say("danger", error.said(), action=action or tr("Close"), act=act)

    def clear(self) -> None:
        """Take the message away; an undo can no longer be used."""
        self.bar.clear()


class MessageArea(QWidget):
    """The place of the message bar in a room, above the room's foot; takes no height while nothing is said."""

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # A minimised window is not left.
        if not event.spontaneous():
            self.forget_refusal()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        bar = self._messages.bar
        left = bar.parentWidget()
        if isinstance(left, MessageArea) and left is not self:
            left.forget_refusal()
        if left is not self:
            shown = not bar.isHidden()
            self._column.addWidget(bar)
            bar.setVisible(shown)

    def forget_refusal(self) -> None:
        """Clear a refusal: it belongs to the room where it was said. What was done may be taken back in the next one."""
        bar = self._messages.bar
        if bar.parentWidget() is self and bar.kind == "danger":
            bar.clear()


class NewsBar(MessageBar):
    """Offers news to somebody who is typing, instead of loading under the hands."""

    wanted = Signal()
    """The person wants to see the news now."""

    def offer(self, count: int) -> None:
        """Say how many changes wait."""
        sentence = trn("{count} change by others", "{count} changes by others", count)
        self.say("accent", sentence, action=tr("Show"), key=NEWS_KEY, act=self.wanted.emit)
