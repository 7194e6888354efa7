"""Notices of tasks: they go with the task that is done or given to somebody else, and come back when it is open again."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.models.notice_terms import NoticeKind
from app.models.process import RULES
from app.models.tasks import Task
from app.operations.notices import back, gone

PLACE = "tasks"
OF_STAGES = frozenset(rule.task.title for rule in RULES.values() if rule.task is not None)
"""What a stage asks for is told as news of the deal, not of the task."""


def task_over(session: Session, task: Task) -> None:
    """*task* is done: nobody needs news of it any more."""
    gone(session, PLACE, task.id)
    if task.deal_id is not None and task.title in OF_STAGES:
        gone(session, "deals", task.deal_id, kinds=[NoticeKind.TASK_GIVEN])


def task_again(session: Session, task: Task, done_at: datetime) -> None:
    """*task*, done at *done_at*, is open again: its notices are there again."""
    back(session, PLACE, task.id, done_at)
    if task.deal_id is not None and task.title in OF_STAGES:
        back(session, "deals", task.deal_id, done_at)


def task_elsewhere(session: Session, task: Task, before_id: int | None) -> None:
    """*task* is not that of *before_id* any more, who need not read of it."""
    if before_id is not None and before_id != task.employee_id:
        gone(session, PLACE, task.id, employee_ids=[before_id])
