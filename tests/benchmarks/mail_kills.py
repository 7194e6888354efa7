"""What kills leave behind: ``main.py intake`` and PostgreSQL die by SIGKILL in turns, and another intake takes over."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import UserError
from app.models.interactions import Message, QuarantineEntry
from app.operations import leases, mailboxes
from app.operations.leases import INTAKE
from tests.benchmarks.mail_books import DATABASE, SEED, demand_exactly
from tests.benchmarks.measuring import Figure
from tests.benchmarks.mixed_letters import mixed
from tests.fakes.imap_server import ImapServer
from tests.postgres_server import PostgresServer

TAKEOVER_SECONDS = 15
LONGEST_SECONDS = 1_800
ROOT = Path(__file__).resolve().parent.parent.parent


class Intake:
    """``main.py intake`` as a process. lines: what it printed so far."""

    def __init__(self, url: str, mail: str = "", exchange: str = "") -> None:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("KONTOR_")},
            "KONTOR_SETTINGS": "/nonexistent/kontor.toml",
            "KONTOR_DATABASE_URL": url,
            "KONTOR_MAILBOX": mail,
            "KONTOR_EXCHANGE": exchange,
        }
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), "intake"], env=environment, stdout=subprocess.PIPE, text=True
        )
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line)

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.wait()
        self._thread.join()

    def end(self) -> None:
        """Ask it to end."""
        self._process.terminate()
        self._process.wait(30)
        self._thread.join()

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None


def killed(server: PostgresServer, mail: str, letters: int, kills: int) -> Figure:
    """Kill the intake and PostgreSQL in turns by chance while letters come in; the books must hold exactly what was sent."""
    chance = random.Random(SEED)
    url = server.url(DATABASE)
    victims = Counter[str]()
    begun = time.perf_counter()
    intake = Intake(url, mail)
    try:
        for number in range(kills):
            # Kills are spread over the letters, and each hits at a moment of chance.
            _wait_for(partial(_has, url, letters * number // kills), intake)
            threading.Event().wait(chance.uniform(0.05, 1.5))
            victim = chance.choice(["intake", "postgres"]) if number > 1 else ("intake", "postgres")[number]
            victims[victim] += 1
            if victim == "intake":
                intake.kill()
                intake = Intake(url, mail)
            else:
                kill_postgres(server)
                server.start()
            print(f"  {victim} killed at {_taken(url)} of {letters} letters", file=sys.stderr, flush=True)
        _wait_for(lambda: _taken(url) >= letters, intake)
        intake.end()
    finally:
        if intake.runs:
            intake.kill()
    demand_exactly(url, mail, letters)
    return Figure(
        f"{letters:,} letters, {victims['intake']} + {victims['postgres']} kills",
        "exactly those sent",
        f"{time.perf_counter() - begun:.0f} s in all",
        "",
        "none lost or doubled",
        True,
    )


def _taken(url: str) -> int:
    """How many letters are in the books; -1 while nobody can say."""

    def counted(session: Session) -> int:
        counts = [session.scalar(select(func.count()).select_from(kind)) for kind in (Message, QuarantineEntry)]
        return sum(count or 0 for count in counts)

    store = Store(url)
    try:
        return store.read(counted)
    except UserError:
        return -1
    finally:
        store.close()


def _has(url: str, letters: int) -> bool:
    return _taken(url) >= letters


def _wait_for(condition: Callable[[], object], intake: Intake) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    while not condition():
        assert intake.runs, "the intake ended by itself:\n" + "".join(intake.lines[-5:])
        assert time.monotonic() < until, "the letters did not come:\n" + "".join(intake.lines[-5:])
        threading.Event().wait(0.1)


def kill_postgres(server: PostgresServer) -> None:
    """SIGKILL for the server and every process of it that this run started, as a cut of power does."""
    head = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    family = [head, *_children_of(head)]
    for process in family:
        _signal(process, signal.SIGKILL)
    while any(Path(f"/proc/{process}/cmdline").exists() and _is_alive(process) for process in family):
        threading.Event().wait(0.02)


def _signal(process: int, what: signal.Signals) -> None:
    try:
        os.kill(process, what)
    except ProcessLookupError:
        return


def _is_alive(process: int) -> bool:
    state = _stat(process)
    return bool(state) and state[0] not in "ZX"


def _children_of(head: int) -> list[int]:
    processes = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    return [process for process in processes if (state := _stat(process)) and int(state[1]) == head]


def _stat(process: int) -> list[str]:
    """State and parent of *process*, [] if it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def takeover(url: str, imap: ImapServer) -> Figure:
    """Seconds from the kill of the intake at work until the one that stood by has taken in a letter that came after it."""
    mail = imap.address(query="since=2020-01-01")
    letters = mixed(2, SEED + 1)
    first = Intake(url, mail)
    second: Intake | None = None
    try:
        imap.append(next(letters))
        _wait_for(lambda: _taken(url) == 1, first)
        second = standing_by = Intake(url, mail)
        _wait_for(lambda: any("stands by" in line for line in standing_by.lines), second)
        # Between two renewals, wherever the chance of this moment is.
        threading.Event().wait(random.Random().uniform(0, leases.RENEW_SECONDS))
        first.kill()
        begun = time.perf_counter()
        imap.append(next(letters))
        _wait_for(lambda: _taken(url) == 2, second)
        seconds = time.perf_counter() - begun
        second.end()
    finally:
        for intake in (first, second):
            if intake is not None and intake.runs:
                intake.kill()
    _demand_given_back(url)
    return Figure(
        "takeover after a kill", f"{seconds:.1f} s", "", "", f"≤ {TAKEOVER_SECONDS} s", seconds <= TAKEOVER_SECONDS, seconds
    )


def _demand_given_back(url: str) -> None:
    store = Store(url)
    kept = store.read(leases.holder_of, INTAKE)
    rows = store.read(mailboxes.rows)
    store.close()
    assert kept is None, "who ends gives the lease back"
    assert [row.problem for row in rows] == [None], "the mailbox is well"
