"""Marketing asks sellers to call customers: one task a customer, never a second one while the first is open [M88]."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import Phrase, marked, phrase, stored
from app.models.counterparties import ContactPoint, Counterparty
from app.models.marketing import BlockEntry
from app.models.notice_terms import NoticeKind
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import ContactPointKind, Role, TaskKind
from app.operations import segment_fields
from app.operations.actors import Actor, employee, head_of, require, with_role
from app.operations.notices import tell
from app.operations.register_spec import Condition

MOST_CALLS = 2_000
"""Tasks of one request; more than that is a campaign for a dialler, which takes the phone list."""
CALL_TITLE = marked("Call this customer: {reason}")


@dataclass(frozen=True, slots=True)
class CallWish:
    """Whom to call and who does it.

    counterparty_ids: chosen customers; where empty, everybody whom *conditions* name. seller_id: one seller for all, or
    None for each customer's own. reason: what the call is about; note: what to say.
    """

    reason: str
    due_at: datetime
    conditions: tuple[Condition, ...] = ()
    counterparty_ids: tuple[int, ...] = ()
    seller_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CallsPlanned:
    """What became of the wish. kept: customers with an open call task already; without_seller: nobody could be named."""

    task_ids: tuple[int, ...]
    sellers: int
    kept: int
    without_seller: int

    @property
    def made(self) -> int:
        """How many tasks were made."""
        return len(self.task_ids)


def sellers(session: Session) -> tuple[Actor, ...]:
    """Whom calls may be given to, by name. Raises NotAllowed."""
    require(session, Role.MARKETER, Role.HEAD)
    ids = dict.fromkeys([*with_role(session, Role.SELLER), *with_role(session, Role.HEAD)])
    return tuple(sorted((employee(session, each) for each in ids), key=lambda row: row.name))


def ask_to_call(session: Session, wish: CallWish) -> CallsPlanned:
    """Make a call task for each customer. Raises NotAllowed, and UserError for nobody, too many, or a time that is past."""
    who = require(session, Role.MARKETER, Role.HEAD)
    if not wish.reason.strip():
        raise UserError("Say what the call is about.")
    if wish.due_at <= now(session):
        raise UserError("Say a time to come: until when should they be called?")
    chosen = _customers(session, wish)
    if not chosen:
        raise UserError("Nobody is to be called: choose customers first.")
    busy = _with_open_call(session, [row.id for row in chosen])
    numbers = _numbers(session, [row.id for row in chosen])
    tasks: list[Task] = []
    without = 0
    for row in chosen:
        if row.id in busy:
            continue
        seller_id = wish.seller_id or row.seller_id or head_of(session, row.department_id)
        if seller_id is None:
            without += 1
            continue
        tasks.append(_task(session, wish, row.id, seller_id, numbers.get(row.id), who.id))
    session.add_all(tasks)
    session.flush()
    load = Counter(task.employee_id for task in tasks if task.employee_id is not None)
    for seller_id, count in load.items():
        tell(session, [seller_id], _news(wish, count, who), place="tasks", record_id=None, kind=NoticeKind.TASK_GIVEN)
    return CallsPlanned(tuple(task.id for task in tasks), len(load), len(busy), without)


def take_back(session: Session, task_ids: Sequence[int]) -> int:
    """Undo ``ask_to_call``: tasks that nobody has touched since go again; how many. Raises NotAllowed."""
    require(session, Role.MARKETER, Role.HEAD)
    query = select(Task).where(
        Task.id.in_(task_ids), Task.kind == TaskKind.CALL_CUSTOMER, Task.done_at.is_(None), Task.version == 1
    )
    tasks = list(session.scalars(query.with_for_update()))
    for task in tasks:
        session.delete(task)
    return len(tasks)


def _customers(session: Session, wish: CallWish) -> list[Counterparty]:
    """The customers, held until the end so that two requests at once cannot both find no open task."""
    query = select(Counterparty)
    if wish.counterparty_ids:
        query = query.where(Counterparty.id.in_(wish.counterparty_ids), Counterparty.merged_into_id.is_(None))
    elif wish.conditions:
        query = query.where(*segment_fields.where(session, wish.conditions))
    else:
        return []
    found = list(session.scalars(query.order_by(Counterparty.id).limit(MOST_CALLS + 1).with_for_update()))
    if len(found) > MOST_CALLS:
        raise UserError("These are more than {count} calls: narrow the segment, or save a phone list.", count=MOST_CALLS)
    return found


def _with_open_call(session: Session, ids: Sequence[int]) -> set[int]:
    query = select(Task.counterparty_id).where(
        Task.counterparty_id.in_(ids), Task.kind == TaskKind.CALL_CUSTOMER, Task.done_at.is_(None)
    )
    return {found for found in session.scalars(query) if found is not None}


def _numbers(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """A number for each customer that is not blocked: a person's before the company's."""
    blocked = select(BlockEntry.value).where(BlockEntry.kind == ContactPointKind.PHONE)
    query = select(ContactPoint.counterparty_id, ContactPoint.value).where(
        ContactPoint.counterparty_id.in_(ids),
        ContactPoint.kind == ContactPointKind.PHONE,
        ContactPoint.valid,
        ContactPoint.value.not_in(blocked),
    )
    numbers: dict[int, str] = {}
    own_first = case((ContactPoint.contact_id.is_(None), 1), else_=0)
    for counterparty_id, value in session.execute(query.order_by(own_first, ContactPoint.id)):
        numbers.setdefault(counterparty_id, value)
    return numbers


def _task(session: Session, wish: CallWish, counterparty_id: int, seller_id: int, number: str | None, by_id: int) -> Task:
    return Task(
        kind=TaskKind.CALL_CUSTOMER,
        title=CALL_TITLE,
        params=stored({"reason": wish.reason.strip()}),
        note=wish.note.strip(),
        due_at=wish.due_at,
        created_at=now(session),
        created_by_id=by_id,
        employee_id=seller_id,
        counterparty_id=counterparty_id,
        number=number,
    )


def _news(wish: CallWish, count: int, who: Actor) -> Phrase:
    if count == 1:
        return phrase("{name} asks you to call a customer: {reason}", name=who.name, reason=wish.reason.strip())
    return phrase(
        "{name} asks you to call {count} customers: {reason}", name=who.name, count=count, reason=wish.reason.strip()
    )
