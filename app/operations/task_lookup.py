"""One task by its number, open or done, for a card."""

from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models.tasks import Task
from app.operations.tasks import TaskRow, task_rows, task_rows_query


def task(session: Session, task_id: int) -> TaskRow:
    """The task *task_id*. Raises NotFound."""
    rows = task_rows(session, task_rows_query().where(Task.id == task_id))
    if not rows:
        raise NotFound("This task does not exist (any more).")
    return rows[0]
