"""``import`` and ``export``: files in, files out, every refusal one sentence."""

import csv
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from app.commands.export import NAMES, PROCESS
from tests.commands.conftest import Kontor

KNOWN = Path(__file__).parent.parent / "data" / "mail" / "known.csv"


def listed(kontor: Kontor, url: str, name: str, folder: Path) -> list[dict[str, object]]:
    target = folder / f"{name}.json"
    assert kontor("export", name, "--to", target, "--database", url).code == 0
    records: list[dict[str, object]] = json.loads(target.read_bytes())
    return records


def test_known_customers_move_in_once(kontor: Kontor, company_url: str, tmp_path: Path) -> None:
    words = ("import", KNOWN, "--as", "counterparties", "--database", company_url)
    assert kontor(*words).lines == ["known.csv: 2 created, 0 updated, 0 unchanged."]
    assert kontor(*words).lines == ["known.csv: 0 created, 0 updated, 2 unchanged."]
    records = listed(kontor, company_url, "counterparties", tmp_path)
    assert [(r["name"], r["kind"], r["phone"], r["email"], r["department"]) for r in records] == [
        ("ООО «Волгахимпром»", "CUSTOMER", "+78432001122", "snab@volgahim.example", "Prom"),
        ("Brenner Anlagenbau GmbH", "CUSTOMER", "+493012345678", "einkauf@brenner-anlagen.example", "Term"),
    ]


def test_a_trial_run_changes_nothing(kontor: Kontor, company_url: str, tmp_path: Path) -> None:
    words = ("import", KNOWN, "--as", "counterparties", "--dry-run", "--database", company_url)
    assert kontor(*words).lines == ["known.csv: would be 2 created, 0 updated, 0 unchanged."]
    assert listed(kontor, company_url, "counterparties", tmp_path) == []


@pytest.mark.parametrize("trial", [(), ("--dry-run",)])
def test_problems_are_listed_and_nothing_is_written(
    kontor: Kontor, company_url: str, tmp_path: Path, trial: tuple[str, ...]
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("name;kind;phone;size\nVolga;customer;8 843 200-11-22;9\nNeva;boss;abc;8\n", "utf-8")
    answer = kontor("import", file, "--as", "counterparties", "--database", company_url, *trial)
    assert answer.code == 1
    assert "bad.csv, row 3, column kind, “boss”: This is none of lead, customer, partner, supplier." in answer.lines
    assert any(line.startswith("bad.csv, row 3, column phone, “abc”:") for line in answer.lines)
    assert listed(kontor, company_url, "counterparties", tmp_path) == []


def test_the_region_governs_national_numbers(
    kontor: Kontor, company_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_REGION", "DE")
    file = tmp_path / "list.csv"
    file.write_text("Firma;Telefon\nBrenner;030 12345678\n", "utf-8")
    assert kontor("import", file, "--as", "counterparties", "--database", company_url).code == 0
    assert listed(kontor, company_url, "counterparties", tmp_path)[0]["phone"] == "+493012345678"


def test_articles_move_in_from_a_spreadsheet_that_was_exported(kontor: Kontor, company_url: str, tmp_path: Path) -> None:
    file, sheet = tmp_path / "goods.csv", tmp_path / "goods.xlsx"
    file.write_text("Артикул;Наименование;Цена;Штрихкод\nНХ-65;Насос;1 234,50;4601234567893\n", "utf-8")
    assert kontor("import", file, "--as", "products", "--database", company_url).code == 0
    assert kontor("export", "products", "--to", sheet, "--database", company_url).code == 0
    answer = kontor("import", sheet, "--as", "products", "--database", company_url)
    assert answer.lines == ["goods.xlsx: 0 created, 0 updated, 1 unchanged."]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.csv", "cannot be read"),
        ("", "cannot be read"),
        ("noise.xlsx", "no readable XLSX"),
        ("empty.csv", "is empty"),
    ],
)
def test_what_is_no_list_is_said(kontor: Kontor, company_url: str, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "noise.xlsx").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    (tmp_path / "empty.csv").write_bytes(b"")
    answer = kontor("import", tmp_path / name, "--as", "counterparties", "--database", company_url)
    assert (answer.code, said in answer.err) == (1, True)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {PROCESS}))
def test_every_list_goes_into_every_format(kontor: Kontor, company_url: str, tmp_path: Path, name: str) -> None:
    for ending in ("csv", "xlsx", "json"):
        target = tmp_path / f"list.{ending}"
        answer = kontor("export", name, "--to", target, "--database", company_url)
        assert (answer.code, answer.err) == (0, "")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as stream:
        in_csv = list(csv.reader(stream))
    book = load_workbook(tmp_path / "list.xlsx", read_only=True)
    in_sheet = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    assert list(in_sheet[0]) == in_csv[0]
    assert len(json.loads((tmp_path / "list.json").read_bytes())) == len(in_csv) - 1 == len(in_sheet) - 1


@pytest.mark.parametrize("ending", ["bpmn", "svg", "png"])
def test_the_process_is_a_picture_and_a_model(kontor: Kontor, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"process.{ending}"
    assert kontor("export", "process", "--to", target).lines == [f"{target} is written."]
    if ending == "png":
        assert target.read_bytes().startswith(b"\x89PNG")
    else:
        assert ET.fromstring(target.read_bytes()) is not None


@pytest.mark.parametrize(
    ("name", "target", "said"),
    [
        ("deals", "deals.pdf", "must end in one of .csv, .xlsx, .json"),
        ("deals", "deals", "must end in one of"),
        ("process", "process.csv", "must end in one of .bpmn, .svg, .png"),
        ("deals", "no/such/deals.csv", "There is no folder"),
    ],
)
def test_where_nothing_can_be_written_is_said_first(
    kontor: Kontor, company_url: str, tmp_path: Path, name: str, target: str, said: str
) -> None:
    answer = kontor("export", name, "--to", tmp_path / target, "--database", company_url)
    assert (answer.code, said in answer.err) == (1, True)


def test_a_folder_in_the_file_s_place_is_said_and_nothing_is_left(kontor: Kontor, company_url: str, tmp_path: Path) -> None:
    target = tmp_path / "deals.csv"
    target.mkdir()
    answer = kontor("export", "deals", "--to", target, "--database", company_url)
    assert (answer.code, "cannot be written" in answer.err) == (1, True)
    assert [each.name for each in tmp_path.iterdir()] == ["deals.csv"]
