"""``main.py import FILE … --as counterparties|products``: moving in, with every problem said before anything is written."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from app.config import Settings
from app.errors import UserError
from app.language import tr, trn
from app.opening import opened
from app.operations.import_columns import COUNTERPARTY_COLUMNS, PRODUCT_COLUMNS, Aliases
from app.operations.import_counterparties import import_counterparties
from app.operations.import_products import import_products
from app.operations.importing import CellProblem, ImportRefused, ImportResult
from app.tables import Table, read_table

LARGEST = 100 * 1024 * 1024
MOST_SAID = 50


def _counterparties(session: Session, table: Table, region: str, dry_run: bool) -> ImportResult:
    return import_counterparties(session, table, region=region, dry_run=dry_run)


def _products(session: Session, table: Table, _region: str, dry_run: bool) -> ImportResult:
    return import_products(session, table, dry_run=dry_run)


Take = Callable[[Session, Table, str, bool], ImportResult]
KINDS: Mapping[str, tuple[Aliases, Take]] = {
    "counterparties": (COUNTERPARTY_COLUMNS, _counterparties),
    "products": (PRODUCT_COLUMNS, _products),
}
"""What can be moved in → titles of its columns, and the operation."""


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Import each file in a transaction of its own; 1 as soon as one has problems, whose list is printed."""
    aliases, take = KINDS[given.kind]
    known = [title for field, titles in aliases.items() for title in (field, *titles)]
    # All files are read before the first is written: a wrong name in the middle of the line stops nothing half-way.
    tables = [read_table(_bytes(Path(name)), Path(name).name, known) for name in given.file]
    with opened(settings) as store:
        for table in tables:
            use = store.read if given.dry_run else store.write
            try:
                result = use(take, table, settings.region, given.dry_run)
            except ImportRefused as refused:
                _say(table.name, refused.problems)
                raise
            _tell(table.name, result, given.dry_run)
            if result.problems:
                return 1
    return 0


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise UserError("{name} is too large: split it.", name=path.name)
        return path.read_bytes()
    except OSError as error:
        raise UserError("{path} cannot be read: {reason}", path=str(path), reason=error.strerror or str(error)) from error


def _tell(name: str, result: ImportResult, dry_run: bool) -> None:
    if result.unknown_columns:
        columns = ", ".join(result.unknown_columns)
        print(tr("{name}: these columns are not known and were left out: {columns}", name=name, columns=columns))
    _say(name, result.doubts)
    _say(name, result.problems)
    if result.problems:
        print(tr("{name}: nothing would be imported until these cells are put right.", name=name))
        return
    counts = {"name": name, "created": result.created, "updated": result.updated, "unchanged": result.unchanged}
    if dry_run:
        print(tr("{name}: would be {created} created, {updated} updated, {unchanged} unchanged.", **counts))
    else:
        print(tr("{name}: {created} created, {updated} updated, {unchanged} unchanged.", **counts))


def _say(name: str, problems: Sequence[CellProblem]) -> None:
    for each in problems[:MOST_SAID]:
        where = {"name": name, "row": each.row, "column": each.column, "sentence": each.sentence}
        if each.value:
            value = "".join(sign if sign.isprintable() else " " for sign in each.value)[:80]
            print(tr("{name}, row {row}, column {column}, “{value}”: {sentence}", value=value, **where))
        else:
            print(tr("{name}, row {row}, column {column}: {sentence}", **where))
    if len(problems) > MOST_SAID:
        print(trn("… and {count} more.", "… and {count} more.", len(problems) - MOST_SAID))
