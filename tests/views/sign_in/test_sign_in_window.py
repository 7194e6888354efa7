"""Signing in by key: the own login, the desks of the try-out, languages."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.errors import Offline, UserError
from app.language import chosen, marked
from app.views.background import Background
from app.views.preferences import PreferencesFile
from app.views.shell.tongue import speak
from app.views.sign_in.door import DeskPlace, Reach
from app.views.sign_in.window import SignInWindow

PLACES = (
    DeskPlace("marta", "Marta Vogel", marked("dispatcher"), marked("Sorts what comes in"), "tray"),
    DeskPlace("anna", "Anna Krüger", marked("sales"), marked("Deals, offers, calls"), "columns"),
    DeskPlace("olga", "Olga Brandt", marked("warehouse"), marked("Receive, ship, count"), "barcode"),
)


class Door:
    """Knows one login; its database answers, or does not."""

    def __init__(self) -> None:
        self.reachable = True
        self.threads: set[str] = set()

    def connect(self, database: str, login: str, password: str) -> str:
        self.threads.add(threading.current_thread().name)
        if (login, password) != ("igor.petrow", "secret"):
            raise UserError("The name or the password is wrong")
        return f"{login}@{database}"

    def reach(self, database: str) -> Reach:
        if not self.reachable:
            raise Offline("{database} does not answer", database=database)
        return Reach(encrypted=True, milliseconds=4)

    def sit_at(self, login: str) -> str:
        self.threads.add(threading.current_thread().name)
        return f"try-out of {login}"


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    background = Background(readers=1)
    yield background
    assert background.stop()


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def preferences(tmp_path: Path) -> PreferencesFile:
    return PreferencesFile(tmp_path / "windows.ini")


@pytest.fixture
def entered() -> list[object]:
    return []


@pytest.fixture
def window(
    background: Background, door: Door, preferences: PreferencesFile, entered: list[object], qtbot: QtBot
) -> Iterator[SignInWindow]:
    window = SignInWindow(background, door, preferences, PLACES, version="1.0", database="kontor-db")
    window.entered.connect(entered.append)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    speak("en")


def said(window: SignInWindow) -> set[str]:
    return {label.text() for label in window.findChildren(QLabel) if label.isVisible()}


def test_a_digit_sits_down_at_a_desk(window: SignInWindow, door: Door, entered: list[object], qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: entered == ["try-out of anna"])
    assert "MainThread" not in door.threads


def test_enter_on_a_desk_means_the_desk(window: SignInWindow, entered: list[object], qtbot: QtBot) -> None:
    assert window.desks.buttons[0].hasFocus()
    QTest.keyClick(window.desks.buttons[0], Qt.Key.Key_Down)
    QTest.keyClick(window.desks.buttons[1], Qt.Key.Key_Down)
    QTest.keyClick(window.desks.buttons[2], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: entered == ["try-out of olga"])


def test_digits_in_a_field_are_text(window: SignInWindow, entered: list[object], qtbot: QtBot) -> None:
    window.card.name.setFocus()
    QTest.keyClicks(window.card.name.line, "anna2")
    assert window.card.name.value() == "anna2"
    assert entered == []


def test_the_own_login_by_key(
    window: SignInWindow, preferences: PreferencesFile, entered: list[object], door: Door, qtbot: QtBot
) -> None:
    QTest.keyClicks(window.card.name.line, "igor.petrow")
    QTest.keyClicks(window.card.password.line, "secret")
    window.card.password.setFocus()
    QTest.keyClick(window.card.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: entered == ["igor.petrow@kontor-db"])
    assert "MainThread" not in door.threads
    assert preferences.get("login") == "igor.petrow"
    assert window.card.password.value() == ""
    assert window.card.button.isEnabled()


def test_a_wrong_password_is_said_under_the_field(window: SignInWindow, entered: list[object], qtbot: QtBot) -> None:
    QTest.keyClicks(window.card.name.line, "igor.petrow")
    QTest.keyClicks(window.card.password.line, "guess")
    window.card.button.click()
    assert not window.card.button.isEnabled()
    qtbot.waitUntil(lambda: window.card.password.error == "The name or the password is wrong")
    assert window.card.password.line.hasFocus()
    assert window.card.button.isEnabled()
    assert entered == []


def test_what_is_missing_is_named(window: SignInWindow) -> None:
    window.card.button.click()
    assert window.card.name.error == "Your name is missing"


def test_the_database_is_looked_for_in_the_background(window: SignInWindow, door: Door, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "Reachable, encrypted, 4 ms" in said(window))
    door.reachable = False
    window.card.database.line.setFocus()
    QTest.keyClick(window.card.database.line, Qt.Key.Key_End)
    QTest.keyClicks(window.card.database.line, "2")
    assert "Reachable, encrypted, 4 ms" not in said(window)
    qtbot.waitUntil(lambda: "kontor-db2 does not answer" in said(window))


def test_the_language_switches_at_once(window: SignInWindow, preferences: PreferencesFile, qtbot: QtBot) -> None:
    window.card.languages.setFocus()
    QTest.keyClick(window.card.languages, Qt.Key.Key_Right)
    assert chosen() == "de"
    assert preferences.get("language") == "de"
    assert window.card.languages.current == "de"


def test_it_warns_that_the_try_out_has_no_passwords(window: SignInWindow) -> None:
    assert "The try-out has no passwords. Don't put real customers in." in said(window)
    assert "Kontor 1.0" in said(window)
