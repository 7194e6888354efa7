"""Buttons and keys, driven by the keyboard."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.views.look.buttons import DangerButton, IconButton, MainButton, PlainButton, QuietButton
from app.views.look.key_hint import KeyHint, hint_text, key_sequences


def _window(qtbot: QtBot, *parts: QWidget) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for part in parts:
        column.addWidget(part)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_the_key_on_a_button_clicks_it(qtbot: QtBot) -> None:
    button = MainButton("Save", key="Ctrl+S")
    window = _window(qtbot, button)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert button.accessibleName() == "Save"
    assert button.accessibleDescription() == "Ctrl S"


def test_a_disabled_or_hidden_button_does_not_hear_its_key(qtbot: QtBot) -> None:
    off, hidden = PlainButton("Ship", key="F9"), PlainButton("Print", key="F8")
    window = _window(qtbot, off, hidden)
    off.setEnabled(False)
    hidden.hide()
    heard: list[str] = []
    off.clicked.connect(lambda: heard.append("F9"))
    hidden.clicked.connect(lambda: heard.append("F8"))
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert heard == []


def test_a_letter_acts_only_while_no_field_has_the_keyboard(qtbot: QtBot) -> None:
    field, button = QLineEdit(), PlainButton("Reply", key="R")
    window = _window(qtbot, field, button)
    heard: list[str] = []
    button.clicked.connect(lambda: heard.append("clicked"))
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_R)
    assert (field.text(), len(heard)) == ("r", 0)
    button.setFocus()
    QTest.keyClick(window, Qt.Key.Key_R)
    assert len(heard) == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_enter_and_space_press_the_focused_button(qtbot: QtBot, key: Qt.Key) -> None:
    button = DangerButton("Write off", icon="trash")
    window = _window(qtbot, button)
    button.setFocus()
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)
    assert window.focusWidget() is button


def test_a_key_can_be_taken_away(qtbot: QtBot) -> None:
    button = QuietButton("Undo", key="Ctrl+Z")
    window = _window(qtbot, button)
    button.set_key("")
    heard: list[str] = []
    button.clicked.connect(lambda: heard.append("clicked"))
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert heard == []
    assert button.key_shortcut is None


def test_letters_are_heard_by_their_place() -> None:
    assert [sequence.toString() for sequence in key_sequences("R")] == ["R", "К"]
    assert [sequence.toString() for sequence in key_sequences("Ctrl+D")] == ["Ctrl+D", "Ctrl+В"]
    assert [sequence.toString() for sequence in key_sequences("Return")] == ["Return", "Enter"]


@pytest.mark.parametrize(
    ("key", "shown"), [("Ctrl+Right", "Ctrl →"), ("Return", "Enter"), ("D", "D"), ("F5", "F5"), ("/", "/"), ("+", "+")]
)
def test_hints(key: str, shown: str) -> None:
    assert hint_text(key) == shown


def test_sizes_and_room_for_long_words(qtbot: QtBot) -> None:
    short, long = PlainButton("Save"), PlainButton("Изменения сохранить и закрыть", icon="file-text", key="Ctrl+Return")
    square = IconButton("bell", "Notifications", key="F11")
    for button in (short, long, square):
        qtbot.addWidget(button)
        button.grab()
    assert short.sizeHint().height() == 32
    assert long.minimumSizeHint().width() > short.minimumSizeHint().width() * 3
    assert (square.width(), square.height(), square.toolTip()) == (32, 32, "Notifications")
    assert PlainButton("Sales & service").words == "Sales & service"


def test_a_change_of_language_lays_the_hint_out_again(qapp: QApplication, qtbot: QtBot) -> None:
    hint, button = KeyHint("Del"), PlainButton("Remove", key="Del")
    for part in (hint, button):
        qtbot.addWidget(part)
        part.setAccessibleName("") if part is hint else part.setAccessibleDescription("")
        qapp.sendEvent(part, QEvent(QEvent.Type.LanguageChange))
    assert hint.accessibleName() == "Del"
    assert button.accessibleDescription() == "Del"
