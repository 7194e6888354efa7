"""Messages: one bar in the room that is shown; undo by key; problems stay."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.language import phrase
from app.views.messages import MessageArea, Messages


@pytest.fixture
def messages() -> Messages:
    return Messages()


@pytest.fixture
def window(messages: Messages, qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(QLineEdit())
    column.addWidget(MessageArea(messages))
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_undo_is_offered_for_ten_seconds_and_on_its_key(messages: Messages, window: QWidget, qtbot: QtBot) -> None:
    undone: list[str] = []
    messages.done(phrase("Moved to {stage}.", stage="Stock sale"), lambda: undone.append("move"))
    assert messages.bar.isVisible()
    assert messages.bar.sentence == "Moved to Stock sale."
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["move"]
    assert not messages.bar.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["move"]


def test_undo_in_a_field_is_the_fields(messages: Messages, window: QWidget, qtbot: QtBot) -> None:
    undone: list[str] = []
    messages.done("Done", lambda: undone.append("step"))
    field = window.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    QTest.keyClicks(field, "x")
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == []
    assert field.text() == ""


def test_a_problem_says_the_sentence_and_the_way(messages: Messages, window: QWidget, qtbot: QtBot) -> None:
    gone: list[str] = []
    messages.problem(UserError("No certificate for unit {n}", n=2), "Open", lambda: gone.append("there"))
    assert messages.bar.kind == "danger"
    assert messages.bar.sentence == "No certificate for unit 2"
    button = next(button for button in messages.bar.findChildren(QWidget) if button.accessibleName() == "Open")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert gone == ["there"]
    assert not messages.bar.isVisible()


def test_the_next_message_takes_the_place_of_the_one_before(messages: Messages, window: QWidget) -> None:
    undone: list[str] = []
    messages.done("First", lambda: undone.append("first"))
    messages.say("Second")
    assert messages.bar.sentence == "Second"
    messages.clear()
    assert messages.bar.sentence == ""


def test_the_bar_follows_the_person_into_the_next_room(messages: Messages, window: QWidget, qtbot: QtBot) -> None:
    messages.done("Sent to Prom", lambda: None)
    other = MessageArea(messages)
    qtbot.addWidget(other)
    window.hide()
    other.show()
    assert messages.bar.parentWidget() is other
    assert messages.bar.isVisible()
    assert messages.bar.sentence == "Sent to Prom"


def test_said_before_any_room_it_waits_for_one(messages: Messages, qtbot: QtBot) -> None:
    messages.say("Welcome")
    assert not messages.bar.isVisible()
    area = MessageArea(messages)
    qtbot.addWidget(area)
    area.show()
    assert messages.bar.isVisible()


def test_a_refusal_stays_in_the_room_where_it_was_said(messages: Messages, window: QWidget, qtbot: QtBot) -> None:
    messages.problem(UserError("Choose a batch first."))
    assert messages.bar.isVisible()
    other = MessageArea(messages)
    qtbot.addWidget(other)
    window.hide()
    other.show()
    assert not messages.bar.isVisible()
    assert messages.bar.sentence == ""


def test_a_refusal_is_gone_when_the_next_room_shows_before_the_last_one_hides(
    messages: Messages, window: QWidget, qtbot: QtBot
) -> None:
    messages.problem(UserError("Choose a batch first."))
    other = MessageArea(messages)
    qtbot.addWidget(other)
    other.show()
    window.hide()
    assert messages.bar.sentence == ""
