"""Kontor's figures, each beside its floor: ``make bench``, or ``python -m tests.benchmarks [--only NAME] [--rounds N]``.

The floor is the same work by the shortest way that there is: SQL by hand on the same tables of the same durable server
(fsync on), writing the same rows after the same checks; a bare LISTEN and NOTIFY; an empty window with a table. Both
are measured in turns within one run, so a slow or busy machine slows both, and **the ratio is what to read**, not the
milliseconds. A figure is "median (lower quartile–upper quartile)". "met" says whether the budget of design.md, section 8,
is kept; the exit code is 1 if one is not.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from tests.benchmarks import letters, noticing, reserving, scans, starting
from tests.benchmarks.company import Company, founded
from tests.benchmarks.measuring import Figure

Benchmark = Callable[[Company, int], list[Figure]]
BENCHMARKS: dict[str, Benchmark] = {
    "letter": letters.figures,
    "scan": scans.figures,
    "reserve": reserving.figures,
    "notice": noticing.figures,
    "start": starting.figures,
}
COUNTERPARTIES = 10_000
ROUNDS = 300
HEADINGS = ("work", "ours", "floor", "ratio", "budget", "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table; 1 if a budget is not met."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description="Kontor's figures, each beside its floor.")
    parser.add_argument("--only", choices=BENCHMARKS, action="append", help="measure only this; may be given again")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of each side (default: %(default)s)")
    parser.add_argument("--counterparties", type=int, default=COUNTERPARTIES, help="size (default: %(default)s)")
    given = parser.parse_args(arguments)
    print(f"Filling a company with {given.counterparties:,} counterparties …", file=sys.stderr, flush=True)
    figures: list[Figure] = []
    with founded(given.counterparties) as company:
        for name in given.only or BENCHMARKS:
            print(f"Measuring: {name} …", file=sys.stderr, flush=True)
            figures += BENCHMARKS[name](company, given.rounds)
    print(table(figures))
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
