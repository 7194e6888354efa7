"""C calls the counterparty that is shown, in the list and on its page; every number of it is a link."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.models.call_terms import LegOutcome
from app.models.counterparties import ContactPoint
from app.models.session import now
from app.models.terms import CallOutcome, ContactPointKind
from app.operations import counterparty_people
from app.views.counterparties.parts import PointLine
from app.views.desk import Desk
from app.views.messages import Messages
from tests import call_factories
from tests.deal_factories import PHONE, House
from tests.views.counterparties.driving import Enter, on_page, shown_card, words
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


def test_a_call_of_the_history_tells_where_it_rang(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    def make(session: Session) -> None:
        begun = now(session)
        call_factories.telephone(session, at.people["Olga"], "204")
        call_id = call_factories.call(
            session,
            PHONE,
            outcome=CallOutcome.ANSWERED,
            rang=8,
            talked=192,
            counterparty_id=at.customer,
            employee_id=at.people["Olga"],
        )
        call_factories.leg(
            session,
            call_id,
            "204",
            LegOutcome.ANSWERED,
            rang_at=begun,
            answered_at=begun + timedelta(seconds=8),
            ended_at=begun + timedelta(seconds=200),
        )

    at.store.write(make)
    room = enter()
    on_page(room, at, desk, qtbot)
    QTest.keyClick(room.page.history, Qt.Key.Key_Home)
    room.page.history.setCurrentIndex(room.page.history.entries_model.index(0, 0))
    settled(desk, qtbot)
    assert room.page.reader.isVisible()
    assert {"Olga Lebedewa, 204", "answered after 8 s, talked 3:12"} <= set(words(room.page.reader))
