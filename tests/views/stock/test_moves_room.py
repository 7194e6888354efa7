"""The room "Moves": each move leads to its batch and its paper; a narrowed list says its sum."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.operations import stock_changes
from app.operations.register_spec import Condition, Operator, Shown
from app.views.desk import Desk
from app.views.stock.card_line import CardLine
from app.views.stock.moves_room import MovesRoom
from tests.stock_room import Warehouse
from tests.views.quiet import settled

Open = Callable[[], MovesRoom]


def test_the_newest_move_stands_first_and_leads_to_its_batch(at: Warehouse, moves: Open, desk: Desk, qtbot: QtBot) -> None:
    at.store.write(stock_changes.write_off, at.balance("S2"), Decimal(3), "Broken")
    room = moves()
    assert room.row is not None
    assert (room.row.cells["batch"], room.row.cells["reason"]) == ("S2", "Broken")
    words = [line.words for line in room.card.findChildren(CardLine) if line.isVisible()]
    assert words == ["Batch S2 in stock"]
    room.view.table.setFocus()
    with qtbot.waitSignal(room.wanted) as wanted:
        QTest.keyClick(room.view.table, Qt.Key.Key_Return)
    assert wanted.args == ["batch", at.batches["S2"]]


def test_a_narrowed_list_says_its_sum(at: Warehouse, moves: Open, desk: Desk, qtbot: QtBot) -> None:
    room = moves()
    assert room.bar._figure.text() == ""
    room.view.show_view(Shown("moves", (Condition("article", Operator.IS, ("Article SEAL",)),)))
    settled(desk, qtbot)
    assert room.bar._figure.text() == "+57"
