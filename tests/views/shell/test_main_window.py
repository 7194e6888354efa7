"""The main window, driven by keys and clicks: rooms, language, theme, notifications, connection, leaving."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import DeviceTrouble, UserError
from app.events import Change
from app.language import chosen
from app.views.desk import Desk
from app.views.look.theme import theme
from app.views.messages import Messages
from app.views.preferences import PreferencesFile
from app.views.shell.house import House
from app.views.shell.main_window import MainWindow
from tests.views.paper_books import BooksOnPaper
from tests.views.paper_room import PaperRoom
from tests.views.shell.paper_house import Company, button, notice, paper, search


def test_rooms_are_built_when_entered_and_answer_to_their_keys(window: MainWindow, qtbot: QtBot) -> None:
    assert window.current == "triage"
    assert len(window.findChildren(PaperRoom)) == 1
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.current == "deals"
    assert window.windowTitle() == "Deals, Kontor"
    assert window.rail.button("deals").isChecked()
    assert paper(window, "deals").isVisible()
    assert len(window.findChildren(PaperRoom)) == 2
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert window.current == "triage"
    assert not window.rail.button("deals").isChecked()


def test_a_click_in_the_rail_enters_a_room(window: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(window.rail.button("tasks"), Qt.MouseButton.LeftButton)
    assert window.current == "tasks"


def test_the_rail_shows_what_waits_and_hears_news(window: MainWindow, desk: Desk, company: Company, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.rail.button("triage").count == 9)
    company.waiting = 8
    desk.hear(Change("inquiry", frozenset({1})))
    qtbot.waitUntil(lambda: window.rail.button("triage").count == 8)


def test_the_last_room_is_remembered(
    window: MainWindow, desk: Desk, house: tuple[House, Messages], preferences: PreferencesFile, qtbot: QtBot
) -> None:
    QTest.keyClick(window, Qt.Key.Key_F4)
    window.close()
    again = MainWindow(desk, house[1], preferences, house[0])
    qtbot.addWidget(again)
    assert again.current == "customers"


def test_a_whole_window_room_hides_the_bars_until_it_is_left(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_F3)
    window.go("station")
    assert not window.rail.isVisible()
    assert not window.top_bar.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert window.current == "station"
    paper(window, "station").leave.emit()
    assert window.current == "calls"
    assert window.rail.isVisible()


def test_the_rail_folds_in_a_narrow_window_and_by_choice(
    window: MainWindow, preferences: PreferencesFile, qtbot: QtBot
) -> None:
    window.resize(1440, 900)
    assert window.rail.width() == 200
    window.resize(1280, 720)
    assert window.rail.width() == 56
    window.resize(1440, 900)
    assert window.rail.width() == 200
    window.set_folded(True)
    assert window.rail.width() == 56
    assert preferences.get("rail") == "folded"


def test_language_and_theme_switch_at_once_and_are_remembered(
    window: MainWindow, preferences: PreferencesFile, qtbot: QtBot
) -> None:
    room = paper(window, "triage")
    room.said = ""
    other = PaperRoom(window.desk, window.messages)
    qtbot.addWidget(other)
    other.said = ""
    window.speak("ru")
    QApplication.processEvents()
    assert chosen() == "ru"
    assert room.said != ""
    assert other.said != ""
    assert preferences.get("language") == "ru"
    window.dress("dark")
    assert theme().name == "dark"
    assert preferences.get("theme") == "dark"


def test_the_badges_menu_offers_the_choices(window: MainWindow, preferences: PreferencesFile) -> None:
    actions = {action.text(): action for action in window.badge.menu.actions() if action.text()}
    assert {"English", "Deutsch", "Русский", "Light", "Dark", "As the system"} <= set(actions)
    assert actions["English"].isChecked()
    actions["Compact rows"].trigger()
    assert preferences.get("compact") == "yes"
    actions["Dark"].trigger()
    assert theme().name == "dark"


def test_new_things_are_begun_in_their_room(window: MainWindow, company: Company, qtbot: QtBot) -> None:
    assert search(window, "new deal", qtbot)[0] == "New deal"
    QTest.keyClick(window.search.field, Qt.Key.Key_Return)
    assert window.current == "deals"
    assert company.begun == ["Triage"]
    assert window.top_bar.plus.isVisible()


def test_notifications_are_counted_listed_and_opened(window: MainWindow, company: Company, desk: Desk, qtbot: QtBot) -> None:
    bell = window.bell
    assert bell is not None
    qtbot.waitUntil(lambda: button(window.status_bar, "1 notification").isVisible())
    bell.list.taken.emit(company.unread[0])
    assert paper(window, "deals").opened == [("deal", 417)]
    qtbot.waitUntil(lambda: company.unread == [])
    desk.hear(Change("notification"))
    qtbot.waitUntil(lambda: any(child.accessibleName() == "No notifications" for child in window.findChildren(QWidget)))
    company.unread = [notice(number, f"Task {number}") for number in (5, 6, 7)]
    desk.hear(Change("notification", frozenset({5, 6, 7})))
    qtbot.waitUntil(lambda: any(child.accessibleName() == "3 notifications" for child in window.findChildren(QWidget)))
    bell.list.read_all.click()
    qtbot.waitUntil(lambda: company.unread == [])


def test_a_lost_connection_stands_in_the_banner_until_it_is_back(
    window: MainWindow, books: BooksOnPaper, desk: Desk, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: desk.under_way == 0)
    books.plug.clear()
    desk.hear(Change("notification"))
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.sentence.startswith("No connection to kontor-db")
    assert window.status_bar.words_of("connection") == "No connection to kontor-db"
    books.plug.set()
    qtbot.waitUntil(lambda: not window.banner.isVisible())
    assert window.status_bar.words_of("connection") == "Connected to kontor-db"


def test_a_device_in_trouble_stands_in_the_banner_until_it_is_over(window: MainWindow) -> None:
    window.show_trouble("scanner", DeviceTrouble("The scanner on {port} does not answer", port="COM3"))
    assert window.banner.sentence == "The scanner on COM3 does not answer"
    window.banner.grab()
    window.show_trouble("scanner", None)
    assert not window.banner.isVisible()
    window.status_bar.show_item("scans", "barcode", "warning_text", "12 scans wait")
    assert window.status_bar.words_of("scans") == "12 scans wait"


def test_an_error_that_nobody_took_is_said_in_the_room(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    def refuse(session: Any) -> None:
        raise UserError("Batch {batch} has expired", batch="L26")

    desk.do(window, refuse)
    qtbot.waitUntil(window.messages.bar.isVisible)
    assert window.messages.bar.sentence == "Batch L26 has expired"


def test_f1_lists_the_keys_of_this_screen(window: MainWindow) -> None:
    sheet = window.show_keys()
    assert sheet.windowTitle() == "Keys in Triage"
    said = {child.text() for child in sheet.findChildren(QWidget) if hasattr(child, "text")}
    assert {"Reply", "Deals", "Search and commands"} <= said
    sheet.close()


def test_unsaved_typing_is_not_lost_by_leaving(window: MainWindow, qtbot: QtBot) -> None:
    left: list[bool] = []
    window.sign_out_wanted.connect(lambda: left.append(True))
    QTest.keyClicks(paper(window, "triage").field, "half a sentence")
    QTest.keyClick(window, Qt.Key.Key_F5)
    window.sign_out()
    assert window.isVisible()
    assert window.current == "triage"
    assert left == []
    QTest.mouseClick(button(window.messages.bar, "Leave without it"), Qt.MouseButton.LeftButton)
    assert not window.isVisible()
    assert left == [True]


def test_every_part_that_takes_the_keyboard_has_a_name(window: MainWindow) -> None:
    nameless = [
        child
        for child in window.findChildren(QWidget)
        if child.isVisible()
        and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not child.accessibleName()
        and not isinstance(child.parent(), PaperRoom)
        and child is not paper(window, window.current).field
    ]
    assert nameless == []
