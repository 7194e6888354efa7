"""``main.py database create | upgrade | check | demo``."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from app.commands.progress import Progress
from app.config import Settings
from app.database import bulk, schema
from app.language import tr, trn
from app.opening import make_ready, opened
from app.operations import demo, integrity
from app.operations.demo_large import Opener

SIZES = demo.SIZES
LARGE_ROWS = 15_000_000
"""About how many rows a company of real size has, for the line of progress."""


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Do *given.action*; 0 when it went well, 1 when the check found something."""
    match given.action:
        case "create":
            print(tr("The database is ready, revision {revision}.", revision=make_ready(settings.database)))
        case "upgrade":
            schema.upgrade(settings.database)
            # What every company needs may have grown with the version, too.
            print(tr("The database is up to date, revision {revision}.", revision=make_ready(settings.database)))
        case "check":
            return _check(settings)
        case "demo":
            return _demo(settings, given.size, given.seed)
    return 0


def _check(settings: Settings) -> int:
    findings = schema.check(settings.database, integrity.CHECKS)
    for finding in findings:
        print(f"{finding.subject}: {finding.sentence.said()}")
    if not findings:
        print(tr("The database is sound: every balance agrees with its moves, nothing is oversold, no number is missing."))
        return 0
    print(trn("{count} finding.", "{count} findings.", len(findings)))
    return 1


@contextmanager
def _opener() -> Iterator[Opener]:
    """Opens the door for many rows, and says how far they are while a person looks."""
    rows, indexes = Progress(LARGE_ROWS), Progress(LARGE_ROWS)

    def on_index(done: int, of: int) -> None:
        rows.end()
        indexes.step(done * LARGE_ROWS // of - (done - 1) * LARGE_ROWS // of)

    yield lambda session, tables: bulk.wide_open(session, tables, rows.step, on_index)
    rows.end()
    indexes.end()


def _demo(settings: Settings, size: str, seed: int) -> int:
    make_ready(settings.database)
    with opened(settings) as store, _opener() as opener:
        made = demo.fill(store, size, seed, opener=opener)
    if not made.new:
        print(tr("The demo company is there already; nothing was changed."))
        return 0
    print(
        tr(
            "The demo company is ready: {counterparties} counterparties, {deals} deals, {products} articles.",
            counterparties=made.counterparties,
            deals=made.deals,
            products=made.products,
        )
    )
    return 0
