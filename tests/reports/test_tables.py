"""Any list as CSV, XLSX and JSON: exact values, and no cell that a spreadsheet would run."""

import csv
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from app.language import phrase
from app.money import Money, Quantity
from app.reports.tables import MAIL_SERVICE, Column, Format, defused, table_document

COLUMNS = (
    Column("name", phrase("Name")),
    Column("phone", phrase("Phone"), "phone"),
    Column("count", phrase("Count"), "integer"),
    Column("on_hand", phrase("On hand"), "quantity"),
    Column("value", phrase("Value"), "money"),
    Column("due", phrase("Due"), "date"),
    Column("at", phrase("At"), "time"),
    Column("open", phrase("Open"), "yes_no"),
)
KAZAN = timezone(timedelta(hours=3))
ROW = {
    "name": 'Müller «Щёлок»; "A"\nB',
    "phone": "+78435550117",
    "count": 3,
    "on_hand": Quantity(Decimal("-12.500"), "kg"),
    "value": Money(Decimal("1234567890.10"), "EUR"),
    "due": date(2026, 11, 23),
    "at": datetime(2026, 11, 23, 21, 30, 5, tzinfo=UTC),
    "open": True,
}
EMPTY = dict.fromkeys(ROW)

FORMULAS = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "+7843;=1", "+cmd|' /C calc'!A0"]
HARMLESS = ["1=1", "a@b.example", "+78435550117", "", " x", "№ 5"]


def csv_rows(data: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_csv_is_what_the_language_s_spreadsheet_opens() -> None:
    document = table_document("Stock 11/26", COLUMNS, [ROW, EMPTY], "csv", "de", zone=KAZAN)
    assert document.filename == "Stock-11-26.csv"
    assert document.data.startswith(b"\xef\xbb\xbf")
    titles = [column.title.said("de") for column in COLUMNS]
    assert titles[1] == "Telefon"
    assert csv_rows(document.data, ";") == [
        titles,
        [ROW["name"], "+78435550117", "3", "-12,500", "1234567890,10", "2026-11-23", "2026-11-24 00:30:05", "ja"],
        [""] * 8,
    ]


def test_mail_services_get_commas_and_no_mark() -> None:
    document = table_document("list", COLUMNS, [ROW], "csv", "ru", shape=MAIL_SERVICE, zone=KAZAN)
    assert not document.data.startswith(b"\xef\xbb\xbf")
    assert csv_rows(document.data, ",")[1][4] == "1234567890.10"


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_defused(text: str) -> None:
    assert defused(text) == "'" + text
    column = (Column("a", phrase("A")),)
    assert csv_rows(table_document("t", column, [(text,)], "csv", "en").data, ",")[1] == ["'" + text]
    book = load_workbook(BytesIO(table_document("t", column, [(text,)], "xlsx", "en").data))
    cell = book.worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert str(cell.value).replace("\r\n", "\n") in {text, text.replace("\r", "\n"), text.replace("\r", "_x000D_")}


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays(text: str) -> None:
    assert defused(text) == text


def test_a_title_is_defused_too() -> None:
    document = table_document("t", (Column("a", phrase("=A")),), [], "csv", "en")
    assert csv_rows(document.data, ",") == [["'=A"]]


def test_xlsx_cells_have_types_and_formats() -> None:
    document = table_document("Stock: [all]", COLUMNS, [ROW, EMPTY], "xlsx", "en", zone=KAZAN)
    sheet = load_workbook(BytesIO(document.data)).worksheets[0]
    cells = next(iter(sheet.iter_rows(min_row=2, max_row=2)))
    values = [cell.value for cell in cells]
    assert values[:4] == [ROW["name"], "+78435550117", 3, -12.5]
    assert str(values[4]) == "1234567890.1"
    assert [str(value) for value in values[5:]] == ["2026-11-23 00:00:00", "2026-11-24 00:30:05", "yes"]
    assert [cell.number_format for cell in cells[1:7]] == [
        "@",
        "0",
        "#,##0.###",
        "#,##0.00",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H3"
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width == 28


def test_xlsx_takes_signs_that_xml_cannot_carry() -> None:
    document = table_document("t", (Column("a", phrase("A")),), [("a\x00\x0bb",), ("x" * 40_000,)], "xlsx", "en")
    sheet = load_workbook(BytesIO(document.data)).worksheets[0]
    assert sheet["A2"].value == "ab"
    assert len(str(sheet["A3"].value)) == 32_767


def test_json_keeps_numbers_exact_and_times_with_their_zone() -> None:
    columns = (*COLUMNS, Column("elements", phrase("Elements")))
    row = {**ROW, "elements": {"01": "0460"}, "at": datetime(2026, 11, 24, 0, 30, tzinfo=KAZAN)}
    document = table_document("t", columns, [row, EMPTY], "json", "de")
    assert json.loads(document.data) == [
        {
            "name": ROW["name"],
            "phone": "+78435550117",
            "count": 3,
            "on_hand": "-12.500",
            "value": "1234567890.10",
            "due": "2026-11-23",
            "at": "2026-11-23T21:30:00Z",
            "open": True,
            "elements": {"01": "0460"},
        },
        {**EMPTY, "elements": None},
    ]


def test_rows_may_be_sequences_and_rows_may_be_many() -> None:
    columns = (Column("a", phrase("A"), "integer"), Column("b", phrase("B")))
    document = table_document("t", columns, ((place, "x") for place in range(5000)), "json", "en")
    assert len(json.loads(document.data)) == 5000


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_a_list_without_rows_is_a_file_all_the_same(file_format: Format) -> None:
    assert table_document("t", COLUMNS, [], file_format, "ru").data


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_a_time_without_zone_and_a_row_of_another_length_are_our_mistake(file_format: Format) -> None:
    column = (Column("a", phrase("A"), "time"),)
    naive = datetime.fromisoformat("2026-01-01T00:00")
    with pytest.raises(ValueError, match="without zone"):
        table_document("t", column, [(naive,)], file_format, "en")
    with pytest.raises(ValueError, match="a row of 2 values"):
        table_document("t", column, [(1, 2)], file_format, "en")
