"""By keys from anywhere: a note and a task about what is shown; Esc keeps the draft, Ctrl+Z gives the words back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.interactions import Interaction
from app.models.tasks import Task
from app.views.desk import Desk
from app.views.jotting.drafts import MOST, Drafts
from app.views.jotting.keys import JotKeys
from app.views.jotting.sheet import JotSheet
from app.views.look.buttons import QuietButton
from app.views.messages import Messages
from app.views.room import About, Room
from tests.deal_factories import House
from tests.views.keepsakes import Choices
from tests.views.quiet import settled

BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Desktop(QWidget):
    """A window with one room, in which something or nothing is selected."""

    def __init__(self, desk: Desk, messages: Messages, choices: Choices) -> None:
        super().__init__()
        self.selected: About | None = None
        self.room = Shown(desk, messages, lambda: self.selected)
        column = QVBoxLayout(self)
        column.addWidget(self.room)
        self.gone_back: list[str] = []
        self.back = QuietButton("Back", key="Esc")
        self.back.clicked.connect(lambda: self.gone_back.append("Esc"))
        self.send = QuietButton("Send", key="Ctrl+Return")
        self.send.clicked.connect(lambda: self.gone_back.append("Ctrl+Return"))
        column.addWidget(self.back)
        column.addWidget(self.send)
        self.keys = JotKeys(desk, messages, choices, self, lambda: self.room)

    @property
    def sheet(self) -> JotSheet:
        return self.findChildren(JotSheet)[0]


class Shown(Room):
    """A room that only says what is selected in it."""

    def __init__(self, desk: Desk, messages: Messages, selected: Callable[[], About | None]) -> None:
        super().__init__(desk, messages)
        self._selected = selected
        body = QWidget()
        body.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lay_out(body)
        self.setFocusProxy(body)

    def about(self) -> About | None:
        return self._selected()


@pytest.fixture
def window(desk: Desk, messages: Messages, choices: Choices, qtbot: QtBot) -> Desktop:
    window = Desktop(desk, messages, choices)
    qtbot.addWidget(window)
    window.resize(1000, 700)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    window.room.setFocus()
    return window


def notes(session: Session) -> list[str]:
    return list(session.scalars(select(Interaction.text)))


def plans(session: Session) -> list[str]:
    return list(session.scalars(select(Task.title)))


def opened(window: Desktop, key: Qt.Key, qtbot: QtBot) -> JotSheet:
    QTest.keyClick(window, key, BOTH)
    qtbot.waitUntil(lambda: bool(window.findChildren(JotSheet)) and window.sheet.isVisible())
    return window.sheet


def test_a_note_is_written_taken_back_and_its_words_are_there_again(
    at: House, window: Desktop, messages: Messages, desk: Desk, qtbot: QtBot
) -> None:
    window.selected = ("counterparty", at.customer)
    sheet = opened(window, Qt.Key.Key_M, qtbot)
    assert sheet.title.text() == "Note: Helios Batterie GmbH"
    assert sheet.text.text.hasFocus()
    QTest.keyClicks(sheet.text.text, "Wants it in blue")
    QTest.keyClick(sheet.text.text, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: at.store.read(notes) == ["Wants it in blue"])
    qtbot.waitUntil(lambda: not sheet.isVisible())
    assert messages.bar.sentence == "Noted: Helios Batterie GmbH"
    assert window.gone_back == []
    assert sheet.text.value() == "Wants it in blue"
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: at.store.read(notes) == [])
    sheet = opened(window, Qt.Key.Key_M, qtbot)
    assert sheet.typed == "Wants it in blue"


def test_escape_keeps_the_draft_of_each_thing(at: House, window: Desktop, choices: Choices, qtbot: QtBot) -> None:
    window.selected = ("counterparty", at.customer)
    sheet = opened(window, Qt.Key.Key_M, qtbot)
    QTest.keyClicks(sheet.text.text, "Half a thought")
    QTest.keyClick(sheet.text.text, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert "Half a thought" in choices.get("jotted")
    assert window.gone_back == []
    QTest.keyClick(window.room, Qt.Key.Key_Escape)
    assert window.gone_back == ["Esc"]
    window.selected = ("counterparty", at.supplier)
    assert opened(window, Qt.Key.Key_M, qtbot).typed == ""
    QTest.keyClick(sheet.text.text, Qt.Key.Key_Escape)
    window.selected = ("counterparty", at.customer)
    assert opened(window, Qt.Key.Key_M, qtbot).typed == "Half a thought"
    assert at.store.read(notes) == []


def test_a_task_is_planned_with_a_day(at: House, window: Desktop, messages: Messages, desk: Desk, qtbot: QtBot) -> None:
    window.selected = ("counterparty", at.customer)
    sheet = opened(window, Qt.Key.Key_T, qtbot)
    QTest.keyClick(sheet.line.line, Qt.Key.Key_Return)
    assert sheet.line.error == "Fill this in."
    QTest.keyClicks(sheet.line.line, "Send the drawing")
    sheet.due.line.setText("never")
    QTest.keyClick(sheet.line.line, Qt.Key.Key_Return)
    assert sheet.isVisible()
    sheet.due.line.setText("+3")
    QTest.keyClick(sheet.line.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: at.store.read(plans) == ["Send the drawing"])
    qtbot.waitUntil(lambda: not sheet.isVisible())
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: at.store.read(plans) == [])


def test_from_the_note_to_the_task_in_the_open_sheet(at: House, window: Desktop, qtbot: QtBot) -> None:
    window.selected = ("counterparty", at.customer)
    sheet = opened(window, Qt.Key.Key_M, qtbot)
    QTest.keyClicks(sheet.text.text, "Call back")
    QTest.keyClick(sheet.text.text, Qt.Key.Key_T, BOTH)
    assert (sheet.mode, sheet.typed) == ("task", "")
    QTest.keyClick(sheet.line.line, Qt.Key.Key_M, BOTH)
    assert (sheet.mode, sheet.typed) == ("note", "Call back")


def test_with_nothing_selected_it_says_so(window: Desktop, messages: Messages, desk: Desk, at: House, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_M, BOTH)
    assert messages.bar.sentence.startswith("Select something first")
    window.selected = ("deal", 999_999)
    QTest.keyClick(window, Qt.Key.Key_M, BOTH)
    settled(desk, qtbot)
    assert messages.bar.sentence == "This deal does not exist (any more)."


def test_drafts_are_few_and_survive_nonsense() -> None:
    choices = Choices()
    choices.set("jotted", "[broken")
    drafts = Drafts(choices)
    assert drafts.get("note:deal:1") == ""
    for number in range(MOST + 5):
        drafts.keep(f"note:deal:{number}", f"draft {number}")
    assert drafts.get("note:deal:4") == ""
    assert drafts.get("note:deal:5") == "draft 5"
    drafts.keep("note:deal:5", "  ")
    assert drafts.get("note:deal:5") == ""
