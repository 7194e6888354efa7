"""By keys: a company joins its group, a next step is planned where there is none, a number gets its note."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.models.counterparties import Counterparty
from app.views.counterparties.parts import LinkLine
from app.views.counterparties.party_picker import PartyPicker
from app.views.counterparties.room import CounterpartiesRoom
from app.views.deals.form import InlineForm
from app.views.desk import Desk
from app.views.look.buttons import PlainButton
from tests import factories
from tests.deal_factories import House
from tests.views.counterparties.driving import CONTROL, Enter, line, on_page, words
from tests.views.quiet import settled


def choose(room: CounterpartiesRoom, *path: str) -> None:
    """Choose an entry of the menu of changes, by its words."""
    outer = menu = room.page.buttons["E"].findChildren(QMenu)[0]
    for word in path[:-1]:
        inner = next(action for action in menu.actions() if action.text() == word).menu()
        assert isinstance(inner, QMenu)
        menu = inner
    next(action for action in menu.actions() if action.text() == path[-1]).trigger()
    outer.close()


def test_a_company_joins_its_group_and_leaves_it_by_an_undo(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    holding = at.store.write(factories.counterparty, "Sonnen Holding")
    room = enter()
    on_page(room, at, desk, qtbot)
    QTest.keyClick(room.page.history, Qt.Key.Key_E)
    choose(room, "Group of companies")
    picker = room.slot.form
    assert isinstance(picker, PartyPicker)
    QTest.keyClick(picker.search.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: room.slot.form is None)
    assert room.shows_page
    room.deeds.join_group()
    picker = room.slot.form
    assert isinstance(picker, PartyPicker)
    QTest.keyClicks(picker.search.line, "sonnen")
    QTest.keyClick(picker.search.line, Qt.Key.Key_Return)
    qtbot.waitUntil(picker.rows.isVisible)
    QTest.keyClick(picker.search.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.slot.form is None)
    settled(desk, qtbot)
    assert at.get(Counterparty, at.customer, "group_id") == holding
    assert "Sonnen Holding" in words(room.page.facts)
    # A menu that closes leaves no window active where there is no screen.
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow)
    room.page.history.setFocus()
    QTest.keyClick(room.page.history, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: at.get(Counterparty, at.customer, "group_id") is None)
    settled(desk, qtbot)
    assert "Sonnen Holding" not in words(room.page.facts)


def test_without_a_next_step_it_is_loud_and_one_press_plans_one(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    on_page(room, at, desk, qtbot)
    assert "Nobody plans to go on with Helios Batterie GmbH." in words(room.page.next)
    plan = next(each for each in room.page.next.findChildren(PlainButton) if each.words == "Plan the next step")
    plan.click()
    QTest.keyClicks(line(room, "title").line, "Send the price list")
    form = room.slot.form
    assert isinstance(form, InlineForm)
    form.submit()
    qtbot.waitUntil(lambda: room.slot.form is None)
    settled(desk, qtbot)
    assert "Nobody plans to go on with Helios Batterie GmbH." not in words(room.page.next)
    assert "Send the price list" in [each.words for each in room.page.next.findChildren(LinkLine)]


def test_a_number_gets_its_note(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    on_page(room, at, desk, qtbot)
    QTest.keyClick(room.page.history, Qt.Key.Key_E)
    choose(room, "+49 371 5512140", "Note")
    QTest.keyClicks(line(room, "note").line, "only mornings")
    QTest.keyClick(line(room, "note").line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: room.slot.form is None)
    settled(desk, qtbot)
    assert "only mornings" in words(room.page.facts)
