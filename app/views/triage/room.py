"""The dispatcher's room: every new inquiry is sorted to a department, late ones first [M12, M13, M33]."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from app.language import marked
from app.models.terms import Role
from app.operations import actors, seller_load, triage
from app.operations.actors import Actor
from app.views.desk import Desk
from app.views.messages import Messages
from app.views.triage.inbox_room import InboxRoom, present
from app.views.triage.queue import Queue, QueueWords, Target

WORDS = QueueWords(
    title=marked("Triage"),
    waiting=marked("{count} to sort"),
    empty_title=marked("Everything is sorted"),
    empty_line=marked("New calls, mails and chats appear here by themselves."),
    close=marked("No inquiry"),
)


def departments(session: Any) -> tuple[Target, ...]:
    """The departments that inquiries are sorted to; the note says who is told."""
    return tuple(Target(row.id, row.code, row.head) for row in actors.receiving_departments(session))


def dispatching(me: Actor) -> Queue:
    """What a dispatcher sees and decides."""
    names_sellers = not me.roles.isdisjoint({Role.DISPATCHER, Role.ADMIN})
    return Queue(
        state="new",
        words=WORDS,
        close=triage.close,
        targets=departments,
        decide=triage.sort_to,
        sellers=seller_load.loads if names_sellers else None,
        promise=True,
        by_key=True,
        delays=True,
        links=True,
    )


class TriageRoom(InboxRoom):
    """``TriageRoom(desk, messages, me)``; ways out: ``wanted("counterparty", id)``."""

    name: ClassVar[str] = "triage"
    title: ClassVar[str] = WORDS.title
    icon: ClassVar[str] = "tray"

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        me: Actor,
        *,
        clock: Callable[[], datetime] = present,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, dispatching(me), clock=clock, parent=parent)
