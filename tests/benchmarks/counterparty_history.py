"""Pages of the history of one counterparty with very many entries: ``python -m tests.benchmarks.counterparty_history``.

One customer among many gets interactions, and changes in the audit trail of everybody; asked are the first page, a page
from the very end, a page of changes only, and words that stand in the oldest letter. A durable PostgreSQL; ``--sqlite FILE``
measures an embedded database that is there already and holds a founded company.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.audit import AuditEntry
from app.models.counterparties import Counterparty
from app.models.interactions import Interaction
from app.models.session import now
from app.models.terms import Direction, InteractionKind
from app.operations import counterparty_card, counterparty_history
from app.operations.counterparty_history import EVERYTHING, HistoryFilter, HistoryMark
from tests import factories
from tests.benchmarks.company import founded
from tests.benchmarks.measuring import MILLI, spread

MOST_RATIO = 2.0
"""A deep page against the first one."""
CHUNK = 5_000
KINDS = (InteractionKind.CALL, InteractionKind.MESSAGE, InteractionKind.NOTE)
LETTER = "Sehr geehrte Damen und Herren, bitte senden Sie uns ein Angebot für die Pumpe. " * 12


def fill(session: Session, interactions: int, changes: int) -> int:
    """A customer with that many *interactions* and *changes*, as many changes of others among them; its id."""
    party = factories.counterparty(session, "Vielschreiber Maschinenbau GmbH")
    other = factories.counterparty(session, "Somebody else")
    begun = now(session) - timedelta(minutes=interactions + 1)
    common = {"counterparty_id": party, "direction": Direction.IN, "automatic": False, "automatic_reason": ""}
    for first in range(0, interactions, CHUNK):
        rows = [
            {
                **common,
                "at": begun + timedelta(minutes=number),
                "kind": KINDS[number % len(KINDS)],
                "subject": f"Anfrage {number}",
                "text": LETTER if number else "Zuerst ein Wort über Quecksilberdampf",
            }
            for number in range(first, min(first + CHUNK, interactions))
        ]
        session.execute(insert(Interaction), rows)
    lines = [
        {
            "at": begun + timedelta(minutes=number * interactions // max(changes, 1)),
            "employee_id": None,
            "action": "update",
            "table_name": "counterparty",
            "record_id": whose,
            "changes": {"website": [f"a{number}", f"b{number}"], "version": [number, number + 1]},
        }
        for number in range(changes)
        for whose in (party, other)
    ]
    session.execute(insert(AuditEntry), lines)
    return party


def measure(store: Store, party: int, rounds: int) -> int:
    """Print the milliseconds of each page; 1 if a deep page costs more than the budget."""
    oldest = store.read(lambda s: s.scalar(select(Interaction.at).where(Interaction.counterparty_id == party).limit(1)))
    assert oldest is not None
    deep = HistoryMark(oldest + timedelta(minutes=80), 3, 1 << 40)
    asked: dict[str, Callable[[], object]] = {
        "first page": lambda: store.read(counterparty_history.page, party),
        "deep page": lambda: store.read(counterparty_history.page, party, EVERYTHING, deep),
        "changes only": lambda: store.read(counterparty_history.page, party, HistoryFilter(frozenset({"changes"}))),
        "changes, deep": lambda: store.read(counterparty_history.page, party, HistoryFilter(frozenset({"changes"})), deep),
        "words of the oldest": lambda: store.read(counterparty_history.page, party, HistoryFilter(text="quecksilberdampf")),
        "the card": lambda: store.read(counterparty_card.card, party),
        "people": lambda: store.read(counterparty_history.people, party),
    }
    middles = {}
    for name, ask in asked.items():
        times = [_timed(ask) for _ in range(rounds + 3)][3:]
        middles[name] = spread(times).middle
        print(f"{name:20} {spread(times)} ms, 95 %: {spread(times).late:.1f} ms")
    ratio = middles["deep page"] / middles["first page"]
    print(f"deep : first = {ratio:.2f} (≤ {MOST_RATIO})")
    return 0 if ratio <= MOST_RATIO else 1


def _timed(ask: Callable[[], object]) -> float:
    begun = perf_counter()
    ask()
    return (perf_counter() - begun) * MILLI


def main() -> int:
    """Measure and print; 1 if the budget is not kept."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.counterparty_history")
    parser.add_argument("--interactions", type=int, default=50_000)
    parser.add_argument("--changes", type=int, default=2_000)
    parser.add_argument("--counterparties", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--sqlite", help="file of an embedded database with a founded company")
    given = parser.parse_args()
    if given.sqlite:
        store = Store(f"sqlite:///{given.sqlite}")
        store.employee_id = 1
        known = store.read(lambda s: s.scalar(select(Counterparty.id).where(Counterparty.name.startswith("Vielschreiber"))))
        party = known or store.write(fill, given.interactions, given.changes)
        return measure(store, party, given.rounds)
    with founded(given.counterparties) as company:
        store = company.store("Igor")
        party = store.write(fill, given.interactions, given.changes)
        return measure(store, party, given.rounds)


if __name__ == "__main__":
    sys.exit(main())
