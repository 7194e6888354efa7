"""Letters a second from IMAP into PostgreSQL, beside fetching and parsing alone; and memory meanwhile."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from app.config import Settings
from app.database.store import Store
from app.intake.service import IntakeService
from tests.benchmarks.fetching import fetch_and_parse
from tests.benchmarks.mail_books import SPAWN, demand_exactly
from tests.benchmarks.measuring import Figure

MEMORY_GROWTH = 1.25
LONGEST_SECONDS = 1_800


@dataclass(frozen=True, slots=True)
class _Run:
    """What a process did. memory: megabytes after 10, 50 and 100 per cent."""

    seconds: float
    memory: tuple[float, ...]


def _take_in(url: str, mail: str, letters: int, pipe: Connection) -> None:
    store = Store(url)
    marks = {max(1, letters * share // 100) for share in (10, 50, 100)}
    memory: list[float] = []
    lines = 0

    def say(line: str) -> None:
        nonlocal lines
        lines += "/INBOX/" in line
        if lines in marks and len(memory) < len(marks):
            memory.append(_megabytes())
            marks.discard(lines)
            marks.add(-lines)

    begun = time.perf_counter()
    well = IntakeService(store, Settings(mailbox=mail), say=say).once(threading.Event())
    pipe.send((well, lines, _Run(time.perf_counter() - begun, tuple(memory))))
    store.close()


def _fetch(_url: str, mail: str, _letters: int, pipe: Connection) -> None:
    begun = time.perf_counter()
    lines = fetch_and_parse(mail)
    pipe.send((True, lines, _Run(time.perf_counter() - begun, (_megabytes(),))))


def _megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _in_a_process(work: Callable[[str, str, int, Connection], None], url: str, mail: str, letters: int) -> _Run:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=work, args=(url, mail, letters, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.poll(LONGEST_SECONDS), "the process did not answer"
    well, lines, run = ours.recv()
    process.join(60)
    assert well, "the process could not read every letter"
    assert lines == letters, f"{lines} of {letters} letters"
    assert isinstance(run, _Run)
    return run


def speed(url: str, mail: str, letters: int) -> list[Figure]:
    """Letters a second beside fetching and parsing alone; and what memory does meanwhile."""
    floor = _in_a_process(_fetch, url, mail, letters)
    ours = _in_a_process(_take_in, url, mail, letters)
    demand_exactly(url, mail, letters)
    first, *_, last = ours.memory
    growth = last / first
    return [
        Figure(
            f"{letters:,} letters from IMAP",
            f"{letters / ours.seconds:.0f} a second",
            f"{letters / floor.seconds:.0f} a second",
            f"{ours.seconds / floor.seconds:.2f}",
            "",
            None,
            ours.seconds,
        ),
        Figure(
            "memory at 10, 50, 100 %",
            " · ".join(f"{each:.0f}" for each in ours.memory) + " MB",
            f"{floor.memory[0]:.0f} MB",
            f"{growth:.2f}",
            f"≤ {MEMORY_GROWTH:g} × at 10 %",
            growth <= MEMORY_GROWTH,
        ),
    ]
