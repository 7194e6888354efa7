"""The proof of the promise over a month of many inquiries, and the streak above the inbox, on a durable PostgreSQL.

``python -m tests.benchmarks.promise [--inquiries N] [--months M] [--rounds N]``. The floor is the one grouping by
hand that any proof needs: by promised time and sorter, how many, how many late, when the last one left.
"""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.models.inquiries import Inquiry
from app.models.terms import Channel, InquiryState, Source
from app.operations.intake_rules import company_timetable
from app.operations.overview_spec import Question
from app.operations.promise_proof import proof
from app.operations.promise_streak import streak
from tests.benchmarks.company import CHUNK, Company, founded
from tests.benchmarks.measuring import MILLI, spread

SOURCES = (Source.LETTER, Source.SITE_FORM, Source.CALL, Source.JIVO_CHAT)
FLOOR = text(
    """
    SELECT due_at, sorted_by_id, count(*), count(*) FILTER (WHERE sorted_at > due_at), max(sorted_at)
    FROM inquiry WHERE due_at >= :begin AND due_at < :end GROUP BY due_at, sorted_by_id
    """
)


def fill(session: Session, numbers: range, a_month: int, sorters: list[int]) -> None:
    """Inquiries of the past, *a_month* of them in thirty days; one in thirty was sorted late."""
    times, now = company_timetable(session), datetime.now(UTC)
    step = timedelta(days=30) / a_month
    rows = []
    for number in numbers:
        received = now - timedelta(hours=1) - step * number
        due = times.following(received)
        late = number % 30 == 0
        done = due + timedelta(minutes=7 + number % 90) if late else received + (due - received) * (number % 10) / 11
        rows.append(
            {
                "number": f"P-{number}",
                "received_at": received,
                "channel": Channel.EMAIL,
                "source": SOURCES[number % len(SOURCES)],
                "name": f"Somebody {number}",
                "state": InquiryState.SORTED,
                "due_at": due,
                "sorted_at": done,
                "sorted_by_id": sorters[number % len(sorters)],
                "version": 1,
            }
        )
    session.execute(insert(Inquiry), rows)


def figures(company: Company, inquiries: int, months: int, rounds: int) -> list[str]:
    """The lines of the table."""
    store = company.store("Igor")
    sorters = [company.people[name] for name in ("Marta", "Anna", "Igor")]
    for first in range(0, inquiries * months, CHUNK):
        store.write(fill, range(first, min(first + CHUNK, inquiries * months)), inquiries, sorters)
    store.write(_analyse)
    now = datetime.now(UTC)
    span = {"begin": now - timedelta(days=30), "end": now}
    question = Question(days=30)
    works: dict[str, Callable[[], object]] = {
        "proof of a month": lambda: store.read(proof, question),
        "one grouping by hand": lambda: store.read(_grouped, span),
        "streak": lambda: store.read(streak),
    }
    found = []
    for name, work in works.items():
        times = []
        for _ in range(rounds):
            begun = perf_counter()
            work()
            times.append((perf_counter() - begun) * MILLI)
        found.append(f"{name:24} {spread(times[1:] or times)} ms")
    shown = store.read(proof, question)
    found.append(f"{shown.whole.came} inquiries at {len(shown.times)} promised times, {shown.whole.late} late")
    store.close()
    return found


def _analyse(session: Session) -> None:
    session.execute(text("ANALYZE inquiry"))


def _grouped(session: Session, span: dict[str, datetime]) -> int:
    return len(session.execute(FLOOR, span).all())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inquiries", type=int, default=20_000, help="a month")
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=20)
    wanted = parser.parse_args()
    with founded(1_000) as company:
        print("\n".join(figures(company, wanted.inquiries, wanted.months, wanted.rounds)))


if __name__ == "__main__":
    main()
