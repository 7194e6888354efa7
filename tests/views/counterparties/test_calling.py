"""C calls the counterparty that is shown, in the list and on its page; every number of it is a link."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.models.counterparties import ContactPoint
from app.models.terms import ContactPointKind
from app.operations import counterparty_people
from app.views.counterparties.parts import PointLine
from app.views.desk import Desk
from app.views.messages import Messages
from tests.deal_factories import PHONE, House
from tests.views.counterparties.driving import Enter, on_page, shown_card
from tests.views.quiet import settled


def test_c_calls_from_the_list_and_from_the_page_and_the_number_is_a_link(
    enter: Enter, at: House, desk: Desk, dialled: list[str], qtbot: QtBot
) -> None:
    link = f"tel:{PHONE}?counterparty={at.customer}"
    room = enter()
    shown_card(room, desk, qtbot)
    QTest.keyClick(room.view.table, Qt.Key.Key_C)
    assert dialled == [link]
    on_page(room, at, desk, qtbot)
    QTest.keyClick(room.page.history, Qt.Key.Key_C)
    assert dialled == [link] * 2
    number = room.page.facts.findChildren(PointLine)[0].number
    assert number is not None
    assert number.toolTip() == "Call +49 371 5512140 (C)"
    qtbot.mouseClick(number, Qt.MouseButton.LeftButton)
    assert dialled == [link] * 3


def test_who_has_no_number_is_said_and_nothing_rings(
    enter: Enter, at: House, desk: Desk, messages: Messages, dialled: list[str], qtbot: QtBot
) -> None:
    at.run(update(ContactPoint).values(valid=False))
    room = enter()
    shown_card(room, desk, qtbot)
    QTest.keyClick(room.view.table, Qt.Key.Key_C)
    assert dialled == []
    assert messages.bar.sentence == "No number of Helios Batterie GmbH is known: add one (E)."


def test_of_two_numbers_one_is_chosen(enter: Enter, at: House, desk: Desk, dialled: list[str], qtbot: QtBot) -> None:
    with at.acting("Olga"):
        at.store.write(counterparty_people.reach_by, at.contact, ContactPointKind.PHONE, "+49 30 123456")
    room = enter()
    shown_card(room, desk, qtbot)
    settled(desk, qtbot)
    QTest.keyClick(room.view.table, Qt.Key.Key_C)
    menu = room.pages.findChild(QMenu, "numbers_to_call")
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert dialled == [f"tel:+4930123456?counterparty={at.customer}"]
