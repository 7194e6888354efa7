"""Somebody in the room of mail and telephone, over real books."""

from datetime import UTC, date, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import DeviceTrouble
from app.events import MailArrived, MailUnreadable
from app.models.company import Employee
from app.operations import actors, mailboxes
from app.operations.mailboxes import MailboxRow
from app.operations.quarantine import RawLetter
from app.views.deals.form import InlineForm
from app.views.desk import Desk
from app.views.look.chip import ChipText
from app.views.look.fields import DateField, LineField
from app.views.look.label import Label
from app.views.look.table import CellRole
from app.views.mail.room import MailRoom
from app.views.messages import Messages
from tests.views.keepsakes import Drawer
from tests.views.quiet import settled

BROKEN = MailUnreadable("sha256:1", "folder/15.eml", datetime(2026, 7, 30, 9, tzinfo=UTC), "The letter is damaged", b"raw")


def who(session: Session, name: str) -> int:
    return session.scalars(select(Employee.id).where(Employee.name.startswith(name))).one()


class Line:
    """A way to mail servers that counts what it is told to, and reads what it is given."""

    def __init__(self) -> None:
        self.counted: list[tuple[str, date | None, str]] = []
        self.passwords: dict[str, str] = {}
        self.answer: int | DeviceTrouble = 142
        self.reading: MailArrived | MailUnreadable = BROKEN

    def count(self, row: MailboxRow, since: date | None, password: str) -> int:
        self.counted.append((row.name, since, password))
        if isinstance(self.answer, DeviceTrouble):
            raise self.answer
        return self.answer

    def keep_password(self, name: str, password: str) -> None:
        self.passwords[name] = password

    def read_again(self, letter: RawLetter) -> MailArrived | MailUnreadable:
        assert letter.raw == b"raw"
        return self.reading


class Administering:
    """Somebody in the room of the mail channel."""

    def __init__(self, store: Store, desk: Desk, qtbot: QtBot, name: str = "Admin") -> None:
        self.store, self.desk, self.qtbot = store, desk, qtbot
        store.employee_id = store.read(who, name)
        self.messages, self.line, self.drawer = Messages(), Line(), Drawer()
        person = store.read(actors.employee, store.employee_id)
        self.room = MailRoom(desk, self.messages, person, self.drawer, self.line)
        qtbot.addWidget(self.room)
        self.room.resize(1300, 852)
        self.room.show()
        qtbot.waitUntil(self.room.isActiveWindow)
        self.room.setFocus()
        self.settle()

    def settle(self) -> None:
        settled(self.desk, self.qtbot, lambda: self.room.stale)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.room.window().focusWidget(), key)
        self.settle()

    @property
    def form(self) -> InlineForm:
        form = self.room.slot.form
        assert isinstance(form, InlineForm)
        return form

    def fill(self, **words: str) -> None:
        for key, text in words.items():
            field = self.form.fields[key]
            assert isinstance(field, LineField | DateField)
            assert isinstance(field.editor, QLineEdit)
            field.editor.setText(text)

    def enter(self) -> None:
        self.form.submit()
        self.settle()

    def only(self) -> MailboxRow:
        (row,) = self.store.read(mailboxes.rows)
        return row

    def chip(self) -> str:
        model = self.room.boxes
        chip = model.data(model.index(0, 1), CellRole.CHIP)
        assert isinstance(chip, ChipText)
        return chip.text

    def words(self) -> set[str]:
        return {label.text() for label in self.room.card.findChildren(Label) if label.isVisible()}

    def undo(self) -> None:
        self.messages.bar._quiet.click()
        self.settle()
