"""The room of segments by keyboard: conditions, who goes in, the list as a file, calls for sellers."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.marketing_terms import ListKind, Schedule, Standing
from app.models.tasks import Task
from app.operations import export_ledger, segments
from app.operations.register import Count
from app.operations.register_spec import Condition, Operator
from app.operations.segments import SegmentRow
from app.views.desk import Desk
from app.views.marketing.room import SegmentsRoom
from app.views.messages import Messages
from app.views.shell.tongue import speak
from tests.clock import FixedClock
from tests.operations import marketing_desk
from tests.operations.marketing_desk import CUSTOMERS
from tests.views.marketing.office import CONTROL, Files
from tests.views.quiet import settled

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


class Marketing:
    """Maria at her desk, with one room open."""

    def __init__(self, store: Store, desk: Desk, files: Files, qtbot: QtBot) -> None:
        self.store, self.desk, self.files, self.qtbot = store, desk, files, qtbot
        self.messages = Messages()
        self.room = SegmentsRoom(desk, self.messages, files)
        qtbot.addWidget(self.room)
        self.room.resize(1240, 852)
        self.room.show()
        qtbot.waitUntil(self.room.isActiveWindow)
        self.room.setFocus()
        self.settle()

    def settle(self) -> None:
        settled(self.desk, self.qtbot)

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(self.room.window().focusWidget(), key, modifier)
        self.settle()

    def row(self) -> SegmentRow:
        row = self.room.list.current
        assert row is not None
        return self.store.read(segments.segment, row.id)

    def shown(self) -> dict[str, Standing]:
        return {row.company: row.standing for row in self.room.people.rows}


@pytest.fixture
def maria(fresh_store: Store, desk_of_maria: Desk, files: Files, qtbot: QtBot) -> Marketing:
    fresh_store.write(marketing_desk.dairy_people)
    fresh_store.write(segments.create, "Dairies, food", CUSTOMERS)
    return Marketing(fresh_store, desk_of_maria, files, qtbot)


def test_the_room_shows_who_goes_in_and_who_does_not(maria: Marketing) -> None:
    room = maria.room
    assert room.heading.text() == "Dairies, food"
    assert maria.shown()["Molkerei Sandau eG"] is Standing.GOES_IN
    assert room.editor.count.text() == "10 companies, 10 people, counted just now"
    assert room.card.save.words == "Save 2 addresses"
    assert dict(room.card._counts.said)["Unsubscribed"] == "1"
    assert room.list.model.sizes == {maria.row().id: Count(10)}


def test_ctrl_e_saves_what_the_button_says(maria: Marketing) -> None:
    maria.press(Qt.Key.Key_E, modifier=CONTROL)
    maria.settle()
    assert maria.files.proposed == "Dairies-food.csv"
    with (maria.files.folder / "Dairies-food.csv").open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 2
    assert maria.messages.bar.sentence == "Saved as Dairies-food.csv: 2 lines."
    (run,) = maria.store.read(export_ledger.runs).rows
    assert run.file == str(maria.files.folder / "Dairies-food.csv")
    assert [words for words, _ in maria.room.card._before.said] == [f"{run_day(maria)}  Maria Stein"]


def run_day(maria: Marketing) -> str:
    return maria.room.card._before.said[0][0].split("  ")[0]


def test_a_folder_that_cannot_be_written_is_said_and_kept(maria: Marketing) -> None:
    maria.files.folder = maria.files.folder / "none"
    maria.press(Qt.Key.Key_E, modifier=CONTROL)
    maria.settle()
    assert "cannot be written" in maria.messages.bar.sentence
    (run,) = maria.store.read(export_ledger.runs).rows
    assert run.delivered_at is None


def test_del_leaves_an_address_out_and_undo_lets_it_in(maria: Marketing) -> None:
    room = maria.room
    place = next(place for place, row in enumerate(room.people.rows) if row.company == "Molkerei Sandau eG")
    room.table.setFocus()
    room.table.selectRow(place)
    maria.press(Qt.Key.Key_Delete)
    maria.settle()
    assert maria.shown()["Molkerei Sandau eG"] is Standing.LEFT_OUT
    assert maria.shown()["Sandau Handel"] is Standing.LEFT_OUT
    assert room.card.save.words == "Save 1 address"
    maria.press(Qt.Key.Key_Z, modifier=CONTROL)
    maria.settle()
    assert maria.shown()["Molkerei Sandau eG"] is Standing.GOES_IN


def test_a_condition_is_added_changed_and_taken_away(maria: Marketing, qtbot: QtBot) -> None:
    room = maria.room
    room.editor.begin("region")
    maria.settle()
    offered = dict(room.editor.choices["region"])
    assert set(offered) == {"DE", "RU"}
    assert maria.row().conditions == (*CUSTOMERS, Condition("region", Operator.IS, ("DE",)))
    region = room.editor.rows[1]
    region.open_values()
    menu = region.findChild(QMenu)
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    menu.actions()[1].trigger()
    menu.hide()
    qtbot.waitUntil(lambda: maria.row().conditions[1].values == ("DE", "RU"))
    assert region.operators.currentText() == "is one of"
    room.editor.rows[1].operators.setCurrentIndex(1)
    room.editor.rows[1].operators.activated.emit(1)
    maria.settle()
    assert maria.row().conditions[1] == Condition("region", Operator.IS_NOT, ("DE", "RU"))
    qtbot.waitUntil(lambda: set(maria.shown()) == {"Sandau Handel"})
    room.editor.rows[1].remove.click()
    maria.settle()
    assert maria.row().conditions == CUSTOMERS


def test_a_date_is_relative_or_certain(maria: Marketing) -> None:
    room = maria.room
    room.editor.begin("last_contact")
    maria.settle()
    assert maria.row().conditions[1] == Condition("last_contact", Operator.AT_LEAST, ("-365d",))
    row = room.editor.rows[1]
    row.operators.setCurrentIndex(row.operators.findData(Operator.UNKNOWN))
    row.operators.activated.emit(0)
    maria.settle()
    assert maria.row().conditions[1] == Condition("last_contact", Operator.UNKNOWN)
    assert not row.days.isVisible()
    row.operators.setCurrentIndex(row.operators.findData(Operator.BEFORE))
    row.operators.activated.emit(0)
    row.days.setCurrentIndex(row.days.count() - 1)
    row.days.activated.emit(0)
    row.day.line.setText("31.12.2025")
    row.day.line.editingFinished.emit()
    maria.settle()
    assert maria.row().conditions[1] == Condition("last_contact", Operator.BEFORE, ("2025-12-31",))


def test_plus_offers_the_fields_that_are_not_used_yet(maria: Marketing, qtbot: QtBot) -> None:
    QTest.keyClick(maria.room.list.list, Qt.Key.Key_Plus)
    menu = maria.room.editor.findChild(QMenu)
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    words = [action.text() for action in menu.actions()]
    assert "Kind" not in words
    assert {"Department", "Kind of equipment", "Last contact", "Consent"} <= set(words)
    menu.close()


def test_n_names_a_new_segment_and_r_another_name(maria: Marketing) -> None:
    room = maria.room
    maria.press(Qt.Key.Key_N)
    QTest.keyClicks(room.question.fields[0].line, "All of them")
    maria.press(Qt.Key.Key_Return)
    maria.settle()
    assert (maria.row().name, maria.row().conditions, room.heading.text()) == ("All of them", (), "All of them")
    room.list.setFocus()
    maria.press(Qt.Key.Key_R)
    QTest.keyClicks(room.question.fields[0].line, "Everybody")
    maria.press(Qt.Key.Key_Return)
    maria.settle()
    assert maria.row().name == "Everybody"
    maria.press(Qt.Key.Key_Delete, modifier=CONTROL)
    maria.settle()
    assert maria.row().name == "Dairies, food"
    maria.press(Qt.Key.Key_Z, modifier=CONTROL)
    maria.settle()
    assert [row.name for row in room.list.model.rows] == ["Dairies, food", "Everybody"]


def test_the_phone_list_counts_numbers(maria: Marketing) -> None:
    maria.room.card.lists.choose(ListKind.PHONE)
    maria.room.card.lists.chosen.emit(ListKind.PHONE)
    maria.settle()
    assert set(maria.shown().values()) == {Standing.NO_ADDRESS}
    assert maria.room.card.save.words == "Save 0 numbers"
    assert dict(maria.room.card._counts.said)["No number"] == "10"


def test_a_repeat_asks_for_its_folder(maria: Marketing) -> None:
    maria.room.card.repeats.choose(Schedule.WEEKLY)
    maria.room.card.repeats.chosen.emit(Schedule.WEEKLY)
    maria.settle()
    row = maria.row()
    assert (row.repeat.schedule, row.repeat.folder) == (Schedule.WEEKLY, str(maria.files.folder))
    assert row.due_at is not None
    maria.room.card.repeats.choose(Schedule.ONCE)
    maria.room.card.repeats.chosen.emit(Schedule.ONCE)
    maria.settle()
    assert maria.row().due_at is None


def test_t_gives_calls_and_undo_takes_them_back(maria: Marketing, people: dict[str, int], clock: FixedClock) -> None:
    def open_calls() -> int:
        return len(maria.store.read(lambda session: list(session.scalars(select(Task.id)))))

    maria.press(Qt.Key.Key_T)
    calls = maria.room.calls
    assert calls.isVisible()
    assert calls.reason.value() == "Dairies, food"
    calls.seller.set_value(people["Olga"])
    calls.until.set_value(clock.moment.date().replace(year=clock.moment.year + 10))
    maria.press(Qt.Key.Key_Return, modifier=CONTROL)
    maria.settle()
    assert maria.messages.bar.sentence == "10 calls given to 1 seller."
    assert open_calls() == 10
    assert not calls.isVisible()
    maria.press(Qt.Key.Key_Z, modifier=CONTROL)
    maria.settle()
    assert open_calls() == 0


def test_more_rows_come_when_the_person_scrolls(fresh_store: Store, desk_of_maria: Desk, files: Files, qtbot: QtBot) -> None:
    def crowd(session: Session) -> None:
        for number in range(120):
            marketing_desk.known(session, f"C{number:03}", f"a{number}@crowd.example")

    fresh_store.write(crowd)
    fresh_store.write(segments.create, "Crowd")
    maria = Marketing(fresh_store, desk_of_maria, files, qtbot)
    qtbot.waitUntil(lambda: maria.room.foot._note.text() in ("70 lines more below", "20 lines more below", ""))
    while maria.room.people.canFetchMore():
        maria.room.people.fetchMore()
        maria.settle()
    assert [row.company for row in maria.room.people.rows] == [f"C{number:03}" for number in range(120)]


def test_without_segments_the_room_says_how_to_begin(
    fresh_store: Store, desk_of_maria: Desk, files: Files, qtbot: QtBot
) -> None:
    maria = Marketing(fresh_store, desk_of_maria, files, qtbot)
    assert maria.room.empty.isVisible()
    maria.room.empty.button.click()
    assert maria.room.question.isVisible()


@pytest.mark.parametrize("language", ["de", "ru"])
def test_the_room_speaks_other_languages(maria: Marketing, language: str) -> None:
    speak(language)
    maria.settle()
    assert maria.room.people.headerData(0, Qt.Orientation.Horizontal) in ("Firma", "Компания")


def test_without_a_segment_nothing_is_said_to_be_counted(
    fresh_store: Store, desk_of_maria: Desk, files: Files, qtbot: QtBot
) -> None:
    room = Marketing(fresh_store, desk_of_maria, files, qtbot).room
    assert room.list.current is None
    assert room.card._counts.said == [("No segment is chosen.", "")]
    assert not room.card.save.isEnabled()
