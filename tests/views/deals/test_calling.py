"""C calls who takes part in a deal, from its page and from the board; the number on the page is a link."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.models.counterparties import ContactPoint
from app.views.deals.room import DealsRoom
from app.views.desk import Desk
from app.views.telephone.number_link import NumberLink
from tests.deal_factories import PHONE, House, deal
from tests.views.quiet import settled

Enter = Callable[..., DealsRoom]


def test_c_calls_who_takes_part_from_the_board_and_from_the_page(
    enter: Enter, at: House, desk: Desk, dialled: list[str], qtbot: QtBot
) -> None:
    deal_id = deal(at)
    link = f"tel:{PHONE}?counterparty={at.customer}&deal={deal_id}"
    room = enter()
    QTest.keyClick(room.window().focusWidget(), Qt.Key.Key_C)
    settled(desk, qtbot)
    assert dialled == [link]
    room.open_deal(deal_id)
    settled(desk, qtbot)
    QTest.keyClick(room.window().focusWidget(), Qt.Key.Key_C)
    assert dialled == [link] * 2
    number = room.page.people.findChild(NumberLink)
    assert isinstance(number, NumberLink)
    qtbot.mouseClick(number, Qt.MouseButton.LeftButton)
    assert dialled == [link] * 3


def test_where_nobody_has_a_number_it_is_said(enter: Enter, at: House, desk: Desk, dialled: list[str], qtbot: QtBot) -> None:
    deal_id = deal(at)
    at.run(update(ContactPoint).values(valid=False))
    room = enter()
    room.open_deal(deal_id)
    settled(desk, qtbot)
    QTest.keyClick(room.window().focusWidget(), Qt.Key.Key_C)
    assert dialled == []
    assert room.messages.bar.sentence == "Nobody who takes part in this deal has a number."
