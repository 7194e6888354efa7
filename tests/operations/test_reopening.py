"""A closed inquiry comes back to where it was, to whoever can have it now; and goes again with the same reason."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.company import Department, Employee
from app.models.tasks import Task
from app.models.terms import CloseReason, InquiryState, TaskKind
from app.operations import lead_inbox, qualification, reopening, triage
from app.operations.intake import take_letter
from tests import factories
from tests.clock import FixedClock
from tests.operations.lead_desk import away, given, of, waiting
from tests.operations.triage_desk import NOON, open_tasks, told


@pytest.fixture
def people(store: Store, clock: FixedClock) -> dict[str, int]:
    clock.moment = NOON
    return store.write(factories.company)


@pytest.fixture
def closed(store: Store, people: dict[str, int], clock: FixedClock) -> int:
    """An inquiry that Olga has closed; she is at her desk."""
    inquiry_id = given(store, people)
    store.employee_id = people["Olga"]
    close(store, inquiry_id)
    clock.advance(hours=1)
    return inquiry_id


def close(store: Store, inquiry_id: int) -> None:
    reason = CloseReason.NOT_OUR_GOODS
    store.write(triage.close, inquiry_id, of(store, inquiry_id).version, reason, "only compressors")


def reopen(store: Store, inquiry_id: int) -> triage.Decided:
    return store.write(reopening.reopen, inquiry_id, of(store, inquiry_id).version)


def test_it_is_with_its_seller_again(store: Store, people: dict[str, int], closed: int, clock: FixedClock) -> None:
    store.employee_id = people["Igor"]
    decided = reopen(store, closed)
    assert decided.sentence.said("en") == "Dmitri Sokolow is open again."
    kept = of(store, closed)
    assert (kept.state, kept.seller_id, kept.assigned_at) == (InquiryState.ASSIGNED, people["Olga"], clock.moment)
    assert (kept.close_reason, kept.close_note, kept.closed_at) == (None, "", None)
    assert store.read(open_tasks) == [(TaskKind.QUALIFY, people["Olga"])]

    def due(session: Session) -> object:
        return session.scalars(select(Task.due_at)).one()

    assert store.read(due) == clock.moment + timedelta(days=1)
    assert store.read(told, people["Olga"])[-1] == "Inquiry A-2026-0001 was taken up again: Dmitri Sokolow"
    store.employee_id = people["Olga"]
    assert [row.id for row in store.read(lead_inbox.my_leads).page.rows] == [closed]


def test_a_slip_is_closed_again_as_it_was(store: Store, people: dict[str, int], closed: int) -> None:
    decided = reopen(store, closed)
    store.write(reopening.close_again, closed, decided.undo_version)
    kept = of(store, closed)
    assert (kept.state, kept.close_reason, kept.close_note) == (
        InquiryState.CLOSED,
        CloseReason.NOT_OUR_GOODS,
        "only compressors",
    )
    assert store.read(open_tasks) == []
    reopen(store, closed)
    assert of(store, closed).state is InquiryState.ASSIGNED


def test_what_the_head_closed_waits_for_a_seller_again(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    inquiry_id = waiting(store, people)
    store.employee_id = people["Igor"]
    close(store, inquiry_id)
    page = store.read(lead_inbox.new_leads, segment=lead_inbox.CLOSED)
    assert [row.id for row in page.page.rows] == [inquiry_id]
    assert (page.closed, page.marks[inquiry_id].close_note) == (1, "only compressors")
    clock.advance(hours=3)
    reopen(store, inquiry_id)
    kept = of(store, inquiry_id)
    assert (kept.state, kept.sorted_at) == (InquiryState.SORTED, clock.moment)
    assert store.read(lead_inbox.new_leads).closed == 0


def test_what_was_no_inquiry_is_sorted_anew(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    taken = store.write(take_letter, factories.letter())
    assert taken.inquiry_id is not None
    store.employee_id = people["Marta"]
    close(store, taken.inquiry_id)
    clock.advance(days=1)
    reopen(store, taken.inquiry_id)
    kept = of(store, taken.inquiry_id)
    assert (kept.state, kept.sorted_at) == (InquiryState.NEW, None)
    assert kept.due_at is not None
    assert kept.due_at > clock.moment
    assert store.read(triage.promise).left == 1


def test_where_the_seller_has_left_the_head_names_another(store: Store, people: dict[str, int], closed: int) -> None:
    def leave(session: Session) -> None:
        session.get_one(Employee, people["Olga"]).active = False

    store.write(leave)
    store.employee_id = people["Igor"]
    reopen(store, closed)
    kept = of(store, closed)
    assert (kept.state, kept.seller_id) == (InquiryState.SORTED, None)


def test_where_the_queue_is_no_more_the_dispatcher_sorts_it(store: Store, people: dict[str, int]) -> None:
    inquiry_id = waiting(store, people)
    store.employee_id = people["Marta"]
    close(store, inquiry_id)

    def end(session: Session) -> None:
        session.get_one(Department, factories.department(session, "Prom")).receives_inquiries = False

    store.write(end)
    reopen(store, inquiry_id)
    assert (of(store, inquiry_id).state, of(store, inquiry_id).department_id) == (InquiryState.NEW, None)


def test_the_substitute_takes_it_up_while_the_seller_is_away(store: Store, people: dict[str, int], closed: int) -> None:
    store.employee_id = people["Pavel"]
    with pytest.raises(NotAllowed, match="with somebody else"):
        reopen(store, closed)
    away(store, people, "Olga", "Pavel")
    store.employee_id = people["Pavel"]
    reopen(store, closed)
    page = store.read(lead_inbox.my_leads)
    assert [page.marks[row.id].stands_for for row in page.page.rows] == ["Olga Lebedewa"]
    assert [each.name for each in page.stands_in] == ["Olga Lebedewa"]


def test_refusals(store: Store, people: dict[str, int], closed: int) -> None:
    old = of(store, closed).version
    with pytest.raises(NotFound):
        store.write(reopening.reopen, 999_999, 1)
    with pytest.raises(UserError, match="nothing to take back"):
        store.write(reopening.close_again, waiting(store, people, 3), 2)
    store.employee_id = people["Wanda"]
    with pytest.raises(NotAllowed):
        reopen(store, closed)
    store.employee_id = people["Olga"]
    reopen(store, closed)
    with pytest.raises(Conflict):
        store.write(reopening.reopen, closed, old)
    with pytest.raises(UserError, match="is not closed"):
        reopen(store, closed)
    close(store, closed)
    with pytest.raises(UserError, match="is closed already"):
        store.write(qualification.close_inquiry, closed, of(store, closed).version, CloseReason.SPAM)
