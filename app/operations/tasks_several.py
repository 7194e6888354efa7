"""Several tasks at once: done, or put off; what cannot be is named with its reason, and the others are done all the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import Phrase
from app.models.tasks import Task
from app.operations.task_changes import reopen
from app.operations.tasks import Finished, TaskRow, done, own_task, postpone

MOST = 500


@dataclass(frozen=True, slots=True)
class Picked:
    """One of several tasks, in the version that the person saw."""

    task_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RefusedTask:
    """A task that stays as it is, and why."""

    task_id: int
    title: Phrase
    why: Phrase


@dataclass(frozen=True, slots=True)
class SeveralFinished:
    """What was done, and what was not."""

    done: tuple[Finished, ...]
    refused: tuple[RefusedTask, ...]


@dataclass(frozen=True, slots=True)
class PutOff:
    """A task with its new time; before: when it was due."""

    row: TaskRow
    before: datetime


@dataclass(frozen=True, slots=True)
class SeveralPutOff:
    """What was put off, and what was not."""

    moved: tuple[PutOff, ...]
    refused: tuple[RefusedTask, ...]


def finish_several(session: Session, picked: Sequence[Picked], result: str = "") -> SeveralFinished:
    """Tick several tasks off with the same result, in one transaction. Raises UserError for too many."""
    finished: list[Finished] = []
    refused: list[RefusedTask] = []
    for each in _ordered(picked):
        try:
            finished.append(done(session, each.task_id, each.version, result))
        except UserError as error:
            refused.append(_refused(session, each.task_id, error))
    return SeveralFinished(tuple(finished), tuple(refused))


def postpone_several(session: Session, picked: Sequence[Picked], due_at: datetime) -> SeveralPutOff:
    """Move several tasks to another time, in one transaction. Raises UserError for too many."""
    moved: list[PutOff] = []
    refused: list[RefusedTask] = []
    for each in _ordered(picked):
        try:
            before = own_task(session, each.task_id, each.version).due_at
            moved.append(PutOff(postpone(session, each.task_id, each.version, due_at), before))
        except UserError as error:
            refused.append(_refused(session, each.task_id, error))
    return SeveralPutOff(tuple(moved), tuple(refused))


def reopen_several(session: Session, finished: Sequence[Finished]) -> int:
    """Take back what several tasks were done with; how many are open again. Raises as ``task_changes.reopen`` does."""
    for each in sorted(finished, key=lambda one: one.task_id):
        reopen(session, each)
    return len(finished)


def move_back_several(session: Session, moved: Sequence[PutOff]) -> int:
    """Take back that several tasks were put off; how many. Raises as ``tasks.postpone`` does."""
    for each in sorted(moved, key=lambda one: one.row.id):
        postpone(session, each.row.id, each.row.version, each.before)
    return len(moved)


def _ordered(picked: Sequence[Picked]) -> list[Picked]:
    """Each once and in the order of ids: two who pick the same tasks never wait for each other in a circle."""
    if len(picked) > MOST:
        raise UserError("These are more than {most} tasks: choose fewer.", most=MOST)
    return sorted({each.task_id: each for each in picked}.values(), key=lambda each: each.task_id)


def _refused(session: Session, task_id: int, error: UserError) -> RefusedTask:
    record = session.get(Task, task_id)
    return RefusedTask(task_id, record.phrase if record is not None else Phrase(""), error.phrase)
