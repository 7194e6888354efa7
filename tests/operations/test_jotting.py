"""A note or a task about whatever somebody has before them, and taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, NotFound, UserError
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.tasks import Task
from app.models.terms import Channel, Source
from app.operations import attachments, counterparty_history, jotting, tasks
from app.operations.jotting import SubjectKind
from tests import call_factories
from tests.clock import FixedClock
from tests.deal_factories import PHONE, House, deal, house


@pytest.fixture
def at(store: Store) -> House:
    return house(store)


def inquiry(session: Session, counterparty_id: int | None, moment: object) -> int:
    record = Inquiry(
        number="R-7",
        received_at=moment,
        channel=Channel.EMAIL,
        source=Source.LETTER,
        name="Kim",
        counterparty_id=counterparty_id,
    )
    session.add(record)
    session.flush()
    return record.id


def test_a_note_stands_in_the_history_of_what_it_is_about(at: House, clock: FixedClock) -> None:
    deal_id = deal(at)
    asked = at.store.write(inquiry, at.customer, clock())
    call = at.store.write(call_factories.call, PHONE, counterparty_id=at.customer)
    task = at.store.write(tasks.add, "Call them", clock() + timedelta(days=1), deal_id=deal_id)
    subjects: list[tuple[SubjectKind, int]] = [
        ("counterparty", at.customer),
        ("deal", deal_id),
        ("inquiry", asked),
        ("call", call),
        ("task", task.id),
    ]
    number = at.store.read(lambda session: session.execute(select(Deal.number)).scalar_one())
    titles = [str(at.store.read(jotting.about, kind, record).title) for kind, record in subjects]
    deal_title = f"Deal {number}: " + titles[1].split(": ")[1]
    assert titles == ["Helios Batterie GmbH", deal_title, "Inquiry R-7: Kim", "Helios Batterie GmbH", deal_title]
    for kind, record in subjects:
        at.store.write(jotting.note, kind, record, f"about the {kind}")
    entries = at.store.read(counterparty_history.page, at.customer).entries
    assert {str(each.line) for each in entries if each.kind == "note"} == {f"Note: about the {kind}" for kind, _ in subjects}
    assert {each.deal for each in entries if str(each.line) in ("Note: about the deal", "Note: about the task")} == {number}


def test_a_note_is_taken_back_by_who_wrote_it_soon(at: House, clock: FixedClock) -> None:
    made = at.store.write(jotting.note, "counterparty", at.customer, "Oops")
    with at.acting("Pavel"), pytest.raises(NotAllowed, match="somebody else"):
        at.store.write(jotting.take_back_note, made.id)
    at.store.write(jotting.take_back_note, made.id)
    assert at.count(select(Interaction.id)) == 0
    with pytest.raises(NotFound):
        at.store.write(jotting.take_back_note, made.id)
    filed = at.store.write(jotting.note, "counterparty", at.customer, "With a file")
    at.store.write(attachments.attach, "interaction", filed.id, "a.txt", b"a")
    with pytest.raises(UserError, match="has files"):
        at.store.write(jotting.take_back_note, filed.id)
    old = at.store.write(jotting.note, "counterparty", at.customer, "Read by now")
    clock.moment += timedelta(hours=2)
    with pytest.raises(UserError, match="too long already"):
        at.store.write(jotting.take_back_note, old.id)


def test_a_task_is_planned_and_taken_back(at: House, clock: FixedClock) -> None:
    deal_id = deal(at)
    due = clock() + timedelta(days=1)
    step = at.store.write(jotting.task, "deal", deal_id, "Send the offer", due)
    assert at.get(Task, step.id, "deal_id") == deal_id
    assert at.get(Task, step.id, "counterparty_id") == at.customer
    with at.acting("Pavel"), pytest.raises(NotAllowed):
        at.store.write(jotting.take_back_task, step.id, step.version)
    at.store.write(tasks.postpone, step.id, step.version, due + timedelta(days=1))
    with pytest.raises(UserError, match="changed meanwhile"):
        at.store.write(jotting.take_back_task, step.id, step.version)
    mine = at.store.write(jotting.task, "counterparty", at.customer, "Call", due)
    at.store.write(jotting.take_back_task, mine.id, mine.version)
    assert at.count(select(Task.id).where(Task.id == mine.id)) == 0


def test_what_belongs_to_nobody_keeps_no_note(at: House, clock: FixedClock) -> None:
    call = at.store.write(call_factories.call, "+49301234567")
    with pytest.raises(UserError, match="belongs to nobody"):
        at.store.write(jotting.note, "call", call, "Who was that?")
    at.store.write(jotting.task, "call", call, "Find out who that was", clock() + timedelta(days=1))
    stranger = at.store.write(inquiry, None, clock())
    made = at.store.write(jotting.note, "inquiry", stranger, "Speaks Polish")
    assert at.get(Interaction, made.id, "inquiry_id") == stranger
    with pytest.raises(UserError, match="Write something"):
        at.store.write(jotting.note, "counterparty", at.customer, "  ")
    kinds: tuple[SubjectKind, ...] = ("deal", "inquiry", "call", "task", "counterparty")
    for kind in kinds:
        with pytest.raises(NotFound):
            at.store.read(jotting.about, kind, 999_999)
    at.run(update(Counterparty).where(Counterparty.id == at.customer).values(merged_into_id=at.supplier))
    with pytest.raises(UserError, match="is merged"):
        at.store.write(jotting.note, "counterparty", at.customer, "x")
