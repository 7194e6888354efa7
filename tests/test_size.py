"""The ratchet for size: what has grown past a screen or a subject fails, unless it is listed here with its reason.

The list may only shrink: an entry whose subject has become small enough, or is gone, fails as well until it is removed.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILE_LINES = 400
FUNCTION_LINES = 60
PUBLIC_METHODS = 15

FIRST_TABLES = "app/database/migrations/versions/0001_the_first_tables.py"
WHAT_THE_ROOMS_NEED = "app/database/migrations/versions/0002_what_the_rooms_need.py"
MAIL_IN_EARNEST = "app/database/migrations/versions/0004_mail_in_earnest.py"
ONLY_OPEN = "app/database/migrations/versions/0005_only_what_is_still_open.py"
CALLS_IN_EARNEST = "app/database/migrations/versions/0006_calls_in_earnest.py"
WITHIN_THE_HOUR = "app/database/migrations/versions/0007_sorted_within_the_hour.py"
LISTED: Mapping[str, str] = {
    FIRST_TABLES: "one statement a table, written from the mapped classes by Alembic; read once, never edited",
    f"{FIRST_TABLES}::upgrade": "one statement a table in the order of their references; nothing in it decides anything",
    f"{WHAT_THE_ROOMS_NEED}::upgrade": "one statement a change, written from the mapped classes by Alembic",
    f"{MAIL_IN_EARNEST}::upgrade": "one statement a change, written from the mapped classes by Alembic",
    f"{ONLY_OPEN}::upgrade": "one statement a change, written from the mapped classes by Alembic",
    f"{CALLS_IN_EARNEST}::upgrade": "one statement a change, written from the mapped classes by Alembic",
    f"{WITHIN_THE_HOUR}::upgrade": "one statement a change, written from the mapped classes by Alembic",
}
"""``path``, ``path::function`` or ``path::Class`` → why it may be larger."""


def excess(root: Path) -> dict[str, str]:
    """Everything under *root* that is over a limit: where it is → how large it is and may be."""
    found: dict[str, str] = {}
    for path in sorted(source_files(root)):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        lines = len(text.splitlines())
        if lines > FILE_LINES:
            found[name] = f"{lines} lines, at most {FILE_LINES}"
        found.update(too_large(ast.parse(text, name), name))
    return found


def source_files(root: Path) -> Iterator[Path]:
    """The Python files of the program, its installer and its tests."""
    if (root / "main.py").exists():
        yield root / "main.py"
    for folder in ("app", "installer", "tests"):
        yield from (root / folder).rglob("*.py")


def too_large(node: ast.AST, where: str) -> Iterator[tuple[str, str]]:
    """The functions and classes within *node* that are over a limit, with their place below *where*."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from too_large(child, where)
            continue
        place = f"{where}::{child.name}" if "::" not in where else f"{where}.{child.name}"
        if isinstance(child, ast.ClassDef):
            methods = public_methods(child)
            if len(methods) > PUBLIC_METHODS:
                yield place, f"{len(methods)} public methods, at most {PUBLIC_METHODS}"
        elif (lines := (child.end_lineno or child.lineno) - child.lineno + 1) > FUNCTION_LINES:
            yield place, f"{lines} lines, at most {FUNCTION_LINES}"
        yield from too_large(child, place)


def public_methods(node: ast.ClassDef) -> set[str]:
    """The names of the methods that others may call (a name counts once, however often it is overloaded).

    What Qt calls (showEvent, sizeHint, rowCount …: overrides in its own style of names) is no offer to others.
    """
    functions = (child for child in node.body if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))
    return {function.name for function in functions if function.name.islower() and not function.name.startswith("_")}


def complaints(found: Mapping[str, str], listed: Mapping[str, str]) -> list[str]:
    """What is wrong between what is too large and what may be."""
    grown = [f"{place}: {size}; cut it, or list it with a reason" for place, size in found.items() if place not in listed]
    done = [f"{place}: is no longer too large; take it off the list" for place in listed if place not in found]
    bare = [f"{place}: is listed without a reason" for place, reason in listed.items() if not reason.strip()]
    return grown + done + bare


def test_everything_fits() -> None:
    assert complaints(excess(ROOT), LISTED) == []


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house with a file, a function and a class that are each just over, and one of each that just fit."""
    (tmp_path / "app").mkdir()
    body = "    pass\n"
    (tmp_path / "app" / "long.py").write_text("x = 1\n" * (FILE_LINES + 1))
    (tmp_path / "app" / "fits.py").write_text("x = 1\n" * FILE_LINES)
    (tmp_path / "app" / "functions.py").write_text(
        f"def over():\n{body * FUNCTION_LINES}def fits():\n{body * (FUNCTION_LINES - 1)}"
    )
    methods = "".join(f"    def m{number}(self): ...\n" for number in range(PUBLIC_METHODS))
    (tmp_path / "app" / "classes.py").write_text(
        f"class Over:\n{methods}    def more(self): ...\nclass Fits:\n{methods}    def _own(self): ...\n"
    )
    return tmp_path


def test_what_is_too_large_is_found(house: Path) -> None:
    assert set(excess(house)) == {"app/long.py", "app/functions.py::over", "app/classes.py::Over"}


def test_what_is_too_large_must_be_listed(house: Path) -> None:
    listed = dict.fromkeys(excess(house), "for a reason")
    assert complaints(excess(house), listed) == []
    listed.pop("app/long.py")
    assert complaints(excess(house), listed) == ["app/long.py: 401 lines, at most 400; cut it, or list it with a reason"]


def test_what_is_listed_must_be_too_large(house: Path) -> None:
    listed = dict.fromkeys(excess(house), "for a reason") | {"app/fits.py": "once it was long", "app/gone.py": "once"}
    assert len(complaints(excess(house), listed)) == 2


def test_what_is_listed_must_have_a_reason(house: Path) -> None:
    listed = dict.fromkeys(excess(house), " ")
    assert len(complaints(excess(house), listed)) == 3
