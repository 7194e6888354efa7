"""Ctrl+Shift+M and Ctrl+Shift+T, wherever the keyboard is; what they open is built with the first of them."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.language import marked, tr
from app.views.desk import Desk
from app.views.jotting import jotting
from app.views.look.key_hint import add_shortcut
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.room import Room
from app.views.shell.commands import Offer

NOTE_KEY, TASK_KEY = "Ctrl+Shift+M", "Ctrl+Shift+T"
NOTE_WORDS, TASK_WORDS = marked("Note about what is shown"), marked("Task about what is shown")


class JotKeys(QObject):
    """``JotKeys(desk, messages, preferences, window, shown)``; *shown*: the room that is shown, None without one."""

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        window: QWidget,
        shown: Callable[[], Room | None],
    ) -> None:
        super().__init__(window)
        self._parts = (desk, messages, preferences, window, shown)
        self._jotting: jotting.Jotting | None = None
        add_shortcut(window, NOTE_KEY, self.note)
        add_shortcut(window, TASK_KEY, self.task)

    def note(self) -> None:
        """Open the sheet for a note about what is shown."""
        self._built().begin("note")

    def task(self) -> None:
        """Open the sheet for a task about what is shown."""
        self._built().begin("task")

    def offers(self) -> list[Offer]:
        """The two commands, for the palette."""
        return [
            Offer("note-pencil", tr(NOTE_WORDS), tr("command"), self.note, NOTE_KEY),
            Offer("check-square", tr(TASK_WORDS), tr("command"), self.task, TASK_KEY),
        ]

    def _built(self) -> "jotting.Jotting":
        if self._jotting is None:
            self._jotting = jotting.Jotting(*self._parts)
        return self._jotting
