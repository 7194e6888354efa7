"""What kills leave behind of calls: ``main.py intake`` and PostgreSQL die by SIGKILL in turns while calls come and go."""

import random
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable

from tests.benchmarks.call_books import (
    SEED,
    Exchange,
    Load,
    demand_each_once,
    exchange_of,
    is_complete,
    kept,
    load_of,
)
from tests.benchmarks.mail_books import DATABASE
from tests.benchmarks.mail_kills import TAKEOVER_SECONDS, Intake, kill_postgres
from tests.benchmarks.measuring import Figure
from tests.postgres_server import PostgresServer

LONGEST_SECONDS = 900
_FROM_HISTORY = re.compile(r"Calls from the history of the exchange: (\d+)")


def killed(server: PostgresServer, exchange: Exchange, load: Load, kills: int) -> Figure:
    """Kill by chance under load; the books must hold each call once, and none may seem to go on."""
    chance = random.Random(SEED)
    url = server.url(DATABASE)
    victims = Counter[str]()
    lines: list[str] = []
    length = load.calls / load.rate
    intake = Intake(url, exchange=exchange.address)
    try:
        _wait_for(lambda: any("Listening" in line for line in intake.lines), intake)
        begun = time.monotonic()
        exchange.play()
        for number in range(kills):
            # Kills are spread over the calls, and each hits at a moment of chance.
            due = begun + length * (number + chance.random()) / kills
            threading.Event().wait(max(0.0, due - time.monotonic()))
            victim = chance.choice(["intake", "postgres"]) if number > 1 else ("intake", "postgres")[number]
            victims[victim] += 1
            if victim == "intake":
                intake.kill()
                lines += intake.lines
                intake = Intake(url, exchange=exchange.address)
            else:
                kill_postgres(server)
                server.start()
            print(f"  {victim} killed at {len(kept(url) or ())} of {load.calls} calls", file=sys.stderr, flush=True)
        _wait_for(lambda: exchange.is_over, intake)
        _wait_for(lambda: is_complete(url, load.calls), intake)
        intake.end()
        lines += intake.lines
    finally:
        if intake.runs:
            intake.kill()
    otherwise = demand_each_once(url, load)
    unseen = sum(int(found[1]) for line in lines if (found := _FROM_HISTORY.search(line)))
    told = ", ".join(f"{count} {what}" for what, count in sorted(otherwise.items())) or "all ended as told"
    return Figure(
        f"{load.calls:,} calls, {load.at_once} at once, {victims['intake']} + {victims['postgres']} kills",
        f"each once; {told}",
        f"{unseen} from the history",
        "",
        "none missing, doubled or going",
        True,
    )


def takeover(url: str) -> Figure:
    """Seconds from the kill of the intake at work until the one that stood by has written a call that began after it."""
    load = load_of(1, 1, 0.0)
    with exchange_of(load) as exchange:
        address = exchange.address.partition("?")[0]
        first = Intake(url, exchange=address)
        second: Intake | None = None
        try:
            _wait_for(lambda: any("Listening" in line for line in first.lines), first)
            second = standing_by = Intake(url, exchange=address)
            _wait_for(lambda: any("stands by" in line for line in standing_by.lines), second)
            threading.Event().wait(random.Random().uniform(0, 3))
            first.kill()
            begun = time.perf_counter()
            _wait_for(lambda: any("Listening" in line for line in standing_by.lines), second)
            exchange.play()
            _wait_for(lambda: is_complete(url, 1), second)
            seconds = time.perf_counter() - begun
            second.end()
        finally:
            for intake in (first, second):
                if intake is not None and intake.runs:
                    intake.kill()
    demand_each_once(url, load)
    met = seconds <= TAKEOVER_SECONDS
    return Figure(
        "takeover of the exchange after a kill", f"{seconds:.1f} s", "", "", f"≤ {TAKEOVER_SECONDS} s", met, seconds
    )


def _wait_for(condition: Callable[[], object], intake: Intake) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while not condition():
        assert intake.runs, "the intake ended by itself:\n" + "".join(intake.lines[-5:])
        assert time.monotonic() < until, "the calls did not come:\n" + "".join(intake.lines[-5:])
        threading.Event().wait(0.1)
