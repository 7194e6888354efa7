"""A mail server that behaves as badly as a test asks for: a script says what it answers to each command.

    with HostileImap({"UID FETCH": [b"* 1 FETCH (UID 1 BODY[]<0> {500}\\r\\nhalf", CLOSE]}) as server:
        mailbox = ImapMailbox(parse_mailbox(server.address()), limits=Limits(answer=0.3))
        ...
    assert b"SELECT" in server.said

``TAG`` in an answer becomes the tag of the command. A script's entry may also be a function of the command's line.
What the script does not name is answered as by a polite server with one folder of ``exists`` letters.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Final, Self

HOST = "127.0.0.1"
HANG: Final = "hang"
"""Say nothing more until the other side hangs up."""
CLOSE: Final = "close"
BREATHE: Final = "breathe"
"""Let what was said arrive before the rest of it."""
Steps = Sequence[bytes | str]
Script = Mapping[str, Steps | Callable[[bytes], Steps]]
_BREATH_SECONDS = 0.05
_TWO_WORDS = ("UID",)


class HostileImap:
    """Serves one connection after the other; ``said`` holds every line it was told."""

    def __init__(
        self,
        script: Script,
        *,
        greeting: Steps = (b"* OK ready\r\n",),
        exists: int = 3,
        capabilities: bytes = b"IMAP4rev1 IDLE",
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.said: list[bytes] = []
        self.connections = 0
        self._greeting = greeting
        self._context = context
        self._script: dict[str, Steps | Callable[[bytes], Steps]] = {
            "CAPABILITY": [b"* CAPABILITY " + capabilities + b"\r\nTAG OK done\r\n"],
            "LOGIN": [b"TAG OK done\r\n"],
            "SELECT": [b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\nTAG OK [READ-WRITE] x\r\n" % exists],
            "UID SEARCH": [b"* SEARCH " + b" ".join(b"%d" % uid for uid in range(1, exists + 1)) + b"\r\nTAG OK done\r\n"],
            "IDLE": [b"+ idling\r\n"],
            "UID STORE": [b"TAG OK\r\n"],
            "LOGOUT": [b"* BYE\r\nTAG OK done\r\n", CLOSE],
            **script,
        }
        self._listening = socket.create_server((HOST, 0))
        self.port: int = self._listening.getsockname()[1]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="hostile imap server", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stopped.set()
        # Wakes whoever waits for a connection.
        with contextlib.suppress(OSError):
            socket.create_connection((HOST, self.port), 1).close()
        self._thread.join(10)
        self._listening.close()

    def address(self, scheme: str = "imap", query: str = "") -> str:
        """The mailbox as Kontor's settings name it."""
        return f"{scheme}://kontor:secret@{HOST}:{self.port}/INBOX{query and '?' + query}"

    def _serve(self) -> None:
        while not self._stopped.is_set():
            line, _ = self._listening.accept()
            self.connections += 1
            # Whoever is treated badly hangs up at any moment.
            with line, contextlib.suppress(OSError):
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line.settimeout(0.1)
                if self._context is not None and not self._stopped.is_set():
                    line.settimeout(5)
                    with self._context.wrap_socket(line, server_side=True) as encrypted:
                        encrypted.settimeout(0.1)
                        self._converse(encrypted)
                else:
                    self._converse(line)

    def _converse(self, line: socket.socket) -> None:
        received, idling = b"", b""
        if not self._act(line, self._greeting, b""):
            return
        while (received := self._until_line(line, received)) and not self._stopped.is_set():
            command, _, received = received.partition(b"\r\n")
            self.said.append(command)
            tag, _, rest = command.partition(b" ")
            words = rest.decode("latin-1").upper().split()
            name = " ".join(words[:2]) if words and words[0] in _TWO_WORDS else "".join(words[:1])
            if command == b"DONE":
                tag, name = idling, "DONE"
            elif name == "IDLE":
                idling = tag
            steps = self._script.get(name, [b"TAG OK done\r\n"])
            if not self._act(line, steps(command) if callable(steps) else steps, tag):
                return

    def _act(self, line: socket.socket, steps: Steps, tag: bytes) -> bool:
        for step in steps:
            if isinstance(step, bytes):
                line.sendall(step.replace(b"TAG", tag))
            elif step == BREATHE:
                self._stopped.wait(_BREATH_SECONDS)
            elif step == HANG:
                while self._more(line):
                    pass
                return False
            else:
                return False
        return True

    def _until_line(self, line: socket.socket, received: bytes) -> bytes:
        while b"\r\n" not in received:
            more = self._more(line)
            if not more:
                return b""
            received += more
        return received

    def _more(self, line: socket.socket) -> bytes:
        """What comes next; nothing once the other side has hung up, or the test is over."""
        while not self._stopped.is_set():
            with contextlib.suppress(TimeoutError):
                return line.recv(65_536)
        return b""
