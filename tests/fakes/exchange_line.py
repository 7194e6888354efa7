"""One client's connection to the exchange of a test: what it said, and what it is told."""

import contextlib
import select
import socket
import ssl
import struct
import threading
from collections import deque
from collections.abc import Iterator
from types import TracebackType

from app.channels.ami_packets import Packet

_PIECE = 65_536
_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 30


class Turns:
    """A lock that is fair: whoever came first has it first, so that a long play never keeps an answer waiting."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._next = 0
        self._serving = 0

    def __enter__(self) -> None:
        with self._changed:
            mine = self._next
            self._next += 1
            while self._serving != mine:
                self._changed.wait()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._changed:
            self._serving += 1
            self._changed.notify_all()


class ClientLine:
    """A connection after its greeting. signed_in: the login went well; hears_events: it did not say Events: off.

    What is told while the exchange is frozen is held back. All but ``actions`` is called with the exchange's turn taken.
    """

    def __init__(self, connection: socket.socket, running: threading.Event) -> None:
        self.signed_in = False
        self.hears_events = True
        self.challenge = ""
        self.open = True
        self._connection = connection
        self._running = running
        self._held: deque[bytes] = deque()
        self._said = bytearray()
        self._reading = threading.Lock()
        connection.settimeout(_PATIENCE_SECONDS)
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def tell(self, data: bytes) -> None:
        """Say *data* now, or after the thaw."""
        if data:
            self._held.append(data)
        while self._held and self._running.is_set() and self.open:
            try:
                with self._reading:
                    self._connection.settimeout(_PATIENCE_SECONDS)
                    self._connection.sendall(self._held.popleft())
            except OSError:
                self.open = False

    def hang_up(self, last: bytes = b"", *, reset: bool = False) -> None:
        """Close, after *last* (perhaps half a packet). reset: without the farewell that TCP knows."""
        self._held.clear()
        with contextlib.suppress(OSError), self._reading:
            if last and self.open:
                self._connection.sendall(last)
            self.open = False
            if reset:
                self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self._connection.close()
            else:
                self._connection.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self._connection.close()

    def actions(self) -> Iterator[Packet]:
        """Every action of the client, as it comes, until the line ends."""
        while self.open:
            while (end := self._said.find(b"\r\n\r\n")) >= 0:
                lines = bytes(self._said[:end]).decode("utf-8", "replace").split("\r\n")
                del self._said[: end + 4]
                pairs = (line.partition(":") for line in lines if ":" in line)
                yield Packet(tuple((key.strip(), said.strip()) for key, _, said in pairs))
            try:
                if not self._receive():
                    return
            except (OSError, ValueError):
                return

    def _receive(self) -> bool:
        """Take what the client said; whether the line is still up."""
        pending = isinstance(self._connection, ssl.SSLSocket) and self._connection.pending()
        if not pending and not select.select([self._connection], [], [], _LOOK_SECONDS)[0]:
            return True
        with self._reading:
            self._connection.settimeout(0)
            try:
                piece = self._connection.recv(_PIECE)
            except (BlockingIOError, ssl.SSLWantReadError):
                return True
        self._said += piece
        return bool(piece)
