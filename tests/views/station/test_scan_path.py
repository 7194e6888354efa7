"""The way of a scan: on the disk first, counted once, in order, through kills, pulled cables and real scanners."""

import json
import os
import termios
import tty
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.devices.key_table import KEYS
from app.devices.keyboard import KeyboardReader
from app.devices.serial_scanner import SerialScanner
from app.errors import DeviceTrouble
from app.events import Scan
from app.models.stock import ScanRecord
from app.models.terms import Role
from app.operations import receiving, receiving_scan
from app.views.keyboard_scanner import KeyboardScanner
from app.views.messages import Messages
from app.views.preferences import PreferencesFile
from app.views.room import RoomEntry
from app.views.shell.badge import Person
from app.views.shell.house import House
from app.views.shell.main_window import MainWindow
from app.views.station.room import StationRoom
from app.views.station.scan_path import Circumstance, circumstance_of
from tests import factories
from tests.views.paper_room import PaperRoom
from tests.views.station.bench import BEARING, SEAL, Bench, code
from tests.views.test_keyboard_scanner import Record, an_event, recorded


def outcomes(session: Session) -> list[tuple[str, str]]:
    """(code, outcome) of every scan in the books, in the order of recording."""
    rows = session.execute(select(ScanRecord.code, ScanRecord.outcome).order_by(ScanRecord.id))
    return [(row.code, row.outcome) for row in rows]


def test_what_a_killed_station_left_is_counted_once_in_its_receipt(bench: Bench) -> None:
    bench.begin()
    bench.hand.scan("B-04-2", code(BEARING))
    bench.wait_for("Received")
    bench.wait_settled()
    bench.books.plug.clear()
    bench.hand.scan(code(SEAL, "L1", bench.good), "NOBODY-KNOWS")
    bench.press(Qt.Key.Key_F6)
    bench.type("2")
    bench.hand.scan(code(SEAL, "L2", bench.good))
    kept = len(bench.pending())
    bench.kill_offline()
    assert kept == 3
    assert bench.receipt().counted == 1
    bench.open()
    bench.wait_settled()
    assert bench.receipt().counted == 4
    assert [int(line.counted) for line in bench.receipt().lines] == [3, 1]
    bench.wait_note("A scan from before was refused: NOBODY-KNOWS. Unknown code.")
    bench.kill()
    bench.open()
    bench.qtbot.waitUntil(lambda: bench.room.scans.is_idle and bench.desk is not None and bench.desk.under_way == 0)
    assert bench.receipt().counted == 4

    def places(session: Session) -> list[int | None]:
        return list(session.scalars(select(ScanRecord.location_id).where(ScanRecord.outcome == "received")))

    assert len(set(bench.store.read(places))) == 1, "the place of the scanned label outlived the kill"


def test_a_scan_that_was_booked_just_before_the_kill_is_not_counted_again(bench: Bench) -> None:
    bench.begin()
    bench.books.plug.clear()
    bench.hand.scan(code(BEARING))
    scan, context = bench.pending()[0], bench.context()
    bench.kill_offline()
    receipt = circumstance_of(context).record_id
    assert receipt is not None
    bench.store.write(take, receipt, scan)
    bench.open()
    bench.wait_settled()
    assert bench.receipt().counted == 1


def take(session: Session, receipt_id: int, scan: Scan) -> None:
    """Book *scan* as the killed window had done before it could tell the spool."""
    receiving_scan.take_scan(session, receipt_id, scan)


def test_a_scan_left_for_a_closed_receipt_is_told_and_kept_on_record(bench: Bench) -> None:
    bench.begin()
    bench.hand.scan(code(BEARING))
    bench.wait_for("Received")
    begun = bench.receipt()
    bench.books.plug.clear()
    bench.hand.scan(code(BEARING))
    bench.kill_offline()
    bench.store.write(receiving.finish, begun.id, begun.version)
    bench.open()
    bench.wait_settled()
    bench.wait_note("Receipt is closed")
    assert bench.store.read(outcomes)[-1] == (code(BEARING), "refused")


def test_a_scan_left_with_a_question_is_asked_when_its_order_is_open_again(bench: Bench) -> None:
    bench.begin()
    bench.books.plug.clear()
    bench.hand.scan(code(SEAL))
    bench.kill_offline()
    bench.open()
    bench.wait_note("waits for an answer")
    assert len(bench.pending()) == 1
    bench.qtbot.waitUntil(lambda: bench.room.station.orders.orders.rowCount() == 1)
    bench.press(Qt.Key.Key_Return)
    bench.qtbot.waitUntil(bench.room.station.question.field.hasFocus)
    bench.type("L7")
    bench.press(Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.room.station.question.accessibleName().startswith("Use by"))
    bench.type("2030-12-31")
    bench.press(Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.receipt().counted == 1)
    bench.wait_settled()


def test_without_a_connection_work_goes_on_and_the_order_is_kept(bench: Bench) -> None:
    room = bench.begin()
    bench.books.plug.clear()
    codes = ["B-04-2", code(BEARING), "NOBODY-KNOWS", code(SEAL, "L1", bench.good), code(SEAL, "L2", bench.good)]
    bench.hand.scan(*codes)
    bench.qtbot.waitUntil(lambda: bench.desk is not None and not bench.desk.online)
    bench.hand.scan(code(BEARING))
    bench.qtbot.waitUntil(lambda: [chip.text for chip in room.station.header.chips] == ["Scanner ready", "6 scans wait"])
    assert bench.word() == "Kept"
    assert bench.sounds.heard[-1] == "kept"
    assert "No connection" in room.station.note.sentence
    bench.press(Qt.Key.Key_F9)
    bench.wait_note("taken back")
    assert room.scans.waiting == 5
    bench.books.plug.set()
    bench.qtbot.waitUntil(lambda: room.scans.waiting == 0, timeout=10_000)
    bench.wait_settled()
    assert bench.store.read(outcomes) == [
        (codes[1], "received"),
        (codes[2], "refused"),
        (codes[3], "received"),
        (codes[4], "received"),
    ]
    assert room.station.last_scan.shown.place == "B-04-2", "the place scanned while offline holds for what came after"
    assert bench.receipt().counted == 3
    bench.qtbot.waitUntil(lambda: room.station.header.chips[1].text == "All scans saved")


def test_a_clerk_who_may_not_receive_loses_nothing(bench: Bench) -> None:
    bench.begin()
    seller = bench.store.write(factories.employee, "Sasha Seller", Role.SELLER)
    bench.store.employee_id = seller
    bench.hand.scan(code(BEARING))
    bench.wait_for("Not counted")
    assert len(bench.pending()) == 1
    bench.kill()
    bench.store.employee_id = bench.people["Wanda"]
    bench.open()
    bench.wait_settled()
    assert bench.receipt().counted == 1


def test_a_scan_that_met_another_workstation_is_tried_again(bench: Bench) -> None:
    room = bench.begin()
    bench.books.conflicts = 3
    bench.hand.scan(code(BEARING))
    bench.wait_for("Received")
    assert bench.books.conflicts == 0
    bench.books.conflicts = 6
    bench.hand.scan(code(BEARING))
    bench.wait_for("Not counted")
    assert room.scans.waiting == 1, "it stays in the spool"
    bench.press(Qt.Key.Key_Escape)
    bench.qtbot.waitUntil(lambda: room.station.view is None and room.station.orders.orders.rowCount() == 1)
    bench.press(Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.receipt().counted == 2)
    bench.wait_settled()


def test_a_spool_that_cannot_keep_a_scan_counts_nothing_and_gives_the_quantity_back(bench: Bench) -> None:
    room = bench.begin()
    room.scans.scanners.set_quantity(Decimal(2))
    spool = bench.spool
    assert spool is not None
    full = FullSpool()
    room.scans.scanners._spool = full
    with pytest.raises(DeviceTrouble):
        room.scans.scanners._take(Scan("n", code(BEARING), "serial:x", datetime.now(UTC)))
    room.scans.scanners._spool = spool
    bench.hand.scan(code(BEARING))
    bench.qtbot.waitUntil(lambda: bench.receipt().counted == 2)


class FullSpool:
    """A spool on a full disk."""

    def append(self, scan: Scan, context: str = "") -> None:
        """There is no room."""
        raise DeviceTrouble("The disk is full.")

    def pending(self) -> list[Scan]:
        """Nothing."""
        return []

    def context(self, nonce: str) -> str:
        """Nothing."""
        return ""

    def done(self, nonce: str) -> None:
        """Nothing."""

    def refused(self, nonce: str, reason: str) -> None:
        """Nothing."""


def test_a_real_serial_scanner_reaches_the_books(bench: Bench) -> None:
    scanner, port = os.openpty()
    tty.setraw(port, termios.TCSANOW)
    try:
        room = bench.open(SerialScanner(os.ttyname(port), memory=bench.folder / "trace"))
        bench.qtbot.waitUntil(lambda: room.station.header.chips[0].text == "Scanner ready")
        os.write(scanner, f"]C0{bench.order_number}\r\n".encode())
        bench.qtbot.waitUntil(lambda: room.scans.record_id is not None)
        bench.wait_settled()
        os.write(scanner, f"{code(BEARING)}\r\n{code(BEARING)}\r".encode() + b"\nKONTOR-F9\r\n")
        note = room.station.note
        bench.qtbot.waitUntil(lambda: bench.word() == "Taken back" or "taken back" in note.sentence)
        bench.qtbot.waitUntil(lambda: room.scans.is_idle and bench.receipt().counted == 1)
        bench.wait_settled()
    finally:
        room.hide()
        os.close(scanner)
        os.close(port)


def test_a_real_keyboard_scanner_counts_and_leaves_fields_and_f_keys_alone(bench: Bench) -> None:
    room = bench.open(KeyboardScanner(KeyboardReader()))
    bench.qtbot.waitUntil(lambda: room.station.orders.orders.rowCount() == 1)
    bench.press(Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: room.scans.record_id is not None)
    bench.press(Qt.Key.Key_F8)
    bench.wait_note("Nothing is counted yet")
    bench.press(Qt.Key.Key_F6)
    bench.qtbot.waitUntil(room.station.quantity.field.hasFocus)
    for record in [*recorded("us-line"), *burst(code(BEARING, "aB-1"))]:
        event = an_event(record, True)
        if event is not None:
            QCoreApplication.sendEvent(room.windowHandle(), event)
    bench.qtbot.waitUntil(lambda: bench.receipt().counted == 1)
    assert room.station.quantity.field.text() == "", "a scan belongs to the screen, not to the field that has the focus"
    bench.wait_settled()
    bench.wait_for("Received")
    assert room.station.last_scan.shown.batch == "aB-1"
    assert [outcome for _, outcome in bench.store.read(outcomes)] == ["refused", "received"]


def burst(text: str) -> list[Record]:
    """The key events of a keyboard scanner on X11 that types *text* and Return, 4 ms from key to key."""
    places = {sign: (place, shift) for place, signs in KEYS["x11"].items() for shift, sign in enumerate(signs)}
    strokes = [(sign, *places[sign]) for sign in text] + [("\r", 36, 0)]
    records: list[Record] = []
    for number, (sign, place, shift) in enumerate(strokes):
        key = int(Qt.Key.Key_Return) if sign == "\r" else ord(sign.upper())
        for kind, later in (("ShortcutOverride", 0), ("KeyPress", 0), ("KeyRelease", 2)):
            modifier = int(Qt.KeyboardModifier.ShiftModifier.value) if shift else 0
            plain = {"t": kind, "key": key, "mod": modifier, "sc": place, "vk": ord(sign), "nm": 0, "rep": False}
            records.append(plain | {"text": sign, "ts": 9_000_000 + 4 * number + later})
    return records


def test_f_keys_of_the_station_win_over_those_of_the_rooms(bench: Bench, tmp_path: Path) -> None:
    bench.open()
    bench.room.hide()
    assert bench.desk is not None
    desk, messages = bench.desk, Messages()
    entry = RoomEntry("receive", StationRoom.title, StationRoom.icon, lambda: bench.room, whole_window=True)
    others = tuple(RoomEntry(f"room{number}", "Triage", "tray", lambda: PaperRoom(desk, messages)) for number in range(6))
    house = House(Person("wanda", "Wanda", "Warehouse"), (*others, entry), "kontor-db")
    window = MainWindow(desk, messages, PreferencesFile(tmp_path / "windows.ini"), house)
    bench.qtbot.addWidget(window)
    window.show()
    bench.qtbot.waitUntil(window.isActiveWindow)
    window.go("receive")
    bench.qtbot.waitUntil(lambda: bench.room.station.orders.orders.rowCount() == 1)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    bench.qtbot.waitUntil(lambda: bench.room.scans.record_id is not None)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_F6)
    bench.qtbot.waitUntil(bench.room.station.quantity.field.hasFocus)
    assert window.current == "receive"
    bench.room.setParent(None)


def test_what_the_screen_worked_on_is_read_back_or_nothing() -> None:
    for kept in (Circumstance(), Circumstance(12, 3, Decimal("2.5")), Circumstance(1)):
        assert circumstance_of(kept.kept()) == kept
    broken = ("", "x", "[]", "{}", "null", json.dumps({"receipt": "a", "place": 1, "quantity": None}))
    assert {circumstance_of(text) for text in broken} == {Circumstance()}
    assert circumstance_of(json.dumps({"receipt": 1, "place": None, "quantity": "many"})) == Circumstance()
