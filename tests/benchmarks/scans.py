"""One scan → recorded on its receipt, beside the same rows written by hand; and the spool's fsync before it."""

import os
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.orm import Session

from app.devices.spool import ScanSpool
from app.events import Scan
from app.gtin import check_digit
from app.operations.receiving import open_receipt
from app.operations.receiving_scan import take_scan
from tests import stock_factories
from tests.benchmarks.by_hand import Connection, Trail, adding, fetched
from tests.benchmarks.company import Company, demand_same_rows
from tests.benchmarks.measuring import Figure, Side, against_floor, in_turns

LINES = 20
EXPECTED = 1_000_000
BOXES_OF_A_BATCH = 10
EXPIRY = date(2031, 6, 30)

WHO = """
    SELECT e.name, r.role FROM employee e LEFT JOIN employee_role r ON r.employee_id = e.id WHERE e.id = %s AND e.active
"""
SEEN = "SELECT outcome FROM scan_record WHERE nonce = %s"
LINE = """
    SELECT l.id, l.position, l.expected, l.received, p.id, p.name, p.code, p.unit, p.has_expiry, b.quantity
    FROM receipt_line l
    JOIN receipt r ON r.id = l.receipt_id
    JOIN product p ON p.id = l.product_id
    JOIN barcode b ON b.product_id = p.id
    WHERE l.receipt_id = %s AND b.code = %s AND r.state = 'open'
    ORDER BY l.position FOR UPDATE OF l
"""
BATCH = "SELECT id, expiry, blocked, blocked_reason FROM batch WHERE product_id = %s AND code = %s FOR UPDATE"
SUPPLIER = "SELECT o.supplier_id FROM purchase_order o JOIN receipt r ON r.purchase_order_id = o.id WHERE r.id = %s"
COUNT = "UPDATE receipt_line SET received = %s WHERE id = %s"


def figures(company: Company, rounds: int) -> list[Figure]:
    """The lines of the table. Raises AssertionError if the two sides did not write the same."""
    station = company.store("Wanda")
    mine, others = (station.write(_receipt, name) for name in ("O", "F"))
    clerk = company.people["Wanda"]
    with company.connection() as connection:
        ours = Side(lambda n: _scan("O", n), lambda scan: station.write(take_scan, mine, scan))
        floor = Side(lambda n: _scan("F", n), lambda scan: record_by_hand(connection, others, scan, clerk))
        for number in (-2, -1):
            demand_same_rows(station, partial(ours.timed, number), partial(floor.timed, number))
        spreads = in_turns(ours, floor, rounds)
    station.close()
    connection.close()
    return [against_floor("scan → recorded", *spreads, most=2), _spooled(rounds)]


def _receipt(session: Session, side: str) -> int:
    """An open receipt of many lines, each far from full."""
    products = [
        stock_factories.product(session, f"SCAN-{side}-{line:02d}", gtin=_gtin(side, line), has_expiry=True)
        for line in range(LINES)
    ]
    order = stock_factories.purchase_order(session, [(product, EXPECTED) for product in products])
    return open_receipt(session, "purchase", order).id


def _gtin(side: str, line: int) -> str:
    body = f"0460{ord(side):03d}{line:06d}"
    return body + check_digit(body)


def _scan(side: str, number: int) -> Scan:
    """Box *number*: one line after the other, a new batch of each line after some boxes."""
    batch = f"L{number // (LINES * BOXES_OF_A_BATCH)}"
    code = f"]C101{_gtin(side, number % LINES)}17{EXPIRY:%y%m%d}10{batch}"
    return Scan(f"{side}{number}", code, "serial:bench", datetime.now(UTC))


def record_by_hand(connection: Connection, receipt: int, scan: Scan, clerk: int) -> None:
    """What ``take_scan`` does for an expected box, statement by statement; it cuts the code by place, reading none."""
    now = datetime.now(UTC)
    gtin, batch_code = scan.code[5:19], scan.code[29:]
    trail = Trail(now, clerk)
    with connection.transaction(), connection.cursor() as cursor:
        roles = {row[1] for row in cursor.execute(WHO, (clerk,)).fetchall()}
        assert "warehouse" in roles
        assert cursor.execute(SEEN, (scan.nonce,)).fetchone() is None
        line = cursor.execute(LINE, (receipt, gtin)).fetchall()[0]
        received = line[3] + line[9]
        assert received <= line[2]
        assert now.date() <= EXPIRY
        found = cursor.execute(BATCH, (line[4], batch_code)).fetchone()
        assert found is None or (found[1] == EXPIRY and not found[2])
        batch = found[0] if found else _new_batch(cursor, trail, line[4], batch_code, receipt, now)
        cursor.execute(COUNT, (received, line[0]))
        trail.touched("receipt", receipt)
        record = {
            "nonce": scan.nonce,
            "at": scan.at,
            "recorded_at": now,
            "code": scan.code,
            "device": scan.device,
            "employee_id": clerk,
            "outcome": "received",
            "problem": "",
            "receipt_id": receipt,
            "receipt_line_id": line[0],
            "batch_id": batch,
            "serial": "",
            "quantity": Decimal(line[9]),
        }
        cursor.execute(adding("scan_record", tuple(record)), tuple(record.values()))
        trail.touched("scan_record", fetched(cursor))
        trail.write(cursor)


def _new_batch(cursor: psycopg.Cursor[Any], trail: Trail, product: int, code: str, receipt: int, now: datetime) -> int:
    batch = {
        "product_id": product,
        "code": code,
        "expiry": EXPIRY,
        "received_at": now,
        "supplier_id": fetched(cursor.execute(SUPPLIER, (receipt,))),
        "currency": "",
        "blocked": False,
        "blocked_reason": "",
        "version": 1,
    }
    cursor.execute(adding("batch", tuple(batch)), tuple(batch.values()))
    batch_id: int = fetched(cursor)
    trail.inserted("batch", batch_id, batch)
    return batch_id


def _spooled(rounds: int) -> Figure:
    """The time until the clerk may scan on: kept on this computer's disk, beside one bare write and fsync."""
    with tempfile.TemporaryDirectory(prefix="kontor-spool-") as folder:
        spool = ScanSpool(Path(folder))
        with (Path(folder) / "floor").open("ab", buffering=0) as stream:

            def bare(scan: Scan) -> None:
                stream.write(f"{scan.nonce} {scan.code}\n".encode())
                os.fsync(stream.fileno())

            ours, floor = in_turns(Side(lambda n: _scan("O", n), spool.append), Side(lambda n: _scan("F", n), bare), rounds)
        spool.close()
    return against_floor("scan → on disk in the spool", ours, floor, most=2)
