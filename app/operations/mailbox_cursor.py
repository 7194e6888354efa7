"""How far a mailbox is read: the cursor moves in the transaction that takes the letter, so none is lost or doubled [C7].

Each transaction ends with the demand that *holder* still has the lease: a process that was frozen while another took over
writes nothing when it wakes up. Raises LeaseLost then.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, update
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.events import MailArrived, MailUnreadable
from app.language import Phrase, stored
from app.models.mail import Mailbox, MailboxProgress
from app.models.mail_terms import MailboxState
from app.models.session import now, replayable, touch
from app.operations.intake import Taken, take_letter, take_unreadable
from app.operations.leases import INTAKE, demand


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where reading goes on. after_uid: the last UID that is taken; renumbered: the server has numbered anew (RFC 3501).

    since: letters received before are left alone. decided: whether somebody has decided so.
    """

    after_uid: int
    since: datetime
    decided: bool
    renumbered: bool = False


@replayable
def opened(session: Session, holder: str, mailbox_id: int, uid_validity: int) -> Cursor:
    """Where to go on in the folder that the server has opened with *uid_validity*. Raises NotFound, LeaseLost.

    A new UIDVALIDITY means that the numbers of before say nothing any more: reading starts anew from the day of the
    account, and letters that are here are known again by their key.
    """
    box = session.get(Mailbox, mailbox_id)
    progress = session.get(MailboxProgress, mailbox_id, with_for_update=True, populate_existing=True)
    if box is None or progress is None:
        raise NotFound("This mailbox does not exist (any more).")
    renumbered = progress.uid_validity not in (None, uid_validity)
    if progress.uid_validity != uid_validity:
        progress.uid_validity = uid_validity
        progress.last_uid = 0
    progress.at = now(session)
    session.flush()
    demand(session, INTAKE, holder)
    return Cursor(progress.last_uid, box.since, box.started_at is not None, renumbered)


@replayable
def take_from_mailbox(
    session: Session, holder: str, mailbox_id: int, uid_validity: int, uid: int, letter: MailArrived | MailUnreadable
) -> Taken:
    """Take *letter* in and move the cursor to *uid*, in one transaction; a repeated call changes nothing.

    A letter of a folder that is numbered otherwise meanwhile is taken as well, but moves no cursor. Raises LeaseLost.
    """
    taken = take_letter(session, letter) if isinstance(letter, MailArrived) else take_unreadable(session, letter)
    session.flush()
    moment = now(session)
    session.execute(
        update(MailboxProgress)
        .where(
            MailboxProgress.mailbox_id == mailbox_id,
            MailboxProgress.uid_validity == uid_validity,
            MailboxProgress.last_uid < uid,
        )
        .values(
            last_uid=uid,
            taken=MailboxProgress.taken + (0 if taken.outcome == "duplicate" else 1),
            backlog=case((MailboxProgress.backlog > 0, MailboxProgress.backlog - 1), else_=MailboxProgress.backlog),
            last_success_at=moment,
            at=moment,
        )
        .execution_options(synchronize_session=False)
    )
    touch(session, "mailbox_progress", mailbox_id)
    demand(session, INTAKE, holder)
    return taken


@replayable
def take_found(session: Session, holder: str, letter: MailArrived | MailUnreadable) -> Taken:
    """Take in a letter that lies in a folder of this computer: only its key keeps it from being taken twice."""
    taken = take_letter(session, letter) if isinstance(letter, MailArrived) else take_unreadable(session, letter)
    session.flush()
    demand(session, INTAKE, holder)
    return taken


@replayable
def progressed(session: Session, holder: str, mailbox_id: int, state: MailboxState, backlog: int | None = None) -> None:
    """The account can be read: what the intake does with it now, and how many letters wait on the server."""
    moment = now(session)
    values: dict[str, object] = {"state": state, "at": moment}
    # While it is connecting, nobody knows yet whether the trouble is over.
    if state is not MailboxState.CONNECTING:
        values |= {"problem": "", "params": {}, "backlog": backlog, "last_success_at": moment}
    _write(session, holder, mailbox_id, values)


@replayable
def troubled(session: Session, holder: str, mailbox_id: int, problem: Phrase) -> None:
    """The account cannot be read now, and why."""
    moment = now(session)
    values: dict[str, object] = {
        "state": MailboxState.TROUBLE,
        "problem": problem.sentence,
        "params": stored(problem.params),
        "last_problem_at": moment,
        "at": moment,
    }
    _write(session, holder, mailbox_id, values)


def _write(session: Session, holder: str, mailbox_id: int, values: dict[str, object]) -> None:
    session.execute(
        update(MailboxProgress)
        .where(MailboxProgress.mailbox_id == mailbox_id, MailboxProgress.mailbox_id == Mailbox.id, Mailbox.active)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    touch(session, "mailbox_progress", mailbox_id)
    demand(session, INTAKE, holder)
