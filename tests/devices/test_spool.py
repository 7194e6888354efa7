"""The scan spool: kept, in order, once, whatever happens to the process or the disk."""

import resource
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.devices.spool import ScanSpool
from app.errors import DeviceTrouble
from app.events import Scan

AT = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)


def a_scan(number: int, code: str = "]C101\x1d‰ \ud800") -> Scan:
    return Scan(f"nonce{number}", f"{code}{number}", "serial:x", AT)


def filled(folder: Path, count: int) -> list[Scan]:
    scans = [a_scan(number) for number in range(count)]
    spool = ScanSpool(folder)
    for scan in scans:
        spool.append(scan)
    spool.close()
    return scans


def reopened(folder: Path) -> list[Scan]:
    spool = ScanSpool(folder)
    pending = spool.pending()
    spool.close()
    return pending


def test_scans_outlive_the_process_in_their_order(tmp_path: Path) -> None:
    scans = filled(tmp_path, 5)
    assert reopened(tmp_path) == scans


def test_the_same_nonce_twice_is_one_scan(tmp_path: Path) -> None:
    filled(tmp_path, 1)
    spool = ScanSpool(tmp_path)
    spool.append(a_scan(0))
    spool.append(a_scan(1))
    spool.append(a_scan(1))
    assert [scan.nonce for scan in spool.pending()] == ["nonce0", "nonce1"]
    spool.done("nonce1")
    spool.append(a_scan(1))
    assert [scan.nonce for scan in spool.pending()] == ["nonce0"]
    spool.close()


def test_what_is_booked_is_gone_and_an_empty_spool_takes_no_room(tmp_path: Path) -> None:
    filled(tmp_path, 3)
    spool = ScanSpool(tmp_path)
    spool.done("nonce1")
    spool.done("unknown")
    spool.close()
    assert [scan.nonce for scan in reopened(tmp_path)] == ["nonce0", "nonce2"]
    spool = ScanSpool(tmp_path)
    spool.done("nonce0")
    spool.done("nonce2")
    assert (tmp_path / "scans.jsonl").stat().st_size == 0
    spool.append(a_scan(9))
    spool.close()
    assert [scan.nonce for scan in reopened(tmp_path)] == ["nonce9"]


def test_a_refused_scan_leaves_the_queue_and_stays_on_record(tmp_path: Path) -> None:
    filled(tmp_path, 2)
    spool = ScanSpool(tmp_path)
    spool.refused("nonce0", "no such product")
    spool.close()
    assert [scan.nonce for scan in reopened(tmp_path)] == ["nonce1"]
    assert "no such product" in (tmp_path / "refused.jsonl").read_text("ascii")


def test_a_kill_at_any_byte_loses_no_earlier_scan(tmp_path: Path) -> None:
    scans = filled(tmp_path, 3)
    whole = (tmp_path / "scans.jsonl").read_bytes()
    for length in range(len(whole) + 1):
        (tmp_path / "scans.jsonl").write_bytes(whole[:length])
        kept = whole[:length].count(b"\n")
        spool = ScanSpool(tmp_path)
        assert spool.pending() == scans[:kept]
        spool.append(a_scan(99))
        spool.close()
        assert reopened(tmp_path) == [*scans[:kept], a_scan(99)]


def test_a_damaged_line_is_passed_over(tmp_path: Path) -> None:
    scans = filled(tmp_path, 3)
    journal = tmp_path / "scans.jsonl"
    content = bytearray(journal.read_bytes())
    content[content.index(b"\n") + 20] ^= 1
    journal.write_bytes(content)
    assert reopened(tmp_path) == [scans[0], scans[2]]


def test_a_second_window_on_the_same_folder_is_told_so(tmp_path: Path) -> None:
    spool = ScanSpool(tmp_path)
    with pytest.raises(DeviceTrouble, match="open already"):
        ScanSpool(tmp_path)
    spool.close()
    ScanSpool(tmp_path).close()


def test_a_full_disk_is_said_and_nothing_pretended(tmp_path: Path) -> None:
    scans = filled(tmp_path, 2)
    size = (tmp_path / "scans.jsonl").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    spool = ScanSpool(tmp_path)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, before[1]))
        with pytest.raises(DeviceTrouble, match="could not be kept"):
            spool.append(a_scan(7))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert spool.pending() == scans
    assert (tmp_path / "scans.jsonl").stat().st_size == size
    spool.append(a_scan(7))
    spool.close()
    assert reopened(tmp_path) == [*scans, a_scan(7)]


def test_what_the_screen_worked_on_outlives_the_process_and_the_compacting(tmp_path: Path) -> None:
    spool = ScanSpool(tmp_path)
    spool.append(a_scan(0), "receipt 12")
    spool.append(a_scan(1))
    for number in range(2, 60):
        spool.append(Scan(f"long{number}", "x" * 20_000, "keyboard", AT))
        spool.done(f"long{number}")
    spool.close()
    spool = ScanSpool(tmp_path)
    assert [spool.context(scan.nonce) for scan in spool.pending()] == ["receipt 12", ""]
    spool.refused("nonce0", "closed")
    assert spool.context("nonce0") == ""
    spool.close()
    assert '"context": "receipt 12"' in (tmp_path / "refused.jsonl").read_text("ascii")


def test_a_long_queue_is_compacted_while_some_scans_wait(tmp_path: Path) -> None:
    spool = ScanSpool(tmp_path)
    spool.append(a_scan(0))
    for number in range(1, 60):
        spool.append(Scan(f"long{number}", "x" * 20_000, "keyboard", AT))
        spool.done(f"long{number}")
    spool.append(a_scan(1))
    spool.close()
    assert (tmp_path / "scans.jsonl").stat().st_size < 1_100_000
    assert reopened(tmp_path) == [a_scan(0), a_scan(1)]


def test_a_folder_that_cannot_be_made_is_a_trouble_of_the_device(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DeviceTrouble):
        ScanSpool(tmp_path / "file" / "spool")
