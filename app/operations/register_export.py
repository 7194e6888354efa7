"""What a window shows, as a file: every row of a view, not only those on the screen."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.errors import UserError
from app.events import Document
from app.language import Phrase, restored
from app.operations import register
from app.operations.register import RegisterRow
from app.operations.register_spec import Column, Shown
from app.reports import tables

PAGE = 2_000


def export(
    session: Session,
    shown: Shown,
    ending: tables.Format,
    language: str,
    columns: Sequence[str] = (),
    going: Callable[[int], bool] | None = None,
) -> Document:
    """All rows of *shown* in its order, as CSV, XLSX or JSON, read in one transaction.

    columns: keys, in the order of the file; empty: all that files have. going: told the number of rows so far, answers
    whether to go on. Raises UserError when it was stopped, and for what the list does not have.
    """
    spec = register.register(shown.register)
    chosen = [spec.column(key) for key in columns] or [each for each in spec.columns if each.in_files]
    heads = [tables.Column(each.key, Phrase(each.title), "text" if each.kind == "choice" else each.kind) for each in chosen]
    rows = _records(session, shown, chosen, going, raw=ending == "json")
    return tables.table_document(Phrase(spec.title).said(language), heads, rows, ending, language)


def _records(
    session: Session, shown: Shown, columns: Sequence[Column], going: Callable[[int], bool] | None, *, raw: bool
) -> Iterator[Mapping[str, Any]]:
    start, done = None, 0
    while True:
        found = register.rows(session, shown, start, limit=PAGE)
        for row in found.rows:
            yield filed(columns, row, raw=raw)
        done += len(found.rows)
        if going is not None and not going(done):
            raise UserError("Saving the list was stopped; no file was written.")
        if not found.more:
            return
        start = found.rows[-1].mark


def filed(columns: Sequence[Column], row: RegisterRow, *, raw: bool) -> Mapping[str, Any]:
    """A row as files have it: choices in words (*raw*: by their values, for scripts), phrases whole."""
    return {each.key: _value(each, row.cells, raw=raw) for each in columns}


def _value(column: Column, cells: Mapping[str, Any], *, raw: bool) -> Any:
    value = cells[column.key]
    if column.params:
        return restored(value, cells[column.params])
    if column.words is None or raw or value is None:
        return value
    return Phrase(column.words[value]) if value in column.words else value
