"""The main window, driven by keys and clicks: rooms, search, language, theme, notifications, connection, leaving."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import DeviceTrouble, UserError
from app.events import Change
from app.language import chosen, marked
from app.views.desk import Desk
from app.views.look.icons import icon_names
from app.views.look.theme import theme
from app.views.messages import Messages
from app.views.preferences import PreferencesFile
from app.views.room import Creation, RoomEntry
from app.views.shell.badge import Person
from app.views.shell.commands import KINDS, Finder
from app.views.shell.house import House
from app.views.shell.main_window import MainWindow
from app.views.shell.notices import NoticeBooks
from tests.views.paper_books import BooksOnPaper
from tests.views.paper_room import PaperRoom

CONTROL = Qt.KeyboardModifier.ControlModifier
TITLES = ("Triage", "Calls", "Customers", "Deals", "Tasks", "Station")


@dataclass(frozen=True)
class FoundRow:
    kind: str
    id: int
    title: str
    subtitle: str
    otherwise: tuple[str, int] = ("", 0)

    @property
    def opens(self) -> str:
        return self.kind


@dataclass(frozen=True)
class NoticeRow:
    id: int
    at: datetime
    text: str
    kind: str
    record: int


class Company:
    """What the operations of these tests work on."""

    def __init__(self) -> None:
        self.waiting = 9
        self.unread = [NoticeRow(1, datetime(2026, 11, 23, tzinfo=UTC), "A deal was moved", "deal", 417)]
        self.begun: list[str] = []
        self.sought: list[str] = []

    def count(self, session: Any) -> int:
        return self.waiting

    def find(self, session: Any, text: str, limit: int) -> Sequence[FoundRow]:
        self.sought.append(text)
        rows = [
            *(FoundRow("deal", 417, "Helios, climatic chamber", "D-2026-0417"), FoundRow("comet", 1, "Hale-Bopp", "")),
            FoundRow("order", 7, "Order of the comet", "", ("deal", 418)),
        ]
        return [row for row in rows if text.casefold() in row.title.casefold()][:limit]

    def notices(self, session: Any) -> Sequence[NoticeRow]:
        return list(self.unread)

    def read(self, session: Any, ids: tuple[int, ...]) -> None:
        self.unread = [row for row in self.unread if row.id not in ids]


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def preferences(tmp_path: Path) -> PreferencesFile:
    return PreferencesFile(tmp_path / "windows.ini", "marta")


@pytest.fixture
def house(desk: Desk, company: Company) -> tuple[House, Messages]:
    messages = Messages()

    new_deal = Creation(marked("New deal"), "columns", lambda room: company.begun.append(room.title))

    def entry(title: str) -> RoomEntry:
        deals = title == "Deals"
        return RoomEntry(
            title.lower(),
            title,
            "tray",
            lambda: PaperRoom(desk, messages),
            topics=frozenset({"inquiry"}),
            count=company.count if title == "Triage" else None,
            kinds=frozenset({"deal"}) if deals else frozenset(),
            creations=(new_deal,) if deals else (),
            whole_window=title == "Station",
        )

    made = House(
        Person("marta", "Marta Vogel", marked("Dispatcher")),
        tuple(entry(title) for title in TITLES),
        "kontor-db",
        (Finder(company.find),),
        NoticeBooks(company.notices, company.read),
    )
    return made, messages


@pytest.fixture
def window(desk: Desk, house: tuple[House, Messages], preferences: PreferencesFile, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(desk, house[1], preferences, house[0])
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.speak("en")
    window.dress("light")
    for title in TITLES:
        paper(window, title.lower()).field.clear()


def paper(window: MainWindow, name: str) -> PaperRoom:
    room = window.room(name)
    assert isinstance(room, PaperRoom)
    return room


def button(parent: QWidget, words: str) -> QWidget:
    return next(child for child in parent.findChildren(QWidget) if child.accessibleName() == words)


def search(window: MainWindow, text: str, qtbot: QtBot) -> list[str]:
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    assert window.search.field.hasFocus()
    QTest.keyClicks(window.search.field, text)
    return [offer.words for offer in window.search.results.model.offers]


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


def test_the_search_runs_commands(window: MainWindow, qtbot: QtBot) -> None:
    assert search(window, "deut", qtbot)[0] == "Language: Deutsch"
    QTest.keyClick(window.search.field, Qt.Key.Key_Return)
    assert chosen() == "de"
    assert not window.search.results.isVisible()
    assert window.search.field.text() == ""


def test_the_search_enters_rooms_and_runs_their_commands(window: MainWindow, qtbot: QtBot) -> None:
    assert search(window, "cust", qtbot)[0] == "Customers"
    QTest.keyClick(window.search.field, Qt.Key.Key_Return)
    assert window.current == "customers"
    assert search(window, "rep", qtbot)[0] == "Reply"
    QTest.keyClick(window.search.field, Qt.Key.Key_Return)
    assert paper(window, "customers").replies == 1


def test_the_search_finds_records_and_opens_them(window: MainWindow, qtbot: QtBot) -> None:
    search(window, "hel", qtbot)
    qtbot.waitUntil(lambda: window.search.results.model.offers[0].words == "Helios, climatic chamber")
    offer = window.search.results.model.offers[0]
    assert (offer.kind, offer.detail) == ("deal", "D-2026-0417")
    QTest.keyClick(window.search.field, Qt.Key.Key_Return)
    assert window.current == "deals"
    assert paper(window, "deals").opened == [("deal", 417)]


def test_a_record_of_another_desk_is_explained(window: MainWindow, qtbot: QtBot) -> None:
    search(window, "hale", qtbot)
    qtbot.waitUntil(lambda: window.search.results.model.offers[0].words == "Hale-Bopp")
    QTest.keyClick(window.search.field, Qt.Key.Key_Return)
    assert "another desk" in window.messages.bar.sentence


def test_a_record_without_a_room_leads_where_it_belongs(window: MainWindow, qtbot: QtBot) -> None:
    search(window, "order of", qtbot)
    qtbot.waitUntil(lambda: window.search.results.model.offers[0].words == "Order of the comet")
    QTest.keyClick(window.search.field, Qt.Key.Key_Return)
    assert paper(window, "deals").opened == [("deal", 418)]


def test_enter_before_the_answer_takes_the_first_line_of_it(window: MainWindow, qtbot: QtBot) -> None:
    assert search(window, "hel", qtbot) == ["Searching for “hel” …"]
    QTest.keyClick(window.search.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current == "deals")
    assert paper(window, "deals").opened == [("deal", 417)]


def test_enter_on_nothing_found_leaves_the_words_to_be_mended(window: MainWindow, qtbot: QtBot) -> None:
    search(window, "qqqq", qtbot)
    qtbot.waitUntil(lambda: window.search.results.model.offers[0].words == "Nothing found for “qqqq”")
    QTest.keyClick(window.search.field, Qt.Key.Key_Return)
    assert window.search.field.text() == "qqqq"


def test_a_sign_restricts_the_search_to_commands(window: MainWindow, company: Company, qtbot: QtBot) -> None:
    assert search(window, ">dark", qtbot) == ["Theme: Dark"]
    window.search.field.clear()
    QTest.keyClicks(window.search.field, "hel")
    qtbot.waitUntil(lambda: window.search.results.model.offers[0].words == "Helios, climatic chamber")
    assert company.sought == ["hel"]


def test_every_command_of_the_room_is_offered_with_its_key(window: MainWindow, qtbot: QtBot) -> None:
    search(window, ">", qtbot)
    offered = {(offer.words, offer.key) for offer in window.search.results.model.offers}
    room = window.room(window.current)
    assert {(action.text(), key) for action, key in room.commands if action.isEnabled()} <= offered
    assert {("Deals", "F5"), ("Keys of this screen", "F1"), ("Quit Kontor", "Ctrl+Q")} <= offered


def test_arrows_walk_and_escape_gives_the_keyboard_back(window: MainWindow, qtbot: QtBot) -> None:
    field = paper(window, "triage").field
    field.setFocus()
    search(window, "theme", qtbot)
    results = window.search.results
    QTest.keyClick(window.search.field, Qt.Key.Key_Down)
    assert results.chosen is not None
    assert results.chosen.words == "Theme: Dark"
    QTest.keyClick(window.search.field, Qt.Key.Key_Up)
    QTest.keyClick(window.search.field, Qt.Key.Key_Up)
    assert results.chosen.words == "Theme: As the system"
    QTest.keyClick(window.search.field, Qt.Key.Key_Escape)
    assert not results.isVisible()
    assert field.hasFocus()


def test_every_offer_has_an_icon_that_exists(window: MainWindow, qtbot: QtBot) -> None:
    search(window, "", qtbot)
    known = icon_names()
    assert [offer for offer in window.search.results.model.offers if offer.icon not in known] == []
    assert [icon for icon, _ in KINDS.values() if icon not in known] == []
    window.grab()


def test_nothing_found_is_said(window: MainWindow, qtbot: QtBot) -> None:
    search(window, "zzzz", qtbot)
    qtbot.waitUntil(lambda: window.search.results.model.offers[0].words == "Nothing found for “zzzz”")
    QTest.keyClick(window.search.field, Qt.Key.Key_Return)
    assert window.current == "triage"


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
    qtbot.waitUntil(lambda: any(child.accessibleName() == "No notifications" for child in window.findChildren(QWidget)))
    company.unread = [NoticeRow(n, datetime(2026, 11, 23, tzinfo=UTC), f"Task {n}", "", 0) for n in (5, 6, 7)]
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
