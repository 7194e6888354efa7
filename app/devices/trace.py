"""Bytes of a scanner that survive the death of the process between the cable and the spool.

What is read from a port is gone from it. So the system reads straight into a mapped file: the bytes are in the page cache,
and outlive a SIGKILL, before any line of ours sees them. What was not settled then is taken up again at the next start.
"""

import mmap
import os
import struct
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from uuid import uuid4

from app.errors import DeviceTrouble
from app.language import marked

_MAGIC = b"KONTOR-TRACE-1\n\0"
_HEADER = struct.Struct("<16s16sQd")
_START = 64
_SIZE = 256 * 1024
_LOW_WATER = 8 * 1024
_NO_ROOM = marked("The scanner's memory in {folder} cannot be written: {reason}. Nothing is accepted until it can.")


class ByteTrace:
    """A file of 256 KiB: header (mark, identity, settled position, time of the last byte), then the bytes, then zeros.

    The end is the last byte that is not zero; a zero byte is never part of a code. The identity changes whenever the
    file starts over, so (identity, position) names one code for ever.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._identity = b""
        self._settled = 0
        self._end = 0
        self._touched = 0.0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not self._is_whole():
                self._replace(b"")
            self._open()
        except OSError as trouble:
            raise DeviceTrouble(_NO_ROOM, folder=str(path.parent), reason=trouble.strerror or "") from trouble

    @property
    def pending(self) -> bytes:
        """What was received but not settled."""
        return self._map[_START + self._settled : _START + self._end]

    def is_fresh(self, seconds: float) -> bool:
        """Whether the last byte came within so many *seconds*: the rest of a code may still stand in the port."""
        return 0 <= self._clock() - self._touched <= seconds

    def room(self) -> memoryview:
        """Where the next bytes are to be read into; say :meth:`received` afterwards, and release the view before closing.

        Raises DeviceTrouble if the disk has no place to start the file over.
        """
        if _SIZE - _START - self._end < _LOW_WATER:
            self._start_over()
        return memoryview(self._map)[_START + self._end :]

    def received(self, count: int) -> None:
        """*count* bytes now stand in the room."""
        self._end += count
        self._write_header(self._settled, self._clock())

    def settle(self, count: int) -> None:
        """The first *count* pending bytes are kept elsewhere now, or are of no use."""
        self._write_header(min(self._settled + count, self._end), self._touched)

    def nonce(self, ahead: int) -> str:
        """A name for ever for the code that ends *ahead* bytes after the settled position."""
        position = self._settled + ahead
        return blake2b(self._identity + position.to_bytes(8, "little"), digest_size=16).hexdigest()

    def rest(self) -> None:
        """Mark that the port was left in order: what stands in it later is old."""
        self._write_header(self._settled, 0.0)

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()

    def _is_whole(self) -> bool:
        try:
            with self._path.open("rb") as stream:
                mark: bytes = stream.read(len(_MAGIC))
            return mark == _MAGIC and os.path.getsize(self._path) == _SIZE
        except FileNotFoundError:
            return False

    def _open(self) -> None:
        descriptor = os.open(self._path, os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
        try:
            self._map = mmap.mmap(descriptor, _SIZE)
        finally:
            os.close(descriptor)
        _, self._identity, self._settled, self._touched = _HEADER.unpack_from(self._map)
        end = len(self._map[_START:].rstrip(b"\0"))
        self._settled = min(self._settled, _SIZE - _START)
        self._end = max(end, self._settled)

    def _write_header(self, settled: int, touched: float) -> None:
        self._settled, self._touched = settled, touched
        _HEADER.pack_into(self._map, 0, _MAGIC, self._identity, settled, touched)

    def _start_over(self) -> None:
        """A new file with what is pending takes the old one's place at once; a crash leaves the one or the other."""
        pending, touched = self.pending, self._touched
        try:
            self._replace(pending, touched)
            old = self._map
            self._open()
            old.close()
        except OSError as trouble:
            raise DeviceTrouble(_NO_ROOM, folder=str(self._path.parent), reason=trouble.strerror or "") from trouble

    def _replace(self, pending: bytes, touched: float = 0.0) -> None:
        fresh = self._path.with_suffix(".new")
        header = _HEADER.pack(_MAGIC, uuid4().bytes, 0, touched).ljust(_START, b"\0")
        with fresh.open("wb") as stream:
            stream.write((header + pending).ljust(_SIZE, b"\0"))
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(self._path)
