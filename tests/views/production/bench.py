"""A desk over a real embedded database, and the rooms of plant, buying and service in a window, worked by keys."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.models.base import Record
from app.operations.actors import employee
from app.views.deals.form import InlineForm, SmallForm
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.production.work_room import WorkRoom
from app.views.room import Room
from tests.clock import FixedClock
from tests.deal_factories import House
from tests.views.keepsakes import Choices, Drawer
from tests.views.quiet import settled

R = TypeVar("R", bound=Room)


@dataclass
class Bench:
    """One person's workstation."""

    at: House
    desk: Desk
    clock: FixedClock
    qtbot: QtBot
    drawer: Drawer = field(default_factory=Drawer)
    choices: Choices = field(default_factory=Choices)
    messages: Messages = field(default_factory=Messages)

    def open(self, kind: Callable[..., R], name: str, size: tuple[int, int] = (1300, 800)) -> R:
        """A room of *kind* with *name* before it, loaded."""
        self.at.store.employee_id = self.at.people[name]
        person = self.at.store.read(employee, self.at.people[name])
        room = kind(self.desk, self.messages, self.choices, person, self.drawer, clock=self.clock)
        self.qtbot.addWidget(room)
        room.resize(*size)
        room.show()
        room.setFocus()
        self.settle(room)
        return room

    def settle(self, room: Room) -> None:
        """Wait until every answer and every piece of news has come."""
        rooms = [room, *room.findChildren(Room)]
        settled(self.desk, self.qtbot, lambda: any(each.stale and each.isVisible() for each in rooms))

    def press(self, room: Room, key: str) -> None:
        """A key where the keyboard is, then everything that comes of it."""
        QTest.keySequence(QApplication.focusWidget() or room, QKeySequence(key))
        self.settle(room)

    def fill(self, room: WorkRoom, **words: str) -> None:
        """Fill fields of the open form, then Enter."""
        form = self.form(room)
        for key, text in words.items():
            editor = form.fields[key].editor
            assert isinstance(editor, QLineEdit)
            editor.setFocus()
            editor.selectAll()
            QTest.keyClicks(editor, text)
        QTest.keyClick(QApplication.focusWidget() or form, Qt.Key.Key_Return)
        self.settle(room)

    @staticmethod
    def open_form(room: WorkRoom) -> SmallForm | None:
        """The form in the foot, if one is open."""
        return room.slot.form

    def form(self, room: WorkRoom) -> InlineForm:
        """The form that is open."""
        assert isinstance(room.slot.form, InlineForm)
        return room.slot.form

    def undo(self, room: Room) -> None:
        """Ctrl+Z within the ten seconds."""
        self.press(room, "Ctrl+Z")

    def said(self) -> str:
        """What the message bar says."""
        return self.messages.bar.sentence

    def get(self, kind: type[Record], record_id: int, name: str) -> object:
        """One field of a record as it is now."""
        return self.at.get(kind, record_id, name)
