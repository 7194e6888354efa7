"""Letters from a real IMAP server into PostgreSQL: how many a second, how much memory, and what kills leave behind.

``python -m tests.benchmarks --only mail`` measures a little of each. The long measurement, a quarter of an hour::

    python -m tests.benchmarks.mail_intake --letters 10000 --kills 20 [--parts speed kills takeover]

* *letters*: a process like ``main.py intake --once`` takes in mixed letters, every twentieth broken; beside it a loop that
  only fetches and parses the same letters with imaplib and email. Memory is looked at after 10, 50 and 100 per cent.
* *kills*: ``main.py intake`` takes letters in while it and PostgreSQL are killed (SIGKILL) in turns by chance; after the
  last kill it finishes, and the letters in the books are compared with those that were sent, byte by byte.
* *takeover*: two intakes; the one at work is killed, and the time is taken until the other has taken a new letter in.
"""

import argparse
import sys
from collections.abc import Sequence

from tests.benchmarks.company import Company
from tests.benchmarks.mail_books import DATABASE, books, mail_server
from tests.benchmarks.mail_kills import killed, takeover
from tests.benchmarks.mail_speed import speed
from tests.benchmarks.measuring import Figure
from tests.fakes.imap_server import ImapServer

LETTERS, KILLS = 500, 2
PARTS = ("speed", "kills", "takeover")


def figures(_company: Company, _rounds: int) -> list[Figure]:
    """The lines of the table, from little load; each part has a server of its own, for it is killed."""
    return measured(LETTERS, KILLS)


def measured(letters: int, kills: int, parts: Sequence[str] = PARTS) -> list[Figure]:
    """The lines for so many letters and kills. Raises AssertionError if a letter was lost or doubled."""
    found = []
    if "speed" in parts:
        with mail_server(letters) as mail, books() as server:
            found += speed(server.url(DATABASE), mail, letters)
    if "kills" in parts:
        with mail_server(letters) as mail, books() as server:
            found.append(killed(server, mail, letters, kills))
    if "takeover" in parts:
        with ImapServer() as imap, books() as server:
            found.append(takeover(server.url(DATABASE), imap))
    return found


def main() -> int:
    """The long measurement."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.mail_intake", description="Letters from IMAP, and kills.")
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    given = parser.parse_args()
    found = measured(given.letters, given.kills, given.parts)
    for figure in found:
        print("  ".join((figure.name, figure.ours, figure.floor, figure.ratio, figure.budget)), flush=True)
    return 0 if all(figure.met is not False for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
