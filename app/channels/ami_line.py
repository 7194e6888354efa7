"""The connection to an exchange: bytes in both directions, from several threads, with a time limit for everything."""

import contextlib
import selectors
import socket
import ssl
import threading

from app.channels.exchange_address import ExchangeAddress
from app.channels.own_network import is_here, is_near

_PIECE = 65_536


class AmiLine:
    """Connected by its constructor. Raises OSError, UnicodeError (a name that cannot be). seconds: for connecting, for
    the handshake of TLS, and until something is sent.

    keeps_secrets: a secret may go over it as it is, because of TLS, or because it stays in our own network. is_safe:
    nobody at all can listen, because of TLS, or because it stays on this computer.
    """

    def __init__(self, address: ExchangeAddress, seconds: float) -> None:
        self._seconds = seconds
        self._turn = threading.Lock()
        # OpenSSL must not read and write at the same time; waiting is done without the lock.
        line = socket.create_connection((address.host, address.port), seconds)
        try:
            with contextlib.suppress(OSError):
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if address.tls:
                line = ssl.create_default_context().wrap_socket(line, server_hostname=address.host)
            # Asked now: a line that has broken does not tell any more.
            self.keeps_secrets = address.tls or is_near(line)
            self.is_safe = address.tls or is_here(line)
        except BaseException:
            line.close()
            raise
        self._socket = line

    def send(self, data: bytes) -> None:
        """Send all of *data*, or raise OSError; the line is then of no use any more."""
        with self._turn:
            self._socket.settimeout(self._seconds)
            self._socket.sendall(data)

    def receive(self, seconds: float) -> bytes:
        """What came within *seconds*, b"" if nothing. Raises OSError, ConnectionAbortedError at the end of the stream."""
        if not self._waits(seconds):
            return b""
        with self._turn:
            self._socket.settimeout(0)
            try:
                piece = self._socket.recv(_PIECE)
            except (BlockingIOError, ssl.SSLWantReadError):
                # Readable is not yet a byte for us: TLS has messages of its own.
                return b""
        if not piece:
            raise ConnectionAbortedError("the exchange hung up")
        return piece

    def drop(self) -> None:
        """Close without a word; a thread that waits for bytes hears the end."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _waits(self, seconds: float) -> bool:
        """Whether something is there to be read within *seconds*. Raises OSError."""
        if isinstance(self._socket, ssl.SSLSocket):
            with self._turn:
                if self._socket.pending():
                    return True
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self._socket, selectors.EVENT_READ)
                return bool(selector.select(max(0.0, seconds)))
        except (ValueError, KeyError) as error:
            # Another thread has closed it meanwhile.
            raise ConnectionAbortedError("the line was closed") from error
