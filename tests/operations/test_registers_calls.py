"""The register of calls: its views, what it finds, and what was missed and not called back."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import CallOutcome, Direction, TaskKind
from app.operations import register
from app.operations.register_spec import Condition, Operator, Shown
from app.operations.registers_calls import CALLS
from tests import call_factories, factories

NUMBER, OTHER = "+79161234567", "+493715512140"


@pytest.fixture
def olga(store: Store) -> Store:
    store.employee_id = store.write(factories.company)["Olga"]
    return store


def view(store: Store, key: str, text: str = "") -> list[int]:
    """The calls of a view, newest first."""
    preset = next(each for each in CALLS.presets if each.key == key)
    return [row.key for row in store.read(register.rows, Shown("calls", preset.conditions, text)).rows]


def owe(session: Session, number: str, done: bool = False) -> None:
    """The task of calling *number* back, done just now or open."""
    moment = now(session)
    task = Task(kind=TaskKind.CALL_BACK, title="Call back", due_at=moment, created_at=moment, number=number)
    if done:
        task.done_at, task.result = moment, "wrote a letter"
    session.add(task)


def test_calls_stand_newest_first_and_internal_ones_apart(olga: Store) -> None:
    moment = olga.read(now)
    old = olga.write(call_factories.call, at=moment - timedelta(days=2), outcome=CallOutcome.MISSED)
    fresh = olga.write(call_factories.call, direction=Direction.OUT, outcome=CallOutcome.ANSWERED, rang=7, talked=61)
    internal = olga.write(call_factories.call, None, direction=Direction.INTERNAL, outcome=CallOutcome.ANSWERED)
    assert view(olga, "all") == [fresh, old]
    assert view(olga, "today") == [fresh]
    assert view(olga, "missed") == [old]
    assert view(olga, "internal") == [internal]
    row = olga.read(register.record, "calls", fresh)
    assert row is not None
    assert (row.cells["rang"], row.cells["talked"], row.cells["number"]) == (7, 61, NUMBER)
    missed = olga.read(register.record, "calls", old)
    assert missed is not None
    assert (missed.cells["rang"], missed.cells["talked"]) == (5, None)


def test_a_missed_call_waits_until_somebody_has_talked_with_the_number_or_gives_a_reason(olga: Store) -> None:
    moment = olga.read(now)
    calls = [
        olga.write(call_factories.call, number, at=moment - timedelta(hours=hours), outcome=CallOutcome.MISSED)
        for number, hours in ((NUMBER, 3), (NUMBER, 2), (OTHER, 1))
    ]
    assert view(olga, "to_call_back") == []
    olga.write(owe, NUMBER)
    olga.write(owe, OTHER)
    assert view(olga, "to_call_back") == calls[::-1]
    olga.write(call_factories.call, NUMBER, direction=Direction.OUT, outcome=CallOutcome.MISSED)
    assert view(olga, "to_call_back") == calls[::-1]
    olga.write(call_factories.call, NUMBER, direction=Direction.OUT, outcome=CallOutcome.ANSWERED, talked=5)
    assert view(olga, "to_call_back") == [calls[2]]
    olga.write(owe, OTHER, done=True)
    assert view(olga, "to_call_back") == []


def test_a_call_that_was_answered_is_not_missed_and_a_withheld_one_cannot_be_called_back(olga: Store) -> None:
    olga.write(call_factories.call, outcome=CallOutcome.ANSWERED, talked=5)
    olga.write(call_factories.call)
    withheld = olga.write(call_factories.call, None, outcome=CallOutcome.ABANDONED)
    assert view(olga, "missed") == [withheld]
    assert view(olga, "to_call_back") == []


def test_calls_are_found_by_name_and_by_a_number_in_any_notation(olga: Store) -> None:
    party = olga.write(factories.counterparty, "Helios Batterie GmbH", phones=[OTHER], contact="Karin Meinert")
    known = olga.write(call_factories.call, OTHER, counterparty_id=party)
    stranger = olga.write(call_factories.call, NUMBER)
    assert view(olga, "all", "meinert") == [known]
    assert view(olga, "all", "551214") == [known]
    assert view(olga, "all", "8 (916) 123-45-67") == [stranger]
    assert view(olga, "all", "nobody") == []


def test_calls_without_result_and_notes_are_found_by_filters(olga: Store) -> None:
    me = olga.employee_id
    bare = olga.write(call_factories.call, outcome=CallOutcome.ANSWERED, talked=5, employee_id=me)
    noted = olga.write(call_factories.call, outcome=CallOutcome.ANSWERED, talked=500, employee_id=me, text="Two PUMPS")
    assert view(olga, "without_result") == [bare]

    def keys(*conditions: Condition) -> list[int]:
        return [row.key for row in olga.read(register.rows, Shown("calls", conditions)).rows]

    assert keys(Condition("note", Operator.CONTAINS, ("pumps",))) == [noted]
    assert keys(Condition("talked", Operator.AT_LEAST, ("60",))) == [noted]
    assert keys(Condition("outcome", Operator.ONE_OF, ("answered", "missed")), Condition("mine", Operator.IS, ("yes",)))
    prom = str(olga.write(factories.department, "Prom"))
    assert keys(Condition("department", Operator.IS, (prom,))) == [noted, bare]
