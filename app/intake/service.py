"""The intake: one process at a time reads every mailbox and the folder of letters, sends what waits to be sent, and listens
to the telephone exchange.

Each part runs in a thread of its own, so that none waits for another's trouble; the first thread holds them together.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from app.channels.mail_folder import MailFolder
from app.channels.outgoing import SmtpServer
from app.channels.smtp_address import parse_smtp
from app.config import Settings
from app.database.store import Store
from app.errors import UserError
from app.intake.accounts import Accounts
from app.intake.chores import CHORES
from app.intake.exchange_part import ExchangePart
from app.intake.folder_reader import FolderReader
from app.intake.lease_keeper import LeaseKeeper
from app.intake.letter_taking import reading_of
from app.intake.mailbox_reader import MailboxReader, Surroundings
from app.intake.post_office import PostOffice
from app.language import tr
from app.list_folder import ListFolder
from app.operations import exchange_health, mailboxes, marketing_schedule
from app.operations.mailboxes import MailboxRow

LOOK_EVERY_SECONDS = 2.0
"""How soon a mailbox that a person starts, changes or stops is read so."""
LISTS_EVERY_SECONDS = 5.0
CHORES_EVERY_SECONDS = 60.0
"""How often missed calls are looked for that nobody has called back in time."""
ENDING_SECONDS = 2.0
"""How long an ending waits for the parts; one that still waits for a foreign server ends with the process."""
HANDING_SECONDS = 10.0
ONCE_WAITS_SECONDS = 20.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Part:
    """Something that runs in a thread of its own."""

    thread: threading.Thread
    stopped: threading.Event
    reader: MailboxReader | None = None


class IntakeService:
    """Everything that comes in and goes out by mail and by telephone, for the settings of this computer.

    folder: of .eml files, besides the mailboxes. say: hears a line about each letter, call and trouble.
    """

    def __init__(
        self, store: Store, settings: Settings, folder: Path | None = None, say: Callable[[str], None] = print
    ) -> None:
        self._store = store
        self._settings = settings
        self._say = say
        self._folder = None if folder is None else MailFolder(folder)
        self._accounts = Accounts(settings)
        self._smtp = parse_smtp(settings.smtp) if settings.smtp else None
        self.keeper = LeaseKeeper(store, say)
        self.exchange = ExchangePart(store, self.keeper.holder, settings, say) if settings.exchange else None
        self._around = Surroundings(
            store, self.keeper.holder, self._accounts.connect, lambda: reading_of(settings, store), say
        )
        self._readers: dict[int, _Part] = {}
        self._others: list[_Part] = []
        self._lists_at = 0.0
        self._chores_at = 0.0
        self._said = ""

    # ------------------------------------------------------------ running on
    def run(self, stopped: threading.Event) -> None:
        """Be the intake until *stopped*; stand by while another process is."""
        while not stopped.is_set():
            if self.keeper.obtain(stopped):
                return
            try:
                self._say(tr("The intake is at work."))
                self._work(stopped)
            finally:
                self._end_parts()
                self.keeper.give_back()
            if self.keeper.lost.is_set():
                self._say(tr("Another process has taken over the intake; this one stands by."))

    def _work(self, stopped: threading.Event) -> None:
        self._begin_others()
        named = False
        while not stopped.is_set() and not self.keeper.lost.is_set():
            try:
                if not named:
                    self._accounts.name_to(self._store)
                    if self.exchange is None:
                        self._store.write(exchange_health.only, self.keeper.holder, ())
                    named = True
                self._fit_readers()
                self._save_due_lists()
                self._do_chores()
                self._said = ""
            except UserError as trouble:
                self._tell(trouble)
            except Exception:
                _log.exception("the intake could not look after its mailboxes")
            _wait_for_either(stopped, self.keeper.lost, LOOK_EVERY_SECONDS)

    def _begin_others(self) -> None:
        if self._folder is not None:
            reader = FolderReader(self._store, self.keeper.holder, self._folder, self._say)
            self._others.append(_begun("mail folder", lambda stopped: reader.run(self._around.reading, stopped)))
        if self._smtp is not None:
            office = PostOffice(self._store, SmtpServer(self._smtp), self.keeper.holder)
            self._others.append(_begun("post office", office.run))
        if self.exchange is not None:
            self._others.append(_begun("telephone exchange", self.exchange.run))

    def _fit_readers(self) -> None:
        """Begin, end and begin anew readers, as the accounts stand now."""
        wanted = {row.id: row for row in self._store.read(mailboxes.rows) if row.active}
        for mailbox_id, part in list(self._readers.items()):
            row = wanted.get(mailbox_id)
            if part.reader is None or row is None or row.version > part.reader.row.version:
                part.stopped.set()
            if not part.thread.is_alive():
                del self._readers[mailbox_id]
        for row in wanted.values():
            if row.id not in self._readers:
                self._readers[row.id] = self._reading(row)

    def _reading(self, row: MailboxRow) -> _Part:
        stopped = threading.Event()
        reader = MailboxReader(self._around, row, stopped)
        return _begun(f"mailbox {row.name}", lambda _: reader.run(), stopped, reader)

    def _end_parts(self) -> None:
        parts = [*self._readers.values(), *self._others]
        _end(parts)
        self._readers.clear()
        self._others.clear()

    # ------------------------------------------------------------ once
    def once(self, stopped: threading.Event) -> bool:
        """Take in what waits everywhere, then end; whether every mailbox could be read.

        Raises UserError where another process is the intake, or the folder cannot be read; the rest is done before.
        """
        hindrance = self.keeper.obtain(stopped, ONCE_WAITS_SECONDS)
        if hindrance:
            raise UserError("Nothing was taken in. {reason}", reason=hindrance)
        try:
            return self._taken_once(stopped)
        finally:
            self._end_parts()
            self.keeper.give_back()

    def _taken_once(self, stopped: threading.Event) -> bool:
        self._accounts.name_to(self._store)
        active = [row for row in self._store.read(mailboxes.rows) if row.active]
        self._readers = {row.id: self._reading_once(row) for row in active}
        listened = self._listening_once(stopped)
        try:
            if self._folder is not None:
                FolderReader(self._store, self.keeper.holder, self._folder, self._say).once(self._around.reading())
        except KeyboardInterrupt:
            stopped.set()
            raise
        finally:
            for part in self._readers.values():
                while part.thread.is_alive():
                    part.thread.join(0.2)
                    if stopped.is_set():
                        part.stopped.set()
            called = listened()
        self._save_due_lists()
        # Last: among what goes out may be what was just acknowledged.
        sent = self._sent_once()
        if self.keeper.lost.is_set():
            self._say(tr("Another process has taken over the intake; this one stands by."))
        return (
            sent
            and called
            and not stopped.is_set()
            and all(part.reader is None or part.reader.trouble is None for part in self._readers.values())
        )

    def _sent_once(self) -> bool:
        """Send what is due; whether the mail server takes letters."""
        if self._smtp is None:
            return True
        office = PostOffice(self._store, SmtpServer(self._smtp), self.keeper.holder)
        count = office.run_once()
        if count:
            self._say(tr("Letters sent: {count}.", count=count))
        if office.trouble is not None:
            self._say(office.trouble.said())
        return office.trouble is None

    def _reading_once(self, row: MailboxRow) -> _Part:
        stopped = threading.Event()
        reader = MailboxReader(self._around, row, stopped)
        return _begun(f"mailbox {row.name}", lambda _: reader.once(), stopped, reader)

    def _listening_once(self, stopped: threading.Event) -> Callable[[], bool]:
        """Begin to listen to the exchange, beside the mailboxes; what is given back waits for the end: did it go well?"""
        exchange = self.exchange
        if exchange is None:
            return lambda: True
        well: list[bool] = []
        part = _begun("telephone exchange", lambda _: well.append(exchange.once(stopped)))

        def end() -> bool:
            while part.thread.is_alive():
                part.thread.join(0.2)
            return well == [True]

        return end

    # ------------------------------------------------------------ besides
    def _do_chores(self) -> None:
        """Every minute: what waited too long goes up to whoever can see to it."""
        if self._chores_at and monotonic() - self._chores_at < CHORES_EVERY_SECONDS:
            return
        for chore in CHORES:
            self._store.write(chore, self.keeper.holder)
        self._chores_at = monotonic()

    def _save_due_lists(self) -> None:
        """Save the marketing lists whose time has come and whose folder this computer can reach [M87]; say what became."""
        if self._lists_at and monotonic() - self._lists_at < LISTS_EVERY_SECONDS:
            return
        for kept in marketing_schedule.run_due(self._store, ListFolder()):
            if kept.file:
                self._say(tr("{file} is written, rows: {count}.", file=kept.file, count=kept.count))
            else:
                self._say(tr("The list {name} could not save itself: {reason}", name=kept.name, reason=kept.problem))
        self._lists_at = monotonic()

    def _tell(self, trouble: UserError) -> None:
        if trouble.said() != self._said:
            self._said = trouble.said()
            self._say(self._said)


def _begun(
    name: str,
    work: Callable[[threading.Event], object],
    stopped: threading.Event | None = None,
    reader: MailboxReader | None = None,
) -> _Part:
    part_stopped = stopped or threading.Event()
    thread = threading.Thread(target=work, args=(part_stopped,), name=name, daemon=True)
    thread.start()
    return _Part(thread, part_stopped, reader)


def _end(parts: list[_Part]) -> None:
    """Stop *parts*; those that wait for a foreign server a little longer than a person would are left to the process."""
    for part in parts:
        part.stopped.set()
    begun = monotonic()
    for part in parts:
        # A letter that is with the server this moment is worth waiting for: else nobody knows whether it went.
        grace = ENDING_SECONDS if part.reader is not None else HANDING_SECONDS
        part.thread.join(max(0.0, begun + grace - monotonic()))


def _wait_for_either(stopped: threading.Event, lost: threading.Event, seconds: float) -> None:
    until = monotonic() + seconds
    while not lost.is_set() and monotonic() < until and not stopped.wait(0.2):
        pass
