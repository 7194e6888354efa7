"""Mutated letters through the reader: none may raise, all must arrive or be kept as unreadable.

``python -m tests.benchmarks.mutated_letters [--letters 100000] [--processes 2] [--seed 1] [--books]``

With ``--books`` each goes on into a durable PostgreSQL, as the intake takes it: every one must be an inquiry, history,
automatic, a duplicate or in quarantine, and the rows that are there afterwards must be as many.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.channels.letters import DAMAGED, Reading, read_letter
from app.database.store import Store
from app.events import MailArrived
from app.models.interactions import Message, QuarantineEntry
from app.operations.intake import take_letter, take_unreadable
from tests.benchmarks.company import Company
from tests.benchmarks.mail_books import DATABASE, SPAWN, books
from tests.benchmarks.measuring import Figure
from tests.letter_mutations import mutated, originals

LETTERS = 100_000
PROCESSES = 2
READING = Reading(own_addresses=frozenset({"kontor-demo.example"}))
KINDS = {"inquiry", "history", "automatic", "duplicate", "quarantine"}
RECEIVED = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@dataclass
class Outcome:
    """kinds: how many became what; slowest: seconds of one letter, and its number; seconds: spent reading."""

    kinds: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_number: int = 0
    seconds: float = 0.0


def figures(company: Company, rounds: int) -> list[Figure]:
    """A line for the table, from a hundredth of the whole number; the company is not asked."""
    del company
    count = max(rounds, LETTERS // 100)
    found = read_all(0, count, 1)
    shown = f"{count / found.seconds:,.0f}/s, slowest {found.slowest * 1000:,.0f} ms"
    return [Figure("mutated letters read", shown, "", "", "", None, None)]


def read_all(first: int, last: int, seed: int) -> Outcome:
    """Read the letters of these numbers. Raises AssertionError for one that the reader gave up."""
    letters, outcome = originals(), Outcome()
    for number in range(first, last):
        raw = mutated(random.Random(f"{seed}/{number}"), letters)
        begin = time.perf_counter()
        found = read_letter(raw, origin=str(number), received_at=RECEIVED, reading=READING)
        taken = time.perf_counter() - begin
        outcome.seconds += taken
        if taken > outcome.slowest:
            outcome.slowest, outcome.slowest_number = taken, number
        assert found.raw == raw
        assert found.unique_key
        if isinstance(found, MailArrived):
            outcome.kinds[_kind(found)] += 1
        else:
            assert found.reason != DAMAGED, f"letter {number} raised within the reader"
            outcome.kinds["quarantine"] += 1
    return outcome


def take_all(first: int, last: int, seed: int, url: str) -> Outcome:
    """Read the letters of these numbers and take them into the books at *url*."""
    letters, outcome, store = originals(), Outcome(), Store(url)
    for number in range(first, last):
        raw = mutated(random.Random(f"{seed}/{number}"), letters)
        begin = time.perf_counter()
        found = read_letter(raw, origin=str(number), received_at=RECEIVED, reading=READING)
        if isinstance(found, MailArrived):
            taken = store.write(take_letter, found)
        else:
            taken = store.write(take_unreadable, found)
        spent = time.perf_counter() - begin
        outcome.seconds += spent
        if spent > outcome.slowest:
            outcome.slowest, outcome.slowest_number = spent, number
        outcome.kinds[taken.outcome] += 1
    store.close()
    return outcome


def demand_all_kept(url: str, kinds: Counter[str]) -> None:
    """Raises AssertionError unless there is a row for each letter that is no duplicate."""
    store = Store(url)
    kept = store.read(_rows)
    store.close()
    assert set(kinds) <= KINDS, f"outcomes that nobody knows: {set(kinds) - KINDS}"
    letters = kinds.total() - kinds["duplicate"]
    assert kept == letters, f"{kept} rows for {letters} letters"


def _rows(session: Session) -> int:
    return sum(session.scalar(select(func.count()).select_from(kind)) or 0 for kind in (Message, QuarantineEntry))


def _kind(letter: MailArrived) -> str:
    assert not any("\x00" in text for text in (letter.text, letter.original, letter.subject, letter.name, letter.company))
    "".join(
        (letter.text, letter.original, letter.subject, letter.sender, *(file.name for file in letter.attachments))
    ).encode()
    if letter.bounced:
        return "automatic, returned"
    return "automatic" if letter.automatic else letter.source


def main(arguments: Sequence[str] | None = None) -> int:
    """Read them all and print what became of them."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.mutated_letters", description="Mutated letters, none lost.")
    parser.add_argument("--letters", type=int, default=LETTERS)
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--books", action="store_true", help="take them into PostgreSQL as well")
    given = parser.parse_args(arguments)
    begin = time.perf_counter()
    bounds = [given.letters * part // given.processes for part in range(given.processes + 1)]
    shares = (bounds[:-1], bounds[1:], [given.seed] * given.processes)
    with ExitStack() as opened, ProcessPoolExecutor(given.processes, mp_context=SPAWN) as pool:
        if given.books:
            url = opened.enter_context(books()).url(DATABASE)
            parts = list(pool.map(take_all, *shares, [url] * given.processes))
        else:
            parts = list(pool.map(read_all, *shares))
        kinds = sum((part.kinds for part in parts), Counter[str]())
        if given.books:
            demand_all_kept(url, kinds)
    slowest = max(parts, key=lambda part: part.slowest)
    seconds = sum(part.seconds for part in parts)
    print(f"{given.letters:,} mutated letters, seed {given.seed}: none raised, {time.perf_counter() - begin:.0f} s in all")
    print(f"{given.letters / seconds:,.0f} letters a second and process; slowest {slowest.slowest * 1000:.0f} ms, "
          f"letter {slowest.slowest_number}")  # fmt: skip
    for kind, count in kinds.most_common():
        print(f"{count:9,}  {kind}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
