"""One connection to an exchange's manager interface, from the login to the last word: packets in, actions out.

    session = AmiSession(parse_exchange("ami://crm:secret@192.168.1.5"))
    session.open()                                   # raises DeviceTrouble, LoginRefused
    while ...:
        for packet in session.packets(1.0): ...      # raises DeviceTrouble, LineFrozen: open another session
    session.send(("Action", "Originate"), ...)       # from any thread
    session.close()

The secret goes over the line as an MD5 challenge; as it is only where decision 026 allows it. A frozen exchange keeps its
connections and says nothing, so ``packets`` asks with a Ping whenever it was silent for ``ping_seconds``.
"""

import hashlib
import secrets
import threading
import time
from itertools import count
from types import TracebackType
from typing import Self

from app.channels import ami_trouble
from app.channels.ami_line import AmiLine
from app.channels.ami_packets import Packet, PacketReader
from app.channels.ami_trouble import LineFrozen, LoginRefused
from app.channels.exchange_address import ExchangeAddress

__all__ = ["AmiSession", "LineFrozen", "LoginRefused"]

_LONGEST_LINE = 1000
"""Bytes of a line that is sent; an exchange takes 1,024 at most (manager.c) and drops a client that says more."""
_LEAVE_SECONDS = 1.0
_PING = "ping"
_ACCEPTED = "authentication accepted"


class AmiSession:
    """ping_seconds: of silence until it is asked; answer_seconds: until the connection stands, and for each answer.

    banner: how the exchange greets. booted: it said that it is fully booted (needs the permission "system"). damaged:
    packets that were dropped because they were too large, and lines that were none.
    """

    def __init__(self, address: ExchangeAddress, *, ping_seconds: float = 10, answer_seconds: float = 10) -> None:
        self.address = address
        self.booted = False
        self._ping_seconds = ping_seconds
        self._answer_seconds = answer_seconds
        self._reader = PacketReader()
        self._line: AmiLine | None = None
        self._waiting: list[Packet] = []
        self._reading = threading.Lock()
        self._name = f"kontor-{secrets.token_hex(4)}"
        self._numbers = count(1)
        self._heard_at = 0.0
        self._asked_at: float | None = None

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def banner(self) -> str:
        """What the exchange said before anything else."""
        return self._reader.banner

    @property
    def damaged(self) -> int:
        """How much of what came had to be passed over."""
        return self._reader.dropped + self._reader.stray

    def open(self) -> None:
        """Connect and sign in. Raises DeviceTrouble; LoginRefused where the exchange does not let this user in."""
        try:
            self._line = AmiLine(self.address, self._answer_seconds)
        except (OSError, UnicodeError) as error:
            raise ami_trouble.unreachable(error, self.address) from error
        try:
            self._sign_in(self._line)
        except OSError as error:
            self._drop()
            trouble = ami_trouble.silent if isinstance(error, TimeoutError) else ami_trouble.sent_away
            raise trouble(self.address) from error
        except BaseException:
            self._drop()
            raise
        self._heard_at = time.monotonic()

    def packets(self, seconds: float) -> list[Packet]:
        """What the exchange says next, as soon as there is something, [] if it says nothing within *seconds*.

        Asks by itself whether the exchange is alive. Raises DeviceTrouble when the line broke, LineFrozen when the exchange
        has said nothing at all since it was asked.
        """
        with self._reading:
            until = time.monotonic() + seconds
            while True:
                if self._waiting:
                    found, self._waiting = self._waiting, []
                    return found
                now = time.monotonic()
                self._listen(max(0.0, min(until, self._next_step()) - now))
                if not self._waiting:
                    self._look_after()
                    if time.monotonic() >= until:
                        return []

    def send(self, *pairs: tuple[str, str], action_id: str | None = None) -> str:
        """Send an action, ``("Action", "Ping")`` first; its ActionID. From any thread. Raises DeviceTrouble.

        Line ends within a value would be lines of their own, so they become blanks.
        """
        own = action_id or f"{self._name}-{next(self._numbers)}"
        line = self._line
        if line is None:
            raise ami_trouble.closed(self.address)
        told = (*pairs[:1], ("ActionID", own), *pairs[1:])
        try:
            line.send(b"".join(_line(key, value) for key, value in told) + b"\r\n")
        except OSError as error:
            # Half an action may have gone: nothing can follow on it.
            self._drop()
            raise (ami_trouble.broken if self._heard_at else ami_trouble.sent_away)(self.address) from error
        return own

    def close(self) -> None:
        """Take leave, but not for long; from any thread, and as often as one likes."""
        line = self._line
        if line is None:
            return
        try:
            line.send(b"Action: Logoff\r\n\r\n")
            # Who reads at this moment hears the end of the stream by itself.
            if self._reading.acquire(blocking=False):
                try:
                    self._hear_out(line)
                finally:
                    self._reading.release()
        except OSError:
            pass
        finally:
            self._drop()

    # ------------------------------------------------------------ the login
    def _sign_in(self, line: AmiLine) -> None:
        challenge = self.send(("Action", "Challenge"), ("AuthType", "MD5"))
        # Whoever does not know the challenge should say so; where nobody can listen it need not.
        answer = self._answer(challenge, self._answer_seconds / 2 if line.is_safe else self._answer_seconds, line.is_safe)
        asked = answer.get("Challenge") if answer and answer.response == "Success" else ""
        if answer and answer.response == "Success" and _ACCEPTED in answer.get("Message").lower():
            # It lets in everybody, and asks for nothing.
            return
        # Events: on tells what the permissions of the user allow, whatever was set before.
        login = ("Action", "Login"), ("Username", self.address.login), ("Events", "on")
        if asked:
            key = hashlib.md5((asked + self.address.secret).encode(), usedforsecurity=False).hexdigest()
            sent = self.send(*login, ("AuthType", "MD5"), ("Key", key))
        elif line.keeps_secrets or self.address.plain:
            sent = self.send(*login, ("Secret", self.address.secret))
        else:
            raise ami_trouble.unprotected(self.address)
        answer = self._answer(sent, self._answer_seconds, False)
        if answer is None or answer.response.lower() != "success":
            raise ami_trouble.refused(self.address, answer or Packet(()))

    def _answer(self, action_id: str, seconds: float, may_miss: bool) -> Packet | None:
        """The answer to an action of the login; what else comes is kept. None: there was none, if that may be.

        Raises OSError, TimeoutError.
        """
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._listen(left)
            for packet in self._waiting:
                if packet.response and packet.action_id in (action_id, ""):
                    self._waiting.remove(packet)
                    return packet
        if may_miss:
            return None
        raise TimeoutError("the login is not answered")

    # ------------------------------------------------------------ listening
    def _listen(self, seconds: float) -> None:
        """Take what comes within *seconds*. Raises OSError during the login, DeviceTrouble afterwards."""
        line = self._line
        if line is None:
            raise ami_trouble.closed(self.address)
        try:
            data = line.receive(seconds)
        except OSError as error:
            if not self._heard_at:
                raise
            self._drop()
            raise ami_trouble.broken(self.address) from error
        if not data:
            return
        if self._heard_at:
            self._heard_at = time.monotonic()
        self._asked_at = None
        for packet in self._reader.feed(data):
            self.booted = self.booted or packet.event == "FullyBooted"
            if not packet.action_id.startswith(f"{self._name}-{_PING}"):
                self._waiting.append(packet)

    def _next_step(self) -> float:
        """When the exchange is to be asked, or given up."""
        if self._asked_at is None:
            return self._heard_at + self._ping_seconds
        return self._asked_at + self._answer_seconds

    def _look_after(self) -> None:
        """Ask a silent exchange, and give up one that was asked. Called when nothing waits to be read."""
        if time.monotonic() < self._next_step():
            return
        if self._asked_at is None:
            self._asked_at = time.monotonic()
            self.send(("Action", "Ping"), action_id=f"{self._name}-{_PING}-{next(self._numbers)}")
            return
        self._drop()
        raise ami_trouble.frozen(self.address)

    def _hear_out(self, line: AmiLine) -> None:
        """Wait for the farewell of the exchange. Raises OSError at the end of the stream."""
        until = time.monotonic() + _LEAVE_SECONDS
        while (left := until - time.monotonic()) > 0:
            line.receive(left)

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.drop()


def _line(key: str, value: str) -> bytes:
    text = "".join(" " if sign in "\r\n\0" else sign for sign in f"{key}: {value}")
    data = text.encode("utf-8", "replace")
    if len(data) > _LONGEST_LINE:
        # Not within a character.
        data = data[:_LONGEST_LINE].decode("utf-8", "ignore").encode()
    return data + b"\r\n"
