"""The settings: kept at once, taken back by undo, refused in words; scanners chosen, tried and kept in the file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.config import ScannerChoice, load
from app.database.store import Store
from app.events import Scan, ScanSource
from app.language import chosen
from app.operations import own_settings
from app.views.desk import Desk
from app.views.look.theme import ThemeChoice
from app.views.messages import Messages
from app.views.preferences import PreferencesFile
from app.views.settings.personal_panel import Dresser
from app.views.settings.room import SettingsRoom
from app.views.settings.scan_words import scan_facts
from app.views.settings.workstation import SerialPort, Workstation
from app.views.shell.main_window import MainWindow
from app.views.shell.tongue import speak
from tests import factories
from tests.clock import FixedClock

PORTS = (SerialPort("/dev/ttyACM0", "Zebra DS2208"), SerialPort("/dev/ttyS0", "n/a"))
CODE = "]C1010460123456789317280531" + "10AB-1\x1d3005"


class PaperScanner:
    """A scanner that is held out by the test."""

    def __init__(self, port: str) -> None:
        self.port = port
        self.scanned: Callable[[Scan], None] | None = None
        self.state: Callable[[bool, str], None] | None = None

    def start(self, scanned: Callable[[Scan], None], state: Callable[[bool, str], None]) -> None:
        """Begin."""
        self.scanned, self.state = scanned, state

    def stop(self) -> None:
        """End."""
        self.scanned = self.state = None


class Wardrobe(QWidget):
    """A window that changes language, theme and rows, and remembers what it was told."""

    def __init__(self, preferences: PreferencesFile) -> None:
        super().__init__()
        self.preferences = preferences
        self.dressed: list[str] = []

    def speak(self, code: str) -> None:
        """Another language."""
        speak(code)

    def dress(self, choice: ThemeChoice) -> None:
        """Another theme."""
        self.dressed.append(choice)

    def set_compact(self, compact: bool) -> None:
        """Other rows."""
        self.preferences.set("compact", "yes" if compact else "no")


class Home:
    """Olga's settings on a workstation with two serial ports."""

    def __init__(self, store: Store, clock: FixedClock, folder: Path, qtbot: QtBot) -> None:
        self.store, self.clock, self.qtbot, self.file = store, clock, qtbot, folder / "kontor.toml"
        store.employee_id = store.write(factories.company)["Olga"]
        self.desk = Desk(store, retry_after=10)
        store.announce = self.desk.hear_all
        self.preferences = PreferencesFile(folder / "windows.ini")
        self.made: dict[str, PaperScanner] = {}
        self.workstation = Workstation(
            self.file, ScannerChoice(), ports=lambda: PORTS, serial=self.make, keyboard=lambda suffix: self.make("keys")
        )
        self.messages = Messages()
        self.room = SettingsRoom(self.desk, self.messages, self.preferences, self.workstation)
        self.window = Wardrobe(self.preferences)
        QVBoxLayout(self.window).addWidget(self.room)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitUntil(self.window.isActiveWindow)
        qtbot.waitUntil(lambda: self.desk.under_way == 0 and self.room.scanners.port.value() is not None)

    def make(self, port: str) -> ScanSource:
        """A scanner on *port*."""
        self.made[port] = PaperScanner(port)
        return self.made[port]

    def own(self) -> own_settings.OwnSettings:
        """What the books have."""
        return self.store.read(own_settings.own)

    def undo(self) -> None:
        """Press Undo in the message bar."""
        QTest.keyClick(self.window.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    def wait_said(self, part: str) -> None:
        """Wait until the message bar says it."""
        self.qtbot.waitUntil(lambda: part in self.messages.bar.sentence)


@pytest.fixture
def home(fresh_store: Store, clock: FixedClock, tmp_path: Path, qtbot: QtBot) -> Iterator[Home]:
    home = Home(fresh_store, clock, tmp_path, qtbot)
    yield home
    home.room.hide()
    assert home.desk.stop()


def test_the_main_window_is_one_that_the_settings_can_dress() -> None:
    assert issubclass(MainWindow, Dresser)


def test_language_theme_and_rows_change_at_once_and_are_taken_back(home: Home) -> None:
    home.room.personal.languages.chosen.emit("de")
    home.qtbot.waitUntil(lambda: home.own().language == "de")
    assert chosen() == "de"
    home.undo()
    home.qtbot.waitUntil(lambda: home.own().language == "en" and chosen() == "en")
    home.room.personal.themes.chosen.emit("dark")
    home.undo()
    assert home.window.dressed == ["dark", "light"]
    home.room.personal.rows.chosen.emit("compact")
    assert home.preferences.get("compact") == "yes"
    home.undo()
    home.qtbot.waitUntil(lambda: home.preferences.get("compact") == "no")


def test_the_extension_is_kept_refused_and_taken_back(home: Home) -> None:
    field = home.room.personal.extension
    field.line.setFocus()
    QTest.keyClicks(field.line, "2-14")
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    home.wait_said("Extension 214 is yours.")
    assert (home.own().extension, field.value()) == ("214", "214")
    field.line.setText("7")
    home.room.personal.keep_extension()
    home.qtbot.waitUntil(lambda: "two to six digits" in field.error)
    assert home.own().extension == "214"
    field.line.setText("214")
    field.line.clearFocus()
    home.undo()
    home.qtbot.waitUntil(lambda: home.own().extension == "")


def test_a_signature_is_kept_while_it_is_typed_and_shown_as_a_letter_ends(home: Home) -> None:
    panel = home.room.personal
    panel.signature.text.setFocus()
    QTest.keyClicks(panel.signature.text, "Kind regards")
    assert panel.preview.text() == "Kind regards"
    assert home.room.has_unsaved_edits(), "no news may come over what is being typed"
    home.wait_said("Your signature is kept.")
    assert home.own().signature == "Kind regards"
    assert not home.room.has_unsaved_edits()
    home.undo()
    home.qtbot.waitUntil(lambda: home.own().signature == "" and panel.signature.value() == "")


def test_a_signature_is_not_lost_with_the_room(home: Home) -> None:
    QTest.keyClicks(home.room.personal.signature.text, "Olga")
    home.room.hide()
    home.qtbot.waitUntil(lambda: home.own().signature == "Olga")


def test_what_somebody_set_elsewhere_comes_by_itself(home: Home) -> None:
    home.store.write(own_settings.set_signature, "From home")
    home.qtbot.waitUntil(lambda: home.room.personal.signature.value() == "From home")


def test_a_scanner_is_added_kept_in_the_file_taken_away_and_taken_back(home: Home) -> None:
    panel = home.room.scanners
    assert panel.port.value() == "/dev/ttyACM0"
    panel.add_button.click()
    home.wait_said("Scanner /dev/ttyACM0 is added.")
    assert load({"KONTOR_SETTINGS": str(home.file)}).scanners == ScannerChoice(("/dev/ttyACM0",))
    assert panel.port.value() == "/dev/ttyS0", "what is chosen is offered no more"
    assert list(home.workstation.sources) == [home.made["keys"], home.made["/dev/ttyACM0"]]
    panel.keyboard.set_value("none")
    panel.keyboard.changed.emit()
    home.wait_said("The keyboard scanner is set.")
    assert list(home.workstation.sources) == [home.made["/dev/ttyACM0"]]
    home.undo()
    home.qtbot.waitUntil(lambda: home.workstation.choice == ScannerChoice(("/dev/ttyACM0",)))
    home.qtbot.waitUntil(lambda: panel.keyboard.value() == "suffix")


def test_settings_that_cannot_be_written_change_nothing(home: Home) -> None:
    home.file.mkdir()
    home.room.scanners.add_button.click()
    home.wait_said("cannot be written")
    assert home.workstation.choice == ScannerChoice()


def test_a_try_says_what_a_scan_means_and_how_each_scanner_is(home: Home) -> None:
    panel = home.room.scanners
    panel.add_button.click()
    home.wait_said("is added")
    QTest.keyClick(home.window.windowHandle(), Qt.Key.Key_F8)
    assert panel.is_trying
    assert panel.said == ["Scan any code now: it is only read, nothing is booked."]
    scanner = home.made["/dev/ttyACM0"]
    assert scanner.state is not None
    assert scanner.scanned is not None
    scanner.state(False, "The scanner is not connected. Plug it in; Kontor looks for it by itself.")
    home.wait_said("The scanner is not connected")
    scanner.scanned(Scan("n1", CODE, "serial:/dev/ttyACM0", home.clock()))
    home.qtbot.waitUntil(lambda: "Article: 04601234567893" in panel.said)
    assert panel.said[-3:] == ["Batch: AB-1", "Use by: 31 May 2028", "Quantity: 5"]
    home.room.hide()
    assert not home.room.scanners.is_trying
    assert home.made["/dev/ttyACM0"].scanned is None, "the station needs the scanner"


def test_a_typed_code_is_read_as_it_is_typed(home: Home) -> None:
    field = home.room.scanners.typed
    QTest.keyClicks(field.line, "KONTOR-F9")
    assert "Command: Undo last (F9)" in home.room.scanners.said
    field.line.clear()
    QTest.keyClicks(field.line, "(01)04601234567894")
    assert any(line.startswith("Problem: ") for line in home.room.scanners.said)


def test_a_code_of_nobody_is_shown_as_it_is(clock: FixedClock) -> None:
    facts = dict(scan_facts(Scan("", "A-01", "keyboard", clock())))
    assert facts == {"Code": "A-01", "Scanner": "keyboard"}
