"""The search field: commands, rooms and records, by keys alone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.language import chosen
from app.views.look.icons import icon_names
from app.views.shell.commands import KINDS
from app.views.shell.main_window import MainWindow
from tests.views.shell.paper_house import Company, paper, search


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
