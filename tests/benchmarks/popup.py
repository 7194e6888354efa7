"""Ring at the exchange → pop-up on the desk: a real intake, a durable PostgreSQL, three other workstations open.

``python -m tests.benchmarks.popup [--rounds N]``. From the moment before the exchange writes the first packet of a call to
the moment when the pop-up stands on the screen of the desk, and to its card; every process of its own, as in a company.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from time import monotonic, sleep

from tests import call_factories, factories
from tests.benchmarks.company import Company, founded, phone
from tests.benchmarks.measuring import MILLI, Figure, spread
from tests.fakes.exchange import FakeExchange
from tests.fakes.exchange_play import packets_of, recording, told_anew

MOST_MILLISECONDS = 200
WARM_UP = 5
PATIENCE_SECONDS = 90
DESK, OTHERS = "Olga", ("Marta", "Igor", "Pavel")
CALLER = b"89161234567"
ANSWERED = b"ChannelStateDesc: Up"
LARGEST_SLICE = 700
REST_SECONDS = 1.0
"""Between two calls: as long as the four windows show the news of the last one, they and the ring share two processors."""


def figures(company: Company, rounds: int) -> list[Figure]:
    """Two lines: until the pop-up with the number, and until its card."""
    stations = (DESK, *OTHERS)
    store = company.store()
    for place, who in enumerate(stations):
        store.write(call_factories.telephone, company.people[who], str(101 + place))
    store.close()
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="kontor-home-"))
        exchange = stack.enter_context(FakeExchange())
        stack.enter_context(_intake(company, exchange, home))
        desk, *_ = [stack.enter_context(_station(company, f"{home}/{who}", factories.LOGINS[who])) for who in stations]
        times = [_round(exchange, desk, number) for number in range(1, WARM_UP + rounds + 1)][WARM_UP:]
    return [
        _figure(name, list(column)) for name, column in zip(("pop-up", "its card"), zip(*times, strict=True), strict=True)
    ]


def _round(exchange: FakeExchange, desk: "subprocess.Popen[str]", number: int) -> tuple[float, float]:
    """Milliseconds from the first packet of a call until the pop-up stands there, and until its card does."""
    # Every other one is known to the company.
    caller = phone(number) if number % 2 else f"+7495{number:07d}"
    call = told_anew(recording("01"), number, datetime.now(UTC)).replace(CALLER, b"8" + caller[2:].encode())
    packets = packets_of(call)
    answered = next(place for place, packet in enumerate(packets) if ANSWERED in packet)
    slices = random.Random(number)
    begun = monotonic()
    exchange.play(b"".join(packets[:answered]), slices=slices)
    told = json.loads(_line(desk))
    exchange.play(b"".join(packets[answered:]), slices=slices)
    # The next call waits until the books have the end of this one: what is measured is one ring, not a queue of them.
    while "gone" not in json.loads(_line(desk)):
        pass
    sleep(REST_SECONDS)
    return (told["shown"] - begun) * MILLI, (told["card"] - begun) * MILLI


def _figure(name: str, times: list[float]) -> Figure:
    seen = spread(times)
    return Figure(
        f"ring at the exchange → {name} on the desk",
        f"{seen.middle:.0f}, 95 %: {seen.late:.0f} ms",
        "",
        "",
        f"95 % ≤ {MOST_MILLISECONDS} ms",
        seen.late <= MOST_MILLISECONDS,
        seen.middle,
    )


@contextmanager
def _intake(company: Company, exchange: FakeExchange, home: str) -> Iterator[None]:
    """``main.py intake``, signed in at *exchange*."""
    environment = {**os.environ, "KONTOR_DATABASE_URL": company.url, "KONTOR_EXCHANGE": exchange.address}
    command = [sys.executable, "main.py", "intake"]
    settings = {**environment, "KONTOR_FOLDER": home, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL) as process:
        try:
            exchange.wait_action("CoreShowChannels", seconds=PATIENCE_SECONDS)
            yield
        finally:
            process.terminate()


@contextmanager
def _station(company: Company, home: str, login: str) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.benchmarks.popup_window", company.url, home, login]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        try:
            while "ready" not in _line(process):
                pass
            yield process
        finally:
            process.terminate()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("a workstation has ended")
    return line


def main() -> int:
    """Measure and say it; 1 if the budget is not kept."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.popup")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--counterparties", type=int, default=10_000)
    given = parser.parse_args()
    with founded(given.counterparties) as company:
        lines = figures(company, given.rounds)
    for line in lines:
        print(f"{line.name}: {line.ours} ({line.budget})")
    return 0 if lines[0].met else 1


if __name__ == "__main__":
    sys.exit(main())
