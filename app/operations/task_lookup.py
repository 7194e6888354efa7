"""One task by its number, open or done, for a card; and how many of one's own are due."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models.session import now
from app.models.tasks import Task
from app.operations.actors import actor
from app.operations.company_day import company_day
from app.operations.tasks import TaskRow, of_whom, task_rows, task_rows_query


def task(session: Session, task_id: int) -> TaskRow:
    """The task *task_id*. Raises NotFound."""
    rows = task_rows(session, task_rows_query().where(Task.id == task_id))
    if not rows:
        raise NotFound("This task does not exist (any more).")
    return rows[0]


def due_today(session: Session) -> int:
    """How many tasks of who is signed in are overdue or due before the company's midnight: the figure in the rail."""
    _, end = company_day(session, now(session))
    mine = of_whom(actor(session))
    return session.scalar(select(func.count(Task.id)).where(Task.done_at.is_(None), Task.due_at < end, mine)) or 0
