"""The import rules of the house (docs/architecture.md), and a few things that must not stand anywhere in it.

pytest-archon reads the imports from the source. A rule about what a floor *names* looks at direct imports only: a view that
asks an operation reaches the models through it, and that is the way it is meant.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_archon import archrule
from pytest_archon.collect import collect_imports, walk

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "app").rglob("*.py"))
QT = ("PySide6", "PySide6.*", "pyqtgraph", "pyqtgraph.*", "qtawesome", "qtawesome.*", "shiboken6", "shiboken6.*")
SQL = ("sqlalchemy", "sqlalchemy.*", "alembic", "alembic.*", "psycopg", "psycopg.*", "sqlite3", "sqlite3.*")
TOP = ("bootstrap", "opening", "command_line", "commands", "intake", "tour")
FLOORS = (*TOP, "views", "operations", "reports", "models", "database", "devices", "channels")
VALUE_TYPES = sorted(path.stem for path in (ROOT / "app").glob("*.py") if path.stem not in {"__init__", *TOP})
VAGUE_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "controller",
    "controllers",
    "widgets",
    "misc",
    "common",
}
MAIN_LINES = 60


def floor(*names: str) -> list[str]:
    """The patterns of the packages or modules *names* of app and all that is in them."""
    return [pattern for name in names for pattern in (f"app.{name}", f"app.{name}.*")]


def mapped_modules() -> list[str]:
    """The modules of app.models that map tables: those that import SQLAlchemy, or another that does."""
    imports = collect_imports("app", walk)
    mapped = {name for name, direct in imports.items() if any(module.split(".")[0] == "sqlalchemy" for module in direct)}
    while True:
        more = {name for name, direct in imports.items() if direct & mapped} - mapped
        if not more:
            return sorted(name for name in mapped if name.startswith("app.models"))
        mapped |= more


def test_views_never_see_mapped_classes_or_sql() -> None:
    archrule("views", "A view asks operations; it names no mapped class and writes no SQL").match(
        *floor("views")
    ).should_not_import(*mapped_modules(), *SQL).check("app", only_direct_imports=True)


def test_views_never_see_the_edges_or_the_database() -> None:
    archrule("views and edges", "Bootstrap hands a view what it needs of the edges; the view builds none itself").match(
        *floor("views")
    ).should_not_import(*floor("database", "devices", "channels", *TOP)).check("app", only_direct_imports=True)


def test_only_views_and_bootstrap_see_qt() -> None:
    archrule("Qt", "Everything below the views runs without a window").match("app", "app.*").exclude(
        *floor("views", *TOP)
    ).should_not_import(*QT).check("app")
    archrule("Qt in verbs", "A verb opens windows through bootstrap").match(
        *floor("opening", "command_line", "commands", "intake")
    ).should_not_import(*QT).check("app", only_direct_imports=True)


def test_devices_and_channels_see_neither_database_nor_models_nor_operations() -> None:
    archrule("edges", "An edge knows events, errors and value types, so that it can run and be tested alone").match(
        *floor("devices", "channels")
    ).should_not_import(*floor("database", "models", "operations", "reports", "views", *TOP), *SQL).check("app")


def test_devices_and_channels_do_not_see_each_other() -> None:
    archrule("devices alone", "A scanner knows no telephone").match(*floor("devices")).should_not_import(
        *floor("channels")
    ).check("app")
    archrule("channels alone", "A telephone knows no scanner").match(*floor("channels")).should_not_import(
        *floor("devices")
    ).check("app")


def test_models_see_nothing_above_them() -> None:
    archrule("models", "What the company knows does not depend on what it does or shows").match(
        *floor("models")
    ).should_not_import(*floor("operations", "reports", "views", "database", "devices", "channels", *TOP)).check("app")


def test_operations_see_neither_views_nor_edges_nor_the_database() -> None:
    archrule("operations", "An operation gets its session and its parameters; it opens and shows nothing").match(
        *floor("operations")
    ).should_not_import(*floor("views", "devices", "channels", "database", *TOP)).check("app")


def test_reports_are_pure() -> None:
    archrule("reports", "A report makes a document from rows; it reads nothing itself").match(
        *floor("reports")
    ).should_not_import(
        *mapped_modules(), *SQL, *floor("operations", "database", "views", "devices", "channels", *TOP)
    ).check("app")


def test_the_database_floor_sees_nothing_of_the_work() -> None:
    archrule("database", "Transactions and news are the same for every subject").match(*floor("database")).should_not_import(
        *floor("operations", "reports", "views", "devices", "channels", *TOP)
    ).check("app")


def test_nothing_below_sees_the_top() -> None:
    archrule("top", "What puts the house together (bootstrap, command line and verbs) knows all and is known by none").match(
        "app", "app.*"
    ).exclude(*floor(*TOP)).should_not_import(*floor(*TOP), "main").check("app")


def test_the_top_itself_runs_down() -> None:
    archrule("bootstrap", "The composition root serves any verb and knows none").match(
        *floor("bootstrap", "opening")
    ).should_not_import(*floor("command_line", "commands", "tour"), "main").check("app")
    archrule("intake", "The service that takes letters in and sends them serves any verb and knows none").match(
        *floor("intake")
    ).should_not_import(*floor("command_line", "commands", "tour", "bootstrap", "views"), "main").check("app")
    archrule("verbs", "A verb does not read the command line").match(*floor("commands", "tour")).should_not_import(
        *floor("command_line"), "main"
    ).check("app")


def test_value_types_see_nothing_above_them() -> None:
    archrule("value types", "Money or a phone number means the same without any company around it").match(
        *floor(*VALUE_TYPES)
    ).should_not_import(*floor(*FLOORS), *SQL).check("app")


# ---------------------------------------------------------------- what must not stand anywhere


def hidden_imports(tree: ast.Module) -> Iterator[int]:
    """The lines of imports inside of functions or under TYPE_CHECKING."""
    for node in ast.walk(tree):
        checking = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if checking or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from (inner.lineno for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom))


def transaction_ends(tree: ast.Module) -> Iterator[int]:
    """The lines that end a transaction: calls of ``commit`` or ``rollback`` on anything."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"commit", "rollback"}:
            yield node.lineno


def parsed(path: Path) -> ast.Module:
    """The syntax tree of the file at *path*."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def test_no_import_is_hidden_from_the_rules() -> None:
    found = [f"{path.relative_to(ROOT)}:{line}" for path in SOURCES for line in hidden_imports(parsed(path))]
    assert not found, "an import in a function or under TYPE_CHECKING hides a cycle: the thing lives in the wrong room"


def test_transactions_end_in_the_store_only() -> None:
    elsewhere = [path for path in SOURCES if path.relative_to(ROOT).parts[1] != "database"]
    found = [f"{path.relative_to(ROOT)}:{line}" for path in elsewhere for line in transaction_ends(parsed(path))]
    assert not found, "transactions begin and end in Store.read() and Store.write(), nowhere else"


def test_every_file_is_named_after_its_subject() -> None:
    found = [
        str(path.relative_to(ROOT)) for path in SOURCES if {path.stem, *path.relative_to(ROOT).parts[:-1]} & VAGUE_NAMES
    ]
    assert not found, "a name that could be anything holds everything in the end"


def test_main_only_hands_the_command_line_on() -> None:
    lines = (ROOT / "main.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) < MAIN_LINES, "main.py hands the command line on, nothing more"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import os\n", []),
        ("def f():\n    import os\n", [2]),
        ("class A:\n    async def f(self):\n        from os import path\n", [3]),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import os\n", [3]),
        ("import typing\nif typing.TYPE_CHECKING:\n    import os\n", [3]),
    ],
)
def test_a_hidden_import_is_found(source: str, lines: list[int]) -> None:
    assert list(hidden_imports(ast.parse(source))) == lines


@pytest.mark.parametrize(
    ("source", "lines"), [("session.flush()", []), ("session.commit()", [1]), ("\nself.store.session().rollback()", [2])]
)
def test_the_end_of_a_transaction_is_found(source: str, lines: list[int]) -> None:
    assert list(transaction_ends(ast.parse(source))) == lines
