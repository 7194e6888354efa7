"""What must be true of the project as a whole: its entry, its locks, its translations, and what it must not carry."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.messages import TRANSLATED, catalogue_path, read_catalogue, spoken, to_text, updated
from installer.sentences import Sentence, gaps, said_in, sentences

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+!]*( ; [a-z_ \"().0-9<=>]+)?")
VERBS = ("setup", "run", "test", "bench", "lint", "pictures")
FIRST_LINES = 15
CALLS = 1000
SPOKEN = sentences(ROOT, "app", "main.py")


def tracked_files() -> Iterator[Path]:
    """Every file that belongs to the project: what git tracks, or, in an unpacked archive, all but what is built."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        yield from (path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file())
        return
    built = {".venv", "build", "dist", "__pycache__"}
    yield from (path for path in ROOT.rglob("*") if path.is_file() and not built & set(path.relative_to(ROOT).parts))


def locked() -> dict[str, str]:
    """Canonical name → version of everything that the locks pin."""
    lines = chain.from_iterable((ROOT / lock).read_text(encoding="utf-8").splitlines() for lock in LOCKS)
    pins = (line.split(" ; ")[0].split("==") for line in lines if not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pins}


# ---------------------------------------------------------------- the entry


def test_the_readme_begins_with_the_two_commands() -> None:
    beginning = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:FIRST_LINES]
    for command in ("make run", "make test"):
        assert any(command in line for line in beginning), (
            f"README.md must name “{command}” in its first {FIRST_LINES} lines"
        )


def test_make_help_lists_the_verbs() -> None:
    listing = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    listed = {line.split()[1]: line.split(maxsplit=2)[2] for line in listing.stdout.splitlines()}
    assert set(VERBS) <= set(listed)


def test_continuous_integration_makes_the_same_test() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8").splitlines()[-1]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/recipes.md"])
def test_links_between_the_pages_lead_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


# ---------------------------------------------------------------- the locks


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_pins_without_addresses(lock: str) -> None:
    lines = [line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines
    assert [line for line in lines if not PIN.fullmatch(line)] == []


def test_the_locks_pin_everything_that_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = locked()
    for text in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        requirement = Requirement(text)
        version = pins.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name} is not locked: make locks"
        assert version in requirement.specifier, (
            f"{requirement.name} {version} is locked, the project asks for {requirement}"
        )


def test_the_locked_qt_is_one_that_counts_right() -> None:
    assert locked()["pyside6-essentials"].startswith("6.11.")
    assert locked()["shiboken6"] == locked()["pyside6-essentials"]


def test_qt_gives_back_no_reference_to_none_that_it_does_not_own() -> None:
    """PySide6 6.12.0 on Python 3.11 lost one a call and aborted after some thousands ("none_dealloc")."""
    probe = (
        "import json, sys\n"
        "from PySide6.QtCore import QObject\n"
        "thing = QObject()\n"
        "before = sys.getrefcount(None)\n"
        f"for _ in range({CALLS}):\n"
        "    thing.setObjectName('x')\n"
        "print(json.dumps(before - sys.getrefcount(None)))\n"
    )
    answer = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert abs(json.loads(answer.stdout)) < CALLS / 10


# ---------------------------------------------------------------- what the project must not carry


def test_no_file_names_a_place_of_one_machine() -> None:
    place = re.compile(rb"(?<![\w.\-/])/(?:work|root|home/\w+|Users/\w+|opt/pypi[\w-]*|tmp/bash_jobs[\w.]*)/(?=[\w.])")
    found = []
    for path in tracked_files():
        content = path.read_bytes()
        if b"\0" not in content:
            found += [f"{path.relative_to(ROOT)}: {match[0].decode()}" for match in place.finditer(content)]
    assert found == []


# ---------------------------------------------------------------- the languages


def test_the_program_says_something() -> None:
    assert len(SPOKEN) > 50


def test_every_gap_of_a_sentence_is_filled_where_it_is_said() -> None:
    found = [
        f"{sentence.file}:{sentence.line}: {sorted(missing)}"
        for sentence in SPOKEN
        if sentence.fills is not None and (missing := (gaps(sentence.text) | gaps(sentence.plural)) - sentence.fills)
    ]
    assert found == [], "a gap that the call does not fill"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_has_a_translation(language: str) -> None:
    catalogue = read_catalogue(language)
    missing = []
    for sentence in SPOKEN:
        entry = catalogue.get(sentence.text)
        if entry is None or entry.fuzzy or not spoken(entry.string) or bool(entry.pluralizable) != bool(sentence.plural):
            missing.append(f"{sentence.file}:{sentence.line}: {sentence.text}")
    assert missing == [], "bring the catalogue in step (make messages) and translate these"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_gaps_of_its_sentence(language: str) -> None:
    wrong = []
    for entry in read_catalogue(language):
        if not entry.id:
            continue
        originals = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        strings = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        wanted = frozenset(chain.from_iterable(gaps(text) for text in originals))
        # a plural form may leave the count out: "one batch"
        allowed = [wanted, wanted - {"count"}] if entry.pluralizable else [wanted]
        wrong += [string for string in strings if string and gaps(string) not in allowed]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_only_what_is_said(language: str) -> None:
    assert to_text(updated(read_catalogue(language), language)) == catalogue_path(language).read_bytes(), "make messages"


def test_sentences_are_found_where_they_are_said() -> None:
    source = (
        "tr('a {x}', x=1)\n"
        "language.phrase('b' if n else 'c {y}', y=2)\n"
        "raise NotFound('d', **params)\n"
        "trn('{count} e', '{count} es', n)\n"
        "marked('f {z}')\n"
        "tr(label); tr(''); other('g')\n"
    )
    assert list(said_in(source, "x.py")) == [
        Sentence("a {x}", "", "x.py", 1, frozenset("x")),
        Sentence("b", "", "x.py", 2, frozenset("y")),
        Sentence("c {y}", "", "x.py", 2, frozenset("y")),
        Sentence("d", "", "x.py", 3, None),
        Sentence("{count} e", "{count} es", "x.py", 4, frozenset({"count"})),
        Sentence("f {z}", "", "x.py", 5, None),
    ]


def test_the_catalogue_tool_keeps_translations_and_drops_what_is_not_said(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    source = tmp_path / "app" / "a.py"
    source.write_text("tr('stays'); tr('goes'); trn('{count} box', '{count} boxes', 2)\n")
    first = updated(read_catalogue("ru", tmp_path), "ru", tmp_path)
    first["stays"].string = "остаётся"
    first["goes"].string = "уходит"
    first["{count} box"].string = ("{count} коробка", "{count} коробки", "{count} коробок")
    place = catalogue_path("ru", tmp_path)
    place.parent.mkdir(parents=True)
    place.write_bytes(to_text(first))
    source.write_text("tr('comes'); tr('stays'); trn('{count} box', '{count} boxes', 2)\n")
    second = updated(read_catalogue("ru", tmp_path), "ru", tmp_path)
    strings = {entry.id if isinstance(entry.id, str) else entry.id[0]: entry.string for entry in second if entry.id}
    assert strings == {
        "comes": None,
        "stays": "остаётся",
        "{count} box": ("{count} коробка", "{count} коробки", "{count} коробок"),
    }
