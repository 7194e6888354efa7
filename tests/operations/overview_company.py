"""A company with a past for the head's charts: the demo company and, beside it, a year of random work."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.company import Department, Employee, EmployeeRole
from app.models.counterparties import Counterparty
from app.models.deals import Deal, StageEntry
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.process import PATH
from app.models.session import now
from app.models.stock import Batch
from app.models.tasks import Task
from app.models.terms import (
    CallOutcome,
    Channel,
    Direction,
    InquiryState,
    InteractionKind,
    RefusalReason,
    Role,
    Source,
    Stage,
    TaskKind,
)
from app.operations import demo
from app.operations.founding import found
from tests.clock import FixedClock

NOW = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)


def filled(url: str, seed: int = 7) -> Store:
    """A store over the demo company and a random year; the clock stands still at NOW."""
    store = Store(url, clock=FixedClock(NOW))
    store.write(found)
    demo.fill(store, "small", 1)
    store.write(random_year, Random(seed))
    return store


def random_year(session: Session, chance: Random) -> None:
    """Inquiries, tasks and deals of a year, in every state that the charts tell apart."""
    departments = list(session.scalars(select(Department.id).where(Department.sells).order_by(Department.id)))
    sellers = list(
        session.execute(
            select(Employee.id, Employee.department_id)
            .join(EmployeeRole, EmployeeRole.employee_id == Employee.id)
            .where(EmployeeRole.role == Role.SELLER)
            .order_by(Employee.id)
        )
    )
    customers = list(session.scalars(select(Counterparty.id).order_by(Counterparty.id).limit(20)))
    for number in range(120):
        _inquiry(session, chance, number, departments)
    people = [each.id for each in sellers]
    for number in range(150):
        _missed_call(session, chance, number, people, customers)
    for number in range(120):
        _task(session, chance, sellers[number % len(sellers)].id)
    for number in range(120):
        seller = sellers[number % len(sellers)]
        _deal(session, chance, number, seller.id, seller.department_id, customers[number % len(customers)])
    for place, batch in enumerate(session.scalars(select(Batch).order_by(Batch.id))):
        if place % 5 == 0:
            batch.unit_cost = None
        elif place % 7 == 0:
            batch.currency = "USD"
        if batch.expiry is not None and place % 3 == 0:
            batch.expiry = now(session).date() + timedelta(days=chance.randrange(-40, 320))


def _some_time(chance: Random, days: int = 380) -> datetime:
    return NOW - timedelta(minutes=chance.randrange(0, days * 24 * 60))


def _inquiry(session: Session, chance: Random, number: int, departments: list[int]) -> None:
    at = _some_time(chance)
    source = chance.choice(list(Source))
    state = chance.choice(list(InquiryState))
    waits = state is InquiryState.NEW
    soon = timedelta(minutes=chance.choice((0, 1, 7, 45, 130, 400, 2000)))
    record = Inquiry(
        number=f"T-{number}",
        received_at=at,
        channel=Channel.PHONE if source is Source.CALL else Channel.EMAIL,
        source=source,
        state=state,
        department_id=None if waits else chance.choice(departments),
        due_at=chance.choice((None, at + timedelta(hours=4), at + timedelta(hours=20))),
        sorted_at=None if waits else at + soon,
        assigned_at=at + soon * 2 if state in (InquiryState.ASSIGNED, InquiryState.QUALIFIED) else None,
        respond_by=at + timedelta(hours=4) if chance.random() < 0.8 else None,
    )
    minutes = chance.choice((None, 3, 45, 400))
    if minutes is not None:
        record.first_response_at, record.response_minutes = at + timedelta(minutes=minutes), minutes
    session.add(record)
    session.flush()
    if source is Source.CALL or chance.random() < 0.3:
        _call(session, chance, record)


def _call(session: Session, chance: Random, inquiry: Inquiry) -> None:
    outcome = chance.choice((CallOutcome.ANSWERED, CallOutcome.MISSED, CallOutcome.ABANDONED))
    direction = chance.choice((Direction.IN, Direction.OUT))
    at = inquiry.received_at + timedelta(minutes=chance.choice((-5, 0, 12)))
    event = Interaction(at=at, kind=InteractionKind.CALL, direction=direction, inquiry_id=inquiry.id)
    session.add(event)
    session.flush()
    answered = at + timedelta(seconds=9) if outcome is CallOutcome.ANSWERED else None
    session.add(
        Call(
            interaction_id=event.id,
            linked_id=f"T-{inquiry.id}",
            started_at=at,
            answered_at=answered,
            direction=direction,
            outcome=outcome,
        )
    )


def _missed_call(session: Session, chance: Random, number: int, people: list[int], customers: list[int]) -> None:
    """A call that nobody answered, of a few numbers; then somebody may talk with them, give a reason, or owe it still."""
    phone = chance.choice((None, *(f"+4937155{place:05d}" for place in range(25))))
    at = _some_time(chance)
    customer = chance.choice((None, *customers))
    outcome = chance.choice((CallOutcome.MISSED, CallOutcome.BUSY, CallOutcome.ABANDONED, CallOutcome.UNKNOWN_END))
    _plain_call(session, f"M-{number}", phone, at, outcome, Direction.IN, chance.choice((None, *people)), customer)
    if chance.random() < 0.3:
        back = at + timedelta(minutes=chance.choice((3, 20, 90, 1500)))
        answered = chance.choice((CallOutcome.ANSWERED, CallOutcome.ANSWERED, CallOutcome.BUSY))
        _plain_call(session, f"B-{number}", phone, back, answered, Direction.OUT, people[0], customer)
    if phone is not None and chance.random() < 0.5:
        done = chance.choice((None, at + timedelta(hours=2)))
        kind = TaskKind.CALL_BACK
        session.add(Task(kind=kind, title="Call back", due_at=at, created_at=at, done_at=done, number=phone))


def _plain_call(
    session: Session,
    linked_id: str,
    phone: str | None,
    at: datetime,
    outcome: CallOutcome,
    direction: Direction,
    employee_id: int | None,
    counterparty_id: int | None,
) -> None:
    event = Interaction(
        at=at,
        kind=InteractionKind.CALL,
        direction=direction,
        employee_id=employee_id,
        counterparty_id=counterparty_id,
    )
    session.add(event)
    session.flush()
    answered = at + timedelta(seconds=9) if outcome is CallOutcome.ANSWERED else None
    session.add(
        Call(
            interaction_id=event.id,
            linked_id=linked_id,
            started_at=at,
            answered_at=answered,
            ended_at=at + timedelta(seconds=70),
            direction=direction,
            number=phone,
            outcome=outcome,
        )
    )


def _task(session: Session, chance: Random, employee_id: int) -> None:
    due = _some_time(chance) + timedelta(days=20)
    done = chance.choice((None, due - timedelta(hours=3), due, due + timedelta(seconds=1), due + timedelta(days=2)))
    session.add(
        Task(
            kind=TaskKind.OTHER,
            title="Anything",
            due_at=due,
            created_at=due - timedelta(days=3),
            employee_id=employee_id,
            done_at=done,
        )
    )


def _deal(session: Session, chance: Random, number: int, seller: int, department: int | None, customer: int) -> None:
    opened = _some_time(chance)
    refused = chance.random() < 0.2
    way = list(PATH[: chance.randrange(1, len(PATH) + 1)])
    if refused:
        way = [*way[:2], Stage.NOT_SUITABLE]
    entered = [opened + timedelta(days=place) for place in range(len(way))]
    values: dict[str, Any] = {
        "stage": way[-1],
        "stage_entered_at": entered[-1],
        "refusal_reason": chance.choice([None, *RefusalReason]) if refused else None,
        "expected_at": chance.choice((None, NOW + timedelta(days=chance.randrange(-60, 300)))),
        "net": Decimal(chance.randrange(1, 10_000_000)) / 100,
    }
    record = Deal(
        number=f"T-{number}",
        title="Pump",
        counterparty_id=customer,
        department_id=department,
        seller_id=seller,
        created_at=opened,
        currency=chance.choice(("EUR", "EUR", "EUR", "USD")),
        gross=values["net"],
        **values,
    )
    session.add(record)
    session.flush()
    session.add_all(
        StageEntry(deal_id=record.id, stage=stage, entered_at=at) for stage, at in zip(way, entered, strict=True)
    )
