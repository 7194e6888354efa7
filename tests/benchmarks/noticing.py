"""A commit here, the notice there: two workstations, beside a bare LISTEN and NOTIFY."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.database.changes import ChangeFeed
from app.events import Change
from app.models.company import Department
from tests.benchmarks.by_hand import Connection
from tests.benchmarks.company import Company
from tests.benchmarks.measuring import MILLI, WARM_UP, Figure, Spread, spread

MOST_MILLISECONDS = 50
PATIENCE_SECONDS = 10


@dataclass(slots=True)
class Way:
    """From the moment a commit is sent to the moment that it is heard elsewhere."""

    sent: float = 0.0
    heard: float = 0.0
    arrived: threading.Event = field(default_factory=threading.Event)

    def leave(self, _connection: object = None) -> None:
        """The commit is sent now."""
        self.sent = perf_counter()

    def arrive(self, _change: object = None) -> None:
        """It is heard now."""
        self.heard = perf_counter()
        self.arrived.set()

    def measured(self, commit: Callable[[], object]) -> float:
        """Milliseconds of one way. Raises TimeoutError if nothing arrives."""
        self.arrived.clear()
        commit()
        if not self.arrived.wait(PATIENCE_SECONDS):
            raise TimeoutError("the notice did not arrive")
        return (self.heard - self.sent) * MILLI


def figures(company: Company, rounds: int) -> list[Figure]:
    """The line of the table: median and 95th percentile."""
    with _between_stores(company) as (ours, write), _between_connections(company) as (floor, notify):
        times: tuple[list[float], list[float]] = ([], [])
        for number in range(WARM_UP + rounds):
            pair = ours.measured(write), floor.measured(notify)
            if number >= WARM_UP:
                for kept, taken in zip(times, pair, strict=True):
                    kept.append(taken)
    mine, bare = spread(times[0]), spread(times[1])
    return [
        Figure(
            "notice on another workstation, after the commit",
            f"{_shown(mine)} ms",
            f"{_shown(bare)} ms",
            f"{mine.middle / bare.middle:.2f}",
            f"95 % ≤ {MOST_MILLISECONDS} ms",
            mine.late <= MOST_MILLISECONDS,
            mine.middle,
        )
    ]


def _shown(times: Spread) -> str:
    return f"{times.middle:.2f}, 95 %: {times.late:.2f}"


@contextmanager
def _between_stores(company: Company) -> Iterator[tuple[Way, Callable[[], object]]]:
    """Kontor: a store that writes, the change feed of another that hears."""
    way = Way()
    writer, reader = company.store("Marta"), company.store("Igor")
    event.listen(writer.engine, "commit", way.leave)
    feed = ChangeFeed(reader)
    connected = threading.Event()

    def heard(change: Change) -> None:
        if change.topic == Department.__tablename__:
            way.arrive()

    feed.start(heard, lambda _reachable: connected.set())
    connected.wait(PATIENCE_SECONDS)
    yield way, lambda: writer.write(_rename)
    feed.stop()
    writer.close()
    reader.close()


def _rename(session: Session) -> None:
    department = session.get_one(Department, 1)
    department.position += 1


@contextmanager
def _between_connections(company: Company) -> Iterator[tuple[Way, Callable[[], object]]]:
    """The floor: NOTIFY on one connection, LISTEN on another that a thread waits at."""
    way = Way()
    with company.connection() as sender, company.connection() as listener:
        listener.autocommit = True
        listener.execute("LISTEN floor")
        thread = threading.Thread(target=_listen, args=(listener, way))
        thread.start()

        def notify() -> None:
            sender.execute("UPDATE department SET position = position + 1 WHERE id = 1")
            sender.execute("SELECT pg_notify('floor', 'department')")
            way.leave()
            sender.commit()

        yield way, notify
        sender.execute("SELECT pg_notify('floor', '')")
        sender.commit()
        thread.join()


def _listen(listener: Connection, way: Way) -> None:
    for notice in listener.notifies():
        if not notice.payload:
            return
        way.arrive()
