"""``database`` and the command line itself: what is said, and what a script sees."""

from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import __version__
from app.commands.progress import Progress
from app.database.store import Store
from app.models.inquiries import Inquiry
from app.operations.intake import take_letter
from tests import factories
from tests.commands.conftest import Kontor


def test_a_database_is_made_checked_and_made_again(kontor: Kontor, empty_url: str) -> None:
    assert kontor("database", "check", "--database", empty_url).code == 1
    made = kontor("database", "create", "--database", empty_url)
    assert (made.code, made.out.startswith("The database is ready, revision ")) == (0, True)
    assert kontor("database", "create", "--database", empty_url).out == made.out
    assert kontor("database", "upgrade", "--database", empty_url).out.startswith("The database is up to date, revision ")
    assert kontor("database", "check", "--database", empty_url).lines == [
        "The database is sound: every balance agrees with its moves, nothing is oversold, no number is missing."
    ]


def misnumber(session: Session) -> None:
    """Let a number be missing."""
    session.execute(update(Inquiry).where(Inquiry.number.like("%-0002")).values(number="A-2000-0009"))


def test_damage_is_found_and_counted(kontor: Kontor, company_url: str) -> None:
    store = Store(company_url)
    for key in ("1", "2", "3"):
        store.write(take_letter, factories.letter(key, email=f"{key}@x.example"))
    store.write(misnumber)
    store.close()
    answer = kontor("database", "check", "--database", company_url)
    assert answer.code == 1
    assert any(line.startswith("numbers: ") for line in answer.lines)
    assert answer.lines[-1].endswith("finding.") or answer.lines[-1].endswith("findings.")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_demo_company_is_made_once_and_is_sound(kontor: Kontor, empty_url: str) -> None:
    words = ("database", "demo", "--database", empty_url)
    assert kontor(*words).lines == ["The demo company is ready: 58 counterparties, 35 deals, 60 articles."]
    assert kontor(*words).lines == ["The demo company is there already; nothing was changed."]
    assert kontor("database", "check", "--database", empty_url).code == 0


def test_without_an_address_the_embedded_database_is_made(kontor: Kontor, tmp_path: Path) -> None:
    target = tmp_path / "employees.json"
    assert kontor("export", "employees", "--to", target).code == 0
    assert (tmp_path / "own" / "kontor.sqlite").exists()


def test_the_address_may_stand_before_the_verb_or_in_the_environment(
    kontor: Kontor, company_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kontor("--database", company_url, "database", "check").code == 0
    monkeypatch.setenv("KONTOR_DATABASE_URL", company_url)
    assert kontor("database", "check").code == 0


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/x.sqlite", "postgresql://127.0.0.1:1/x", "nonsense"])
def test_a_database_out_of_reach_is_one_sentence(kontor: Kontor, tmp_path: Path, url: str) -> None:
    answer = kontor("export", "deals", "--to", tmp_path / "x.csv", "--database", url)
    assert (answer.code, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    "words", [("dance",), ("export", "shoes", "--to", "x.csv"), ("import", "x.csv"), ("import", "--as", "stock")]
)
def test_a_wrong_command_line_ends_with_two(kontor: Kontor, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        kontor(*words)
    assert ended.value.code == 2


def test_version_and_help(kontor: Kontor, capsys: pytest.CaptureFixture[str]) -> None:
    for words, said in ((("--version",), f"Kontor {__version__}"), (("--help",), "decode")):
        with pytest.raises(SystemExit) as ended:
            kontor(*words)
        assert ended.value.code == 0
        assert said in capsys.readouterr().out


def test_progress_shows_a_bar_when_the_end_is_known() -> None:
    progress = Progress(4)
    progress.step(1)
    assert progress.line() == "[#######.......................] 1/4"
    progress.end()
    assert Progress().line() == "0"
