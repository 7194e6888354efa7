"""What tests of triage do again and again: sort, assign, and look at what became of it."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.tasks import Notification, Task
from app.models.terms import InquiryState, TaskKind
from app.operations import triage
from app.operations.intake import Taken
from app.operations.triage import Decided
from tests import factories

NOON = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)


def asked(taken: Taken) -> int:
    assert taken.inquiry_id is not None
    return taken.inquiry_id


def version(store: Store, taken: Taken) -> int:
    return store.read(triage.card, asked(taken)).version


def state(session: Session, inquiry_id: int) -> InquiryState:
    return session.get_one(Inquiry, inquiry_id).state


def lead(session: Session, counterparty_id: int | None) -> tuple[int | None, int | None, int | None]:
    record = session.get_one(Counterparty, counterparty_id)
    return record.department_id, record.seller_id, record.merged_into_id


def told(session: Session, employee_id: int) -> list[str]:
    rows = session.scalars(select(Notification).where(Notification.employee_id == employee_id).order_by(Notification.id))
    return [row.sentence.format(**row.params) for row in rows]


def open_tasks(session: Session) -> list[tuple[TaskKind, int | None]]:
    rows = session.execute(select(Task.kind, Task.employee_id).where(Task.done_at.is_(None)).order_by(Task.id))
    return [(row.kind, row.employee_id) for row in rows]


def sorted_to(store: Store, taken: Taken, code: str = "Prom") -> Decided:
    department = store.write(factories.department, code)
    return store.write(triage.sort_to, asked(taken), version(store, taken), department)


def assigned_to(store: Store, taken: Taken, people: dict[str, int], seller: str = "Olga") -> Decided:
    store.employee_id = people["Igor"]
    return store.write(triage.assign, asked(taken), version(store, taken), people[seller])
