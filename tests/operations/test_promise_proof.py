"""The proof of the promise says what the audit trail says: when the inbox was empty, by whom, what was late."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed
from app.models.audit import AuditEntry
from app.models.inquiries import Inquiry
from app.models.terms import CloseReason, Role
from app.operations import register, triage
from app.operations import settings as kept_settings
from app.operations.intake import take_letter
from app.operations.overview_spec import Question
from app.operations.promise_proof import PromisedTime, Proof, proof
from app.operations.promise_streak import streak
from app.operations.promise_tables import VIEWS, figures, lines, proof_document
from app.operations.register_spec import Shown
from app.operations.triage import Decided
from tests import factories
from tests.clock import FixedClock

MONDAY = datetime(2026, 8, 3, 5, 0, tzinfo=UTC)
"""Eight in the morning in Moscow; the inbox is to be empty at 12:00 and at 16:00."""
WEEK = Question(first=date(2026, 8, 3), last=date(2026, 8, 9))


@dataclass
class Stay:
    """One inquiry by the trail: when it was due, when it left the inbox for good, and by whose decision."""

    due_at: datetime
    left_at: datetime | None = None
    sorter: int | None = None


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    found = store.write(factories.company)
    return {**found, "Nina": store.write(factories.employee, "Nina Orlowa", Role.DISPATCHER)}


def stays(session: Session) -> dict[int, Stay]:
    """What the audit trail tells of each inquiry, entry by entry."""
    found: dict[int, Stay] = {}
    query = select(AuditEntry).where(AuditEntry.table_name == "inquiry").order_by(AuditEntry.id)
    for entry in session.scalars(query):
        key = entry.record_id or 0
        if entry.action == "insert":
            found[key] = Stay(datetime.fromisoformat(entry.changes["due_at"][1]))
        elif "state" in entry.changes:
            before, after = entry.changes["state"]
            if after == "new":
                found[key].left_at = found[key].sorter = None
            elif before == "new":
                found[key].left_at, found[key].sorter = entry.at, entry.employee_id
    return found


def days_at_work(store: Store, people: dict[str, int], clock: FixedClock, seed: int) -> None:
    """Four days of two dispatchers and a head: sorting, closing, naming sellers, laying aside, and taking back."""
    chance, waiting = Random(seed), list[int]()
    departments = [store.write(factories.department, code) for code in ("Prom", "Term", "Vys")]
    for number in range(50):
        clock.advance(minutes=chance.choice((3, 45, 90, 200)))
        if number % 3 != 2:
            store.employee_id = None
            letter = factories.letter(f"k{number}", email=f"{number}@x{number}.example", received_at=clock.moment)
            waiting.append(store.write(take_letter, letter).inquiry_id or 0)
            continue
        who = chance.choice(("Marta", "Nina"))
        store.employee_id = people[who]
        decided: list[Decided] = []
        for _ in range(chance.choice((1, 2, 4))):
            if not waiting:
                break
            key = waiting.pop(chance.randrange(len(waiting)))
            version = store.read(triage.card, key).version
            deed = chance.random()
            if deed < 0.15:
                until = clock.moment + timedelta(hours=2)
                store.write(triage.later, key, version, until)
                waiting.append(key)
            elif deed < 0.3:
                store.write(triage.close, key, version, CloseReason.MISTAKEN)
            elif deed < 0.45:
                store.write(triage.assign, key, version, people["Olga"])
            else:
                done = store.write(triage.sort_to, key, version, chance.choice(departments))
                decided.append(done)
        if decided and chance.random() < 0.5:
            done = decided.pop()
            clock.advance(minutes=4)
            card = store.read(triage.card, done.inquiry_id)
            if card.version == done.undo_version:
                store.write(triage.undo, done.inquiry_id, done.undo_version)
                waiting.append(done.inquiry_id)
    store.employee_id = people["Igor"]


def lay(all_stays: Sequence[Stay], at: datetime) -> list[Stay]:
    return [each for each in all_stays if each.due_at <= at and (each.left_at is None or each.left_at > at)]


def test_the_proof_agrees_with_the_audit_trail(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    clock.moment = MONDAY
    days_at_work(store, people, clock, 1)
    shown, trail = store.read(proof, WEEK), [*store.read(stays).values()]
    past = [each for each in trail if each.due_at <= clock.moment]
    assert shown.whole.came == len(past) > 15
    assert {each.at for each in shown.times} >= {each.due_at for each in past}
    for promised in shown.times:
        due = [each for each in past if each.due_at == promised.at]
        there = lay(past, promised.at)
        assert (promised.tally.came, promised.left, promised.kept) == (len(due), len(there), not there)
        ends = [each.left_at for each in there or due]
        expected = None if None in ends or not ends else max(each for each in ends if each is not None)
        assert promised.emptied_at == expected
        assert Counter({each.employee_id: each.tally.came for each in promised.sorters}) == Counter(
            each.sorter for each in due
        )
    late = [each for each in past if each.left_at is None or each.left_at > each.due_at]
    assert (shown.whole.late, len(shown.late)) == (len(late), len(late))
    assert sorted(item.late for item in shown.late) == sorted(
        timedelta(seconds=int(((each.left_at or clock.moment) - each.due_at).total_seconds())) for each in late
    )
    assert sum(tally.came for _, tally in shown.channels) == sum(each.tally.came for each in shown.people) == len(past)
    assert shown.streak == streak_by_trail(past, shown.times)


def streak_by_trail(past: Sequence[Stay], times: Sequence[PromisedTime]) -> int:
    kept = 0
    for each in sorted(times, key=lambda each: each.at, reverse=True):
        if lay(past, each.at):
            break
        kept += bool([stay for stay in past if stay.due_at == each.at])
    return kept if not any(stay.left_at is None for stay in past) else 0


def test_every_line_opens_the_inquiries_that_it_counts_and_goes_into_a_file(
    store: Store, people: dict[str, int], clock: FixedClock
) -> None:
    clock.moment = MONDAY
    days_at_work(store, people, clock, 4)
    shown = store.read(proof, WEEK)

    def number(session: Session, opened: Shown) -> int:
        return register.count(session, opened).number

    for view in VIEWS:
        for line in lines(shown, view):
            if line.shown is not None:
                assert store.read(number, line.shown) == line.number, (view, line.cells)
        document = store.read(proof_document, shown, view, "csv", "en")
        assert document.data.decode("utf-8-sig").count("\n") == len(lines(shown, view)) + 1
        assert store.read(proof_document, shown, view, "xlsx", "de").data.startswith(b"PK")
    assert len(lines(shown, "late")) == shown.whole.late
    by_key = {each.key: each for each in figures(shown)}
    assert store.read(number, by_key["late"].shown) == by_key["late"].value == shown.whole.late
    assert store.read(number, by_key["longest"].shown) == 1
    assert store.read(number, by_key["kept"].shown) == shown.whole.came


def test_a_quiet_time_is_neither_kept_nor_missed(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    clock.moment = MONDAY + timedelta(days=4)
    store.employee_id = people["Igor"]
    shown = store.read(proof, WEEK)
    assert len(shown.times) == 8
    assert all(each.quiet for each in shown.times)
    assert (shown.kept, shown.missed, shown.streak, shown.longest) == (0, 0, 0, None)


def test_on_a_holiday_nothing_is_promised_and_waits_do_not_grow(
    store: Store, people: dict[str, int], clock: FixedClock
) -> None:
    store.write(kept_settings.keep, "company.holidays", ["2026-08-04"])
    clock.moment = MONDAY + timedelta(hours=9)
    taken = store.write(take_letter, factories.letter(received_at=clock.moment))
    clock.moment = MONDAY + timedelta(days=2, hours=2)
    store.employee_id = people["Marta"]
    key = taken.inquiry_id or 0
    store.write(triage.close, key, store.read(triage.card, key).version, CloseReason.MISTAKEN)
    clock.moment = MONDAY + timedelta(days=3)
    shown = store.read(proof, WEEK)
    assert date(2026, 8, 4) not in {day.day for day in shown.days}
    assert shown.longest is not None
    assert shown.longest.wait == timedelta(hours=1 + 1)
    assert (shown.kept, shown.missed, shown.streak) == (1, 0, 1)


def test_what_waits_too_long_breaks_every_time_that_it_lies_there(
    store: Store, people: dict[str, int], clock: FixedClock
) -> None:
    clock.moment = MONDAY
    store.write(take_letter, factories.letter(received_at=clock.moment))
    store.employee_id = people["Marta"]
    clock.moment = MONDAY + timedelta(days=1, hours=5)
    shown: Proof = store.read(proof, WEEK)
    assert [(each.tally.came, each.left, each.kept) for each in shown.times] == [(1, 1, False), (0, 1, False), (0, 1, False)]
    assert (shown.missed, shown.streak, store.read(streak)) == (3, 0, 0)
    assert shown.late[0].late == timedelta(days=1, hours=1)
    assert shown.people[0].employee_id is None


def test_the_proof_is_for_heads_and_dispatchers(store: Store, people: dict[str, int]) -> None:
    store.employee_id = people["Olga"]
    with pytest.raises(NotAllowed):
        store.read(proof, WEEK)
    for name in ("Igor", "Marta", "Admin"):
        store.employee_id = people[name]
        assert store.read(proof, WEEK).times is not None


def test_what_moved_in_without_a_time_of_sorting_was_in_time(
    store: Store, people: dict[str, int], clock: FixedClock
) -> None:
    clock.moment = MONDAY
    taken = store.write(take_letter, factories.letter(received_at=clock.moment))

    def moved_in(session: Session) -> None:
        inquiry = session.get_one(Inquiry, taken.inquiry_id)
        inquiry.state = type(inquiry.state).CLOSED

    store.write(moved_in)
    store.employee_id = people["Igor"]
    clock.moment = MONDAY + timedelta(days=1)
    shown = store.read(proof, WEEK)
    assert (shown.whole.came, shown.whole.late, shown.missed) == (1, 0, 0)
