"""Calls in the history of a counterparty: how they ended, how long was talked, what was noted; once each."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.interactions import Interaction
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import CallOutcome, Direction, TaskKind
from app.operations import call_desk, counterparty_history, task_calls
from app.operations.counterparty_history import HistoryFilter
from tests import call_factories, factories

NUMBER = "+79161234567"


@pytest.fixture
def olga(store: Store) -> Store:
    store.employee_id = store.write(factories.company)["Olga"]
    return store


@pytest.mark.parametrize(
    ("direction", "outcome", "line"),
    [
        (Direction.IN, CallOutcome.ANSWERED, "Called, talked 3:05. two pumps"),
        (Direction.IN, CallOutcome.MISSED, "Called, nobody answered. two pumps"),
        (Direction.IN, CallOutcome.ABANDONED, "Called, hung up while waiting. two pumps"),
        (Direction.IN, CallOutcome.GOING, "Called. two pumps"),
        (Direction.OUT, CallOutcome.ANSWERED, "We called, talked 3:05. two pumps"),
        (Direction.OUT, CallOutcome.BUSY, "We called, they were busy. two pumps"),
        (Direction.OUT, CallOutcome.UNKNOWN_END, "We called; nobody saw how it ended. two pumps"),
    ],
)
def test_a_call_tells_how_it_ended_and_how_long_was_talked(
    olga: Store, direction: Direction, outcome: CallOutcome, line: str
) -> None:
    party = olga.write(factories.counterparty, "Helios", phones=[NUMBER])
    talked = 185 if outcome is CallOutcome.ANSWERED else 0
    call = olga.write(call_factories.call, direction=direction, outcome=outcome, talked=talked, counterparty_id=party)
    olga.write(call_desk.note, call, "two pumps")
    page = olga.read(counterparty_history.page, party, HistoryFilter(frozenset({"calls"})))
    (entry,) = page.entries
    assert str(entry.line) == line
    assert entry.missed is (outcome not in (CallOutcome.ANSWERED, CallOutcome.GOING))


def test_what_came_of_a_call_to_make_joins_the_note_of_that_call(olga: Store) -> None:
    party = olga.write(factories.counterparty, "Helios", phones=[NUMBER])
    moment = olga.read(now)

    def asked(session: Session) -> int:
        me = session.info["employee_id"]
        kind = TaskKind.CALL_CUSTOMER
        task = Task(kind=kind, title="x", due_at=moment, created_at=moment, employee_id=me, counterparty_id=party)
        session.add(task)
        session.flush()
        return task.id

    task = olga.write(asked)
    call = olga.write(
        call_factories.call,
        direction=Direction.OUT,
        outcome=CallOutcome.ANSWERED,
        talked=60,
        at=moment - timedelta(minutes=5),
        counterparty_id=party,
        employee_id=olga.employee_id,
    )
    olga.write(call_desk.note, call, "asks for a discount")
    olga.write(task_calls.reached, task, 1, "wants the offer by mail", NUMBER)

    def texts(session: Session) -> tuple[int, str]:
        number = session.scalar(select(func.count(Interaction.id)).where(Interaction.counterparty_id == party)) or 0
        return number, session.scalars(select(Interaction.text).where(Interaction.id == call)).one()

    assert olga.read(texts) == (1, "asks for a discount\nwants the offer by mail")
