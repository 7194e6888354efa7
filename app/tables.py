"""Reading tables that people really have: CSV in any usual encoding and delimiter, and XLSX [C25, market 5.7].

Pure: bytes in, rows of text out. What the columns mean is not known here; the caller says which titles it knows, and by
them the header row, the delimiter and the sheet are found.
"""

import csv
import io
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from app.errors import UserError

ENCODINGS = ("utf-8-sig", "cp1251", "cp1252", "latin-1")
DELIMITERS = ";\t,|"
LOOKED_AT = 30
"""Rows in which the header is looked for: reports saved from accounting programs begin with titles and filters."""
MOST_ROWS = 200_000
MOST_COLUMNS = 300
MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes that an XLSX file may unpack to; more is a trap or no list."""
LONGEST_FIELD = 1_000_000

_NUMBERED = re.compile(r"\s*[№#]?\s*\d+$")
_REMARK = re.compile(r"\s*[(\[,:].*$", re.DOTALL)
_PADDED = re.compile(r"0{2,}")

Lines = list[list[str]]
SheetCell = Cell | MergedCell | ReadOnlyCell | EmptyCell


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
    """The table in *data*, whose file is called *name*; the header is the row with most titles of *known*.

    Raises UserError for a file that is no table, is empty, has no header row, or is too long.
    """
    if not data.strip():
        raise UserError("{name} is empty.", name=name)
    titles = {fold_header(word) for word in known}
    if data[:4] == b"PK\x03\x04":
        readings = _from_xlsx(data, name)
    elif data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UserError("{name} is an old Excel file: save it as XLSX and try again.", name=name)
    else:
        readings = _from_csv(_decoded(data, name), name)
    best: Lines = []
    most, place = 0, 0
    for lines in readings:
        hits, header = _find_header(lines, titles)
        if hits > most:
            best, most, place = lines, hits, header
    if most == 0:
        raise UserError("{name} has no header row with names of columns, such as name, phone, e-mail.", name=name)
    if len(best) > MOST_ROWS:
        raise UserError("{name} has more than {count} rows: split it.", name=name, count=MOST_ROWS)
    return _under_header(best, place, name)


def fold_header(word: str) -> str:
    """A column's title as it is compared: lower case, without punctuation and blanks."""
    return "".join(letter for letter in word.casefold().replace("ё", "е") if letter.isalnum())


def header_spellings(title: str) -> Iterator[str]:
    """*title* folded; then without a remark behind it (``Price, EUR``, ``Цена (руб.)``), without a number (``Phone 2``)."""
    yield fold_header(title)
    bare = _REMARK.sub("", title)
    yield fold_header(bare)
    yield fold_header(_NUMBERED.sub("", bare))


def _find_header(lines: Lines, titles: set[str]) -> tuple[int, int]:
    """(known titles in it, place) of the row that has most of them."""
    counts = (
        (sum(any(each in titles for each in header_spellings(cell)) for cell in cells), -place)
        for place, cells in enumerate(lines[:LOOKED_AT])
    )
    hits, place = max(counts, default=(0, 0))
    return hits, -place


def _under_header(lines: Lines, place: int, name: str) -> Table:
    header = tuple(lines[place])
    width = len(header)
    rows = [
        TableRow(number, tuple((cells + [""] * width)[:width]), " ".join(filter(None, cells[width:])))
        for number, cells in enumerate(lines[place + 1 :], place + 2)
        if any(cells)
    ]
    return Table(name, header, place + 1, tuple(rows))


def _from_csv(text: str, name: str) -> Iterator[Lines]:
    """The rows by each delimiter that the text has; a line ``sep=;`` in front decides, as spreadsheets have it."""
    csv.field_size_limit(LONGEST_FIELD)
    named = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    signs = named[1] if named else [sign for sign in DELIMITERS if sign in text] or [","]
    for sign in signs:
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
            yield [[_clean(cell) for cell in row] for row in itertools.islice(reader, MOST_ROWS + 1)]
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


def _from_xlsx(data: bytes, name: str) -> Iterator[Lines]:
    """The rows of each sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise UserError("{name} is too large: split it.", name=name)
        with warnings.catch_warnings():
            # What openpyxl does not understand (styles, validation) is of no matter to a list.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                for sheet in book.worksheets:
                    # Some programs write a wrong size of the sheet; reading must not trust it.
                    sheet.reset_dimensions()
                    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
                    yield _without_margin([[_as_text(cell) for cell in row] for row in rows])
            finally:
                book.close()
    except _DAMAGED as error:
        raise UserError("{name} is no readable XLSX file.", name=name) from error


_DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What openpyxl, zipfile and the XML parser raise for damaged files (found by damaging some)."""


def _without_margin(lines: Lines) -> Lines:
    """Rows without the empty cells at their right end, which a spreadsheet has as far as it was ever formatted."""
    for cells in lines:
        while cells and not cells[-1]:
            cells.pop()
    return lines


def _as_text(cell: SheetCell) -> str:
    value: object = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case int() | float() if isinstance(value, int) or value.is_integer():
            # A phone number or an article code that a spreadsheet has taken for a number; its zeros in front are a format.
            digits = str(int(value))
            shape = str(getattr(cell, "number_format", None) or "")
            return digits.zfill(len(shape)) if _PADDED.fullmatch(shape) and value >= 0 else digits
        case float():
            return f"{Decimal(repr(value)):f}"
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return _clean(str(value))


def _clean(cell: str) -> str:
    """*cell* without blanks around it and without what no database keeps."""
    return cell.replace("\0", "").replace("_x000D_", "").strip().strip("\u200b\ufeff")


def column_places(header: Sequence[str], aliases: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """Field → places of its columns in *header*, by *aliases* (field → titles in any language); unknown ones left out."""
    titles = {fold_header(title): field for field, names in aliases.items() for title in (field, *names)}
    places: dict[str, tuple[int, ...]] = {}
    for place, cell in enumerate(header):
        field = next((titles[each] for each in header_spellings(cell) if each in titles), None)
        if field is not None:
            places[field] = (*places.get(field, ()), place)
    return places
