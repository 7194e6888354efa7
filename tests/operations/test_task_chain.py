"""Done and plan the next: suggestions in working days, the chain that comes of it, and several tasks at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.company import Setting
from app.models.tasks import Task
from app.models.terms import TaskKind
from app.models.working_hours import working_hours
from app.operations import task_chain, tasks, tasks_several
from app.operations.reception import HOLIDAYS
from app.operations.settings import keep
from app.operations.task_chain import ChainRule, in_workdays
from app.operations.tasks import NextStep, TaskRow
from app.operations.tasks_several import Picked
from tests.clock import FixedClock
from tests.deal_factories import House, deal, house


@pytest.fixture
def at(store: Store) -> House:
    return house(store)


def task(at: House, title: str = "Call", kind: TaskKind = TaskKind.OTHER, whose: str = "Olga") -> TaskRow:
    due = datetime(2026, 8, 3, 10, tzinfo=UTC)
    return at.store.write(tasks.add, title, due, kind=kind, employee_id=at.people[whose], counterparty_id=at.customer)


def test_the_usual_suggestion_comes_in_working_days(at: House) -> None:
    row = task(at, kind=TaskKind.CALL_CUSTOMER)
    found = at.store.read(task_chain.suggested, row.id)
    assert found is not None
    # Five days of work after Monday, 3 August 2026 is the next Monday; its evening in Moscow is 14:00 UTC.
    assert (found.title.said("en"), found.due_at) == ("Follow up on the call", datetime(2026, 8, 10, 14, tzinfo=UTC))
    at.store.write(keep, HOLIDAYS, ["2026-08-05", "2026-08-10"])
    again = at.store.read(task_chain.suggested, row.id)
    assert again is not None
    assert again.due_at == datetime(2026, 8, 12, 14, tzinfo=UTC)
    assert at.store.read(task_chain.suggested, task(at).id) is None
    assert at.store.read(task_chain.suggested, task(at, kind=TaskKind.QUALIFY).id) is None
    with pytest.raises(NotFound):
        at.store.read(task_chain.suggested, 4711)


def test_working_days_over_a_weekend_and_in_a_company_without_any() -> None:
    hours = working_hours([1, 2, 3, 4, 5], "09:00", "18:00", "Europe/Berlin", ["2026-11-30"])
    saturday = datetime(2026, 11, 28, 9, tzinfo=UTC)
    assert in_workdays(hours, saturday, 0).date() == date(2026, 12, 1)
    assert in_workdays(hours, saturday, 1) == datetime(2026, 12, 1, 16, tzinfo=UTC)
    never = working_hours([1], "09:00", "18:00", "UTC", [str(date(2026, 1, 5) + timedelta(days=7 * at)) for at in range(80)])
    assert in_workdays(never, saturday, 2).date() == date(2026, 11, 30)


def test_heads_choose_what_is_suggested(at: House) -> None:
    opened = at.store.read(task_chain.rules)
    wanted = [
        ChainRule(TaskKind.OTHER, "  Write   a note ", 2),
        *(each for each in opened if each.kind is not TaskKind.OTHER),
    ]
    with pytest.raises(NotAllowed):
        at.store.write(task_chain.keep_rules, opened, wanted)
    with at.acting("Igor"):
        for wrong in (ChainRule(TaskKind.OTHER, "x" * 201, 2), ChainRule(TaskKind.OTHER, "x", 251)):
            with pytest.raises(UserError):
                at.store.write(task_chain.keep_rules, opened, [wrong])
        at.store.write(task_chain.keep_rules, opened, wanted)
        with pytest.raises(Conflict):
            at.store.write(task_chain.keep_rules, opened, wanted)
    found = at.store.read(task_chain.suggested, task(at).id)
    assert found is not None
    assert found.title.said("ru") == "Write a note"
    # What somebody broke by hand is no reason for a crash.
    at.run(update(Setting).where(Setting.key == task_chain.CHAIN).values(value={"other": ["x", "y"]}))
    assert at.store.read(task_chain.rules) == opened


def test_one_leads_to_the_next_and_the_chain_is_seen(at: House, clock: FixedClock) -> None:
    first = task(at, "One")
    found = [first.id]
    for title in ("Two", "Three"):
        row = at.store.read(_open, found[-1])
        finished = at.store.write(tasks.done, *row, f"Result of {len(found)}", NextStep(title, clock()))
        assert finished.next_task_id is not None
        found.append(finished.next_task_id)
    for each in found:
        links = at.store.read(task_chain.chain, each)
        assert [(link.task_id, link.title.said("en"), link.result) for link in links] == [
            (found[0], "One", "Result of 1"),
            (found[1], "Two", "Result of 2"),
            (found[2], "Three", ""),
        ]
        assert [link.done_at is None for link in links] == [False, False, True]
    alone = task(at, "Alone")
    assert [link.task_id for link in at.store.read(task_chain.chain, alone.id)] == [alone.id]


def _open(session: Session, task_id: int) -> tuple[int, int]:
    record = session.get_one(Task, task_id)
    return record.id, record.version


def test_several_are_done_and_put_off_at_once(at: House, clock: FixedClock) -> None:
    mine = [task(at, f"Task {each}") for each in range(3)]
    needs, other = task(at, "Ring", TaskKind.CALL_BACK), task(at, "Pavel's", whose="Pavel")
    picked = [Picked(row.id, row.version) for row in (*mine, needs, other, mine[0])]
    finished = at.store.write(tasks_several.finish_several, picked)
    assert [each.task_id for each in finished.done] == [row.id for row in mine]
    assert [(each.task_id, each.why.said("en")) for each in finished.refused] == [
        (needs.id, "Say what came of it."),
        (other.id, "This is somebody else's task."),
    ]
    assert at.store.write(tasks_several.reopen_several, finished.done) == 3
    later = clock() + timedelta(days=3)
    again = [Picked(row.id, at.get(Task, row.id, "version")) for row in mine]
    moved = at.store.write(tasks_several.postpone_several, [*again, Picked(needs.id, 99)], later)
    assert {each.row.due_at for each in moved.moved} == {later}
    assert [each.task_id for each in moved.refused] == [needs.id]
    at.store.write(tasks_several.move_back_several, moved.moved)
    assert at.one(select(func.count()).where(Task.due_at == later)) == 0
    with pytest.raises(UserError, match="more than 500"):
        at.store.write(tasks_several.finish_several, [Picked(each, 1) for each in range(501)])


def test_a_next_step_of_a_deal_follows_too(at: House, clock: FixedClock) -> None:
    deal_id = deal(at)
    row = next(each for each in at.store.read(tasks.my_day).later if each.deal_id == deal_id)
    finished = at.store.write(tasks.done, row.id, row.version, "Fine", NextStep("Send drawings", clock()))
    assert finished.next_task_id is not None
    assert at.get(Task, finished.next_task_id, "follows_id") == row.id
