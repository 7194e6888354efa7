"""What heads and sellers see of the inquiries: sorted ones that wait for a seller, assigned ones that wait for a deal."""

from functools import partial
from typing import Any

from app.language import marked, tr
from app.operations import actors, qualification, triage
from app.operations.actors import Actor
from app.views.triage.queue import Queue, QueueWords, Target

HEAD_WORDS = QueueWords(
    title=marked("New leads"),
    waiting=marked("{count} without a seller"),
    empty_title=marked("Every lead has its seller"),
    empty_line=marked("Leads appear here when the dispatcher sorts them to your department."),
    close=marked("Close with a reason"),
)
SELLER_WORDS = QueueWords(
    title=marked("My leads"),
    waiting=marked("{count} to qualify"),
    empty_title=marked("No lead waits for you"),
    empty_line=marked("Leads appear here when the head of your department gives them to you."),
    close=marked("Close with a reason"),
)


def sellers_with_load(session: Any, department_id: int) -> tuple[Target, ...]:
    """The sellers of a department, each with how many leads wait for them."""
    found = []
    for row in actors.sellers_of(session, department_id):
        load = triage.inbox(session, state="assigned", seller_id=row.id, limit=1).all
        found.append(Target(row.id, tr("{name}, {count} open", name=row.name, count=load)))
    return tuple(found)


def heading(me: Actor) -> Queue:
    """What the head of a department decides: who takes a lead."""
    targets = None if me.department_id is None else partial(sellers_with_load, department_id=me.department_id)
    return Queue(
        state="sorted",
        words=HEAD_WORDS,
        close=qualification.close_inquiry,
        department_id=me.department_id,
        targets=targets,
        decide=triage.assign,
        by_letters=True,
        links=True,
    )


def selling(me: Actor) -> Queue:
    """What a seller decides about the own leads: a deal, or the reason why none."""
    return Queue(
        state="assigned",
        words=SELLER_WORDS,
        close=qualification.close_inquiry,
        seller_id=me.id,
        qualifies=True,
        by_letters=True,
    )
