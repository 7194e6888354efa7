"""A telephone exchange on loopback that speaks the manager interface, and breaks as a test asks it to.

    with FakeExchange() as exchange:
        session = AmiSession(parse_exchange(exchange.address))      # ami://kontor:secret@127.0.0.1:PORT
        session.open()
        exchange.play(recording("40"), slices=random.Random(7))     # or slices=1, or whole; to all who are signed in
        exchange.freeze() ... exchange.thaw()                       # TCP stays open, nothing is said; then all at once
        exchange.drop(b"Event: Hangup\\r\\nChann")                    # breaks in the middle of a packet
        exchange.restart()                                          # all channels gone; FullyBooted after the next login
        exchange.on_action = lambda action: originate_events        # played after the answer to an action
    assert exchange.wait_action("Originate")[0].get("Channel") == "PJSIP/101"

Several clients may be connected. CoreShowChannels is answered from what was played. ``denied`` are actions that are not
permitted, ``silent`` ones that are never answered, ``answers`` what to say to one instead of the usual.
"""

import contextlib
import hashlib
import random
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from app.channels.ami_packets import Packet
from tests.fakes.exchange_answers import answer, answer_id, error
from tests.fakes.exchange_channels import ChannelBook
from tests.fakes.exchange_line import ClientLine, Turns
from tests.fakes.exchange_play import chunks, event, instant, packet, packets_of, sliced, without_login

HOST = "127.0.0.1"
_DEADLINE_SECONDS = 10.0
Pairs = tuple[tuple[str, str], ...]


class FakeExchange:
    """banner: any bytes, b"" for none. challenge: whether it knows the login by MD5. context: its certificate, for TLS.

    users: login → secret. boots: it says FullyBooted after each login, as with the permission "system". open_door: whoever
    says anything is let in at once, as by a server that only plays recordings.
    """

    def __init__(
        self,
        *,
        banner: bytes = b"Asterisk Call Manager/11.0.0\r\n",
        users: Mapping[str, str] | None = None,
        challenge: bool = True,
        context: ssl.SSLContext | None = None,
        boots: bool = False,
        open_door: bool = False,
    ) -> None:
        self.actions: list[Packet] = []
        self.denied: set[str] = set()
        self.silent: set[str] = set()
        self.answers: dict[str, Pairs] = {}
        self.on_action: Callable[[Packet], bytes | None] | None = None
        self.connections = 0
        self._users = dict(users or {"kontor": "secret"})
        self._banner, self._challenge, self._context = banner, challenge, context
        self._boots, self._open_door = boots, open_door
        self._refuses = self._fresh = False
        self._book = ChannelBook()
        self._lines: list[ClientLine] = []
        self._turn = Turns()
        self._news = threading.Condition()
        self._running = threading.Event()
        self._running.set()
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listening: socket.socket | None = None
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port: int = free.getsockname()[1]

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """The exchange as Kontor's settings name it."""
        login, secret = next(iter(self._users.items()))
        return f"{'amis' if self._context else 'ami'}://{login}:{secret}@{HOST}:{self.port}"

    @property
    def channels(self) -> list[str]:
        """The channels that stand, by what was played."""
        return self._book.names

    def start(self) -> None:
        """Listen, at the same port as before."""
        self._stopped = threading.Event()
        self._listening = socket.create_server((HOST, self.port))
        self._spawn(self._accept, self._listening, self._stopped)

    def stop(self) -> None:
        """Close the port and every connection."""
        self._stopped.set()
        self._running.set()
        if self._listening is not None:
            with contextlib.suppress(OSError):
                # Wakes the thread that waits for a connection.
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
        self.drop()
        for thread in self._threads:
            thread.join(_DEADLINE_SECONDS)
        self._threads.clear()

    def play(
        self, stream: bytes | Path, *, slices: int | random.Random | None = None, realtime: float = 0, shown: bool = True
    ) -> None:
        """Tell all who are signed in what a recording holds; its greeting and login are left out.

        slices: bytes a piece, or sizes by chance. realtime: 1 (True) keeps the recorded pauses, 10 plays ten times as fast.
        shown: False only enters it in the book of channels, as if nobody had been connected then.
        """
        data = without_login(stream.read_bytes() if isinstance(stream, Path) else stream)
        blocks = packets_of(data)
        before: float | None = None
        parts = [(block, [block]) for block in blocks] if realtime else chunks(blocks)
        for part, packets in parts:
            now = instant(part) if realtime else None
            if before is not None and now is not None and now > before:
                self._stopped.wait((now - before) / realtime)
            before = now if now is not None else before
            with self._turn:
                for block in packets:
                    self._book.hear(block)
                if shown:
                    self._tell_all(part, slices)

    def freeze(self) -> None:
        """Say nothing more and hear nothing; TCP stays open, new connections get no greeting."""
        self._running.clear()

    def thaw(self) -> None:
        """Go on: first what was held back."""
        self._running.set()
        with self._turn:
            for line in self._lines:
                line.tell(b"")

    def drop(self, last: bytes = b"", *, reset: bool = False) -> None:
        """Close every connection, after *last*; a client may come again at once."""
        with self._turn:
            for line in self._lines:
                line.hang_up(last, reset=reset)
            self._lines.clear()

    def restart(self, last: bytes = b"") -> None:
        """All channels are gone without a Hangup, all connections too; the next login hears FullyBooted."""
        self._fresh = True
        self._book.forget()
        self.drop(last)
        self._running.set()

    def refuse_login(self, refuses: bool = True) -> None:
        """From now on no login is accepted, whatever the secret."""
        self._refuses = refuses

    def wait_for(self, happened: Callable[[], bool], seconds: float = _DEADLINE_SECONDS) -> None:
        """Wait until *happened*; looked at whenever a client said something. Raises AssertionError when it does not."""
        deadline = time.monotonic() + seconds
        with self._news:
            while not happened():
                left = deadline - time.monotonic()
                assert left > 0, (
                    f"did not happen within {seconds} s; actions: {[each.get('Action') for each in self.actions]}"
                )
                self._news.wait(min(left, 0.05))

    def wait_signed_in(self, count: int = 1, seconds: float = _DEADLINE_SECONDS) -> None:
        """Wait until *count* clients are signed in at the same time."""
        self.wait_for(lambda: sum(line.signed_in and line.open for line in list(self._lines)) >= count, seconds)

    def wait_action(self, name: str, count: int = 1, seconds: float = _DEADLINE_SECONDS) -> list[Packet]:
        """All actions of that name, as soon as there are *count* of them."""
        self.wait_for(lambda: len(self._said(name)) >= count, seconds)
        return self._said(name)

    def _said(self, name: str) -> list[Packet]:
        return [each for each in list(self.actions) if each.get("Action").lower() == name.lower()]

    def _spawn(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, name="fake exchange", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listening: socket.socket, stopped: threading.Event) -> None:
        while not stopped.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            self._spawn(self._serve, connection, stopped)

    def _serve(self, connection: socket.socket, stopped: threading.Event) -> None:
        self._running.wait()
        connection.settimeout(_DEADLINE_SECONDS / 2)
        try:
            connection = self._context.wrap_socket(connection, server_side=True) if self._context else connection
        except OSError:
            connection.close()
            return
        line = ClientLine(connection, self._running)
        with self._turn:
            self._lines.append(line)
            line.tell(self._banner)
            if stopped.is_set():
                line.hang_up()
        for action in line.actions():
            self._running.wait()
            if stopped.is_set() or not self._take(line, action):
                break
        with self._turn:
            line.hang_up()
            if line in self._lines:
                self._lines.remove(line)
        self._tell_news()

    def _take(self, line: ClientLine, action: Packet) -> bool:
        """Answer *action*; whether the line stays open."""
        name = action.get("Action").lower()
        with self._turn:
            was_in = line.signed_in
            if name not in {each.lower() for each in self.silent}:
                line.tell(self._answer(line, action, name))
        self.actions.append(action)
        self._tell_news()
        refused = name == "login" and not line.signed_in
        if refused or name == "logoff":
            return False
        if was_in and name != "ping" and self.on_action and (events := self.on_action(action)):
            self.play(events)
        return True

    def _answer(self, line: ClientLine, action: Packet, name: str) -> bytes:
        if name in ("login", "challenge"):
            return self._let_in(line, action, name)
        if name in {each.lower() for each in self.denied} or not (line.signed_in or name == "logoff"):
            return error(action, "Permission denied")
        if name in {each.lower() for each in self.answers}:
            said = next(said for each, said in self.answers.items() if each.lower() == name)
            return packet(said[0], *answer_id(action), *said[1:])
        return answer(action, self._book)

    def _let_in(self, line: ClientLine, action: Packet, name: str) -> bytes:
        own = answer_id(action)
        by_challenge = action.get("AuthType").upper() == "MD5"
        if name == "challenge" and not self._open_door:
            if not self._challenge:
                return error(
                    action, "Invalid/unknown command: Challenge. Use Action: ListCommands to show available commands."
                )
            if not by_challenge:
                return error(action, "Must specify AuthType")
            line.challenge = str(secrets.randbelow(10**9))
            return packet(("Response", "Success"), *own, ("Challenge", line.challenge))
        secret = self._users.get(action.get("Username"))
        given, wanted = action.get("Secret"), secret
        if by_challenge and secret is not None:
            given, wanted = action.get("Key"), hashlib.md5((line.challenge + secret).encode()).hexdigest()
        known = secret is not None and given == wanted and (not by_challenge or bool(line.challenge))
        if self._refuses or not (known or self._open_door):
            return error(action, "Authentication failed")
        line.signed_in = True
        line.hears_events = action.get("Events").lower() != "off"
        told = packet(("Response", "Success"), *own, ("Message", "Authentication accepted"))
        if self._fresh or self._boots:
            self._fresh = False
            told += event("FullyBooted", ("Uptime", "1"), ("LastReload", "1"), ("Status", "Fully Booted"))
        return told

    def _tell_all(self, data: bytes, slices: int | random.Random | None) -> None:
        lines = [line for line in self._lines if line.signed_in and line.hears_events]
        for line in lines:
            for piece in sliced(data, slices):
                line.tell(piece)

    def _tell_news(self) -> None:
        with self._news:
            self._news.notify_all()
