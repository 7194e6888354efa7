"""A real SMTP server (aiosmtpd) on loopback, in a thread of the test's own, that misbehaves as a test asks it to.

with SmtpFake() as server:
    server.refuse["nobody@client.example"] = "550 5.1.1 No such user"
    server.answers.append("451 Come again")          # to the next letter's last line; then 250 again
    SmtpServer(parse_smtp(server.address())).send(...)
    assert [letter.recipients for letter in server.letters] == [("a@client.example",)]
    server.stop()                                    # the port is closed
    server.start()                                   # same port, same letters
"""

import asyncio
import logging
import socket
import ssl
import threading
import warnings
from collections import deque
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Any, Literal, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
STARTED_SECONDS = 20
# What the server thinks of a client that breaks the line is no record of ours.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
Misdeed = Literal["die_before_data", "die_in_data", "die_after_data", "take_and_die", "hang_at_greeting", "hang_after_data"]


@dataclass(frozen=True, slots=True)
class TakenLetter:
    """A letter that the server took. data: with the line ends of the wire."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        """The letter, read."""
        return message_from_bytes(self.data, policy=default)

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(self.message["message-id"])


class SmtpFake:
    """refuse: address → answer to RCPT. answers: to the last lines of the next letters, "" for 250. misdeeds: of the next
    letters. users: login → password; without any nobody needs to sign in. starttls: it is offered."""

    def __init__(
        self,
        *,
        users: dict[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        largest: int = 33_554_432,
        utf8: bool = True,
    ) -> None:
        self.letters: list[TakenLetter] = []
        self.refuse: dict[str, str] = {}
        self.answers: deque[str] = deque()
        self.misdeeds: deque[Misdeed] = deque()
        self.connections = 0
        self.release = threading.Event()
        self._users, self._tls, self._starttls, self._largest, self._utf8 = users or {}, tls, starttls, largest, utf8
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.BaseTransport] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp-fake")
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port: int = free.getsockname()[1]

    def __enter__(self) -> Self:
        self._thread.start()
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release.set()
        self.stop()
        self._wait(self._cancelled())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STARTED_SECONDS)
        self._loop.close()

    def address(self, login: str = "", password: str = "", scheme: str = "smtp", query: str = "") -> str:
        """What ``parse_smtp`` reads."""
        user = f"{login}:{password}@" if login else ""
        return f"{scheme}://{user}{HOST}:{self.port}{query}"

    def start(self) -> None:
        """Open the port."""
        self._wait(self._started())

    def stop(self) -> None:
        """Close the port and break every line."""
        self._wait(self._ended())

    def ids(self) -> list[str]:
        """The Message-IDs of what was taken, in order."""
        return [letter.message_id for letter in list(self.letters)]

    def _wait(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(STARTED_SECONDS)

    async def _started(self) -> None:
        self._server = await self._loop.create_server(self._protocol, HOST, self.port, ssl=self._tls, reuse_address=True)

    async def _ended(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for transport in list(self._open):
            transport.close() if self._tls else cast(asyncio.Transport, transport).abort()
        await asyncio.sleep(0)

    async def _cancelled(self) -> None:
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _protocol(self) -> SMTP:
        with warnings.catch_warnings():
            # It warns of passwords on an open line, which on loopback nobody hears.
            warnings.simplefilter("ignore", UserWarning)
            return self._conversation()

    def _conversation(self) -> SMTP:
        return _Conversation(
            self,
            self._largest,
            self._utf8,
            authenticator=self._signed_in,
            auth_required=bool(self._users),
            auth_require_tls=False,
            tls_context=self._starttls,
        )

    def _signed_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and self._users.get(data.login.decode()) == data.password.decode()
        return AuthResult(success=known, handled=False)


class _Conversation(SMTP):
    """One line to the server."""

    def __init__(self, fake: SmtpFake, largest: int, utf8: bool, **options: Any) -> None:
        self._fake = fake
        super().__init__(
            _Decisions(fake, self), hostname="fake.example", data_size_limit=largest, enable_SMTPUTF8=utf8, **options
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._fake.connections += 1
        self._fake._open.add(transport)
        if self._fake.misdeeds and self._fake.misdeeds[0] == "hang_at_greeting":
            self._fake.misdeeds.popleft()
            return
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._fake._open.discard(self.transport)
        if self.session is not None:
            super().connection_lost(error)

    def eof_received(self) -> bool | None:
        return None if self.session is None else super().eof_received()

    async def smtp_DATA(self, arg: str) -> None:
        misdeed = self._fake.misdeeds[0] if self._fake.misdeeds else ""
        if misdeed == "die_before_data":
            self._fake.misdeeds.popleft()
            self.abort()
            return
        if misdeed == "die_in_data":
            self._fake.misdeeds.popleft()
            await self.push("354 Go on")
            await self._reader.readline()
            self.abort()
            return
        await super().smtp_DATA(arg)

    def abort(self) -> None:
        """Break the line."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()


class _Decisions:
    """What the server thinks of recipients and letters."""

    def __init__(self, fake: SmtpFake, line: _Conversation) -> None:
        self._fake = fake
        self._line = line

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self._fake.refuse:
            return self._fake.refuse[address]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        misdeed = self._fake.misdeeds.popleft() if self._fake.misdeeds else ""
        if misdeed == "hang_after_data":
            while not self._fake.release.is_set():
                await asyncio.sleep(0.01)
            return "451 Too late"
        answer = self._fake.answers.popleft() if self._fake.answers else ""
        if misdeed == "take_and_die" or (not misdeed and not answer):
            data = envelope.original_content or b""
            self._fake.letters.append(TakenLetter(envelope.mail_from or "", tuple(envelope.rcpt_tos), data))
        if misdeed:
            self._line.abort()
        return answer or "250 Taken"
