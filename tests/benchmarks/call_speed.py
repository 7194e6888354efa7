"""Calls a second from the exchange into PostgreSQL, and how long a packet waits for its commit at the most."""

import threading
import time
from collections.abc import Callable

from app.channels.exchange_address import parse_exchange
from app.config import Settings
from app.database.store import Store
from app.intake.exchange_listener import ExchangeListener
from app.operations import leases
from app.operations.leases import INTAKE
from tests.benchmarks.call_books import Exchange, Load, demand_each_once
from tests.benchmarks.measuring import Figure

LONGEST_SECONDS = 900
ME = "the benchmark"


def replayed(url: str, exchange: Exchange, load: Load) -> list[Figure]:
    """Listen to *load* without any history. Raises AssertionError if a call is missing, doubled or ended otherwise."""
    store = Store(url)
    store.write(leases.take, INTAKE, ME)
    listener = ExchangeListener(store, ME, parse_exchange(exchange.address.partition("?")[0]), Settings(), lambda _: None)
    stopped, ended = threading.Event(), threading.Event()
    threads = [
        threading.Thread(target=listener.run, args=(stopped,), daemon=True),
        threading.Thread(target=_renew, args=(store, ended), daemon=True),
    ]
    for thread in threads:
        thread.start()
    _until(lambda: listener.calls.synced)
    begun = time.perf_counter()
    exchange.play()
    _until(lambda: exchange.is_over)
    told = time.perf_counter() - begun
    _until(lambda: listener.writer.idle and not listener.calls.going)
    seconds = time.perf_counter() - begun
    stopped.set()
    ended.set()
    for thread in threads:
        thread.join(20)
    store.close()
    otherwise = demand_each_once(url, load)
    assert not otherwise, f"calls that ended otherwise: {otherwise}"
    name = f"{load.calls:,} calls, {load.at_once} at once" + (
        f", {load.rate:g} a second" if load.rate else ", at full speed"
    )
    return [
        Figure(
            name,
            f"{load.calls / seconds:.0f} calls/s written, {load.calls / told:.0f} told",
            "",
            "",
            "each once, ended right",
            True,
        ),
        Figure(f"{name}: longest packet → commit", f"{listener.writer.longest:.2f} s", "", "", "", None),
    ]


def _renew(store: Store, ended: threading.Event) -> None:
    while not ended.wait(leases.RENEW_SECONDS):
        store.write(leases.take, INTAKE, ME)


def _until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while not condition():
        assert time.monotonic() < until, "the calls did not come"
        threading.Event().wait(0.02)
