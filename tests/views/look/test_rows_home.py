"""Home reaches the first row also where a group head stands above it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.views.look.rows import RowList


@pytest.mark.parametrize(("heads", "first"), [(0, 0), (1, 1), (2, 2)])
def test_home_goes_to_the_first_row_below_the_heads(qtbot: QtBot, heads: int, first: int) -> None:
    model = QStandardItemModel()
    for row in range(6):
        item = QStandardItem(str(row))
        item.setSelectable(row >= heads)
        model.appendRow(item)
    rows = RowList()
    qtbot.addWidget(rows)
    rows.setModel(model)
    rows.setCurrentIndex(model.index(5, 0))
    QTest.keyClick(rows, Qt.Key.Key_Home)
    assert rows.currentIndex().row() == first
    assert [index.row() for index in rows.selectedIndexes()] == [first]
