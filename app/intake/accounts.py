"""The accounts that this computer's settings name, and the way to the server of any account with its password."""

from datetime import date

from app.channels.mailbox import ImapMailbox
from app.channels.mailbox_address import MailboxAddress, parse_mailbox
from app.config import Settings
from app.database.store import Store
from app.intake.passwords import password_of
from app.models.mail_terms import Security
from app.operations import mailboxes
from app.operations.mailbox_entry import MailboxEntry, tidied
from app.operations.mailboxes import EVERYTHING, MailboxRow


class Accounts:
    """The mailboxes of KONTOR_MAILBOX (addresses with blanks between them) and the passwords that stand there.

    Raises UserError for an address that is none.
    """

    def __init__(self, settings: Settings) -> None:
        named = [_entry_of(parse_mailbox(text)) for text in settings.mailboxes]
        self.named: tuple[tuple[MailboxEntry, date | None], ...] = tuple((entry, since) for entry, since, _ in named)
        self._passwords = {entry.place: password for entry, _, password in named if password}

    def name_to(self, store: Store) -> tuple[int, ...]:
        """Write the named accounts into the books, and switch them on; their ids."""
        return store.write(mailboxes.of_settings, self.named)

    def connect(self, row: MailboxRow) -> ImapMailbox:
        """A connection to the account *row*, not opened yet. Raises UserError where its password is not known."""
        return self.connect_to(MailboxEntry(row.name, row.host, row.port, row.security, row.login, row.folder), row)

    def connect_to(self, entry: MailboxEntry, row: MailboxRow | None = None) -> ImapMailbox:
        """A connection to an account that need not be in the books yet. Raises UserError as ``connect``."""
        password = self._passwords.get(entry.place) or password_of(entry.name)
        since = row.since.date() if row is not None and row.since != EVERYTHING else None
        return ImapMailbox(
            MailboxAddress(
                host=entry.host,
                port=entry.port,
                security=entry.security.value,
                login=entry.login,
                password=password,
                folder=entry.folder,
                since=since,
            )
        )


def _entry_of(address: MailboxAddress) -> tuple[MailboxEntry, date | None, str]:
    security = Security(address.security)
    entry = tidied(MailboxEntry("", address.host, address.port, security, address.login, address.folder))
    return entry, address.since, address.password
