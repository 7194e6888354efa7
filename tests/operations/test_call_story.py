"""What calls tell elsewhere: of an inquiry, of a number, of a task to call back; on both databases."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotFound
from app.language import phrase, stored
from app.models.call_terms import LegOutcome
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import CallOutcome, Direction, TaskKind
from app.operations import call_story, task_calls, waiting
from tests import call_factories, factories
from tests.call_factories import call

NUMBER, OTHER = "+78435550117", "+4930123456"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    people = store.write(factories.company)
    store.employee_id = people["Olga"]
    return people


def back(session: Session, since: datetime | None, number: str = NUMBER) -> int:
    title = phrase("Call back {number}: missed on {last}", number=number, last=now(session))
    task = Task(
        kind=TaskKind.CALL_BACK,
        title=title.sentence,
        params=stored({**title.params, **({} if since is None else {"since": since})}),
        created_at=now(session),
        due_at=now(session),
        number=number,
    )
    session.add(task)
    session.flush()
    return task.id


def test_an_inquiry_tells_its_calls_with_the_telephones_that_rang(store: Store, people: dict[str, int]) -> None:
    def make(session: Session) -> tuple[int, int, int]:
        call_factories.telephone(session, people["Olga"], "204")
        inquiry = call_factories.inquiry(session, None, NUMBER)
        second = call(session, NUMBER, inquiry_id=inquiry, at=now(session) + timedelta(minutes=1))
        first = call(session, NUMBER, inquiry_id=inquiry, outcome=CallOutcome.MISSED)
        call(session, OTHER)
        call_factories.leg(session, first, "204", LegOutcome.MISSED)
        return inquiry, first, second

    inquiry, first, second = store.write(make)
    found = store.read(call_story.of_inquiry, inquiry)
    assert [each.row.interaction_id for each in found] == [first, second]
    assert [(leg.extension, leg.who) for leg in found[0].legs] == [("204", "Olga Lebedewa")]
    assert store.read(call_story.of_inquiry, inquiry + 1) == ()


def test_earlier_calls_are_those_of_the_same_number_and_of_no_withheld_one(store: Store, people: dict[str, int]) -> None:
    def make(session: Session) -> list[int]:
        begun = now(session)
        made = [call(session, NUMBER, at=begun + timedelta(minutes=each)) for each in range(3)]
        call(session, OTHER, at=begun)
        withheld = [call(session, None, at=begun + timedelta(minutes=each)) for each in range(2)]
        return [*made, *withheld]

    first, second, third, _, again = store.write(make)
    page = store.read(call_story.page, third)
    assert page.details.row.interaction_id == third
    assert [each.interaction_id for each in page.earlier] == [second, first]
    assert [each.interaction_id for each in store.read(call_story.earlier, third, 1)] == [second]
    assert store.read(call_story.earlier, first) == ()
    assert store.read(call_story.earlier, again) == ()
    with pytest.raises(NotFound):
        store.read(call_story.earlier, again + 1)


def test_a_task_to_call_back_tells_its_missed_calls_only(store: Store, people: dict[str, int]) -> None:
    def make(session: Session) -> tuple[int, int, list[int]]:
        begun = now(session) - timedelta(hours=3)
        call(session, NUMBER, at=begun - timedelta(hours=1), outcome=CallOutcome.MISSED)
        counted = [
            call(session, NUMBER, at=begun, outcome=CallOutcome.MISSED),
            call(session, NUMBER, at=begun + timedelta(hours=1), outcome=CallOutcome.ABANDONED),
            call(session, NUMBER, at=begun + timedelta(hours=2), outcome=CallOutcome.UNKNOWN_END),
        ]
        call(session, NUMBER, at=begun, outcome=CallOutcome.ANSWERED, talked=5)
        call(session, NUMBER, at=begun, outcome=CallOutcome.MISSED, direction=Direction.OUT)
        call(session, OTHER, at=begun, outcome=CallOutcome.MISSED)
        return back(session, begun), back(session, None), counted

    since, ever, counted = store.write(make)
    missed = store.read(call_story.missed_for, since)
    assert [each.interaction_id for each in missed] == counted[::-1]
    assert len(store.read(call_story.missed_for, ever)) == 4
    assert store.read(call_story.missed_for, since + 100) == ()
    assert store.read(task_calls.call_card, since).missed == missed


def test_the_call_that_closed_a_task_is_told_apart_from_a_person_who_did(store: Store, people: dict[str, int]) -> None:
    def make(session: Session) -> tuple[int, int, int]:
        ended = now(session) + timedelta(seconds=65)
        call(session, NUMBER, outcome=CallOutcome.ANSWERED, rang=5, talked=60)
        closed, by_hand, still_open = (back(session, now(session)) for _ in range(3))
        session.get_one(Task, closed).done_at = ended
        session.get_one(Task, by_hand).done_at = ended + timedelta(seconds=1)
        return closed, by_hand, still_open

    closed, by_hand, still_open = store.write(make)
    assert store.read(call_story.closing_call, closed) == store.clock()
    assert store.read(call_story.closing_call, by_hand) is None
    assert store.read(call_story.closing_call, still_open) is None


def test_the_rail_counts_the_calls_that_wait_for_a_note(store: Store, people: dict[str, int]) -> None:
    def make(session: Session) -> None:
        for text in ("", "noted"):
            call(session, NUMBER, outcome=CallOutcome.ANSWERED, talked=9, employee_id=people["Olga"], text=text)
        call(session, NUMBER, outcome=CallOutcome.ANSWERED, talked=9, employee_id=people["Pavel"])

    store.write(make)
    assert store.read(waiting.calls_to_note) == 1
