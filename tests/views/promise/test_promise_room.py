"""The room of the promise: figures, tables that the keyboard walks, the inquiries behind a line, a file."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.operations import triage
from app.operations.intake import take_letter
from app.operations.promise_reminding import stamp
from app.views.messages import Messages
from app.views.promise.room import PromiseRoom
from tests import factories
from tests.clock import FixedClock
from tests.operations.triage_desk import NOON
from tests.views.company_desk import desk_over, show_room
from tests.views.keepsakes import Choices


@pytest.fixture
def room(fresh_store: Store, clock: FixedClock, qtbot: QtBot) -> Iterator[PromiseRoom]:
    """Two inquiries of one morning: the first sorted in time, the second lies there in the afternoon still."""
    store = fresh_store
    people = store.write(factories.company)
    clock.moment = NOON - timedelta(minutes=90)
    taken = [store.write(take_letter, factories.letter(f"{n}", email=f"{n}@b.example")) for n in range(2)]
    store.employee_id = people["Marta"]
    clock.moment = NOON - timedelta(minutes=30)
    key = taken[0].inquiry_id or 0
    store.write(triage.sort_to, key, store.read(triage.card, key).version, store.write(factories.department, "Prom"))
    clock.moment = NOON + timedelta(hours=5)
    store.employee_id = people["Igor"]
    with desk_over(store) as desk:
        room = PromiseRoom(desk, Messages(), Choices())
        show_room(room, qtbot)
        qtbot.waitUntil(lambda: room.proof is not None)
        room.pickers.choose_period("30")
        qtbot.waitUntil(lambda: room.proof is not None and room.proof.chosen.days == 30)
        yield room
        room.hide()


def said(room: PromiseRoom, row: int) -> list[str]:
    """A line as a screen reader says it."""
    model = room.model
    return [
        str(model.data(model.index(row, column), Qt.ItemDataRole.AccessibleTextRole))
        for column in range(model.columnCount())
    ]


def test_each_promised_time_is_kept_or_missed_with_who_sorted(room: PromiseRoom) -> None:
    afternoon, morning = said(room, 0), said(room, 1)
    assert (afternoon[1], afternoon[2], afternoon[3]) == ("not kept", "0", "1")
    assert (morning[1], morning[2], morning[3], morning[5]) == ("not kept", "2", "1", "Marta Vogel 1")
    assert said(room, 2)[1] == "nothing was due"
    assert [button.figure.value for button in room.strip.buttons] == [0, 0, 1, 330]


def test_enter_opens_the_inquiries_behind_a_line_and_escape_goes_back(room: PromiseRoom, qtbot: QtBot) -> None:
    room.table.setFocus()
    QTest.keyClick(room.table, Qt.Key.Key_Return)
    assert room.pages.currentWidget() is room.rows
    qtbot.waitUntil(lambda: room.rows.view is not None and room.rows.view.model.rowCount() == 1)
    QTest.keyClick(room.rows, Qt.Key.Key_Escape)
    assert room.pages.currentWidget() is room.front
    room.table.setCurrentIndex(room.model.index(2, 0))
    QTest.keyClick(room.table, Qt.Key.Key_Return)
    assert room.pages.currentWidget() is room.front
    assert "no inquiries" in room.messages.bar.sentence


@pytest.mark.parametrize(
    ("key", "lines"), [(Qt.Key.Key_D, 21), (Qt.Key.Key_W, 3), (Qt.Key.Key_P, 2), (Qt.Key.Key_L, 1), (Qt.Key.Key_T, 42)]
)
def test_a_key_shows_each_table(room: PromiseRoom, key: Qt.Key, lines: int) -> None:
    QTest.keyClick(room.windowHandle(), key)
    assert len(room.model.lines) == lines
    for row in range(min(lines, 3)):
        assert any(said(room, row))


def test_a_table_without_lines_says_what_belongs_there(room: PromiseRoom, qtbot: QtBot, clock: FixedClock) -> None:
    clock.moment = NOON - timedelta(days=60)
    room.choose_view("late")
    room.refresh()
    qtbot.waitUntil(lambda: room.tables.currentWidget() is room.empty)


def test_a_notice_leads_to_the_time_that_was_missed(room: PromiseRoom) -> None:
    room.choose_view("people")
    room.open_record("promise", stamp(NOON))
    line = room.model.lines[room.table.currentIndex().row()]
    assert line.at == NOON


def test_the_table_goes_into_a_file(room: PromiseRoom, qtbot: QtBot, tmp_path: Path) -> None:
    assert room.proof is not None
    path = tmp_path / "proof.csv"
    room.saving.write(room.proof, "times", path, room)
    qtbot.waitUntil(lambda: "Saved as" in room.messages.bar.sentence)
    assert "Marta Vogel 1" in path.read_text("utf-8-sig")
    room.saving.write(room.proof, "times", tmp_path / "proof.pdf", room)
    assert "XLSX or CSV" in room.messages.bar.sentence
