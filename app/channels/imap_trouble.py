"""What can go wrong on the line to a mail server, each in one sentence for a person."""

import imaplib
import re
import socket
import ssl

from imap_tools.errors import ImapToolsError

from app.channels.mailbox_address import MailboxAddress
from app.errors import DeviceTrouble

ON_THE_LINE = (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError)
"""What the network, imaplib and imap-tools raise; ValueError: answers with signs or numbers that cannot be."""

_LONGEST_WORDS = 200


class LoginRefused(DeviceTrouble):
    """The server does not let this user in; trying again soon may lock the account, so take a long pause."""


class LetterTrouble(DeviceTrouble):
    """The line broke while the letter *uid* was asked for, alone: once is bad luck, three times in a row is the letter.

    Whoever reads the mailbox counts; after the third time the letter is put into quarantine unread and the cursor goes on.
    """

    def __init__(self, uid: int, cause: DeviceTrouble) -> None:
        super().__init__(cause.phrase.sentence, **cause.phrase.params)
        self.uid = uid


def unreachable(error: Exception, address: MailboxAddress) -> DeviceTrouble:
    """The sentence for *error*, which came up before the server had greeted."""
    host, port = address.host, address.port
    unspeakable = isinstance(error, UnicodeError) and not isinstance(error, UnicodeDecodeError)
    if unspeakable or isinstance(error, socket.gaierror):
        return DeviceTrouble("The mail server {host} was not found. Check its name and the network.", host=host)
    if isinstance(error, ssl.SSLCertVerificationError):
        return DeviceTrouble(
            "The certificate of the mail server {host} is not trusted: {reason}.", host=host, reason=error.verify_message
        )
    if isinstance(error, ssl.SSLError):
        return DeviceTrouble(
            "The mail server {host} does not speak TLS on port {port}. Check port and security of the mailbox.",
            host=host,
            port=port,
        )
    if isinstance(error, TimeoutError):
        return DeviceTrouble("The mail server {host} does not answer on port {port}.", host=host, port=port)
    if isinstance(error, OSError):
        return DeviceTrouble("The mail server {host} cannot be reached on port {port}.", host=host, port=port)
    greeting = error.args[0] if error.args else b""
    if isinstance(greeting, bytes) and greeting.upper().startswith(b"* BYE"):
        return _sent_away(address, greeting[len("* BYE") :])
    return DeviceTrouble("What answers on port {port} of {host} is no mail server (IMAP).", host=host, port=port)


def broken(error: Exception, address: MailboxAddress, bye: bytes | None) -> DeviceTrouble:
    """The sentence for *error* in the middle of a conversation. bye: the server's last words, if it took its leave."""
    if bye is not None:
        return _sent_away(address, bye)
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return unreachable(error, address)
    if isinstance(error, TimeoutError):
        return DeviceTrouble("The mail server {host} has stopped answering.", host=address.host)
    if isinstance(error, OSError) or "socket error" in str(error):
        return DeviceTrouble("The connection to the mail server {host} broke.", host=address.host)
    return DeviceTrouble("The mail server {host} gave an answer that cannot be understood.", host=address.host)


def refused(address: MailboxAddress, answer: object) -> DeviceTrouble:
    """The sentence for a refused login; a server that only cannot check it now (RFC 5530) refuses nothing."""
    said = words(answer, address)
    if re.search(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|EXPUNGEISSUED)\b", said.upper()):
        return DeviceTrouble("The mail server {host} lets nobody in at the moment: {words}", host=address.host, words=said)
    return LoginRefused(
        "The mail server {host} refuses the login of {login}: {words}", host=address.host, login=address.login, words=said
    )


def words(answer: object, address: MailboxAddress) -> str:
    """What a server said, as one short line for a person; never the password, should the server repeat it."""
    parts = answer if isinstance(answer, list | tuple) else [answer]
    text = " ".join(each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in parts)
    if address.password:
        text = text.replace(address.password, "…")
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return clean[:_LONGEST_WORDS] or "—"


def _sent_away(address: MailboxAddress, bye: bytes) -> DeviceTrouble:
    return DeviceTrouble(
        "The mail server {host} ended the connection: {words}", host=address.host, words=words(bye, address)
    )
