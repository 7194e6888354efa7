"""A long list by keyboard: its ends, its filters, its order, what is remembered, and the file of what it shows."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.operations import register
from app.operations.register_spec import Condition, Operator, Shown
from app.views.preferences import PreferencesFile
from app.views.register.filter_menu import FilterMenu
from app.views.register.model import MOST, PAGE
from tests.views.register.conftest import MANY, Make, inquiries, told

LETTERS = Condition("source", Operator.ONE_OF, ("letter",))


@pytest.fixture(autouse=True)
def long_list(fresh_store: Store) -> None:
    fresh_store.write(inquiries, 1, MANY)


def test_the_first_page_is_there_and_the_first_row_selected(make_room: Make) -> None:
    room = make_room()
    assert told(room)[:3] == ["2600", "2599", "2598"]
    assert room.view.model.rowCount() == PAGE
    assert room.row is not None
    assert room.row.cells["number"] == "R-2026-2600"


def test_end_and_home_go_to_the_ends_without_the_rows_between(make_room: Make, qtbot: QtBot) -> None:
    room = make_room()
    table = room.view.table
    QTest.keyClick(table, Qt.Key.Key_End)
    make_room.settle(room)
    assert told(room)[-1] == "0001"
    assert room.row is not None
    assert room.row.cells["number"] == "R-2026-0001"
    assert room.view.model.rowCount() == PAGE
    QTest.keyClick(table, Qt.Key.Key_Home)
    make_room.settle(room)
    assert told(room)[0] == "2600"


def test_from_the_end_upwards_no_row_is_missing_or_double(make_room: Make) -> None:
    room = make_room()
    QTest.keyClick(room.view.table, Qt.Key.Key_End)
    make_room.settle(room)
    bar = room.view.table.verticalScrollBar()
    for _ in range(3):
        bar.setValue(bar.minimum())
        make_room.settle(room)
    rows = told(room)
    assert rows == [f"{number:04}" for number in range(len(rows), 0, -1)]
    assert len(rows) > 2 * PAGE


def test_scrolling_down_lets_the_far_rows_go_and_keeps_the_place(make_room: Make) -> None:
    room = make_room()
    table = room.view.table
    bar = table.verticalScrollBar()
    while not room.view.model.at_end:
        seen = table.rowAt(table.viewport().height() // 2)
        before = room.view.model.row_at(seen)
        bar.setValue(bar.maximum())
        make_room.settle(room)
        assert room.view.model.rowCount() <= MOST
        assert before is not None
    rows = told(room)
    assert rows[-1] == "0001"
    assert rows == [f"{number:04}" for number in range(len(rows), 0, -1)]
    bar.setValue(bar.minimum())
    make_room.settle(room)
    assert told(room)[0] > rows[0]


def test_the_slash_searches_in_the_list(make_room: Make, qtbot: QtBot) -> None:
    room = make_room()
    QTest.keyClick(room.view.table, Qt.Key.Key_Slash)
    assert room.view.bar.text_input.hasFocus()
    QTest.keyClicks(room.view.bar.text_input, "R-2026-0042")
    qtbot.waitUntil(lambda: told(room) == ["0042"])
    QTest.keyClick(room.view.bar.text_input, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: room.view.model.rowCount() == PAGE)
    QTest.keyClick(room.view.bar.text_input, Qt.Key.Key_Escape)
    assert room.view.table.hasFocus()


def opened_menu(room: QWidget, qtbot: QtBot) -> FilterMenu:
    found: list[FilterMenu] = []

    def there() -> bool:
        found[:] = [each for each in room.findChildren(FilterMenu) if each.isVisible()]
        return bool(found)

    qtbot.waitUntil(there)
    return found[0]


def trigger(menu: QMenu, *words: str) -> None:
    for word in words[:-1]:
        inner = next(each.menu() for each in menu.actions() if each.text() == word)
        assert isinstance(inner, QMenu)
        menu = inner
    next(each for each in menu.actions() if each.text() == words[-1]).trigger()


def test_a_filter_from_the_menu_narrows_the_list_and_can_be_taken_away(make_room: Make, qtbot: QtBot) -> None:
    room = make_room()
    QTest.keyClick(room.view.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    menu = opened_menu(room, qtbot)
    trigger(menu, "Source", "e-mail")
    menu.close()
    make_room.settle(room)
    assert told(room)[:2] == ["2600", "2590"]
    assert room.view.shown.conditions == (LETTERS,)
    words, away = room.view.bar.chips
    assert words.toolTip() == "Source: e-mail"
    assert isinstance(away, QAbstractButton)
    away.click()
    make_room.settle(room)
    assert told(room)[:2] == ["2600", "2599"]


def test_a_head_sorts_and_sorts_the_other_way(make_room: Make) -> None:
    room = make_room()
    head = room.view.table.horizontalHeader()
    column = [each.key for each in room.view.model.columns].index("received_at")
    at = head.sectionViewportPosition(column) + 10
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=head.rect().center().__class__(at, 10))
    make_room.settle(room)
    assert told(room)[0] == "0001"
    assert room.view.shown == Shown("inquiries", order="received_at", descending=False)


def test_widths_filters_and_order_are_the_person_s_own_next_morning(
    make_room: Make, preferences: PreferencesFile, qtbot: QtBot
) -> None:
    room = make_room()
    room.view.table.horizontalHeader().resizeSection(0, 333)
    qtbot.waitUntil(lambda: preferences.get(room.view._head_key) != "")
    room.view.bar._change("source", (LETTERS,))
    make_room.settle(room)
    again = make_room()
    assert again.view.table.columnWidth(0) == 333
    assert again.view.shown.conditions == (LETTERS,)
    assert told(again)[:2] == ["2600", "2590"]


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"preset": "gone", "shown": {}}', '{"preset": 3}'])
def test_what_another_version_kept_does_not_stop_the_room(make_room: Make, preferences: PreferencesFile, kept: str) -> None:
    preferences.set("register.inquiries.view", kept)
    assert told(make_room())[0] == "2600"


def test_a_new_row_comes_in_by_itself_and_the_place_is_kept(make_room: Make, fresh_store: Store, qtbot: QtBot) -> None:
    room = make_room()
    row = room.view.model.row_at(50)
    assert row is not None
    room.view.select(row.key)
    chosen = room.row
    fresh_store.write(inquiries, MANY + 1, MANY + 1)
    room.refresh()
    make_room.settle(room)
    assert told(room)[0] == "2601"
    assert room.row == chosen


def test_a_record_far_away_is_shown_among_its_neighbours(make_room: Make, fresh_store: Store) -> None:
    room = make_room()
    key = fresh_store.read(register.rows, Shown("inquiries", text="R-2026-0900")).rows[0].key
    room.open_record("inquiry", key)
    make_room.settle(room)
    assert room.row is not None
    assert room.row.cells["number"] == "R-2026-0900"
    assert "0901" in told(room)


def test_the_file_holds_what_is_shown_and_not_only_what_is_on_the_screen(
    make_room: Make, qtbot: QtBot, tmp_path: Path
) -> None:
    room = make_room()
    QTest.keyClick(room.view.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = room.window().findChild(QFileDialog)
    assert dialog is not None
    target = tmp_path / "list.csv"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    qtbot.waitUntil(target.exists)
    make_room.settle(room)
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == MANY
    assert rows[0]["Number"] == "R-2026-2600"
    assert rows[0]["Source"] == "e-mail"


def test_saving_can_be_stopped_and_leaves_no_file(make_room: Make, qtbot: QtBot, tmp_path: Path) -> None:
    room = make_room()
    target = tmp_path / "list.xlsx"
    room.saving.write(target, room.view.shown)
    room.saving._stop()
    make_room.settle(room)
    assert "stopped" in make_room.messages.bar.sentence
    assert not target.exists()


def test_a_list_that_was_narrowed_to_nothing_says_so_and_not_how_things_get_here(make_room: Make) -> None:
    room = make_room()
    room.view.show_view(Shown(room.spec.name, text="nothing is called that"))
    make_room.settle(room)
    assert room.view.empty.isVisible()
    assert room.view.empty.accessibleName() == "Nothing fits"


def test_what_is_done_to_a_row_is_grey_without_one_and_a_stray_space_presses_nothing(make_room: Make, qtbot: QtBot) -> None:
    room = make_room()
    done: list[str] = []
    of_row = room.action("Open it", "J", lambda: done.append("row"), needs_row=True)
    always = room.action("New one", "N", lambda: done.append("new"))
    room.fit_actions()
    assert of_row.isEnabled()
    room.view.table.setFocus()
    room.view.show_view(Shown("inquiries", text="nothing is called so"))
    make_room.settle(room)
    assert room.row is None
    assert (of_row.isEnabled(), always.isEnabled()) == (False, True)
    assert room.view.empty.hasFocus()
    for key in (Qt.Key.Key_J, Qt.Key.Key_Space):
        QTest.keyClick(room.view.empty, key)
    assert done == []
    room.view.show_view(Shown("inquiries"))
    make_room.settle(room)
    assert of_row.isEnabled()
    assert room.view.table.hasFocus()


def test_from_and_until_of_one_field_are_one_span(make_room: Make) -> None:
    first = Condition("received", Operator.AT_LEAST, ("2026-08-26",))
    last = Condition("received", Operator.AT_MOST, ("2026-11-23",))
    room = make_room()
    bar = room.view.bar
    for conditions, said in (
        ((last, first), "Received 26 Aug – 23 Nov"),
        ((first,), "Received from 26 Aug"),
        ((first, replace(last, operator=Operator.BEFORE)), "Received from 26 Aug and Received before 23 Nov"),
    ):
        bar.take(Shown("inquiries", conditions))
        assert bar.chips[0].toolTip() == said


def test_what_begins_put_away_comes_by_the_menu_of_the_head_is_remembered_and_goes_into_files(
    make_room: Make, qtbot: QtBot
) -> None:
    room = make_room()
    head = room.view.table.horizontalHeader()
    at = [each.key for each in room.view.model.columns].index("phone")
    assert head.isSectionHidden(at)
    room.view.open_columns()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert not menu.actions()[0].isEnabled()
    entry = menu.actions()[at]
    assert (entry.text(), entry.isChecked()) == ("Phone", False)
    entry.trigger()
    menu.close()
    assert not head.isSectionHidden(at)
    qtbot.waitUntil(lambda: bool(room.preferences.get(room.view._head_key)))
    again = make_room()
    assert not again.view.table.horizontalHeader().isSectionHidden(at)
