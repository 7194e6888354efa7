"""Dispatchers and heads at once over one inbox on PostgreSQL: every item decided once, conflicts told, nothing lost.

``python -m tests.benchmarks.triage_crowd [--people N] [--items N]``. Half of the people dispatch, half are heads; each has
a store of their own and decides what they see, in an order of their own, alone or several at once; some take back what they
have just decided. At the end the books are compared with what each one was told.
"""

import argparse
import random
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, UserError
from app.models.audit import AuditEntry
from app.models.inquiries import Inquiry
from app.models.tasks import Notification, Task
from app.models.terms import CloseReason, InquiryState, Role, TaskKind
from app.operations import actors, triage, triage_several
from app.operations.triage import Decided
from app.operations.triage_several import Choice, Decision
from tests import factories
from tests.benchmarks.company import Company, founded
from tests.benchmarks.measuring import MILLI, spread
from tests.benchmarks.open_inbox import fill

SEEN = 40
"""Rows that one looks at before the list is asked for anew: what others decided meanwhile stands in it still."""
SEVERAL, TAKEN_BACK = 0.1, 0.05


@dataclass(slots=True)
class Tally:
    """What one person was told."""

    done: Counter[int] = field(default_factory=Counter)
    back: Counter[int] = field(default_factory=Counter)
    conflicts: int = 0
    refused: int = 0
    times: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Person:
    """One desk. decide: what this person decides about a row; state: which list the person works through."""

    store: Store
    state: str
    department_id: int | None
    decide: Callable[[random.Random], Decision]
    seed: int
    tally: Tally = field(default_factory=Tally)

    def work(self, barrier: threading.Barrier) -> None:
        """Decide until the list stays empty."""
        chance = random.Random(self.seed)
        barrier.wait()
        idle = 0
        while idle < 3:
            page = self.store.read(triage.inbox, state=self.state, department_id=self.department_id, limit=SEEN)
            rows = [Choice(row.id, row.version) for row in page.rows]
            chance.shuffle(rows)
            # A list that is empty now fills again: by a dispatcher's key, or by what somebody takes back.
            ending = self.state == "new" or NEW_ARE_DONE.is_set()
            idle = 0 if rows else idle + ending
            if not rows:
                NEW_ARE_DONE.wait(0.05)
            while rows:
                count = min(len(rows), chance.randint(2, 8) if chance.random() < SEVERAL else 1)
                chosen, rows = rows[:count], rows[count:]
                self._decide(chosen, self.decide(chance), chance)

    def _decide(self, chosen: list[Choice], decision: Decision, chance: random.Random) -> None:
        begun = perf_counter()
        try:
            done = self._done(chosen, decision)
        except Conflict:
            self.tally.conflicts += 1
            done = ()
        except UserError:
            self.tally.refused += 1
            done = ()
        self.tally.times.append((perf_counter() - begun) * MILLI)
        self.tally.done.update(each.inquiry_id for each in done)
        if done and chance.random() < TAKEN_BACK:
            self._take_back(done)

    def _done(self, chosen: list[Choice], decision: Decision) -> tuple[Decided, ...]:
        if len(chosen) == 1:
            one = chosen[0]
            return (self.store.write(decision.operation, one.inquiry_id, one.version, *decision.details),)
        answer = self.store.write(triage_several.several, chosen, decision)
        self.tally.conflicts += len(answer.refused)
        return answer.done

    def _take_back(self, done: tuple[Decided, ...]) -> None:
        back = self.store.write(triage_several.undo_several, [Choice(each.inquiry_id, each.undo_version) for each in done])
        self.tally.back.update(each.inquiry_id for each in back.done)
        self.tally.conflicts += len(back.refused)


NEW_ARE_DONE = threading.Event()
"""Set when the dispatchers have emptied the inbox: from then on an empty list of a head stays empty."""


def main() -> int:
    """Let them all in, and compare; 1 if something does not agree."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.triage_crowd")
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--items", type=int, default=2_000)
    given = parser.parse_args()
    with founded(given.items) as company:
        items = fill(company, given.items)
        people = _crowd(company, given.people)
        begun = perf_counter()
        _let_in(people)
        took = perf_counter() - begun
        complaints = _complaints(company, people, items)
        _say(people, items, took)
        for person in people:
            person.store.close()
    for complaint in complaints:
        print(f"WRONG: {complaint}")
    print("every item decided once, nothing lost" if not complaints else "NOT KEPT")
    return 1 if complaints else 0


def _crowd(company: Company, count: int) -> list[Person]:
    service = company.store()
    departments = {row.code: row.id for row in service.read(actors.receiving_departments)}
    sellers = {code: [seller.id for seller in service.read(actors.sellers_of, key)] for code, key in departments.items()}
    sellers["Term"] = sellers["Term"] or [company.people["Viktor"]]
    heads = {"Prom": company.people["Igor"], "Vys": company.people["Anna"], "Term": company.people["Viktor"]}

    def dispatches(chance: random.Random) -> Decision:
        if chance.random() < 0.15:
            return Decision(triage.close, (chance.choice((CloseReason.SPAM, CloseReason.MISTAKEN)),))
        return Decision(triage.sort_to, (chance.choice(list(departments.values())),))

    def names(code: str) -> Callable[[random.Random], Decision]:
        return lambda chance: Decision(triage.assign, (chance.choice(sellers[code]),))

    people = []
    codes = list(departments)
    for number in range(count):
        if number % 2 == 0:
            who = service.write(factories.employee, f"Dispatcher {number}", Role.DISPATCHER)
            people.append(Person(Store(company.url, employee_id=who), "new", None, dispatches, number))
        else:
            code = codes[number // 2 % len(codes)]
            head = Store(company.url, employee_id=heads[code])
            people.append(Person(head, "sorted", departments[code], names(code), number))
    service.close()
    return people


def _let_in(people: list[Person]) -> None:
    NEW_ARE_DONE.clear()
    barrier = threading.Barrier(len(people))
    threads = {person.seed: threading.Thread(target=person.work, args=(barrier,)) for person in people}
    for thread in threads.values():
        thread.start()
    for person in people:
        if person.state == "new":
            threads[person.seed].join()
    NEW_ARE_DONE.set()
    for thread in threads.values():
        thread.join()


def _complaints(company: Company, people: list[Person], items: list[int]) -> list[str]:
    store = company.store()
    try:
        states = store.read(_states, items)
        trail = store.read(_trail, items)
        told, tasks = store.read(_told, items), store.read(_tasks, items)
    finally:
        store.close()
    found = []
    if missing := len(items) - sum(states.values()):
        found.append(f"{missing} items are lost")
    if states.get(InquiryState.NEW):
        found.append(f"{states[InquiryState.NEW]} items were never decided")
    said: Counter[int] = Counter()
    for person in people:
        said.update(person.tally.done)
        said.update(person.tally.back)
    if wrong := [each for each in items if trail[each] != said[each]]:
        found.append(f"{len(wrong)} items have another number of decisions in the trail than people were told")
    if tasks != states.get(InquiryState.ASSIGNED, 0):
        found.append(f"{tasks} tasks to qualify for {states.get(InquiryState.ASSIGNED, 0)} assigned items")
    if told > states.get(InquiryState.ASSIGNED, 0) + states.get(InquiryState.SORTED, 0):
        found.append(f"{told} notices are open, more than items wait for somebody")
    return found


def _states(session: Session, items: list[int]) -> dict[InquiryState, int]:
    rows = session.execute(select(Inquiry.state, func.count()).where(Inquiry.id.in_(items)).group_by(Inquiry.state))
    return {row[0]: row[1] for row in rows}


def _trail(session: Session, items: list[int]) -> Counter[int]:
    wanted = set(items)
    trail = select(AuditEntry.record_id, AuditEntry.changes).where(
        AuditEntry.table_name == "inquiry", AuditEntry.action == "update"
    )
    return Counter(row[0] for row in session.execute(trail) if row[0] in wanted and "state" in row[1])


def _told(session: Session, items: list[int]) -> int:
    """Notices about the items that nobody has read and that are not gone."""
    about = (Notification.place == "triage", Notification.record_id.in_(items), Notification.gone_at.is_(None))
    return session.scalar(select(func.count(Notification.id)).where(*about)) or 0


def _tasks(session: Session, items: list[int]) -> int:
    theirs = (Task.kind == TaskKind.QUALIFY, Task.inquiry_id.in_(items), Task.done_at.is_(None))
    return session.scalar(select(func.count(Task.id)).where(*theirs)) or 0


def _say(people: list[Person], items: list[int], took: float) -> None:
    done, back = (sum(sum(getattr(person.tally, name).values()) for person in people) for name in ("done", "back"))
    conflicts, refused = (sum(getattr(person.tally, name) for person in people) for name in ("conflicts", "refused"))
    times = spread([each for person in people for each in person.tally.times])
    print(f"{len(people)} people, {len(items)} items, {took:.1f} s")
    print(f"decisions {done}, taken back {back}, conflicts told {conflicts}, refused for another reason {refused}")
    print(f"one decision: p50 {times.middle:.1f} ms, p95 {times.late:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
