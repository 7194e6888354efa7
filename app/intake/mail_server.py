"""What the intake needs of a mail server, and from when on its letters are wanted where nobody has said it."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from types import TracebackType
from typing import Protocol, Self

from app.channels.mailbox import FetchedLetter, Folder
from app.language import tr
from app.models.session import wall_clock
from app.operations.mailboxes import EVERYTHING, MailboxRow

MANY = 1_000
RECENT = timedelta(days=30)
"""Where nobody said since when: of more than so many letters older than this, none is fetched."""


class MailServer(Protocol):
    """What reading needs of a connection (``app.channels.mailbox.ImapMailbox``); every call has a time limit of its own."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    def open(self) -> Folder:
        """Sign in and open the folder."""

    def count(self, since: date | None) -> int:
        """How many letters were received since."""

    def waiting(self, after_uid: int, since: date | None) -> Sequence[int]:
        """UIDs beyond *after_uid*, ascending."""

    def gives_others(self, uid: int) -> bool:
        """Whether the server gives out letters near *uid*, so that a trouble is that letter's and not the server's."""

    def fetch(self, uids: Sequence[int]) -> Iterator[FetchedLetter]:
        """The letters, in order, a few at a time in memory."""

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Mark letters as read."""

    def wait(self, seconds: float, stopped: threading.Event | None = None) -> bool:
        """Listen for so long or until *stopped*; whether there is news."""


Connect = Callable[[MailboxRow], MailServer]
"""A connection to an account, not opened yet. Raises UserError where its password is not known."""


def day_of(since: datetime) -> date | None:
    """The day to ask a server for, None for all letters."""
    return None if since == EVERYTHING else since.date()


def beginning(server: MailServer) -> tuple[datetime, int]:
    """Since when the letters of an account are wanted of which nobody said it, and how many older ones are left alone."""
    recent = datetime.combine((wall_clock() - RECENT).date(), time(0), UTC)
    old = server.count(None) - server.count(recent.date())
    return (recent, old) if old > MANY else (EVERYTHING, 0)


def said_beginning(since: datetime, old: int) -> str:
    """The decision about the beginning, in words."""
    if since == EVERYTHING:
        return tr("All letters of this mailbox are taken in.")
    return tr(
        "Letters from {day} on are taken in; {count} older ones are left alone. For those too, name an earlier day.",
        day=since.date(),
        count=old,
    )
