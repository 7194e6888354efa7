"""Recorded bursts of a keyboard scanner replayed into real fields: the code comes out right, no field or button sees it."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QInputMethodQueryEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.devices.keyboard import KeyboardReader
from app.errors import DeviceTrouble
from app.events import Scan
from app.views.keyboard_scanner import KeyboardScanner

RECORDINGS = Path(__file__).resolve().parent.parent / "data" / "keyboard"
LINE = "010460123456789317123110AbC-12/x\x1d2112dEf"
CODES = {
    "us-line": LINE,
    "us-caps-line": LINE,
    "us-f8": LINE,
    "ru-line": LINE,
    "sp-fr-line": "01046]!\"%&'()*+,-./:;<=>?_aZ=e`a^e|x",
    "de-crypto-line": "0104601234567893215aB+c\x1d91EE06\x1d92q+eZ/w==",
}
TYPES = {
    "ShortcutOverride": QEvent.Type.ShortcutOverride,
    "KeyPress": QEvent.Type.KeyPress,
    "KeyRelease": QEvent.Type.KeyRelease,
}
Record = dict[str, object]


@dataclass
class Heard:
    scans: list[Scan] = field(default_factory=list)
    states: list[tuple[bool, str]] = field(default_factory=list)
    refuse: int = 0
    threads: set[str] = field(default_factory=set)

    def scanned(self, scan: Scan) -> None:
        self.threads.add(threading.current_thread().name)
        if self.refuse:
            self.refuse -= 1
            raise DeviceTrouble("The disk is full.")
        self.scans.append(scan)

    def state(self, ready: bool, sentence: str) -> None:
        self.states.append((ready, sentence))


class Form(QDialog):
    """A dialog as scans find it: a focused field, a default button, a button for something that cannot be undone."""

    def __init__(self) -> None:
        super().__init__()
        self.pressed: list[str] = []
        self.name = QLineEdit(self)
        self.save = QPushButton("Save", self)
        self.save.setDefault(True)
        self.delete = QPushButton("Delete", self)
        self.save.clicked.connect(lambda: self.pressed.append("save"))
        self.delete.clicked.connect(lambda: self.pressed.append("delete"))
        self.key = QShortcut(QKeySequence("D"), self)
        self.key.activated.connect(lambda: self.pressed.append("shortcut"))
        layout = QVBoxLayout(self)
        for one in (self.name, self.save, self.delete):
            layout.addWidget(one)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    form = Form()
    qtbot.addWidget(form)
    form.show()
    qtbot.waitExposed(form)
    form.activateWindow()
    form.name.setFocus()
    qtbot.waitUntil(form.name.hasFocus)
    return form


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def scanner(qtbot: QtBot, heard: Heard) -> Iterator[KeyboardScanner]:
    scanner = KeyboardScanner(KeyboardReader())
    scanner.start(heard.scanned, heard.state)
    yield scanner
    scanner.stop()


def recorded(name: str) -> list[Record]:
    return [json.loads(line) for line in (RECORDINGS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def number(record: Record, name: str) -> int:
    value = record[name]
    assert isinstance(value, int)
    return value


def an_event(record: Record, timed: bool) -> QEvent | None:
    if record["t"] == "InputMethod":
        typed = QInputMethodEvent()
        typed.setCommitString(str(record["commit"]))
        return typed
    kind = TYPES.get(str(record["t"]))
    if kind is None:
        return None
    event = QKeyEvent(
        kind,
        number(record, "key"),
        Qt.KeyboardModifier(number(record, "mod")),
        number(record, "sc"),
        number(record, "vk"),
        number(record, "nm"),
        str(record["text"]),
        bool(record["rep"]),
        1,
    )
    if timed:
        event.setTimestamp(number(record, "ts"))
    return event


def replay(records: list[Record], target: Callable[[], QObject | None], *, timed: bool = True) -> None:
    for record in records:
        event = an_event(record, timed)
        if event is not None:
            receiver = target()
            assert receiver is not None
            QCoreApplication.sendEvent(receiver, event)


@pytest.mark.parametrize("timed", [True, False])
@pytest.mark.parametrize("level", ["widget", "window"])
@pytest.mark.parametrize("name", CODES)
def test_a_recorded_scan_gives_the_code_and_touches_nothing(
    qtbot: QtBot, form: Form, scanner: KeyboardScanner, heard: Heard, name: str, level: str, timed: bool
) -> None:
    window = form.windowHandle()
    replay(recorded(name), lambda: form.name if level == "widget" else window, timed=timed)
    qtbot.waitUntil(lambda: len(heard.scans) == 1)
    assert heard.scans[0].code == CODES[name]
    assert (form.name.text(), form.pressed, form.isVisible()) == ("", [], True)


def test_a_scan_into_a_focused_delete_button_deletes_nothing(
    qtbot: QtBot, form: Form, scanner: KeyboardScanner, heard: Heard
) -> None:
    form.delete.setFocus()
    space = {"key": 32, "mod": 0, "sc": 65, "vk": 32, "nm": 0, "text": " ", "rep": False, "ts": 0}
    records = recorded("us-line")
    middle = [record | space for record in records[:3]]
    for record, time_of in zip(middle, (2931393, 2931393, 2931395), strict=True):
        record["ts"] = time_of
    replay([*records[:3], *middle, *records[3:]], form.windowHandle)
    qtbot.waitUntil(lambda: len(heard.scans) == 1)
    assert heard.scans[0].code == "0 " + LINE[1:]
    assert form.pressed == []


def test_two_scans_come_in_order_each_once(qtbot: QtBot, form: Form, scanner: KeyboardScanner, heard: Heard) -> None:
    for name in ("ru-line", "us-line", "sp-fr-line"):
        replay(recorded(name), form.windowHandle)
    qtbot.waitUntil(lambda: len(heard.scans) == 3)
    assert [scan.code for scan in heard.scans] == [LINE, LINE, CODES["sp-fr-line"]]
    assert len({scan.nonce for scan in heard.scans}) == 3


def slowly(records: list[Record], pause: int) -> list[Record]:
    """The same keys by a hand: *pause* ms from key to key."""
    presses = 0
    slow = []
    for record in records:
        presses += record["t"] == "KeyPress"
        slow.append(record | {"ts": 1_000_000 + presses * pause + (pause // 2 if record["t"] == "KeyRelease" else 0)})
    return slow


def letters(text: str, first: int = 0) -> list[Record]:
    codes = {"a": 38, "b": 56, "c": 54, "d": 40, "1": 10}
    made = []
    for place, sign in enumerate(text):
        for kind in TYPES:
            key = {"t": kind, "key": ord(sign.upper()), "mod": 0, "sc": codes[sign], "vk": ord(sign), "nm": 0, "rep": False}
            made.append(key | {"text": sign, "ts": 5_000_000 + first + place * 100 + (40 if kind == "KeyRelease" else 0)})
    return made


def test_typing_by_hand_is_given_back_untouched(qtbot: QtBot, form: Form, scanner: KeyboardScanner, heard: Heard) -> None:
    typed = recorded("us-line")[:96]
    replay(slowly(typed, 90), form.windowHandle)
    qtbot.waitUntil(lambda: form.name.text() == "010460123456789317123110AbC-12")
    assert heard.scans == []
    assert form.pressed == []


def test_a_single_key_is_held_for_a_moment_only(qtbot: QtBot, form: Form, scanner: KeyboardScanner) -> None:
    replay(letters("a"), form.windowHandle)
    assert form.name.text() == ""
    began = time.monotonic()
    qtbot.waitUntil(lambda: form.name.text() == "a")
    assert time.monotonic() - began < 0.2


def test_a_fast_run_without_suffix_is_given_back_in_order(
    qtbot: QtBot, form: Form, scanner: KeyboardScanner, heard: Heard
) -> None:
    run = [record | {"ts": 7_000_000 + place} for place, record in enumerate(letters("abcd1abcd1"))]
    replay(run, form.windowHandle)
    qtbot.waitUntil(lambda: form.name.text() == "abcd1abcd1")
    assert heard.scans == []


@pytest.mark.parametrize("level", ["widget", "window"])
def test_a_single_key_shortcut_still_works_and_a_scan_does_not_press_it(
    qtbot: QtBot, form: Form, scanner: KeyboardScanner, heard: Heard, level: str
) -> None:
    replay(letters("d"), lambda: form.name if level == "widget" else form.windowHandle())
    qtbot.waitUntil(lambda: form.name.text() == "d")
    assert form.pressed == []
    form.name.clear()
    form.delete.setFocus()
    replay(letters("d"), lambda: form.delete if level == "widget" else form.windowHandle())
    qtbot.waitUntil(lambda: form.pressed == ["shortcut"])
    replay(recorded("us-line"), form.windowHandle)
    qtbot.waitUntil(lambda: len(heard.scans) == 1)
    assert form.pressed == ["shortcut"]


def test_return_by_hand_and_a_held_key_pass_at_once(qtbot: QtBot, form: Form, scanner: KeyboardScanner) -> None:
    held = [record | {"rep": True} for record in letters("b") if record["t"] == "KeyPress"] * 3
    replay(held, form.windowHandle)
    assert form.name.text() == "bbb"
    line = recorded("us-line")
    replay([record for record in line if record.get("sc") == 36], form.windowHandle)
    assert form.pressed == ["save"]


def test_a_scan_that_could_not_be_kept_is_offered_again(
    qtbot: QtBot, form: Form, scanner: KeyboardScanner, heard: Heard
) -> None:
    heard.refuse = 1
    replay(recorded("us-line"), form.windowHandle)
    qtbot.waitUntil(lambda: len(heard.scans) == 1, timeout=8000)
    assert heard.states == [(True, ""), (False, "The disk is full."), (True, "")]
    assert threading.current_thread().name not in heard.threads


def test_without_the_scanner_the_keyboard_is_as_ever(qtbot: QtBot, form: Form, heard: Heard) -> None:
    scanner = KeyboardScanner(KeyboardReader())
    scanner.start(heard.scanned, heard.state)
    replay(letters("a"), form.windowHandle)
    scanner.stop()
    assert form.name.text() == "a"
    replay(letters("b"), form.windowHandle)
    assert form.name.text() == "ab"


def test_dead_keys_are_kept_from_input_methods_while_scanning(qtbot: QtBot, form: Form, scanner: KeyboardScanner) -> None:
    assert form.name.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) in (True, None)
    scanner.take_dead_keys(True)
    assert not _wants_input_method(form.name)
    scanner.take_dead_keys(False)
    assert _wants_input_method(form.name)


def _wants_input_method(field: QLineEdit) -> bool:
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QCoreApplication.sendEvent(field, query)
    return bool(query.value(Qt.InputMethodQuery.ImEnabled))
