"""Reading tables that people really have: CSV in any usual encoding and delimiter, and XLSX [C25, market 5.7].

Pure: bytes in, rows of text out. What the columns mean is not known here.
"""

import csv
import io
import itertools
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.errors import UserError

ENCODINGS = ("utf-8-sig", "cp1251", "cp1252", "latin-1")
DELIMITERS = ";\t,|"
LOOKED_AT = 30
"""Rows in which the header is looked for: reports saved from accounting programs begin with titles and filters."""
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; number: as a spreadsheet counts it, from 1; cells: as text, stripped, as many as the header has.

    surplus: what stood behind the last column, such as the end of a name with a delimiter in it that was not quoted.
    """

    number: int
    cells: tuple[str, ...]
    surplus: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows under it. header_row: its number in the file, from 1."""

    name: str
    header: tuple[str, ...]
    header_row: int
    rows: tuple[TableRow, ...]


def read_table(data: bytes, name: str, known: Iterable[str]) -> Table:
    """The table in *data*, whose file is called *name*; the header is the row with most words of *known* (folded).

    Raises UserError for a file that is no table, is empty, has no header row, or is too long.
    """
    if not data.strip():
        raise UserError("{name} is empty.", name=name)
    if data[:4] == b"PK\x03\x04":
        lines = _from_xlsx(data, name)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UserError("{name} is an old Excel file: save it as XLSX and try again.", name=name)
    else:
        lines = _from_csv(data, name)
    if len(lines) > MOST_ROWS:
        raise UserError("{name} has more than {count} rows: split it.", name=name, count=MOST_ROWS)
    return _with_header(lines, name, {fold_header(word) for word in known})


def fold_header(word: str) -> str:
    """A column's title as it is compared: lower case, without punctuation and blanks."""
    return "".join(letter for letter in word.casefold().replace("ё", "е") if letter.isalnum())


def _with_header(lines: list[list[str]], name: str, known: set[str]) -> Table:
    best, most = None, 0
    for place, cells in enumerate(lines[:LOOKED_AT]):
        hits = sum(fold_header(cell) in known for cell in cells)
        if hits > most:
            best, most = place, hits
    if best is None:
        raise UserError("{name} has no header row with names of columns, such as name, phone, e-mail.", name=name)
    header = tuple(lines[best])
    width = len(header)
    rows = [
        TableRow(place + 1, tuple((cells + [""] * width)[:width]), " ".join(cells[width:]).strip())
        for place, cells in enumerate(lines[best + 1 :], best + 1)
        if any(cells)
    ]
    return Table(name, header, best + 1, tuple(rows))


def _from_csv(data: bytes, name: str) -> list[list[str]]:
    text = _decoded(data, name)
    csv.field_size_limit(1_000_000)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        return [[cell.strip() for cell in row] for row in reader]
    except csv.Error as error:
        raise UserError("{name} is no readable table: {error}", name=name, error=str(error)) from error


def _decoded(data: bytes, name: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:4096]:
        raise UserError("{name} is neither CSV nor XLSX.", name=name)
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Every byte is a letter in the Cyrillic code page: German text there would look like "MГјller" or "Mьller".
        if encoding == "cp1251" and not _cyrillic(text):
            continue
        return text
    raise AssertionError("latin-1 reads everything")


def _cyrillic(text: str) -> bool:
    """Whether the letters beyond ASCII stand beside each other, as in Russian words, rather than alone, as umlauts do."""
    foreign = [place for place, letter in enumerate(text) if ord(letter) > 127 and letter.isalpha()]
    together = sum(1 for left, right in itertools.pairwise(foreign) if right == left + 1)
    return bool(foreign) and together * 2 >= len(foreign)


def _delimiter(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()][:LOOKED_AT]
    return max(
        DELIMITERS, key=lambda sign: (sum(line.count(sign) > 0 for line in lines), sum(line.count(sign) for line in lines))
    )


def _from_xlsx(data: bytes, name: str) -> list[list[str]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # Some programs write a wrong size of the sheet; reading must not trust it.
        sheet.reset_dimensions()
        return [[_as_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1)]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, SyntaxError) as error:
        raise UserError("{name} is no readable XLSX file.", name=name) from error


def _as_text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer():
            # A phone number or an article code that a spreadsheet has taken for a number.
            return str(int(cell))
        case float():
            return f"{Decimal(repr(cell)):f}"
        case datetime() | date():
            return cell.isoformat()
        case _:
            return str(cell).strip()


def column_places(header: Sequence[str], aliases: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Field → place of its column in *header*, by *aliases* (field → titles in any language); unknown columns are left."""
    titles = {fold_header(title): field for field, names in aliases.items() for title in (field, *names)}
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        field = titles.get(fold_header(cell))
        if field is not None:
            places.setdefault(field, place)
    return places
