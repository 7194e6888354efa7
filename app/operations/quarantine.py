"""Letters that could not be read: they lie whole in quarantine until a person has looked, or a new reading succeeds [C7]."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.events import Document, MailArrived
from app.models.company import Employee
from app.models.interactions import QuarantineEntry
from app.models.session import acting, now
from app.models.terms import Role
from app.operations.actors import require
from app.operations.intake import Taken, take_letter
from app.operations.letter_keeping import plain

PAGE = 200


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    """One letter. size: in bytes; resolved_by: who of us, "" where a new reading succeeded by itself."""

    id: int
    at: datetime
    origin: str
    reason: str
    size: int
    resolved_at: datetime | None
    resolved_by: str
    note: str


@dataclass(frozen=True, slots=True)
class RawLetter:
    """The letter as it came, for a new reading."""

    entry_id: int
    origin: str
    received_at: datetime
    raw: bytes


def rows(session: Session, *, resolved: bool = False, limit: int = PAGE) -> tuple[QuarantineRow, ...]:
    """The newest letters that wait, or those that were resolved."""
    found = session.execute(
        select(
            QuarantineEntry.id,
            QuarantineEntry.at,
            QuarantineEntry.origin,
            QuarantineEntry.reason,
            func.length(QuarantineEntry.raw),
            QuarantineEntry.resolved_at,
            func.coalesce(Employee.name, ""),
            QuarantineEntry.note,
        )
        .outerjoin(Employee, Employee.id == QuarantineEntry.resolved_by_id)
        .where(QuarantineEntry.resolved_at.is_not(None) if resolved else QuarantineEntry.resolved_at.is_(None))
        .order_by(QuarantineEntry.at.desc(), QuarantineEntry.id.desc())
        .limit(limit)
    )
    return tuple(QuarantineRow(*row) for row in found)


def waiting(session: Session) -> int:
    """How many letters nobody has looked at."""
    open_ones = select(func.count(QuarantineEntry.id)).where(QuarantineEntry.resolved_at.is_(None))
    return session.scalar(open_ones) or 0


def again(session: Session, entry_id: int) -> RawLetter:
    """The letter for a new reading; what comes of that goes to ``taken_again``. Raises NotAllowed, NotFound, UserError."""
    entry = _waiting(session, entry_id, hold=False)
    return RawLetter(entry.id, entry.origin, entry.at, entry.raw)


def taken_again(session: Session, entry_id: int, letter: MailArrived) -> Taken:
    """A new reading understood it: the letter is taken in, and the entry is resolved, both or neither.

    Raises NotAllowed, NotFound, and UserError where somebody has resolved it meanwhile.
    """
    entry = _waiting(session, entry_id)
    taken = take_letter(session, letter)
    entry.resolved_at, entry.resolved_by_id = now(session), acting(session)
    return taken


def resolve(session: Session, entry_id: int, note: str = "") -> None:
    """A person has looked; *note*: what they did about it. The letter stays. Raises NotAllowed, NotFound, UserError."""
    who = require(session, Role.DISPATCHER)
    entry = _waiting(session, entry_id)
    entry.resolved_at, entry.resolved_by_id, entry.note = now(session), who.id, plain(note).strip()


def reopen(session: Session, entry_id: int) -> None:
    """Take ``resolve`` back: the letter waits again. Raises NotAllowed, NotFound, and UserError where it waits already."""
    require(session, Role.DISPATCHER)
    entry = _held(session, entry_id)
    if entry.resolved_at is None:
        raise UserError("This letter waits in quarantine already.")
    entry.resolved_at, entry.resolved_by_id, entry.note = None, None, ""


def raw(session: Session, entry_id: int) -> Document:
    """The letter as it came, to be saved as a file. Raises NotAllowed, NotFound."""
    require(session, Role.DISPATCHER)
    found = session.scalar(select(QuarantineEntry.raw).where(QuarantineEntry.id == entry_id))
    if found is None:
        raise NotFound("This letter is not in quarantine (any more).")
    return Document(f"quarantine-{entry_id}.eml", "message/rfc822", found)


def _waiting(session: Session, entry_id: int, *, hold: bool = True) -> QuarantineEntry:
    """The entry; where it is held, whoever resolves it meanwhile waits. A service may read again, and who dispatches."""
    if acting(session) is not None:
        require(session, Role.DISPATCHER)
    entry = _held(session, entry_id, hold=hold)
    if entry.resolved_at is not None:
        raise UserError("This letter is not in quarantine any more: somebody has seen to it.")
    return entry


def _held(session: Session, entry_id: int, *, hold: bool = True) -> QuarantineEntry:
    entry = session.get(QuarantineEntry, entry_id, with_for_update=hold or None, populate_existing=True)
    if entry is None:
        raise NotFound("This letter is not in quarantine (any more).")
    return entry
