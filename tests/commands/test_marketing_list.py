"""``export … --segment``: a marketing list from a script, with its line in the ledger; and lists that save themselves."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.marketing import Segment
from app.models.marketing_terms import Origin, Schedule
from app.models.session import now
from app.models.terms import ConsentState
from app.operations import export_ledger, segments
from app.operations.export_ledger import RunRow
from app.operations.segments import Repeat
from tests import factories
from tests.commands.conftest import Kontor
from tests.operations import marketing_desk
from tests.operations.marketing_desk import CUSTOMERS


@pytest.fixture
def dairies(company_url: str) -> str:
    store = Store(company_url)
    store.employee_id = store.write(factories.company)["Maria"]
    store.write(marketing_desk.dairy_people)
    store.write(segments.create, "Dairies, food", CUSTOMERS)
    store.close()
    return company_url


def ledger(url: str) -> tuple[RunRow, ...]:
    store = Store(url)
    store.employee_id = store.write(factories.company)["Maria"]
    rows = store.read(export_ledger.runs).rows
    store.close()
    return rows


def test_a_list_comes_out_of_a_script(kontor: Kontor, dairies: str, tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    words = ("export", "contacts", "--segment", "dairies, FOOD", "--to", target, "--database", dairies)
    assert kontor(*words).lines == [f"{target} is written, rows: 2."]
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["Email Address"] for row in rows] == ["h.sander@molkerei-sandau.example", "volkov@sibprom.example"]
    (run,) = ledger(dairies)
    assert (run.origin, run.who, run.count, run.file, run.basis) == (Origin.SCRIPT, "", 2, str(target), "consent")
    assert run.delivered_at is not None
    again = kontor(*words, "--changes")
    assert (again.code, again.err.startswith("Nothing has changed since")) == (1, True)


def test_who_is_to_be_removed_has_a_file_beside(kontor: Kontor, dairies: str, tmp_path: Path) -> None:
    target = tmp_path / "list.txt"
    words = ("export", "contacts", "--segment", "Dairies, food", "--to", target, "--database", dairies)
    kontor(*words)
    store = Store(dairies)
    store.write(marketing_desk.consent, "volkov@sibprom.example", ConsentState.REFUSED)
    store.close()
    beside = tmp_path / "list-to-remove.txt"
    assert kontor(*words).lines == [
        f"{target} is written, rows: 1.",
        f"{beside} says who is to be removed, rows: 1.",
    ]
    assert beside.read_text("utf-8").splitlines()[1] == "volkov@sibprom.example\tno longer in this list"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("contacts", "--segment", "Nobody", "--to", "x.csv"), "There is no segment Nobody."),
        (("deals", "--segment", "Dairies, food", "--to", "x.csv"), "saved as contacts (e-mail list) or as phones"),
        (("contacts", "--segment", "Dairies, food", "--to", "x.json"), "must end in one of .csv, .txt, .xlsx."),
        (("phones", "--to", "x.csv"), "say which with --segment NAME."),
        (("phones", "--segment", "Dairies, food", "--to", "x.csv"), "Nobody goes into this list"),
        (("contacts", "--segment", "Dairies, food", "--basis", "interest", "--to", "x.csv"), "legal basis"),
    ],
)
def test_refusals_are_one_sentence(
    kontor: Kontor, dairies: str, tmp_path: Path, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = kontor("export", *words, "--database", dairies)
    assert answer.code == 1
    assert said in answer.err
    assert not Path("x.csv").exists()


def test_a_list_that_cannot_be_written_is_no_ground_for_the_next(kontor: Kontor, dairies: str, tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    target.mkdir()
    answer = kontor("export", "contacts", "--segment", "Dairies, food", "--to", target, "--database", dairies)
    assert answer.code == 1
    (run,) = ledger(dairies)
    assert run.delivered_at is None
    assert "cannot be written" in run.problem


def test_intake_saves_the_lists_that_are_due(kontor: Kontor, dairies: str, tmp_path: Path) -> None:
    folder, letters = tmp_path / "lists", tmp_path / "mail"
    folder.mkdir()
    letters.mkdir()

    def due(session: Session) -> None:
        row = segments.segments(session)[0]
        segments.repeat(session, row.id, row.version, Repeat(Schedule.WEEKLY, folder=str(folder)))
        session.execute(update(Segment).values(due_at=now(session)))

    store = Store(dairies)
    store.employee_id = store.write(factories.company)["Maria"]
    store.write(due)
    store.close()
    words = ("intake", "--once", "--mail-folder", letters, "--database", dairies)
    (written,) = kontor(*words).lines
    (file,) = folder.iterdir()
    assert written == f"{file} is written, rows: 2."
    assert file.name.startswith("Dairies-food-20")
    assert kontor(*words).lines == []
    (run,) = ledger(dairies)
    assert (run.origin, run.count, run.file) == (Origin.ITSELF, 2, str(file))
