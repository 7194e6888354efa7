"""One task leads to the next: what is suggested after each kind, and the chain that has come of it [M7, M17, P4]."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app.errors import Conflict, NotFound, UserError
from app.language import Phrase, marked, restored
from app.models.company import Employee
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import Role, TaskKind
from app.models.working_hours import WorkingHours
from app.operations.actors import require
from app.operations.call_settings import company_hours
from app.operations.settings import keep, setting

CHAIN = "tasks.chain"
LONGEST_CHAIN = 30
LONGEST_TITLE, MOST_DAYS = 200, 250
EVENING = time(17, 0)
LONGEST_BREAK = 60
"""Days without a working day after which a day is a day."""
USUAL: Mapping[TaskKind, tuple[str, int]] = {
    TaskKind.NEXT_STEP: (marked("Ask what they have decided"), 3),
    TaskKind.CALL_BACK: (marked("Send what was promised in the call"), 1),
    TaskKind.CALL_CUSTOMER: (marked("Follow up on the call"), 5),
    TaskKind.REVIEW_REFUSAL: (marked("Ask the customer again"), 60),
    TaskKind.CERTIFY: (marked("Agree on the day of commissioning"), 5),
    TaskKind.INSTALL: (marked("Ask how the equipment runs"), 10),
    TaskKind.OFFER_SERVICE: (marked("Ask about the service offer"), 5),
    TaskKind.CONCLUDE_SERVICE_CONTRACT: (marked("Agree on the first visit"), 10),
    TaskKind.OTHER: ("", 3),
}
"""What is suggested while nobody has chosen anything else. Qualifying leads to a deal or an end, never to a task."""


@dataclass(frozen=True, slots=True)
class ChainRule:
    """What is suggested after a task of *kind*: a title, "" for nothing, so many working days later."""

    kind: TaskKind
    title: str
    days: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may come after a task; the person may write something else."""

    title: Phrase
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One task of a chain. done_at None: still open."""

    task_id: int
    title: Phrase
    due_at: datetime
    done_at: datetime | None
    result: str
    who: str


def rules(session: Session) -> tuple[ChainRule, ...]:
    """What is suggested now after each kind of task."""
    kept = setting(session, CHAIN, {})
    found = []
    for kind, (title, days) in USUAL.items():
        own = kept.get(kind.value) if isinstance(kept, dict) else None
        if isinstance(own, list) and len(own) == 2 and isinstance(own[0], str) and isinstance(own[1], int):
            title, days = own
        found.append(ChainRule(kind, title, min(max(days, 0), MOST_DAYS)))
    return tuple(found)


def keep_rules(session: Session, opened: Sequence[ChainRule], wanted: Sequence[ChainRule]) -> tuple[ChainRule, ...]:
    """Suggest otherwise from now on; *opened* is what the person had before their eyes.

    Raises NotAllowed, UserError for a title or a number that makes no sense, Conflict where somebody else was faster.
    """
    require(session, Role.HEAD)
    for each in wanted:
        if each.kind not in USUAL or len(each.title) > LONGEST_TITLE:
            raise UserError("A title has at most {most} characters.", most=LONGEST_TITLE)
        if not 0 <= each.days <= MOST_DAYS:
            raise UserError("Choose a number between {least} and {most}.", least=0, most=MOST_DAYS)
    if rules(session) != tuple(opened):
        raise Conflict("Somebody else has changed these settings meanwhile. Look at them again, then change what is left.")
    keep(session, CHAIN, {each.kind.value: [" ".join(each.title.split()), each.days] for each in wanted})
    session.flush()
    return rules(session)


def suggested(session: Session, task_id: int) -> Suggestion | None:
    """What may come after a task, None where nothing is suggested. Raises NotFound."""
    kind = session.scalar(select(Task.kind).where(Task.id == task_id))
    if kind is None:
        raise NotFound("This task does not exist (any more).")
    rule = next((each for each in rules(session) if each.kind is kind), None)
    if rule is None or not rule.title:
        return None
    return Suggestion(restored(rule.title, {}), in_workdays(company_hours(session), now(session), rule.days))


def in_workdays(hours: WorkingHours, moment: datetime, days: int) -> datetime:
    """The evening of the day on which so many more days of work have come, on the company's clocks, as an instant.

    None more: the evening of the day itself, or of the next one that is worked.
    """
    day = moment.astimezone(hours.zone).date()
    if days == 0 and not is_workday(hours, day):
        days = 1
    for _ in range(days):
        day = _next(hours, day)
    return datetime.combine(day, EVENING, hours.zone).astimezone(UTC)


def is_workday(hours: WorkingHours, day: date) -> bool:
    """Whether the company works on *day*."""
    return day.isoweekday() in hours.days and day not in hours.holidays


def chain(session: Session, task_id: int) -> tuple[ChainLink, ...]:
    """The tasks before and after a task, and itself, in the order in which one led to the other; alone if it has none."""
    start = select(Task.id, Task.follows_id, literal(0).label("depth")).where(Task.id == task_id)
    up = start.cte("before", recursive=True)
    up = up.union_all(
        select(Task.id, Task.follows_id, up.c.depth - 1)
        .join(up, Task.id == up.c.follows_id)
        .where(up.c.depth > -LONGEST_CHAIN)
    )
    down = start.cte("after", recursive=True)
    down = down.union_all(
        select(Task.id, Task.follows_id, down.c.depth + 1)
        .join(down, Task.follows_id == down.c.id)
        .where(down.c.depth < LONGEST_CHAIN)
    )
    places = {row.id: row.depth for row in session.execute(select(up.c.id, up.c.depth))}
    places |= {row.id: row.depth for row in session.execute(select(down.c.id, down.c.depth))}
    rows = session.execute(
        select(Task.id, Task.title, Task.params, Task.due_at, Task.done_at, Task.result, Employee.name)
        .outerjoin(Employee, Employee.id == Task.employee_id)
        .where(Task.id.in_(places))
    )
    links = [
        ChainLink(row.id, restored(row.title, row.params or {}), row.due_at, row.done_at, row.result, row.name or "")
        for row in rows
    ]
    return tuple(sorted(links, key=lambda link: (places[link.task_id], link.task_id)))


def _next(hours: WorkingHours, day: date) -> date:
    following = day + timedelta(days=1)
    idle = 0
    while not is_workday(hours, following) and idle < LONGEST_BREAK:
        following += timedelta(days=1)
        idle += 1
    return following if idle < LONGEST_BREAK else day + timedelta(days=1)
