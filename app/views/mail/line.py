"""What the room of the mail channel can do on a mail server from this workstation; bootstrap brings it."""

from datetime import date
from typing import Protocol

from app.events import MailArrived, MailUnreadable
from app.operations.mailboxes import MailboxRow
from app.operations.quarantine import RawLetter


class MailLine(Protocol):
    """The way from this workstation to mail servers, and the reading of letters. Each call takes its time: ``desk.run``."""

    def count(self, row: MailboxRow, since: date | None, password: str) -> int:
        """How many letters a mailbox would bring, received from the day *since* on; nothing is taken or marked.

        password: "" for the one that this computer knows. Raises UserError in words for a server that cannot be reached.
        """

    def keep_password(self, name: str, password: str) -> None:
        """Keep the password of the mailbox *name* in the keyring of this computer. Raises UserError."""

    def read_again(self, letter: RawLetter) -> MailArrived | MailUnreadable:
        """Read a letter of the quarantine anew, with the templates of today."""
