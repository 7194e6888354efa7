"""Modules that wait: the window's start loads none of them, and each is the same module once it is used."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.on_first_use import WAITING

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("numpy", "alembic", "openpyxl", "pyqtgraph", "qtpy", "qtawesome", "nh3")
"""Not needed for the first rows on the screen either."""


def told(program: str) -> str:
    """What *program* prints in a new Python."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.strip()


def test_the_start_of_the_window_loads_nothing_that_it_does_not_need() -> None:
    names = sorted(WAITING)
    asked = f"[n for n in {names!r} if is_loaded(n)] + [n for n in {HEAVY!r} if n in sys.modules]"
    program = f"import sys, app.command_line, app.bootstrap\nfrom app.on_first_use import is_loaded\nprint({asked})"
    assert told(program) == "[]"


@pytest.mark.parametrize("name", sorted(WAITING))
def test_what_waits_loads_when_something_of_it_is_used(name: str) -> None:
    program = f"""
import app, importlib
from app.on_first_use import is_loaded
module = importlib.import_module({name!r})
assert not is_loaded({name!r})
try:
    module.there_is_no_such_name
except AttributeError:
    pass
assert is_loaded({name!r})
print(type(module).__name__, len([each for each in vars(module) if not each.startswith("__")]) > 2)
"""
    assert told(program) == "module True"


def test_a_name_that_it_does_not_have_is_an_attribute_error() -> None:
    assert told("import app, fpdf\ntry: fpdf.nonsense\nexcept AttributeError as e: print(e)") == (
        "module 'fpdf' has no attribute 'nonsense'"
    )


def test_threads_that_come_at_once_get_the_whole_module() -> None:
    program = """
import app, num2words
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(8) as pool:
    print(set(pool.map(lambda n: num2words.num2words(n, lang="en"), [3] * 8)))
"""
    assert told(program) == "{'three'}"
