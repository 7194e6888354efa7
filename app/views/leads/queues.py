"""What heads and sellers see of the inquiries: sorted ones that wait for a seller, assigned ones that wait for a deal."""

from app.language import marked
from app.operations import qualification
from app.operations.actors import Actor
from app.views.triage.queue import Queue, QueueWords

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


def heading(me: Actor) -> Queue:
    """What the head of a department decides: who takes a lead. The sellers stand in tiles of their own."""
    return Queue(
        state="sorted",
        words=HEAD_WORDS,
        close=qualification.close_inquiry,
        department_id=me.department_id,
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
