"""The keys of the lowest pop-up while the main window has the keyboard: only those that nothing there takes for itself.

A key press goes to shortcuts first, then to the part that has the keyboard, then to what is around it; what arrives at
the window was wanted by nobody. So a room with an F8 of its own keeps it, and so does a field that knows the key.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.views.calls.deeds import KEYS, NOTE_KEY
from app.views.calls.stack import Stack
from app.views.look.key_hint import add_shortcut

PLACES = dict(zip((Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F11), KEYS, strict=True))


class MainWindowKeys(QObject):
    """*takes_all*: whether the room that is shown works every key itself (the scanning station)."""

    def __init__(
        self, window: QWidget, stack: Stack, begin_note: Callable[[], object], takes_all: Callable[[], bool]
    ) -> None:
        super().__init__(window)
        self._stack, self._takes_all = stack, takes_all
        window.installEventFilter(self)
        self.note = add_shortcut(window, NOTE_KEY, begin_note)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.isAutoRepeat():
            return False
        lowest = self._stack.lowest
        bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if lowest is None or not bare or self._takes_all():
            return False
        if event.key() == Qt.Key.Key_Escape:
            lowest.left.emit()
            return True
        key = PLACES.get(Qt.Key(event.key()), "")
        return bool(key) and lowest.press(key)
