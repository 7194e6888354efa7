"""The line to a mail server: imap-tools over a client of imaplib that never waits for ever and never fills the memory.

imaplib by itself waits for each piece of an answer as long as the socket does, so that a server that sends a sign a minute
holds it for days; it believes every size that a server announces; and what imap-tools reads while it idles may be torn in
the middle of a line. Here every command has a deadline, and whatever is read passes through one buffer.
"""

import imaplib
import re
import selectors
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from imap_tools import BaseMailBox

from app.channels.mailbox_address import TLS, MailboxAddress

_PIECE = 65_536
_SLOWEST = 1024
"""Bytes a second; a server that is slower than that does not answer, it hangs."""
_LONGEST_LINE = 32 * 1024 * 1024
"""Bytes; the answer to a search in some millions of letters."""
_MOST_LINES = 64 * 1024 * 1024
_WITHOUT_WORDS = re.compile(rb"[A-P]+\d+ (?:OK|NO|BAD)")
_KEEP_ALIVE = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: until a connection stands, until an answer comes (longer only while it flows), until a search is done;
    between two questions where the server does not push; after which IDLE is renewed.

    RFC 2177 wants IDLE renewed within 29 minutes. Many routers forget a silent line sooner, and a server that has
    died is noticed only then.
    """

    connect: float = 15
    answer: float = 30
    search: float = 120
    poll: float = 30
    renew: float = 9 * 60


class LimitedClient(imaplib.IMAP4):
    """imaplib's client whose reading has a deadline and a largest literal; of a larger one the rest is dropped."""

    def __init__(self, address: MailboxAddress, limits: Limits, largest: int) -> None:
        self._prepare(limits, largest)
        super().__init__(address.host, address.port, limits.connect)
        self._answer_seconds = limits.answer

    def _prepare(self, limits: Limits, largest: int) -> None:
        self.largest = largest
        self._received = bytearray()
        self._lines = 0
        # For the connection first, for the greeting then.
        self._answer_seconds = 2 * limits.connect
        self.restart()

    def restart(self) -> None:
        """Begin to wait anew: an answer is expected from now on."""
        self._deadline = time.monotonic() + self._answer_seconds

    @contextmanager
    def patience(self, seconds: float) -> Iterator[None]:
        """Wait *seconds* for each answer meanwhile."""
        before, self._answer_seconds = self._answer_seconds, seconds
        try:
            yield
        finally:
            self._answer_seconds = before

    def change_to_tls(self) -> None:
        """STARTTLS. Raises ssl.SSLError, OSError, imaplib.IMAP4.error.

        What came in the clear after the server's consent is refused: somebody on the way may have put it there.
        """
        kind, _ = self._simple_command("STARTTLS")
        if kind != "OK" or self._received:
            raise self.abort("STARTTLS was refused, or more was said in the clear")
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        self.renew_capabilities()

    def renew_capabilities(self) -> None:
        """Ask what the server can do: it may be more once TLS stands, or somebody has signed in."""
        _, data = self.capability()
        said = b" ".join(part for part in data if isinstance(part, bytes))
        self.capabilities = tuple(said.decode("ascii", "replace").upper().split())

    def send(self, data: Any) -> None:
        """Send a command; its answer is expected from now on."""
        self.restart()
        self._lines = 0
        self.sock.settimeout(self._answer_seconds)
        super().send(data)

    def read(self, size: int) -> bytes:
        """A literal of *size* bytes; all of it is taken off the line, at most ``largest`` bytes are kept."""
        kept = bytearray()
        left = size
        while left:
            if not self._received:
                self._receive()
            piece = self._received[:left]
            del self._received[:left]
            left -= len(piece)
            kept += piece[: max(0, self.largest - len(kept))]
        return bytes(kept)

    def readline(self) -> bytes:
        """A line with its end. A server that ends lines with LF alone, or a command without words, is understood, too."""
        seen = 0
        while (end := self._received.find(b"\n", seen)) < 0:
            seen = len(self._received)
            self._receive()
        line = bytes(self._received[: end + 1])
        del self._received[: end + 1]
        self._lines += len(line)
        if self._lines > _MOST_LINES:
            raise self.abort("an answer without an end")
        text = line[:-2] if line.endswith(b"\r\n") else line[:-1]
        return text + (b" \r\n" if _WITHOUT_WORDS.fullmatch(text) else b"\r\n")

    def heard(self, seconds: float) -> bool:
        """Whether a whole line is there, within *seconds*. Raises OSError if the line broke."""
        if b"\n" in self._received:
            return True
        if not (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            with selectors.DefaultSelector() as selector:
                selector.register(self.sock, selectors.EVENT_READ)
                if not selector.select(seconds):
                    return False
        self.sock.settimeout(0)
        # Readable is not yet a line: TLS has messages of its own.
        with suppress(BlockingIOError, ssl.SSLWantReadError):
            self._take(self.sock.recv(_PIECE))
        return b"\n" in self._received

    def _receive(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer does not come")
        self.sock.settimeout(left)
        piece = self.sock.recv(_PIECE)
        self._take(piece)
        self._deadline += len(piece) / _SLOWEST

    def _take(self, piece: bytes) -> None:
        if not piece:
            raise ConnectionAbortedError("the server hung up")
        self._received += piece
        if len(self._received) > _LONGEST_LINE:
            raise self.abort("a line without an end")


class LimitedTlsClient(LimitedClient, imaplib.IMAP4_SSL):
    """The same over TLS from the first byte."""

    def __init__(self, address: MailboxAddress, limits: Limits, largest: int) -> None:
        self._prepare(limits, largest)
        imaplib.IMAP4_SSL.__init__(
            self, address.host, address.port, ssl_context=ssl.create_default_context(), timeout=limits.connect
        )
        self._answer_seconds = limits.answer


class Line(BaseMailBox):
    """imap-tools' mailbox over the client above, connected and greeted, not yet signed in."""

    client: LimitedClient

    def __init__(self, address: MailboxAddress, limits: Limits, largest: int) -> None:
        self._address = address
        self._limits = limits
        self._largest = largest
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        kind = LimitedTlsClient if self._address.security == TLS else LimitedClient
        client = kind(self._address, self._limits, self._largest)
        _keep_alive(client.sock)
        return client

    def hang_up(self, seconds: float) -> None:
        """Take leave, but wait no longer than *seconds* for the server's answer."""
        with suppress(OSError, imaplib.IMAP4.error, ValueError), self.client.patience(seconds):
            self.client.logout()
        self.drop()

    def drop(self) -> None:
        """Close without a word."""
        with suppress(OSError):
            self.client.shutdown()


def _keep_alive(line: socket.socket) -> None:
    """Let the system notice a partner that has gone without a word while nobody speaks (IDLE)."""
    with suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEP_ALIVE:
            # Each system has its own of these.
            if (option := getattr(socket, name, None)) is not None:
                line.setsockopt(socket.IPPROTO_TCP, option, value)
