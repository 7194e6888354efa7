"""``main.py export LIST --to FILE``: any list as CSV, XLSX or JSON, and the process as BPMN, SVG or PNG."""

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

from app.commands import marketing_list
from app.commands.progress import Progress
from app.config import Settings
from app.database.store import Store
from app.errors import UserError
from app.events import Document
from app.language import Phrase, tr
from app.opening import opened
from app.operations import register, register_export
from app.operations.listing import LISTS, Record, page
from app.operations.process_map import sales_process
from app.operations.register_spec import Shown
from app.operations.registers import REGISTERS
from app.reports import process_map, tables

PROCESS = "process"
PAGE = 2_000
NAMES = (*LISTS, *(name for name in REGISTERS if name not in LISTS), PROCESS)
CHOICES = (*NAMES, marketing_list.PHONES)
"""What may be asked for; phones only of a segment."""
LIST_ENDINGS: tuple[tables.Format, ...] = get_args(tables.Format)
PROCESS_ENDINGS: tuple[process_map.Format, ...] = get_args(process_map.Format)


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Write the list *given.list* to the file *given.to*; a file that is there is replaced, whole or not at all."""
    if given.segment:
        return marketing_list.run(settings, given)
    if given.list == marketing_list.PHONES:
        raise UserError("A phone list belongs to a segment: say which with --segment NAME.")
    target = Path(given.to)
    endings: tuple[str, ...] = PROCESS_ENDINGS if given.list == PROCESS else LIST_ENDINGS
    ending = target.suffix.lower().removeprefix(".")
    if ending not in endings:
        known = ", ".join(f".{each}" for each in endings)
        raise UserError("The name of the file must end in one of {known}.", known=known)
    if not target.parent.is_dir():
        raise UserError("There is no folder {folder}. Make it first.", folder=str(target.parent))
    if given.list == PROCESS:
        count = None
        chosen = next(each for each in PROCESS_ENDINGS if each == ending)
        document = process_map.process_document(sales_process(), chosen, settings.language)
    else:
        document, count = _listed(settings, given.list, next(each for each in LIST_ENDINGS if each == ending))
    write_whole(target, document.data)
    if count is None:
        print(tr("{file} is written.", file=str(target)))
    else:
        print(tr("{file} is written, rows: {count}.", file=str(target), count=count))
    return 0


def _listed(settings: Settings, name: str, ending: tables.Format) -> tuple[Document, int]:
    """The list *name* as a document, and how many rows it has."""
    title, columns = _heads(name)
    progress = Progress()
    count = 0

    def counted(store: Store) -> Iterator[Record]:
        nonlocal count
        for record in records(store, name):
            count += 1
            progress.step()
            yield record if ending == "json" else _flat(record)

    with opened(settings) as store:
        document = tables.table_document(title, columns, counted(store), ending, settings.language)
    progress.end()
    return document, count


def _heads(name: str) -> tuple[str, list[tables.Column]]:
    if name in LISTS:
        spec = LISTS[name]
        return Phrase(spec.title).said(), [tables.Column(each.key, Phrase(each.title), each.kind) for each in spec.fields]
    shown = REGISTERS[name]
    columns = [each for each in shown.columns if each.in_files]
    return Phrase(shown.title).said(), [
        tables.Column(each.key, Phrase(each.title), "text" if each.kind == "choice" else each.kind) for each in columns
    ]


def records(store: Store, name: str) -> Iterator[Record]:
    """The records of list *name*, page after page, each in a short transaction of its own."""
    if name not in LISTS:
        yield from _registered(store, name)
        return
    after: tuple[int, int] | None = None
    while True:
        found = store.read(page, name, after)
        yield from found.records
        after = found.after
        if after is None:
            return


def _registered(store: Store, name: str) -> Iterator[Record]:
    """The rows of a register of the windows, as they come first there."""
    start = None
    columns = [each for each in REGISTERS[name].columns if each.in_files]
    while True:
        found = store.read(register.rows, Shown(name), start, limit=PAGE)
        yield from (register_export.filed(columns, row, raw=True) for row in found.rows)
        if not found.more:
            return
        start = found.rows[-1].mark


def _flat(record: Record) -> Record:
    """*record* for a table of people: what has parts of its own as JSON text."""
    return {
        key: json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping | list) else value
        for key, value in record.items()
    }


def write_whole(target: Path, data: bytes) -> None:
    """Write *data* to *target*, which holds the old file or the new one at any moment, never half of it.

    Raises UserError where the folder or the file does not allow it.
    """
    temporary = ""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp keeps the file to its owner; a list is for whoever the folder is for.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise UserError("{file} cannot be written: {reason}", file=str(target), reason=reason) from error
