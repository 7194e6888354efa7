"""A serial scanner on a pseudo-terminal: complete, in order, once, also over kills, unplugging and junk."""

import os
import subprocess
import sys
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from app.devices.serial_scanner import SerialScanner, available_ports
from app.devices.spool import ScanSpool
from app.devices.trace import ByteTrace
from app.errors import DeviceTrouble
from app.events import Scan
from app.gs1 import read_code

ROOT = Path(__file__).resolve().parent.parent.parent
STATION = Path(__file__).parent / "scan_station.py"


@dataclass
class Line:
    """A pseudo-terminal. The second end stays open, so that unread bytes outlive the reader, as in a real port."""

    scanner: int
    port: int

    @property
    def name(self) -> str:
        return os.ttyname(self.port)

    def send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self.scanner, data) :]


@pytest.fixture
def line() -> Iterator[Line]:
    scanner, port = os.openpty()
    tty.setraw(port, termios.TCSANOW)
    yield Line(scanner, port)
    os.close(scanner)
    os.close(port)


@dataclass
class Desk:
    """Hears a scanner; *full* makes it refuse as a full disk does."""

    scans: list[Scan] = field(default_factory=list)
    states: list[tuple[bool, str]] = field(default_factory=list)
    full: bool = False

    def scanned(self, scan: Scan) -> None:
        if self.full:
            raise DeviceTrouble("The disk is full.")
        self.scans.append(scan)

    def state(self, ready: bool, sentence: str) -> None:
        self.states.append((ready, sentence))

    @property
    def codes(self) -> list[str]:
        return [scan.code for scan in self.scans]


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for *condition*; fail if it does not come true in time."""
    step = threading.Event()
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        step.wait(0.005)


def started(line: Line, folder: Path, desk: Desk) -> SerialScanner:
    scanner = SerialScanner(line.name, memory=folder)
    scanner.start(desk.scanned, desk.state)
    until(lambda: (True, "") in desk.states)
    return scanner


def station(line: Line, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, str(STATION), line.name, str(folder)]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("True")
    return process


def holds(journal: Path, count: int) -> bool:
    return journal.read_bytes().count(b"\n") >= count


def killed(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def spooled(folder: Path) -> list[str]:
    spool = ScanSpool(folder)
    codes = [scan.code for scan in spool.pending()]
    spool.close()
    return codes


def send_at_pace(line: Line, codes: list[str], per_second: float) -> threading.Thread:
    def send() -> None:
        began = time.monotonic()
        tick = threading.Event()
        for number, code in enumerate(codes):
            tick.wait(max(0.0, began + number / per_second - time.monotonic()))
            line.send(code.encode() + b"\r\n")

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def many_codes(count: int) -> list[str]:
    return [f"]C1010460123456789317250630{'10B'}{number:05d}\x1d21S{number}" for number in range(count)]


def test_torn_and_joined_scans_arrive_whole(line: Line, tmp_path: Path) -> None:
    desk = Desk()
    scanner = started(line, tmp_path, desk)
    line.send(b"A1\r\nB")
    until(lambda: desk.codes == ["A1"])
    line.send(b"2\r\n")
    until(lambda: desk.codes == ["A1", "B2"])
    scanner.stop()
    assert desk.scans[0].device == f"serial:{line.name}"
    assert desk.scans[0].at.tzinfo is UTC


def test_stale_input_is_thrown_away_at_the_first_start(line: Line, tmp_path: Path) -> None:
    line.send(b"OLD\r\n")
    desk = Desk()
    scanner = started(line, tmp_path, desk)
    line.send(b"NEW\r\n")
    until(lambda: bool(desk.codes))
    scanner.stop()
    assert desk.codes == ["NEW"]


def test_random_bytes_are_no_code_of_ours_and_nothing_stops(line: Line, tmp_path: Path) -> None:
    desk = Desk()
    scanner = started(line, tmp_path, desk)
    line.send(bytes(range(1, 256)) * 3 + b"\r\n" + b"\xff" * 20_000 + b"\r\n" + b"B-04-2\r\n")
    until(lambda: "B-04-2" in desk.codes)
    scanner.stop()
    day = datetime(2026, 11, 23, tzinfo=UTC).date()
    junk = [code for code in desk.codes if code != "B-04-2"]
    assert junk
    assert any(read_code(code, today=day).problem == "This is not a code of ours." for code in junk)
    assert max(map(len, desk.codes)) <= 4096


def test_an_unplugged_scanner_says_so_and_stops_at_once(tmp_path: Path) -> None:
    scanner_end, port = os.openpty()
    tty.setraw(port, termios.TCSANOW)
    desk = Desk()
    scanner = started(Line(scanner_end, port), tmp_path, desk)
    os.close(scanner_end)
    until(lambda: desk.states[-1][0] is False)
    assert "scanner" in desk.states[-1][1]
    os.close(port)
    began = time.monotonic()
    scanner.stop()
    assert time.monotonic() - began < 1.0


def test_a_scanner_that_is_plugged_in_again_goes_on(tmp_path: Path) -> None:
    place = tmp_path / "port"
    first, first_port = os.openpty()
    tty.setraw(first_port, termios.TCSANOW)
    place.symlink_to(os.ttyname(first_port))
    desk = Desk()
    scanner = SerialScanner(str(place), memory=tmp_path)
    scanner.start(desk.scanned, desk.state)
    until(lambda: (True, "") in desk.states)
    line = Line(first, first_port)
    line.send(b"ONE\r")
    until(lambda: desk.codes == ["ONE"])
    place.unlink()
    os.close(first)
    os.close(first_port)
    until(lambda: desk.states[-1][0] is False)
    second, second_port = os.openpty()
    tty.setraw(second_port, termios.TCSANOW)
    place.symlink_to(os.ttyname(second_port))
    until(lambda: desk.states[-1][0] is True)
    Line(second, second_port).send(b"TWO\r")
    until(lambda: desk.codes == ["ONE", "TWO"])
    scanner.stop()
    os.close(second)
    os.close(second_port)


def test_a_port_that_is_not_there_is_said(tmp_path: Path) -> None:
    desk = Desk()
    scanner = SerialScanner(str(tmp_path / "nothing"), memory=tmp_path)
    scanner.start(desk.scanned, desk.state)
    until(lambda: bool(desk.states))
    scanner.stop()
    assert desk.states == [(False, "The scanner is not connected. Plug it in; Kontor looks for it by itself.")]


def test_a_scan_that_could_not_be_kept_is_offered_again(line: Line, tmp_path: Path) -> None:
    desk = Desk()
    scanner = started(line, tmp_path, desk)
    desk.full = True
    line.send(b"A1\r\nB2\r\n")
    until(lambda: desk.states[-1] == (False, "The disk is full."))
    desk.full = False
    until(lambda: desk.codes == ["A1", "B2"])
    scanner.stop()


def test_ports_can_be_listed() -> None:
    assert isinstance(available_ports(), list)


def test_500_codes_at_50_a_second_arrive_though_the_station_is_killed_in_the_middle(line: Line, tmp_path: Path) -> None:
    codes = many_codes(500)
    process = station(line, tmp_path)
    sender = send_at_pace(line, codes, 50)
    journal = tmp_path / "scans.jsonl"
    until(partial(holds, journal, 200))
    killed(process)
    process = station(line, tmp_path)
    sender.join()
    until(partial(holds, journal, 500))
    killed(process)
    assert spooled(tmp_path) == codes


def test_many_kills_at_a_fast_pace_lose_and_double_nothing(line: Line, tmp_path: Path) -> None:
    codes = many_codes(1500)
    process = station(line, tmp_path)
    sender = send_at_pace(line, codes, 1000)
    journal = tmp_path / "scans.jsonl"
    for count in (100, 500, 900):
        until(partial(holds, journal, count))
        killed(process)
        process = station(line, tmp_path)
    sender.join()
    until(partial(holds, journal, 1500))
    killed(process)
    assert spooled(tmp_path) == codes


def test_bytes_read_but_not_yet_assembled_are_taken_up_again(line: Line, tmp_path: Path) -> None:
    name = "".join(sign if sign.isalnum() else "-" for sign in line.name).strip("-")
    trace = ByteTrace(tmp_path / f"{name}.trace")
    with trace.room() as room:
        room[:9] = b"A1\r\nB2\r\nC"
    trace.received(9)
    trace.close()
    line.send(b"3\r\n")
    desk = Desk()
    scanner = started(line, tmp_path, desk)
    until(lambda: len(desk.codes) == 3)
    scanner.stop()
    assert desk.codes == ["A1", "B2", "C3"]


def test_the_trace_starts_over_without_losing_what_is_pending(tmp_path: Path) -> None:
    trace = ByteTrace(tmp_path / "x.trace")
    seen = b""
    names = set()
    for number in range(400):
        piece = f"{number:01000d}\r".encode()
        with trace.room() as room:
            room[: len(piece)] = piece
        trace.received(len(piece))
        names.add(trace.nonce(len(trace.pending)))
        if number % 2:
            seen += trace.pending
            trace.settle(len(trace.pending))
    assert seen == b"".join(f"{number:01000d}\r".encode() for number in range(400))
    assert len(names) == 400
    trace.close()
