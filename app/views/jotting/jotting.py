"""A note or a task about what the room shows: the sheet opened, its draft kept, what was noted taken back."""

from collections.abc import Callable
from datetime import datetime

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import UserError
from app.operations import jotting
from app.operations.jotting import Jotted, Subject
from app.views.desk import Desk
from app.views.jotting.drafts import Drafts
from app.views.jotting.sheet import JotSheet, Mode
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.room import About, Room


class Jotting(QObject):
    """``Jotting(desk, messages, preferences, window, shown)``; *shown* gives the room that is shown, None without one."""

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        window: QWidget,
        shown: Callable[[], Room | None],
    ) -> None:
        super().__init__(window)
        self._desk, self._messages, self._shown = desk, messages, shown
        self._drafts = Drafts(preferences)
        self._subject: Subject | None = None
        self._back: QWidget | None = None
        self.sheet = JotSheet(window)
        self.sheet.kept.connect(self._keep)
        self.sheet.left.connect(self.close)
        self.sheet.drafted.connect(self._remember)

    def begin(self, mode: Mode) -> None:
        """Open the sheet for a note or a task about what is shown; in the open sheet, the other of the two."""
        room = self._shown()
        if self.sheet.isVisible() and self._subject is not None:
            self.sheet.tell_draft()
            self._open(mode, self._subject)
            return
        about: About | None = None if room is None else room.about()
        if about is None:
            self._messages.problem(UserError("Select something first: a customer, a deal, an inquiry, a call or a task."))
            return
        self._back = QApplication.focusWidget()
        asked = self._desk.ask(self, jotting.about, about[0], about[1])
        asked.then(lambda subject: self._open(mode, subject)).otherwise(self._messages.problem)

    def close(self) -> None:
        """Esc: close the sheet; what is typed stays as a draft and is there again the next time."""
        if self.sheet.isVisible():
            self.sheet.tell_draft()
            self._hide()

    def _open(self, mode: Mode, subject: Subject) -> None:
        self._subject = subject
        self.sheet.open(mode, subject.title, self._drafts.get(_name(mode, subject)))

    def _remember(self, text: str) -> None:
        if self._subject is not None:
            self._drafts.keep(_name(self.sheet.mode, self._subject), text)

    def _keep(self, text: str, due: datetime | None) -> None:
        subject, mode = self._subject, self.sheet.mode
        if subject is None:
            return
        self.sheet.setEnabled(False)
        if due is None:
            ticket = self._desk.do(self, jotting.note, subject.kind, subject.id, text)
        else:
            ticket = self._desk.do(self, jotting.task, subject.kind, subject.id, text, due)
        ticket.then(lambda jotted: self._kept(mode, subject, jotted)).otherwise(self._refused)

    def _kept(self, mode: Mode, subject: Subject, jotted: Jotted) -> None:
        text = self._drafts.get(_name(mode, subject))
        self._drafts.keep(_name(mode, subject), "")
        self._hide()

        def undo() -> None:
            # What is taken back can be typed on: it is the draft again.
            self._drafts.keep(_name(mode, subject), text)
            if mode == "note":
                ticket = self._desk.do(self, jotting.take_back_note, jotted.id)
            else:
                ticket = self._desk.do(self, jotting.take_back_task, jotted.id, jotted.version)
            ticket.otherwise(self._messages.problem)

        self._messages.done(jotted.sentence, undo)

    def _refused(self, error: UserError) -> None:
        self.sheet.setEnabled(True)
        self.sheet.begin()
        self._messages.problem(error)

    def _hide(self) -> None:
        self.sheet.hide()
        self._subject = None
        back, self._back = self._back, None
        if back is not None and shiboken6.isValid(back) and back.isVisible():
            back.setFocus()


def _name(mode: Mode, subject: Subject) -> str:
    return f"{mode}:{subject.kind}:{subject.id}"
