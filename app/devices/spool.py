"""The scan spool: every scan is on disk here before anything else happens to it, and stays until it is booked [C1, C28].

One line a fact: checksum, space, JSON. A line that was torn by a kill is cut off at the next start: its scan was never
acknowledged. Adding the same nonce twice changes nothing.
"""

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

from app.devices.lock import FolderLock
from app.errors import DeviceTrouble
from app.events import Scan
from app.language import marked

_REMEMBERED = 1000
_COMPACT_ABOVE = 1024 * 1024
_NOT_KEPT = marked(
    "The scan could not be kept on this computer ({reason}). It does not count: scan it again once there is room."
)
_NOT_READABLE = marked("The scans kept in {folder} cannot be read: {reason}.")


class ScanSpool:
    """An append-only journal in *folder*, for one process at a time; its methods may be called from any thread.

    Raises DeviceTrouble if another process has the folder, or the disk cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self._mutex = threading.Lock()
        self._journal = folder / "scans.jsonl"
        self._refused = folder / "refused.jsonl"
        self._pending: OrderedDict[str, Scan] = OrderedDict()
        self._contexts: dict[str, str] = {}
        self._known: OrderedDict[str, None] = OrderedDict()
        self._lock = FolderLock(folder)
        try:
            self._length = self._recover()
            self._descriptor = _opened(self._journal)
        except OSError as trouble:
            self._lock.release()
            raise DeviceTrouble(_NOT_READABLE, folder=str(folder), reason=trouble.strerror or "") from trouble

    def append(self, scan: Scan, context: str = "") -> None:
        """Keep *scan*; on disk when this returns. A nonce that is here already changes nothing.

        context: what the screen worked on when it was made, in its own words; without it a scan that outlived its
        process could not be booked where it belongs.
        Raises DeviceTrouble if it could not be kept (disk full, read-only …): then nothing of it is here.
        """
        with self._mutex:
            if scan.nonce in self._known:
                return
            self._write(_kept(scan, context), sync=True)
            self._pending[scan.nonce] = scan
            self._contexts[scan.nonce] = context
            self._remember(scan.nonce)

    def pending(self) -> list[Scan]:
        """What is not booked yet, in the order of scanning."""
        with self._mutex:
            return list(self._pending.values())

    def context(self, nonce: str) -> str:
        """What was given with the pending scan *nonce*; "" if nothing was, or it is not pending."""
        with self._mutex:
            return self._contexts.get(nonce, "")

    def done(self, nonce: str) -> None:
        """The scan is booked. An unknown nonce is no error: it was told twice."""
        with self._mutex:
            self._drop(nonce)

    def refused(self, nonce: str, reason: str) -> None:
        """The scan was looked at and refused for *reason*: it leaves the queue and is kept in ``refused.jsonl``."""
        with self._mutex:
            scan = self._pending.get(nonce)
            if scan is None:
                return
            fact = _kept(scan, self._contexts.get(nonce, "")) | {"reason": reason}
            descriptor = _opened(self._refused)
            try:
                os.write(descriptor, _line(fact))
                os.fsync(descriptor)
            except OSError as trouble:
                raise DeviceTrouble(_NOT_KEPT, reason=trouble.strerror or "") from trouble
            finally:
                os.close(descriptor)
            self._drop(nonce)

    def close(self) -> None:
        """Give the folder back."""
        with self._mutex:
            os.close(self._descriptor)
            self._lock.release()

    def _drop(self, nonce: str) -> None:
        if nonce not in self._pending:
            return
        self._write({"done": nonce}, sync=False)
        del self._pending[nonce]
        self._contexts.pop(nonce, None)
        if not self._pending:
            self._cut(0)
        elif self._length > _COMPACT_ABOVE:
            self._compact()

    def _write(self, fact: Mapping[str, str], *, sync: bool) -> None:
        line = _line(fact)
        try:
            written = 0
            while written < len(line):
                written += os.write(self._descriptor, line[written:])
            if sync:
                os.fsync(self._descriptor)
        except OSError as trouble:
            self._cut(self._length)
            raise DeviceTrouble(_NOT_KEPT, reason=trouble.strerror or "") from trouble
        self._length += len(line)

    def _cut(self, length: int) -> None:
        try:
            os.ftruncate(self._descriptor, length)
        except OSError as trouble:
            raise DeviceTrouble(_NOT_KEPT, reason=trouble.strerror or "") from trouble
        self._length = length

    def _compact(self) -> None:
        """Begin a new journal with what is pending; the old one stands until the new one is on disk."""
        fresh = self._journal.with_suffix(".new")
        lines = b"".join(_line(_kept(scan, self._contexts.get(scan.nonce, ""))) for scan in self._pending.values())
        try:
            with fresh.open("wb") as stream:
                stream.write(lines)
                stream.flush()
                os.fsync(stream.fileno())
            os.close(self._descriptor)
            fresh.replace(self._journal)
            self._descriptor = _opened(self._journal)
        except OSError as trouble:
            raise DeviceTrouble(_NOT_KEPT, reason=trouble.strerror or "") from trouble
        self._length = len(lines)

    def _remember(self, nonce: str) -> None:
        self._known[nonce] = None
        while len(self._known) > _REMEMBERED and next(iter(self._known)) not in self._pending:
            self._known.popitem(last=False)

    def _recover(self) -> int:
        """Read the journal, cut off a torn end, and return its length; a line with a wrong checksum is passed over."""
        if not self._journal.exists():
            return 0
        content = self._journal.read_bytes()
        whole = content.rfind(b"\n") + 1
        for line in content[:whole].splitlines():
            fact = _fact(line)
            if "scan" in fact:
                at = datetime.fromisoformat(fact["at"]).astimezone(UTC)
                self._pending[fact["scan"]] = Scan(fact["scan"], fact["code"], fact["device"], at)
                self._contexts[fact["scan"]] = fact.get("context", "")
                self._remember(fact["scan"])
            elif "done" in fact:
                self._pending.pop(fact["done"], None)
                self._contexts.pop(fact["done"], None)
        if whole < len(content):
            os.truncate(self._journal, whole)
        return whole


def _kept(scan: Scan, context: str) -> dict[str, str]:
    fact = {"scan": scan.nonce, "code": scan.code, "device": scan.device, "at": scan.at.isoformat()}
    return fact | ({"context": context} if context else {})


def _line(fact: Mapping[str, str]) -> bytes:
    body = json.dumps(fact).encode("ascii")
    return b"%08x %s\n" % (crc32(body), body)


def _fact(line: bytes) -> dict[str, str]:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % crc32(body):
        return {}
    fact: dict[str, str] = json.loads(body)
    return fact


def _opened(path: Path) -> int:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    new = not path.exists()
    descriptor = os.open(path, flags, 0o600)
    if new and hasattr(os, "O_DIRECTORY"):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return descriptor
