"""Reads one mailbox: each letter goes with the cursor in one transaction, and is marked as seen only after it [C7].

Whatever breaks (the line, the server, the database, one letter), reading goes on from the cursor: at once after a letter
that Kontor cannot read, after a growing pause otherwise. Nothing here ends another mailbox's reading.
"""

import hashlib
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from app.channels.imap_trouble import LetterTrouble, LoginRefused
from app.channels.letters import Reading
from app.channels.mailbox import FetchedLetter, Folder
from app.database.store import Store
from app.errors import Offline, UserError
from app.events import MailArrived, MailUnreadable
from app.intake.letter_taking import take, told
from app.intake.mail_server import Connect, MailServer, beginning, day_of, said_beginning
from app.intake.pauses import Pauses
from app.language import marked, tr
from app.models.mail_terms import MailboxState
from app.models.session import wall_clock
from app.operations import mailbox_cursor, mailboxes
from app.operations.intake import Taken
from app.operations.leases import LeaseLost
from app.operations.mailbox_cursor import Cursor
from app.operations.mailboxes import MailboxRow

WAIT_SECONDS = 10.0
"""How long the server is listened to at a stretch; also how often it is asked where it does not push."""
LOOK_ANYWAY_SECONDS = 60.0
"""How often a folder is looked into and its health is written, also if the server says nothing."""
MARKED_TOGETHER = 20
"""Letters that are marked as seen with one command."""
UNDELIVERED = marked("The server did not hand this letter out; look at it in the mailbox with another program")


REFUSED_SECONDS = 60.0
"""The shortest pause after a refused login: a server that is asked again and again locks the account."""
ATTEMPTS = 8
"""How often reading once is tried while it gets further or waits for the database."""
LONGEST_OFFLINE_SECONDS = 5.0
BREAKS = 3
"""So often a letter may break the line when it is fetched before it goes to quarantine unseen."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Surroundings:
    """What all readers of an intake share. say: hears a line about each letter and each trouble."""

    store: Store
    holder: str
    connect: Connect
    reading: Callable[[], Reading]
    say: Callable[[str], None] = print
    wait_seconds: float = WAIT_SECONDS
    pauses: Callable[[], Pauses] = field(default=Pauses)


class MailboxReader:
    """Reads the account *row* until *stopped*. trouble: what is wrong now, None while all is well."""

    def __init__(self, around: Surroundings, row: MailboxRow, stopped: threading.Event) -> None:
        self.row = row
        self.trouble: UserError | None = None
        self._around = around
        self._store = around.store
        self._stopped = stopped
        self._pauses = around.pauses()
        self._taken = 0
        self._unmarked: list[int] = []
        self._unmarked_of: int | None = None
        self._breaking: Counter[int] = Counter()
        self._health: tuple[MailboxState, int | None] | None = None
        self._health_at = 0.0

    def run(self) -> None:
        """Read what waits and what comes, until stopped or until another process has the lease."""
        while not self._stopped.is_set() and self._attempted(once=False):
            self._pause()

    def once(self) -> bool:
        """Read what waits now; whether that went well. What broke after it brought letters is tried again."""
        for _ in range(ATTEMPTS):
            before = self._taken
            if not self._attempted(once=True) or self.trouble is None or self._stopped.is_set():
                break
            if self._taken == before and not isinstance(self.trouble, Offline | LetterTrouble):
                break
            self._pause()
        return self.trouble is None and not self._stopped.is_set()

    def _pause(self) -> None:
        if isinstance(self.trouble, LoginRefused):
            self._pauses.lengthen(REFUSED_SECONDS)
        pause = self._pauses.next()
        # The company's own database comes back sooner than a foreign server, and everybody waits for it.
        self._stopped.wait(min(pause, LONGEST_OFFLINE_SECONDS) if isinstance(self.trouble, Offline) else pause)

    # ------------------------------------------------------------ trouble
    def _attempted(self, *, once: bool) -> bool:
        """Read until something goes wrong, and say what; False if this process must not write any more."""
        try:
            self._read(once=once)
        except LeaseLost as lost:
            self.trouble = lost
            return False
        except LetterTrouble as trouble:
            self._breaking[trouble.uid] += 1
            return self._noted(trouble)
        except UserError as trouble:
            return self._noted(trouble)
        except Exception as bug:
            _log.exception("the mailbox %s could not be read", self.row.name)
            return self._noted(UserError("Kontor failed on this mailbox ({kind}).", kind=type(bug).__name__))
        return True

    def _noted(self, trouble: UserError) -> bool:
        if self.trouble is None or trouble.phrase != self.trouble.phrase:
            self._around.say(f"{self.row.name}: {trouble.said()}")
        self.trouble = trouble
        self._health = None
        try:
            self._store.write(mailbox_cursor.troubled, self._around.holder, self.row.id, trouble.phrase)
        except LeaseLost:
            return False
        except UserError as also:
            # The books are away as well: nothing can be noted there now.
            _log.info("trouble with the mailbox %s could not be noted: %s", self.row.name, also)
        return True

    # ------------------------------------------------------------ reading
    def _read(self, *, once: bool) -> None:
        """One connection, until it breaks or until stopped; with *once*, until all that waits is taken."""
        if self.trouble is None:
            self._well(MailboxState.CONNECTING, None)
        with self._around.connect(self.row) as server:
            folder = server.open()
            cursor = self._store.write(mailbox_cursor.opened, self._around.holder, self.row.id, folder.uid_validity)
            if cursor.renumbered:
                self._say_renumbered()
            since = self._since(server, cursor)
            self._mark_what_is_left(server, folder, cursor)
            after = cursor.after_uid
            while not self._stopped.is_set():
                after = self._round(server, folder, after, since)
                if once or self._stopped.is_set():
                    return
                self._listen(server, folder)

    def _round(self, server: MailServer, folder: Folder, after: int, since: datetime) -> int:
        """Take what waits beyond the UID *after*; the UID of the last letter that was taken."""
        uids = server.waiting(after, day_of(since))
        if uids:
            self._well(MailboxState.FETCHING, len(uids))
        reading = self._around.reading()
        for letter in self._letters(server, uids):
            if self._stopped.is_set():
                break
            self._take(folder, letter, reading)
            after = letter.uid
            self._unmarked.append(letter.uid)
            if len(self._unmarked) >= MARKED_TOGETHER:
                self._mark(server)
        self._mark(server)
        if not self._stopped.is_set():
            self._well(MailboxState.LISTENING if folder.pushes else MailboxState.POLLING, 0)
            self.trouble = None
            self._pauses.reset()
        return after

    def _letters(self, server: MailServer, uids: Sequence[int]) -> Iterator[FetchedLetter]:
        """The letters in order; one that broke the line again and again is not asked for any more, and comes empty."""
        begun = 0
        for place, uid in enumerate(uids):
            if self._breaking[uid] >= BREAKS and self._is_to_blame(server, uid):
                yield from server.fetch(uids[begun:place])
                yield FetchedLetter(uid, b"", 0, wall_clock())
                begun = place + 1
        if begun < len(uids):
            yield from server.fetch(uids[begun:])

    def _is_to_blame(self, server: MailServer, uid: int) -> bool:
        """Whether the letter *uid* breaks the line and not the server over every letter; then none is held guilty of it."""
        try:
            if server.gives_others(uid):
                return True
        except UserError:
            self._breaking.clear()
            raise
        self._breaking.clear()
        return False

    def _listen(self, server: MailServer, folder: Folder) -> None:
        """Return when there is news, or when it is time to look anyway."""
        begun = monotonic()
        while not self._stopped.is_set() and not server.wait(self._around.wait_seconds, self._stopped):
            if not folder.pushes or monotonic() - begun >= LOOK_ANYWAY_SECONDS:
                return

    def _take(self, folder: Folder, letter: FetchedLetter, reading: Reading) -> None:
        origin = f"{self.row.name}/{self.row.folder}/{letter.uid}"

        def keep(read: MailArrived | MailUnreadable) -> Taken:
            return self._store.write(
                mailbox_cursor.take_from_mailbox,
                self._around.holder,
                self.row.id,
                folder.uid_validity,
                letter.uid,
                read,
            )

        if letter.raw:
            taken = take(letter.raw, origin, letter.received_at, reading, keep)
        else:
            taken = keep(self._undelivered(folder, letter, origin))
        self._taken += 1
        self._around.say(f"{origin}: {told(taken)}")

    def _undelivered(self, folder: Folder, letter: FetchedLetter, origin: str) -> MailUnreadable:
        """A letter of which the server gave nothing: noted with its place, so that a person looks there."""
        place = f"{self.row.address} {folder.uid_validity} {letter.uid}"
        key = f"place:{hashlib.sha256(place.encode()).hexdigest()}"
        return MailUnreadable(key, origin, letter.received_at, UNDELIVERED, b"")

    # ------------------------------------------------------------ the beginning
    def _since(self, server: MailServer, cursor: Cursor) -> datetime:
        """From when on letters are wanted; where nobody has said it, it is decided now, and told."""
        if cursor.decided:
            return cursor.since
        since, old = beginning(server)
        self._store.write(mailboxes.began, self.row.id, since)
        self.row = self._store.read(mailboxes.mailbox, self.row.id)
        self._around.say(f"{self.row.name}: {said_beginning(since, old)}")
        return since

    def _say_renumbered(self) -> None:
        said = tr("The server has numbered the letters anew. Kontor looks at all of them again and knows those that it has.")
        self._around.say(f"{self.row.name}: {said}")

    # ------------------------------------------------------------ marks and health
    def _mark_what_is_left(self, server: MailServer, folder: Folder, cursor: Cursor) -> None:
        """Mark what a process before, or a line that broke, has taken but not marked any more."""
        if self._unmarked_of is None and cursor.after_uid:
            first = max(1, cursor.after_uid - MARKED_TOGETHER + 1)
            self._unmarked = list(range(first, cursor.after_uid + 1))
        elif self._unmarked_of != folder.uid_validity:
            self._unmarked = []
        self._unmarked_of = folder.uid_validity
        self._mark(server)

    def _mark(self, server: MailServer) -> None:
        if self._unmarked:
            server.mark_seen(self._unmarked)
            self._unmarked = []

    def _well(self, state: MailboxState, backlog: int | None) -> None:
        """Write the health line, if it says something new or the last one is old."""
        if (state, backlog) == self._health and monotonic() - self._health_at < LOOK_ANYWAY_SECONDS:
            return
        self._store.write(mailbox_cursor.progressed, self._around.holder, self.row.id, state, backlog)
        self._health, self._health_at = (state, backlog), monotonic()
