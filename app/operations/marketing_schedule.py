"""Lists that save themselves: which are due, and one process that makes each [M87].

A process takes a list up by putting its time a quarter of an hour off, in the transaction that makes the list: a second
process finds nothing due. When the file stands in its folder, the time moves on to the next Monday or 1st. A process that
dies in between is made good by whoever looks after that quarter of an hour.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Offline, UserError
from app.events import Document
from app.language import phrase
from app.models.company import Employee
from app.models.marketing import Segment
from app.models.marketing_terms import Origin, Schedule
from app.models.notice_terms import NoticeKind
from app.models.session import now
from app.operations import marketing_lists
from app.operations.editing import locked
from app.operations.marketing_lists import Exported, ListOrder
from app.operations.notices import gone, tell
from app.operations.segments import next_due
from app.reports.mailing import FORMATS, ListFormat

P = ParamSpec("P")
T = TypeVar("T")
TAKEN_UP = timedelta(minutes=15)
TRY_AGAIN = timedelta(hours=1)
"""After a folder that could not be written."""


class Books(Protocol):
    """A store."""

    def read(self, use: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *use* in a transaction that cannot write."""

    def write(self, use: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *use* in a transaction."""


class Folders(Protocol):
    """Where lists are written."""

    def reachable(self, folder: str) -> bool:
        """Whether this process can write into *folder*."""

    def write(self, folder: str, documents: tuple[Document, ...], moment: datetime) -> str:
        """Write the documents; the path of the first. Raises UserError."""


@dataclass(frozen=True, slots=True)
class Due:
    """A list whose time has come, and where it goes."""

    segment_id: int
    name: str
    folder: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a due list. file: "" where it failed, then *problem* says why."""

    segment_id: int
    name: str
    count: int
    file: str
    problem: str = ""


def due_exports(session: Session) -> tuple[Due, ...]:
    """The lists whose time has come, the longest due first."""
    query = (
        select(Segment.id, Segment.name, Segment.folder, Segment.due_at)
        .where(Segment.active, Segment.schedule != "", Segment.due_at <= now(session))
        .order_by(Segment.due_at, Segment.id)
    )
    found = session.execute(query)
    return tuple(Due(row.id, row.name, row.folder, row.due_at) for row in found if row.due_at is not None)


def run_due(books: Books, folders: Folders) -> tuple[Kept, ...]:
    """Make every due list whose folder this process can reach, and write it; others are left to who can.

    ``main.py intake`` calls it on each round, the marketer's window every few minutes. Raises Offline.
    """
    made = []
    for due in books.read(due_exports):
        if not folders.reachable(due.folder):
            continue
        kept = _make(books, folders, due)
        if kept is not None:
            made.append(kept)
    return tuple(made)


def _make(books: Books, folders: Folders, due: Due) -> Kept | None:
    try:
        exported = books.write(take_up, due.segment_id)
    except Offline:
        raise
    except UserError as refused:
        # An empty segment, or conditions that cannot be read: nothing to write, but its owner has to know.
        books.write(put_off, due.segment_id, refused.said("en"))
        return Kept(due.segment_id, due.name, 0, "", refused.said("en"))
    if exported is None:
        return None
    documents = (exported.document,) if exported.removal is None else (exported.document, exported.removal)
    try:
        file = folders.write(due.folder, documents, due.due_at)
    except UserError as refused:
        books.write(gone_wrong, due.segment_id, exported.run_id, refused.said("en"))
        return Kept(due.segment_id, due.name, exported.count, "", refused.said("en"))
    books.write(stands, due.segment_id, exported.run_id, file)
    return Kept(due.segment_id, due.name, exported.count, file)


def take_up(session: Session, segment_id: int) -> Exported | None:
    """Make a due list; None where another process has taken it up meanwhile. Raises UserError for an empty one."""
    segment = locked(session, Segment, segment_id)
    if not segment.active or not segment.schedule or segment.due_at is None or segment.due_at > now(session):
        return None
    segment.due_at = now(session) + TAKEN_UP
    language = session.scalar(select(Employee.language).where(Employee.id == segment.employee_id)) or "en"
    file_format: ListFormat = next((known for known in FORMATS if known == segment.format), "csv")
    order = ListOrder(segment.id, segment.list_kind, file_format, segment.basis, language=language)
    return marketing_lists.make(session, order, Origin.ITSELF)


def stands(session: Session, segment_id: int, run_id: int, file: str) -> None:
    """The file of a list stands at *file*; its next time is set."""
    marketing_lists.delivered(session, run_id, file)
    gone(session, "segments", segment_id)
    segment = locked(session, Segment, segment_id)
    segment.due_at = next_due(session, Schedule(segment.schedule))


def gone_wrong(session: Session, segment_id: int, run_id: int, reason: str) -> None:
    """The file of a list could not be written; it is tried again in an hour, and its owner is told."""
    marketing_lists.failed(session, run_id, reason)
    _tell_owner(session, segment_id, reason, now(session) + TRY_AGAIN)


def put_off(session: Session, segment_id: int, reason: str) -> None:
    """A list could not be made; it is tried again next time, and its owner is told."""
    segment = locked(session, Segment, segment_id)
    _tell_owner(session, segment_id, reason, next_due(session, Schedule(segment.schedule)))


def _tell_owner(session: Session, segment_id: int, reason: str, due_at: datetime | None) -> None:
    segment = locked(session, Segment, segment_id)
    segment.due_at = due_at
    if segment.employee_id is not None:
        news = phrase("The list {name} could not save itself: {reason}", name=segment.name, reason=reason)
        tell(session, [segment.employee_id], news, place="segments", record_id=segment_id, kind=NoticeKind.OTHER)
