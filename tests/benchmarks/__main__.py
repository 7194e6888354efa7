"""Kontor's figures, each beside its floor: ``make bench``, or ``python -m tests.benchmarks [--only NAME] [--rounds N]``.

The floor is the same work by the shortest way that there is: SQL by hand on the same tables of the same durable server
(fsync on), writing the same rows after the same checks; a bare LISTEN and NOTIFY; an empty window with a table. Both
are measured in turns within one run, so a slow or busy machine slows both, and **the ratio is what to read**, not the
milliseconds. A figure is "median (lower quartile–upper quartile)". "met" says whether the budget of design.md, section 8,
is kept; the exit code is 1 if one is not.

``--size large`` measures on the large demo company and on the same a hundredth of its size, and adds every room of the
house; ``--keep FOLDER`` (or ``$KONTOR_BENCH_KEEP``) keeps the large one for the next run, for it takes minutes to make.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from app.operations.demo import LARGE
from tests.benchmarks import (
    bell,
    call_intake,
    calls,
    letters,
    listing,
    mail_intake,
    mutated_letters,
    noticing,
    reserving,
    rooms,
    scans,
    searching,
    starting,
)
from tests.benchmarks.company import Company, at_work, founded
from tests.benchmarks.measuring import Figure

Benchmark = Callable[[Company, int], list[Figure]]
BENCHMARKS: dict[str, Benchmark] = {
    "letter": letters.figures,
    "call": calls.figures,
    "scan": scans.figures,
    "reserve": reserving.figures,
    "notice": noticing.figures,
    "bell": bell.figures,
    "start": starting.figures,
    "listing": listing.figures,
    "searching": searching.figures,
    "rooms": rooms.figures,
    "mail": mail_intake.figures,
    "calls": call_intake.figures,
    "mutated": mutated_letters.figures,
}
LARGE_ONLY = ("rooms",)
"""What says nothing about a company without goods and deals."""
SMALLER = 100
COUNTERPARTIES = 10_000
ROUNDS = 300
HEADINGS = ("work", "ours", "floor", "ratio", "budget", "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table; 1 if a budget is not met."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description="Kontor's figures, each beside its floor.")
    parser.add_argument("--only", choices=BENCHMARKS, action="append", help="measure only this; may be given again")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each side (default: %(default)s)")
    parser.add_argument("--counterparties", type=int, default=COUNTERPARTIES, help="size (default: %(default)s)")
    parser.add_argument(
        "--size", choices=["plain", "large"], default="plain", help="large: the large demo company, and the same a hundredth"
    )
    parser.add_argument("--keep", type=Path, default=_kept(), help="folder where the large company stays for the next run")
    given = parser.parse_args(arguments)
    names = given.only or [name for name in BENCHMARKS if name not in LARGE_ONLY or given.size == "large"]
    if given.size == "large":
        return _compared(names, given.rounds, given.keep)
    print(f"Filling a company with {given.counterparties:,} counterparties …", file=sys.stderr, flush=True)
    with founded(given.counterparties) as company:
        figures = _measured(company, names, given.rounds)
    print(table(figures))
    return _verdict(figures)


def _kept() -> Path | None:
    kept = os.environ.get("KONTOR_BENCH_KEEP")
    return Path(kept) if kept else None


def _measured(company: Company, names: Sequence[str], rounds: int) -> list[Figure]:
    figures: list[Figure] = []
    for name in names:
        print(f"Measuring: {name} …", file=sys.stderr, flush=True)
        figures += BENCHMARKS[name](company, rounds)
    return figures


def _compared(names: Sequence[str], rounds: int, keep: Path | None) -> int:
    """The large company beside one of a hundredth of its size, and how much slower it is."""
    print("The small company …", file=sys.stderr, flush=True)
    with at_work(LARGE.divided(SMALLER)) as company:
        small = _measured(company, names, rounds)
    print(f"The large company, {LARGE.counterparties:,} counterparties …", file=sys.stderr, flush=True)
    with at_work(LARGE, keep) as company:
        large = _measured(company, names, rounds)
    for title, figures in ((f"{LARGE.counterparties // SMALLER:,} counterparties", small), ("The large company", large)):
        print(f"{title}\n{table(figures)}\n")
    before = {figure.name: figure.middle for figure in small}
    print("Large to small")
    for figure in large:
        lesser = before.get(figure.name)
        if figure.middle is not None and lesser:
            print(f"{figure.middle / lesser:6.2f}  {figure.name}")
    return _verdict(large)


def _verdict(figures: Sequence[Figure]) -> int:
    return 0 if all(figure.met is not False for figure in figures) else 1


def table(figures: Sequence[Figure]) -> str:
    """The figures as text in columns."""
    words = {True: "met", False: "NOT MET", None: ""}
    rows = [HEADINGS, *((f.name, f.ours, f.floor, f.ratio, f.budget, words[f.met]) for f in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join((lines[0], "-" * len(lines[0]), *lines[1:]))


if __name__ == "__main__":
    sys.exit(main())
