"""Mutated streams of a telephone exchange through the tracker: none may raise, contradict itself, or leave a call behind.

``python -m tests.benchmarks.mutated_calls [--streams 100000] [--processes 2] [--seed 1]``

Half of the streams lose, double and disorder packets: with the hang-ups of their channels every call must be over. In the
other half values are changed as well, so that channels appear which nobody hangs up: after a day of silence they must be.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from app.channels.call_tracker import CallTracker
from app.channels.number_plan import NumberPlan
from tests.benchmarks.company import Company
from tests.benchmarks.measuring import Figure
from tests.channels.call_mutations import PING, check, fed, hung_up, mutated, new_tracker, reordered, streams

STREAMS = 100_000
PROCESSES = 2


@dataclass
class Found:
    """outcomes: how many calls became what; packets: fed in all; seconds: spent on them; slowest: of one stream."""

    outcomes: Counter[str] = field(default_factory=Counter)
    packets: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_number: int = 0


def figures(company: Company, rounds: int) -> list[Figure]:
    """A line for the table, from a hundredth of the whole number; the company is not asked."""
    del company
    found = feed_all(0, max(rounds, STREAMS // 100), 1)
    shown = f"{found.packets / found.seconds:,.0f} packets/s, slowest stream {found.slowest * 1000:,.0f} ms"
    return [Figure("mutated telephone streams", shown, "", "", "", None, None)]


def feed_all(first: int, last: int, seed: int) -> Found:
    """Feed the streams of these numbers. Raises AssertionError for one that leaves a call behind or contradicts itself."""
    found = Found()
    for number in range(first, last):
        chance = random.Random(f"{seed}/{number}")
        begin = time.perf_counter()
        try:
            _feed(chance, number, found)
        except Exception as error:
            raise AssertionError(f"stream {number} of seed {seed}") from error
        taken = time.perf_counter() - begin
        found.seconds += taken
        if taken > found.slowest:
            found.slowest, found.slowest_number = taken, number
    return found


def _feed(chance: random.Random, number: int, found: Found) -> None:
    orderly = number % 2 == 0
    if orderly:
        tracker, whole = CallTracker(NumberPlan()), chance.choice(streams())
        packets = [*reordered(chance, whole), *hung_up(whole)]
    else:
        tracker, packets = new_tracker(chance), mutated(chance)
    told, moment = fed(chance, packets, tracker)
    assert not orderly or not tracker.going, "a call goes on though all its channels have hung up"
    for later in (timedelta(seconds=60), timedelta(hours=25), timedelta(hours=26)):
        for event in tracker.feed(PING, moment + later):
            check(event)
            told[event.linked_id] = event
    assert not tracker.going, "a call goes on for ever"
    assert all(event.outcome for event in told.values()), "a call was never told to be over"
    found.packets += len(packets)
    found.outcomes.update(f"{event.direction} {event.outcome}" for event in told.values())


def main(arguments: Sequence[str] | None = None) -> int:
    """Feed them all and print what became of them."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.mutated_calls", description="Mutated streams, no stuck call.")
    parser.add_argument("--streams", type=int, default=STREAMS)
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    begin = time.perf_counter()
    parts = max(given.processes * 8, 1)
    bounds = [given.streams * part // parts for part in range(parts + 1)]
    with ProcessPoolExecutor(given.processes) as pool:
        results = list(pool.map(feed_all, bounds[:-1], bounds[1:], [given.seed] * parts))
    packets, seconds = sum(part.packets for part in results), sum(part.seconds for part in results)
    slowest = max(results, key=lambda part: part.slowest)
    print(f"{given.streams:,} mutated streams, {packets:,} packets, seed {given.seed}: none raised, no call is left; "
          f"{time.perf_counter() - begin:.0f} s in all")  # fmt: skip
    print(f"{packets / seconds:,.0f} packets a second and process, with all checks; slowest stream "
          f"{slowest.slowest * 1000:.0f} ms, number {slowest.slowest_number}")  # fmt: skip
    for outcome, count in sum((part.outcomes for part in results), Counter[str]()).most_common():
        print(f"{count:9,}  {outcome}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
