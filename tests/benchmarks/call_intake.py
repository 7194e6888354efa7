"""Calls from an exchange into PostgreSQL: how many a second, how late at the most, and what kills leave behind.

``python -m tests.benchmarks --only calls`` measures a little of each. The long measurement, a quarter of an hour::

    python -m tests.benchmarks.call_intake --calls 2000 --at-once 50 --kills 20 --rate 10

* *replayed*: recorded calls told anew, so many at the same time, their packets shuffled, once as fast as can be told
  and once at *rate* a second; each must stand in the books once, ended as told, without any history.
* *kills*: ``main.py intake`` listens at *rate* calls a second while it and PostgreSQL are killed (SIGKILL) in turns by
  chance. Calls that came and went while nobody listened are taken from the history of the exchange afterwards; without
  one they would be missing, and nothing else would.
* *takeover*: two intakes; the one at work is killed, and the time is taken until the other has written a new call.
"""

import argparse
import sys

from tests.benchmarks.call_books import exchange_of, load_of
from tests.benchmarks.call_kills import killed, takeover
from tests.benchmarks.call_speed import replayed
from tests.benchmarks.company import Company
from tests.benchmarks.mail_books import DATABASE, books
from tests.benchmarks.measuring import Figure

CALLS, AT_ONCE, KILLS, RATE = 200, 50, 2, 10.0


def figures(_company: Company, _rounds: int) -> list[Figure]:
    """The lines of the table, from little load; each part has a server of its own, for it is killed."""
    return measured(CALLS, AT_ONCE, KILLS, RATE)


def measured(calls: int, at_once: int, kills: int, rate: float) -> list[Figure]:
    """The lines for so many calls and kills. Raises AssertionError if a call is missing or doubled."""
    found = []
    for speed, count in ((0.0, calls), (rate, min(calls, int(30 * rate)))):
        load = load_of(count, at_once, speed)
        with exchange_of(load) as exchange, books() as server:
            found += replayed(server.url(DATABASE), exchange, load)
    if kills:
        load = load_of(calls, at_once, rate)
        with exchange_of(load) as exchange, books() as server:
            found.append(killed(server, exchange, load, kills))
    with books() as server:
        found.append(takeover(server.url(DATABASE)))
    return found


def main() -> int:
    """The long measurement."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.call_intake", description="Calls from an exchange, and kills.")
    parser.add_argument("--calls", type=int, default=2_000)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--rate", type=float, default=RATE, help="calls a second while it is killed")
    given = parser.parse_args()
    found = measured(given.calls, given.at_once, given.kills, given.rate)
    for figure in found:
        print("  ".join((figure.name, figure.ours, figure.floor, figure.ratio, figure.budget)), flush=True)
    return 0 if all(figure.met is not False for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
