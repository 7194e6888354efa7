"""Tasks taken back and handed on: what was done by mistake is open again, what is for somebody else goes there."""

from sqlalchemy.orm import Session

from app.errors import NotAllowed, UserError
from app.language import phrase
from app.models.notice_terms import NoticeKind
from app.models.tasks import Task
from app.models.terms import Role, TaskKind
from app.operations.actors import actor, employee, require
from app.operations.editing import locked
from app.operations.notices import tell
from app.operations.task_news import task_again, task_elsewhere
from app.operations.tasks import Finished, TaskRow, own_task, task_rows, task_rows_query

HANDING_ON = (Role.HEAD, Role.MARKETER)
"""Who gives tasks to others."""


def reopen(session: Session, finished: Finished) -> TaskRow:
    """Take back that a task is done, and the next step that was planned with it; who did it may, and a head.

    Raises NotFound, NotAllowed, UserError if it is open already, or the next step is done meanwhile.
    """
    who = actor(session)
    task = locked(session, Task, finished.task_id)
    if task.done_at is None:
        raise UserError("This task is open already.")
    if task.done_by_id != who.id and who.roles.isdisjoint({Role.HEAD, Role.ADMIN}):
        raise NotAllowed("This is somebody else's task.")
    if task.kind is TaskKind.QUALIFY:
        raise UserError("This task ends when the inquiry becomes a deal, or is closed with a reason.")
    following = None if finished.next_task_id is None else session.get(Task, finished.next_task_id, with_for_update=True)
    if following is not None:
        if following.done_at is not None:
            raise UserError("The next step is done already: this task stays done.")
        session.delete(following)
    task_again(session, task, task.done_at)
    task.done_at, task.done_by_id, task.result = None, None, ""
    session.flush()
    return task_rows(session, task_rows_query().where(Task.id == task.id))[0]


def assign(session: Session, task_id: int, version: int, employee_id: int) -> TaskRow:
    """Give a task to somebody, who is told. For heads and marketing.

    Raises NotAllowed, NotFound, Conflict, UserError if it is done.
    """
    who = require(session, *HANDING_ON)
    task = own_task(session, task_id, version) if Role.HEAD in who.roles else _made_by(session, task_id, version)
    person = employee(session, employee_id)
    before, task.employee_id = task.employee_id, person.id
    task_elsewhere(session, task, before)
    session.flush()
    row = task_rows(session, task_rows_query().where(Task.id == task.id))[0]
    news = phrase("{task}: {company}", task=row.title, company=row.company) if row.company else row.title
    tell(session, [person.id], news, place="tasks", record_id=task.id, kind=NoticeKind.TASK_GIVEN)
    return row


def put_back(session: Session, task_id: int, version: int, employee_id: int | None) -> TaskRow:
    """Take ``assign`` back: the task is whose it was (None: of everybody with its role). Raises as ``assign`` does."""
    who = require(session, *HANDING_ON)
    task = own_task(session, task_id, version) if Role.HEAD in who.roles else _made_by(session, task_id, version)
    before, task.employee_id = task.employee_id, None if employee_id is None else employee(session, employee_id).id
    task_elsewhere(session, task, before)
    session.flush()
    return task_rows(session, task_rows_query().where(Task.id == task.id))[0]


def _made_by(session: Session, task_id: int, version: int) -> Task:
    """An open task that who is signed in has given. Raises NotAllowed for another one."""
    who = actor(session)
    task = locked(session, Task, task_id)
    if task.created_by_id != who.id and task.employee_id != who.id and Role.ADMIN not in who.roles:
        raise NotAllowed("This is somebody else's task.")
    if task.version != version or task.done_at is not None:
        raise UserError("This task was changed meanwhile: look at it again.")
    return task
