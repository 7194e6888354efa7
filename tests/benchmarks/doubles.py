"""How well doubles are found, and how fast: ``python -m tests.benchmarks.doubles [--size large --keep FOLDER] [--asked N]``.

A labelled set (``doubles_set``) is put into the books of a company; then every company of it is asked for in each way that
people write, and so is every near miss. Recall: share of questions whose company is among the eight that are shown;
likely: the same among those that Kontor calls likely. Precision: of everything that is shown (or called likely), the share
that is the company meant. The milliseconds are those of one check in one transaction, on a durable PostgreSQL.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.counterparties import LegalEntity
from app.operations.demo import LARGE
from app.operations.doubles import Double, typed
from tests import factories
from tests.benchmarks.company import Company, at_work, founded
from tests.benchmarks.doubles_set import Asked, Known, companies, questions
from tests.benchmarks.measuring import MILLI, spread

SMALLER = 100
SEED = 6
WARM_UP = 40
COMMON = ("Maschinenbau", "Maschinenbau GmbH", "Завод", "Сервис", "Stahlbau Dresden", "Иванов и партнёры", "Pumpen Service")
"""Names that say next to nothing: they must not cost more than others."""
HEADINGS = ("asked", "questions", "recall", "likely", "precision", "of likely", "ms 50 %", "ms 95 %")


@dataclass
class Line:
    """One line of the table. shown, likely: how many counterparties; right: those of them that were meant."""

    asked: int = 0
    wanted: int = 0
    shown: int = 0
    likely: int = 0
    right: int = 0
    right_likely: int = 0
    times: list[float] = field(default_factory=list)

    def note(self, question: Asked, found: tuple[Double, ...], seconds: float) -> None:
        """Count one answer."""
        self.asked += 1
        self.wanted += question.owner is not None
        self.shown += len(found)
        self.likely += sum(each.likely for each in found)
        right = next((each for each in found if each.counterparty_id == question.owner), None)
        self.right += right is not None
        self.right_likely += right is not None and right.likely
        self.times.append(seconds * MILLI)

    def cells(self, name: str) -> tuple[str, ...]:
        """The line as it is printed."""
        times = spread(self.times if len(self.times) > 1 else [*self.times, *self.times])
        return (
            name,
            str(self.asked),
            _share(self.right, self.wanted),
            _share(self.right_likely, self.wanted),
            _share(self.right, self.shown),
            _share(self.right_likely, self.likely),
            f"{times.middle:.2f}",
            f"{times.late:.2f}",
        )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({whole - part} off)" if whole else "–"


def measure(company: Company, count: int) -> int:
    """Print the table; 1 where a statement reads through a table."""
    store = company.store("Marta")
    chance = Random(SEED)
    known = store.write(_recorded, companies(count, chance))
    with company.connection() as connection:
        connection.autocommit = True
        for table in ("counterparty", "contact_point", "legal_entity"):
            connection.execute(f"ANALYZE {table}".encode())
    connection.close()
    asked = [question for each in known for question in questions(each, chance)]
    chance.shuffle(asked)
    for question in asked[:WARM_UP]:
        _answer(store, question)
    lines: dict[str, Line] = defaultdict(Line)
    total = Line()
    for question in asked:
        begun = perf_counter()
        found = _answer(store, question)
        seconds = perf_counter() - begun
        for line in (lines[question.kind], total):
            line.note(question, found, seconds)
    common = Line()
    for name in COMMON * 5:
        question = Asked("", known[0], None, name=name)
        begun = perf_counter()
        common.note(question, _answer(store, question), perf_counter() - begun)
    rows = [HEADINGS, *(lines[kind].cells(kind) for kind in sorted(lines, key=lambda kind: (kind.startswith("NOT"), kind)))]
    _print([*rows, total.cells("all together"), common.cells("names that say nothing")])
    read_through = _sequential(store, [asked[0], *(Asked("", known[0], None, name=name) for name in COMMON)])
    print(f"Statements that read through a table: {len(read_through)}", *read_through, sep="\n  ")
    store.close()
    return 1 if read_through else 0


def _recorded(session: Session, known: list[Known]) -> list[Known]:
    found = []
    for each in known:
        key = factories.counterparty(
            session, each.name, phones=[f"+7{each.number}"], emails=[f"info@{each.domain}"], contact=f"Person {each.place}"
        )
        session.add(LegalEntity(counterparty_id=key, name=each.name, tax_id=each.tax_id, vat_id=each.vat_id))
        found.append(replace(each, key=key))
    return found


def _answer(store: Store, question: Asked) -> tuple[Double, ...]:
    return store.read(typed, "", question.name, question.phone, question.email, question.tax_id, question.vat_id)


def _sequential(store: Store, asked: list[Asked]) -> list[str]:
    """Lines of plans that read through a table of counterparties, for each statement of a few checks."""

    def explained(session: Session, question: Asked) -> list[str]:
        statements: list[tuple[str, Any]] = []
        connection = session.connection()
        listen = ("before_cursor_execute", lambda *args: statements.append((args[2], args[3])))
        event.listen(connection, *listen)
        typed(session, "", question.name, question.phone, question.email, question.tax_id, question.vat_id)
        event.remove(connection, *listen)
        return [
            f"{question.name}: {line.strip()}"
            for statement, params in statements
            if statement.startswith("SELECT") and "set_config" not in statement
            for (line,) in connection.exec_driver_sql(f"EXPLAIN {statement}", params)
            if "Seq Scan" in line and any(name in line for name in ("counterparty", "contact_point", "legal_entity"))
        ]

    return [line for question in asked for line in store.read(explained, question)]


def _print(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@contextmanager
def _company(size: str, counterparties: int, keep: Path | None) -> Iterator[Company]:
    if size == "plain":
        with founded(counterparties) as company:
            yield company
        return
    with at_work(LARGE if size == "large" else LARGE.divided(SMALLER), keep) as company:
        yield company


def main() -> int:
    """Measure and print; 1 if a statement reads through the tables of the large company."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.doubles")
    parser.add_argument("--size", choices=["plain", "small", "large"], default="plain")
    parser.add_argument("--counterparties", type=int, default=10_000, help="of the plain company")
    parser.add_argument("--keep", type=Path, help="folder where the company stays for the next run")
    parser.add_argument("--asked", type=int, default=200, help="companies of the labelled set")
    given = parser.parse_args()
    with _company(given.size, given.counterparties, given.keep) as company:
        read_through = measure(company, given.asked)
    # In small books a planner rightly reads through them.
    return read_through if given.size == "large" else 0


if __name__ == "__main__":
    sys.exit(main())
