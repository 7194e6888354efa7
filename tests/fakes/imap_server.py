"""A real IMAP server (pymap) on loopback, in a thread of the test's own, which a test can fill, stop and start again.

    with ImapServer() as server:
        uid = server.append(b"From: a@example.com\\r\\n\\r\\nHello", received_at=datetime(2026, 11, 1, 9, tzinfo=UTC))
        server.append_all(thousand_letters)            # an iterable of bytes, faster for many
        mailbox = ImapMailbox(parse_mailbox(server.address()))   # imap://kontor:secret@127.0.0.1:PORT/INBOX
        ...
        server.crash()                                 # every connection breaks, the port is closed
        server.start()                                 # same port, same letters
        server.renumber()                              # a new UIDVALIDITY and new UIDs, as after a restored backup
        assert server.is_seen(uid) and server.uids() == [uid]

``pushes=False`` takes IDLE away; ``security="tls"`` or ``"starttls"`` needs a certificate (``tests/fakes/certificate.py``).
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from argparse import Namespace
from asyncio import StreamReader, StreamWriter
from collections.abc import Coroutine, Iterable
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

from proxyprotocol.result import ProxyResultLocal
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet, Message
from pymap.concurrent import Subsystem
from pymap.config import BackendCapability
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Seen
from pysasl.hashing import BuiltinHash

HOST = "127.0.0.1"
ANSWER_SECONDS = 60
Result = TypeVar("Result")


class _QuietConfig(Config):
    """pymap's settings without a look at the name service, and with IDLE as the test wishes."""

    pushes = True

    @property
    def greeting(self) -> bytes:
        return b"Server ready"

    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=self.pushes, object_id=True, multi_append=True)


class ImapServer:
    """One account with its folders; letters stay until ``close``, however often the server stops and starts.

    security: plain, starttls or tls; context: the server's certificate for the latter two.
    """

    def __init__(
        self,
        *,
        login: str = "kontor",
        password: str = "secret",
        security: str = "plain",
        context: ssl.SSLContext | None = None,
        pushes: bool = True,
    ) -> None:
        self.login = login
        self.password = password
        self.security = security
        self.context = context
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="imap server", daemon=True)
        self._writers: set[StreamWriter] = set()
        self._listening: asyncio.Server | None = None
        self._config = _QuietConfig(
            Namespace(passlib_cfg=None, proxy_protocol=None),
            host=HOST,
            port=0,
            demo_data=False,
            demo_user=login,
            demo_password=password,
            ssl_context=context,
            tls_enabled=security == "starttls",
            invalid_user_sleep=0.0,
            reject_dnsbl=False,
            hash_context=BuiltinHash(rounds=1),
            cpu_subsystem=Subsystem.for_asyncio(),
        )
        self._config.pushes = pushes

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def address(self, folder: str = "INBOX", query: str = "") -> str:
        """The account as Kontor's settings name it."""
        scheme = "imaps" if self.security == "tls" else "imap"
        who = f"{quote(self.login, safe='')}:{quote(self.password, safe='')}"
        return f"{scheme}://{who}@{HOST}:{self.port}/{quote(folder)}{query and '?' + query}"

    # ---------------------------------------------------------------- running
    def start(self) -> None:
        """Listen; after ``crash`` on the same port and with the same letters."""
        if not self._thread.is_alive():
            self._thread.start()
        self._run(self._start())

    def crash(self) -> None:
        """Close the port and break every connection without a word."""
        self._run(self._crash())

    def break_connections(self) -> None:
        """Break every connection without a word; new ones are welcome."""
        self._run(self._break())

    def close(self) -> None:
        """Stop for good."""
        if not self._thread.is_alive():
            self._loop.close()
            return
        self.crash()
        self._run(self._end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ANSWER_SECONDS)
        self._loop.close()

    # ---------------------------------------------------------------- letters
    def append(self, raw: bytes, *, received_at: datetime | None = None, folder: str = "INBOX", seen: bool = False) -> int:
        """Put one letter into the folder, as a delivery does: who idles hears of it. Its UID.

        received_at: its INTERNALDATE, aware; the present moment if None.
        """
        return self.append_all([raw], received_at=received_at, folder=folder, seen=seen)[0]

    def append_all(
        self, letters: Iterable[bytes], *, received_at: datetime | None = None, folder: str = "INBOX", seen: bool = False
    ) -> list[int]:
        """Put many letters into the folder at once. Their UIDs."""
        return self._run(self._append(letters, received_at or datetime.now().astimezone(), folder, seen))

    def delete(self, uids: Iterable[int], folder: str = "INBOX") -> None:
        """Remove letters as another mail program would (EXPUNGE)."""
        self._run(self._delete(list(uids), folder))

    def uids(self, folder: str = "INBOX") -> list[int]:
        """The UIDs of all letters in the folder."""
        return sorted(self._run(self._folder(folder))._messages)

    def is_seen(self, uid: int, folder: str = "INBOX") -> bool:
        """Whether the letter carries \\Seen."""
        return Seen in self._run(self._folder(folder))._messages[uid].permanent_flags

    def add_folder(self, name: str) -> None:
        """Make another folder."""
        self._run(self._add_folder(name))

    def set_read_only(self, folder: str = "INBOX") -> None:
        """Let nobody change anything in the folder."""
        self._run(self._folder(folder))._readonly = True

    def uid_validity(self, folder: str = "INBOX") -> int:
        """The folder's UIDVALIDITY."""
        return int(self._run(self._folder(folder)).uid_validity)

    def renumber(self, folder: str = "INBOX") -> None:
        """Give the folder a new UIDVALIDITY and its letters new UIDs from 1 on; every connection breaks."""
        self._run(self._renumber(folder))

    # ---------------------------------------------------------------- in the server's thread
    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_SECONDS)

    async def _start(self) -> None:
        self._config.apply_context()
        login = Login(self._config)
        await DictBackend._add_demo_user(self._config, login)
        self._account()
        serve = IMAPServer(login, self._config)

        async def converse(reader: StreamReader, writer: StreamWriter) -> None:
            self._writers.add(writer)
            try:
                # A broken connection is the wish of the test, no defect of the server.
                with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
                    await serve(reader, writer, SocketInfo.get(writer, ProxyResultLocal(), unique_id=b"test"))
            finally:
                self._writers.discard(writer)

        listening = socket.create_server((HOST, self.port))
        self.port = listening.getsockname()[1]
        context = self.context if self.security == "tls" else None
        self._listening = await asyncio.start_server(converse, sock=listening, ssl=context)

    def _account(self) -> MailboxSet:
        """The folders; pymap's own sessions look for them in the same place."""
        if self.login not in self._config.set_cache:
            self._config.set_cache[self.login] = (MailboxSet(), FilterSet())
        return self._config.set_cache[self.login][0]

    async def _folder(self, name: str) -> MailboxData:
        return await self._account().get_mailbox(name)

    async def _add_folder(self, name: str) -> None:
        await self._account().add_mailbox(name)

    async def _append(self, letters: Iterable[bytes], received_at: datetime, folder: str, seen: bool) -> list[int]:
        box = await self._folder(folder)
        flags = frozenset({Seen} if seen else ())
        return [(await box.append(AppendMessage(raw, received_at, flags))).uid for raw in letters]

    async def _delete(self, uids: list[int], folder: str) -> None:
        await (await self._folder(folder)).delete(uids)

    async def _renumber(self, folder: str) -> None:
        box = await self._folder(folder)
        kept = sorted(box._messages.items())
        box._messages.clear()
        box._max_uid = 0
        for _, message in kept:
            box._max_uid += 1
            box._messages[box._max_uid] = Message.copy(message, uid=box._max_uid)
        box._uid_validity += 1
        await self._break()

    async def _break(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()
        while self._writers:
            await asyncio.sleep(0)

    async def _crash(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        await self._break()

    async def _end_tasks(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
