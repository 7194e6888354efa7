"""What tests of the intake share: an account on a real IMAP server, the books, and a reader between them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.channels.letters import Reading
from app.channels.mailbox import ImapMailbox
from app.channels.mailbox_address import parse_mailbox
from app.database.store import Store
from app.intake.mailbox_reader import MailboxReader, Surroundings
from app.intake.pauses import Pauses
from app.models.interactions import Message, QuarantineEntry
from app.models.mail_terms import Security
from app.operations import leases, mailboxes
from app.operations.leases import INTAKE
from app.operations.mailbox_entry import MailboxEntry
from app.operations.mailboxes import MailboxRow
from tests.fakes.imap_server import ImapServer

ME = "this process"
DEADLINE_SECONDS = 20
FIRST_DAY = date(2020, 1, 1)


def raw_letter(number: int, *, body: str = "We need two pumps.") -> bytes:
    """A letter of stranger *number*."""
    return (
        f"From: Person {number} <person{number}@client.example>\r\nTo: sales@kontor.example\r\nSubject: Pump {number}\r\n"
        f"Date: Mon, 3 Aug 2026 09:00:00 +0000\r\nMessage-ID: <{number}@client.example>\r\n\r\n{body}\r\n"
    ).encode()


def eventually(condition: Callable[[], object], what: str = "it") -> None:
    """Wait until *condition* holds, at most DEADLINE_SECONDS."""
    until = time.monotonic() + DEADLINE_SECONDS
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < until, f"{what} did not happen in {DEADLINE_SECONDS} s"
        pause.wait(0.02)


def kept_keys(store: Store) -> list[str]:
    """The unique keys of all letters that are kept, in history or quarantine, sorted; one that is there twice, twice."""
    return sorted(store.read(_keys))


def _keys(session: Session) -> list[str]:
    return [*session.scalars(select(Message.unique_key)), *session.scalars(select(QuarantineEntry.unique_key))]


class ReadingRoom:
    """A reader of the account on *server*, whose letters go into the books of *store*."""

    def __init__(self, store: Store, server: ImapServer, since: date | None = FIRST_DAY) -> None:
        self.store = store
        self.server = server
        self.said: list[str] = []
        entry = MailboxEntry("Sales", "127.0.0.1", server.port, Security.PLAIN, server.login)
        (self.mailbox_id,) = store.write(mailboxes.of_settings, [(entry, since)])
        store.write(leases.take, INTAKE, ME)
        self.stopped = threading.Event()
        self.around = Surroundings(
            store,
            ME,
            lambda _row: ImapMailbox(parse_mailbox(server.address())),
            lambda: Reading(own_addresses=frozenset({"kontor.example"})),
            self.said.append,
            wait_seconds=5,
            pauses=lambda: Pauses(0.01, 0.05),
        )

    @property
    def row(self) -> MailboxRow:
        """The account as the books have it now."""
        return self.store.read(mailboxes.mailbox, self.mailbox_id)

    def reader(self) -> MailboxReader:
        """A new reader, as after a start of the program."""
        return MailboxReader(self.around, self.row, self.stopped)

    def keys(self) -> list[str]:
        """The unique keys of all letters that are kept, sorted."""
        return kept_keys(self.store)

    @contextmanager
    def reading(self) -> Iterator[MailboxReader]:
        """A reader that runs in a thread of its own."""
        reader = self.reader()
        thread = threading.Thread(target=reader.run, name="reader")
        thread.start()
        try:
            yield reader
        finally:
            self.stopped.set()
            thread.join(DEADLINE_SECONDS)
            assert not thread.is_alive()


def keys_of(*numbers: int) -> list[str]:
    """The unique keys of ``raw_letter`` *numbers*, sorted."""
    return sorted(f"<{number}@client.example>" for number in numbers)
