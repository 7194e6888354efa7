"""Days away and the inquiries that wait, in the settings: entered by keys, kept with undo, refused in words."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.config import ScannerChoice
from app.database.store import Store
from app.models.triage_terms import Distribution
from app.operations import absence_entry, inquiry_settings
from app.operations.inquiry_settings import ClimbingTimes
from app.views.desk import Desk
from app.views.look.numbers import full_day
from app.views.messages import Messages
from app.views.preferences import PreferencesFile
from app.views.settings.room import SettingsRoom
from app.views.settings.workstation import Workstation
from app.views.shell.tongue import speak
from tests.clock import FixedClock
from tests.databases import SqliteFiles
from tests.operations.lead_desk import TODAY
from tests.operations.triage_desk import NOON
from tests.views.company_desk import desk_of, employee_called, show_room
from tests.views.quiet import settled
from tests.views.settings.test_company_panel import silent

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
LAST = TODAY + timedelta(days=4)


class Sitting:
    """The settings as one person has them."""

    def __init__(self, store: Store, desk: Desk, home: Path, qtbot: QtBot, *, heads: bool, administers: bool) -> None:
        self.store, self.desk, self.qtbot = store, desk, qtbot
        self.messages = Messages()
        preferences = PreferencesFile(home / "windows.ini")
        chosen = ScannerChoice(keyboard="none")
        nothing = Workstation(home / "kontor.toml", chosen, ports=tuple, serial=silent, keyboard=silent)
        self.room = SettingsRoom(desk, self.messages, preferences, nothing, heads=heads, administers=administers)
        show_room(self.room, qtbot)
        self.settle()

    def settle(self) -> None:
        settled(self.desk, self.qtbot)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.room.window().focusWidget(), key, modifier)
        self.settle()

    def away(self) -> list[tuple[str, date, date, str]]:
        rows = self.store.read(absence_entry.rows)
        return [(row.name.split()[0], row.first_day, row.last_day, row.stands_in) for row in rows]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def books(sqlite_databases: SqliteFiles, clock: FixedClock) -> Iterator[Store]:
    store = Store(sqlite_databases.founded(), clock=clock)
    yield store
    store.close()


@pytest.fixture
def igor(books: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[Sitting]:
    with desk_of(books, "Igor") as desk:
        yield Sitting(books, desk, tmp_path, qtbot, heads=True, administers=False)


@pytest.fixture
def admin(books: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[Sitting]:
    with desk_of(books, "Admin") as desk:
        yield Sitting(books, desk, tmp_path, qtbot, heads=False, administers=True)


def test_a_head_enters_days_away_of_a_seller_and_takes_them_back(igor: Sitting) -> None:
    panel, books = igor.room.absences, igor.store
    assert [panel.who.box.itemText(at) for at in range(3)] == ["Igor Petrow", "Olga Lebedewa", "Pavel Gromow"]
    assert panel.who.box.currentText() == "Igor Petrow"
    panel.who.box.setCurrentIndex(1)
    panel.who.box.activated.emit(1)
    panel.substitute.set_value(books.read(employee_called, "Pavel"))
    panel.first.setFocus()
    QTest.keyClicks(panel.first.line, full_day(TODAY))
    QTest.keyClicks(panel.last.line, full_day(LAST))
    assert igor.room.has_unsaved_edits()
    igor.press(Qt.Key.Key_A, ALT)
    assert igor.away() == [("Olga", TODAY, LAST, "Pavel Gromow")]
    assert "Olga Lebedewa is away from" in igor.messages.bar.sentence
    assert not igor.room.has_unsaved_edits()
    assert len(panel.lines) == 1
    igor.press(Qt.Key.Key_Z, CONTROL)
    igor.qtbot.waitUntil(lambda: igor.away() == [])
    igor.qtbot.waitUntil(lambda: panel.lines == [])


def test_what_is_missing_is_said_at_its_field(igor: Sitting) -> None:
    panel = igor.room.absences
    igor.press(Qt.Key.Key_A, ALT)
    assert panel.first.error == "Write the first day, such as 15.12. or +3."
    assert panel.first.line.hasFocus()
    QTest.keyClicks(panel.first.line, full_day(LAST))
    QTest.keyClicks(panel.last.line, full_day(TODAY))
    igor.press(Qt.Key.Key_Return)
    assert "The last day is before the first one." in igor.messages.bar.sentence
    assert igor.away() == []


def test_days_are_changed_and_taken_out(igor: Sitting) -> None:
    panel = igor.room.absences
    QTest.keyClicks(panel.first.line, full_day(TODAY))
    igor.press(Qt.Key.Key_A, ALT)
    row = igor.store.read(absence_entry.rows)[0]
    panel.begin_change(row)
    QTest.keyClicks(panel.note.line, "conference")
    igor.press(Qt.Key.Key_A, ALT)
    (changed,) = igor.store.read(absence_entry.rows)
    assert (changed.note, changed.version) == ("conference", row.version + 1)
    panel.remove(changed)
    igor.settle()
    assert igor.away() == []
    igor.press(Qt.Key.Key_Z, CONTROL)
    igor.qtbot.waitUntil(lambda: [row.note for row in igor.store.read(absence_entry.rows)] == ["conference"])


def test_who_usually_stands_in_is_kept_at_once(igor: Sitting) -> None:
    panel = igor.room.absences
    pavel = igor.store.read(employee_called, "Pavel")
    panel.usual.set_value(pavel)
    panel.usual.box.activated.emit(panel.usual.box.currentIndex())
    igor.settle()
    me = next(row for row in igor.store.read(absence_entry.colleagues) if row.me)
    assert (me.usual_id, panel.substitute.box.itemText(0)) == (pavel, "The usual one: Pavel Gromow")


def test_a_head_lets_kontor_name_the_sellers_of_the_own_department(igor: Sitting) -> None:
    section = igor.room.inquiries
    assert section is not None
    assert not section.to_name.isVisible()
    ((department_id, field),) = section.ways.items()
    field.set_value(Distribution.LEAST_BUSY)
    field.box.activated.emit(field.box.currentIndex())
    igor.settle()

    def way() -> Distribution:
        ways = igor.store.read(inquiry_settings.inquiry_settings).ways
        return next(row.way for row in ways if row.department_id == department_id)

    assert way() is Distribution.LEAST_BUSY
    assert igor.messages.bar.sentence == "Prom: To the least busy one."
    igor.press(Qt.Key.Key_Z, CONTROL)
    igor.qtbot.waitUntil(lambda: way() is Distribution.BY_HEAD)


def test_the_administrator_says_when_inquiries_climb(admin: Sitting) -> None:
    section = admin.room.inquiries
    assert section is not None
    assert len(section.ways) == 3
    section.to_name.line.selectAll()
    QTest.keyClicks(section.to_name.line, "45")
    assert admin.room.has_unsaved_edits()
    section.to_name.line.setFocus()
    admin.press(Qt.Key.Key_Return)
    assert admin.store.read(inquiry_settings.inquiry_settings).times == ClimbingTimes(45, 240)
    section.to_begin.line.setFocus()
    section.to_begin.line.selectAll()
    QTest.keyClicks(section.to_begin.line, "soon")
    admin.press(Qt.Key.Key_Return)
    assert section.to_begin.error


def test_both_are_said_in_the_chosen_language(igor: Sitting) -> None:
    section = igor.room.inquiries
    assert section is not None
    before = section.ways[next(iter(section.ways))].box.count()
    for code in ("de", "ru", "en"):
        speak(code)
        igor.settle()
    assert section.ways[next(iter(section.ways))].box.count() == before == len(Distribution)
