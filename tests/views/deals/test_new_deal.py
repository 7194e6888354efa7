"""A new deal begun on the board: N, the customer by a part of the name, Enter; who may not hears why."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.models.counterparties import Counterparty
from app.views.deals.customer_search import CustomerSearch
from app.views.deals.room import DealsRoom
from app.views.desk import Desk
from app.views.shell.tongue import speak
from tests.deal_factories import House, deal
from tests.views.quiet import settled


def test_n_asks_for_the_customer_and_leads_to_its_form(
    enter: Callable[..., DealsRoom], at: House, desk: Desk, qtbot: QtBot
) -> None:
    deal(at)
    room = enter()
    wanted: list[tuple[str, int]] = []
    room.wanted.connect(lambda kind, record: wanted.append((kind, record)))
    QTest.keyClick(room.board_page.board, Qt.Key.Key_N)
    search = room.board_page.slot.form
    assert isinstance(search, CustomerSearch)
    settled(desk, qtbot)
    QTest.keyClicks(search.text.line, "nobody at all")
    QTest.keyClick(search.text.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: search.text.error == "Choose a customer: none is found by these words.")
    search.text.line.clear()
    QTest.keyClicks(search.text.line, "Helios")
    QTest.keyClick(search.text.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: wanted == [("new_deal", at.customer)])
    assert room.board_page.slot.form is None


def test_esc_leaves_it_and_the_command_is_listed(
    enter: Callable[..., DealsRoom], at: House, desk: Desk, qtbot: QtBot
) -> None:
    room = enter()
    assert ("New deal", "N") in [(action.text(), key) for action, key in room.commands]
    room.begin_deal()
    settled(desk, qtbot)
    search = room.board_page.slot.form
    assert isinstance(search, CustomerSearch)
    QTest.keyClick(search.text.line, Qt.Key.Key_Escape)
    assert room.board_page.slot.form is None


def test_an_empty_board_offers_it_in_the_language_that_is_chosen_now(enter: Callable[..., DealsRoom], qtbot: QtBot) -> None:
    room = enter()
    nothing = room.board_page.board.empty
    assert nothing.accessibleName() == "No open deals"
    try:
        speak("de")
        qtbot.waitUntil(lambda: nothing.accessibleName() == "Keine offenen Geschäfte")
    finally:
        speak("en")
    nothing.button.click()
    assert isinstance(room.board_page.slot.form, CustomerSearch)


def test_a_long_name_leaves_in_sight_what_the_deal_lacks(
    enter: Callable[..., DealsRoom], at: House, desk: Desk, qtbot: QtBot
) -> None:
    deal(at)
    at.run(update(Counterparty).values(name="Общество с ограниченной ответственностью " * 4))
    room = enter(width=1224)
    settled(desk, qtbot)
    said = room.board_page.why_bar.sentence
    assert said.startswith("Общество")
    assert "… can leave Selection with" in said


def test_who_sells_nothing_is_told_who_opens_deals(
    enter: Callable[..., DealsRoom], at: House, desk: Desk, qtbot: QtBot
) -> None:
    deal(at)
    room = enter("Sven")
    QTest.keyClick(room.board_page.board, Qt.Key.Key_N)
    assert room.board_page.slot.form is None
    assert room.messages.bar.sentence == "Deals are opened by sellers and heads."
