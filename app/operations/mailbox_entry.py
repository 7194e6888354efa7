"""An account on a mail server as a person writes it down, and what cannot be one."""

import ipaddress
from dataclasses import dataclass

from app.errors import UserError
from app.models.mail_terms import Security

LARGEST_PORT = 65_535
LONGEST = 200
"""Characters of a name, host, login or folder."""


@dataclass(frozen=True, slots=True)
class MailboxEntry:
    """An account as a person writes it down. name: what it is called here, the login if nothing is said."""

    name: str
    host: str
    port: int
    security: Security
    login: str
    folder: str = "INBOX"

    @property
    def place(self) -> tuple[str, int, str, str]:
        """What makes it one account and not another: host, port, login, folder."""
        return self.host, self.port, self.login, self.folder


def tidied(entry: MailboxEntry) -> MailboxEntry:
    """*entry* as it is kept: no blanks around, the host in small letters. Raises UserError for what cannot be an account."""
    login, host = entry.login.strip(), entry.host.strip().lower().rstrip(".").strip("[]")
    name, folder = entry.name.strip() or login, entry.folder.strip() or "INBOX"
    # The one folder whose name has no case (RFC 3501, 5.1).
    folder = "INBOX" if folder.upper() == "INBOX" else folder
    if not host or any(sign.isspace() or sign in "/@" for sign in host):
        raise UserError("Name the mail server: a host such as imap.company.example.")
    if not login:
        raise UserError("Name the login of the mailbox; usually it is the mail address.")
    if max(len(each) for each in (name, host, login, folder)) > LONGEST:
        raise UserError("A name, host, login or folder has at most {count} characters.", count=LONGEST)
    if not all(each.isprintable() for each in (name, host, login, folder)):
        raise UserError("A name, host, login or folder is one line of readable characters.")
    if not 0 < entry.port <= LARGEST_PORT:
        raise UserError("The port is a number from 1 to {largest}; IMAP with TLS has 993.", largest=LARGEST_PORT)
    if entry.security is Security.PLAIN and not is_here(host):
        raise UserError(
            "Without encryption the password of {login} would be open to everybody on the line. Choose TLS or STARTTLS.",
            login=login,
        )
    return MailboxEntry(name, host, entry.port, entry.security, login, folder)


def is_here(host: str) -> bool:
    """Whether *host* is this computer itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
