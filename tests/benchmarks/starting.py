"""Start to the first painted rows, and memory, beside an empty PySide6 window with a table; each in a new process."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from time import perf_counter

from app.database.schema import create
from app.database.store import Store
from app.operations import demo
from app.operations.founding import found
from tests.benchmarks.company import Company
from tests.benchmarks.measuring import MILLI, Figure, against_floor, spread
from tests.benchmarks.rooms import LOGIN, everybody

STARTS = 7
MOST_MEGABYTES = 250
EMPTY = ("tests.benchmarks.empty_window",)


def figures(company: Company, rounds: int) -> list[Figure]:
    """The lines of the table; as many starts as *rounds*, at most seven of each."""
    url = company.url if company.demo else _house(company)
    store = Store(url)
    store.write(everybody)
    store.close()
    starts = min(rounds, STARTS)
    # The first start of each fills the caches of the disk, and compiles to bytecode.
    _start_kontor(url)
    _start(EMPTY)
    runs = [(_start_kontor(url), _start(EMPTY)) for _ in range(starts)]
    ours, floor = (spread([run[side][0] for run in runs]) for side in (0, 1))
    at_start, bare, all_rooms = (spread([run[side][1][which] for run in runs]) for side, which in ((0, 0), (1, 0), (0, 1)))
    return [
        against_floor("start to the first rows", ours, floor, most=2),
        Figure("memory after the start", f"{at_start} MB", f"{bare} MB", f"{at_start.middle / bare.middle:.2f}", "", None),
        Figure(
            "memory with every room opened",
            f"{all_rooms} MB",
            f"{bare} MB",
            f"{all_rooms.middle / bare.middle:.2f}",
            f"≤ {MOST_MEGABYTES} MB",
            all_rooms.middle <= MOST_MEGABYTES,
            all_rooms.middle,
        ),
    ]


def _house(company: Company) -> str:
    """A medium demo company of the benchmark's own."""
    url = company.server.url("house")
    create(url)
    store = Store(url)
    store.write(found)
    demo.fill(store, "medium")
    store.close()
    return url


def _start_kontor(url: str) -> tuple[float, list[float]]:
    """In a home of its own: Kontor remembers the last room there, and each start shall open the same."""
    with tempfile.TemporaryDirectory(prefix="kontor-home-") as home:
        return _start(("tests.benchmarks.kontor_window", url, home, LOGIN))


def _start(command: Sequence[str]) -> tuple[float, list[float]]:
    """Milliseconds until the window said it was ready, and the megabytes that it told."""
    begun = perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", *command],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        taken = (perf_counter() - begun) * MILLI
        rest = process.stdout.read().split()
    if first.strip() != "ready" or process.returncode:
        raise RuntimeError(f"the window of {command[0]} did not open")
    return taken, [float(line) for line in rest]
