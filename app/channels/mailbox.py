"""A folder of an IMAP server, read without changing it (RFC 3501, RFC 2177), on top of imap-tools.

Whoever uses it keeps a cursor of (UIDVALIDITY, UID): open, take what is ``waiting`` after the cursor, ``fetch`` and record
each letter, then ``mark_seen`` it, then ``wait`` and look again. Everything that goes wrong is a DeviceTrouble of one
sentence; the connection is closed by then, and ``open`` makes a new one.
"""

import imaplib
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import islice
from types import TracebackType
from typing import Self

from imap_tools import AND, U

from app.channels.imap_answers import Answer, fetched, numbers, uid_set
from app.channels.imap_idle import IdleRefused, listen, told_of_letters
from app.channels.imap_line import Limits, Line
from app.channels.imap_opening import Folder, open_folder, sign_in
from app.channels.imap_trouble import ON_THE_LINE, LetterTrouble, LoginRefused, broken, unreachable
from app.channels.letters import LARGEST
from app.channels.mailbox_address import MailboxAddress
from app.errors import DeviceTrouble

__all__ = ["FetchedLetter", "Folder", "ImapMailbox", "LetterTrouble", "Limits", "LoginRefused", "MailboxAddress"]

_AT_ONCE = 200
"""Letters a command; their numbers stay far below the 8,000 bytes of a line that servers must accept (RFC 7162)."""
_MOST_BODIES = 64
_BODIES_BYTES = 4 * 1024 * 1024
"""So much of letters is in memory at most, or one larger letter."""
_OTHERS = 5
"""Letters that are tried before the server is believed to be in trouble, and not one letter."""
_LEAVE_SECONDS = 1.0
_LAST_UID = 2**32 - 1


@dataclass(frozen=True, slots=True)
class FetchedLetter:
    """raw: its bytes as they came; b"" if the server cannot give them. size: as the server says. received_at: INTERNALDATE
    in UTC, the present moment if the server says none."""

    uid: int
    raw: bytes
    size: int
    received_at: datetime


class ImapMailbox:
    """One folder of one account. One thread at a time; a letter's flags change by ``mark_seen`` only.

    largest: bytes; of a larger letter the first ``largest + 1`` are fetched, so that the reader of letters can tell.
    """

    def __init__(self, address: MailboxAddress, *, largest: int = LARGEST, limits: Limits | None = None) -> None:
        self.address = address
        self._largest = largest
        self._limits = limits or Limits()
        self._line: Line | None = None
        self._folder = Folder(0, 0, 0, False)
        self._pace = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def open(self) -> Folder:
        """Connect, sign in and open the folder. Raises DeviceTrouble; LoginRefused if the server does not let us in."""
        self.close()
        self._pace = 1
        try:
            # A literal may be as long as a letter that is cut off, and no longer.
            self._line = Line(self.address, self._limits, self._largest + 1)
        except ON_THE_LINE as error:
            raise unreachable(error, self.address) from error
        with self._talking() as line:
            sign_in(line, self.address)
            self._folder = open_folder(line, self.address)
        return self._folder

    def close(self) -> None:
        """Take leave of the server; never raises, waits a second at most."""
        line, self._line = self._line, None
        if line is not None:
            line.hang_up(_LEAVE_SECONDS)

    # ---------------------------------------------------------------- letters
    def count(self, since: date | None) -> int:
        """How many letters ``waiting`` would name from the beginning."""
        return len(self.waiting(0, since))

    def waiting(self, after_uid: int, since: date | None) -> Sequence[int]:
        """The UIDs above *after_uid*, ascending, of letters that came on the day *since* or later.

        The day is the one of INTERNALDATE in the server's own time zone: SEARCH SINCE knows days only (RFC 3501, 6.4.4).
        """
        with self._talking() as line:
            # Many servers search only in what they have told. What they tell from now on is news.
            line.client.noop()
            told_of_letters(line.client)
        return self._search(after_uid, since)

    def gives_others(self, uid: int) -> bool:
        """Whether the server gives out letters near *uid*, so that the trouble is that letter's and not the server's.

        True as well where there is no other letter. Ask before a letter is passed over: a server whose disk is away breaks
        off over every letter, and gives them all tomorrow. Raises DeviceTrouble if the line breaks over the others, too.
        """
        others = sorted((each for each in self._search(0, None) if each != uid), key=lambda each: abs(each - uid))
        for other in others[:_OTHERS]:
            answers, trouble = self._ask([other], "(UID BODY.PEEK[]<0.1>)")
            if trouble is not None:
                raise trouble
            if other in answers and answers[other].body:
                return True
        return not others

    def fetch(self, uids: Iterable[int]) -> Iterator[FetchedLetter]:
        """The letters *uids* in that order, a few at a time in memory; flags stay as they are (BODY.PEEK).

        A letter that has been deleted or moved meanwhile is left out. One that is there, but that the server does not
        give though it gives others, comes with raw b"". Raises LetterTrouble if the line broke over one letter that was
        asked for alone, DeviceTrouble if it broke otherwise or the server gives no letter at all. After each ``open`` the
        first letter is asked for alone, then two, four …: so the letter that breaks the line is known for certain after
        one more attempt, and each attempt gets further.
        """
        rest = iter(uids)
        while chunk := list(islice(rest, self._pace if self._pace < _MOST_BODIES else _AT_ONCE)):
            known = self._known(chunk)
            queue = deque(uid for uid in chunk if uid in known)
            while queue:
                batch = [queue.popleft()]
                room = _BODIES_BYTES - self._cost(known[batch[0]])
                while queue and len(batch) < self._pace and (room := room - self._cost(known[queue[0]])) >= 0:
                    batch.append(queue.popleft())
                yield from self._letters(batch, known)
                self._pace = min(self._pace * 2, _MOST_BODIES)

    def mark_seen(self, uids: Iterable[int]) -> None:
        """Mark letters as seen: a courtesy to people who look into the mailbox, never what Kontor relies on.

        Letters that are gone, folders that may only be read and servers that do not want it are passed over in silence.
        """
        rest = iter(sorted(uids))
        while not self._folder.read_only and (chunk := list(islice(rest, _AT_ONCE))):
            with self._talking() as line:
                try:
                    # Not imap-tools' flag(): it ends with EXPUNGE, which removes what others have marked as deleted.
                    line.client.uid("STORE", uid_set(chunk), "+FLAGS.SILENT", r"(\Seen)")
                except imaplib.IMAP4.abort:
                    raise
                except imaplib.IMAP4.error:
                    return

    def wait(self, seconds: float, stopped: threading.Event | None = None) -> bool:
        """Wait for news: True if the server tells of letters, False after *seconds* or as soon as *stopped* is set.

        By IDLE, renewed in time, or by asking now and then where the server has no IDLE. Look for letters after False,
        too, now and then: some servers promise IDLE and tell nothing. Raises DeviceTrouble if the line broke.
        """
        end = time.monotonic() + seconds
        stopped = stopped or threading.Event()
        with self._talking() as line:
            news = told_of_letters(line.client)
            while not news and not stopped.is_set() and (left := end - time.monotonic()) > 0:
                if self._folder.pushes:
                    try:
                        news = listen(line, min(left, self._limits.renew), stopped)
                    except IdleRefused:
                        self._folder = replace(self._folder, pushes=False)
                elif not stopped.wait(min(left, self._limits.poll)):
                    line.client.noop()
                    news = told_of_letters(line.client)
        return news

    # ---------------------------------------------------------------- the conversation
    @contextmanager
    def _talking(self) -> Iterator[Line]:
        """The open line; whatever happens to it is said in a sentence, and it is closed."""
        line = self._line
        if line is None:
            raise DeviceTrouble("There is no connection to the mail server {host}.", host=self.address.host)
        try:
            yield line
        except DeviceTrouble:
            self._drop()
            raise
        except ON_THE_LINE as error:
            self._drop()
            parting = [part for part in line.client.untagged_responses.get("BYE", []) if isinstance(part, bytes)]
            raise broken(error, self.address, parting[-1] if parting else None) from error

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.drop()

    # ---------------------------------------------------------------- searching and fetching
    def _search(self, after_uid: int, since: date | None) -> list[int]:
        if after_uid >= _LAST_UID:
            return []
        beyond = U(str(after_uid + 1), "*")
        criteria = AND(uid=beyond, date_gte=since) if since else AND(uid=beyond)
        with self._talking() as line, line.client.patience(self._limits.search):
            line.client.untagged_responses.pop("SEARCH", None)
            kind, data = line.client.uid("SEARCH", str(criteria))
            if kind != "OK":
                raise imaplib.IMAP4.error(str(kind))
            found = numbers(data)
        # "n:*" names the last letter even where its number is below n (RFC 3501, 6.4.8).
        return [uid for uid in found if uid > after_uid]

    def _cost(self, answer: Answer) -> int:
        return min(answer.size or self._largest, self._largest)

    def _known(self, uids: Sequence[int]) -> dict[int, Answer]:
        """Size and date of those of *uids* that are there."""
        answers, trouble = self._ask(uids, "(UID RFC822.SIZE INTERNALDATE)")
        if trouble is not None:
            raise LetterTrouble(uids[0], trouble) if len(uids) == 1 else trouble
        missing = sorted(set(uids) - answers.keys())
        return answers | {uid: Answer(uid, None, None, None) for uid in self._still_there(missing)}

    def _letters(self, uids: Sequence[int], known: dict[int, Answer]) -> Iterator[FetchedLetter]:
        answers, trouble = self._ask(uids, f"(UID BODY.PEEK[]<0.{self._largest + 1}>)")
        for uid in uids:
            answer = answers.get(uid)
            if answer is None or answer.body is None:
                if trouble is not None:
                    raise LetterTrouble(uid, trouble) if len(uids) == 1 else trouble
                if len(uids) > 1:
                    # Perhaps the server gave up over another letter.
                    yield from self._letters([uid], known)
                    continue
                if not self._still_there([uid]):
                    continue
                if not self.gives_others(uid):
                    self._drop()
                    raise DeviceTrouble("The mail server {host} gives out no letters at the moment.", host=self.address.host)
            raw = answer.body if answer is not None and answer.body is not None else b""
            size, received_at = known[uid].size, known[uid].received_at
            yield FetchedLetter(uid, raw, size or len(raw), received_at or datetime.now(UTC))

    def _still_there(self, uids: Sequence[int]) -> list[int]:
        """Which of *uids* exist; the server may tell of deleted letters only when nothing is asked about them (NOOP)."""
        if not uids:
            return []
        with self._talking() as line:
            line.client.noop()
        answers, trouble = self._ask(uids, "(UID)")
        if trouble is not None:
            raise trouble
        return sorted(set(uids) & answers.keys())

    def _ask(self, uids: Sequence[int], what: str) -> tuple[dict[int, Answer], DeviceTrouble | None]:
        """What the server says of *uids*, all that came; and the trouble, if the line broke meanwhile."""
        line, trouble, data = self._line, None, list[object]()
        try:
            with self._talking() as line:
                # Left over: flags that other programs changed.
                line.client.untagged_responses.pop("FETCH", None)
                try:
                    kind, answer = line.client.uid("FETCH", uid_set(uids), what)
                    data += answer if kind == "OK" else ()
                except imaplib.IMAP4.abort:
                    raise
                except imaplib.IMAP4.error:
                    # BAD: whatever the server dislikes, what it gave before counts.
                    data.clear()
        except DeviceTrouble as error:
            trouble = error
        if line is not None:
            data += line.client.untagged_responses.pop("FETCH", [])
        return {answer.uid: answer for answer in fetched(data)}, trouble
