"""Rows and tables paint what the model says, in the right colours, without a warning."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget
from pytestqt.qtbot import QtBot

from app.views.look.gallery import Gallery
from app.views.look.rows import GROUP_HEIGHT, HEIGHTS, RowList, RowRole
from app.views.look.table import Table
from app.views.look.theme import color, theme
from app.views.look.tokens import TOKENS, Token


def _gallery(qtbot: QtBot, qapp: QApplication) -> Gallery:
    theme().apply(qapp, "light")
    gallery = Gallery()
    qtbot.addWidget(gallery)
    gallery.show()
    gallery.activateWindow()
    qtbot.waitUntil(gallery.isActiveWindow)
    return gallery


def _pixel(view: QWidget, at: QPoint) -> str:
    image: QImage = view.grab().toImage()
    return image.pixelColor(at).name()


def test_heights(qtbot: QtBot, qapp: QApplication) -> None:
    gallery = _gallery(qtbot, qapp)
    model = gallery.inbox.model()
    assert gallery.inbox.visualRect(model.index(0, 0)).height() == GROUP_HEIGHT
    for density, heights in HEIGHTS.items():
        gallery.inbox.set_density(density)
        qapp.processEvents()
        assert gallery.inbox.visualRect(model.index(1, 0)).height() == heights["inbox"]


def test_the_selected_row_shows_who_has_the_keyboard(qtbot: QtBot, qapp: QApplication) -> None:
    gallery = _gallery(qtbot, qapp)
    row = gallery.rows.visualRect(gallery.rows.currentIndex())
    inside, edge = QPoint(10, row.center().y()), QPoint(1, row.center().y())
    gallery.rows.setFocus()
    assert _pixel(gallery.rows, inside) == color("accent_tint").name()
    assert _pixel(gallery.rows, edge) == color("accent_text").name()
    gallery.plain.setFocus()
    assert _pixel(gallery.rows, inside) == color("neutral_tint").name()
    assert _pixel(gallery.rows, edge) == color("neutral_tint").name()


def test_a_group_head_cannot_be_chosen_by_the_keyboard(qtbot: QtBot, qapp: QApplication) -> None:
    gallery = _gallery(qtbot, qapp)
    gallery.inbox.setFocus()
    gallery.inbox.setCurrentIndex(gallery.inbox.model().index(1, 0))
    QTest.keyClick(gallery.inbox, Qt.Key.Key_Up)
    assert gallery.inbox.currentIndex().row() == 1
    QTest.keyClick(gallery.inbox, Qt.Key.Key_Down)
    assert gallery.inbox.currentIndex().data(RowRole.NAME) == "Дмитрий Соколов"


def test_the_scroll_bar_keeps_its_place(qtbot: QtBot, qapp: QApplication) -> None:
    rows = RowList("one")
    qtbot.addWidget(rows)
    rows.resize(300, 200)
    rows.show()
    assert rows.verticalScrollBar().isVisible()
    assert not rows.verticalScrollBar().isEnabled()
    assert isinstance(rows, QListView)


def test_column_widths_come_back(qtbot: QtBot, qapp: QApplication) -> None:
    gallery = _gallery(qtbot, qapp)
    table: Table = gallery.table
    table.set_widths([111, 66, 77])
    assert table.widths()[:3] == [111, 66, 77]
    with qtbot.waitSignal(table.widths_changed):
        table.horizontalHeader().resizeSection(0, 140)
    assert table.widths()[0] == 140
    with qtbot.assertNotEmitted(table.widths_changed):
        table.set_widths([100])


def test_figures_stand_right_and_the_head_has_its_height(qtbot: QtBot, qapp: QApplication) -> None:
    gallery = _gallery(qtbot, qapp)
    table = gallery.table
    assert table.horizontalHeader().height() == 28
    assert table.rowHeight(0) == 48
    last = table.visualRect(table.model().index(1, 3))
    image = table.viewport().grab().toImage()
    ink = [
        x
        for x in range(last.left(), last.right())
        for y in range(last.top() + 8, last.bottom() - 8)
        if image.pixelColor(x, y).lightness() < 120
    ]
    assert last.right() - 12 <= max(ink) <= last.right() - 7


def test_every_token_that_a_row_may_name_is_painted(qtbot: QtBot, qapp: QApplication) -> None:
    gallery = _gallery(qtbot, qapp)
    names: tuple[Token, ...] = TOKENS
    for token in names:
        index = gallery.inbox.model().index(3, 0)
        assert gallery.inbox.model().setData(index, token, RowRole.TOKEN)
        gallery.inbox.grab()
