"""What is chosen for everybody: typed as people write it, refused in words, kept by one key, taken back by undo."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.config import ScannerChoice
from app.database.store import Store
from app.events import Scan, ScanSource
from app.operations.company_settings import CompanySettings, company_settings, keep_company_settings
from app.operations.dialling import DialForm
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.preferences import PreferencesFile
from app.views.settings.company_panel import CompanyPanel
from app.views.settings.day_words import read_days, read_time, read_times, shown_days
from app.views.settings.room import SettingsRoom
from app.views.settings.workstation import Workstation
from app.views.shell.tongue import speak
from tests import factories


class SilentScanner:
    """Nothing is scanned here."""

    def start(self, scanned: Callable[[Scan], None], state: Callable[[bool, str], None]) -> None:
        """Begin."""

    def stop(self) -> None:
        """End."""


def silent(_which: object) -> ScanSource:
    """The scanner that nobody uses."""
    return SilentScanner()


class Office:
    """The administrator in the settings."""

    def __init__(self, store: Store, folder: Path, qtbot: QtBot) -> None:
        self.store, self.qtbot = store, qtbot
        store.employee_id = store.write(factories.company)["Admin"]
        self.desk = Desk(store, retry_after=10)
        store.announce = self.desk.hear_all
        self.preferences = PreferencesFile(folder / "windows.ini")
        nothing = Workstation(
            folder / "kontor.toml",
            ScannerChoice(keyboard="none"),
            ports=tuple,
            serial=silent,
            keyboard=silent,
        )
        self.messages = Messages()
        self.room = SettingsRoom(self.desk, self.messages, self.preferences, nothing, administers=True)
        qtbot.addWidget(self.room)
        self.room.resize(1240, 852)
        self.room.show()
        qtbot.waitUntil(self.room.isActiveWindow)
        qtbot.waitUntil(lambda: self.panel.begin.value() == "09:00")

    @property
    def panel(self) -> CompanyPanel:
        assert self.room.company is not None
        return self.room.company

    def kept(self) -> CompanySettings:
        """What the books have."""
        return self.store.read(company_settings)

    def type_over(self, line: QLineEdit, words: str) -> None:
        """Type *words* in place of what stands in *line*."""
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, words)

    def save(self) -> None:
        """Press Ctrl+Enter."""
        QTest.keyClick(self.room.windowHandle(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def office(fresh_store: Store, tmp_path: Path, qtbot: QtBot) -> Iterator[Office]:
    office = Office(fresh_store, tmp_path, qtbot)
    yield office
    office.room.hide()
    assert office.desk.stop()


def test_hours_holidays_and_times_are_kept_as_people_write_them_and_taken_back(office: Office) -> None:
    before, panel = office.kept(), office.panel
    assert not panel.save.isEnabled()
    office.type_over(panel.begin.line, "8.30")
    office.type_over(panel.head.line, "90")
    office.type_over(panel.response.line, "120")
    office.type_over(panel.reminder.line, "0")
    panel.holidays.text.setFocus()
    QTest.keyClicks(panel.holidays.text, "1/1/2027, 2027-01-02")
    QTest.mouseClick(panel.days[5], Qt.MouseButton.LeftButton)
    office.type_over(panel.outside_line.line, "9")
    assert office.room.has_unsaved_edits(), "no news may come over what is being typed"
    assert office.kept() == before, "nothing is kept before the key"
    office.save()
    office.qtbot.waitUntil(lambda: "Kept for everybody" in office.messages.bar.sentence)
    kept = office.kept()
    assert (kept.response, kept.reminder) == (120, 0)
    assert (kept.calls.begin, kept.calls.to_head, kept.days) == (time(8, 30), 90, (1, 2, 3, 4, 5, 6))
    assert kept.calls.holidays == (date(2027, 1, 1), date(2027, 1, 2))
    assert panel.holidays.value() == "01/01/2027\n02/01/2027"
    assert not office.room.has_unsaved_edits()
    panel.outside_line.line.clearFocus()
    QTest.keyClick(office.room.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    office.qtbot.waitUntil(lambda: office.kept() == before and panel.begin.value() == "09:00")


def test_what_cannot_be_read_says_so_under_its_field(office: Office) -> None:
    before, panel = office.kept(), office.panel
    office.type_over(panel.begin.line, "26:00")
    office.type_over(panel.promise.line, "noon")
    office.type_over(panel.department.line, "2.5")
    panel.holidays.text.setPlainText("1/1/2027\nNew Year")
    office.save()
    assert panel.begin.error == "Write a time like 09:00."
    assert "12:00, 16:00" in panel.promise.error
    assert panel.holidays.error == "“New Year” is not a date."
    assert "whole minutes" in panel.department.error
    panel.leave.click()
    office.qtbot.waitUntil(lambda: panel.begin.value() == "09:00" and not panel.is_dirty)
    assert not panel.begin.error
    assert office.kept() == before


def test_a_refusal_says_why_and_keeps_what_was_typed(office: Office) -> None:
    office.type_over(office.panel.end.line, "8:00")
    office.save()
    office.qtbot.waitUntil(lambda: "ends before it begins" in office.messages.bar.sentence)
    assert office.panel.end.value() == "8:00"


def test_what_another_administrator_chose_meanwhile_is_not_overwritten(office: Office) -> None:
    office.type_over(office.panel.department.line, "15")
    before = office.kept()
    theirs = replace(before, dial_form=DialForm.NATIONAL)
    office.store.write(keep_company_settings, before, theirs)
    office.save()
    office.qtbot.waitUntil(lambda: "meanwhile" in office.messages.bar.sentence)
    assert office.kept() == theirs
    assert office.panel.department.value() == 15
    office.panel.take_back()
    office.qtbot.waitUntil(lambda: office.panel.dial_form.value() == DialForm.NATIONAL and not office.panel.is_dirty)


def test_how_a_number_is_dialled_is_shown_at_once(office: Office) -> None:
    panel = office.panel
    panel.dial_form.set_value(DialForm.NATIONAL)
    panel.dial_form.changed.emit()
    assert panel.example == "+49 351 4829917 is dialled as 810493514829917."


def test_the_sound_of_a_call_is_chosen_for_this_person(office: Office) -> None:
    office.room.personal.sound.chosen.emit("no")
    assert office.preferences.get("call_sound") == "no"
    QTest.keyClick(office.room.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert office.preferences.get("call_sound") == "yes"


def test_days_of_the_week_and_dates_are_said_in_the_chosen_language(office: Office) -> None:
    office.panel.holidays.text.setPlainText("1/1/2027")
    office.save()
    office.qtbot.waitUntil(lambda: bool(office.kept().calls.holidays))
    office.qtbot.waitUntil(lambda: not office.panel.is_dirty)
    speak("ru")
    office.room.retranslate()
    assert office.panel.holidays.value() == "01.01.2027"
    assert office.panel.days[0].accessibleName() == "пн"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("9", time(9)), ("9:05", time(9, 5)), ("09.30", time(9, 30)), ("24:00", None), ("9:60", None), ("", None), ("٩", None)],
)
def test_times_are_read_as_people_write_them(typed: str, expected: time | None) -> None:
    assert read_time(typed) == expected


def test_lists_are_read_with_commas_blanks_and_lines() -> None:
    assert read_times("16:00; 12:00 12") == (time(12), time(16))
    assert read_times("12:00, later") is None
    today = date(2026, 11, 23)
    assert read_days("1.1.2027\n\n31.12.", today=today) == ((date(2026, 12, 31), date(2027, 1, 1)), "")
    assert read_days("soon", today=today) == ((), "soon")
    assert shown_days(()) == ""
