"""A scanner on a serial port or a virtual one (USB-CDC): the way that no keyboard layout can spoil [C2, C28]."""

import errno
import os
import select
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import serial
from serial.tools import list_ports

from app.devices.assembler import Assembler, WholeCode
from app.devices.trace import ByteTrace
from app.errors import DeviceTrouble
from app.events import Scan
from app.language import marked

if sys.platform != "win32":
    import termios

_FRESH = 60.0
_SLICE = 0.1
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)

_GONE = marked("The scanner is not connected. Plug it in; Kontor looks for it by itself.")
_FORBIDDEN = marked("Kontor may not use the scanner's port. Ask the administrator for the right to use serial ports.")
_BUSY = marked("Another program uses the scanner. Close it; Kontor tries again by itself.")
_SILENT = marked("The scanner does not answer. Unplug it and plug it in again; Kontor tries again by itself.")

_SENTENCES = {
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EBUSY: _BUSY,
    errno.EAGAIN: _BUSY,
    errno.ENOENT: _GONE,
    errno.ENXIO: _GONE,
    errno.ENODEV: _GONE,
    errno.EIO: _GONE,
}


@dataclass(frozen=True, slots=True)
class Port:
    """A serial port of this computer: its name, what it says it is, and its USB identity ("" if it has none)."""

    name: str
    description: str
    identity: str


def available_ports() -> list[Port]:
    """The serial ports there are now, by name; USB ones first, they are the likely scanners."""
    ports = [
        Port(
            one.device,
            one.description or one.device,
            f"{one.vid:04x}:{one.pid:04x}:{one.serial_number or ''}" if one.vid else "",
        )
        for one in list_ports.comports()
    ]
    return sorted(ports, key=lambda port: (not port.identity, port.name))


class _Serial(serial.Serial):
    """pyserial throws away what stands in the port when it opens it. After a crash that would be scans."""

    keep_input = False

    def _reset_input_buffer(self) -> None:
        if sys.platform != "win32" and self.fd is not None and not self.keep_input:
            termios.tcflush(self.fd, termios.TCIFLUSH)


class SerialScanner:
    """A :class:`~app.events.ScanSource` on *port*, on its own thread.

    memory: folder for the bytes that are between the port and the spool; with it, no scan is lost when the process is
    killed. ``scanned`` must return only when the scan is kept; if it raises DeviceTrouble the scan is offered again.
    What stood in the port before the first start is thrown away, unless the last run was cut off less than a minute ago.
    """

    def __init__(self, port: str, baudrate: int = 9600, *, memory: Path) -> None:
        self._port = port
        self._baudrate = baudrate
        self._memory = memory
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._identity = ""
        self._told: tuple[bool, str] | None = None

    def start(self, scanned: Callable[[Scan], None], state: Callable[[bool, str], None]) -> None:
        """Begin; *state* hears (ready, "") or (not ready, a marked sentence) whenever it changes."""
        self._stopped.clear()
        self._told = None
        self._thread = threading.Thread(target=self._run, args=(scanned, state), name=f"scanner {self._port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End within a tenth of a second, and give the port back."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self, scanned: Callable[[Scan], None], state: Callable[[bool, str], None]) -> None:
        failures = 0
        trace: ByteTrace | None = None
        first = True
        while not self._stopped.is_set():
            try:
                trace = trace or ByteTrace(self._memory / f"{_file_name(self._port)}.trace")
                intake = _Intake(trace, f"serial:{self._port}", scanned)
                intake.resume()
                with self._opened(keep_input=not first or trace.is_fresh(_FRESH)) as port:
                    first, failures = False, 0
                    self._tell(state, True, "")
                    while not self._stopped.is_set():
                        intake.take(port)
            except DeviceTrouble as trouble:
                self._tell(state, False, trouble.said())
            except OSError as trouble:
                self._tell(state, False, _SENTENCES.get(trouble.errno or 0, _SILENT))
            self._stopped.wait(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1
        if trace is not None:
            trace.rest()
            trace.close()

    def _opened(self, *, keep_input: bool) -> serial.Serial:
        """The port, open, for us alone. Raises OSError (SerialException is one)."""
        port = _Serial()
        port.keep_input = keep_input
        port.port = self._place()
        port.baudrate = self._baudrate
        port.timeout = _SLICE
        if sys.platform != "win32":
            port.exclusive = True
        port.open()
        return port

    def _place(self) -> str:
        """The port's name; if it is gone, the name under which the same USB device has come back."""
        ports = available_ports()
        for port in ports:
            if port.name == self._port:
                self._identity = port.identity
                return self._port
        return next((port.name for port in ports if self._identity and port.identity == self._identity), self._port)

    def _tell(self, state: Callable[[bool, str], None], ready: bool, sentence: str) -> None:
        if self._told != (ready, sentence):
            self._told = (ready, sentence)
            state(ready, sentence)


class _Intake:
    """Port → trace → assembler → scanned, letting bytes go only when their scan is kept."""

    def __init__(self, trace: ByteTrace, device: str, scanned: Callable[[Scan], None]) -> None:
        self._trace = trace
        self._scanned = scanned
        self._settled = 0
        self._assembler = Assembler(device, nonce=lambda end: trace.nonce(end - self._settled))

    def resume(self) -> None:
        """Take up what the last run received and did not hand over. A code that was begun long ago ends here."""
        now = time.monotonic()
        self._hand_over(self._assembler.feed(self._trace.pending, now))
        if not self._trace.is_fresh(_FRESH):
            self._hand_over(self._assembler.expired(float("inf")))

    def take(self, port: serial.Serial) -> None:
        """Wait a moment for bytes and hand over the codes that they finish. Raises OSError when the port is gone."""
        with self._trace.room() as room:
            count = _received(port, room)
            arrived = bytes(room[:count])
        now = time.monotonic()
        if arrived:
            self._trace.received(count)
            self._hand_over(self._assembler.feed(arrived, now))
        else:
            self._hand_over(self._assembler.expired(now))

    def _hand_over(self, codes: list[WholeCode]) -> None:
        for code in codes:
            self._scanned(code.scan)
            self._settle(code.end)
        self._settle(self._assembler.taken - self._assembler.unfinished)

    def _settle(self, end: int) -> None:
        self._trace.settle(end - self._settled)
        self._settled = end


def _received(port: serial.Serial, room: memoryview) -> int:
    """Bytes read from *port* straight into *room*, 0 after a moment without any."""
    if sys.platform == "win32":
        data = port.read(1)
        data += port.read(min(port.in_waiting, len(room) - 1))
        room[: len(data)] = data
        return len(data)
    ready, _, _ = select.select([port.fileno()], [], [], _SLICE)
    if not ready:
        return 0
    count = os.readv(port.fileno(), [room])
    if count == 0:
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    return count


def _file_name(port: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in port).strip("-")
