"""Segments by keyboard and mouse."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from app.views.look.segments import Segment, Segments

VIEWS = [Segment("all", "All", 9), Segment("calls", "Calls", 3), Segment("mail", "E-mail")]


def _shown(qtbot: QtBot) -> Segments:
    segments = Segments(VIEWS, name="Views")
    qtbot.addWidget(segments)
    segments.show()
    segments.activateWindow()
    qtbot.waitUntil(segments.isActiveWindow)
    return segments


def test_arrows_walk_and_stop_at_the_ends(qtbot: QtBot) -> None:
    segments = _shown(qtbot)
    segments.setFocus()
    heard: list[str] = []
    segments.chosen.connect(heard.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
    assert heard == ["calls", "mail", "calls"]
    assert segments.current == "calls"


def test_a_click_chooses(qtbot: QtBot) -> None:
    segments = _shown(qtbot)
    last = segments.findChildren(QAbstractButton)[2]
    with qtbot.waitSignal(segments.chosen) as said:
        QTest.mouseClick(last, Qt.MouseButton.LeftButton)
    assert said.args == ["mail"]


def test_new_counts_keep_the_chosen_view(qtbot: QtBot) -> None:
    segments = _shown(qtbot)
    segments.choose("calls")
    segments.set_segments([Segment("all", "All", 8), Segment("calls", "Calls", 2)])
    assert segments.current == "calls"
    segments.set_segments([Segment("web", "Web", 8), Segment("chat", "Chat", 2)])
    assert segments.current == "web"
    segments.grab()


def test_only_the_chosen_segment_is_a_tab_stop(qtbot: QtBot) -> None:
    segments = _shown(qtbot)
    stops = [button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in segments.findChildren(QAbstractButton)]
    assert [bool(stop) for stop in stops] == [True, False, False]
