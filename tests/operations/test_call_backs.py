"""The loop of missed calls: who owes a call, what pays for it, and how it climbs while nobody makes it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, UserError
from app.events import CallEvent
from app.models.company import Department, Employee, EmployeeRole
from app.models.inquiries import Inquiry
from app.models.tasks import Task
from app.models.terms import CounterpartyKind, InquiryState, Role, TaskKind
from app.operations import leases, settings, tasks
from app.operations.call_back_climbing import climb
from app.operations.call_backs import open_for
from app.operations.calls import take_call
from app.operations.leases import INTAKE, LeaseLost
from app.operations.notices import page
from app.operations.task_changes import assign
from tests import factories
from tests.clock import FixedClock
from tests.operations.ringing import STRANGER, answered, hung_up, missed, ring

CUSTOMER = "+74955550117"
MONDAY = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
"""Noon in Moscow, where the company works from nine to six."""


def sit(session: Session, ids: dict[str, int]) -> None:
    """Olga at 101, Pavel at 102."""
    for name, extension in (("Olga", "101"), ("Pavel", "102")):
        session.get_one(Employee, ids[name]).extension = extension


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    """The company of the factories, with telephones."""
    ids = store.write(factories.company)
    store.write(sit, ids)
    return ids


@pytest.fixture
def customer(store: Store, people: dict[str, int]) -> int:
    """Uralchim, a customer of Olga's in Prom."""
    return store.write(
        factories.counterparty, "Uralchim", phones=[CUSTOMER], department="Prom", seller_id=people["Olga"]
    )  # fmt: skip


def at(minutes: float, number: str = CUSTOMER, **given: str) -> CallEvent:
    """A call that rings so many minutes after Monday noon; its id tells when."""
    given.setdefault("linked_id", f"at-{minutes}")
    return ring(number, at=MONDAY + timedelta(minutes=minutes), **given)


def take(store: Store, *events: CallEvent) -> None:
    for event in events:
        store.write(take_call, None, event)


def as_(store: Store, employee_id: int) -> Store:
    """The same database, with somebody signed in."""
    return Store(store._bind, employee_id=employee_id, clock=store.clock)


def told(store: Store, employee_id: int) -> list[str]:
    """What somebody has not read, newest first."""
    return [row.phrase.said("en") for row in as_(store, employee_id).read(page, True).rows]


def the_task(store: Store) -> Task:
    def one(session: Session) -> Task:
        task = session.scalars(select(Task)).one()
        session.expunge(task)
        return task

    with_task: list[Task] = []
    store.read(lambda session: with_task.append(one(session)))
    return with_task[0]


# ---------------------------------------------------------------- owed


def test_a_missed_call_of_a_customer_is_owed_by_the_seller(store: Store, people: dict[str, int], customer: int) -> None:
    take(store, at(0), missed(at(0)))
    task = the_task(store)
    assert (task.kind, task.employee_id, task.role, task.counterparty_id) == (
        TaskKind.CALL_BACK, people["Olga"], None, customer,
    )  # fmt: skip
    assert (task.number, task.due_at, task.version) == (CUSTOMER, MONDAY + timedelta(minutes=60, seconds=20), 1)
    assert task.phrase.said("en").startswith("Call back +7 495 555-01-17: missed on ")
    assert told(store, people["Olga"]) == ["Uralchim called and was missed"]
    (row,) = store.read(open_for, CUSTOMER)
    assert (row.id, row.number) == (task.id, CUSTOMER)


def test_it_is_due_in_working_time(store: Store, people: dict[str, int], customer: int) -> None:
    friday = at(4 * 24 * 60 + 350)
    take(store, friday, missed(friday))
    # Missed on Friday at 17:50:20 in Moscow: 9 minutes and 40 seconds are left of that day.
    assert the_task(store).due_at == datetime(2026, 8, 10, 6, 50, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("party", "department", "role", "owner_department"),
    [
        (CounterpartyKind.CUSTOMER, "Prom", Role.HEAD, "Prom"),
        (CounterpartyKind.CUSTOMER, "Test", Role.HEAD, "Vys"),
        (CounterpartyKind.LEAD, "", Role.DISPATCHER, ""),
    ],
)
def test_without_a_seller_it_is_owed_by_a_role(
    store: Store, people: dict[str, int], party: CounterpartyKind, department: str, role: Role, owner_department: str
) -> None:
    store.write(factories.counterparty, "Uralchim", party, phones=[CUSTOMER], department=department)
    take(store, at(0), missed(at(0)))
    task = the_task(store)
    codes = store.read(lambda session: {row.id: row.code for row in session.execute(select(Department.id, Department.code))})
    assert (task.employee_id, task.role, codes.get(task.department_id or 0, "")) == (None, role, owner_department)


def test_where_nobody_dispatches_it_is_owed_by_the_administrators(store: Store, people: dict[str, int]) -> None:
    def no_dispatchers(session: Session) -> None:
        for row in session.scalars(select(EmployeeRole).where(EmployeeRole.role == Role.DISPATCHER)):
            session.delete(row)

    store.write(no_dispatchers)
    take(store, at(0, STRANGER), missed(at(0, STRANGER)))
    assert the_task(store).role is Role.ADMIN
    assert told(store, people["Admin"]) == ["New inquiry A-2026-0001: +7 916 123-45-67 called and was missed"]


def test_several_missed_calls_are_one_task_that_counts(store: Store, people: dict[str, int], customer: int) -> None:
    for minutes in (0, 5, 10):
        take(store, at(minutes), missed(at(minutes)), missed(at(minutes)))
    task = the_task(store)
    assert task.params["times"] == 3
    assert task.params["last"] == {"instant": (MONDAY + timedelta(minutes=10)).isoformat()}
    assert task.due_at == MONDAY + timedelta(minutes=60, seconds=20)
    # Whoever has the form of before open is told that it has changed.
    assert task.version == 3
    with pytest.raises(Conflict):
        as_(store, people["Olga"]).write(tasks.done, task.id, 1, "spoke to them")


def test_other_numbers_have_their_own_task(store: Store, people: dict[str, int], customer: int) -> None:
    take(store, at(0), missed(at(0)), at(1, STRANGER), missed(at(1, STRANGER)))
    assert store.read(lambda session: session.scalar(select(func.count(Task.id)))) == 2


def test_an_unseen_end_that_turns_out_missed_counts_once(store: Store, people: dict[str, int], customer: int) -> None:
    from_before = missed(at(0), outcome="unknown_end")
    take(store, at(0), from_before, at(0), missed(at(0), after=31))
    assert "times" not in the_task(store).params
    assert told(store, people["Olga"]) == ["Uralchim called and was missed"]


@pytest.mark.parametrize("outcome", ["missed", "busy", "declined", "abandoned", "failed"])
def test_whatever_way_it_was_missed(store: Store, people: dict[str, int], customer: int, outcome: str) -> None:
    take(store, at(0), missed(at(0), outcome=outcome))
    assert the_task(store).number == CUSTOMER


def test_who_was_talked_with_meanwhile_is_not_called_back(store: Store, people: dict[str, int], customer: int) -> None:
    later = answered(at(30))
    # The history of the exchange tells only afterwards of the call that was missed before.
    take(store, hung_up(later), missed(at(10)))
    assert store.read(open_for, CUSTOMER) == ()


# ---------------------------------------------------------------- paid


def test_a_call_back_that_is_answered_closes_it(store: Store, people: dict[str, int], customer: int) -> None:
    take(store, at(0), missed(at(0)))
    assert told(store, people["Olga"]) != []
    back = answered(at(20, extension="102", direction="out"))
    take(store, back)
    assert the_task(store).done_at is None
    take(store, hung_up(back, 65), hung_up(back, 65))
    task = the_task(store)
    assert (task.done_at, task.done_by_id) == (MONDAY + timedelta(minutes=21, seconds=9), people["Pavel"])
    assert task.result.startswith("Pavel Gromow called back on 3 Aug 2026, 12:20")
    assert task.result.endswith("talked 1:05 (call at-20).")
    assert told(store, people["Olga"]) == []


def test_so_does_a_call_of_theirs_that_is_answered(store: Store, people: dict[str, int], customer: int) -> None:
    take(store, at(0), missed(at(0)), hung_up(answered(at(20)), 30))
    task = the_task(store)
    assert task.done_by_id == people["Olga"]
    assert task.result.startswith("They called again on 3 Aug 2026, 12:20")


@pytest.mark.parametrize(
    "call",
    [
        missed(at(20, direction="out")),
        missed(at(20, direction="out"), outcome="busy"),
        hung_up(answered(at(20, direction="out")), 0),
        hung_up(answered(at(20, STRANGER, direction="out"))),
        hung_up(answered(at(-5)), 30),
        # It was answered before the other one rang.
        hung_up(answered(at(-5)), 3600),
    ],
)
def test_nothing_else_closes_it(store: Store, people: dict[str, int], customer: int, call: CallEvent) -> None:
    take(store, at(0), missed(at(0)), call)
    assert the_task(store).done_at is None


def test_a_person_closes_it_with_a_reason_only(store: Store, people: dict[str, int], customer: int) -> None:
    take(store, at(0), missed(at(0)))
    task, olga = the_task(store), as_(store, people["Olga"])
    with pytest.raises(UserError, match="what came of it"):
        olga.write(tasks.done, task.id, task.version, "  ")
    olga.write(tasks.done, task.id, task.version, "They wrote that it is settled")
    assert the_task(store).result == "They wrote that it is settled"
    take(store, at(90), missed(at(90)))
    assert len(store.read(open_for, CUSTOMER)) == 1


def test_closing_the_inquiry_leaves_it_open(store: Store, people: dict[str, int]) -> None:
    take(store, at(0, STRANGER), missed(at(0, STRANGER)))

    def close(session: Session) -> None:
        session.scalars(select(Inquiry)).one().state = InquiryState.CLOSED

    store.write(close)
    assert the_task(store).done_at is None


# ---------------------------------------------------------------- climbing


def climbs(store: Store, clock: FixedClock, minutes: float) -> int:
    """How many tasks climb so many minutes after Monday noon."""
    clock.moment = MONDAY + timedelta(minutes=minutes)
    return store.write(climb, None)


def stands(store: Store) -> tuple[int | None, Role | None]:
    task = the_task(store)
    return task.employee_id, task.role


def test_it_climbs_from_the_seller_to_the_department_to_the_head(
    store: Store, people: dict[str, int], customer: int, clock: FixedClock
) -> None:
    clock.moment = MONDAY
    take(store, missed(at(0)))
    assert [climbs(store, clock, minutes) for minutes in (0, 29, 30, 30, 59)] == [0, 0, 1, 0, 0]
    assert stands(store) == (None, Role.SELLER)
    assert told(store, people["Pavel"])[0].startswith("Nobody has called back yet: Call back +7 495 555-01-17")
    assert told(store, people["Igor"]) == []
    assert [climbs(store, clock, minutes) for minutes in (60, 61, 5000)] == [1, 0, 0]
    assert stands(store) == (None, Role.HEAD)
    assert len(told(store, people["Igor"])) == 1
    take(store, hung_up(answered(at(90, direction="out"))))
    assert told(store, people["Igor"]) == told(store, people["Pavel"]) == []


def test_it_does_not_climb_at_night(store: Store, people: dict[str, int], customer: int, clock: FixedClock) -> None:
    clock.moment = MONDAY + timedelta(hours=5, minutes=50)
    take(store, missed(at(350)))
    assert climbs(store, clock, 20 * 60) == 0
    # Tuesday, 9:20 in Moscow: ten minutes of Monday and twenty of Tuesday.
    assert climbs(store, clock, 21 * 60 + 20) == 1


def test_where_nobody_sells_it_goes_to_the_head_at_once(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    store.write(factories.counterparty, "Uralchim", phones=[CUSTOMER], department="Vys", seller_id=people["Boris"])
    clock.moment = MONDAY
    take(store, missed(at(0)))
    assert climbs(store, clock, 30) == 1
    assert stands(store) == (None, Role.HEAD)
    assert len(told(store, people["Anna"])) == 1


def test_who_has_no_department_climbs_to_the_dispatchers_and_the_administrators(
    store: Store, people: dict[str, int], clock: FixedClock
) -> None:
    maria = people["Maria"]
    store.write(lambda session: setattr(session.get_one(Employee, maria), "department_id", None))
    store.write(factories.counterparty, "Uralchim", phones=[CUSTOMER], seller_id=maria)
    clock.moment = MONDAY
    take(store, missed(at(0)))
    assert climbs(store, clock, 30) == 1
    assert stands(store) == (None, Role.DISPATCHER)
    assert climbs(store, clock, 60) == 1
    assert stands(store) == (None, Role.ADMIN)
    assert climbs(store, clock, 600) == 0


def test_it_goes_to_the_seller_whom_the_inquiry_was_given_to(
    store: Store, people: dict[str, int], clock: FixedClock
) -> None:
    clock.moment = MONDAY
    take(store, missed(at(0, STRANGER)))
    assert stands(store) == (None, Role.DISPATCHER)

    def given(session: Session) -> None:
        inquiry = session.scalars(select(Inquiry)).one()
        inquiry.department_id = session.scalar(select(Department.id).where(Department.code == "Prom"))
        inquiry.seller_id = people["Olga"]

    store.write(given)
    assert climbs(store, clock, 1) == 1
    assert stands(store) == (people["Olga"], None)
    assert climbs(store, clock, 30) == 1
    assert stands(store) == (None, Role.SELLER)


def test_whom_the_head_has_named_keeps_it(store: Store, people: dict[str, int], customer: int, clock: FixedClock) -> None:
    clock.moment = MONDAY
    take(store, missed(at(0)))
    assert climbs(store, clock, 60) == 1
    task = the_task(store)
    as_(store, people["Igor"]).write(assign, task.id, task.version, people["Pavel"])
    assert climbs(store, clock, 600) == 0
    assert stands(store)[0] == people["Pavel"]


def test_the_times_are_the_companys_own(store: Store, people: dict[str, int], customer: int, clock: FixedClock) -> None:
    def chosen(session: Session) -> None:
        settings.keep(session, "calls.climb", [5, 10])
        settings.keep(session, "company.holidays", ["2026-08-04"])

    store.write(chosen)
    clock.moment = MONDAY
    take(store, missed(at(0)))
    assert [climbs(store, clock, minutes) for minutes in (4, 5, 10)] == [0, 1, 1]
    store.write(settings.keep, "calls.climb", ["soon", 10])
    with pytest.raises(UserError, match="working hours in the settings"):
        climbs(store, clock, 11)
    store.write(settings.keep, "calls.climb", [5, 10])
    store.write(settings.keep, "company.working_hours", ["09:00"])
    with pytest.raises(UserError, match="working hours in the settings"):
        climbs(store, clock, 11)
    # The call of another is owed all the same.
    take(store, missed(at(12, STRANGER)))
    (row,) = store.read(open_for, STRANGER)
    assert row.due_at == MONDAY + timedelta(minutes=72, seconds=20)


def test_only_the_intake_lets_them_climb(store: Store, people: dict[str, int]) -> None:
    with pytest.raises(LeaseLost):
        store.write(climb, "me")
    store.write(leases.take, INTAKE, "me")
    assert store.write(climb, "me") == 0
