"""A shown number is a link that calls, by mouse and by keys; of several numbers the person chooses one."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.views.telephone.number_link import Dialled, NumberLink, dial_one_of

NUMBER = "+78435550117"


@pytest.mark.parametrize(
    ("dialled", "link"),
    [
        (Dialled(NUMBER), f"tel:{NUMBER}"),
        (Dialled(NUMBER, counterparty_id=7), f"tel:{NUMBER}?counterparty=7"),
        (Dialled(NUMBER, counterparty_id=7, deal_id=9), f"tel:{NUMBER}?counterparty=7&deal=9"),
        (Dialled("204"), "tel:204"),
    ],
)
def test_a_link_says_whom_and_what_about_one_calls(dialled: Dialled, link: str) -> None:
    assert dialled.link().toString() == link


def test_a_number_is_called_by_click_and_by_enter_and_copied_as_it_is_kept(dialled: list[str], qtbot: QtBot) -> None:
    number = NumberLink(Dialled(NUMBER, "Karin", "12", 7), key="C")
    qtbot.addWidget(number)
    number.show()
    assert number.text() == "+7 843 555-01-17 ext. 12"
    assert number.toolTip() == "Call +7 843 555-01-17 ext. 12 (C)"
    qtbot.mouseClick(number, Qt.MouseButton.LeftButton)
    number.setFocus()
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert dialled == [f"tel:{NUMBER}?counterparty=7"] * 2
    number.take_copy()
    assert QGuiApplication.clipboard().text() == NUMBER


def test_of_several_numbers_one_is_chosen_by_keys_the_first_at_once(dialled: list[str], qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.show()
    assert dial_one_of((), window) is None
    assert dial_one_of((Dialled("204"),), window) is None
    both = (Dialled(NUMBER, "Karin & Max"), Dialled("+4930123456", "Max"))
    for keys, number in (((), NUMBER), ((Qt.Key.Key_Down,), "+4930123456")):
        menu = dial_one_of(both, window)
        assert isinstance(menu, QMenu)
        assert menu.actions()[0].text() == "+7 843 555-01-17  ·  Karin && Max"
        for key in (*keys, Qt.Key.Key_Return):
            QTest.keyClick(menu, key)
        assert dialled[-1] == f"tel:{number}"
    assert dialled[0] == "tel:204"
