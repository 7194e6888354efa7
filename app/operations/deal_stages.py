"""Entering and leaving a stage: the entry in the deal's history, and the task that the process table names."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.counterparties import Counterparty
from app.models.deals import Deal, StageEntry
from app.models.notice_terms import NoticeKind
from app.models.process import RULES, StageTask
from app.models.session import acting
from app.models.tasks import Task
from app.models.terms import Role, Stage
from app.operations.actors import head_of, with_role
from app.operations.notices import tell
from app.operations.task_news import task_over

FINAL = (Stage.CLOSED, Stage.NOT_SUITABLE)


def enter(session: Session, deal: Deal, stage: Stage, moment: datetime) -> None:
    """Let *deal* stand in *stage* from *moment* on, with the stage's own task; tells those who have something to do."""
    deal.stage = stage
    deal.stage_entered_at = moment
    session.add(StageEntry(deal_id=deal.id, stage=stage, entered_at=moment, employee_id=acting(session)))
    task = RULES[stage].task
    if task is not None:
        _create(session, deal, task, moment)


def leave(session: Session, deal: Deal, moment: datetime, result: str) -> None:
    """Close the entry of the present stage and the task that it created; *result*: what the task's history says."""
    for entry in session.scalars(select(StageEntry).where(StageEntry.deal_id == deal.id, StageEntry.left_at.is_(None))):
        entry.left_at = moment
    task = RULES[deal.stage].task
    if task is not None:
        finish_tasks(session, deal.id, moment, result, task)


def finish_tasks(session: Session, deal_id: int, moment: datetime, result: str, only: StageTask | None = None) -> None:
    """Mark open tasks of a deal as done: the one that a stage created, or all of them."""
    open_tasks = select(Task).where(Task.deal_id == deal_id, Task.done_at.is_(None))
    if only is not None:
        open_tasks = open_tasks.where(Task.kind == only.kind, Task.title == only.title)
    for task in session.scalars(open_tasks):
        task.done_at = moment
        task.done_by_id = acting(session)
        task.result = result
        task_over(session, task)


def _create(session: Session, deal: Deal, task: StageTask, moment: datetime) -> None:
    person = doer(session, deal, task.role)
    session.add(
        Task(
            kind=task.kind,
            title=task.title,
            params={},
            due_at=moment + timedelta(days=task.days),
            created_at=moment,
            created_by_id=acting(session),
            employee_id=person,
            role=task.role,
            department_id=deal.department_id if task.role in (Role.SELLER, Role.HEAD) else None,
            counterparty_id=deal.counterparty_id,
            deal_id=deal.id,
        )
    )
    told = [person] if person is not None else with_role(session, task.role)
    news = phrase(
        "{task}: {company}, deal {number}.", task=Phrase(task.title), company=company(session, deal), number=deal.number
    )
    tell(session, told, news, place="deals", record_id=deal.id, kind=NoticeKind.TASK_GIVEN)


def doer(session: Session, deal: Deal, role: Role) -> int | None:
    """Who does a deal's task for *role*: its seller, the head of its department; None: whoever has the role."""
    if role is Role.SELLER:
        return deal.seller_id
    return head_of(session, deal.department_id) if role is Role.HEAD else None


def company(session: Session, deal: Deal) -> str:
    """Name of the deal's counterparty, for a sentence."""
    return session.scalars(select(Counterparty.name).where(Counterparty.id == deal.counterparty_id)).one()
