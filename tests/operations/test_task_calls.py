"""Calls to make, tasks taken back and handed on, and the day of a head's people."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, NotFound, UserError
from app.models.counterparties import ContactPoint, Identity
from app.models.interactions import Call, Interaction
from app.models.tasks import Notification, Task
from app.models.terms import CallOutcome, Direction, InteractionKind, TaskKind
from app.operations import register, task_calls, task_changes, task_lookup, task_team, tasks
from app.operations.register_spec import Condition, Operator, Shown
from app.operations.tasks import NextStep, TaskRow
from tests.clock import FixedClock
from tests.deal_factories import PHONE, House, deal, house


@pytest.fixture
def at(store: Store) -> House:
    return house(store)


def call_task(at: House, clock: FixedClock, kind: TaskKind = TaskKind.CALL_CUSTOMER) -> TaskRow:
    return at.store.write(tasks.add, "Ask about the trial run", clock(), counterparty_id=at.customer, kind=kind)


def test_a_call_shows_whom_to_dial_and_what_was_last(at: House, clock: FixedClock) -> None:
    row = call_task(at, clock)
    at.store.write(tasks.add, "Write", clock(), counterparty_id=at.customer)
    assert [each.id for each in at.store.read(task_calls.calls)] == [row.id]
    card = at.store.read(task_calls.call_card, row.id)
    assert [(each.value, each.whose) for each in card.numbers] == [(PHONE, "Dr. Karin Meinert")]
    assert [entry.kind for entry in card.last] == []
    at.run(update(Task).where(Task.id == row.id).values(number="+4930123456"))
    assert [each.value for each in at.store.read(task_calls.call_card, row.id).numbers] == ["+4930123456", PHONE]
    with pytest.raises(NotFound):
        at.store.read(task_calls.call_card, 999_999)


def test_who_was_reached_stands_in_the_history_with_what_came_of_it(at: House, clock: FixedClock) -> None:
    row = call_task(at, clock)
    with pytest.raises(UserError, match="what came of it"):
        at.store.write(task_calls.reached, row.id, row.version, " ")
    step = NextStep("Send drawings", clock() + timedelta(days=1))
    finished = at.store.write(task_calls.reached, row.id, row.version, "Wants two pumps", PHONE, step)
    assert finished.next_task_id is not None
    call = at.one(select(Interaction.text).where(Interaction.kind == InteractionKind.CALL))
    assert call == "Wants two pumps"
    assert at.store.read(task_calls.calls) == ()


def test_the_call_that_the_exchange_recorded_gets_the_words(at: House, clock: FixedClock) -> None:
    row = call_task(at, clock)

    def ring(session: Session) -> None:
        interaction = Interaction(
            at=clock(),
            kind=InteractionKind.CALL,
            direction=Direction.OUT,
            counterparty_id=at.customer,
            employee_id=at.people["Olga"],
        )
        session.add(interaction)
        session.flush()
        session.add(
            Call(
                interaction_id=interaction.id,
                linked_id="1.1",
                started_at=clock(),
                answered_at=clock(),
                direction=Direction.OUT,
                number=PHONE,
                outcome=CallOutcome.ANSWERED,
            )
        )

    at.store.write(ring)
    clock.moment += timedelta(minutes=5)
    at.store.write(task_calls.reached, row.id, row.version, "Agreed", PHONE)
    assert at.one(select(Interaction.text)) == "Agreed"


def test_who_was_not_reached_is_tried_again_in_two_hours(at: House, clock: FixedClock) -> None:
    row = call_task(at, clock, TaskKind.CALL_BACK)
    later = at.store.write(task_calls.not_reached, row.id, row.version)
    assert later.due_at == clock() + timedelta(hours=2)
    with at.acting("Pavel"), pytest.raises(NotAllowed):
        at.store.write(task_calls.not_reached, row.id, later.version)


def test_a_wrong_number_is_known_as_wrong_and_is_the_reason(at: House, clock: FixedClock) -> None:
    row = call_task(at, clock, TaskKind.CALL_BACK)
    with pytest.raises(UserError, match="Which number"):
        at.store.write(task_calls.wrong_number, row.id, row.version, "")
    at.store.write(task_calls.wrong_number, row.id, row.version, PHONE)
    assert at.one(select(ContactPoint.valid).where(ContactPoint.value == PHONE)) is False
    assert at.count(select(Identity.id).where(Identity.value == PHONE)) == 0
    assert at.get(Task, row.id, "result") == f"The number is wrong: {PHONE}"


def test_what_was_done_by_mistake_is_open_again_without_its_next_step(at: House, clock: FixedClock) -> None:
    deal(at)
    first = at.store.read(tasks.my_day).later[0]
    finished = at.store.write(tasks.done, first.id, first.version, "x", NextStep("Next", clock() + timedelta(days=1)))
    with at.acting("Pavel"), pytest.raises(NotAllowed):
        at.store.write(task_changes.reopen, finished)
    again = at.store.write(task_changes.reopen, finished)
    assert [row.id for row in at.store.read(tasks.my_day).later] == [first.id]
    with pytest.raises(UserError, match="open already"):
        at.store.write(task_changes.reopen, finished)
    finished = at.store.write(tasks.done, first.id, again.version, "x", NextStep("Next", clock()))
    assert finished.next_task_id is not None
    at.store.write(tasks.done, finished.next_task_id, 1)
    with pytest.raises(UserError, match="next step is done"):
        at.store.write(task_changes.reopen, finished)


def test_a_head_hands_a_task_on_and_takes_it_back(at: House, clock: FixedClock) -> None:
    row = at.store.write(tasks.add, "Ring", clock(), counterparty_id=at.customer)
    with pytest.raises(NotAllowed):
        at.store.write(task_changes.assign, row.id, row.version, at.people["Pavel"])
    with at.acting("Igor"):
        given = at.store.write(task_changes.assign, row.id, row.version, at.people["Pavel"])
        assert given.who == "Pavel Gromow"
        told = at.one(select(Notification.place).where(Notification.employee_id == at.people["Pavel"]))
        assert told == "tasks"
        back = at.store.write(task_changes.put_back, row.id, given.version, at.people["Olga"])
        assert back.who == "Olga Lebedewa"
    with at.acting("Maria"):
        with pytest.raises(NotAllowed):
            at.store.write(task_changes.assign, row.id, back.version, at.people["Pavel"])
        own = at.store.write(tasks.add, "Survey", clock(), counterparty_id=at.customer, employee_id=at.people["Olga"])
        moved = at.store.write(task_changes.assign, own.id, own.version, at.people["Pavel"])
        with pytest.raises(UserError, match="changed meanwhile"):
            at.store.write(task_changes.assign, own.id, own.version, at.people["Pavel"])
        assert moved.who == "Pavel Gromow"


def test_a_head_sees_who_is_in_time(at: House, clock: FixedClock) -> None:
    for hours in (-3, -1, 1):
        at.store.write(tasks.add, "Ring", clock() + timedelta(hours=hours))
    first, *_ = at.store.read(tasks.my_day).overdue
    at.store.write(tasks.done, first.id, first.version)
    (today,) = at.store.read(tasks.my_day).today
    at.store.write(tasks.done, today.id, today.version)
    with pytest.raises(NotAllowed):
        at.store.read(task_team.team)
    with at.acting("Igor"):
        olga, pavel = at.store.read(task_team.team)
        assert (olga.name, olga.open, olga.overdue, olga.in_time, olga.late) == ("Olga Lebedewa", 1, 1, 1, 1)
        assert (pavel.name, pavel.open, pavel.in_time) == ("Pavel Gromow", 0, 0)
        assert len(at.store.read(tasks.my_day, at.people["Olga"]).overdue) == 1
        with pytest.raises(NotAllowed, match="your department"):
            at.store.read(tasks.my_day, at.people["Boris"])
    with at.acting("Anna"):
        assert [row.name for row in at.store.read(task_team.team)] == ["Boris Sommer"]
    with at.acting("Admin"):
        assert len(at.store.read(task_team.team)) >= 3
    with pytest.raises(NotAllowed):
        at.store.read(tasks.my_day, at.people["Pavel"])


def test_the_list_of_tasks_has_what_one_may_see(at: House, clock: FixedClock) -> None:
    at.store.write(tasks.add, "Mine", clock() - timedelta(hours=1))
    call_task(at, clock)
    with at.acting("Pavel"):
        at.store.write(tasks.add, "Pavel's", clock() + timedelta(hours=1))

    def titles(*conditions: Condition, text: str = "") -> list[str]:
        return [str(row.cells["title"]) for row in at.store.read(register.rows, Shown("tasks", conditions, text)).rows]

    assert titles() == ["Mine", "Ask about the trial run"]
    assert titles(Condition("overdue", Operator.IS, ("yes",))) == ["Mine"]
    assert titles(Condition("call", Operator.IS, ("yes",))) == ["Ask about the trial run"]
    assert titles(text="helios") == ["Ask about the trial run"]
    assert titles(text="mine") == ["Mine"]
    with at.acting("Igor"):
        assert titles() == ["Mine", "Ask about the trial run", "Pavel's"]
    with at.acting("Boris"):
        assert titles() == []


def test_one_task_and_the_figure_in_the_rail(at: House, clock: FixedClock) -> None:
    row = call_task(at, clock)
    at.store.write(tasks.add, "Later", clock() + timedelta(days=3))
    assert at.store.read(task_lookup.due_today) == 1
    finished = at.store.write(task_calls.reached, row.id, row.version, "Agreed")
    assert at.store.read(task_lookup.due_today) == 0
    assert at.store.read(task_lookup.task, finished.task_id).title.said("en") == "Ask about the trial run"
    with pytest.raises(NotFound):
        at.store.read(task_lookup.task, 999_999)


def test_a_day_that_is_too_long_says_how_much_more_there_is(
    at: House, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "LONGEST_LIST", 2)
    for hours in (1, 2, 3):
        at.store.write(tasks.add, "Ring", clock() + timedelta(hours=hours))
    day = at.store.read(tasks.my_day)
    assert (len(day.today), day.more) == (2, 1)
