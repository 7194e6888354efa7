"""Listening to a mail server that pushes (IDLE, RFC 2177)."""

import imaplib
import threading
import time
from contextlib import nullcontext

from app.channels.imap_line import LimitedClient, Line

_GLANCE = 0.5
"""Seconds between two looks at whether the wait is to end."""
_LEAVE_SECONDS = 1.0


class IdleRefused(Exception):
    """The server promised IDLE and does not want it."""


def listen(line: Line, seconds: float, stopped: threading.Event) -> bool:
    """Idle once: whether the server told of letters within *seconds*; ends soon after *stopped* is set.

    imap-tools' own idle loses what comes together with the consent, or as half a line. Raises IdleRefused, and what the line
    raises when it breaks.
    """
    client = line.client
    end = time.monotonic() + seconds
    # Some servers push only what comes while they idle, and keep quiet about what came before.
    client.noop()
    if told_of_letters(client):
        return True
    tag = client._command("IDLE")
    while client._get_response() is not None:
        if client.tagged_commands[tag]:
            client.tagged_commands.pop(tag)
            raise IdleRefused
    news = told_of_letters(client)
    while not news and not stopped.is_set() and (left := end - time.monotonic()) > 0:
        if client.heard(min(left, _GLANCE)):
            client.restart()
            client._get_response()
            news = told_of_letters(client)
            if "BYE" in client.untagged_responses:
                raise imaplib.IMAP4.abort("sent away")
    # Whoever stops does not wait long for a server that hangs.
    with client.patience(_LEAVE_SECONDS) if stopped.is_set() else nullcontext():
        client.send(b"DONE\r\n")
        line.consume_until_tagged_response(tag)
    return told_of_letters(client) or news


def told_of_letters(client: LimitedClient) -> bool:
    """Whether the server told of letters (EXISTS) since this was asked last."""
    client.untagged_responses.pop("RECENT", None)
    return client.untagged_responses.pop("EXISTS", None) is not None
