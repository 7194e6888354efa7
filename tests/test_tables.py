"""Tables as people have them: found header, guessed delimiter and encoding, spreadsheets, damaged files."""

import random
from contextlib import suppress
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.errors import UserError
from app.tables import MOST_ROWS, Table, column_places, read_table

KNOWN = ("name", "phone", "email", "price", "Наименование", "Телефон", "Straße")
ALIASES = {"name": ("Наименование", "Firma"), "phone": ("Телефон", "Telefon"), "price": ("Цена", "Preis")}


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def xlsx(*sheets: list[list[object]], formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
        for place, number_format in (formats or {}).items():
            sheet[place].number_format = number_format
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_csv_by_any_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    text = f"name{delimiter}phone\r\nООО «Щёлково»{delimiter}8 496 200-11-22\r\n"
    table = read_table(text.encode(encoding), "list.csv", KNOWN)
    assert table.header == ("name", "phone")
    assert cells(table) == [("ООО «Щёлково»", "8 496 200-11-22")]


def test_umlauts_of_windows_are_no_cyrillic() -> None:
    table = read_table("name;phone\nMüller & Söhne, Köln;0221 123\n".encode("cp1252"), "x.csv", KNOWN)
    assert cells(table) == [("Müller & Söhne, Köln", "0221 123")]


def test_the_delimiter_is_the_one_of_the_header() -> None:
    text = "name;price\nA, B, C and D;1,50\nE, F, G and H;2,50\n"
    assert cells(read_table(text.encode(), "x.csv", KNOWN)) == [("A, B, C and D", "1,50"), ("E, F, G and H", "2,50")]


def test_a_spreadsheet_s_own_word_on_the_delimiter_is_taken() -> None:
    assert cells(read_table(b"sep=|\nname|phone\nA;B|1\n", "x.csv", KNOWN)) == [("A;B", "1")]


def test_the_header_is_found_below_titles() -> None:
    text = "Контрагенты;;\nОтбор: все;;\n\nНаименование;Телефон;Прочее\nВолга;123;x\n;;\n"
    table = read_table(text.encode(), "x.csv", KNOWN)
    assert (table.header_row, table.header) == (4, ("Наименование", "Телефон", "Прочее"))
    assert [row.number for row in table.rows] == [5]


def test_short_rows_are_filled_and_surplus_is_kept_apart() -> None:
    table = read_table(b"name,phone\nA\nB,1,GmbH,more\n", "x.csv", KNOWN)
    assert [(row.cells, row.surplus) for row in table.rows] == [(("A", ""), ""), (("B", "1"), "GmbH more")]


def test_quoted_cells_keep_delimiters_and_lines() -> None:
    table = read_table(b'name;phone\n"A; ""B""";"1\n2"\n', "x.csv", KNOWN)
    assert cells(table) == [('A; "B"', "1\n2")]


def test_a_spreadsheet_s_numbers_are_what_was_typed() -> None:
    data = xlsx(
        [["name", "phone", "price"], ["A", 78432001122, 12.5], ["B", 4601.0, 7], [True, date(2026, 1, 2), 0.1]],
        formats={"B3": "000000"},
    )
    assert cells(read_table(data, "x.xlsx", KNOWN)) == [
        ("A", "78432001122", "12.5"),
        ("B", "004601", "7"),
        ("1", "2026-01-02T00:00:00", "0.1"),
    ]


def test_the_sheet_with_the_header_is_read() -> None:
    data = xlsx([["What this is"], ["A list"]], [["name", "phone"], ["A", "1"]])
    assert cells(read_table(data, "x.xlsx", KNOWN)) == [("A", "1")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n \r\n", "is empty"),
        (b"one,two\n1,2\n", "has no header row"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "old Excel file"),
        (b"PK\x03\x04 and no more", "no readable XLSX"),
        (b"name\0phone\n", "neither CSV nor XLSX"),
        (b"name,phone\n" + b"A," + b"1" * 1_100_000 + b"\n", "no readable table"),
    ],
)
def test_what_is_no_table_is_said(data: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_table(data, "list", KNOWN)


def test_a_list_beyond_all_measure_is_refused() -> None:
    with pytest.raises(UserError, match="more than 200000 rows"):
        read_table(b"name,phone\n" + b"A,1\n" * (MOST_ROWS + 5), "x.csv", KNOWN)


def test_a_damaged_spreadsheet_never_crashes() -> None:
    whole = xlsx([["name", "phone"], *([f"N{n}", n] for n in range(50))])
    chance = random.Random(4)
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        with suppress(UserError):
            read_table(bytes(data[: chance.randint(len(data) // 2, len(data))]), "x.xlsx", KNOWN)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_sentence(data: bytes) -> None:
    try:
        table = read_table(b"name,phone\n" + data, "x.csv", KNOWN)
    except UserError:
        return
    assert all("\0" not in cell for row in table.rows for cell in row.cells)


def test_columns_are_known_by_any_of_their_titles() -> None:
    header = ("№", "FIRMA", "Телефон 1", "Telefon-2", "Price, EUR", "Цена (руб.)")
    assert column_places(header, ALIASES) == {"name": (1,), "phone": (2, 3), "price": (4, 5)}
