"""The room "Count": figures by scan and by key, what is left is kept, orders that are hit are named before booking."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.operations import stock_changes
from app.views.deals.form import InlineForm
from app.views.desk import Desk
from app.views.stock.count_model import COUNTED, DIFFERENCE
from app.views.stock.count_room import CountRoom
from tests.stock_room import Warehouse, held
from tests.views.keepsakes import Choices
from tests.views.quiet import settled

Open = Callable[[], CountRoom]


def state(room: CountRoom) -> list[tuple[str, str]]:
    """Batch and counted figure of each row."""
    found = []
    for row in range(room.model.rowCount()):
        line = room.model.line_at(row)
        assert line is not None
        found.append((line.batch, str(room.model.index(row, COUNTED).data())))
    return found


def scan(room: CountRoom, desk: Desk, qtbot: QtBot, *codes: str) -> None:
    for code in codes:
        room.read_code(code)
    settled(desk, qtbot)


def submit(room: CountRoom, desk: Desk, qtbot: QtBot) -> None:
    room.book()
    settled(desk, qtbot)
    form = room.slot.form
    assert isinstance(form, InlineForm)
    form.submit()
    settled(desk, qtbot)


def test_scans_count_one_after_the_other_and_none_is_lost(count: Open, desk: Desk, qtbot: QtBot) -> None:
    room = count()
    scan(room, desk, qtbot, "A-11-3", "SEAL|S1", "SEAL|S1", "SEAL|S0", "SEAL|S1", "GASKET|G1")
    assert state(room) == [("S0", "1"), ("S1", "3"), ("G1", "1")]
    assert room.head._count.text() == "3 of 3 counted, 3 differences"


def test_figures_are_typed_and_enter_goes_to_the_next(count: Open, desk: Desk, qtbot: QtBot) -> None:
    room = count()
    scan(room, desk, qtbot, "A-11-3")
    room.table.setFocus()
    QTest.keyClick(room.table, Qt.Key.Key_5)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not room.table)
    QTest.keyClick(QApplication.focusWidget() or room, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: state(room)[0] == ("S0", "5"))
    qtbot.waitUntil(lambda: room.table.currentIndex().row() == 1)
    assert room.model.index(0, DIFFERENCE).data(Qt.ItemDataRole.DisplayRole) == ""
    QTest.keyClick(room, Qt.Key.Key_B)
    assert state(room) == [("S0", "5"), ("S1", "12")]
    QTest.keyClick(room.table, Qt.Key.Key_Delete)
    assert state(room) == [("S0", "5"), ("S1", "")]


def test_a_count_is_booked_and_taken_back_by_undo(at: Warehouse, count: Open, desk: Desk, qtbot: QtBot) -> None:
    room = count()
    scan(room, desk, qtbot, "A-11-4")
    room.model.count(0, Decimal(39))
    submit(room, desk, qtbot)
    assert at.figures("S2", "A-11-4") == (Decimal(39), Decimal(0))
    assert room.model.sheet is None
    QTest.keyClick(room, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(desk, qtbot)
    assert at.figures("S2", "A-11-4") == (Decimal(40), Decimal(0))


def test_orders_that_are_hit_are_named_before_the_booking(at: Warehouse, count: Open, desk: Desk, qtbot: QtBot) -> None:
    room = count()
    scan(room, desk, qtbot, "A-11-3")
    room.model.count(1, Decimal(10))
    room.book()
    settled(desk, qtbot)
    assert isinstance(room.slot.form, InlineForm)
    assert "Customer 2" in room.slot.form._title.text()
    assert at.figures("S1", "A-11-3") == (Decimal(12), Decimal(12))
    room.slot.form.submit()
    settled(desk, qtbot)
    assert held(at, "S1", "A-11-3") == [Decimal(10)]


def test_a_half_done_count_survives_a_closed_window(count: Open, choices: Choices, desk: Desk, qtbot: QtBot) -> None:
    room = count()
    scan(room, desk, qtbot, "A-11-3", "SEAL|S1", "GASKET|G1")
    qtbot.waitUntil(lambda: "counts" in choices.get("count.draft"))
    room.close()
    again = count()
    settled(desk, qtbot)
    assert state(again) == [("S0", ""), ("S1", "1"), ("G1", "1")]
    again.put_away()
    assert again.model.sheet is None
    QTest.keyClick(again, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(desk, qtbot)
    assert state(again) == [("S0", ""), ("S1", "1"), ("G1", "1")]


def test_goods_that_moved_meanwhile_are_named_and_nothing_is_booked(
    at: Warehouse, count: Open, desk: Desk, qtbot: QtBot
) -> None:
    room = count()
    scan(room, desk, qtbot, "A-12-1", "GASKET|G1")
    at.store.write(stock_changes.write_off, at.balance("G1"), Decimal(1), "Broken")
    submit(room, desk, qtbot)
    assert "G1" in room.messages.bar.sentence
    assert at.figures("G1", "A-12-1") == (Decimal(8), Decimal(0))
    qtbot.waitUntil(lambda: room.model.index(0, DIFFERENCE).data(0x0100 + 44) is not None)


def test_what_nobody_found_is_not_there(count: Open, desk: Desk, qtbot: QtBot) -> None:
    room = count()
    scan(room, desk, qtbot, "BEARING")
    room.model.count(0, Decimal(22))
    room.table.setFocus()
    QTest.keyClick(room.table, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert state(room) == [("L1", "22"), ("L2", "0")]


def test_on_the_sheet_of_an_article_a_scanned_place_says_where_the_next_lie(count: Open, desk: Desk, qtbot: QtBot) -> None:
    room = count()
    scan(room, desk, qtbot, "SEAL", "A-11-4", "SEAL|S1")
    assert ("S1", "1") in state(room)
    assert room.model.line_at(room.model.rowCount() - 1).place == "A-11-4"  # type: ignore[union-attr]  # it is there


def test_it_is_opened_from_the_stock_and_not_over_an_open_count(
    at: Warehouse, count: Open, desk: Desk, qtbot: QtBot
) -> None:
    room = count()
    room.open_record("count_batch", at.batches["S1"])
    settled(desk, qtbot)
    assert state(room) == [("S1", "")]
    room.model.count(0, Decimal(12))
    room.open_record("count_product", at.products["GASKET"])
    settled(desk, qtbot)
    assert state(room) == [("S1", "12")]
    assert "put it away" in room.messages.bar.sentence


def test_unknown_codes_are_said(count: Open, desk: Desk, qtbot: QtBot) -> None:
    room = count()
    scan(room, desk, qtbot, "NOTHING")
    assert "NOTHING" in room.messages.bar.sentence
    room.book()
    assert "Count something first" in room.messages.bar.sentence
