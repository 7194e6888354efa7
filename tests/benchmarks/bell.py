"""A commit here, the bell of another process: what the desk that is told needs until it has the notice in its hands."""

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from time import perf_counter

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.database.changes import ChangeFeed
from app.database.store import Store
from app.events import Change
from app.language import phrase
from app.models.notice_terms import NoticeKind
from app.models.session import acting
from app.operations import notice_choices, notices
from tests.benchmarks.company import Company
from tests.benchmarks.mail_books import SPAWN
from tests.benchmarks.measuring import MILLI, WARM_UP, Figure, spread

MOST_MILLISECONDS = 50
PATIENCE_SECONDS = 10


def figures(company: Company, rounds: int) -> list[Figure]:
    """The line of the table. The clock is the machine's own, which two processes read alike."""
    sent: list[float] = []
    writer = company.store("Marta")
    event.listen(writer.engine, "commit", lambda _connection: sent.append(perf_counter()))
    times: list[float] = []
    with _other_desk(company.url, company.people["Igor"]) as bell:
        for number in range(WARM_UP + rounds):
            sent.clear()
            writer.write(_tell, company.people["Igor"], number + 1)
            if not bell.poll(PATIENCE_SECONDS):
                raise TimeoutError("the notice did not arrive")
            read_at, newest = bell.recv()
            if newest != number + 1:
                raise AssertionError(f"the bell shows {newest}, told was {number + 1}")
            if number >= WARM_UP:
                times.append((read_at - sent[0]) * MILLI)
    writer.close()
    found = spread(times)
    return [
        Figure(
            "notice read by the bell of another process, after the commit",
            f"{found.middle:.2f}, 95 %: {found.late:.2f} ms",
            "",
            "",
            f"95 % ≤ {MOST_MILLISECONDS} ms",
            found.late <= MOST_MILLISECONDS,
            found.middle,
        )
    ]


def _tell(session: Session, employee_id: int, number: int) -> None:
    if acting(session) is None:
        raise AssertionError("somebody's deed is told")
    news = phrase("Inquiry {number} for {department}: {name}", number=number, department="Prom", name="Helios")
    notices.tell(session, [employee_id], news, place="triage", record_id=number, kind=NoticeKind.INQUIRY_SORTED)


@contextmanager
def _other_desk(url: str, employee_id: int) -> Iterator[Connection]:
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_listen, args=(url, employee_id, theirs), daemon=True)
    process.start()
    if not ours.poll(6 * PATIENCE_SECONDS):
        raise TimeoutError("the other desk did not begin")
    ours.recv()
    yield ours
    ours.send("end")
    process.join(PATIENCE_SECONDS)


def _listen(url: str, employee_id: int, told: Connection) -> None:
    """The other desk: hears the news, reads its bell, and says when it had what."""
    store = Store(url, employee_id=employee_id)
    feed = ChangeFeed(store)

    def heard(change: Change) -> None:
        if change.topic == notices.TOPIC:
            news = store.read(notice_choices.bell)
            told.send((perf_counter(), news.newest[0].record_id if news.newest else None))

    feed.start(heard, lambda reachable: told.send("begun") if reachable else None)
    told.recv()
    feed.stop()
    store.close()
