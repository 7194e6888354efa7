"""From bytes in any slicing to whole codes: one assembler for every kind of scanner. Pure; the clocks are passed in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from app.events import Scan

LONGEST_CODE = 4096
"""Bytes after which a line that never ends is given up as junk; the largest symbol on paper, Aztec, has 3,832 digits."""

_TERMINATORS = b"\r\n\t"


@dataclass(frozen=True, slots=True)
class WholeCode:
    """A scan, and how many bytes since the assembler began are done with once the scan is kept."""

    scan: Scan
    end: int


def _now() -> datetime:
    return datetime.now(UTC)


def _random_nonce(end: int) -> str:
    return uuid4().hex


class Assembler:
    """Cuts a stream at CR, LF, CRLF, Tab, or after a silence (for scanners that send no suffix).

    silence: seconds after which an unfinished code counts as finished, while the device has never sent a suffix;
    patience: the same once it has, so that a late suffix tears nothing. nonce: given the end of the code in the stream.
    What runs over *longest* without an end comes out once, cut there (no code of ours is that long), and the stream is
    taken up again at the next suffix or silence.
    """

    def __init__(
        self,
        device: str,
        *,
        silence: float = 0.25,
        patience: float = 2.0,
        longest: int = LONGEST_CODE,
        clock: Callable[[], datetime] = _now,
        nonce: Callable[[int], str] = _random_nonce,
    ) -> None:
        self._device = device
        self._silence = silence
        self._patience = patience
        self._longest = longest
        self._clock = clock
        self._nonce = nonce
        self._buffer = bytearray()
        self._count = 0
        self._last = 0.0
        self._suffix_seen = False
        self._overrun = False

    def feed(self, data: bytes | str, now: float) -> list[WholeCode]:
        """Take what came at *now* (seconds of a monotonic clock); the codes that are whole by it, in order."""
        whole = self.expired(now)
        self._last = now
        for byte in data.encode("utf-8", "replace") if isinstance(data, str) else data:
            self._count += 1
            if byte in _TERMINATORS:
                self._suffix_seen = True
                whole.extend(self._finish())
            elif not self._overrun:
                self._buffer.append(byte)
                if len(self._buffer) >= self._longest:
                    whole.extend(self._finish())
                    self._overrun = True
        return whole

    def expired(self, now: float) -> list[WholeCode]:
        """The code that silence has ended by *now*, if there is one."""
        ends = self.deadline()
        return self._finish() if ends is not None and now >= ends else []

    @property
    def unfinished(self) -> int:
        """Bytes at the end of the stream that belong to a code not yet whole."""
        return len(self._buffer)

    @property
    def taken(self) -> int:
        """Bytes since the assembler began."""
        return self._count

    def deadline(self) -> float | None:
        """When silence will end what has begun (monotonic seconds); None while nothing has."""
        if not self._buffer and not self._overrun:
            return None
        return self._last + (self._patience if self._suffix_seen else self._silence)

    def _finish(self) -> list[WholeCode]:
        code = bytes(self._buffer)
        self._buffer.clear()
        self._overrun = False
        if not code:
            return []
        scan = Scan(self._nonce(self._count), decoded(code), self._device, self._clock())
        return [WholeCode(scan, self._count)]


def decoded(code: bytes) -> str:
    """The characters of *code*: UTF-8, and Latin-1 (which reads anything) where it is no UTF-8."""
    try:
        return code.decode("utf-8")
    except UnicodeDecodeError:
        return code.decode("latin-1")
