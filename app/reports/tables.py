"""Any list as a file: CSV and XLSX for people and mail services, JSON for scripts.

Foreign text is only data: what a spreadsheet would take for a formula is defused in CSV by an apostrophe and written to
XLSX as a text cell with the "quoted" mark. A number in E.164 is no formula that could do harm and goes out as it is, so
that mail and telephone services can read it.

JSON carries amounts and quantities as strings: a reader that knows only binary floats would spoil them otherwise. Dates
are ISO 8601, times carry their zone (UTC).
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from app.events import Document
from app.language import Phrase, phrase
from app.money import Money, Quantity
from app.reports.files import file_name

Kind = Literal["text", "phone", "integer", "quantity", "money", "percent", "date", "time", "yes_no"]
Format = Literal["csv", "xlsx", "json"]
TableRow = Mapping[str, object] | Sequence[object]

FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Signs (also in their full width) at which spreadsheets begin a formula or hide one (OWASP, CSV injection)."""

E164 = re.compile(r"\+[1-9][0-9]{6,14}")

LONGEST_CELL = 32767
"""Characters that a cell of XLSX holds."""

MIME = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}

NUMBER_FORMATS: Mapping[str, str] = {
    "integer": "0",
    "quantity": "#,##0.###",
    "money": "#,##0.00",
    "percent": "0.##",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm",
}

WIDTHS: Mapping[str, float] = {
    "text": 28, "phone": 18, "integer": 10, "quantity": 12, "money": 15, "percent": 9, "date": 12, "time": 17, "yes_no": 8,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column: key in the rows and in JSON, title for people, kind of its values; width in characters (0: by kind)."""

    key: str
    title: Phrase
    kind: Kind = "text"
    width: float = 0


@dataclass(frozen=True, slots=True)
class CsvShape:
    """How a CSV file is written. mark: begin with the byte order mark, by which Excel knows UTF-8."""

    delimiter: str
    decimal_sign: str
    mark: bool = True


MAIL_SERVICE = CsvShape(",", ".", mark=False)
"""What mail services import (Mailchimp: UTF-8, comma)."""


def csv_shape(language: str) -> CsvShape:
    """The shape that a spreadsheet set to *language* opens by a double click."""
    return CsvShape(",", ".") if language == "en" else CsvShape(";", ",")


def defused(text: str) -> str:
    """*text* with an apostrophe in front if a spreadsheet would take it for a formula; an E.164 number stays."""
    if text.startswith(FORMULA_START) and not E164.fullmatch(text):
        return "'" + text
    return text


def table_document(
    name: str,
    columns: Sequence[Column],
    rows: Iterable[TableRow],
    file_format: Format,
    language: str,
    *,
    shape: CsvShape | None = None,
    zone: tzinfo | None = None,
) -> Document:
    """*rows* as a file called *name*; a row is a mapping by column key, or a sequence in the order of the columns.

    shape: for CSV, by the language if None. zone: in which CSV and XLSX show times, the machine's own if None.
    Raises ValueError for a format that is not known, or a row of another length than the columns.
    """
    values = (_values(row, columns) for row in rows)
    if file_format == "csv":
        data = _csv(columns, values, shape or csv_shape(language), language, zone)
    elif file_format == "xlsx":
        data = _xlsx(name, columns, values, language, zone)
    elif file_format == "json":
        data = _json(columns, values)
    else:
        raise ValueError(f"unknown format {file_format!r}: csv, xlsx or json")
    return Document(file_name(name, file_format), MIME[file_format], data)


def _values(row: TableRow, columns: Sequence[Column]) -> list[object]:
    if isinstance(row, Mapping):
        return [row.get(column.key) for column in columns]
    if len(row) != len(columns):
        raise ValueError(f"a row of {len(row)} values for {len(columns)} columns")
    return list(row)


def _bare(value: object) -> object:
    """A money or quantity value as its bare number, an enum as its value; anything else unchanged."""
    if isinstance(value, Money | Quantity):
        return value.amount
    return value


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without zone has no place in an export")
    return moment.astimezone(zone).replace(tzinfo=None)


def _said(value: object, language: str) -> str:
    if isinstance(value, bool):
        return (phrase("yes") if value else phrase("no")).said(language)
    if isinstance(value, Phrase):
        return value.said(language)
    return str(value)


def _csv(
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    shape: CsvShape,
    language: str,
    zone: tzinfo | None,
) -> bytes:
    def field(value: object) -> str:
        value = _bare(value)
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return f"{value:f}".replace(".", shape.decimal_sign)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, datetime):
            return _local(value, zone).isoformat(" ", "seconds")
        if isinstance(value, date):
            return value.isoformat()
        return defused(_said(value, language).replace("\0", ""))

    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=shape.delimiter, lineterminator="\r\n")
    writer.writerow([field(column.title) for column in columns])
    for row in rows:
        writer.writerow([field(value) for value in row])
    return stream.getvalue().encode("utf-8-sig" if shape.mark else "utf-8", "replace")


def _xlsx(
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    language: str,
    zone: tzinfo | None,
) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']+", " ", name).strip()[:31] or "1")
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width or WIDTHS[column.kind]
    bold, ground = Font(bold=True), PatternFill("solid", fgColor="E9ECEF")
    head = []
    for column in columns:
        title = _text_cell(sheet, column.title.said(language))
        title.font, title.fill, title.alignment = bold, ground, Alignment(vertical="center", wrap_text=True)
        head.append(title)
    sheet.append(head)
    line = _Line(sheet, columns, language, zone)
    count = 1
    try:
        for row in rows:
            sheet.append(line.filled(row))
            count += 1
        if columns:
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
    finally:
        # a list that ends in the middle (cancelled, offline) must not leave the sheet's file open
        sheet.close()
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL]
    cell = Cell(sheet, 1, 1, clean)
    cell.data_type = "s"
    if clean.startswith(FORMULA_START):
        cell.quotePrefix = True
    return cell


class _Line:
    """The cells of a row, styled once and filled anew for each row: a list of 100,000 rows is not styled 100,000 times."""

    def __init__(self, sheet: WriteOnlyWorksheet, columns: Sequence[Column], language: str, zone: tzinfo | None) -> None:
        self._columns = columns
        self._language = language
        self._zone = zone
        self._sheet = sheet
        self._cells: dict[tuple[int, str, bool], Cell] = {}

    def filled(self, row: Sequence[object]) -> list[Cell | None]:
        """The cells with the values of *row*; valid until the next row is filled."""
        return [
            self._cell(place, column, _bare(value))
            for place, (column, value) in enumerate(zip(self._columns, row, strict=True))
        ]

    def _cell(self, place: int, column: Column, value: object) -> Cell | None:
        if value is None or value == "":
            return None
        if isinstance(value, datetime):
            cell = self._styled(place, NUMBER_FORMATS["time"])
            cell.value = _local(value, self._zone)
        elif isinstance(value, date):
            cell = self._styled(place, NUMBER_FORMATS["date"])
            cell.value = value
        elif isinstance(value, Decimal | int) and not isinstance(value, bool):
            cell = self._styled(place, NUMBER_FORMATS.get(column.kind, "General"))
            cell.value = value
        else:
            clean = ILLEGAL_CHARACTERS_RE.sub("", _said(value, self._language))[:LONGEST_CELL]
            look = "@" if column.kind == "phone" else "General"
            cell = self._styled(place, look, quoted=clean.startswith(FORMULA_START))
            cell.value = clean
            cell.data_type = "s"
        return cell

    def _styled(self, place: int, number_format: str, quoted: bool = False) -> Cell:
        known = self._cells.get((place, number_format, quoted))
        if known is None:
            known = Cell(self._sheet, 1, 1)
            known.number_format = number_format
            if quoted:
                known.quotePrefix = True
            self._cells[place, number_format, quoted] = known
        return known


def _json(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> bytes:
    def field(value: object) -> object:
        value = _bare(value)
        if value is None or isinstance(value, bool | int | str):
            return value
        if isinstance(value, Decimal):
            return f"{value:f}"
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError("a time without zone has no place in an export")
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Phrase):
            return value.said("en")
        if isinstance(value, Mapping):
            return {str(key): field(part) for key, part in value.items()}
        if isinstance(value, Sequence | frozenset | set):
            return [field(part) for part in value]
        return str(value)

    keys = [column.key for column in columns]
    records = [{key: field(value) for key, value in zip(keys, row, strict=True)} for row in rows]
    text = json.dumps(records, ensure_ascii=False, indent=1)
    return (text + "\n").encode("utf-8", "replace")
