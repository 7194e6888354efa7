"""Taking back what was decided about an inquiry, as long as nobody has gone on with it [M12]."""

from datetime import timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, UserError
from app.language import phrase
from app.models.audit import AuditEntry
from app.models.inquiries import Inquiry
from app.models.session import now, touch
from app.models.tasks import Notification, Task
from app.models.terms import InquiryState, Role, TaskKind
from app.operations.actors import require
from app.operations.decisions import DECISIVE, Decided, called, decided, expect_undecided
from app.operations.editing import before, locked
from app.operations.linking import part_again
from app.operations.notices import back
from app.operations.proposed import reopen
from app.operations.reopening import close_again
from app.operations.triage_seller import follow

UNDO_WITHIN = timedelta(minutes=10)
LOOKED_BACK = 20
"""Changes of an inquiry among which its last decision is looked for: an answer or a name may have come after it."""
_DECISIONS = DECISIVE - {"counterparty_id"}


def undo(session: Session, inquiry_id: int, version: int) -> Decided:
    """Take the last decision back, by whoever made it, within ten minutes; what was told and is unread vanishes.

    Raises NotFound, Conflict (somebody went on meanwhile), and UserError where there is nothing to take back.
    """
    who = require(session, Role.DISPATCHER, Role.HEAD, Role.SELLER)
    inquiry = locked(session, Inquiry, inquiry_id)
    expect_undecided(inquiry, version)
    entry = last_decision(session, inquiry)
    if entry is None or inquiry.state is InquiryState.QUALIFIED:
        raise UserError("There is nothing to take back at inquiry {number}.", number=inquiry.number)
    if entry.employee_id != who.id and Role.ADMIN not in who.roles:
        raise NotAllowed("Only whoever decided can take it back.")
    if entry.at < now(session) - UNDO_WITHIN:
        raise UserError("It is too late to take this back: others may have begun to work on it.")
    earlier = before(entry, Inquiry)
    if earlier.get("state") is InquiryState.CLOSED:
        return close_again(session, inquiry.id, inquiry.version)
    if inquiry.state is InquiryState.LINKED and inquiry.counterparty_id is not None:
        asked_before = earlier.get("counterparty_id")
        lead_id = asked_before if isinstance(asked_before, int) else None
        part_again(session, lead_id, inquiry.counterparty_id, entry.at)
        reopen(session, inquiry.id, entry.at, lead_id)
    _untell(session, inquiry, entry)
    reopened = inquiry.state in (InquiryState.CLOSED, InquiryState.LINKED)
    for field, value in earlier.items():
        setattr(inquiry, field, value)
    follow(session, inquiry)
    _task_back(session, inquiry, reopened)
    return decided(session, inquiry, phrase("{name} is back where it was.", name=called(inquiry)))


def last_decision(session: Session, inquiry: Inquiry) -> AuditEntry | None:
    """The newest change that decided something, None if there was none."""
    changes = session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.table_name == Inquiry.__tablename__,
            AuditEntry.record_id == inquiry.id,
            AuditEntry.action == "update",
        )
        .order_by(AuditEntry.id.desc())
        .limit(LOOKED_BACK)
    )
    return next((entry for entry in changes if not _DECISIONS.isdisjoint(entry.changes)), None)


def _task_back(session: Session, inquiry: Inquiry, reopened: bool) -> None:
    """The task of qualifying as it belongs to the state that the inquiry is in again."""
    task = session.scalars(
        select(Task).where(Task.inquiry_id == inquiry.id, Task.kind == TaskKind.QUALIFY).order_by(Task.id.desc()).limit(1)
    ).first()
    if task is None:
        return
    if inquiry.state is not InquiryState.ASSIGNED:
        session.delete(task)
    else:
        task.employee_id = inquiry.seller_id
        if reopened:
            task.done_at, task.done_by_id, task.result = None, None, ""


def _untell(session: Session, inquiry: Inquiry, entry: AuditEntry) -> None:
    """Take back the unread notices that the decision behind *entry* sent: those since the change before it."""
    since = session.scalar(
        select(AuditEntry.at)
        .where(
            AuditEntry.table_name == Inquiry.__tablename__,
            AuditEntry.record_id == inquiry.id,
            AuditEntry.id < entry.id,
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    about = and_(Notification.place == "triage", Notification.record_id == inquiry.id)
    if inquiry.state is InquiryState.LINKED:
        about = or_(about, and_(Notification.place == "counterparties", Notification.record_id == inquiry.counterparty_id))
    unread = and_(about, Notification.read_at.is_(None))
    session.execute(delete(Notification).where(unread, Notification.at > (since or entry.at)))
    touch(session, "notification")
    # The same ones that the decision took away, by its own moment: those of an earlier decision stay gone.
    back(session, "triage", inquiry.id, entry.at)
