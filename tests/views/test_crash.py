"""Our own bugs: one window a kind, from every thread; Qt's messages go to the log."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.views.crash import CrashReport, CrashWatch, CrashWindow, crash_report, qt_message


def stumble(message: str) -> Exception:
    try:
        raise RuntimeError(message)
    except RuntimeError as error:
        return error


def stumble_elsewhere() -> Exception:
    try:
        raise RuntimeError("one")
    except RuntimeError as error:
        return error


@pytest.fixture
def shown() -> list[CrashReport]:
    return []


@pytest.fixture
def watch(shown: list[CrashReport], qtbot: QtBot, expected_logs: list[str]) -> Iterator[CrashWatch]:
    expected_logs.append("A bug of ours")
    watch = CrashWatch(shown.append, "0.1.0")
    yield watch
    watch.uninstall()


def test_one_window_for_each_kind(watch: CrashWatch, shown: list[CrashReport], qtbot: QtBot) -> None:
    watch.report(stumble("one"))
    watch.report(stumble("two"))
    watch.report(stumble_elsewhere())
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert shown[0].kind != shown[1].kind
    assert "RuntimeError: one" in shown[0].text
    assert "Kontor 0.1.0" in shown[0].text


def test_the_kind_does_not_depend_on_the_message() -> None:
    assert crash_report(stumble("a"), "1").kind == crash_report(stumble("b"), "1").kind


def test_it_hears_of_other_threads_and_of_the_main_one(watch: CrashWatch, shown: list[CrashReport], qtbot: QtBot) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    watch.install()
    try:
        thread = threading.Thread(target=[].pop)
        thread.start()
        thread.join()
        error = stumble("main")
        sys.excepthook(type(error), error, error.__traceback__)
        qtbot.waitUntil(lambda: len(shown) == 2)
    finally:
        watch.uninstall()
    assert {"IndexError", "RuntimeError"} == {report.text.strip().splitlines()[-1].split(":")[0] for report in shown}
    assert before == (sys.excepthook, threading.excepthook, sys.unraisablehook)


def test_the_window_has_text_to_copy_and_goes_away_on_enter(qtbot: QtBot) -> None:
    window = CrashWindow(crash_report(stumble("one"), "0.1.0"))
    qtbot.addWidget(window)
    window.show()
    assert not window.isModal()
    QTest.mouseClick(window.copy, Qt.MouseButton.LeftButton)
    assert "RuntimeError: one" in QGuiApplication.clipboard().text()
    assert window.copy.words == "Copied"
    closed: list[int] = []
    window.finished.connect(closed.append)
    window.go_on.setFocus()
    QTest.keyClick(window.go_on, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(closed) or not window.isVisible())


def test_messages_of_qt_go_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "qt"):
        qt_message(QtMsgType.QtInfoMsg, QMessageLogContext(), "a font was replaced")
    assert [(record.name, record.levelno, record.getMessage()) for record in caplog.records] == [
        ("qt", logging.INFO, "a font was replaced")
    ]
