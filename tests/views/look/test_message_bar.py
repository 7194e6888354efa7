"""The message bar: what it says, its one action, and the undo that runs out."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.views.look.message_bar import DRESSES, MessageBar, MessageKind


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[MessageBar]:
    """A bar in a window that has the keyboard."""
    window = QWidget()
    qtbot.addWidget(window)
    bar = MessageBar(window)
    QVBoxLayout(window).addWidget(bar)
    window.resize(600, 60)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield bar
    window.close()


def test_it_is_hidden_until_something_is_said(bar: MessageBar) -> None:
    assert not bar.isVisible()
    assert bar.sentence == ""


@pytest.mark.parametrize("kind", list(DRESSES))
def test_each_kind_shows_its_sentence(bar: MessageBar, kind: MessageKind) -> None:
    bar.say(kind, "The scanner does not answer.", note="trying")
    assert bar.isVisible()
    assert bar.sentence == bar.accessibleName() == "The scanner does not answer."
    bar.grab()
    bar.clear()
    assert bar.sentence == ""


def test_undo_by_its_key(bar: MessageBar, qtbot: QtBot) -> None:
    undone: list[str] = []
    bar.offer_undo("Moved to Stock sale.", lambda: undone.append("moved back"))
    with qtbot.waitSignal(bar.acted):
        QTest.keyClick(bar.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["moved back"]
    assert not bar.isVisible()
    QTest.keyClick(bar.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["moved back"]


def test_undo_runs_out(bar: MessageBar, qtbot: QtBot) -> None:
    undone: list[str] = []
    with qtbot.waitSignal(bar.gone, timeout=5000):
        bar.offer_undo("Moved to Stock sale.", lambda: undone.append("moved back"), seconds=1)
    assert not bar.isVisible()
    QTest.keyClick(bar.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == []


def test_a_new_message_takes_the_old_action_away(bar: MessageBar, qtbot: QtBot) -> None:
    heard: list[str] = []
    bar.offer_undo("Moved to Stock sale.", lambda: heard.append("undo"))
    bar.say("accent", "3 new inquiries", action="Show", key="F5", act=lambda: heard.append("show"))
    QTest.keyClick(bar.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(bar.window(), Qt.Key.Key_F5)
    assert heard == ["show"]


def test_an_action_may_say_the_next_thing(bar: MessageBar, qtbot: QtBot) -> None:
    bar.say("danger", "No certificate.", action="Add", key="F5", act=lambda: bar.say("plain", "Certificate added."))
    QTest.keyClick(bar.window(), Qt.Key.Key_F5)
    assert bar.sentence == "Certificate added."


def test_a_change_of_language_reaches_the_undo(bar: MessageBar, qapp: QApplication) -> None:
    bar.offer_undo("Moved.", lambda: None)
    qapp.sendEvent(bar, QEvent(QEvent.Type.LanguageChange))
    assert bar.sentence == "Moved."
