"""What a window may ask of a mail server and of the reading of letters, from this workstation."""

from collections.abc import Mapping
from datetime import date

from app.channels.letters import read_letter
from app.channels.mailbox import ImapMailbox
from app.channels.mailbox_address import MailboxAddress
from app.config import Settings
from app.database.store import Store
from app.events import MailArrived, MailUnreadable
from app.intake.letter_taking import reading_of
from app.intake.passwords import keep_password, password_of
from app.operations.mailboxes import MailboxRow
from app.operations.quarantine import RawLetter


class WorkstationMailLine:
    """The protocol ``app.views.mail.line.MailLine`` of this workstation. environment: where passwords may stand."""

    def __init__(self, settings: Settings, store: Store, environment: Mapping[str, str] | None = None) -> None:
        self._settings, self._store, self._environment = settings, store, environment

    def count(self, row: MailboxRow, since: date | None, password: str) -> int:
        """How many letters *row* would bring, received from *since* on. Raises UserError."""
        address = MailboxAddress(
            host=row.host,
            port=row.port,
            security=row.security.value,
            login=row.login,
            password=password or password_of(row.name, self._environment),
            folder=row.folder,
            since=since,
        )
        with ImapMailbox(address) as server:
            server.open()
            return server.count(since)

    def keep_password(self, name: str, password: str) -> None:
        """Keep a password in the keyring of this computer. Raises UserError."""
        keep_password(name, password)

    def read_again(self, letter: RawLetter) -> MailArrived | MailUnreadable:
        """Read a letter of the quarantine with the settings and templates of today."""
        reading = reading_of(self._settings, self._store)
        return read_letter(letter.raw, origin=letter.origin, received_at=letter.received_at, reading=reading)
