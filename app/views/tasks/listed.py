"""The list of all tasks: how its cells look, and what of it goes to a file with each view of the room."""

from datetime import datetime

from app.language import restored, tr
from app.models.terms import TaskKind
from app.operations.register import RegisterRow
from app.operations.register_spec import Condition, Operator, Shown
from app.views.deals.words import spoken
from app.views.look.chip import ChipText
from app.views.register.cells import CellLook
from app.views.tasks.day_model import KIND_ICONS


def task_look(row: RegisterRow, key: str, now: datetime) -> CellLook | None:
    """What the cell of column *key* says besides its value."""
    late = row.cells["done_at"] is None and row.cells["due_at"] < now
    if key == "title":
        title = restored(row.cells["title"], row.cells["params"] or {})
        return CellLook(text=spoken(title), weight=600, icon=KIND_ICONS[TaskKind(row.cells["kind"])])
    if key == "due_at" and late:
        return CellLook(token="danger_text", weight=600)
    if key == "done_at" and row.cells["done_at"] is None:
        return CellLook(chips=(ChipText(tr("late"), "danger", "warning-circle"),)) if late else None
    return None


def of_employee(employee_id: int) -> Condition:
    """The condition that narrows the list to the tasks of one person."""
    return Condition("employee", Operator.IS, (str(employee_id),))


def open_tasks_of(employee_id: int, *, calls_only: bool) -> Shown:
    """The open tasks of a person, or of them the calls to make."""
    conditions = [Condition("open", Operator.IS, ("yes",)), of_employee(employee_id)]
    if calls_only:
        conditions.append(Condition("call", Operator.IS, ("yes",)))
    return Shown("tasks", tuple(conditions))
