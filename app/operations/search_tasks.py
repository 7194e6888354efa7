"""The own open tasks, by their words and by the counterparty."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import restored
from app.models.counterparties import Counterparty
from app.models.searched import plain_text
from app.models.session import acting
from app.models.tasks import Task
from app.operations.search_found import INSIDE, Found, Hits, Look

OPEN = 500
"""Open tasks of one person that are read through, the longest due first; beyond them those of a found counterparty."""


def tasks(session: Session, look: Look, companies: Sequence[int]) -> Hits:
    """Open tasks of who is signed in: their titles are sentences with gaps, so they are compared as they are said."""
    who = acting(session)
    if who is None:
        return
    query = (
        select(Task.id, Task.title, Task.params, Task.note, Counterparty.name)
        .outerjoin(Counterparty, Counterparty.id == Task.counterparty_id)
        .where(Task.employee_id == who, Task.done_at.is_(None))
        .order_by(Task.due_at)
    )
    for row in session.execute(query.limit(OPEN)):
        said = restored(row.title, row.params).said()
        text = plain_text(f"{said} {row.note} {row.name or ''}")
        if all(part in text for part in look.words.parts):
            yield INSIDE, Found("task", row.id, said, row.name or "", "task")
    if companies:
        for row in session.execute(query.where(Task.counterparty_id.in_(companies)).limit(look.limit)):
            yield INSIDE, Found("task", row.id, restored(row.title, row.params).said(), row.name or "", "task")
