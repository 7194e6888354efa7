"""Random sequences of merging, working and parting: ``python -m tests.benchmarks.merge_sequences [--sequences 10000]``.

Each sequence has four counterparties of its own and twelve steps; after every merge, every parting and at the end the
books are compared with a plain model of who owns what (``tests.merge_world``). A difference ends the run with the steps
that led to it. ``--database postgresql`` takes a server of its own instead of an embedded file; fsync is off in both, for
nothing here is timed against a budget.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import perf_counter

from sqlalchemy import event
from sqlalchemy.pool import Pool

from app.database import schema
from app.database.store import Store
from app.operations import integrity
from tests import factories
from tests.conftest import do_not_sync
from tests.merge_world import Step, World
from tests.postgres_server import PostgresServer

STEPS = 12
SAID_EVERY = 250


def run(store: Store, sequences: int, seed: int) -> int:
    """Run them all; how many steps there were. Raises AssertionError, with the steps in the note, where they differ."""
    steps = 0
    for number in range(sequences):
        chance = Random(f"{seed}/{number}")
        world, taken = World(store, f"s{number}"), list[Step]()
        try:
            for _ in range(STEPS):
                taken.append((chance.randrange(10), chance.randrange(64), chance.randrange(64), chance.randrange(256)))
                before = len(world.joined), sum(each.undone for each in world.joined)
                world.step(taken[-1])
                if (len(world.joined), sum(each.undone for each in world.joined)) != before:
                    world.check()
            world.check()
        except AssertionError as error:
            error.add_note(f"sequence {number} of seed {seed}: {taken}")
            raise
        steps += len(taken)
        if number % SAID_EVERY == SAID_EVERY - 1:
            print(f"{number + 1:,} sequences …", file=sys.stderr, flush=True)
    return steps


@contextmanager
def _store(kind: str) -> Iterator[Store]:
    event.listen(Pool, "checkout", do_not_sync)
    with tempfile.TemporaryDirectory(prefix="kontor-merges-") as folder:
        server = PostgresServer() if kind == "postgresql" else None
        if server is not None:
            server.start()
            server.execute("CREATE DATABASE merges")
        url = server.url("merges") if server is not None else f"sqlite:///{Path(folder) / 'merges.sqlite'}"
        schema.create(url)
        founding = Store(url)
        people = founding.write(factories.company)
        founding.close()
        store = Store(url, employee_id=people["Admin"])
        try:
            yield store
        finally:
            store.close()
            if server is not None:
                server.stop()


def main() -> int:
    """Run and say how it went; 1 where the integrity check finds something afterwards."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.merge_sequences")
    parser.add_argument("--sequences", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    given = parser.parse_args()
    with _store(given.database) as store:
        begun = perf_counter()
        steps = run(store, given.sequences, given.seed)
        seconds = perf_counter() - begun
        findings = [each.said("en") for _, check in integrity.CHECKS for each in store.read(check)]
    print(f"{given.sequences:,} sequences, {steps:,} steps on {given.database} in {seconds:.0f} s: every reference is whole")
    print(f"Integrity check: {len(findings)} findings", *findings[:10], sep="\n  ")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
