"""Marketing lists as files: every rule of the mail service's import stands in a table that this test reads."""

import csv
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.language import phrase
from app.models.addresses import mail_key, usable_email
from app.reports.mailing import (
    LONGEST_TAG,
    LONGEST_TEXT,
    MAIL_HEADERS,
    ListFormat,
    MailLine,
    PhoneLine,
    mail_list,
    phone_list,
    removed_list,
    tag,
    text_cell,
)
from app.reports.tables import FORMULA_START

RULES = Path(__file__).parent.parent / "data" / "mailing_rules.tsv"
PLAIN = MailLine("a@b.example")
HEADERS = {"company": "Company", "first": "First Name", "last": "Last Name", "phone": "Phone", "address": "Address"}


def spelled(text: str) -> str:
    """What a cell of the table stands for: ``\\n`` a newline, ``{x*3}`` three times x."""
    for mark, sign in (("\\n", "\n"), ("\\t", "\t"), ("\\0", "\0")):
        text = text.replace(mark, sign)
    return re.sub(r"\{(.)\*(\d+)\}", lambda found: found[1] * int(found[2]), text)


def rules() -> list[tuple[str, str, str, str]]:
    """(rule, field, input, expected)."""
    lines = RULES.read_text("utf-8").splitlines()[1:]
    table = [line.split("\t") for line in lines]
    return [(rule, field, spelled(given), "" if out == "(empty)" else spelled(out)) for rule, field, given, out in table]


def line_with(field: str, value: str) -> MailLine:
    match field:
        case "first" | "last":
            return replace(PLAIN, person=value)
        case "address":
            address, _, country = value.partition("|")
            return replace(PLAIN, address=address, country=country)
        case "tags":
            return replace(PLAIN, tags=tuple(value.split("|")))
        case "last_contact":
            return replace(PLAIN, last_contact=date.fromisoformat(value))
        case "phone":
            return replace(PLAIN, phone=value)
    return replace(PLAIN, company=value)


def read(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8"), newline=""), delimiter=delimiter, strict=True))


@pytest.mark.parametrize(("rule", "field", "given_text", "expected"), rules())
def test_a_list_for_a_mail_service_obeys_the_table(rule: str, field: str, given_text: str, expected: str) -> None:
    if field == "email":
        value = mail_key(given_text)
        assert (value if usable_email(value) else "(left out)") == expected, rule
        return
    head, row = read(mail_list("List", [line_with(field, given_text)] if field != "header" else [PLAIN], "csv").data)
    if field == "header":
        assert head[int(given_text)] == expected, rule
        return
    title = {**HEADERS, "tags": "Tags", "last_contact": "Last Contact"}[field]
    assert row[head.index(title)] == expected, rule


def test_the_file_is_utf_8_without_a_mark_and_with_the_same_number_of_cells_in_each_row() -> None:
    lines = [line_with(field, text) for _, field, text, _ in rules() if field not in ("email", "header")]
    document = mail_list("Насосы, Урал", lines, "csv")
    assert (document.filename, document.mime) == ("Насосы-Урал.csv", "text/csv")
    assert not document.data.startswith(b"\xef\xbb\xbf")
    table = read(document.data)
    assert table[0] == list(MAIL_HEADERS)
    assert len(table) == len(lines) + 1
    assert {len(row) for row in table} == {len(MAIL_HEADERS)}


def test_text_with_tabs_has_the_same_values() -> None:
    lines = [line_with(field, text) for _, field, text, _ in rules() if field not in ("email", "header")]
    document = mail_list("List", lines, "txt")
    assert (document.filename, document.mime) == ("List.txt", "text/tab-separated-values")
    assert read(document.data, "\t") == read(mail_list("List", lines, "csv").data)


hostile = st.text(
    st.characters() | st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", '"', ",", "＝", "ж", "́"]), max_size=400
)


@given(hostile)
def test_no_text_breaks_a_cell(text: str) -> None:
    (cell,) = {
        row[MAIL_HEADERS.index("Company")] for row in read(mail_list("x", [replace(PLAIN, company=text)], "csv").data)[1:]
    }
    assert len(cell.encode()) <= LONGEST_TEXT
    assert not cell.startswith(FORMULA_START)
    assert cell == " ".join(cell.split())


@given(st.lists(hostile, max_size=6))
def test_no_text_breaks_the_tags(texts: list[str]) -> None:
    row = read(mail_list("x", [replace(PLAIN, tags=tuple(texts))], "csv").data)[1]
    cell = row[MAIL_HEADERS.index("Tags")]
    assert len(cell.encode()) <= LONGEST_TEXT
    for each in next(csv.reader([cell.removeprefix("'")]), []):
        assert len(each) <= LONGEST_TAG
    assert all(len(tag(text).strip('"')) <= LONGEST_TAG for text in texts)


def test_an_accent_is_not_torn_off_its_letter() -> None:
    assert text_cell("x" * 254 + "q̈") == "x" * 254
    assert text_cell("y" * 253 + "q̈") == "y" * 253


PHONES = [
    PhoneLine("+493521550117", "Molkerei Sandau eG", "Heike Sander", "Einkauf", last_contact=date(2026, 11, 3)),
    PhoneLine("+78435550117", "=ООО «Сибпром»"),
]


@pytest.mark.parametrize(("language", "title"), [("en", "Company"), ("de", "Firma"), ("ru", "Компания")])
def test_a_phone_list_is_for_people(language: str, title: str) -> None:
    sheet = load_workbook(BytesIO(phone_list("Calls", PHONES, "xlsx", language).data)).active
    assert sheet is not None
    assert sheet["A1"].value == title
    assert [cell.value for cell in sheet[3]][:4] == ["=ООО «Сибпром»", None, None, "+78435550117"]
    assert sheet["A3"].quotePrefix
    assert sheet["A3"].data_type == "s"


def test_who_is_to_be_forgotten_has_a_file_of_its_own() -> None:
    document = removed_list("List - to remove", [("a@b.example", phrase("no longer in this list"))], "csv", "en")
    assert read(document.data) == [["Email Address", "Reason"], ["a@b.example", "no longer in this list"]]


SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
"""Comma, double quotes, UTF-8, from the first line on, cells as they are shown."""


def shown_by_office(data: bytes, folder: Path) -> list[list[str]]:
    """The sheet as LibreOffice shows it, where it is installed; else as openpyxl reads it back."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        sheet = load_workbook(BytesIO(data)).active
        assert sheet is not None
        rows = sheet.iter_rows(values_only=True)
        return [["" if cell is None else str(cell).removesuffix(" 00:00:00") for cell in row] for row in rows]
    source = folder / "list.xlsx"
    source.write_bytes(data)
    own = f"-env:UserInstallation=file://{folder}/profile"
    words = [office, "--headless", own, "--convert-to", SHOWN, "--outdir", str(folder), str(source)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    # It ends with 0 even where it could not open the file.
    return read((folder / "list.csv").read_bytes())


@pytest.mark.parametrize("file_format", ["csv", "txt"])
def test_a_spreadsheet_shows_the_values_of_the_text(file_format: ListFormat, tmp_path: Path) -> None:
    lines = [line_with(field, text) for _, field, text, _ in rules() if field not in ("email", "header")]
    text = read(mail_list("List", lines, file_format).data, "\t" if file_format == "txt" else ",")
    shown = shown_by_office(mail_list("List", lines, "xlsx").data, tmp_path)
    defused = [[cell[1:] if cell.startswith("'") else cell for cell in row] for row in text]
    assert shown == defused
