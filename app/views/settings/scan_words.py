"""What a scanned code means, in words for a person who tries a scanner."""

from datetime import UTC, datetime

from app.events import Scan
from app.gs1 import plain_text, read_code
from app.language import tr
from app.views.look.numbers import clear_day, quantity
from app.views.station.bench_codes import BENCH_CODES, REASON_CODES
from app.views.station.last_scan import printed


def scan_facts(scan: Scan) -> tuple[tuple[str, str], ...]:
    """(label, value) of everything that *scan* says; what is wrong or doubtful comes last."""
    meaning = read_code(scan.code, today=datetime.now(UTC).astimezone().date())
    known = (BENCH_CODES | REASON_CODES).get(plain_text(scan.code).strip().upper())
    facts = [
        (tr("Code"), printed(plain_text(scan.code))),
        (tr("Kind"), meaning.symbology),
        (tr("Scanner"), scan.device.removeprefix("serial:")),
        (tr("Command"), "" if known is None else f"{tr(known[1])} ({known[0]})"),
        (tr("Article"), meaning.gtin or ""),
        (tr("Batch"), meaning.batch or ""),
        (tr("Use by"), "" if meaning.expiry is None else clear_day(meaning.expiry)),
        (tr("Serial number"), meaning.serial or ""),
        (tr("Quantity"), "" if meaning.quantity is None else quantity(meaning.quantity)),
        (tr("Problem"), tr(meaning.problem) if meaning.problem else ""),
        (tr("Note"), tr(meaning.hint) if meaning.hint else ""),
    ]
    return tuple((label, value) for label, value in facts if value)
