"""Numbers in a list are links: a click on the words calls, a click beside them only chooses the row."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.inquiries import Inquiry
from app.views.look.table import cell_at
from tests.views.register.conftest import Make, inquiries


def test_a_click_on_the_number_calls_and_beside_it_chooses_the_row(
    fresh_store: Store, make_room: Make, dialled: list[str], qtbot: QtBot
) -> None:
    def fill(session: Session) -> None:
        inquiries(session, 1, 2)
        session.execute(update(Inquiry).where(Inquiry.number == "R-2026-0001").values(phone="+78435550117"))

    fresh_store.write(fill)
    room = make_room()
    table, model = room.view.table, room.view.model
    phone = next(place for place, column in enumerate(model.columns) if column.kind == "phone")
    table.horizontalHeader().setSectionHidden(phone, False)
    table.setColumnWidth(phone, 260)
    line = next(line for line in range(2) if model.index(line, phone).data())
    assert cell_at(model.index(line, phone)).token == "accent_text"
    table.selectRow(1 - line)
    cell = table.visualRect(model.index(line, phone))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(cell.right() - 8, cell.center().y()))
    assert dialled == []
    assert room.row == model.row_at(line)
    words = QPoint(cell.left() + 20, cell.center().y())
    QTest.mouseMove(table.viewport(), words)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=words)
    assert dialled == ["tel:+78435550117"]
    other = table.visualRect(model.index(1 - line, phone))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(other.left() + 20, other.center().y()))
    assert len(dialled) == 1
