"""Signing in to a mail server and opening a folder: what is asked, and what is said when it is refused."""

import imaplib
from dataclasses import dataclass

from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from app.channels.imap_line import LimitedClient, Line
from app.channels.imap_trouble import refused, words
from app.channels.mailbox_address import STARTTLS, MailboxAddress
from app.errors import DeviceTrouble


@dataclass(frozen=True, slots=True)
class Folder:
    """What the server says of a folder.

    uid_validity: when it changes, every UID means another letter. uid_next: the next letter's UID, 0 if the server does
    not say. pushes: it tells of new letters by itself (IDLE). read_only: nothing can be marked as seen.
    """

    uid_validity: int
    uid_next: int
    exists: int
    pushes: bool
    read_only: bool = False


def sign_in(line: Line, address: MailboxAddress) -> None:
    """Sign in, encrypted first where that is asked for. Raises DeviceTrouble, LoginRefused, and what the line raises."""
    client = line.client
    if address.security == STARTTLS:
        # A server that greets as if somebody had signed in (PREAUTH) could talk us out of encryption.
        if "STARTTLS" not in client.capabilities or client.state != "NONAUTH":
            raise DeviceTrouble(
                "The mail server {host} offers no encryption (STARTTLS) on port {port}; nothing was sent to it.",
                host=address.host,
                port=address.port,
            )
        client.change_to_tls()
    if client.state == "NONAUTH":
        # LOGIN knows only ASCII, and some servers forbid it where AUTHENTICATE is allowed.
        plain = not f"{address.login}{address.password}".isascii() or "LOGINDISABLED" in client.capabilities
        try:
            (line.login_utf8 if plain else line.login)(address.login, address.password, None)
        except MailboxLoginError as error:
            raise refused(address, error.command_result[1]) from error
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise refused(address, error.args[0] if error.args else "") from error
    client.renew_capabilities()


def open_folder(line: Line, address: MailboxAddress) -> Folder:
    """Open the folder, for reading only if it allows no more. Raises DeviceTrouble, and what the line raises."""
    client = line.client
    try:
        try:
            line.folder.set(address.folder)
        except imaplib.IMAP4.readonly:
            line.folder.set(address.folder, readonly=True)
    except MailboxFolderSelectError as error:
        raise DeviceTrouble(
            "The folder {folder} of {login} on {host} cannot be opened: {words}",
            folder=address.folder,
            login=address.login,
            host=address.host,
            words=words(error.command_result[1], address),
        ) from error
    validity, uid_next, exists = (_said(client, name) for name in ("UIDVALIDITY", "UIDNEXT", "EXISTS"))
    if not validity:
        raise DeviceTrouble(
            "The folder {folder} on {host} does not number its letters (UIDVALIDITY), so it cannot be read in order.",
            folder=address.folder,
            host=address.host,
        )
    return Folder(validity, uid_next, exists, "IDLE" in client.capabilities, client.is_readonly)


def _said(client: LimitedClient, name: str) -> int:
    values = [part for part in client.untagged_responses.pop(name, []) if isinstance(part, bytes)]
    return int(values[-1]) if values and values[-1].isdigit() else 0
